//! From policies and a request to a decision: each layer answers on its own, one file each, and `decide` joins the answers.
//!
//! Rules: EVAL-001 to EVAL-063, XACC-001 to XACC-016, GRAM-044, GRAM-046, PRIN-008, TRUST-004; those of one layer stand in its file.
#![doc = include_str!("authorizer/how-a-decision-is-made.md")]

mod boundary;
mod closed;
mod endpoint;
mod identity;
mod input;
mod rcp;
mod resource;
mod scp;
mod service_linked;
mod session;

use std::collections::BTreeMap;

pub use input::{InputError, check_input};
pub use resource::assumes_role;

use crate::decision::{Decision, Layer, LayerOutcome, Outcome, StatementId, Traced};
use crate::policy::{Effect, Policy};
use crate::principal::{self, MatchClass, Principal};
use crate::profile::{Profile, SessionArnGrant, TrustedCaller, WildcardGrant};
use crate::request::Request;
use crate::statement;

/// All policies that a decision looks at, by layer. `None` means that there is no such layer; an empty list of policies is a layer that
/// allows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Policies {
    /// Identity-based policies of the user or role, groups included (EVAL-043).
    pub identity: Vec<Policy>,
    /// The resource's policy, or the trust policy of the role that is the resource.
    pub resource: Option<Policy>,
    /// The permissions boundary. Set but empty is not absent (EVAL-022).
    pub boundary: Option<Policy>,
    /// Session policies.
    pub session: Option<Vec<Policy>>,
    /// Service control policies, level by level from the root to the account (EVAL-025).
    pub scp: Option<Vec<Vec<Policy>>>,
    /// Resource control policies, level by level. RCPFullAWSAccess need not be given (EVAL-035).
    pub rcp: Option<Vec<Vec<Policy>>>,
    /// The policy of the VPC endpoint.
    pub endpoint: Option<Policy>,
    /// What is known of the organization.
    pub organization: Organization,
    /// What the ARNs in the resource's policy stood for when it was saved: ARN to unique id (PRIN-024).
    pub saved_ids: BTreeMap<String, String>,
    /// The canonical user id of the requester's account (PRIN-022).
    pub canonical_user: Option<String>,
}

impl Policies {
    /// The policies of one level of a layer; layers without levels are level 0.
    pub fn at(&self, layer: Layer, level: usize) -> &[Policy] {
        let levels = match layer {
            Layer::Rcp => &self.rcp,
            Layer::Scp => &self.scp,
            Layer::Endpoint => return self.endpoint.as_slice(),
            Layer::Resource => return self.resource.as_slice(),
            Layer::Boundary => return self.boundary.as_slice(),
            Layer::Identity => return &self.identity,
            Layer::Session => return self.session.as_deref().unwrap_or_default(),
        };
        levels.as_ref().and_then(|levels| levels.get(level)).map_or(&[], Vec::as_slice)
    }
}

/// What a decision may have to know of the organization of principal and resource.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Organization {
    /// The management account, which service and resource control policies do not affect (EVAL-028).
    pub management_account: Option<String>,
    /// Member accounts that administer IAM for the organization; control policies affect them as any member (EVAL-028, SESS-024).
    pub delegated_administrators: Vec<String>,
    /// The account whose path the service control policies belong to, where that is not the principal's (EVAL-027).
    pub scp_account: Option<String>,
    /// The account whose path the resource control policies belong to, where that is not the resource's (EVAL-034).
    pub rcp_account: Option<String>,
}

impl Organization {
    /// Is `account` the management account?
    fn is_management(&self, account: Option<&str>) -> bool {
        self.management_account.is_some() && account == self.management_account.as_deref()
    }

    /// Do control policies of `path`, if they are said to be of one account, concern `account`?
    fn concerns(path: Option<&str>, account: Option<&str>) -> bool {
        path.is_none() || path == account
    }
}

