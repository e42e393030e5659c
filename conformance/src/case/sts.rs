//! `sts`: what becomes of a request for temporary credentials.

use verdict_evaluator::json::Node;
use verdict_evaluator::sts::{Operation, SessionRequest};

use crate::fault::Fault;
use crate::reading::{self, Members, Read};

/// A request for a session.
#[derive(Clone, Debug)]
pub struct StsQuestion {
    /// Who asks, as a request writes it.
    pub caller: Node,
    /// What is asked for.
    pub request: SessionRequest,
}

/// What becomes of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StsExpectation {
    /// A session is made.
    Accepted(SessionExpectation),
    /// It is refused whatever policies say, by this rule if it matters.
    Refused(Option<String>),
}

/// What the session must be like, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SessionExpectation {
    /// The ARN that its requests come from.
    pub arn: Option<String>,
    /// The tags of its principal, each with its value.
    pub tags: Option<Vec<(String, String)>>,
    /// Its source identity.
    pub source_identity: Option<String>,
}

/// Reads the question.
pub(super) fn question(members: &mut Members<'_>) -> Read<StsQuestion> {
    let mut sts = Members::of(members.required("sts")?, "sts")?;
    let tags = |node: Option<&Node>, what| node.map_or(Ok(Vec::new()), |node| crate::request::tags(node, what));
    let caller = sts.required("caller")?.clone();
    let request = SessionRequest {
        operation: operation(sts.required("operation")?)?,
        role: sts.optional_string("role")?,
        role_tags: tags(sts.optional("roleTags"), "roleTags")?,
        role_maximum: sts.optional_number("roleMaximum")?,
        name: sts.optional_string("sessionName")?,
        duration: sts.optional_number("durationSeconds")?,
        inline_policies: sts.optional_number("sessionPolicies")?.unwrap_or(0),
        managed_policies: sts.optional_number("managedSessionPolicies")?.unwrap_or(0),
        policy_size: sts.optional_number("sessionPolicySize")?.unwrap_or(0),
        tags: tags(sts.optional("tags"), "tags")?,
        transitive_keys: sts.strings("transitiveTagKeys")?,
        source_identity: sts.optional_string("sourceIdentity")?,
    };
    sts.end()?;
    Ok(StsQuestion { caller, request })
}

fn operation(node: &Node) -> Read<Operation> {
    let word = reading::string(node, "operation")?;
    let names = Operation::ALL.map(Operation::name).join("`, `");
    Operation::ALL
        .into_iter()
        .find(|operation| operation.name() == word)
        .ok_or_else(|| vec![Fault::new(format!("`{word}` makes no session"), node.span).with_help(format!("`{names}`"))])
}

/// Reads the expectation.
pub(super) fn expectation(node: &Node) -> Read<StsExpectation> {
    let mut members = Members::of(node, "expect")?;
    let outcome = members.required("sts")?;
    let expectation = match reading::string(outcome, "sts")?.as_str() {
        "accepted" => StsExpectation::Accepted(members.optional("session").map(session).transpose()?.unwrap_or_default()),
        "refused" => StsExpectation::Refused(members.optional_string("rule")?),
        _ => return reading::fault("`sts` must be \"accepted\" or \"refused\"", outcome.span),
    };
    members.end()?;
    Ok(expectation)
}

fn session(node: &Node) -> Read<SessionExpectation> {
    let mut members = Members::of(node, "session")?;
    let session = SessionExpectation {
        arn: members.optional_string("arn")?,
        tags: members.optional("tags").map(|node| crate::request::tags(node, "tags")).transpose()?,
        source_identity: members.optional_string("sourceIdentity")?,
    };
    members.end()?;
    Ok(session)
}
