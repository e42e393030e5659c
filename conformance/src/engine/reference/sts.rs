//! The reference evaluator's answer to `sts` cases.

use verdict_evaluator::profile::Profile;
use verdict_evaluator::session::{SessionRequest, begin};

use crate::case::{SessionExpectation, StsQuestion};
use crate::engine::{Answer, SessionAnswer};
use crate::request::{Caller, principal};

/// The session, in as much as a case can speak of it, or the refusal.
pub(super) fn answer(question: &StsQuestion, profile: &Profile) -> Answer {
    let Caller { principal: caller, facts, .. } = match principal(&question.caller) {
        Ok(caller) => caller,
        Err(invalid) => return Answer::Error(invalid.0),
    };
    let question = question.clone();
    let request = SessionRequest {
        operation: question.operation,
        caller,
        facts,
        role: question.role,
        role_tags: question.role_tags,
        role_maximum: question.role_maximum,
        name: question.session_name,
        duration: question.duration,
        inline_policies: question.inline_policies,
        managed_policies: question.managed_policies,
        policy_size: question.policy_size,
        tags: question.tags,
        transitive_keys: question.transitive_keys,
        source_identity: question.source_identity,
    };
    Answer::Session(match begin(&request, profile) {
        Ok(session) => SessionAnswer::Accepted(SessionExpectation {
            arn: session.principal.arn().map(str::to_owned),
            tags: Some(session.facts.effective_tags()),
            source_identity: session.facts.source_identity,
        }),
        Err(refusal) => SessionAnswer::Refused { rule: Some(refusal.rule.to_owned()), reason: refusal.reason },
    })
}
