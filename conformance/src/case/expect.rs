//! What the answer to each kind of case must be.

use verdict_evaluator::decision::{Layer, Outcome};
use verdict_evaluator::json::{Node, Value};

use super::{ExpectedTexts, Source};
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};

/// Yes, no, or the input is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ternary {
    /// It matches; it holds.
    Yes,
    /// It does not.
    No,
    /// The policy, the request or the context is refused before anything is decided.
    Invalid,
}

impl Ternary {
    /// As a case file writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "true",
            Self::No => "false",
            Self::Invalid => "invalid",
        }
    }
}

impl From<bool> for Ternary {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// What a decision must be.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DecisionExpectation {
    /// The decision value; `None` means that the input is refused.
    pub outcome: Option<Outcome>,
    /// The Sids of all statements that decide, if they matter.
    pub by: Option<Vec<String>>,
    /// The layer that decides, if it matters.
    pub layer: Option<Layer>,
    /// The rule that closes the request whatever policies say, if it matters.
    pub refused_by: Option<String>,
    /// All layers that deny explicitly, if they matter.
    pub denied_by: Option<Vec<Layer>>,
    /// The check of a compound call that the decision names, if it matters.
    pub check: Option<usize>,
    /// All single readings (`RULE=reading`) under which the decision value is another, if they matter.
    pub leans_on: Option<Vec<String>>,
    /// In which words the decision is told, if they matter.
    pub texts: ExpectedTexts,
}

/// What becomes of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentVerdict {
    /// IAM stores it.
    Accept,
    /// IAM refuses it.
    Reject,
}

impl DocumentVerdict {
    /// As a case file writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// What must be said of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentExpectation {
    /// Accepted or refused.
    pub verdict: DocumentVerdict,
    /// A code that must be among those of the refusal.
    pub code: Option<String>,
    /// Where the refusal, with that code if one is named, must point.
    pub path: Option<String>,
    /// The text with which the IAM API is recorded to refuse it.
    pub message: Option<String>,
    /// Codes that a validator must report of an accepted document.
    pub findings: Vec<String>,
    /// Codes that it must not report.
    pub without: Vec<String>,
}

/// What becomes of a name, size or count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitExpectation {
    /// Within the limit or not.
    Verdict(DocumentVerdict),
    /// The size that the quotas count.
    Size(usize),
}

pub(super) fn ternary(node: &Node, name: &'static str) -> Read<Ternary> {
    let mut members = Members::of(node, "expect")?;
    let value = members.required(name)?;
    members.end()?;
    match &value.value {
        Value::Bool(yes) => Ok(Ternary::from(*yes)),
        Value::String(text) if text == "invalid" => Ok(Ternary::Invalid),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            fault(format!("`{name}` must be true, false or \"invalid\""), value.span)
        }
    }
}

impl Source<'_> {
    pub(super) fn decision_expectation(self, node: &Node) -> Read<DecisionExpectation> {
        let mut members = Members::of(node, "expect")?;
        let outcome = outcome(members.required("decision")?)?;
        let by = if members.has("by") { Some(members.strings("by")?) } else { None };
        let expectation = DecisionExpectation {
            outcome,
            by,
            layer: members.optional("layer").map(layer).transpose()?,
            refused_by: members.optional_string("refusedBy")?,
            denied_by: members.optional("deniedBy").map(layers).transpose()?,
            check: members.optional_number("check")?,
            leans_on: if members.has("leansOn") { Some(members.strings("leansOn")?) } else { None },
            texts: self.expected_texts(&mut members)?,
        };
        members.end()?;
        Ok(expectation)
    }
}

fn layers(node: &Node) -> Read<Vec<Layer>> {
    reading::all(reading::array(node, "deniedBy")?.iter().map(layer))
}

pub(super) fn outcome(node: &Node) -> Read<Option<Outcome>> {
    let word = reading::string(node, "decision")?;
    let outcomes = [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny];
    match outcomes.into_iter().find(|outcome| outcome.name() == word) {
        None if word == "invalid" => Ok(None),
        None => Err(vec![
            Fault::new(format!("`{word}` is no decision"), node.span)
                .with_help("`allowed`, `implicitDeny`, `explicitDeny`, or `invalid` where the input is refused"),
        ]),
        found => Ok(found),
    }
}

pub(super) fn layer(node: &Node) -> Read<Layer> {
    let word = reading::string(node, "layer")?;
    let names = Layer::ALL.map(Layer::name).join("`, `");
    Layer::ALL
        .into_iter()
        .find(|layer| layer.name() == word)
        .ok_or_else(|| vec![Fault::new(format!("`{word}` is no layer"), node.span).with_help(format!("`{names}`"))])
}

pub(super) fn document(node: &Node) -> Read<DocumentExpectation> {
    let mut members = Members::of(node, "expect")?;
    let verdict = verdict(members.required("document")?, "document")?;
    let expectation = DocumentExpectation {
        verdict,
        code: members.optional_string("code")?,
        path: members.optional_string("path")?,
        message: members.optional_string("message")?,
        findings: members.strings("findings")?,
        without: members.strings("without")?,
    };
    members.end()?;
    let of_refusal = expectation.code.is_some() || expectation.path.is_some() || expectation.message.is_some();
    let of_acceptance = !expectation.findings.is_empty() || !expectation.without.is_empty();
    match verdict {
        DocumentVerdict::Accept if of_refusal => fault("an accepted document has no code, path or message of a refusal", node.span),
        DocumentVerdict::Reject if of_acceptance => fault("findings are about accepted documents", node.span),
        DocumentVerdict::Accept | DocumentVerdict::Reject => Ok(expectation),
    }
}

pub(super) fn limit(node: &Node) -> Read<LimitExpectation> {
    let mut members = Members::of(node, "expect")?;
    let expectation = match members.optional_number("size")? {
        Some(size) => LimitExpectation::Size(size),
        None => LimitExpectation::Verdict(verdict(members.required("limit")?, "limit")?),
    };
    members.end()?;
    Ok(expectation)
}

fn verdict(node: &Node, what: &str) -> Read<DocumentVerdict> {
    let word = reading::string(node, what)?;
    [DocumentVerdict::Accept, DocumentVerdict::Reject]
        .into_iter()
        .find(|verdict| verdict.name() == word)
        .ok_or_else(|| vec![Fault::new(format!("`{what}` must be \"accept\" or \"reject\""), node.span)])
}