/// Decides. Every input has a decision; [`check_input`] says which inputs AWS would not take.
///
/// ```
/// use verdict_evaluator::action::Action;
/// use verdict_evaluator::authorizer::{Policies, authorize};
/// use verdict_evaluator::context::Context;
/// use verdict_evaluator::decision::Outcome;
/// use verdict_evaluator::policy::{PolicyType, parse};
/// use verdict_evaluator::principal::Principal;
/// use verdict_evaluator::profile::Profile;
/// use verdict_evaluator::request::Request;
/// use verdict_evaluator::resource::Resource;
///
/// let policy = parse(
///     r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:Describe*", "Resource": "*" } }"#,
///     PolicyType::Identity,
/// ).unwrap();
/// let request = Request {
///     principal: Principal::new("arn:aws:iam::111122223333:user/ana").unwrap(),
///     action: Action::new("batch:SubmitJob").unwrap(),
///     resource: Resource::new("arn:aws:batch:us-east-1:111122223333:job-queue/q").unwrap(),
///     resource_account: None,
///     context: Context::default(),
/// };
/// let policies = Policies { identity: vec![policy], ..Policies::default() };
/// assert_eq!(authorize(&policies, &request, &Profile::default()).outcome, Outcome::ImplicitDeny);
/// ```
pub fn authorize(policies: &Policies, request: &Request, profile: &Profile) -> Decision {
    let request = &*service_linked::with_service_name(request, profile);
    let setting = principal::Setting {
        has_boundary: policies.boundary.is_some(),
        saved_ids: &policies.saved_ids,
        canonical_user: policies.canonical_user.as_deref(),
        profile,
    };
    let court = Court { policies, request, profile, principals: &setting };
    let layers = Layers {
        rcp: court.rcp(),
        scp: court.scp(),
        endpoint: court.endpoint(),
        resource: court.resource(),
        identity: court.identity(),
        boundary: court.boundary(),
        session: court.session(),
        closed_by: closed::is_closed(request, policies, profile),
    };
    let ruling = decide(request, &layers, profile);
    layers.into_decision(&ruling)
}

/// The question, with what all layers need at hand.
struct Court<'a> {
    policies: &'a Policies,
    request: &'a Request,
    profile: &'a Profile,
    principals: &'a principal::Setting<'a>,
}

impl Court<'_> {
    /// Asks all statements of the policies of one layer and level.
    fn ask(&self, layer: Layer, level: usize, policies: &[Policy]) -> Vec<Traced> {
        let statements = policies
            .iter()
            .enumerate()
            .flat_map(|(index, policy)| policy.statements.iter().map(move |statement| (index, policy, statement)));
        statements
            .map(|(policy_index, policy, statement)| Traced {
                at: StatementId { layer, level, policy: policy_index, statement: statement.index },
                sid: statement.sid.as_ref().map(|sid| sid.value.clone()),
                effect: statement.effect.value,
                answer: statement::ask(statement, policy, self.request, self.principals, self.profile),
                decides: false,
            })
            .collect()
    }
}

/// What one layer answered, with its statements.
#[derive(Default)]
struct Asked {
    /// `None` if the layer does not apply.
    outcome: Option<Outcome>,
    trace: Vec<Traced>,
}

impl Asked {
    /// A layer whose statements are alternatives: a matching Deny denies, else a matching Allow allows (EVAL-007).
    fn any(trace: Vec<Traced>) -> Self {
        Self { outcome: Some(any_outcome(&trace)), trace }
    }

    fn allows(&self) -> bool {
        self.outcome == Some(Outcome::Allowed)
    }

    fn is_absent(&self) -> bool {
        self.outcome.is_none()
    }

    fn layer_outcome(&self) -> LayerOutcome {
        match self.outcome {
            None => LayerOutcome::Absent,
            Some(Outcome::Allowed) => LayerOutcome::Allowed,
            Some(Outcome::ImplicitDeny) => LayerOutcome::ImplicitDeny,
            Some(Outcome::ExplicitDeny) => LayerOutcome::ExplicitDeny,
        }
    }
}

fn any_outcome(trace: &[Traced]) -> Outcome {
    let applies = |effect| trace.iter().any(|traced| traced.answer.applies && traced.effect == effect);
    if applies(Effect::Deny) {
        Outcome::ExplicitDeny
    } else if applies(Effect::Allow) {
        Outcome::Allowed
    } else {
        Outcome::ImplicitDeny
    }
}

/// The answers of all layers.
struct Layers {
    rcp: Asked,
    scp: Asked,
    endpoint: Asked,
    resource: Asked,
    identity: Asked,
    boundary: Asked,
    session: Asked,
    /// The rule by which the request is closed, if it is.
    closed_by: Option<&'static str>,
}

