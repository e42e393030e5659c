//! *What it finds*: a wildcard in an action of a role trust policy (`trust-action-wildcard`).
//!
//! *Why it matters*: a role needs few actions of AWS STS, and a pattern also covers those that AWS adds later. Not every tool takes it.
//!
//! *Example*: `"Action": "sts:*"`. *Better*: `"Action": ["sts:AssumeRole", "sts:TagSession"]`.
//!
//! *Sources*: GRAM-041. A pattern that covers no action of AWS STS is refused by the parser.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::PolicyType;

const WILDCARD: Code = Code::suggestion("trust-action-wildcard", "GRAM-041");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let actions = document.actions().filter(|entry| document.policy_type() == PolicyType::Trust && entry.text.contains(['*', '?']));
    actions
        .map(|entry| {
            let finding = WILDCARD.at(entry.span, entry.path, format!("the action `{}` has a wildcard", entry.text));
            finding.with_help("name the actions of `sts` that are needed")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, trust};

    #[test]
    fn literal_actions_are_fine() {
        let text = trust(r#"{ "Service": "batch.amazonaws.com" }"#);
        check(PolicyType::Trust, &text.replace("sts:AssumeRole", "sts:*"), &["trust-action-wildcard"]);
        check(PolicyType::Trust, &text, &[]);
    }
}
