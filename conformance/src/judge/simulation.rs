//! Compares responses of the simulator, and what recorded ones show, with what a case expects.

use serde_json::Value;

use super::{Verdict, verdict};
use crate::case::{EvidenceExpectation, SimulationExpectation};
use crate::engine::{Refusal, SimulationAnswer};
use crate::simulator::import::{Imported, Reason};

/// A response must have the results in their order; a refusal must have the code, at the place if one is named.
pub(super) fn compare_simulation(expected: &SimulationExpectation, got: &SimulationAnswer) -> Verdict {
    let agree = match (expected, got) {
        (SimulationExpectation::Results { results, is_truncated }, SimulationAnswer::Response(response)) => {
            let same = response.get("EvaluationResults").is_some_and(|got| fits(&Value::Array(results.clone()), Some(got)));
            same && is_truncated.is_none_or(|truncated| response.get("IsTruncated") == Some(&Value::Bool(truncated)))
        }
        (SimulationExpectation::Refused { code, at }, SimulationAnswer::Refused(refusals)) => {
            let fits = |refusal: &Refusal| refusal.code == *code && at.as_ref().is_none_or(|at| *at == refusal.path);
            refusals.iter().any(fits)
        }
        (SimulationExpectation::Results { .. }, SimulationAnswer::Refused(_))
        | (SimulationExpectation::Refused { .. }, SimulationAnswer::Response(_)) => false,
    };
    verdict(agree, show_expected(expected), show_answer(got), String::new())
}

/// Members of objects are compared where they are given, `null` is an absent member, `{}` an object without members; lists are compared
/// entry by entry.
fn fits(expected: &Value, got: Option<&Value>) -> bool {
    match (expected, got) {
        (Value::Null, None) => true,
        (Value::Object(expected), Some(Value::Object(got))) if expected.is_empty() => got.is_empty(),
        (Value::Object(expected), Some(Value::Object(got))) => expected.iter().all(|(name, value)| fits(value, got.get(name))),
        (Value::Array(expected), Some(Value::Array(got))) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| fits(expected, Some(got)))
        }
        (expected, got) => got == Some(expected),
    }
}

fn show_expected(expected: &SimulationExpectation) -> String {
    match expected {
        SimulationExpectation::Results { results, is_truncated } => {
            let truncated = is_truncated.map(|truncated| format!(", truncated: {truncated}")).unwrap_or_default();
            format!("{}{truncated}", Value::Array(results.clone()))
        }
        SimulationExpectation::Refused { code, at } => {
            format!("{code}{}", at.as_ref().map(|at| format!(" at `{at}`")).unwrap_or_default())
        }
    }
}

fn show_answer(got: &SimulationAnswer) -> String {
    match got {
        SimulationAnswer::Response(response) => response.to_string(),
        SimulationAnswer::Refused(refusals) => {
            let show =
                |refusal: &Refusal| format!("{} at `{}` ({})", refusal.code, refusal.path, refusal.message.as_deref().unwrap_or_default());
            refusals.iter().map(show).collect::<Vec<_>>().join("; ")
        }
    }
}

/// The evidence must be all of it; reasons are compared if the case gives them.
pub(super) fn compare_imported(expected: &EvidenceExpectation, got: &Imported) -> Verdict {
    let reasons: Vec<Reason> = got.refused.iter().copied().collect();
    let same_reasons = expected.refused.as_ref().is_none_or(|expected| {
        let mut expected = expected.clone();
        expected.sort_unstable();
        expected == reasons
    });
    let show = |evidence: &[crate::simulator::import::Evidence], refused: &[Reason]| {
        let evidence: Vec<String> =
            evidence.iter().map(|one| format!("{} on {}: {}", one.action, one.resource, one.outcome.name())).collect();
        let refused: Vec<&str> = refused.iter().map(|reason| reason.name()).collect();
        format!("evidence {evidence:?}, refused {refused:?}")
    };
    let agree = expected.evidence == got.evidence && same_reasons;
    verdict(agree, show(&expected.evidence, expected.refused.as_deref().unwrap_or_default()), show(&got.evidence, &reasons), String::new())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::fits;

    fn check(expected: &Value, got: &Value, agree: bool) {
        assert_eq!(fits(expected, Some(got)), agree, "{expected} against {got}");
    }

    #[test]
    fn members_are_compared_where_they_are_given() {
        check(&json!({ "a": 1 }), &json!({ "a": 1, "b": 2 }), true);
        check(&json!({ "a": 1 }), &json!({ "b": 2 }), false);
        check(&json!({ "a": null }), &json!({ "b": 2 }), true);
        check(&json!({ "b": null }), &json!({ "b": 2 }), false);
        check(&json!({ "a": {} }), &json!({ "a": { "b": 2 } }), false);
        check(&json!([{ "a": 1 }]), &json!([{ "a": 1, "b": 2 }]), true);
        check(&json!([]), &json!([1]), false);
    }
}