impl Layers {
    const fn in_order(&self) -> [(Layer, &Asked); 7] {
        [
            (Layer::Rcp, &self.rcp),
            (Layer::Scp, &self.scp),
            (Layer::Endpoint, &self.endpoint),
            (Layer::Resource, &self.resource),
            (Layer::Identity, &self.identity),
            (Layer::Boundary, &self.boundary),
            (Layer::Session, &self.session),
        ]
    }

    fn denied_by(&self) -> Vec<Layer> {
        let denies = |(_, asked): &(Layer, &Asked)| asked.layer_outcome() == LayerOutcome::ExplicitDeny;
        self.in_order().into_iter().filter(denies).map(|(layer, _)| layer).collect()
    }

    /// The classes in which the Allows of the resource's policy name the requester.
    fn resource_grants(&self) -> Vec<MatchClass> {
        let allows = self.resource.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Allow);
        allows.filter_map(|traced| traced.answer.principal).collect()
    }

    fn into_decision(self, ruling: &Ruling) -> Decision {
        let denied_by = self.denied_by();
        let traces = [self.rcp, self.scp, self.endpoint, self.resource, self.identity, self.boundary, self.session];
        let mut trace: Vec<Traced> = traces.into_iter().flat_map(|asked| asked.trace).collect();
        for traced in &mut trace {
            traced.decides = traced.answer.applies
                && match ruling.outcome {
                    Outcome::ExplicitDeny => traced.effect == Effect::Deny,
                    Outcome::Allowed => traced.effect == Effect::Allow && ruling.granted_by.contains(&traced.at.layer),
                    Outcome::ImplicitDeny => false,
                };
        }
        let refused_by = self.closed_by.filter(|_| ruling.outcome == Outcome::ImplicitDeny);
        Decision { outcome: ruling.outcome, layer: ruling.layer, refused_by, denied_by, trace }
    }
}

/// What [`decide`] found.
struct Ruling {
    outcome: Outcome,
    layer: Option<Layer>,
    /// The layers whose Allows grant.
    granted_by: Vec<Layer>,
}

impl Ruling {
    const fn denied(outcome: Outcome, layer: Layer) -> Self {
        Self { outcome, layer: Some(layer), granted_by: Vec::new() }
    }

    fn implicit(layer: Layer) -> Self {
        Self::denied(Outcome::ImplicitDeny, layer)
    }

    fn granted(layers: &[Layer]) -> Self {
        Self { outcome: Outcome::Allowed, layer: layers.first().copied(), granted_by: layers.to_vec() }
    }
}

/// Joins the answers of the layers, step by step as the rule book's procedure has them.
fn decide(request: &Request, layers: &Layers, profile: &Profile) -> Ruling {
    // 0. Allowed whatever policies say (EVAL-054, EVAL-055).
    if closed::is_always_allowed(request) {
        return Ruling { outcome: Outcome::Allowed, layer: None, granted_by: Vec::new() };
    }
    // 1. An explicit deny in any layer wins (EVAL-003, EVAL-004, EVAL-042).
    if let Some(first) = layers.denied_by().first() {
        return Ruling::denied(Outcome::ExplicitDeny, *first);
    }
    // 1b. Closed to this kind of credentials or target; no layer is named.
    if layers.closed_by.is_some() {
        return Ruling { outcome: Outcome::ImplicitDeny, layer: None, granted_by: Vec::new() };
    }
    // 2. Resource control policies deny explicitly or not at all (EVAL-035).
    // 3. Service control policies (EVAL-025, EVAL-033).
    if !layers.scp.is_absent() && !layers.scp.allows() {
        return Ruling::implicit(Layer::Scp);
    }
    // 4. The endpoint's policy (EVAL-038 to EVAL-040).
    if !layers.endpoint.is_absent() && !layers.endpoint.allows() {
        return Ruling::implicit(Layer::Endpoint);
    }
    let standing = Standing::new(request, layers, profile);
    match request.principal {
        // 5. Callers without an identity in an account (EVAL-016, EVAL-045).
        Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => standing.by_the_resource_alone(),
        // 6. and 7. Both sides in one account, or in two.
        Principal::User { .. } | Principal::RoleSession { .. } | Principal::FederatedUser { .. } | Principal::Root { .. } => {
            let same_account = request.owner().is_none_or(|owner| request.principal.account() == Some(owner));
            if same_account { standing.in_one_account() } else { standing.across_accounts() }
        }
    }
}

