//! What the report of a broken law prints: a drawn value as a golden case.
//!
//! The text is a whole case file, which `verdict test FILE` reads. The expectation is what the evaluator answers: if that is what the law
//! finds wrong, it is the one thing to correct. A case of the corpus has `why`, `rules` and `evidence` besides.

use serde_json::{Map, Value, json};
use verdict_evaluator::authorizer::{Organization, Policies};
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::decision::Decision;
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Policy, PolicyType};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::{PRESETS, Profile, SWITCHES};
use verdict_evaluator::request::Request;

use super::Question;
use super::policy::latin;

/// A case file with one case. Each member is a name and a text of JSON.
pub(super) fn case_file(members: &[(&str, String)]) -> String {
    let members = members.iter().map(|(name, text)| format!(",\n\"{name}\": {text}")).collect::<String>();
    latin(&format!(r#"{{ "topic": "found by a law", "cases": [ {{ "name": "as-the-evaluator-has-it"{members} }} ] }}"#))
}

/// A decision case.
pub(super) fn decision_case(question: &Question) -> String {
    let Question { policies, request, profile } = question;
    let mut members = vec![("policies", policies_text(policies))];
    members.extend(organization_value(&policies.organization).map(|value| ("organization", value.to_string())));
    if !policies.saved_ids.is_empty() {
        members.push(("savedIds", json!(policies.saved_ids).to_string()));
    }
    members.push(("request", request_value(request).to_string()));
    members.extend(profile_value(profile).map(|value| ("profile", value.to_string())));
    members.push(("expect", expect_value(&question.ask()).to_string()));
    case_file(&members)
}

fn expect_value(decision: &Decision) -> Value {
    let mut value = json!({ "decision": decision.outcome.name() });
    if let Some(layer) = decision.layer {
        value["layer"] = json!(layer.name());
    }
    if let Some(rule) = decision.refused_by {
        value["refusedBy"] = json!(rule);
    }
    if !decision.denied_by.is_empty() {
        value["deniedBy"] = decision.denied_by.iter().map(|layer| layer.name()).collect();
    }
    value
}

/// All policies, on as few characters as the limits of length ask for.
pub(super) fn policies_text(policies: &Policies) -> String {
    let list = |policies: &[Policy]| format!("[{}]", policies.iter().map(compact).collect::<Vec<_>>().join(", "));
    let levels = |levels: &Vec<Vec<Policy>>| format!("[{}]", levels.iter().map(|level| list(level)).collect::<Vec<_>>().join(", "));
    let trust = policies.resource.as_ref().is_some_and(|policy| policy.policy_type == PolicyType::Trust);
    let members = [
        ("identity", Some(list(&policies.identity))),
        (if trust { "trust" } else { "resource" }, policies.resource.as_ref().map(compact)),
        ("boundary", policies.boundary.as_ref().map(compact)),
        ("session", policies.session.as_ref().map(|policies| list(policies))),
        ("scp", policies.scp.as_ref().map(levels)),
        ("rcp", policies.rcp.as_ref().map(levels)),
        ("endpoint", policies.endpoint.as_ref().map(compact)),
    ];
    let members = members.into_iter().filter_map(|(name, text)| text.map(|text| format!("\"{name}\": {text}")));
    format!("{{ {} }}", members.collect::<Vec<_>>().join(",\n  "))
}

/// The policy without indentation. Printed strings hold no line breaks, so that it can go without a look at them.
pub(super) fn compact(policy: &Policy) -> String {
    print(policy).lines().map(str::trim_start).collect()
}

fn organization_value(organization: &Organization) -> Option<Value> {
    let Organization { management_account, delegated_administrators, scp_account, rcp_account } = organization;
    let accounts = [("managementAccount", management_account), ("scpAccount", scp_account), ("rcpAccount", rcp_account)];
    let mut members: Map<String, Value> =
        accounts.into_iter().filter_map(|(name, account)| account.as_ref().map(|account| (name.to_owned(), json!(account)))).collect();
    if !delegated_administrators.is_empty() {
        members.insert("delegatedAdministrators".to_owned(), json!(delegated_administrators));
    }
    (!members.is_empty()).then_some(Value::Object(members))
}

/// The preset, or the readings that are not the default ones.
fn profile_value(profile: &Profile) -> Option<Value> {
    if *profile == Profile::default() {
        return None;
    }
    if let Some(preset) = PRESETS.iter().find(|name| Profile::preset(name) == Some(*profile)) {
        return Some(json!({ "preset": preset }));
    }
    let is_reading = |of: &Profile, rule: &str, reading: &str| {
        let mut same = *of;
        same.set(rule, reading).is_ok() && same == *of
    };
    let own = SWITCHES.iter().flat_map(|switch| switch.readings.iter().map(|reading| (switch.rule, *reading)));
    let own = own.filter(|(rule, reading)| is_reading(profile, rule, reading) && !is_reading(&Profile::default(), rule, reading));
    Some(Value::Object(own.map(|(rule, reading)| (rule.to_owned(), json!(reading))).collect()))
}

pub(super) fn request_value(request: &Request) -> Value {
    let mut value = json!({
        "principal": principal_value(&request.principal),
        "action": request.action.as_str(),
        "resource": request.resource.as_str(),
        "context": context_value(&request.context),
    });
    if let Some(account) = &request.resource_account {
        value["resourceAccount"] = json!(account);
    }
    value
}

/// A principal as a case has it: a text, if nothing more is known than that.
pub(super) fn principal_value(principal: &Principal) -> Value {
    match principal {
        Principal::User { arn, id } => described(arn, &[("id", id)]),
        Principal::RoleSession { arn: Some(arn), role, id } => described(arn, &[("role", role), ("id", id)]),
        Principal::RoleSession { arn: None, role, id } => described(role.as_deref().unwrap_or_default(), &[("id", id)]),
        Principal::FederatedUser { arn, issuer } => described(arn, &[("issuer", issuer)]),
        Principal::Root { arn, assumed: true } => json!({ "arn": arn, "assumeRoot": true }),
        Principal::Root { arn, assumed: false } => json!(arn),
        Principal::Service { name } => json!({ "service": name }),
        Principal::Federated { provider } => json!({ "federated": provider }),
        Principal::Anonymous => json!("anonymous"),
    }
}

fn described(arn: &str, details: &[(&str, &Option<String>)]) -> Value {
    let mut members: Map<String, Value> =
        details.iter().filter_map(|(name, text)| text.as_ref().map(|text| ((*name).to_owned(), json!(text)))).collect();
    if members.is_empty() {
        return json!(arn);
    }
    members.insert("arn".to_owned(), json!(arn));
    Value::Object(members)
}

/// A context as a case has it.
pub(super) fn context_value(context: &Context) -> Value {
    let value = |value: &ContextValue| match value {
        ContextValue::One(text) => json!(text),
        ContextValue::Many(list) => json!(list),
    };
    context.iter().map(|(name, content)| (name.to_owned(), value(content))).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    //! What is printed is read, and judged as it was.

    use std::fmt::Debug;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::Path;

    use arbitrary::{Result, Unstructured};
    use proptest::prelude::*;
    use proptest::test_runner::{TestCaseError, TestError, TestRunner};
    use verdict_evaluator::decision::{Layer, Outcome};
    use verdict_evaluator::policy::PolicyType;

    use crate::case::{CaseFile, Origin, Question as Asked, read_file};
    use crate::engine::reference::Reference;
    use crate::generate::sample::draws;
    use crate::generate::{Entry, Varied, call, entry, varied};
    use crate::judge::{Verdict, judge};
    use crate::property::order::assert_same_decision;

    /// Reads and judges what a report prints, up to what the law would add, or to what it compared.
    fn check(report: &str) -> CaseFile {
        let text = report.split("\nto add:").next().and_then(|text| text.split("\n  left:").next()).unwrap_or_default();
        let file = read_file(text, "found", Origin::Own(Path::new(""))).unwrap_or_else(|faults| panic!("{faults:?}: {text}"));
        for case in &file.cases {
            assert_eq!(judge(&Reference, case), Verdict::Agree, "{report}");
        }
        assert_eq!(file.cases.len(), 1);
        file
    }

    fn check_all<T: Debug>(generator: fn(&mut Unstructured<'_>) -> Result<T>) {
        draws(1_000, generator).for_each(|drawn| {
            check(&format!("{drawn:?}"));
        });
    }

    #[test]
    fn every_drawn_value_is_a_golden_case() {
        check_all(varied);
        check_all(entry);
        check_all(call::registration);
    }

    /// The smallest value that breaks a law which is none, as the driver reports it.
    fn broken<T: Debug>(generator: fn(&mut Unstructured<'_>) -> Result<T>, law: fn(&T) -> bool) -> String {
        let bytes = proptest::collection::vec(any::<u8>(), 0..=768);
        let drawn = bytes.prop_map(move |bytes| generator(&mut Unstructured::new(&bytes)).expect("generators take any bytes"));
        let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
        let judged = |value| if law(&value) { Ok(()) } else { Err(TestCaseError::fail("broken")) };
        match runner.run(&drawn, judged) {
            Err(TestError::Fail(_, value)) => format!("{value:?}"),
            Err(TestError::Abort(_)) | Ok(()) => panic!("the law was not broken"),
        }
    }

    #[test]
    fn the_report_of_a_broken_law_is_a_golden_case() {
        let explicit = broken(varied, |varied: &Varied| varied.question.outcome() != Outcome::ExplicitDeny);
        let file = check(&explicit);
        assert!(matches!(&file.cases[0].question, Asked::Decision(_, expected) if expected.outcome == Some(Outcome::ExplicitDeny)));
        check(&broken(varied, |varied: &Varied| varied.question.policies.scp.is_none()));
        check(&broken(varied, |varied: &Varied| varied.question.policy_type(Layer::Resource) != PolicyType::Trust));
        check(&broken(entry, Entry::holds));
        check(&broken(call::registration, |drawn| drawn.units.len() < 2));
    }

    #[test]
    fn both_sides_of_a_broken_comparison_are_golden_cases() {
        let questions: Vec<_> = draws(50, varied).map(|varied| varied.question).collect();
        let (before, after) = questions.iter().zip(&questions[1..]).find(|(one, other)| one.outcome() != other.outcome()).expect("two");
        let panic = catch_unwind(AssertUnwindSafe(|| assert_same_decision(before, after))).expect_err("the decisions differ");
        let report = panic.downcast_ref::<String>().expect("a message");
        let (_, sides) = report.split_once("before: ").expect("a side");
        let (first, second) = sides.split_once("\nafter: ").expect("another side");
        check(first);
        check(second);
    }
}
