//! Comparing what is said about the texts with which AWS refuses a request.

use verdict_evaluator::message::{DeniedMessage, NotAuthorized, Reason};
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::profile::Profile;

use super::{Verdict, sorted, verdict};
use crate::case::{DecodedExpectation, ExpectedTexts, MessageExpectation, Said};
use crate::decoded::Decoded;
use crate::engine::{DecisionTexts, MessageAnswer};
use crate::request::{context, principal};

pub(super) fn compare_message(expected: &MessageExpectation, got: &MessageAnswer) -> Verdict {
    let agree = match (expected, got) {
        (MessageExpectation::Unreadable { encoded: wanted }, MessageAnswer::Unreadable { encoded, .. }) => !wanted || *encoded,
        (MessageExpectation::Says(wanted), MessageAnswer::Read(message)) => fits(wanted, &said(message)),
        (MessageExpectation::Unreadable { .. }, MessageAnswer::Read(_))
        | (MessageExpectation::Says(_), MessageAnswer::Unreadable { .. }) => false,
    };
    let wanted = match expected {
        MessageExpectation::Unreadable { encoded: false } => "unreadable".to_owned(),
        MessageExpectation::Unreadable { encoded: true } => "unreadable because it is encoded".to_owned(),
        MessageExpectation::Says(wanted) => show(wanted),
    };
    let got = match got {
        MessageAnswer::Read(message) => show(&said(message)),
        MessageAnswer::Unreadable { why, .. } => format!("unreadable: {why}"),
    };
    verdict(agree, wanted, got, String::new())
}

