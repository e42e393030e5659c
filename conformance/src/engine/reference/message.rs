//! The evaluator's answers about the texts with which AWS refuses a request.

use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::decision::Decision;
use verdict_evaluator::message::{self, MessageErrorKind, PolicyArns, ServiceError, Wording};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;

use crate::case::{DecisionQuestion, PolicyText};
use crate::decoded;
use crate::engine::{Answer, DecisionTexts, MessageAnswer};
use crate::fault::Fault;
use crate::reading::Read;

/// What the text of a denial says.
pub(super) fn message_answer(text: &str) -> Answer {
    Answer::Message(match message::parse(text) {
        Ok(message) => MessageAnswer::Read(message),
        Err(error) => MessageAnswer::Unreadable { encoded: error.kind == MessageErrorKind::Encoded, why: error.to_string() },
    })
}

/// What a decoded message says.
pub(super) fn decoded_answer(text: &PolicyText, profile: &Profile) -> Answer {
    let read: Read<_> = decoded::read(&text.text(), profile);
    let words = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; ");
    Answer::Decoded(read.map(Box::new).map_err(words))
}

/// In which words the decision is told. Instead of a decoded message that cannot be written stands why.
pub(super) fn texts(decision: &Decision, policies: &Policies, request: &Request, arns: &PolicyArns, profile: &Profile) -> DecisionTexts {
    let decoded = decoded::write(decision, policies, request, profile.decoded_message_form);
    DecisionTexts {
        message: message::render(decision, request, arns, Wording::of(request)),
        decoded: Some(decoded.unwrap_or_else(|why| why.to_string())),
        error: message::service_error(decision, request, profile).map(told),
    }
}

/// The error of a call that is refused as input (MSG-011).
pub(super) fn refused_texts(question: &DecisionQuestion) -> DecisionTexts {
    let action = question.request.action.as_deref().and_then(|action| Action::new(action).ok());
    DecisionTexts { error: action.as_ref().and_then(message::malformed_call).map(told), ..DecisionTexts::default() }
}

fn told(error: ServiceError) -> (String, usize) {
    (error.code.to_owned(), usize::from(error.status))
}
