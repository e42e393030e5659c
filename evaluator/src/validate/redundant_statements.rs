//! *What it finds*: a statement that says exactly what an earlier one says, whatever their Sids (`REDUNDANT_STATEMENT`). Order and
//! repetition within lists, and letter case of actions and condition keys, make no difference.
//!
//! *Why it matters*: it never changes a decision, but counts against the quotas and hides that one of the two was meant otherwise.
//!
//! *Example*: the same Allow twice. *Better*: once.
//!
//! *Sources*: ELEM-004.

use std::collections::{BTreeSet, HashMap};

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{Condition, Effect, Element, List, Principals, Statement};

const REDUNDANT: Code = Code::suggestion("REDUNDANT_STATEMENT", "ELEM-004");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let mut seen = HashMap::new();
    let mut findings = Vec::new();
    for statement in &document.policy.statements {
        let first = *seen.entry(Meaning::of(statement)).or_insert(statement.index);
        if first != statement.index {
            let message = format!("the statement says the same as that with index {first}");
            findings.push(REDUNDANT.at(statement.span, document.path_of(statement), message).with_help("keep one of the two"));
        }
    }
    findings
}

/// What a statement says, apart from where and in which order it says it.
#[derive(PartialEq, Eq, Hash)]
struct Meaning {
    effect: Effect,
    principal: Option<(bool, BTreeSet<(&'static str, String)>)>,
    action: (bool, BTreeSet<String>),
    resource: Option<(bool, BTreeSet<String>)>,
    condition: BTreeSet<(String, String, BTreeSet<String>)>,
}

impl Meaning {
    fn of(statement: &Statement) -> Self {
        let exactly = |text: &str| text.to_owned();
        Self {
            effect: statement.effect.value,
            principal: statement.principal.as_ref().map(|element| (element.is_negated(), principals(element.content()))),
            action: strings(&statement.action, str::to_ascii_lowercase),
            resource: statement.resource.as_ref().map(|element| strings(element, exactly)),
            condition: statement.condition.as_ref().map(tests).unwrap_or_default(),
        }
    }
}

fn strings(element: &Element<List<String>>, spelling: impl Fn(&str) -> String) -> (bool, BTreeSet<String>) {
    (element.is_negated(), element.content().iter().map(|entry| spelling(entry)).collect())
}

fn principals(principals: &Principals) -> BTreeSet<(&'static str, String)> {
    match principals {
        Principals::Star(_) => BTreeSet::from([("", "*".to_owned())]),
        Principals::Map { entries, .. } => {
            let values =
                |kind: &'static str, values: &List<String>| -> Vec<_> { values.iter().map(|value| (kind, value.value.clone())).collect() };
            entries.iter().flat_map(|entry| values(entry.kind.name(), &entry.values)).collect()
        }
    }
}

fn tests(condition: &Condition) -> BTreeSet<(String, String, BTreeSet<String>)> {
    let clauses = condition.clauses.iter();
    let tests = clauses.flat_map(|clause| clause.tests.iter().map(move |test| (clause.name.value.clone(), test)));
    let values = |values: &List<crate::policy::ConditionValue>| values.iter().map(|value| value.text.clone()).collect();
    tests.map(|(operator, test)| (operator, test.key.to_ascii_lowercase(), values(&test.values))).collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::check;

    #[test]
    fn order_and_sid_make_no_difference() {
        let check = |second: &str, expected: &[&str]| {
            let first = r#"{ "Sid": "a", "Effect": "Allow", "Action": ["batch:ListJobs", "batch:SubmitJob"], "Resource": "*" }"#;
            check(PolicyType::Identity, &format!(r#"{{ "Version": "2012-10-17", "Statement": [ {first}, {second} ] }}"#), expected);
        };
        let same = r#"{ "Effect": "Allow", "Resource": ["*"], "Action": ["batch:SubmitJob", "batch:listjobs"] }"#;
        check(same, &["REDUNDANT_STATEMENT"]);
        check(&same.replace("Allow", "Deny"), &[]);
        check(&same.replace("submit", "cancel").replace("Submit", "Cancel"), &[]);
    }
}
