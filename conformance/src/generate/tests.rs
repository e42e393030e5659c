//! What the generators yield, from a fixed seed.

use verdict_evaluator::authorizer::check_input;
use verdict_evaluator::decision::{Layer, Outcome, Traced};
use verdict_evaluator::operator::{BASE_OPERATORS, Operator, SetOperator};
use verdict_evaluator::pattern::Wildcard;
use verdict_evaluator::policy::{Effect, PolicyType};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::CallOutcome;

use super::sample::{Shares, draws};
use super::*;

const DRAWS: usize = 10_000;

#[test]
fn registrations_of_every_outcome_are_drawn() {
    let mut shares = Shares::default();
    for drawn in draws(DRAWS, call::registration) {
        shares.count(drawn.outcome().name());
        shares.count(format!("{:?}", drawn.form));
        shares.count(if drawn.tags.is_empty() { "no tags" } else { "tags" });
        shares.count(kind(&drawn.caller));
    }
    for outcome in CallOutcome::ALL.into_iter().filter(|outcome| *outcome != CallOutcome::Undetermined) {
        shares.check(outcome.name(), 15.0, DRAWS);
    }
    for name in ["Ecs", "Nodes", "Eks", "tags", "no tags", "user", "role session"] {
        shares.check(name, 20.0, DRAWS);
    }
}

#[test]
fn questions_of_every_kind_are_drawn() {
    let mut shares = Shares::default();
    for question in draws(DRAWS, question) {
        assert_eq!(check_input(&question.policies, &question.request, &question.profile), [], "{question:?}");
        let decision = question.ask();
        shares.count(decision.outcome.name());
        shares.count(decision.layer.map_or("no layer".to_owned(), |layer| format!("decided by {}", layer.name())));
        shares.count(kind(&question.request.principal));
        count_policies(&question, &mut shares);
        decision.trace.iter().for_each(|traced| count_statement(&question, traced, &mut shares));
    }
    for outcome in [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny] {
        shares.check(outcome.name(), 20.0, DRAWS);
    }
    for kind in KINDS {
        shares.check(kind, 1.0, DRAWS);
    }
    for policy_type in PolicyType::ALL {
        shares.check(&format!("{} policy", policy_type.name()), 5.0, DRAWS);
    }
    for depth in ["scp on 3 levels", "scp on 4 levels", "rcp on 2 levels"] {
        shares.check(depth, 1.0, DRAWS);
    }
    for layer in Layer::ALL {
        shares.check(&format!("in {}", layer.name()), 2.0, DRAWS);
        shares.check(&format!("decided by {}", layer.name()), 1.0, DRAWS);
    }
    for [one, other] in [["applies", "does not apply"], ["holds", "does not hold"], ["Allow", "Deny"]] {
        shares.check_among(one, 20.0, &[one, other]);
        shares.check_among(other, 20.0, &[one, other]);
    }
    every_operator_answers_both(&shares);
}

/// The principals that the rule book names.
const KINDS: [&str; 9] = [
    "user",
    "role session",
    "service-linked role",
    "federated user",
    "root",
    "assumed root",
    "service",
    "web identity or SAML",
    "anonymous",
];

fn kind(principal: &Principal) -> &'static str {
    match principal {
        Principal::User { .. } => "user",
        Principal::RoleSession { .. } if principal.is_service_linked_role() => "service-linked role",
        Principal::RoleSession { .. } => "role session",
        Principal::FederatedUser { .. } => "federated user",
        Principal::Root { assumed: true, .. } => "assumed root",
        Principal::Root { assumed: false, .. } => "root",
        Principal::Service { .. } => "service",
        Principal::Federated { .. } => "web identity or SAML",
        Principal::Anonymous => "anonymous",
    }
}

fn count_policies(question: &Question, shares: &mut Shares) {
    let documents = question.documents();
    for policy_type in PolicyType::ALL {
        if documents.iter().any(|policy| policy.policy_type == policy_type) {
            shares.count(format!("{} policy", policy_type.name()));
        }
    }
    for (name, levels) in [("scp", &question.policies.scp), ("rcp", &question.policies.rcp)] {
        levels.iter().for_each(|levels| shares.count(format!("{name} on {} levels", levels.len())));
    }
}

fn count_statement(question: &Question, traced: &Traced, shares: &mut Shares) {
    shares.count(if traced.answer.applies { "applies" } else { "does not apply" });
    shares.count(format!("in {}", traced.at.layer.name()));
    shares.count(traced.effect.as_str());
    let policy = &question.policies.at(traced.at.layer, traced.at.level)[traced.at.policy];
    let clauses = policy.statements[traced.at.statement].condition.iter().flat_map(|condition| &condition.clauses).collect::<Vec<_>>();
    for entry in &traced.answer.condition {
        count_answer(clauses[entry.clause].operator, entry.answer.holds, shares);
    }
}

