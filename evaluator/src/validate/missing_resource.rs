//! *What it finds*: a statement of a resource-based policy with neither `Resource` nor `NotResource` (`MISSING_RESOURCE`).
//!
//! *Why it matters*: some services take the resource that the policy is attached to, others refuse the policy.
//!
//! *Example*: `{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject" }`.
//! *Better*: the same with `"Resource": "arn:aws:s3:::batch-output/*"`.
//!
//! *Sources*: GRAM-035. In other policy types the parser decides (GRAM-034, GRAM-040).

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{PolicyType, StatementElement};

const MISSING_RESOURCE: Code = Code::error("MISSING_RESOURCE", "GRAM-035");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if document.policy_type() != PolicyType::Resource {
        return Vec::new();
    }
    let names_resource = |element: &StatementElement| matches!(element, StatementElement::Resource | StatementElement::NotResource);
    let without = document.policy.statements.iter().filter(|statement| !statement.order.iter().any(names_resource));
    without
        .map(|statement| {
            let finding = MISSING_RESOURCE.at(statement.span, document.path_of(statement), "the statement names no resource");
            finding.with_help("name the resource that the policy is attached to, or what is in it")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, statement, trust};

    #[test]
    fn trust_policies_need_none() {
        let bucket = r#""Effect": "Allow", "Principal": "*", "Action": "s3:GetObject""#;
        check(PolicyType::Resource, &statement(bucket), &["MISSING_RESOURCE"]);
        check(PolicyType::Resource, &statement(&format!(r#"{bucket}, "NotResource": "arn:aws:s3:::b/private/*""#)), &[]);
        check(PolicyType::Trust, &trust(r#"{ "Service": "batch.amazonaws.com" }"#), &[]);
    }
}
