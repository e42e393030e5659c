//! *What it finds*: a variable where none is expanded: in a document that is not of version 2012-10-17
//! (`VARIABLE_UNSUPPORTED_IN_VERSION`), or in an action, a `Sid` or the name of a condition key (`VARIABLE_UNSUPPORTED_IN_ELEMENT`).
//!
//! *Why it matters*: it is compared as plain text, so the statement concerns other requests than its author thinks, mostly none.
//!
//! *Example*: `job-queue/${aws:username}` without `Version`. *Better*: the same with `"Version": "2012-10-17"`.
//!
//! *Sources*: GRAM-018, ACT-017, VAR-009. Variables in principals are refused by the parser (PRIN-028).

use super::walk::{Document, has_variable};
use super::{Code, Finding};
use crate::policy::StatementElement;
use crate::span::Span;

const VERSION: Code = Code::error("VARIABLE_UNSUPPORTED_IN_VERSION", "GRAM-018");
const ACTION: Code = Code::error("VARIABLE_UNSUPPORTED_IN_ELEMENT", "ACT-017");
const ELEMENT: Code = Code::error("VARIABLE_UNSUPPORTED_IN_ELEMENT", "VAR-009");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let actions = document.actions().filter_map(|entry| in_element(&ACTION, entry.text, entry.span, entry.path));
    let keys = document.tests().filter_map(|test| in_element(&ELEMENT, &test.test.key, test.test.key.span, test.path));
    actions.chain(keys).chain(in_sids(document)).chain(in_version(document)).collect()
}

fn in_sids(document: &Document<'_>) -> impl Iterator<Item = Finding> {
    document.policy.statements.iter().filter_map(|statement| {
        let sid = statement.sid.as_ref()?;
        in_element(&ELEMENT, sid, sid.span, document.path(statement, StatementElement::Sid))
    })
}

fn in_element(code: &Code, text: &str, span: Span, path: String) -> Option<Finding> {
    text.contains("${").then(|| code.at(span, path, format!("the variable in `{text}` is plain text here")))
}

fn in_version(document: &Document<'_>) -> Vec<Finding> {
    if document.policy.language().has_variables() {
        return Vec::new();
    }
    let resources = document.resources().map(|entry| (entry.path, entry.span, entry.text));
    let values = document.tests().flat_map(|test| test.values()).map(|(path, value)| (path, value.span, value.text.as_str()));
    let found = resources.chain(values).filter(|(_, _, text)| has_variable(text));
    found
        .map(|(path, span, text)| {
            let message = format!("the variable in `{text}` is plain text under the rules of 2008-10-17");
            VERSION.at(span, path, message).with_help("write `\"Version\": \"2012-10-17\"`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition, resource, statement};

    #[test]
    fn only_the_new_version_has_variables() {
        let text = resource(r#""arn:aws:batch:*:*:job-queue/${aws:username}""#);
        check(PolicyType::Identity, &text.replace("2012", "2008"), &["VARIABLE_UNSUPPORTED_IN_VERSION"]);
        check(PolicyType::Identity, &text, &[]);
        let text = condition(r#"{ "StringEquals": { "batch:User": "${aws:username}" } }"#);
        check(PolicyType::Identity, &text.replace("2012", "2008"), &["VARIABLE_UNSUPPORTED_IN_VERSION"]);
        check(PolicyType::Identity, &text, &[]);
    }

    #[test]
    fn elements_without_variables() {
        let action = |name: &str| statement(&format!(r#""Effect": "Allow", "Action": "batch:{name}", "Resource": "*""#));
        check(PolicyType::Identity, &action("${verb}"), &["VARIABLE_UNSUPPORTED_IN_ELEMENT"]);
        check(PolicyType::Identity, &action("ListJobs"), &[]);
        let key = r#"{ "StringEquals": { "aws:PrincipalTag/${aws:username}": "x" } }"#;
        check(PolicyType::Identity, &condition(key), &["VARIABLE_UNSUPPORTED_IN_ELEMENT"]);
    }
}
