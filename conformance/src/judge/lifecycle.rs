//! Lifecycle answers against what a case expects: every step, then the state that is left.

use super::{Verdict, verdict};
use crate::case::lifecycle::{LifecycleExpectation, LifecycleQuestion, StepExpectation, StepValues};
use crate::engine::{LifecycleAnswer, StepAnswer};

/// The first difference counts. What the case does not ask for is not compared.
pub(super) fn compare(question: &LifecycleQuestion, expected: &LifecycleExpectation, got: &LifecycleAnswer) -> Verdict {
    if got.steps.len() != question.steps.len() {
        return Verdict::Error(format!("{} answers to {} steps", got.steps.len(), question.steps.len()));
    }
    let steps = question.steps.iter().map(|(_, expected)| expected).zip(&got.steps).enumerate();
    for (index, (expected, got)) in steps {
        if !step_agrees(expected, got) {
            let why = if let StepAnswer::Refused { why, .. } = got { why.clone() } else { String::new() };
            let at = |text| format!("step {}: {text}", index + 1);
            return verdict(false, at(show_expected(expected)), at(show_got(got)), why);
        }
    }
    let same_description = expected.description.as_ref().is_none_or(|description| *description == got.description);
    let same_status = expected.status.is_none() || expected.status == got.status;
    let agree = expected.present == got.present && same_description && same_status;
    let description = expected.description.clone().unwrap_or_else(|| got.description.clone());
    let expected_state = show_state(expected.present, description.as_deref(), expected.status.as_ref().or(got.status.as_ref()));
    verdict(agree, expected_state, show_state(got.present, got.description.as_deref(), got.status.as_ref()), String::new())
}

fn step_agrees(expected: &StepExpectation, got: &StepAnswer) -> bool {
    match (expected, got) {
        (StepExpectation::Refused(expected), StepAnswer::Refused { rule, .. }) => same(expected.as_ref(), rule.as_ref()),
        (StepExpectation::Accepted(expected), StepAnswer::Accepted(got)) => {
            same(expected.task_id.as_ref(), got.task_id.as_ref())
                && same(expected.status.as_ref(), got.status.as_ref())
                && same(expected.usage.as_ref(), got.usage.as_ref())
                && same(expected.has_reason.as_ref(), got.has_reason.as_ref())
                && same(expected.role.as_ref(), got.role.as_ref())
                && same(expected.created.as_ref(), got.created.as_ref())
        }
        (StepExpectation::Refused(_), StepAnswer::Accepted(_)) | (StepExpectation::Accepted(_), StepAnswer::Refused { .. }) => false,
    }
}

/// An expected value must be told.
fn same<T: PartialEq>(expected: Option<&T>, got: Option<&T>) -> bool {
    expected.is_none() || expected == got
}

fn show_expected(expected: &StepExpectation) -> String {
    match expected {
        StepExpectation::Refused(rule) => show_refused(rule.as_deref()),
        StepExpectation::Accepted(values) => show_accepted(values),
    }
}

fn show_got(got: &StepAnswer) -> String {
    match got {
        StepAnswer::Refused { rule, .. } => show_refused(rule.as_deref()),
        StepAnswer::Accepted(values) => show_accepted(values),
    }
}

fn show_refused(rule: Option<&str>) -> String {
    rule.map_or_else(|| "refused".to_owned(), |rule| format!("refused by {rule}"))
}

fn show_accepted(values: &StepValues) -> String {
    let created = values.created.map(|created| if created { "role created" } else { "role not created" }.to_owned());
    let reason = values.has_reason.map(|reason| if reason { "a reason" } else { "no reason" }.to_owned());
    let texts = [&values.task_id, &values.status, &values.role].into_iter().flatten().cloned();
    let usage = values.usage.as_ref().map(|usage| format!("usage {usage:?}"));
    let parts: Vec<String> = std::iter::once("accepted".to_owned()).chain(texts).chain(usage).chain(reason).chain(created).collect();
    parts.join(", ")
}

fn show_state(present: bool, description: Option<&str>, status: Option<&String>) -> String {
    let role = if present { "role present" } else { "role absent" };
    let description = description.map_or_else(|| "no description".to_owned(), |text| format!("description `{text}`"));
    format!("{role}, {description}, {}", status.map_or("no deletion", String::as_str))
}

#[cfg(test)]
mod tests {
    use crate::case::lifecycle::StepValues;
    use crate::case::{Case, Origin, read_file};
    use crate::engine::reference::Reference;
    use crate::engine::{Answer, Engine, LifecycleAnswer, StepAnswer};
    use crate::judge::{Verdict, compare};

    fn case(steps: &str, expect: &str) -> Case {
        let text = format!(r#"{{ "topic": "t", "cases": [ {{ "name": "a-claim", "lifecycle": [ {steps} ], "expect": {expect} }} ] }}"#);
        let file = read_file(&text, "file", Origin::Own(std::path::Path::new(""))).expect("a case file");
        file.cases.into_iter().next().expect("a case")
    }

    fn verdict_of(steps: &str, expect: &str) -> Verdict {
        let case = case(steps, expect);
        compare(&case, Reference.answer(&case))
    }

    #[test]
    fn the_first_step_that_differs_is_told() {
        let steps = r#"{ "do": "CreateServiceLinkedRole" }, { "do": "DeleteRole" }, { "do": "start-deletion" }"#;
        let Verdict::Disagree { expected, got, reasons } = verdict_of(steps, r#"{ "role": "absent" }"#) else { panic!("the second step") };
        assert_eq!((expected.as_str(), got.as_str()), ("step 2: accepted", "step 2: refused by SLR-003"));
        assert_eq!(reasons, "trust and permissions of the role are fixed by AWS Batch");
    }

    #[test]
    fn the_state_that_is_left_is_compared() {
        let step = r#"{ "do": "CreateServiceLinkedRole", "description": "x" }"#;
        let agrees = |expect| verdict_of(step, expect) == Verdict::Agree;
        assert!(agrees(r#"{ "role": "present" }"#));
        assert!(agrees(r#"{ "role": "present", "description": "x" }"#));
        assert!(!agrees(r#"{ "role": "absent" }"#));
        assert!(!agrees(r#"{ "role": "present", "description": null }"#));
        assert!(!agrees(r#"{ "role": "present", "status": "FAILED" }"#));
    }

    #[test]
    fn values_that_are_asked_for_must_be_told() {
        let case = case(r#"{ "do": "DeleteServiceLinkedRole", "expect": { "status": "FAILED" } }"#, r#"{ "role": "present" }"#);
        let answer = |steps| Answer::Lifecycle(LifecycleAnswer { steps, present: true, description: None, status: None });
        let untold = StepAnswer::Accepted(StepValues::default());
        assert!(matches!(compare(&case, answer(vec![untold])), Verdict::Disagree { .. }));
        assert!(matches!(compare(&case, answer(vec![])), Verdict::Error(_)), "one answer a step");
    }
}
