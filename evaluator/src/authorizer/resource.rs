//! The resource's policy, role trust policies included (EVAL-009 to EVAL-020, EVAL-024, GRAM-046).
//!
//! A trust policy is a resource-based policy that is mandatory and takes part in assuming the role only (TRUST-001 to TRUST-003, TRUST-005,
//! TRUST-007, TRUST-011, TRUST-019, TRUST-020, XACC-014). What it asks of session tags, source identity and external id are actions and
//! keys like others (TRUST-008 to TRUST-010, TRUST-013, TRUST-015 to TRUST-018, TRUST-021); ids stand for ARNs as anywhere (TRUST-012). Passing
//! a role is an action of the caller on the role and no matter of its trust policy (PASS-001 to PASS-006, PASS-009 to PASS-013).

use super::{Asked, Court};
use crate::decision::Layer;
use crate::policy::{Policy, PolicyType};
use crate::profile::BatchResourcePolicies;
use crate::request::Request;

impl Court<'_> {
    /// Without a policy the layer allows nothing. AWS Batch resources carry none (GRAM-046), so one that is attached is not consulted; nor
    /// is a trust policy but for assuming its role (TRUST-019, PASS-012).
    pub(super) fn resource(&self) -> Asked {
        let consulted = |policy: &&Policy| match policy.policy_type {
            PolicyType::Trust => assumes_role(self.request),
            PolicyType::Identity
            | PolicyType::Boundary
            | PolicyType::Session
            | PolicyType::Resource
            | PolicyType::Scp
            | PolicyType::Rcp
            | PolicyType::Endpoint => !is_batch(self.request) || self.profile.batch_resource_policies == BatchResourcePolicies::Consulted,
        };
        let policy = self.policies.resource.as_ref().filter(consulted);
        Asked::any(self.ask(Layer::Resource, 0, policy.map_or(&[], std::slice::from_ref)))
    }
}

/// Does the request concern AWS Batch?
pub(super) fn is_batch(request: &Request) -> bool {
    request.action.service() == "batch"
}

/// Does the request assume a role or pass facts into its session? Then the role's trust policy must allow it (EVAL-024).
pub fn assumes_role(request: &Request) -> bool {
    let action = request.action.as_str().to_ascii_lowercase();
    let on_role = request.resource.arn().is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"));
    let assumes =
        action.starts_with("sts:assumerole") || matches!(action.as_str(), "sts:tagsession" | "sts:setsourceidentity" | "sts:setcontext");
    on_role && assumes
}

/// Is the resource's own policy mandatory: a role that is assumed, or a KMS key (EVAL-024)?
pub(super) fn trust_required(request: &Request) -> bool {
    assumes_role(request) || request.resource.arn().is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/"))
}
