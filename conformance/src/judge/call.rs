//! Does an answer about a call, an ARN or the service model agree with its case?

use std::collections::BTreeMap;

use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::service::CallOutcome;

use super::{Verdict, sorted, verdict};
use crate::case::{CallExpectation, CheckExpectation, Facts};
use crate::engine::{CallAnswer, CallVerdict, CheckAnswer};

pub(super) fn compare(expected: &CallExpectation, got: &CallAnswer) -> Verdict {
    let agree = match (expected, got) {
        (CallExpectation::Invalid { path }, CallAnswer::Invalid { paths, .. }) => path.as_ref().is_none_or(|path| paths.contains(path)),
        (CallExpectation::Checked { checks: wanted, .. }, CallAnswer::Checked { checks, verdict }) => {
            wanted.as_ref().is_none_or(|wanted| same_checks(wanted, checks)) && same_verdict(expected, verdict.as_ref())
        }
        (CallExpectation::Invalid { .. }, CallAnswer::Checked { .. }) | (CallExpectation::Checked { .. }, CallAnswer::Invalid { .. }) => {
            false
        }
    };
    verdict(agree, show_expected(expected), show_got(expected, got), reasons(got))
}

/// What the engine does not tell is not compared, but for the decision itself.
fn same_verdict(expected: &CallExpectation, got: Option<&CallVerdict>) -> bool {
    let CallExpectation::Checked { outcome, by, layer, refused_by, .. } = expected else { return false };
    let Some(got) = got else { return outcome.is_none() };
    outcome.is_none_or(|outcome| outcome == got.outcome)
        && by.as_ref().is_none_or(|by| sorted(by) == sorted(&got.by))
        && layer.is_none_or(|layer| Some(layer) == got.layer)
        && refused_by.as_ref().is_none_or(|rule| Some(rule) == got.refused_by.as_ref())
}

/// Is there a one-to-one assignment of what is expected to what is there?
fn same_checks(wanted: &[CheckExpectation], got: &[CheckAnswer]) -> bool {
    let mut taken_by: Vec<Option<usize>> = vec![None; got.len()];
    wanted.len() == got.len() && (0..wanted.len()).all(|index| assign(index, wanted, got, &mut taken_by, &mut vec![false; got.len()]))
}

/// Finds a check for the expectation `index`; others give theirs up if they find another.
fn assign(index: usize, wanted: &[CheckExpectation], got: &[CheckAnswer], taken_by: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for (place, check) in got.iter().enumerate() {
        if tried[place] || !fits(&wanted[index], check) {
            continue;
        }
        tried[place] = true;
        let free = taken_by[place].is_none_or(|other| assign(other, wanted, got, taken_by, tried));
        if free {
            taken_by[place] = Some(index);
            return true;
        }
    }
    false
}

fn fits(wanted: &CheckExpectation, check: &CheckAnswer) -> bool {
    wanted.action.as_ref().is_none_or(|action| action.eq_ignore_ascii_case(&check.action))
        && wanted.resource.as_ref().is_none_or(|resource| *resource == check.resource)
        && wanted.unit.as_ref().is_none_or(|unit| *unit == check.unit)
        && wanted.context.as_ref().is_none_or(|context| keys(context) == keys(&check.context))
        && wanted.outcome.is_none_or(|outcome| check.outcome == Some(outcome))
}

/// The keys without regard to letter case, lists as sets.
fn keys(context: &Context) -> BTreeMap<String, ContextValue> {
    let set = |value: &ContextValue| match value {
        ContextValue::One(text) => ContextValue::One(text.clone()),
        ContextValue::Many(texts) => {
            let mut texts = texts.clone();
            texts.sort_unstable();
            ContextValue::Many(texts)
        }
    };
    context.iter().map(|(name, value)| (name.to_ascii_lowercase(), set(value))).collect()
}

