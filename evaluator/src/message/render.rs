//! In which words does AWS refuse what a decision denies?
//!
//! Rules: MSG-001 to MSG-006, MSG-008, MSG-009, MSG-012, MSG-030, MSG-031.

use std::collections::BTreeMap;

use super::{DeniedMessage, NotAuthorized, Reason};
use crate::context::ContextValue;
use crate::decision::{Decision, Layer, Outcome};
use crate::policy::PolicyType;
use crate::request::Request;

/// Which policy has which ARN, by layer, level, and place in the level. Inline policies have none (MSG-009).
///
/// ```
/// use verdict_evaluator::decision::Layer;
/// use verdict_evaluator::message::PolicyArns;
///
/// let mut arns = PolicyArns::default();
/// arns.insert(Layer::Identity, 0, 0, "arn:aws:iam::111122223333:policy/jobs");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PolicyArns {
    named: BTreeMap<(Layer, usize, usize), String>,
}

impl PolicyArns {
    /// Says which ARN a policy has; level and place are those of [`StatementId`](crate::decision::StatementId).
    pub fn insert(&mut self, layer: Layer, level: usize, policy: usize, arn: impl Into<String>) {
        self.named.insert((layer, level, policy), arn.into());
    }
}

/// How much a denial says, which depends on how far requester and resource are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Is the policy type named? Services may leave it out across organizations (MSG-030).
    pub context: bool,
    /// Is the ARN of the denying policy appended (MSG-009)?
    pub policy_arn: bool,
}

impl Wording {
    /// Everything, as within one account.
    pub const FULL: Self = Self { context: true, policy_arn: true };

    /// What the request tells: everything within one account, or if `aws:PrincipalOrgID` and `aws:ResourceOrgID` are one; neither policy
    /// type nor ARN if they differ; no ARN between accounts of which nothing is known.
    pub fn of(request: &Request) -> Self {
        let one_account = request.owner().is_none_or(|owner| request.principal.account() == Some(owner));
        match (one_account, organization(request, "aws:PrincipalOrgID"), organization(request, "aws:ResourceOrgID")) {
            (true, _, _) => Self::FULL,
            (false, Some(own), Some(other)) => Self { context: own == other, policy_arn: own == other },
            (false, _, _) => Self { context: true, policy_arn: false },
        }
    }
}

fn organization<'r>(request: &'r Request, key: &str) -> Option<&'r str> {
    match request.context.get(key) {
        Some(ContextValue::One(id)) => Some(id),
        Some(ContextValue::Many(_)) | None => None,
    }
}

/// The text of the denial; `None` if the request is allowed.
pub fn render(decision: &Decision, request: &Request, arns: &PolicyArns, wording: Wording) -> Option<String> {
    denied_message(decision, request, arns, wording).map(|message| message.to_string())
}

/// What the denial says; `None` if the request is allowed.
pub fn denied_message(decision: &Decision, request: &Request, arns: &PolicyArns, wording: Wording) -> Option<DeniedMessage> {
    if decision.outcome == Outcome::Allowed {
        return None;
    }
    if decision.refused_by == Some("PASS-007") {
        return Some(DeniedMessage::CrossAccountPass);
    }
    let reason = decision.layer.filter(|_| wording.context);
    Some(DeniedMessage::NotAuthorized(NotAuthorized {
        principal: request.principal.name().to_owned(),
        action: request.action.as_str().to_owned(),
        resource: Some(request.resource.as_str().to_owned()),
        reason: reason.and_then(|layer| reason_of(layer, decision, request, arns, wording)),
        encoded: None,
    }))
}

fn reason_of(layer: Layer, decision: &Decision, request: &Request, arns: &PolicyArns, wording: Wording) -> Option<Reason> {
    let policy_type = layer.named_type(request);
    let explicit = decision.outcome == Outcome::ExplicitDeny;
    if policy_type == PolicyType::Rcp && !explicit {
        return None; // There is no such message (MSG-006).
    }
    let has_arn = explicit && wording.policy_arn && is_named_by_arn(policy_type);
    let policy_arn = if has_arn { denying_policy(layer, decision, arns) } else { None };
    Some(Reason { policy_type, explicit, through_endpoint: false, policy_arn })
}

/// Are policies of this type named by ARN in a denial (MSG-009)?
const fn is_named_by_arn(policy_type: PolicyType) -> bool {
    match policy_type {
        PolicyType::Identity | PolicyType::Boundary | PolicyType::Session | PolicyType::Scp | PolicyType::Rcp => true,
        PolicyType::Resource | PolicyType::Trust | PolicyType::Endpoint => false,
    }
}

/// The ARN of the first policy of the layer that denies, if it has one (MSG-008, MSG-009).
fn denying_policy(layer: Layer, decision: &Decision, arns: &PolicyArns) -> Option<String> {
    let at = decision.deciding().find(|traced| traced.at.layer == layer)?.at;
    arns.named.get(&(at.layer, at.level, at.policy)).cloned()
}
