//! What must always hold, as plain functions: each takes a drawn value and panics if its law is broken. It returns whether it had anything to
//! say of the value: a test counts how often, so that no law is empty.
//!
//! The laws are the rule book's family PROP, and agreement with the [oracles](crate::oracle). Each function's name is the law as a sentence;
//! its documentation names the rules and what the law does not hold for. Where a rule names such a case, a test beside the law shows it. The
//! lists of laws are written once, as macros that call another macro with them, for the tests, the fuzz targets and the tables below.

pub mod accounts;
pub mod block;
pub mod calls;
pub mod conditions;
pub mod context;
pub mod document;
pub mod effects;
pub mod elements;
pub mod input;
pub mod layers;
pub mod message;
pub mod oracle;
pub mod order;
pub mod reasons;
pub mod renaming;
pub mod spelling;
pub mod wildcard;

use crate::generate::call::Registration;
use crate::generate::{Entry, Varied};

/// In which way a law is true of a drawn value. Where it is not true, it panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// The law speaks of the value, and could have been broken by it.
    Held,
    /// It says nothing of the value.
    Vacuous,
}

impl Truth {
    /// Held, if the law speaks of the value.
    pub const fn held_if(speaks: bool) -> Self {
        if speaks { Self::Held } else { Self::Vacuous }
    }
}

/// Calls `$with!` with all laws about questions: `file: law, …;`.
#[macro_export]
macro_rules! question_laws {
    ($with:ident) => {
        $with! {
            effects:
                asking_twice_gives_the_same_decision: ["PROP-001"],
                a_matching_deny_wins: ["PROP-002"],
                a_further_deny_never_raises: ["PROP-003"],
                a_further_allow_never_lowers: ["PROP-004"],
                an_allow_never_turns_an_explicit_deny: ["PROP-005"],
                a_limiting_layer_never_grants: ["PROP-050", "PROP-051", "PROP-052", "PROP-053", "PROP-078"],
                a_further_level_never_raises: ["PROP-051", "PROP-052"],
                removing_an_allow_of_the_organization_never_raises: ["PROP-051"],
                a_condition_only_narrows: ["PROP-020"],
                a_decision_rests_on_matching_statements: ["PROP-069"],
                unmatched_statements_are_removable: ["PROP-067"],
                without_its_denies_nothing_is_denied_explicitly: ["PROP-070"];
            order:
                statements_stand_in_any_order: ["PROP-006"],
                policies_stand_in_any_order: ["PROP-007"],
                levels_stand_in_any_order: ["PROP-008"],
                values_stand_in_any_order: ["PROP-009"],
                duplicates_change_nothing: ["PROP-010"],
                policies_of_one_layer_may_be_merged: ["PROP-021"],
                merging_levels_never_lowers: ["PROP-022"];
            spelling:
                formatting_changes_nothing: ["PROP-011"],
                printing_and_reading_keeps_the_decision: ["PROP-012"],
                one_value_is_a_list_of_one: ["PROP-013"],
                one_statement_is_a_list_of_one: ["PROP-014"],
                action_names_ignore_case: ["PROP-025"],
                resource_names_do_not_ignore_case: ["PROP-026"],
                policies_may_be_attached_anywhere: ["PROP-023"],
                key_names_ignore_case: ["PROP-046"],
                sid_and_id_are_inert: ["PROP-047"],
                version_is_inert_without_variables: ["PROP-048"];
            elements:
                actions_are_alternatives: ["PROP-015"],
                resources_are_alternatives: ["PROP-016"],
                principals_are_alternatives: ["PROP-017"],
                condition_values_are_alternatives: ["PROP-018"],
                not_action_is_the_complement: ["PROP-027"],
                not_resource_is_the_complement: ["PROP-028"],
                an_element_and_its_complement_cover_all: ["PROP-029"],
                an_asterisk_absorbs_its_list: ["PROP-030"],
                the_requested_arn_is_as_good_as_an_asterisk: ["PROP-033"];
            wildcard:
                widening_an_entry_only_enlarges: ["PROP-031"];
            context:
                keys_that_nothing_mentions_are_irrelevant: ["PROP-045"];
            layers:
                policies_of_a_layer_are_alternatives: ["PROP-024"],
                a_full_allow_is_neutral: ["PROP-054"],
                without_an_allow_of_identity_or_resource_nothing_is_allowed: ["PROP-055"],
                a_gate_without_an_allow_is_closed: ["PROP-055"],
                gates_may_change_places: ["PROP-056"],
                a_boundary_of_the_same_statements_is_neutral: ["PROP-057"],
                spared_principals_ignore_service_control_policies: ["PROP-062"],
                spared_requests_ignore_resource_control_policies: ["PROP-062"];
            accounts:
                across_accounts_the_lower_side_counts: ["PROP-058"],
                separating_the_accounts_never_raises: ["PROP-059"],
                naming_the_requester_more_closely_never_lowers: ["PROP-060"],
                moving_an_allow_to_the_resource_never_lowers: ["PROP-061"],
                a_direct_grant_ignores_allows_of_the_identity: ["PROP-079"],
                where_the_resource_must_allow_nothing_else_grants: ["PROP-080"];
            renaming:
                a_variable_is_as_good_as_its_value: ["PROP-049"],
                accounts_may_be_renamed: ["PROP-063"],
                names_may_be_changed_one_for_one: ["PROP-064"],
                identity_layers_do_not_look_at_the_name: ["PROP-065"];
            reasons:
                statements_about_other_services_are_inert: ["PROP-066"],
                one_allow_a_layer_is_enough: ["PROP-068"],
                the_named_layer_is_the_one_to_widen: ["PROP-071"];
        }
    };
}

