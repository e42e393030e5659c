//! What was decided, by what, and why.

use crate::authorizer::assumes_role;
use crate::message;
use crate::policy::{Effect, PolicyType};
use crate::request::Request;
use crate::statement::StatementAnswer;

/// The three decision values, the lowest first (EVAL-001).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A matching Deny (EVAL-003).
    ExplicitDeny,
    /// Nothing allows it (EVAL-002).
    ImplicitDeny,
    /// Access is granted.
    Allowed,
}

impl Outcome {
    /// The value as simulator results and case files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExplicitDeny => "explicitDeny",
            Self::ImplicitDeny => "implicitDeny",
            Self::Allowed => "allowed",
        }
    }
}

/// The policy types that take part in a decision, in the order in which a reason names them (EVAL-042).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Resource control policies of the resource's account.
    Rcp,
    /// Service control policies of the principal's account.
    Scp,
    /// The policy of the VPC endpoint that the request came through.
    Endpoint,
    /// The resource's policy, or the trust policy of a role.
    Resource,
    /// Identity-based policies.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// Session policies.
    Session,
}

impl Layer {
    /// All layers.
    pub const ALL: [Self; 7] = [Self::Rcp, Self::Scp, Self::Endpoint, Self::Resource, Self::Identity, Self::Boundary, Self::Session];

    /// The layer's name in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rcp => "rcp",
            Self::Scp => "scp",
            Self::Endpoint => "endpoint",
            Self::Resource => "resource",
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
        }
    }

    /// The type of the layer's policies; that of a role is a resource-based policy here, whatever it is called in denials.
    pub const fn policy_type(self) -> PolicyType {
        match self {
            Self::Rcp => PolicyType::Rcp,
            Self::Scp => PolicyType::Scp,
            Self::Endpoint => PolicyType::Endpoint,
            Self::Resource => PolicyType::Resource,
            Self::Identity => PolicyType::Identity,
            Self::Boundary => PolicyType::Boundary,
            Self::Session => PolicyType::Session,
        }
    }

    /// The policy type that a denial of this request names: the policy of a role that is assumed is its trust policy, whether one was
    /// given or not (MSG-004).
    pub fn named_type(self, request: &Request) -> PolicyType {
        if self == Self::Resource && assumes_role(request) { PolicyType::Trust } else { self.policy_type() }
    }

    /// The layer's name in a denial reason.
    pub const fn words(self) -> &'static str {
        message::words(self.policy_type())
    }
}

/// What one layer answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayerOutcome {
    /// The layer does not apply to the request, or is not set.
    Absent,
    /// It applies and neither allows nor denies.
    ImplicitDeny,
    /// It allows.
    Allowed,
    /// It denies.
    ExplicitDeny,
}

/// A decision and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The decision value.
    pub outcome: Outcome,
    /// The layer that decided: the one that grants, or the one that a denial names (EVAL-041, EVAL-042).
    pub layer: Option<Layer>,
    /// The rule by which the request is refused although policies may allow it; then no layer decides.
    pub refused_by: Option<&'static str>,
    /// All layers that deny explicitly (EVAL-042).
    pub denied_by: Vec<Layer>,
    /// Every statement of every layer that applies to the request, and what it answered.
    pub trace: Vec<Traced>,
}

/// One statement in the trace of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// Where the statement stands.
    pub at: StatementId,
    /// Its Sid.
    pub sid: Option<String>,
    /// Its effect.
    pub effect: Effect,
    /// What it answered.
    pub answer: StatementAnswer,
    /// Is it one of those that decide: a matching Deny of an explicit deny, a matching Allow of a layer that grants?
    pub decides: bool,
}

/// A statement's place among all policies of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId {
    /// The layer.
    pub layer: Layer,
    /// The level of a service or resource control policy, from the root; 0 elsewhere.
    pub level: usize,
    /// The policy among those of its layer and level.
    pub policy: usize,
    /// The statement's place in its document.
    pub statement: usize,
}

impl Decision {
    /// The statements that decide.
    pub fn deciding(&self) -> impl Iterator<Item = &Traced> {
        self.trace.iter().filter(|traced| traced.decides)
    }
}

#[cfg(test)]
mod tests {
    use super::Layer;

    #[test]
    fn layers_are_named_as_denials_name_them() {
        let check = |layer: Layer, expected: &str| assert_eq!(layer.words(), expected);
        check(Layer::Rcp, "resource control policy");
        check(Layer::Scp, "service control policy");
        check(Layer::Endpoint, "VPC endpoint policy");
        check(Layer::Resource, "resource-based policy");
        check(Layer::Identity, "identity-based policy");
        check(Layer::Boundary, "permissions boundary");
        check(Layer::Session, "session policy");
    }
}
