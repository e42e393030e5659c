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

/// Entries whose operators hold and do not hold, each in a tenth of its draws at least.
fn check_near(generator: fn(&mut Unstructured<'_>) -> Result<Entry>, operators: &[&str]) {
    let mut shares = Shares::default();
    for entry in draws(DRAWS / 2, generator) {
        shares.count(format!("{} {}", entry.operator.base.name(), if entry.holds() { "holds" } else { "does not hold" }));
        // What the values themselves say, not the key's absence or its form.
        if entry.key_is_single() && entry.operator.set.is_none() {
            let answer = if !entry.is_readable(None) {
                "cannot be read"
            } else if entry.holds() {
                "fits"
            } else {
                "does not fit"
            };
            shares.count(format!("{} {answer}", entry.operator.base.name()));
        }
    }
    for operator in operators {
        let [holds, fails] = ["holds", "does not hold"].map(|answer| format!("{operator} {answer}"));
        shares.check_among(&holds, 10.0, &[&holds, &fails]);
        shares.check_among(&fails, 10.0, &[&holds, &fails]);
        let [fits, differs] = ["fits", "does not fit"].map(|answer| format!("{operator} {answer}"));
        shares.check_among(&fits, 10.0, &[&fits, &differs]);
        shares.check_among(&differs, 10.0, &[&fits, &differs]);
    }
    for typed in ["Numeric", "Date", "Ip", "Arn", "Binary"].iter().filter(|typed| operators[0].starts_with(**typed)) {
        let unreadable = operators.iter().map(|operator| format!("{operator} cannot be read"));
        assert!(unreadable.into_iter().all(|name| shares.number(&name) > 0), "all {typed} values can be read");
    }
}

#[test]
fn both_sides_of_near_entries_meet_and_miss() {
    let names = |filter: fn(&str) -> bool| BASE_OPERATORS.iter().map(|base| base.name()).filter(|name| filter(name)).collect::<Vec<_>>();
    check_near(near::strings, &names(|name| name.starts_with("String")));
    check_near(near::numbers, &names(|name| name.starts_with("Numeric")));
    check_near(near::dates, &names(|name| name.starts_with("Date")));
    check_near(near::truth_values, &["Bool"]);
    check_near(near::bytes, &["BinaryEquals"]);
    check_near(near::addresses, &["IpAddress", "NotIpAddress"]);
    check_near(near::arns, &names(|name| name.starts_with("Arn")));
    check_near(near::presence, &["Null"]);
}

#[test]
fn resources_are_named_and_nearly_named() {
    let mut shares = Shares::default();
    for drawn in draws(DRAWS / 2, near::resource_and_arn) {
        let near::ResourceAndArn { entry, arn, policy_type, version, context } = &drawn;
        let named = crate::oracle::resource::names(entry, arn, *policy_type, *version, context);
        shares.count(if named { "named" } else { "not named" });
        let complete = entry.matches(':').count() >= 5;
        shares.count(format!("{} {named}", if complete { "complete" } else { "incomplete" }));
        // The asterisk that ends its field before the fifth colon has more than one field to reach over.
        let by_fields = crate::oracle::arn::like(arn, entry, *version, context) == crate::oracle::entry::Match::Yes;
        shares.count(if named && complete && !by_fields { "reaches over a colon" } else { "field by field" });
    }
    for name in ["named", "not named"] {
        shares.check_among(name, 20.0, &["named", "not named"]);
    }
    for name in ["incomplete true", "incomplete false"] {
        shares.check_among(name, 10.0, &["incomplete true", "incomplete false"]);
    }
    shares.check_among("reaches over a colon", 2.0, &["reaches over a colon", "field by field"]);
}

#[test]
fn levels_allow_deny_and_keep_silent() {
    let mut shares = Shares::default();
    for question in draws(DRAWS / 4, level::leveled) {
        let decision = question.ask();
        shares.count(decision.outcome.name());
        shares.count(decision.layer.map_or("no layer".to_owned(), |layer| format!("by {}", layer.name())));
        shares.count(format!("{} levels", question.policies.scp.as_ref().map_or(0, Vec::len)));
    }
    for outcome in [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny] {
        shares.check_among(outcome.name(), 10.0, &["allowed", "implicitDeny", "explicitDeny"]);
    }
    for name in ["by scp", "by rcp"] {
        shares.check_among(name, 2.0, &["allowed", "implicitDeny", "explicitDeny"]);
    }
    assert!((0..5).all(|number| shares.number(&format!("{number} levels")) > 0));
}

#[test]
fn json_is_read_and_nearly_read() {
    use verdict_evaluator::json::{self, JsonErrorKind};
    let mut shares = Shares::default();
    for text in draws(DRAWS, text::nearly_json) {
        let reading = json::read(&text);
        shares.count(if reading.errors.is_empty() { "read" } else { "refused" });
        for error in reading.errors {
            shares.count(match error.kind {
                JsonErrorKind::Syntax(_) => "syntax",
                JsonErrorKind::Empty => "empty",
                JsonErrorKind::ByteOrderMark => "byte order mark",
                JsonErrorKind::LoneSurrogate => "lone surrogate",
                JsonErrorKind::TooDeep => "too deep",
                JsonErrorKind::Duplicate { .. } => "duplicate",
            });
        }
    }
    for name in ["read", "refused"] {
        shares.check_among(name, 20.0, &["read", "refused"]);
    }
    for name in ["syntax", "empty", "byte order mark", "lone surrogate", "too deep", "duplicate"] {
        assert!(shares.number(name) >= 20, "seldom: {name}");
    }
}
