//! The decision on a call: the lowest of its checks (EVAL-051).

use super::{Check, Target};
use crate::authorizer::{InputError, Policies, authorize, check_input};
use crate::context::Context;
use crate::context::derived::{self, Facts};
use crate::decision::{Decision, Layer, Outcome, StatementId};
use crate::principal::Principal;
use crate::profile::Profile;
use crate::request::Request;

/// What a call or one of its checks comes to, the lowest first (EVAL-001, EVAL-051).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallOutcome {
    /// A matching Deny.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
    /// It depends on something that the state does not say (ROLE-007).
    Undetermined,
    /// Access is granted.
    Allowed,
}

impl CallOutcome {
    /// All values.
    pub const ALL: [Self; 4] = [Self::ExplicitDeny, Self::ImplicitDeny, Self::Undetermined, Self::Allowed];

    /// The value as case files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExplicitDeny => Outcome::ExplicitDeny.name(),
            Self::ImplicitDeny => Outcome::ImplicitDeny.name(),
            Self::Undetermined => "undetermined",
            Self::Allowed => Outcome::Allowed.name(),
        }
    }
}

impl From<Outcome> for CallOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::ExplicitDeny => Self::ExplicitDeny,
            Outcome::ImplicitDeny => Self::ImplicitDeny,
            Outcome::Allowed => Self::Allowed,
        }
    }
}

/// The decision on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallDecision {
    /// The lowest value of all checks.
    pub outcome: CallOutcome,
    /// The layer of the first check that has this value.
    pub layer: Option<Layer>,
    /// One for each check, in their order.
    pub checks: Vec<CheckDecision>,
}

/// The decision on one check, without the statements that decide nothing: [`authorize`] tells about these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckDecision {
    /// Its value.
    pub outcome: CallOutcome,
    /// The layer that decided.
    pub layer: Option<Layer>,
    /// The rule by which it is refused whatever policies say.
    pub refused_by: Option<&'static str>,
    /// The statements that decide.
    pub deciding: Vec<Deciding>,
}

/// A statement that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Where it stands.
    pub at: StatementId,
    /// Its Sid.
    pub sid: Option<String>,
}

impl CallDecision {
    /// The statements that decide: of the checks that are not allowed if the call is not, else of all.
    pub fn deciding(&self) -> impl Iterator<Item = &Deciding> {
        let all = self.outcome == CallOutcome::Allowed;
        self.checks.iter().filter(move |check| all || check.outcome != CallOutcome::Allowed).flat_map(|check| &check.deciding)
    }
}

impl Check {
    /// The request that this check makes; `None` if its resource is not known.
    pub fn request(&self, requester: &Requester<'_>) -> Option<Request> {
        let Target::Resource(resource) = &self.target else { return None };
        let mut context = requester.context.clone();
        for (name, value) in self.context.iter() {
            context.set(name, value.clone());
        }
        let principal = requester.principal.clone();
        let mut request = Request { principal, action: self.action.clone(), resource: resource.clone(), resource_account: None, context };
        if let Some(facts) = requester.facts {
            let owner = request.owner().map(str::to_owned);
            derived::add(&mut request.context, &request.principal, facts, owner.as_deref());
        }
        Some(request)
    }
}

/// Who calls, and the keys that every check of the call has.
#[derive(Clone, Copy, Debug)]
pub struct Requester<'a> {
    /// The principal.
    pub principal: &'a Principal,
    /// Keys besides those that the call feeds, which go before them.
    pub context: &'a Context,
    /// What the principal carries into its requests, from which further keys follow; `None` if they are all in the context.
    pub facts: Option<&'a Facts>,
}

/// Why AWS would not take these policies with this call: what [`check_input`] says of the first check that it objects to.
pub fn check_call_input(checks: &[Check], requester: &Requester<'_>, policies: &Policies, profile: &Profile) -> Vec<InputError> {
    let requests = checks.iter().filter_map(|check| check.request(requester));
    requests.map(|request| check_input(policies, &request, profile)).find(|errors| !errors.is_empty()).unwrap_or_default()
}

/// Decides a call: every check with the same policies, for the same principal, under the same further keys.
pub fn decide_call(checks: &[Check], requester: &Requester<'_>, policies: &Policies, profile: &Profile) -> CallDecision {
    let decide = |check: &Check| match check.request(requester) {
        Some(request) => CheckDecision::of(&authorize(policies, &request, profile)),
        None => CheckDecision { outcome: CallOutcome::Undetermined, layer: None, refused_by: None, deciding: Vec::new() },
    };
    let checks: Vec<CheckDecision> = checks.iter().map(decide).collect();
    let outcome = checks.iter().map(|check| check.outcome).min().unwrap_or(CallOutcome::Allowed);
    let layer = checks.iter().find(|check| check.outcome == outcome).and_then(|check| check.layer);
    CallDecision { outcome, layer, checks }
}

impl CheckDecision {
    fn of(decision: &Decision) -> Self {
        let deciding = decision.deciding().map(|traced| Deciding { at: traced.at, sid: traced.sid.clone() }).collect();
        Self { outcome: decision.outcome.into(), layer: decision.layer, refused_by: decision.refused_by, deciding }
    }
}
