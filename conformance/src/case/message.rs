//! Cases about the texts with which AWS refuses a request, and what decision cases say about these texts.

use verdict_evaluator::decision::{Layer, Outcome};
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::message::PolicyArns;
use verdict_evaluator::policy::PolicyType;

use super::{PolicyText, RequestText, Source, expect, policy_type};
use crate::reading::{self, Members, Read, fault};

/// What the text of a denial must be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageExpectation {
    /// It is no denial that can be read; `encoded` if because it is encoded.
    Unreadable {
        /// Must the reason be that the message is encoded?
        encoded: bool,
    },
    /// It says this. What is `None` does not matter; what is `Some(None)` the text must not name.
    Says(Box<Said>),
}

/// Parts of a denial.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Said {
    /// Who asked.
    pub principal: Option<Option<String>>,
    /// The action.
    pub action: Option<Option<String>>,
    /// The resource.
    pub resource: Option<Option<String>>,
    /// The policy type that is named.
    pub policy_type: Option<Option<PolicyType>>,
    /// Does the text speak of an explicit deny?
    pub explicit: Option<bool>,
    /// Does it prove that a Deny statement matches (MSG-010)?
    pub proves_deny: Option<bool>,
    /// The layer through which the policy was found: `endpoint`.
    pub via: Option<Option<String>>,
    /// The ARN of the policy.
    pub policy_arn: Option<Option<String>>,
    /// Does an encoded message follow?
    pub encoded: Option<bool>,
    /// The rule of a refusal that names nothing: `PASS-007`.
    pub refused_by: Option<Option<String>>,
}

/// What a decoded message must be read as; `None` if it is refused.
#[derive(Clone, Debug)]
pub struct DecodedExpectation {
    /// The parts of the request that matter.
    pub request: Option<RequestText>,
    /// Does the context matter?
    pub has_context: bool,
    /// What was decided, if it matters.
    pub outcome: Option<Outcome>,
    /// The Sids of the statements that it shows, if they matter.
    pub by: Option<Vec<String>>,
}

/// What a decision case says about the texts of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ExpectedTexts {
    /// The text of the denial: one of these. Empty if it does not matter.
    pub message: Vec<String>,
    /// The decoded message, as JSON text.
    pub decoded: Option<String>,
    /// Code and HTTP status of the error.
    pub error: Option<(String, usize)>,
}

impl Source<'_> {
    /// `decodedMessage`: an object, or its text.
    pub(super) fn decoded_question(self, members: &mut Members<'_>) -> Read<PolicyText> {
        self.policy(members.required("decodedMessage")?)
    }

    pub(super) fn decoded_expectation(self, node: &Node) -> Read<DecodedExpectation> {
        let mut members = Members::of(node, "expect")?;
        let request = members.required("request")?;
        let by = if members.has("by") { Some(members.strings("by")?) } else { None };
        let outcome = members.optional("decision").map(expect::outcome).transpose()?.flatten();
        members.end()?;
        let has_context = request.get("context").is_some();
        let request = match &request.value {
            Value::String(text) if text == "invalid" => None,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                Some(self.request(request)?)
            }
        };
        Ok(DecodedExpectation { request, has_context, outcome, by })
    }

    /// `message`, `decoded` and `error` of a decision's expectation.
    pub(super) fn expected_texts(self, members: &mut Members<'_>) -> Read<ExpectedTexts> {
        let message = match members.optional("message") {
            None => Vec::new(),
            Some(Node { value: Value::Array(entries), .. }) => {
                entries.iter().map(|entry| reading::string(entry, "message")).collect::<Read<_>>()?
            }
            Some(node) => vec![reading::string(node, "message")?],
        };
        let decoded = members.optional("decoded").map(|node| self.policy(node)).transpose()?;
        let error = members.optional("error").map(error).transpose()?;
        Ok(ExpectedTexts { message, decoded: decoded.map(|text| text.text()), error })
    }
}

fn error(node: &Node) -> Read<(String, usize)> {
    let mut members = Members::of(node, "error")?;
    let error = (members.string("code")?, reading::number(members.required("status")?, "status")?);
    members.end()?;
    Ok(error)
}

/// `policyArns`, in the shape of `policies`; `null` for a policy that has none.
pub(super) fn policy_arns(node: &Node) -> Read<PolicyArns> {
    let mut members = Members::of(node, "policyArns")?;
    let mut arns = PolicyArns::default();
    for (name, layer) in [("identity", Layer::Identity), ("session", Layer::Session)] {
        if let Some(node) = members.optional(name) {
            level(node, layer, 0, &mut arns)?;
        }
    }
    if let Some(node) = members.optional("boundary") {
        arns.insert(Layer::Boundary, 0, 0, reading::string(node, "boundary")?);
    }
    for (name, layer) in [("scp", Layer::Scp), ("rcp", Layer::Rcp)] {
        let levels = members.optional(name).map_or(Ok(&[][..]), |node| reading::array(node, name))?;
        for (index, node) in levels.iter().enumerate() {
            level(node, layer, index, &mut arns)?;
        }
    }
    members.end()?;
    Ok(arns)
}

fn level(node: &Node, layer: Layer, level: usize, arns: &mut PolicyArns) -> Read<()> {
    for (index, entry) in reading::array(node, layer.name())?.iter().enumerate() {
        if entry.value != Value::Null {
            arns.insert(layer, level, index, reading::string(entry, "an ARN")?);
        }
    }
    Ok(())
}

pub(super) fn message(node: &Node) -> Read<MessageExpectation> {
    let mut members = Members::of(node, "expect")?;
    if members.optional("unreadable").map(|node| reading::boolean(node, "unreadable")).transpose()? == Some(true) {
        let encoded = members.optional("encoded").map(|node| reading::boolean(node, "encoded")).transpose()?.unwrap_or_default();
        members.end()?;
        return Ok(MessageExpectation::Unreadable { encoded });
    }
    let said = Said {
        principal: nullable(&mut members, "principal")?,
        action: nullable(&mut members, "action")?,
        resource: nullable(&mut members, "resource")?,
        policy_type: named_type(&mut members)?,
        explicit: members.optional("explicit").map(|node| reading::boolean(node, "explicit")).transpose()?,
        proves_deny: members.optional("provesDeny").map(|node| reading::boolean(node, "provesDeny")).transpose()?,
        via: nullable(&mut members, "via")?,
        policy_arn: nullable(&mut members, "policyArn")?,
        encoded: members.optional("encoded").map(|node| reading::boolean(node, "encoded")).transpose()?,
        refused_by: nullable(&mut members, "refusedBy")?,
    };
    members.end()?;
    if said == Said::default() {
        return fault("the expectation says nothing", node.span);
    }
    Ok(MessageExpectation::Says(Box::new(said)))
}

/// A string, or `null` for what the text must not name.
fn nullable(members: &mut Members<'_>, name: &'static str) -> Read<Option<Option<String>>> {
    let Some(node) = members.optional(name) else { return Ok(None) };
    if node.value == Value::Null { Ok(Some(None)) } else { reading::string(node, name).map(|text| Some(Some(text))) }
}

fn named_type(members: &mut Members<'_>) -> Read<Option<Option<PolicyType>>> {
    let Some(node) = members.optional("policyType") else { return Ok(None) };
    if node.value == Value::Null { Ok(Some(None)) } else { policy_type(node).map(|found| Some(Some(found))) }
}
