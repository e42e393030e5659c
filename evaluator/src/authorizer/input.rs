//! Which questions AWS would not take.

use std::fmt;

use super::{Policies, resource};
use crate::limit::Counted;
use crate::principal::Principal;
use crate::profile::{BatchResourcePolicies, Judging, Profile};
use crate::request::Request;

/// Why a question cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// A policy is attached to a resource of AWS Batch, which carries none (GRAM-046).
    BatchResourcePolicy,
    /// Session policies for a principal that makes requests in no session (SESS-010).
    SessionPolicyWithoutSession,
    /// More session policies than one inline and ten managed ones (SESS-010).
    TooManySessionPolicies {
        /// How many there are.
        count: usize,
    },
    /// More service control policies on one level than can be attached (LIM-016).
    TooManyScps {
        /// The level, from the root.
        level: usize,
        /// How many it has.
        count: usize,
    },
}

impl InputError {
    /// The rule that the question breaks.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::BatchResourcePolicy => "GRAM-046",
            Self::SessionPolicyWithoutSession | Self::TooManySessionPolicies { .. } => "SESS-010",
            Self::TooManyScps { .. } => "LIM-016",
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BatchResourcePolicy => write!(f, "a resource of AWS Batch carries no policy"),
            Self::SessionPolicyWithoutSession => {
                write!(f, "credentials of a user take no session policy: it belongs to a role or federated session")
            }
            Self::TooManySessionPolicies { count } => {
                write!(f, "{count} session policies: a session takes one inline and at most ten managed ones")
            }
            Self::TooManyScps { level, count } => {
                write!(f, "level {level} has {count} service control policies, more than can be attached")
            }
        }
    }
}

impl std::error::Error for InputError {}

/// All reasons why AWS would not take the question; none under [`Judging::EvaluateAnyway`].
pub fn check_input(policies: &Policies, request: &Request, profile: &Profile) -> Vec<InputError> {
    if profile.judging == Judging::EvaluateAnyway {
        return Vec::new();
    }
    let mut errors = Vec::new();
    let no_batch_policies = profile.batch_resource_policies == BatchResourcePolicies::None;
    if policies.resource.is_some() && resource::is_batch(request) && no_batch_policies {
        errors.push(InputError::BatchResourcePolicy);
    }
    let session = policies.session.as_ref().map_or(0, Vec::len);
    if session > 0 && matches!(request.principal, Principal::User { .. }) {
        errors.push(InputError::SessionPolicyWithoutSession);
    }
    if Counted::ManagedSessionPolicies.most(profile).is_some_and(|most| session > 1 + most) {
        errors.push(InputError::TooManySessionPolicies { count: session });
    }
    let most = Counted::AttachedScps.most(profile).unwrap_or(usize::MAX);
    for (level, attached) in policies.scp.iter().flatten().enumerate() {
        if attached.len() > most {
            errors.push(InputError::TooManyScps { level, count: attached.len() });
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::InputError;

    #[test]
    fn refused_questions_name_their_rule() {
        let check = |error: InputError, rule: &str, words: &str| {
            assert_eq!(error.rule(), rule, "{error:?}");
            assert_eq!(error.to_string(), words);
        };
        check(InputError::BatchResourcePolicy, "GRAM-046", "a resource of AWS Batch carries no policy");
        check(
            InputError::SessionPolicyWithoutSession,
            "SESS-010",
            "credentials of a user take no session policy: it belongs to a role or federated session",
        );
        check(
            InputError::TooManySessionPolicies { count: 12 },
            "SESS-010",
            "12 session policies: a session takes one inline and at most ten managed ones",
        );
        check(
            InputError::TooManyScps { level: 1, count: 11 },
            "LIM-016",
            "level 1 has 11 service control policies, more than can be attached",
        );
    }
}
