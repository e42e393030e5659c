//! The text with which AWS refuses a request: written from a decision, read back into what it says.
//!
//! A denial reads `User: … is not authorized to perform: … on resource: …`, and may name one policy type. [`render`] words a decision,
//! [`parse`](fn@parse) reads a text in every form that is recorded, [`service_error`] is the code around it. Formats of other tools, and
//! the encoded message, which only AWS can decode, are no business of this module.
//!
//! Rules: MSG-001 to MSG-014, MSG-030, MSG-031.

mod parse;
mod render;
mod service_error;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::RangeInclusive;

use crate::policy::PolicyType;

pub use parse::{MessageError, MessageErrorKind, parse};
pub use render::{PolicyArns, Wording, denied_message, render};
pub use service_error::{ServiceError, malformed_call, service_error};

/// How long an encoded authorization message is, in characters (MSG-014).
pub const ENCODED_LENGTH: RangeInclusive<usize> = 1..=10_240;

/// What a denial says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeniedMessage {
    /// `User: … is not authorized to perform: …` (MSG-001).
    NotAuthorized(NotAuthorized),
    /// `Cross-account pass role is not allowed.` (MSG-031).
    CrossAccountPass,
    /// `Access Denied` and nothing else, as services may answer across organizations (MSG-030).
    Bare,
}

/// The parts of the general form (MSG-001).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAuthorized {
    /// Who asked: an ARN, for roles the one of the session; the word `User` stands before it all the same.
    pub principal: String,
    /// The action of the check that failed (MSG-013).
    pub action: String,
    /// The resource of that check; not every text names one. `*` for actions without resource types (MSG-012).
    pub resource: Option<String>,
    /// Why; not every text says it (MSG-030).
    pub reason: Option<Reason>,
    /// The encoded message behind the text, which only AWS can decode (MSG-014).
    pub encoded: Option<String>,
}

/// The one policy type that a denial names (MSG-008).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The policy type.
    pub policy_type: PolicyType,
    /// Does the text speak of an explicit deny (MSG-003), or of a missing Allow (MSG-002)?
    pub explicit: bool,
    /// Did the request come through a VPC endpoint, by which the policy was found (MSG-007)?
    pub through_endpoint: bool,
    /// The ARN of the policy that denies (MSG-009).
    pub policy_arn: Option<String>,
}

impl Reason {
    /// Does the text prove that a Deny statement matches? The explicit words of service control policies do not, unless an ARN stands with
    /// them: they also served for implicit denials (MSG-010).
    pub const fn proves_deny(&self) -> bool {
        self.explicit && (self.policy_arn.is_some() || !matches!(self.policy_type, PolicyType::Scp))
    }
}

/// The policy type as denials name it (MSG-004).
pub const fn words(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::Identity => "identity-based policy",
        PolicyType::Resource => "resource-based policy",
        PolicyType::Trust => "role trust policy",
        PolicyType::Boundary => "permissions boundary",
        PolicyType::Session => "session policy",
        PolicyType::Scp => "service control policy",
        PolicyType::Rcp => "resource control policy",
        PolicyType::Endpoint => "VPC endpoint policy",
    }
}

/// The article of the policy type in the explicit form (MSG-003).
const fn article(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::Identity => "an",
        PolicyType::Trust => "the",
        PolicyType::Resource | PolicyType::Boundary | PolicyType::Session | PolicyType::Scp | PolicyType::Rcp | PolicyType::Endpoint => "a",
    }
}

impl fmt::Display for DeniedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAuthorized(message) => message.fmt(f),
            Self::CrossAccountPass => f.write_str("Cross-account pass role is not allowed."),
            Self::Bare => f.write_str("Access Denied"),
        }
    }
}

impl fmt::Display for NotAuthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User: {} is not authorized to perform: {}", self.principal, self.action)?;
        match &self.resource {
            Some(resource) if resource.contains(char::is_whitespace) => write!(f, " on resource: \"{resource}\"")?,
            Some(resource) => write!(f, " on resource: {resource}")?,
            None => {}
        }
        if let Some(reason) = &self.reason {
            reason.write(&self.action, f)?;
        }
        match &self.encoded {
            Some(encoded) => write!(f, ". Encoded authorization failure message: {encoded}"),
            None => Ok(()),
        }
    }
}

impl Reason {
    fn write(&self, action: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = words(self.policy_type);
        if !self.explicit {
            return write!(f, " because no {name} allows the {action} action");
        }
        f.write_str(" with an explicit deny in ")?;
        if self.through_endpoint {
            f.write_str("a VPC endpoint policy transitively through ")?;
        }
        write!(f, "{} {name}", article(self.policy_type))?;
        match &self.policy_arn {
            Some(arn) => write!(f, ": {arn}"),
            None => Ok(()),
        }
    }
}