/// Calls `$with!` with all laws about one entry of a Condition block: `file: law, …;`.
#[macro_export]
macro_rules! entry_laws {
    ($with:ident) => {
        $with! {
            conditions:
                negated_values_are_a_conjunction: ["PROP-019"],
                positive_values_are_a_disjunction: ["PROP-018"],
                if_exists_only_widens: ["PROP-034"],
                if_exists_accepts_just_the_missing_key: ["PROP-035"],
                one_of_two_polarities_holds: ["PROP-036"],
                set_operators_are_dual: ["PROP-037"],
                any_value_polarities_are_no_complements: ["PROP-038"],
                null_is_true_or_false: ["PROP-039"],
                a_further_value_widens_positive_and_narrows_negated_operators: ["PROP-040"],
                a_further_context_value_helps_any_and_hurts_all: ["PROP-041"],
                equal_strings_are_alike: ["PROP-042"],
                numbers_and_dates_are_ordered: ["PROP-043"],
                an_asterisk_is_like_every_single_value: ["PROP-030"],
                wider_networks_hold_more: ["PROP-044"];
            oracle:
                an_entry_agrees_with_the_oracle: [
                    "COND-003", "COND-004", "COND-013", "COND-015", "COND-023", "COND-024", "COND-025", "COND-026", "COND-027", "COND-084", "COND-086"
                ];
        }
    };
}

/// Calls `$with!` with all laws about calls of AWS Batch: `file: law, …;`.
#[macro_export]
macro_rules! call_laws {
    ($with:ident) => {
        $with! {
            calls:
                a_call_is_the_lowest_of_its_checks: ["PROP-072"],
                a_bulk_call_is_the_lowest_of_its_single_calls: ["PROP-072"],
                tags_on_creation_add_a_check_and_never_raise: ["PROP-072"],
                a_definition_without_containers_is_one_check: ["PROP-073"],
                a_further_container_never_raises: ["PROP-073"],
                containers_are_judged_one_by_one: ["PROP-074"],
                two_keys_deny_in_one_container_only: ["PROP-075"],
                containers_do_not_merge: ["PROP-076"],
                two_keys_in_one_statement_never_deny_more: ["PROP-077"];
        }
    };
}