/// What matters, by the names of case files.
fn show(said: &Said) -> String {
    let text = |name: &str, text: &Option<Option<String>>| {
        text.as_ref().map(|text| format!("{name} {}", text.as_ref().map_or("null".to_owned(), |text| format!("`{text}`"))))
    };
    let truth = |name: &str, truth: Option<bool>| truth.map(|truth| format!("{name} {truth}"));
    let policy_type = said.policy_type.map(|found| format!("policyType {}", found.map_or("null", PolicyType::name)));
    let shown = [
        text("principal", &said.principal),
        text("action", &said.action),
        text("resource", &said.resource),
        policy_type,
        truth("explicit", said.explicit),
        truth("provesDeny", said.proves_deny),
        text("via", &said.via),
        text("policyArn", &said.policy_arn),
        truth("encoded", said.encoded),
        text("refusedBy", &said.refused_by),
    ];
    shown.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Everything that a denial says.
fn said(message: &DeniedMessage) -> Said {
    let nothing = Said {
        principal: Some(None),
        action: Some(None),
        resource: Some(None),
        policy_type: Some(None),
        explicit: Some(false),
        proves_deny: Some(false),
        via: Some(None),
        policy_arn: Some(None),
        encoded: Some(false),
        refused_by: Some(None),
    };
    match message {
        DeniedMessage::NotAuthorized(message) => said_in_general_form(message, nothing),
        DeniedMessage::CrossAccountPass => Said { refused_by: Some(Some("PASS-007".to_owned())), ..nothing },
        DeniedMessage::Bare => nothing,
    }
}

fn said_in_general_form(message: &NotAuthorized, nothing: Said) -> Said {
    let reason = message.reason.as_ref();
    Said {
        principal: Some(Some(message.principal.clone())),
        action: Some(Some(message.action.clone())),
        resource: Some(message.resource.clone()),
        policy_type: Some(reason.map(|reason| reason.policy_type)),
        explicit: Some(reason.is_some_and(|reason| reason.explicit)),
        proves_deny: Some(reason.is_some_and(Reason::proves_deny)),
        via: Some(reason.filter(|reason| reason.through_endpoint).map(|_| "endpoint".to_owned())),
        policy_arn: Some(reason.and_then(|reason| reason.policy_arn.clone())),
        encoded: Some(message.encoded.is_some()),
        ..nothing
    }
}

/// Is everything that matters the same?
fn fits(wanted: &Said, got: &Said) -> bool {
    fn same<T: PartialEq>(wanted: &Option<T>, got: &Option<T>) -> bool {
        wanted.is_none() || wanted == got
    }
    same(&wanted.principal, &got.principal)
        && same(&wanted.action, &got.action)
        && same(&wanted.resource, &got.resource)
        && same(&wanted.policy_type, &got.policy_type)
        && same(&wanted.explicit, &got.explicit)
        && same(&wanted.proves_deny, &got.proves_deny)
        && same(&wanted.via, &got.via)
        && same(&wanted.policy_arn, &got.policy_arn)
        && same(&wanted.encoded, &got.encoded)
        && same(&wanted.refused_by, &got.refused_by)
}

pub(super) fn compare_decoded(expected: &DecodedExpectation, got: &Result<Box<Decoded>, String>, profile: &Profile) -> Verdict {
    let agree = match (&expected.request, got) {
        (None, Err(_)) => true,
        (None, Ok(_)) | (Some(_), Err(_)) => false,
        (Some(_), Ok(decoded)) => match same_request(expected, decoded, profile) {
            Ok(same) => same && same_result(expected, decoded),
            Err(invalid) => return Verdict::Error(format!("the expected request cannot be read: {invalid}")),
        },
    };
    let got = match got {
        Ok(decoded) => show_decoded(decoded),
        Err(why) => format!("invalid: {why}"),
    };
    let wanted = if expected.request.is_some() { "the request and the result of the case" } else { "invalid" };
    verdict(agree, wanted.to_owned(), got, String::new())
}

fn show_decoded(decoded: &Decoded) -> String {
    let request = &decoded.request;
    let keys = request.context.iter().map(|(key, value)| format!("{key} {value:?}"));
    let sids = decoded.statements.iter().map(|statement| statement.sid.as_str()).collect::<Vec<_>>();
    format!(
        "{} by {sids:?}: {} {:?} on {} with {:?}",
        decoded.outcome.name(),
        request.action.as_str(),
        request.principal,
        request.resource.as_str(),
        keys.collect::<Vec<_>>()
    )
}

fn same_request(expected: &DecodedExpectation, decoded: &Decoded, profile: &Profile) -> Result<bool, String> {
    let Some(wanted) = &expected.request else { return Ok(false) };
    let caller = wanted.principal.as_ref().map(principal).transpose().map_err(|invalid| invalid.to_string())?;
    let keys = context(&wanted.context, profile).map_err(|invalid| invalid.to_string())?;
    let request = &decoded.request;
    Ok(caller.is_none_or(|caller| caller.principal == request.principal)
        && wanted.action.as_ref().is_none_or(|action| action == request.action.as_str())
        && wanted.resource.as_ref().is_none_or(|resource| resource == request.resource.as_str())
        && (!expected.has_context || keys == request.context))
}

fn same_result(expected: &DecodedExpectation, decoded: &Decoded) -> bool {
    let sids: Vec<String> = decoded.statements.iter().map(|statement| statement.sid.clone()).collect();
    expected.outcome.is_none_or(|outcome| outcome == decoded.outcome) && expected.by.as_ref().is_none_or(|by| sorted(by) == sorted(&sids))
}

/// What the engine does not tell is not compared; of an allowed request there is nothing to tell.
pub(super) fn same_texts(expected: &ExpectedTexts, got: &DecisionTexts) -> bool {
    let message = got.message.as_ref().is_none_or(|message| expected.message.is_empty() || expected.message.contains(message));
    let decoded = match (&expected.decoded, &got.decoded) {
        (Some(expected), Some(got)) => same_json(expected, got),
        (Some(_), None) | (None, _) => true,
    };
    let error = match (&expected.error, &got.error) {
        (Some(expected), Some(got)) => expected == got,
        (Some(_), None) | (None, _) => true,
    };
    message && decoded && error
}

fn same_json(left: &str, right: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    value(left).is_some() && value(left) == value(right)
}

/// The texts as a failure shows them, as far as they matter.
pub(super) fn show_texts(expected: &ExpectedTexts, shown: &DecisionTexts) -> String {
    let mut text = String::new();
    if let Some(message) = shown.message.as_ref().filter(|_| !expected.message.is_empty()) {
        text.push_str(&format!("\n            `{message}`"));
    }
    if let Some(decoded) = shown.decoded.as_ref().filter(|_| expected.decoded.is_some()) {
        text.push_str(&format!("\n            {decoded}"));
    }
    if let Some((code, status)) = shown.error.as_ref().filter(|_| expected.error.is_some()) {
        text.push_str(&format!(" with {code} ({status})"));
    }
    text
}

/// The expected texts as if an engine had told them.
pub(super) fn as_told(expected: &ExpectedTexts) -> DecisionTexts {
    let message = if expected.message.is_empty() { None } else { Some(expected.message.join("` or `")) };
    DecisionTexts { message, decoded: expected.decoded.clone(), error: expected.error.clone() }
}