/// How a request stands that no gate has stopped.
struct Standing<'a> {
    request: &'a Request,
    profile: &'a Profile,
    /// `idOK` of the procedure: identity policies allow, or the caller needs none (EVAL-030, SESS-023).
    identity_ok: bool,
    /// `pbOK`: the boundary allows, or none is set (EVAL-022).
    boundary_ok: bool,
    /// `sesOK`: session policies allow, or there are none and none is needed (EVAL-013, SESS-008, SESS-009).
    session_ok: bool,
    /// How each Allow of the resource's policy names the caller, and the strongest of these.
    grants: Vec<MatchClass>,
    grant: MatchClass,
}

impl<'a> Standing<'a> {
    fn new(request: &'a Request, layers: &Layers, profile: &'a Profile) -> Self {
        let needs_session_policy = matches!(request.principal, Principal::FederatedUser { .. });
        let grants = layers.resource_grants();
        Self {
            request,
            profile,
            identity_ok: layers.identity.allows() || request.principal.acts_as_root(),
            boundary_ok: layers.boundary.is_absent() || layers.boundary.allows(),
            session_ok: layers.session.allows() || layers.session.is_absent() && !needs_session_policy,
            grant: grants.iter().copied().max().unwrap_or(MatchClass::None),
            grants,
        }
    }

    fn by_the_resource_alone(&self) -> Ruling {
        if self.grant >= MatchClass::Everyone { Ruling::granted(&[Layer::Resource]) } else { Ruling::implicit(Layer::Resource) }
    }

    /// The resource's policy or the caller's own policies suffice (EVAL-009), but for roles and KMS keys (EVAL-024, TRUST-003).
    fn in_one_account(&self) -> Ruling {
        let trust_required = resource::trust_required(self.request);
        if self.grants.iter().any(|grant| self.suffices(*grant)) {
            return Ruling::granted(&[Layer::Resource]);
        }
        let trusted = !trust_required || self.grant >= MatchClass::Account;
        if self.identity_ok && self.boundary_ok && self.session_ok && trusted {
            let both: &[Layer] = if trust_required { &[Layer::Identity, Layer::Resource] } else { &[Layer::Identity] };
            return Ruling::granted(both);
        }
        // 7. Nothing grants (EVAL-041).
        Ruling::implicit(if trust_required && self.grant == MatchClass::None {
            Layer::Resource
        } else if !self.identity_ok && self.grant < MatchClass::Entity {
            Layer::Identity
        } else if !self.boundary_ok {
            Layer::Boundary
        } else {
            Layer::Session
        })
    }

    /// Does a grant of the resource's policy suffice without the identity policies (EVAL-010 to EVAL-015, EVAL-018, EVAL-019)?
    fn suffices(&self, grant: MatchClass) -> bool {
        // TRUST-004: in sts:AssumeRole, a trust policy that names the caller directly is limited by the boundary.
        let assumes = self.request.action.as_str().eq_ignore_ascii_case("sts:AssumeRole");
        let boundary_limits = assumes && self.profile.trusted_caller == TrustedCaller::BoundaryLimits;
        let direct_ok = self.boundary_ok || !boundary_limits;
        let in_role_session = matches!(self.request.principal, Principal::RoleSession { .. });
        match grant {
            MatchClass::Direct => {
                let unlimited = self.profile.session_arn_grant == SessionArnGrant::Unlimited || !in_role_session;
                direct_ok && (self.session_ok || unlimited)
            }
            MatchClass::Everyone => direct_ok && (self.session_ok || self.profile.wildcard_grant == WildcardGrant::Unlimited),
            MatchClass::Entity => self.boundary_ok && self.session_ok,
            MatchClass::Account | MatchClass::None => false,
        }
    }

    /// Both sides must allow, and no grant bypasses anything (XACC-001 to XACC-004).
    fn across_accounts(&self) -> Ruling {
        // 7. The first that would have to allow (EVAL-041).
        if !self.identity_ok {
            Ruling::implicit(Layer::Identity)
        } else if !self.boundary_ok {
            Ruling::implicit(Layer::Boundary)
        } else if !self.session_ok {
            Ruling::implicit(Layer::Session)
        } else if self.grant == MatchClass::None {
            Ruling::implicit(Layer::Resource)
        } else {
            Ruling::granted(&[Layer::Identity, Layer::Resource])
        }
    }
}