pub(super) fn compare_type(expected: Option<&String>, got: Option<&String>) -> Verdict {
    let show = |found: Option<&String>| found.map_or("no resource type", String::as_str).to_owned();
    verdict(expected == got, show(expected), show(got), String::new())
}

/// Facts that are not expected are not compared.
pub(super) fn compare_facts(expected: &Facts, got: &Facts) -> Verdict {
    let agree = expected.iter().all(|(name, fact)| got.get(name) == Some(fact));
    let asked: Facts =
        got.iter().filter(|(name, _)| expected.contains_key(*name)).map(|(name, fact)| (name.clone(), fact.clone())).collect();
    verdict(agree, format!("{expected:?}"), format!("{asked:?}"), String::new())
}

fn show_expected(expected: &CallExpectation) -> String {
    let CallExpectation::Checked { outcome, by, layer, refused_by, checks } = expected else {
        let CallExpectation::Invalid { path } = expected else { return String::new() };
        return path.as_ref().map_or("invalid".to_owned(), |path| format!("invalid at `{path}`"));
    };
    let mut shown = outcome.map_or("checked", CallOutcome::name).to_owned();
    shown.extend(by.iter().map(|by| format!(" by {:?}", sorted(by))));
    shown.extend(layer.iter().map(|layer| format!(" in layer {}", layer.name())));
    shown.extend(refused_by.iter().map(|rule| format!(" refused by {rule}")));
    for check in checks.iter().flatten() {
        let resource = check.resource.as_ref().map(|resource| resource.as_deref().unwrap_or("(unknown)"));
        let unit = check.unit.as_ref().map(|unit| unit.as_deref().unwrap_or("(whole request)"));
        let parts = [check.action.as_deref(), resource, unit, check.outcome.map(CallOutcome::name)];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        shown.push_str(&format!("\n    {}", parts.join(" ")));
        shown.extend(check.context.iter().map(show_keys));
    }
    shown
}

fn show_got(expected: &CallExpectation, got: &CallAnswer) -> String {
    let (checks, verdict) = match got {
        CallAnswer::Invalid { why, .. } => return format!("invalid: {why}"),
        CallAnswer::Checked { checks, verdict } => (checks, verdict),
    };
    let told = |told: bool, text: String| if told { text } else { String::new() };
    let CallExpectation::Checked { by, layer, checks: wanted, .. } = expected else { return "checked".to_owned() };
    let mut shown = verdict.as_ref().map_or("checked", |verdict| verdict.outcome.name()).to_owned();
    if let Some(verdict) = verdict {
        shown.push_str(&told(by.is_some(), format!(" by {:?}", sorted(&verdict.by))));
        shown.push_str(&told(layer.is_some(), format!(" in layer {}", verdict.layer.map_or("none", |layer| layer.name()))));
    }
    if wanted.is_some() {
        shown.push_str(&lines(checks));
    }
    shown
}

fn reasons(got: &CallAnswer) -> String {
    match got {
        CallAnswer::Invalid { why, .. } => why.clone(),
        CallAnswer::Checked { checks, .. } => lines(checks).trim_start_matches('\n').to_owned(),
    }
}

fn lines(checks: &[CheckAnswer]) -> String {
    let line = |check: &CheckAnswer| {
        let parts = [Some(check.action.as_str()), check.resource.as_deref().or(Some("(unknown)")), check.unit.as_deref()];
        let parts: Vec<&str> = parts.into_iter().chain([check.outcome.map(CallOutcome::name)]).flatten().collect();
        format!("\n    {}{}", parts.join(" "), show_keys(&check.context))
    };
    checks.iter().map(line).collect()
}

fn show_keys(context: &Context) -> String {
    let values = |value: &ContextValue| match value {
        ContextValue::One(text) => text.clone(),
        ContextValue::Many(texts) => format!("{texts:?}"),
    };
    context.iter().map(|(name, value)| format!(" {name}={}", values(value))).collect()
}
