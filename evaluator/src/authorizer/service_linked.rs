//! Service-linked roles as targets: what their service keeps to itself, and the service name that such requests carry.
//!
//! Rules: SLR-003, SLR-004, SLR-007, SLR-008, SLR-010, SLR-023, ROLE-025. How the role of AWS Batch comes and goes is told by
//! [`crate::service::batch::service_linked_role`].

use std::borrow::Cow;

use crate::arn::Arn;
use crate::context::ContextValue;
use crate::profile::{LinkedRoleChanges, LinkedServiceName, Profile};
use crate::request::Request;

/// The key that holds the service principal that a service-linked role belongs to (SLR-007).
const SERVICE_NAME: &str = "iam:AWSServiceName";

/// The actions on service-linked roles for which the documentation takes [`SERVICE_NAME`] to be there (ROLE-025).
const NAMED_ACTIONS: [&str; 3] = ["iam:UpdateRoleDescription", "iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"];

/// The request with `iam:AWSServiceName` from the role's path, where it edits the description of a service-linked role, deletes it or asks
/// how its deletion fares, and does not carry the key itself. All other requests are as they were (ROLE-025, SLR-008, SLR-010).
pub(super) fn with_service_name<'a>(request: &'a Request, profile: &Profile) -> Cow<'a, Request> {
    let named = NAMED_ACTIONS.iter().any(|action| request.action.as_str().eq_ignore_ascii_case(action));
    let given = request.context.get(SERVICE_NAME).is_some();
    let service = request.resource.arn().and_then(|arn| arn.linked_service());
    match service.filter(|_| named && !given && profile.linked_service_name == LinkedServiceName::Derived) {
        Some(service) => {
            let mut completed = request.clone();
            completed.context.set(SERVICE_NAME, ContextValue::One(service.to_owned()));
            Cow::Owned(completed)
        }
        None => Cow::Borrowed(request),
    }
}

/// The rule by which the action, in lower case and without its prefix, is refused because a service-linked role or its policy is the target.
pub(super) fn protects(request: &Request, name: &str, profile: &Profile) -> Option<&'static str> {
    let linked = request.resource.arn().is_some_and(|arn| arn.linked_service().is_some());
    if linked {
        let refused = profile.linked_role_changes == LinkedRoleChanges::Refused && CHANGES.contains(&name);
        return refused.then_some("SLR-003");
    }
    let attaches = matches!(name, "attachuserpolicy" | "attachgrouppolicy" | "attachrolepolicy");
    attached_policies(request).iter().filter(|_| attaches).find_map(|policy| reserved_policy(policy))
}

/// Changes of trust and permissions (SLR-003). In lower case, as actions are compared (ACT-002).
const CHANGES: [&str; 8] = [
    "updateassumerolepolicy",
    "putrolepolicy",
    "attachrolepolicy",
    "detachrolepolicy",
    "deleterolepolicy",
    "putrolepermissionsboundary",
    "deleterole",
    "updaterole",
];

/// The ARNs of the policies that the request would attach.
fn attached_policies(request: &Request) -> &[String] {
    match request.context.get("iam:PolicyARN") {
        Some(ContextValue::One(policy)) => std::slice::from_ref(policy),
        Some(ContextValue::Many(policies)) => policies,
        None => &[],
    }
}

/// The rule that keeps a policy for service-linked roles; other policies can be attached (SLR-004, SLR-023).
fn reserved_policy(policy: &str) -> Option<&'static str> {
    let arn = Arn::new(policy).filter(|arn| arn.service == "iam" && arn.account == "aws")?;
    match arn.resource.strip_prefix("policy/aws-service-role/")? {
        "AWSBatchServiceRolePolicyForSageMaker" => Some("SLR-023"),
        _ => Some("SLR-004"),
    }
}
