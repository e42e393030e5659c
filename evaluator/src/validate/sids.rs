//! *What it finds*: an empty `Sid` (`EMPTY_SID_VALUE`), and a `Sid` that stands twice in a policy type that allows it
//! (`UNIQUE_SIDS_RECOMMENDED`).
//!
//! *Why it matters*: a `Sid` is there to tell statements apart.
//!
//! *Example*: `"Sid": ""`. *Better*: `"Sid": "AllowSubmit"`, or none.
//!
//! *Sources*: ELEM-010, ELEM-011. Policy types whose Sids must be unique are the parser's.

use std::collections::HashSet;

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{PolicyType, StatementElement};

const EMPTY: Code = Code::suggestion("EMPTY_SID_VALUE", "ELEM-011");
const DUPLICATE: Code = Code::warning("UNIQUE_SIDS_RECOMMENDED", "ELEM-010");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let duplicates_allowed = matches!(document.policy_type(), PolicyType::Resource | PolicyType::Endpoint);
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for statement in &document.policy.statements {
        let Some(sid) = &statement.sid else { continue };
        let path = document.path(statement, StatementElement::Sid);
        if sid.is_empty() {
            findings.push(EMPTY.at(sid.span, path, "the `Sid` is empty").with_help("give the statement a name, or leave `Sid` out"));
        } else if !seen.insert(sid.as_str()) && duplicates_allowed {
            findings.push(DUPLICATE.at(sid.span, path, format!("the Sid `{}` stands twice in one policy", **sid)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::check;

    #[test]
    fn empty_sids_are_no_duplicates() {
        let bucket = |first: &str, second: &str| {
            let statement = |sid: &str, action: &str| {
                format!(r#"{{ "Sid": "{sid}", "Effect": "Allow", "Principal": "*", "Action": "{action}", "Resource": "*" }}"#)
            };
            let (first, second) = (statement(first, "s3:GetObject"), statement(second, "s3:PutObject"));
            format!(r#"{{ "Version": "2012-10-17", "Statement": [ {first}, {second} ] }}"#)
        };
        check(PolicyType::Resource, &bucket("a", "a"), &["UNIQUE_SIDS_RECOMMENDED"]);
        check(PolicyType::Resource, &bucket("a", "A"), &[]);
        check(PolicyType::Resource, &bucket("", ""), &["EMPTY_SID_VALUE", "EMPTY_SID_VALUE"]);
    }
}
