//! The reference evaluator's answer to `sts` cases.

use verdict_evaluator::profile::Profile;
use verdict_evaluator::sts::begin;

use crate::case::{SessionExpectation, StsQuestion};
use crate::engine::{Answer, SessionAnswer};
use crate::request::{Caller, principal};

/// The session, in as much as a case can speak of it, or the refusal.
pub(super) fn answer(question: &StsQuestion, profile: &Profile) -> Answer {
    let Caller { principal: caller, facts, .. } = match principal(&question.caller) {
        Ok(caller) => caller,
        Err(invalid) => return Answer::Error(invalid.0),
    };
    Answer::Session(match begin(&caller, &facts, &question.request, profile) {
        Ok(session) => SessionAnswer::Accepted(SessionExpectation {
            arn: session.principal.arn().map(str::to_owned),
            tags: Some(session.facts.effective_tags()),
            source_identity: session.facts.source_identity,
        }),
        Err(refusal) => SessionAnswer::Refused { rule: Some(refusal.rule.to_owned()), reason: refusal.reason },
    })
}
