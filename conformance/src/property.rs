//! What must always hold, as plain functions: each takes a drawn value and panics if its law is broken.
//!
//! The laws are the rule book's family PROP. Each function's name is the law as a sentence; its documentation names the rule and what the
//! law does not hold for. Where the rule names such a case, a test beside the law shows it. The lists of laws are written once, as macros
//! that call another macro with them, for the tests, the fuzz target and the tables below.

pub mod block;
pub mod conditions;
pub mod context;
pub mod document;
pub mod effects;
pub mod elements;
pub mod input;
pub mod message;
pub mod order;
pub mod spelling;
pub mod wildcard;

use crate::generate::{Entry, Varied};

/// Calls `$with!` with all laws about questions: `file: law, …;`.
#[macro_export]
macro_rules! question_laws {
    ($with:ident) => {
        $with! {
            effects:
                asking_twice_gives_the_same_decision,
                a_matching_deny_wins,
                a_further_deny_never_raises,
                a_further_allow_never_lowers,
                an_allow_never_turns_an_explicit_deny,
                a_limiting_layer_never_grants,
                a_condition_only_narrows,
                a_decision_rests_on_matching_statements,
                unmatched_statements_are_removable,
                without_its_denies_nothing_is_denied_explicitly;
            order:
                statements_stand_in_any_order,
                policies_stand_in_any_order,
                levels_stand_in_any_order,
                values_stand_in_any_order,
                duplicates_change_nothing,
                policies_of_one_layer_may_be_merged,
                merging_levels_never_lowers;
            spelling:
                formatting_changes_nothing,
                printing_and_reading_keeps_the_decision,
                one_value_is_a_list_of_one,
                one_statement_is_a_list_of_one,
                action_names_ignore_case,
                key_names_ignore_case,
                sid_and_id_are_inert,
                version_is_inert_without_variables;
            elements:
                actions_are_alternatives,
                resources_are_alternatives,
                principals_are_alternatives,
                condition_values_are_alternatives,
                not_action_is_the_complement,
                not_resource_is_the_complement,
                an_element_and_its_complement_cover_all,
                an_asterisk_absorbs_its_list,
                the_requested_arn_is_as_good_as_an_asterisk;
            wildcard:
                widening_an_entry_only_enlarges;
            context:
                keys_that_nothing_mentions_are_irrelevant;
        }
    };
}

/// Calls `$with!` with all laws about one entry of a Condition block: `file: law, …;`.
#[macro_export]
macro_rules! entry_laws {
    ($with:ident) => {
        $with! {
            conditions:
                negated_values_are_a_conjunction,
                positive_values_are_a_disjunction,
                if_exists_only_widens,
                if_exists_accepts_just_the_missing_key,
                one_of_two_polarities_holds,
                set_operators_are_dual,
                null_is_true_or_false,
                a_further_value_widens_positive_and_narrows_negated_operators,
                a_further_context_value_helps_any_and_hurts_all,
                equal_strings_are_alike,
                numbers_and_dates_are_ordered,
                an_asterisk_is_like_every_single_value,
                wider_networks_hold_more;
        }
    };
}

macro_rules! question_table {
    ($( $file:ident: $( $law:ident ),+; )+) => {
        /// All laws about questions, by name.
        pub const QUESTION_LAWS: &[(&str, fn(&Varied))] = &[$( $( (stringify!($law), $file::$law), )+ )+];
    };
}
question_laws!(question_table);

macro_rules! entry_table {
    ($( $file:ident: $( $law:ident ),+; )+) => {
        /// All laws about entries of Condition blocks, by name.
        pub const ENTRY_LAWS: &[(&str, fn(&Entry))] = &[$( $( (stringify!($law), $file::$law), )+ )+];
    };
}
entry_laws!(entry_table);

/// The law that a number stands for, of a question. What a fuzz target runs.
pub fn chosen_law_holds((number, varied): &(u8, Varied)) {
    let (_, law) = QUESTION_LAWS[usize::from(*number) % QUESTION_LAWS.len()];
    law(varied);
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

    use crate::generate::Question;

    const LAWS: [&str; 7] = [
        include_str!("property/conditions.rs"),
        include_str!("property/context.rs"),
        include_str!("property/effects.rs"),
        include_str!("property/elements.rs"),
        include_str!("property/order.rs"),
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

    #[test]
    fn every_law_is_on_a_list() {
        let listed: Vec<&str> =
            super::QUESTION_LAWS.iter().map(|(name, _)| *name).chain(super::ENTRY_LAWS.iter().map(|(name, _)| *name)).collect();
        for line in LAWS.iter().flat_map(|file| file.lines()) {
            let Some((name, takes)) = line.strip_prefix("pub fn ").and_then(|rest| rest.split_once('(')) else { continue };
            let is_law = takes.starts_with("varied: &Varied") || takes.starts_with("entry: &Entry");
            assert!(!is_law || listed.contains(&name), "{name} is on no list");
        }
    }
}