fn count_answer(operator: Option<Operator>, holds: bool, shares: &mut Shares) {
    let answer = if holds { "holds" } else { "does not hold" };
    shares.count(answer);
    let Some(operator) = operator else { return };
    shares.count(format!("{} {answer}", operator.base.name()));
    shares.count(format!("{} {answer}", quantifier(operator.set)));
    shares.count(format!("{} {answer}", if operator.if_exists { "with IfExists" } else { "without IfExists" }));
}

const fn quantifier(set: Option<SetOperator>) -> &'static str {
    match set {
        None => "without quantifier",
        Some(SetOperator::ForAllValues) => "ForAllValues",
        Some(SetOperator::ForAnyValue) => "ForAnyValue",
    }
}

/// Every operator, quantifier and suffix holds and does not hold in one answer of a thousand at least.
fn every_operator_answers_both(shares: &Shares) {
    let suffixes = ["without quantifier", "ForAllValues", "ForAnyValue", "with IfExists", "without IfExists"];
    let names = BASE_OPERATORS.iter().map(|base| base.name()).chain(suffixes);
    for name in names {
        for answer in ["holds", "does not hold"] {
            shares.check(&format!("{name} {answer}"), 0.1, shares.number("holds") + shares.number("does not hold"));
        }
    }
}

#[test]
fn entries_of_every_kind_are_drawn() {
    let mut shares = Shares::default();
    for entry in draws(DRAWS, entry) {
        count_answer(Some(entry.operator), entry.holds(), &mut shares);
        shares.count(if entry.key_is_missing() { "missing" } else { "present" });
        shares.count(if entry.is_readable(None) { "readable" } else { "unreadable" });
        shares.count(if entry.operator.set.is_some() { "set" } else { "plain" });
        shares.count(if entry.operator.if_exists { "if exists" } else { "no suffix" });
    }
    every_operator_answers_both(&shares);
    for [one, other] in [["holds", "does not hold"], ["missing", "present"], ["set", "plain"], ["if exists", "no suffix"]] {
        shares.check_among(one, 20.0, &[one, other]);
        shares.check_among(other, 20.0, &[one, other]);
    }
    shares.check_among("readable", 60.0, &["readable", "unreadable"]);
    shares.check_among("unreadable", 3.0, &["readable", "unreadable"]);
}

#[test]
fn laws_find_something_to_vary() {
    let mut shares = Shares::default();
    for Varied { question, extra, .. } in draws(DRAWS, varied) {
        shares.count(if extra.condition.is_some() { "extra with condition" } else { "extra without" });
        shares.count(if question.documents().len() > 1 { "several policies" } else { "one policy" });
    }
    shares.check("extra with condition", 30.0, DRAWS);
    shares.check("several policies", 30.0, DRAWS);
}

#[test]
fn patterns_and_texts_meet() {
    let mut shares = Shares::default();
    for drawn in draws(DRAWS, text::small_pattern_and_text) {
        shares.count(if Wildcard::new(&drawn.pattern).matches(&drawn.text) { "matches" } else { "does not match" });
    }
    shares.check("matches", 10.0, DRAWS);
    shares.check("does not match", 20.0, DRAWS);
}

#[test]
fn refusals_are_read_and_nearly_read() {
    let mut shares = Shares::default();
    for text in draws(DRAWS, message::nearly_a_refusal) {
        shares.count(if verdict_evaluator::message::parse(&text).is_ok() {
            "denial"
        } else if crate::decoded::read(&text, &Profile::default()).is_ok() {
            "decoded message"
        } else {
            "no refusal"
        });
    }
    for name in ["denial", "decoded message", "no refusal"] {
        shares.check(name, 0.5, DRAWS);
    }
}

#[test]
fn no_bytes_are_the_simplest_question() {
    let question = question(&mut Unstructured::new(&[])).expect("a question");
    assert_eq!(question.outcome(), Outcome::Allowed, "{question:?}");
    let [policy] = question.policies.identity.as_slice() else { panic!("one policy: {question:?}") };
    assert_eq!((policy.statements.len(), policy.statements[0].effect.value), (1, Effect::Allow));
    assert_eq!(kind(&question.request.principal), "user");
    assert_eq!(question.request.context.iter().count(), 0);
}