/// Calls `$with!` with all laws that compare the evaluator with an oracle: `law(generator, value): rules;`. The generators are named as seen
/// from where `generate` is in scope.
#[macro_export]
macro_rules! oracle_laws {
    ($with:ident) => {
        $with! {
            strings_agree_with_the_oracle(generate::near::strings): [
                "COND-033", "COND-034", "COND-035", "COND-036", "COND-037", "COND-038", "COND-039", "COND-040", "COND-041", "COND-042", "COND-043"
            ];
            numbers_agree_with_the_oracle(generate::near::numbers): ["COND-046", "COND-047", "COND-048", "COND-049", "COND-050", "COND-051"];
            dates_agree_with_the_oracle(generate::near::dates): ["COND-052", "COND-053", "COND-054", "COND-055", "COND-057", "COND-058"];
            truth_values_agree_with_the_oracle(generate::near::truth_values): ["COND-059", "COND-060", "COND-061"];
            bytes_agree_with_the_oracle(generate::near::bytes): ["COND-062", "COND-063"];
            addresses_agree_with_the_oracle(generate::near::addresses): [
                "COND-064", "COND-065", "COND-066", "COND-067", "COND-068", "COND-069"
            ];
            arns_agree_with_the_oracle(generate::near::arns): ["COND-070", "COND-071", "VAR-025"];
            presence_agrees_with_the_oracle(generate::near::presence): ["COND-028", "COND-029", "COND-030", "COND-031"];
            sets_agree_with_the_oracle(generate::near::any): [
                "COND-072", "COND-073", "COND-074", "COND-075", "COND-076", "COND-077", "COND-080", "COND-081", "COND-088"
            ];
            resources_agree_with_the_oracle(generate::near::resource_and_arn): [
                "RES-001", "RES-009", "RES-011", "RES-013", "RES-014", "RES-015", "RES-019", "RES-020", "RES-022", "RES-024", "RES-034",
                "RES-036", "RES-038", "RES-039"
            ];
            levels_agree_with_the_oracle(generate::level::leveled): [
                "EVAL-003", "EVAL-004", "EVAL-007", "EVAL-025", "EVAL-033", "EVAL-035", "EVAL-042"
            ];
            the_reader_agrees_with_the_oracle(generate::text::nearly_json): ["GRAM-002", "GRAM-004", "GRAM-009", "GRAM-029", "GRAM-049"];
            the_matcher_agrees_with_the_oracle(generate::text::small_pattern_and_text): ["PROP-032"];
        }
    };
}

/// Laws about one kind of value, by name.
pub type Laws<T> = &'static [(&'static str, fn(&T) -> Truth)];

macro_rules! question_table {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        /// All laws about questions, by name.
        pub const QUESTION_LAWS: Laws<Varied> = &[$( $( (stringify!($law), $file::$law), )+ )+];

        const QUESTION_RULES: &[(&str, &[&str])] = &[$( $( (stringify!($law), &[$( $rule ),+]), )+ )+];
    };
}
question_laws!(question_table);

macro_rules! entry_table {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        /// All laws about entries of Condition blocks, by name.
        pub const ENTRY_LAWS: Laws<Entry> = &[$( $( (stringify!($law), $file::$law), )+ )+];

        const ENTRY_RULES: &[(&str, &[&str])] = &[$( $( (stringify!($law), &[$( $rule ),+]), )+ )+];
    };
}
entry_laws!(entry_table);

macro_rules! call_table {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        /// All laws about calls of AWS Batch, by name.
        pub const CALL_LAWS: Laws<Registration> = &[$( $( (stringify!($law), $file::$law), )+ )+];

        const CALL_RULES: &[(&str, &[&str])] = &[$( $( (stringify!($law), &[$( $rule ),+]), )+ )+];
    };
}
call_laws!(call_table);

macro_rules! oracle_table {
    ($( $law:ident($generator:path): [$( $rule:literal ),+]; )+) => {
        const ORACLE_RULES: &[(&str, &[&str])] = &[$( (stringify!($law), &[$( $rule ),+]), )+];
    };
}
oracle_laws!(oracle_table);

/// All laws by name, each with the rules that it checks.
pub fn laws() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    [QUESTION_RULES, ENTRY_RULES, CALL_RULES, ORACLE_RULES].into_iter().flatten().copied()
}

/// The laws that check a rule.
pub fn laws_of(rule: &str) -> impl Iterator<Item = &'static str> {
    laws().filter(move |(_, rules)| rules.contains(&rule)).map(|(law, _)| law)
}

/// The law that a number stands for, of a question. What a fuzz target runs.
pub fn chosen_law_holds((number, varied): &(u8, Varied)) {
    let (_, law) = QUESTION_LAWS[usize::from(*number) % QUESTION_LAWS.len()];
    law(varied);
}

/// The same for calls of AWS Batch.
pub fn chosen_call_law_holds((number, drawn): &(u8, Registration)) {
    let (_, law) = CALL_LAWS[usize::from(*number) % CALL_LAWS.len()];
    law(drawn);
}

