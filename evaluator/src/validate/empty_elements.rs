//! *What it finds*: an element that lists nothing: `EMPTY_ARRAY_ACTION`, `EMPTY_ARRAY_RESOURCE`, `EMPTY_OBJECT_PRINCIPAL`,
//! `EMPTY_ARRAY_PRINCIPAL`, `EMPTY_OBJECT_CONDITION`, and an operator that does not exist above an empty object, which alone is accepted
//! (`INVALID_CONDITION_OPERATOR`).
//!
//! *Why it matters*: a statement without actions, resources or principals has no effect; an empty condition restricts nothing, although
//! somebody began to write one.
//!
//! *Example*: `"Action": []`. *Better*: the actions that were meant, or no statement.
//!
//! *Sources*: GRAM-024, GRAM-027, PRIN-030; COND-005 and COND-011 for operators. Empty value lists: `empty_condition_values`.

use super::walk::{Document, Strings};
use super::{Code, Finding};
use crate::policy::error::closest;
use crate::policy::{Clause, Principals, StatementElement};

const ACTION: Code = Code::suggestion("EMPTY_ARRAY_ACTION", "GRAM-024");
const RESOURCE: Code = Code::suggestion("EMPTY_ARRAY_RESOURCE", "GRAM-024");
const PRINCIPAL_MAP: Code = Code::suggestion("EMPTY_OBJECT_PRINCIPAL", "PRIN-030");
const PRINCIPAL_LIST: Code = Code::suggestion("EMPTY_ARRAY_PRINCIPAL", "PRIN-030");
const CONDITION: Code = Code::suggestion("EMPTY_OBJECT_CONDITION", "GRAM-027");
const OPERATOR: Code = Code::error("INVALID_CONDITION_OPERATOR", "GRAM-027");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let empty = |list: Strings<'_>, code: &Code, message: &str| {
        let empty = list.list.is_empty() && document.is_written_empty(list.list.span);
        empty.then(|| code.at(list.list.span, list.path, message))
    };
    let mut findings = Vec::new();
    findings.extend(document.action_lists().filter_map(|list| empty(list, &ACTION, "no action is listed, so the statement has no effect")));
    findings.extend(
        document.resource_lists().filter_map(|list| empty(list, &RESOURCE, "no resource is listed, so the statement has no effect")),
    );
    findings.extend(document.principal_lists().filter_map(|(_, list)| empty(list, &PRINCIPAL_LIST, "no principal is listed")));
    findings.extend(principal_maps(document));
    findings.extend(conditions(document));
    findings.extend(document.clauses().filter(|(clause, _)| clause.tests.is_empty()).flat_map(|(clause, path)| operator(clause, path)));
    findings
}

fn principal_maps(document: &Document<'_>) -> impl Iterator<Item = Finding> {
    document.principal_elements().filter_map(|(_, element, path)| match element.content() {
        Principals::Map { entries, span } if entries.is_empty() && document.is_written_empty(*span) => {
            Some(PRINCIPAL_MAP.at(*span, path, "no principal is listed"))
        }
        Principals::Map { .. } | Principals::Star(_) => None,
    })
}

fn conditions(document: &Document<'_>) -> impl Iterator<Item = Finding> {
    document.policy.statements.iter().filter_map(|statement| {
        let condition = statement.condition.as_ref()?;
        let empty = condition.clauses.is_empty() && document.is_written_empty(condition.span);
        let path = document.path(statement, StatementElement::Condition);
        empty.then(|| CONDITION.at(condition.span, path, "an empty `Condition` restricts nothing").with_help("leave it out"))
    })
}

/// An operator without keys; its name is not checked when the document is saved (COND-005).
fn operator(clause: &Clause, path: String) -> Vec<Finding> {
    let name = &clause.name;
    let mut findings = vec![CONDITION.at(name.span, path.clone(), format!("`{}` tests no key, so it restricts nothing", **name))];
    if clause.operator.is_none() {
        let finding = OPERATOR.at(name.span, path, format!("`{}` is not a condition operator", **name));
        let known: Vec<&str> = crate::operator::BASE_OPERATORS.iter().map(|operator| operator.name()).collect();
        let suggestion = closest(name, &known).map(|operator| format!("did you mean `{operator}`?"));
        findings.push(Finding { help: suggestion, ..finding });
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition, resource, statement, trust};

    #[test]
    fn each_kind_of_nothing() {
        let identity = |text: &str, expected: &[&str]| check(PolicyType::Identity, text, expected);
        identity(&statement(r#""Effect": "Allow", "Action": [ ], "Resource": "*""#), &["EMPTY_ARRAY_ACTION"]);
        identity(&resource("[]"), &["EMPTY_ARRAY_RESOURCE"]);
        identity(&resource(r#"["*"]"#), &[]);
        identity(&condition("{}"), &["EMPTY_OBJECT_CONDITION"]);
        identity(&condition(r#"{ "StringEquals": {} }"#), &["EMPTY_OBJECT_CONDITION"]);
        identity(&condition(r#"{ "StringEqual": {} }"#), &["EMPTY_OBJECT_CONDITION", "INVALID_CONDITION_OPERATOR"]);
        identity(&condition(r#"{ "StringEquals": { "batch:User": "nobody" } }"#), &[]);
        check(PolicyType::Trust, &trust("{ }"), &["EMPTY_OBJECT_PRINCIPAL"]);
        check(PolicyType::Trust, &trust(r#"{ "AWS": [] }"#), &["EMPTY_ARRAY_PRINCIPAL"]);
        check(PolicyType::Trust, &trust(r#"{ "AWS": ["111122223333"] }"#), &[]);
    }

    #[test]
    fn a_list_of_things_without_meaning_is_not_empty() {
        check(PolicyType::Identity, &resource("[1]"), &[]);
        check(PolicyType::Identity, &condition(r#"{ "StringEquals": 1 }"#), &[]);
        check(PolicyType::Trust, &trust(r#"{ "Nobody": "*" }"#), &[]);
    }
}
