//! *What it finds*: an identity policy of more than 10 240 counted characters (`POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA`), or a role
//! trust policy above its quota, 2048 unless it was raised (`POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA`).
//!
//! *Why it matters*: no user, group or role can hold it. The finding names the largest quota of its kind only; a managed policy may have
//! 6144 characters.
//!
//! *Example*: a policy that lists five hundred job queues. *Better*: a wildcard, or a condition on a tag.
//!
//! *Sources*: LIM-004, LIM-005.

use super::walk::Document;
use super::{Code, Finding};
use crate::limit::{LARGEST_IDENTITY_POLICY, TRUST_POLICY, counted_size};
use crate::policy::PolicyType;

const IDENTITY: Code = Code::warning("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "LIM-004");
const TRUST: Code = Code::warning("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", "LIM-005");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let (code, quota) = match document.policy_type() {
        PolicyType::Identity | PolicyType::Boundary | PolicyType::Session => (IDENTITY, LARGEST_IDENTITY_POLICY),
        PolicyType::Trust => (TRUST, document.environment.trust_policy_quota.unwrap_or(TRUST_POLICY)),
        PolicyType::Resource | PolicyType::Scp | PolicyType::Rcp | PolicyType::Endpoint => return Vec::new(),
    };
    let size = counted_size(document.text);
    if size <= quota {
        return Vec::new();
    }
    let message = format!("the policy has {size} characters without white space, and the quota is {quota}");
    vec![code.at(document.policy.span, "", message)]
}

#[cfg(test)]
mod tests {
    use crate::policy::{Environment, PolicyType};
    use crate::validate::testing::{check, check_in, statement};

    #[test]
    fn counts_without_white_space() {
        let of_size = |size: usize, rest: &str| {
            let empty = statement(&format!(r#""Sid": "", "Effect": "Allow", {rest}"#));
            let letters = size - crate::limit::counted_size(&empty);
            statement(&format!(r#""Sid": "{}", "Effect": "Allow", {rest}"#, "a".repeat(letters)))
        };
        let identity = r#""Action": "batch:ListJobs", "Resource": "*""#;
        check(PolicyType::Identity, &of_size(10_241, identity), &["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"]);
        check(PolicyType::Identity, &of_size(10_240, identity), &[]);
        let trust = r#""Principal": { "Service": "batch.amazonaws.com" }, "Action": "sts:AssumeRole""#;
        check(PolicyType::Trust, &of_size(2049, trust), &["POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"]);
        check(PolicyType::Trust, &of_size(2048, trust), &[]);
        let raised = Environment { trust_policy_quota: Some(4096), ..Environment::default() };
        check_in(&raised, PolicyType::Trust, &of_size(2049, trust), &[]);
    }
}