#[cfg(test)]
mod tests {
    //! Questions for the cases in which a law does not hold.

    use verdict_evaluator::action::Action;
    use verdict_evaluator::authorizer::Policies;
    use verdict_evaluator::context::{Context, ContextValue};
    use verdict_evaluator::policy::{PolicyType, parse};
    use verdict_evaluator::principal::Principal;
    use verdict_evaluator::profile::Profile;
    use verdict_evaluator::request::Request;
    use verdict_evaluator::resource::Resource;

    use arbitrary::{Result, Unstructured};

    use super::{CALL_LAWS, ENTRY_LAWS, Laws, QUESTION_LAWS, Truth};
    use crate::generate::sample::{Shares, draws};
    use crate::generate::{Question, call, entry, varied};

    const LAWS: [&str; 13] = [
        include_str!("property/accounts.rs"),
        include_str!("property/calls.rs"),
        include_str!("property/conditions.rs"),
        include_str!("property/context.rs"),
        include_str!("property/effects.rs"),
        include_str!("property/elements.rs"),
        include_str!("property/layers.rs"),
        include_str!("property/oracle.rs"),
        include_str!("property/order.rs"),
        include_str!("property/reasons.rs"),
        include_str!("property/renaming.rs"),
        include_str!("property/spelling.rs"),
        include_str!("property/wildcard.rs"),
    ];

    /// Ana's one identity policy, and what she asks for.
    pub(super) fn ana(statements: &str, action: &str, resource: &str, context: &[(&str, &str)]) -> Question {
        let text = format!(r#"{{ "Version": "2012-10-17", "Statement": {statements} }}"#);
        let mut keys = Context::default();
        for (name, value) in context {
            keys.set(name, ContextValue::One((*value).to_owned()));
        }
        Question {
            policies: Policies { identity: vec![parse(&text, PolicyType::Identity).expect(&text)], ..Policies::default() },
            request: Request {
                principal: Principal::new("arn:aws:iam::111122223333:user/ana").expect("a user"),
                action: Action::new(action).expect("an action"),
                resource: Resource::new(resource).expect("a resource"),
                resource_account: None,
                context: keys,
            },
            profile: Profile::default(),
        }
    }

    /// Asks every law about the same draws, and counts of how many it says something: not less than one in fifty.
    fn check_laws<T>(laws: Laws<T>, generator: fn(&mut Unstructured<'_>) -> Result<T>) {
        const DRAWS: usize = 1_000;
        let drawn: Vec<T> = draws(DRAWS, generator).collect();
        let mut shares = Shares::default();
        for (name, law) in laws {
            drawn.iter().filter(|value| law(value) == Truth::Held).for_each(|_| shares.count(*name));
        }
        laws.iter().for_each(|(name, _)| shares.check(name, 2.0, DRAWS));
    }

    #[test]
    fn no_law_about_questions_is_empty() {
        check_laws(QUESTION_LAWS, varied);
    }

    #[test]
    fn no_law_about_entries_is_empty() {
        check_laws(ENTRY_LAWS, entry);
    }

    #[test]
    fn no_law_about_calls_is_empty() {
        check_laws(CALL_LAWS, call::registration);
    }

    #[test]
    fn every_law_names_its_rules() {
        for (law, rules) in super::laws() {
            let start = format!("pub fn {law}(");
            let before = LAWS.iter().find_map(|file| file.split_once(&start)).unwrap_or_else(|| panic!("{law} is no law")).0;
            let lines = before.trim_end().lines().rev().take_while(|line| line.starts_with("/// "));
            let first = lines.last().unwrap_or_default();
            assert!(first.starts_with(&format!("/// {}.", rules.join(", "))), "the documentation of {law} does not start with {rules:?}");
        }
    }

    #[test]
    fn every_law_is_on_a_list() {
        let listed: Vec<&str> = super::laws().map(|(name, _)| name).collect();
        for line in LAWS.iter().flat_map(|file| file.lines()) {
            let Some((name, takes)) = line.strip_prefix("pub fn ").and_then(|rest| rest.split_once('(')) else { continue };
            let is_law =
                takes.starts_with("varied: &Varied") || takes.starts_with("entry: &Entry") || takes.starts_with("drawn: &Registration");
            assert!(!is_law || listed.contains(&name), "{name} is on no list");
        }
    }
}
