//! *What it finds*: a document without `Version` (`MISSING_VERSION`).
//!
//! *Why it matters*: the rules of 2008-10-17 hold for it, so that variables are plain text. Service and resource control policies are
//! refused without `Version`, and the parser says so.
//!
//! *Example*: `{ "Statement": … }`. *Better*: `{ "Version": "2012-10-17", "Statement": … }`.
//!
//! *Sources*: GRAM-017, GRAM-020.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{PolicyType, TopElement};

const MISSING_VERSION: Code = Code::warning("MISSING_VERSION", "GRAM-017");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let required = matches!(document.policy_type(), PolicyType::Scp | PolicyType::Rcp);
    if required || document.policy.order.contains(&TopElement::Version) {
        return Vec::new();
    }
    let message = "without `Version` the rules of 2008-10-17 hold";
    vec![MISSING_VERSION.at(document.policy.span, "", message).with_help("begin with `\"Version\": \"2012-10-17\"`")]
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::check;

    #[test]
    fn an_old_version_is_a_version() {
        let statement = r#""Statement": { "Effect": "Allow", "Action": "batch:ListJobs", "Resource": "*" }"#;
        check(PolicyType::Identity, &format!("{{ {statement} }}"), &["MISSING_VERSION"]);
        check(PolicyType::Identity, &format!(r#"{{ "Version": "2008-10-17", {statement} }}"#), &[]);
    }
}
