//! Requests that no policy decides: some are always allowed, some are closed to a kind of credentials or on a kind of target.
//!
//! Steps 0 and 1b of the procedure. Temporary credentials are told by the key `aws:TokenIssueTime` (GKEY-011).
//!
//! Rules: EVAL-054, EVAL-055, EVAL-060, SESS-013 to SESS-015, SESS-024, TRUST-014, TRUST-018, PASS-007; those of
//! service-linked roles stand in `service_linked`.

use super::resource::assumes_role;
use super::{Policies, service_linked};
use crate::context::{Context, ContextValue};
use crate::principal::Principal;
use crate::profile::{Profile, SessionTokenCalls};
use crate::request::Request;

/// Is the request allowed whatever policies say (EVAL-054, EVAL-055)?
pub(super) fn is_always_allowed(request: &Request) -> bool {
    let authenticated = !matches!(request.principal, Principal::Anonymous);
    let long_term = matches!(request.principal, Principal::User { .. } | Principal::Root { .. }) && !has_temporary_credentials(request);
    match action(request).as_str() {
        "sts:getcalleridentity" => authenticated,
        "sts:getsessiontoken" => long_term,
        _ => false,
    }
}

/// The rule by which the request is refused although policies may allow it.
pub(super) fn is_closed(request: &Request, policies: &Policies, profile: &Profile) -> Option<&'static str> {
    let action = action(request);
    let sts = action.strip_prefix("sts:");
    let iam = action.strip_prefix("iam:");
    match &request.principal {
        Principal::Anonymous if assumes_role(request) => return Some("TRUST-018"),
        Principal::Root { .. } if action == "sts:assumerole" => return Some("TRUST-014"),
        Principal::RoleSession { .. } if matches!(sts, Some("getfederationtoken" | "getsessiontoken")) => return Some("SESS-015"),
        Principal::FederatedUser { .. } if iam.is_some() || sts.is_some_and(|name| name != "getcalleridentity") => {
            return Some("SESS-014");
        }
        Principal::User { .. } if has_temporary_credentials(request) => {
            let none = profile.session_token_calls == SessionTokenCalls::None;
            let iam_closed = iam.is_some() && (none || !has_mfa(&request.context));
            if iam_closed || sts.is_some_and(|name| none || !matches!(name, "assumerole" | "getcalleridentity")) {
                return Some("SESS-013");
            }
        }
        Principal::User { .. }
        | Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => {}
    }
    if action == "sts:assumeroot" && !may_assume_root(request, policies) {
        return Some("SESS-024");
    }
    if action == "iam:passrole" && passes_foreign_role(request) {
        return Some("PASS-007");
    }
    if iam.is_some_and(|name| is_reserved_object(request, name)) {
        return Some("EVAL-060");
    }
    iam.and_then(|name| service_linked::protects(request, name, profile))
}

fn action(request: &Request) -> String {
    request.action.as_str().to_ascii_lowercase()
}

fn has_temporary_credentials(request: &Request) -> bool {
    request.context.get("aws:TokenIssueTime").is_some()
}

fn has_mfa(context: &Context) -> bool {
    matches!(context.get("aws:MultiFactorAuthPresent"), Some(ContextValue::One(value)) if value.eq_ignore_ascii_case("true"))
}

/// Only principals of the management account or of a delegated administrator, root users excepted (SESS-024).
fn may_assume_root(request: &Request, policies: &Policies) -> bool {
    let organization = &policies.organization;
    let account = request.principal.account();
    let delegated = account.is_some_and(|account| organization.delegated_administrators.iter().any(|delegated| delegated == account));
    (organization.is_management(account) || delegated) && !matches!(request.principal, Principal::Root { .. })
}

/// Is the role to be passed one of another account than the principal's (PASS-007)?
fn passes_foreign_role(request: &Request) -> bool {
    let role = request.resource.arn().map(|arn| arn.account);
    role.is_some() && request.principal.account().is_some() && role != request.principal.account()
}

/// Would the action write to a policy of AWS's own, or to a role under the reserved path (EVAL-060)?
fn is_reserved_object(request: &Request, name: &str) -> bool {
    let Some(arn) = request.resource.arn().filter(|arn| arn.service == "iam") else { return false };
    let own_policy = arn.account == "aws" && arn.resource.starts_with("policy/");
    let reserved_role = arn.resource.starts_with("role/aws-reserved/");
    own_policy && POLICY_WRITES.contains(&name) || reserved_role && ROLE_WRITES.contains(&name)
}

/// In lower case, as actions are compared (ACT-002).
const POLICY_WRITES: &[&str] =
    &["createpolicy", "createpolicyversion", "deletepolicy", "deletepolicyversion", "setdefaultpolicyversion", "tagpolicy", "untagpolicy"];

const ROLE_WRITES: &[&str] = &[
    "attachrolepolicy",
    "createrole",
    "createservicelinkedrole",
    "deleterole",
    "deleterolepermissionsboundary",
    "deleterolepolicy",
    "deleteservicelinkedrole",
    "detachrolepolicy",
    "passrole",
    "putrolepermissionsboundary",
    "putrolepolicy",
    "tagrole",
    "untagrole",
    "updateassumerolepolicy",
    "updaterole",
    "updateroledescription",
];
