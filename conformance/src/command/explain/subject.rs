//! What AWS said, and what that leaves open.

use verdict_conformance::decoded::Decoded;
use verdict_evaluator::action::Action;
use verdict_evaluator::context::Context;
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::message::{DeniedMessage, NotAuthorized, Reason, words};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;

use super::super::BadInput;

/// What is explained.
pub(super) enum Subject {
    /// The text of a denial.
    Message(DeniedMessage),
    /// A decoded authorization message.
    Decoded(Box<Decoded>),
}

/// Something that a refusal does not say or prove, and the rule that says so.
pub(super) struct Caveat {
    pub(super) text: &'static str,
    pub(super) rule: &'static str,
}

const fn caveat(text: &'static str, rule: &'static str) -> Caveat {
    Caveat { text, rule }
}

impl Subject {
    /// What was reported, in one line.
    pub(super) fn headline(&self) -> String {
        match self {
            Self::Message(DeniedMessage::NotAuthorized(NotAuthorized { reason: Some(reason), .. })) => headline_of(reason),
            Self::Message(DeniedMessage::NotAuthorized(_)) => "the request is denied; the text does not say why".to_owned(),
            Self::Message(DeniedMessage::CrossAccountPass) => "a role of another account cannot be passed [PASS-007]".to_owned(),
            Self::Message(DeniedMessage::Bare) => "the request is denied; the text says nothing else".to_owned(),
            Self::Decoded(decoded) => match decoded.outcome {
                Outcome::Allowed => "the request is allowed".to_owned(),
                Outcome::ImplicitDeny => "no statement allows the request (implicit deny)".to_owned(),
                Outcome::ExplicitDeny => "a Deny statement matches (explicit deny)".to_owned(),
            },
        }
    }

    /// What was reported, name by name.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Message(DeniedMessage::NotAuthorized(message)) => facts_of(message),
            Self::Message(DeniedMessage::CrossAccountPass | DeniedMessage::Bare) => Vec::new(),
            Self::Decoded(decoded) => {
                let request = &decoded.request;
                let mut facts = vec![
                    ("principal", request.principal.name().to_owned()),
                    ("action", request.action.as_str().to_owned()),
                    ("resource", request.resource.as_str().to_owned()),
                    ("keys", request.context.iter().count().to_string()),
                ];
                for statement in &decoded.statements {
                    let sid = if statement.sid.is_empty() { "without Sid".to_owned() } else { format!("\"{}\"", statement.sid) };
                    facts.push(("matched", format!("{} {sid}: {}", statement.effect.as_str(), statement.actions.join(", "))));
                }
                facts
            }
        }
    }

    /// What the refusal leaves open.
    pub(super) fn caveats(&self) -> Vec<Caveat> {
        match self {
            Self::Message(DeniedMessage::NotAuthorized(message)) => caveats_of(message),
            Self::Message(DeniedMessage::CrossAccountPass) => {
                vec![caveat("Who asked, and which role it was: this text names neither principal nor action.", "MSG-031")]
            }
            Self::Message(DeniedMessage::Bare) => {
                vec![caveat("Anything but the denial: across organizations services may leave out policy type and ARN.", "MSG-030")]
            }
            Self::Decoded(decoded) if decoded.outcome == Outcome::ExplicitDeny => {
                vec![caveat("Operators of conditions and Not-forms of the statement: only its keys and values are shown.", "MSG-016")]
            }
            Self::Decoded(decoded) if decoded.outcome == Outcome::ImplicitDeny => {
                vec![caveat("Which policy type does not allow it: no statement is shown for an implicit denial.", "MSG-017")]
            }
            Self::Decoded(_) => Vec::new(),
        }
    }

    /// Was it an explicit deny, as far as that is said?
    pub(super) fn reported_outcome(&self) -> Option<Outcome> {
        match self {
            Self::Message(DeniedMessage::NotAuthorized(NotAuthorized { reason: Some(reason), .. })) if !reason.explicit => {
                Some(Outcome::ImplicitDeny)
            }
            Self::Message(DeniedMessage::NotAuthorized(NotAuthorized { reason: Some(reason), .. })) if reason.proves_deny() => {
                Some(Outcome::ExplicitDeny)
            }
            Self::Message(_) => None,
            Self::Decoded(decoded) => Some(decoded.outcome),
        }
    }

    /// Are the condition keys of the request known?
    pub(super) const fn knows_context(&self) -> bool {
        matches!(self, Self::Decoded(_))
    }

    /// Is the resource of the request known?
    pub(super) const fn knows_resource(&self) -> bool {
        !matches!(self, Self::Message(DeniedMessage::NotAuthorized(NotAuthorized { resource: None, .. })))
    }

    /// The request, as far as it is known; `None` if the text does not name it.
    pub(super) fn request(&self) -> Result<Option<Request>, BadInput> {
        let help = "the policies can only be asked about a request with principal, action and resource";
        let bad = |error: &dyn std::fmt::Display| BadInput::new(error, help);
        match self {
            Self::Message(DeniedMessage::CrossAccountPass | DeniedMessage::Bare) => Ok(None),
            Self::Decoded(decoded) => Ok(Some(decoded.request.clone())),
            Self::Message(DeniedMessage::NotAuthorized(message)) => Ok(Some(Request {
                principal: Principal::new(&message.principal).map_err(|error| bad(&error))?,
                action: Action::new(&message.action).map_err(|error| bad(&error))?,
                resource: Resource::new(message.resource.as_deref().unwrap_or("*")).map_err(|error| bad(&error))?,
                resource_account: None,
                context: Context::default(),
            })),
        }
    }
}

fn headline_of(reason: &Reason) -> String {
    let name = words(reason.policy_type);
    match (reason.explicit, reason.through_endpoint) {
        (false, _) => format!("no {name} allows the action (implicit deny)"),
        (true, false) => format!("an explicit deny in the {name}"),
        (true, true) => format!("an explicit deny in the {name}, found through a VPC endpoint"),
    }
}

fn facts_of(message: &NotAuthorized) -> Vec<(&'static str, String)> {
    let mut facts = vec![("principal", message.principal.clone()), ("action", message.action.clone())];
    facts.extend(message.resource.clone().map(|resource| ("resource", resource)));
    facts.extend(message.reason.as_ref().and_then(|reason| reason.policy_arn.clone()).map(|arn| ("policy", arn)));
    facts
}

fn caveats_of(message: &NotAuthorized) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    match &message.reason {
        Some(reason) => {
            if reason.explicit && !reason.proves_deny() {
                let text = "That a Deny statement exists: without the ARN of a policy, these words also stood for a missing Allow.";
                caveats.push(caveat(text, "MSG-010"));
            }
            if reason.explicit {
                caveats.push(caveat("That no other policy denies too: one policy type is named, however many deny.", "MSG-008"));
            } else {
                caveats.push(caveat("That the other policies allow it: one policy type is named, however many do not.", "MSG-008"));
                caveats.push(caveat("Which policy should have allowed it: implicit denials name no policy.", "MSG-009"));
            }
        }
        None => caveats.push(caveat("Why: services may leave out the policy type, above all across organizations.", "MSG-030")),
    }
    if message.resource.is_none() {
        caveats.push(caveat("The resource: not every text names one.", "MSG-001"));
    }
    if message.encoded.is_some() {
        let text = "What the encoded message says, which is more: decode it with `aws sts decode-authorization-message`.";
        caveats.push(caveat(text, "MSG-014"));
    }
    caveats
}
