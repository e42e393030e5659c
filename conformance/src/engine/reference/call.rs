//! The reference evaluator's answer to a call of AWS Batch.

use verdict_evaluator::arn::Arn;
use verdict_evaluator::context::Context;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{self, Call, CallDecision, Check, CheckDecision, Requester, Target, check_call_input, decide_call};

use super::policies;
use crate::case::{CallQuestion, PolicySet};
use crate::engine::{CallAnswer, CallVerdict, CheckAnswer};
use crate::request::{Caller, InvalidInput, context, principal};
use crate::sensitivity::INVALID;

/// The partition and account of cases that name no principal.
const CALLER: (&str, &str) = ("aws", "123456789012");

/// The Region of cases that name none.
const REGION: &str = "us-east-1";

pub(super) fn answer(question: &CallQuestion, profile: &Profile) -> CallAnswer {
    checked(question, profile).unwrap_or_else(|(paths, why)| CallAnswer::Invalid { paths, why })
}

/// The decision value of a call.
pub(super) fn outcome_name(question: &CallQuestion, profile: &Profile) -> &'static str {
    match checked(question, profile) {
        Ok(CallAnswer::Checked { verdict: Some(verdict), .. }) => verdict.outcome.name(),
        Ok(CallAnswer::Checked { verdict: None, .. } | CallAnswer::Invalid { .. }) | Err(_) => INVALID,
    }
}

/// At which paths a call is refused, and why.
type Refused = (Vec<String>, String);

fn checked(question: &CallQuestion, profile: &Profile) -> Result<CallAnswer, Refused> {
    let invalid = |error: InvalidInput| (Vec::new(), error.0);
    let caller = question.principal.as_ref().map(principal).transpose().map_err(invalid)?;
    let call = call(question, caller.as_ref().map(|caller| &caller.principal));
    let checks = service::checks(&call, profile).map_err(|errors| {
        let why: Vec<String> = errors.iter().map(ToString::to_string).collect();
        (errors.into_iter().map(|error| error.path).collect(), why.join("\n"))
    })?;
    let keys = context(&question.context, profile).map_err(invalid)?;
    let Some(set) = &question.policies else {
        return Ok(CallAnswer::Checked { checks: checks.iter().map(|check| check_answer(check, None)).collect(), verdict: None });
    };
    let caller = caller.ok_or_else(|| invalid(InvalidInput("the call has no `principal`".to_owned())))?;
    let decision = decide(question, set, &caller, &checks, &keys, profile).map_err(invalid)?;
    let answers = checks.iter().zip(&decision.checks).map(|(check, decided)| check_answer(check, Some(decided)));
    Ok(CallAnswer::Checked { checks: answers.collect(), verdict: Some(verdict(&decision)) })
}

/// The call, from the partition and account of its caller.
fn call(question: &CallQuestion, caller: Option<&Principal>) -> Call {
    let arn = caller.and_then(Principal::arn).and_then(Arn::new);
    let (partition, account) = arn.map_or(CALLER, |arn| (arn.partition, arn.account));
    let region = question.region.as_deref().unwrap_or(REGION);
    Call {
        operation: question.operation.clone(),
        input: question.input.clone(),
        caller: service::Caller { partition: partition.to_owned(), region: region.to_owned(), account: account.to_owned() },
        state: question.state.clone(),
    }
}

fn decide(
    question: &CallQuestion,
    set: &PolicySet,
    caller: &Caller,
    checks: &[Check],
    keys: &Context,
    profile: &Profile,
) -> Result<CallDecision, InvalidInput> {
    let mut policies = policies(set, profile)?;
    policies.saved_ids = question.saved_ids.clone();
    policies.canonical_user = caller.canonical_user.clone();
    policies.organization = question.organization.clone();
    let facts = question.derived_keys.then_some(&caller.facts);
    let requester = Requester { principal: &caller.principal, context: keys, facts };
    if let Some(error) = check_call_input(checks, &requester, &policies, profile).first() {
        return Err(InvalidInput(error.to_string()));
    }
    Ok(decide_call(checks, &requester, &policies, profile))
}

fn check_answer(check: &Check, decided: Option<&CheckDecision>) -> CheckAnswer {
    CheckAnswer {
        action: check.action.as_str().to_owned(),
        resource: match &check.target {
            Target::Resource(resource) => Some(resource.as_str().to_owned()),
            Target::Unknown(_) => None,
        },
        unit: check.unit.clone(),
        context: check.context.clone(),
        outcome: decided.map(|decided| decided.outcome),
    }
}

fn verdict(decision: &CallDecision) -> CallVerdict {
    let first = decision.checks.iter().find(|check| check.outcome == decision.outcome);
    CallVerdict {
        outcome: decision.outcome,
        by: decision.deciding().filter_map(|deciding| deciding.sid.clone()).collect(),
        layer: decision.layer,
        refused_by: first.and_then(|check| check.refused_by).map(str::to_owned),
    }
}
