//! *What it finds*: `Id` in an identity policy, boundary or session policy (`id-in-identity-policy`).
//!
//! *Why it matters*: the grammar allows `Id` in resource-based policies only; IAM takes it, other tools may not. It has no effect.
//!
//! *Example*: `{ "Version": "2012-10-17", "Id": "p1", … }`. *Better*: no `Id`; the policy's name says which one it is.
//!
//! *Sources*: GRAM-047.

use super::walk::Document;
use super::{Code, Finding};

const ID: Code = Code::warning("id-in-identity-policy", "GRAM-047");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let policy_type = document.policy_type();
    let id = document.policy.id.iter().filter(|_| policy_type.is_identity_like());
    id.map(|id| ID.at(id.span, "Id", format!("{} should have no `Id`", policy_type.with_article()))).collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::check;

    #[test]
    fn resource_based_policies_may_have_an_id() {
        let text = |rest: &str| format!(r#"{{ "Version": "2012-10-17", "Id": "p1", "Statement": {{ "Effect": "Allow", {rest} }} }}"#);
        check(PolicyType::Identity, &text(r#""Action": "batch:ListJobs", "Resource": "*""#), &["id-in-identity-policy"]);
        check(PolicyType::Resource, &text(r#""Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#), &[]);
    }
}
