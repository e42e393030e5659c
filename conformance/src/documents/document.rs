//! One policy as a text in a file.

use std::rc::Rc;

use verdict_evaluator::explain::Source;
use verdict_evaluator::policy::{Environment, Policy, PolicyType, parse_in};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::span::{Span, line_and_column};

use crate::fault::{Fault, FaultyText};

/// One policy and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The name of the file; a text within a file has a name in brackets behind: `details.json[ReadJobs]`.
    pub file: String,
    /// How the account has it, if it was found in an account's details.
    pub held: Option<Held>,
    /// The text of the file.
    text: Rc<str>,
    /// The policy's place in the text.
    span: Span,
    /// Line and column of that place.
    start: (usize, usize),
}

/// How an account has a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it is.
    pub kind: Kind,
    /// Its name; for a trust policy that of the role.
    pub name: String,
    /// Its ARN; inline policies and trust policies have none.
    pub arn: Option<String>,
    /// Is it the user's or role's own, in contrast to one of a group?
    pub own: bool,
    /// The groups through which the user has it.
    pub groups: Vec<String>,
}

/// The kinds of policies in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A managed policy.
    Managed,
    /// A policy within a user, group or role.
    Inline,
    /// A managed policy that is set as permissions boundary.
    Boundary,
    /// The trust policy of a role.
    Trust,
}

impl Kind {
    /// The kind's name in JSON output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::Inline => "inline",
            Self::Boundary => "boundary",
            Self::Trust => "trust",
        }
    }
}

impl Document {
    /// A policy that is all of a text.
    pub fn new(file: impl Into<String>, text: impl Into<Rc<str>>) -> Self {
        let text = text.into();
        let span = Span::new(0, text.len());
        Self::part(file, &text, span)
    }

    /// A policy that is a part of a text.
    pub fn part(file: impl Into<String>, text: &Rc<str>, span: Span) -> Self {
        Self { file: file.into(), held: None, text: text.clone(), span, start: line_and_column(text, span.start) }
    }

    /// The same, with how an account has it.
    #[must_use]
    pub fn held(mut self, held: Held) -> Self {
        self.held = Some(held);
        self
    }

    /// The policy's own text.
    pub fn policy(&self) -> &str {
        self.span.of(&self.text).unwrap_or_default()
    }

    /// Line and column, in the file, of a place within the policy.
    pub fn place(&self, within: Span) -> (usize, usize) {
        let (line, column) = line_and_column(self.policy(), within.start);
        let (first_line, first_column) = self.start;
        (first_line + line - 1, if line == 1 { first_column + column - 1 } else { column })
    }

    /// The text as a policy of the given type, or everything that is wrong with it.
    pub(super) fn parse(&self, policy_type: PolicyType, profile: &Profile) -> Result<Policy, FaultyText> {
        parse_in(self.policy(), policy_type, &Environment::default(), profile).map_err(|errors| FaultyText {
            name: self.file.clone(),
            text: self.text.as_ref().to_owned(),
            faults: errors.iter().map(|error| Fault::from(error).shifted(self.span.start)).collect(),
        })
    }

    /// Name and text for an explanation.
    pub(super) fn source(&self) -> Source<'_> {
        Source { name: Some(&self.file), text: Some(self.policy()), lines_before: self.start.0 - 1 }
    }
}
