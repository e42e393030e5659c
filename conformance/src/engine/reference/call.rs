//! The reference evaluator's answers about AWS Batch: calls, ARNs and the service model.

use verdict_evaluator::arn::Arn;
use verdict_evaluator::authorizer::check_input;
use verdict_evaluator::context::Context;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{self, Call, CallDecision, Caller, Check, Target, decide_call};

use super::policies;
use crate::case::{CallQuestion, PolicySet};
use crate::engine::{CallAnswer, CallVerdict, CheckAnswer};
use crate::request::{InvalidInput, context, principal};

/// The caller of cases that name none.
const CALLER: (&str, &str) = ("aws", "123456789012");

/// The Region of cases that name none.
const REGION: &str = "us-east-1";

pub(super) fn answer(question: &CallQuestion, profile: &Profile) -> CallAnswer {
    let invalid = |error: InvalidInput| CallAnswer::Invalid { paths: Vec::new(), why: error.0 };
    let asked = match principal_of(question) {
        Ok(asked) => asked,
        Err(error) => return invalid(error),
    };
    let call = call(question, asked.as_ref().map(|(principal, _)| principal));
    let checks = match service::checks(&call, profile) {
        Ok(checks) => checks,
        Err(errors) => {
            let why: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return CallAnswer::Invalid { paths: errors.into_iter().map(|error| error.path).collect(), why: why.join("\n") };
        }
    };
    let keys = match context(&question.context, profile) {
        Ok(keys) => keys,
        Err(error) => return invalid(error),
    };
    let Some(set) = &question.policies else {
        return CallAnswer::Checked { checks: checks.iter().map(|check| check_answer(check, None)).collect(), verdict: None };
    };
    match decide(question, set, asked, &checks, &keys, profile) {
        Ok(decision) => {
            let answers = checks.iter().zip(&decision.checks).map(|(check, decided)| check_answer(check, Some(decided)));
            CallAnswer::Checked { checks: answers.collect(), verdict: Some(verdict(&decision)) }
        }
        Err(error) => invalid(error),
    }
}

type Asked = Option<(Principal, Option<String>)>;

fn principal_of(question: &CallQuestion) -> Result<Asked, InvalidInput> {
    question.principal.as_ref().map(principal).transpose()
}

/// The call, from the partition and account of its caller.
fn call(question: &CallQuestion, caller: Option<&Principal>) -> Call {
    let arn = caller.and_then(Principal::arn).and_then(Arn::new);
    let (partition, account) = arn.map_or(CALLER, |arn| (arn.partition, arn.account));
    let region = question.region.as_deref().unwrap_or(REGION);
    Call {
        operation: question.operation.clone(),
        input: question.input.clone(),
        caller: Caller { partition: partition.to_owned(), region: region.to_owned(), account: account.to_owned() },
        state: question.state.clone(),
    }
}

fn decide(
    question: &CallQuestion,
    set: &PolicySet,
    asked: Asked,
    checks: &[Check],
    keys: &Context,
    profile: &Profile,
) -> Result<CallDecision, InvalidInput> {
    let (caller, canonical_user) = asked.ok_or_else(|| InvalidInput("the call has no `principal`".to_owned()))?;
    let mut policies = policies(set, profile)?;
    policies.saved_ids = question.saved_ids.clone();
    policies.canonical_user = canonical_user;
    policies.management_account = question.management_account.clone();
    for request in checks.iter().filter_map(|check| check.request(&caller, keys)) {
        if let Some(error) = check_input(&policies, &request, profile).first() {
            return Err(InvalidInput(error.to_string()));
        }
    }
    Ok(decide_call(checks, &caller, keys, &policies, profile))
}

fn check_answer(check: &Check, decided: Option<&service::CheckDecision>) -> CheckAnswer {
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
