//! What becomes of a whole sequence of calls: which of them are denied, and every permission that is missing, each once.

use std::fmt::Write as _;

use serde_json::{Value, json};
use verdict_evaluator::service::{CallOutcome, Check, CheckDecision};

use super::call::{self, Answered};

/// A permission that is missing, and the calls that need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The action.
    pub action: String,
    /// The resource, or what is not known of it.
    pub resource: String,
    /// What the first such check comes to.
    pub outcome: CallOutcome,
    /// The keys of the first such check.
    pub keys: Vec<String>,
    /// What decides the first such check: the statements that deny, or what is missing.
    pub by: Vec<String>,
    /// The calls that need it, from 0.
    pub calls: Vec<usize>,
}

/// Every permission that is missing, in the order of the calls. Checks that differ in their keys only are one.
pub fn missing(calls: &[Answered<'_>]) -> Vec<Missing> {
    let mut found: Vec<Missing> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (index, call) in calls.iter().enumerate() {
        for (check, decision) in denied(call) {
            let key = (check.action.as_str(), check.target.as_str(), decision.outcome);
            let place = *places.entry(key).or_insert_with(|| {
                found.push(Missing {
                    action: check.action.as_str().to_owned(),
                    resource: check.target.as_str().to_owned(),
                    outcome: decision.outcome,
                    keys: call::keys(check),
                    by: call.decided.map(|decided| call::decided_by(&decided, decision)).unwrap_or_default(),
                    calls: Vec::new(),
                });
                found.len() - 1
            });
            if let Some(missing) = found.get_mut(place).filter(|missing| missing.calls.last() != Some(&index)) {
                missing.calls.push(index);
            }
        }
    }
    found
}

/// The checks of a call that are not allowed.
fn denied<'a>(call: &Answered<'a>) -> impl Iterator<Item = (&'a Check, &'a CheckDecision)> {
    let decisions = call.decided.map_or(&[][..], |decided| decided.decision.checks.as_slice());
    call.plan.checks.iter().zip(decisions).filter(|(_, decision)| decision.outcome != CallOutcome::Allowed)
}

/// The lowest value of all calls; `None` if nothing is decided.
pub fn outcome(calls: &[Answered<'_>]) -> Option<CallOutcome> {
    calls.iter().filter_map(|call| call.decided).map(|decided| decided.decision.outcome).min()
}

/// The sequence for people.
pub fn human(calls: &[Answered<'_>]) -> String {
    let Some(outcome) = outcome(calls) else { return checks_only(calls) };
    let denied = calls.iter().filter(|call| call.decided.is_some_and(|it| it.decision.outcome != CallOutcome::Allowed)).count();
    let mut out = if denied == 0 {
        format!("{}: all of {} calls are allowed\n\n", outcome.name(), calls.len())
    } else {
        format!("{}: {denied} of {} calls {} not allowed\n\n", outcome.name(), calls.len(), if denied == 1 { "is" } else { "are" })
    };
    for (index, call) in calls.iter().enumerate() {
        out.push_str(&line(index, call));
    }
    let missing = missing(calls);
    if missing.iter().any(|missing| missing.outcome == CallOutcome::ExplicitDeny) {
        out.push_str("\nMissing or denied:\n");
    } else if !missing.is_empty() {
        out.push_str("\nMissing:\n");
    }
    for missing in missing {
        let _ = writeln!(out, "  {:<12}  {} on {}", missing.outcome.name(), missing.action, missing.resource);
        let numbers: Vec<String> = missing.calls.iter().map(|index| (index + 1).to_string()).collect();
        let keys = if missing.keys.is_empty() { String::new() } else { format!(", with {}", missing.keys.join(", ")) };
        let by = if missing.by.is_empty() { String::new() } else { format!(": {}", missing.by.join(", ")) };
        let _ = writeln!(out, "      {} {}{keys}{by}", if numbers.len() == 1 { "call" } else { "calls" }, numbers.join(", "));
    }
    out
}

/// `  2  implicitDeny  SubmitJob, 1 of 2 checks`
fn line(index: usize, call: &Answered<'_>) -> String {
    let total = call.plan.checks.len();
    let value = call.decided.map_or("", |decided| decided.decision.outcome.name());
    let checks = match denied(call).count() {
        0 => format!("{total} {}", call::plural(total, "check")),
        open => format!("{open} of {total} {}", call::plural(total, "check")),
    };
    format!("{:>4}  {value:<12}  {}, {checks}\n", index + 1, call.operation)
}

fn checks_only(calls: &[Answered<'_>]) -> String {
    calls.iter().map(call::human).collect::<Vec<_>>().join("\n")
}

/// The sequence for programs.
pub fn json(calls: &[Answered<'_>]) -> Value {
    let missing = missing(calls).into_iter().map(|missing| {
        json!({
            "action": missing.action,
            "resource": missing.resource,
            "decision": missing.outcome.name(),
            "keys": missing.keys,
            "decidedBy": missing.by,
            "calls": missing.calls,
        })
    });
    json!({
        "decision": outcome(calls).map(CallOutcome::name),
        "missing": missing.collect::<Vec<_>>(),
        "calls": calls.iter().map(call::json).collect::<Vec<_>>(),
    })
}
