//! `Principal` and `NotPrincipal` as they were written. Who matches them is decided in [`crate::principal`].

use crate::policy::List;
use crate::span::{Span, Spanned};

/// The value of `Principal` or `NotPrincipal` (PRIN-002, PRIN-005).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principals {
    /// The string `"*"`.
    Star(Span),
    /// A map from kinds of principal to entries.
    Map {
        /// The members in their order.
        entries: Vec<PrincipalEntry>,
        /// The map.
        span: Span,
    },
}

impl Principals {
    /// Its place.
    pub const fn span(&self) -> Span {
        match self {
            Self::Star(span) | Self::Map { span, .. } => *span,
        }
    }

    /// Does it list nobody (PRIN-030)?
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Star(_) => false,
            Self::Map { entries, .. } => entries.iter().all(|entry| entry.values.is_empty()),
        }
    }
}

/// One member of a principal map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// Its key.
    pub kind: Spanned<PrincipalKind>,
    /// Its value.
    pub values: List<String>,
}

/// The keys of a principal map (PRIN-005).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// Accounts, users, roles, sessions.
    Aws,
    /// AWS services.
    Service,
    /// Web-identity and SAML providers.
    Federated,
    /// Accounts by canonical user id.
    CanonicalUser,
}

impl PrincipalKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Aws, Self::Service, Self::Federated, Self::CanonicalUser];

    /// As a policy writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }

    /// The kind called `name`, letter case included (GRAM-008).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
