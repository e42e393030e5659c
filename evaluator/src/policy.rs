//! The policy as its author wrote it.
//!
//! One tree for every policy type. It keeps what a reader of the source would see: order, `Action` or `NotAction`, one string or a list
//! of one, numbers and booleans without quotation marks. Nothing is judged here: an action may name no service, a key may not exist.
//! [`parse`](mod@parse) makes it from text, [`print`](mod@print) writes it back, [`check`] says what IAM would refuse to store.
//!
//! Rules: GRAM-006, GRAM-007, GRAM-013, GRAM-021, GRAM-026, GRAM-028.

pub mod check;
pub mod condition;
pub mod error;
pub mod parse;
pub mod principal;
pub mod print;
#[cfg(test)]
mod tests;
pub mod variable;

use crate::span::{Span, Spanned};

pub use condition::{Clause, Condition, ConditionValue, KeyTest, Notation};
pub use error::{ParseError, ParseErrorKind};
pub use parse::{Environment, Reading, parse, parse_in, read};
pub use principal::{PrincipalEntry, PrincipalKind, Principals};

/// What a policy is attached to, which decides its grammar and its part in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyType {
    /// Managed or inline policy of a user, group or role (GRAM-036).
    Identity,
    /// Permissions boundary (GRAM-037).
    Boundary,
    /// Policy passed when a session is made (GRAM-038).
    Session,
    /// Policy of a resource, for example of a bucket (GRAM-039).
    Resource,
    /// Trust policy of a role (GRAM-040, GRAM-041).
    Trust,
    /// Service control policy (GRAM-042).
    Scp,
    /// Resource control policy (GRAM-043, GRAM-044).
    Rcp,
    /// Policy of a VPC endpoint (GRAM-045).
    Endpoint,
}

impl PolicyType {
    /// All types.
    pub const ALL: [Self; 8] =
        [Self::Identity, Self::Boundary, Self::Session, Self::Resource, Self::Trust, Self::Scp, Self::Rcp, Self::Endpoint];

    /// The type's name in case files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Endpoint => "endpoint",
        }
    }

    /// The type called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy_type| policy_type.name() == name)
    }

    /// The type in a sentence: `an identity policy`.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Identity => "an identity policy",
            Self::Boundary => "a permissions boundary",
            Self::Session => "a session policy",
            Self::Resource => "a resource-based policy",
            Self::Trust => "a role trust policy",
            Self::Scp => "a service control policy",
            Self::Rcp => "a resource control policy",
            Self::Endpoint => "a VPC endpoint policy",
        }
    }

    /// Does the type obey the identity grammar, which has no principals (GRAM-036 to GRAM-038)?
    pub const fn is_identity_like(self) -> bool {
        matches!(self, Self::Identity | Self::Boundary | Self::Session)
    }

    /// Do statements of this type say whom they concern (PRIN-001)?
    pub const fn has_principal(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::Rcp | Self::Endpoint)
    }
}

/// One policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The type under whose grammar it was read.
    pub policy_type: PolicyType,
    /// `Version`, if written.
    pub version: Option<Spanned<Version>>,
    /// `Id`, if written.
    pub id: Option<Spanned<String>>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// Was `Statement` a list, or one object without brackets (GRAM-013)?
    pub statements_in_list: bool,
    /// The top-level elements in the order they were written.
    pub order: Vec<TopElement>,
    /// The whole document.
    pub span: Span,
}

impl Policy {
    /// The version whose rules hold: without `Version` those of 2008-10-17 (GRAM-017).
    pub fn language(&self) -> Version {
        self.version.as_ref().map_or(Version::V2008, |version| version.value)
    }
}

/// The policy language versions (GRAM-016).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// `2008-10-17`: no policy variables (GRAM-018).
    V2008,
    /// `2012-10-17`.
    V2012,
}

impl Version {
    /// As a policy writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2008 => "2008-10-17",
            Self::V2012 => "2012-10-17",
        }
    }

    /// The version that `text` names, exactly.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::V2008, Self::V2012].into_iter().find(|version| version.as_str() == text)
    }

    /// Are `${…}` expanded (GRAM-018, VAR-002)?
    pub const fn has_variables(self) -> bool {
        matches!(self, Self::V2012)
    }
}

/// The elements of a document (GRAM-006).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the element of that name")]
pub enum TopElement {
    Version,
    Id,
    Statement,
}

/// One statement.
///
/// In a policy that IAM would not store, a statement without Effect or without any action element is left out of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its place in the document, counted from 0.
    pub index: usize,
    /// `Sid`, if written.
    pub sid: Option<Spanned<String>>,
    /// `Effect`.
    pub effect: Spanned<Effect>,
    /// `Principal` or `NotPrincipal`, if written.
    pub principal: Option<Element<Principals>>,
    /// `Action` or `NotAction`.
    pub action: Element<List<String>>,
    /// `Resource` or `NotResource`, if written.
    pub resource: Option<Element<List<String>>>,
    /// `Condition`, if written.
    pub condition: Option<Condition>,
    /// The elements in the order they were written.
    pub order: Vec<StatementElement>,
    /// The whole statement.
    pub span: Span,
}

/// Allow or Deny (ELEM-001).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

impl Effect {
    /// As a policy writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }

    /// Is the text one of the two words, whatever its letter case? The save API answers differently to a word in wrong case (ELEM-001).
    pub fn is_word(text: &str) -> bool {
        [Self::Allow, Self::Deny].iter().any(|effect| effect.as_str().eq_ignore_ascii_case(text))
    }
}

/// The elements of a statement (GRAM-007).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the element of that name")]
pub enum StatementElement {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
}

impl StatementElement {
    /// All elements, in the order in which most policies write them.
    pub const ALL: [Self; 9] = [
        Self::Sid,
        Self::Effect,
        Self::Principal,
        Self::NotPrincipal,
        Self::Action,
        Self::NotAction,
        Self::Resource,
        Self::NotResource,
        Self::Condition,
    ];

    /// As a policy writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sid => "Sid",
            Self::Effect => "Effect",
            Self::Principal => "Principal",
            Self::NotPrincipal => "NotPrincipal",
            Self::Action => "Action",
            Self::NotAction => "NotAction",
            Self::Resource => "Resource",
            Self::NotResource => "NotResource",
            Self::Condition => "Condition",
        }
    }

    /// The element called `name`, letter case included (GRAM-008).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.name() == name)
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`, `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element<T> {
    /// The element itself.
    Is(T),
    /// Its Not-form.
    Not(T),
}

impl<T> Element<T> {
    /// What the element lists, whichever form it has.
    pub const fn content(&self) -> &T {
        match self {
            Self::Is(content) | Self::Not(content) => content,
        }
    }

    /// Is this the Not-form?
    pub const fn is_negated(&self) -> bool {
        matches!(self, Self::Not(_))
    }
}

/// One value, or a list of values: the two mean the same for a list of one (GRAM-021).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T> {
    /// The entries in their order.
    pub entries: Vec<Spanned<T>>,
    /// Was it written with brackets?
    pub in_brackets: bool,
    /// The value or the list.
    pub span: Span,
}

impl List<String> {
    /// The entries as written.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|entry| entry.value.as_str())
    }
}

impl<T> std::ops::Deref for List<T> {
    type Target = [Spanned<T>];

    fn deref(&self) -> &[Spanned<T>] {
        &self.entries
    }
}
