//! What becomes of a call of AWS Batch, check by check: a table for people, JSON for programs.
//!
//! A row is one check: which container or which parameter it is about, what is asked on what, under which keys, what comes of it, and by
//! which statement. Below the table stands why the first check that is not allowed comes out as it does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};
use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::decision::{Layer, StatementId};
use verdict_evaluator::explain::{Sources, explain};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{CallDecision, CallOutcome, Caller, Check, CheckDecision, Deciding, Plan, Requester, Target};

/// A call, its checks, and what they come to.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    /// The operation.
    pub operation: &'a str,
    /// Its partition, Region and account.
    pub caller: &'a Caller,
    /// Its checks and notes.
    pub plan: &'a Plan,
    /// The decision, if there are policies.
    pub decided: Option<Decided<'a>>,
}

/// What a call was decided with, and how.
#[derive(Clone, Copy)]
pub struct Decided<'a> {
    /// Who calls.
    pub requester: Requester<'a>,
    /// With which policies.
    pub policies: &'a Policies,
    /// Under which readings.
    pub profile: &'a Profile,
    /// The decision.
    pub decision: &'a CallDecision,
    /// Where the policies come from.
    pub files: &'a dyn Files,
}

/// Where policies come from.
pub trait Files {
    /// Their names and texts, for explanations.
    fn sources(&self) -> Sources<'_>;

    /// The file, line and column of a statement, if its policy comes from a file.
    fn place(&self, at: StatementId) -> Option<Place>;
}

/// Where a statement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// The call for people.
pub fn human(call: &Answered<'_>) -> String {
    let mut out = headline(call);
    if let Some(decided) = &call.decided {
        let _ = writeln!(out, "  principal  {}", decided.requester.principal.name());
    }
    let shown = shown(call);
    out.push('\n');
    out.push_str(&table(call, &shown));
    if shown.len() < call.plan.checks.len() {
        let _ = writeln!(out, "and {} more checks of {}", call.plan.checks.len() - shown.len(), call.plan.checks.len());
    }
    if call.plan.checks.iter().any(|check| is_own(check, call.caller)) {
        let _ = writeln!(out, "\nA resource without ARN is one of account {} in {}.", call.caller.account, call.caller.region);
    }
    for note in &call.plan.notes {
        let at = if note.path.is_empty() { String::new() } else { format!("{}: ", note.path) };
        let rules = if note.rules.is_empty() { String::new() } else { format!(" [{}]", note.rules.join(", ")) };
        let _ = writeln!(out, "note: {at}{}{rules}", note.text);
    }
    out.push_str(&why(call));
    out
}

/// `explicitDeny: 1 of 3 checks of RegisterJobDefinition is denied`
fn headline(call: &Answered<'_>) -> String {
    let total = call.plan.checks.len();
    let Some(decided) = &call.decided else {
        return format!("{} makes {total} {}\n", call.operation, plural(total, "check"));
    };
    let checks = &decided.decision.checks;
    let count = |outcome: CallOutcome| checks.iter().filter(|check| check.outcome == outcome).count();
    let denied = count(CallOutcome::ExplicitDeny) + count(CallOutcome::ImplicitDeny);
    let name = decided.decision.outcome.name();
    let of = format!("{total} {} of {}", plural(total, "check"), call.operation);
    match (denied, count(CallOutcome::Undetermined)) {
        (0, 0) => format!("{name}: all of {of} are allowed [EVAL-051]\n"),
        (0, open) => {
            format!("{name}: {open} of {of} {} on what the state does not say [ROLE-007]\n", if open == 1 { "hangs" } else { "hang" })
        }
        (denied, _) => {
            format!("{name}: {denied} of {of} {} denied, which denies the call [EVAL-051]\n", if denied == 1 { "is" } else { "are" })
        }
    }
}

pub(super) fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// So many checks are shown whole; of more, those that are not allowed go before.
const MOST_SHOWN: usize = 40;

/// The places of the checks that are shown, in their order.
fn shown(call: &Answered<'_>) -> Vec<usize> {
    let total = call.plan.checks.len();
    let allowed = |index: &usize| call.decided.is_none_or(|decided| outcome(decided.decision, *index) == Some(CallOutcome::Allowed));
    let denied: Vec<usize> = (0..total).filter(|index| !allowed(index)).take(MOST_SHOWN).collect();
    let room = MOST_SHOWN - denied.len();
    let shown: BTreeSet<usize> = (0..total).filter(allowed).take(room).chain(denied).collect();
    shown.into_iter().collect()
}

fn outcome(decision: &CallDecision, index: usize) -> Option<CallOutcome> {
    decision.checks.get(index).map(|check| check.outcome)
}

/// One check in columns, and what stands below it.
struct Row {
    cells: Vec<String>,
    /// The keys, and further statements that decide.
    below: Vec<String>,
}

/// The rows, aligned, each with its keys below.
fn table(call: &Answered<'_>, shown: &[usize]) -> String {
    let header = if call.decided.is_some() {
        vec!["decision", "unit", "action", "resource", "decided by"]
    } else {
        vec!["unit", "action", "resource"]
    };
    let mut rows = vec![Row { cells: header.into_iter().map(str::to_owned).collect(), below: Vec::new() }];
    rows.extend(shown.iter().filter_map(|index| Some(row(call, *index, call.plan.checks.get(*index)?))));
    let columns = rows.first().map_or(0, |row| row.cells.len());
    let width =
        |column: usize| rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let indent = if call.decided.is_some() { widths.first().map_or(0, |width| width + 4) } else { 2 };
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
        for line in &row.below {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
        if index == 0 {
            let _ = writeln!(out, "{}", "-".repeat(widths.iter().map(|width| width + 2).sum::<usize>().saturating_sub(2)));
        }
    }
    out
}

fn row(call: &Answered<'_>, index: usize, check: &Check) -> Row {
    let mut cells = vec![cut(&about(check)), check.action.as_str().to_owned(), cut(&resource(check, call.caller))];
    let mut below = wrapped(&keys(check));
    if let Some((decided, answer)) = call.decided.and_then(|decided| Some((decided, decided.decision.checks.get(index)?))) {
        let mut by = decided_by(&decided, answer).into_iter();
        cells.insert(0, answer.outcome.name().to_owned());
        cells.push(by.next().unwrap_or_default());
        below.extend(by.map(|statement| format!("and {statement}")));
    }
    Row { cells, below }
}

/// The keys, as many on a line as fit.
fn wrapped(keys: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for key in keys {
        match lines.last_mut() {
            Some(line) if line.chars().count() + key.chars().count() + 2 <= LONGEST_CELL => {
                line.push_str(", ");
                line.push_str(key);
            }
            _ => lines.push(key.clone()),
        }
    }
    lines
}

/// The keys that a check sees of its call, each as `name=value`.
pub(super) fn keys(check: &Check) -> Vec<String> {
    check.context.iter().map(|(name, value)| cut(&format!("{name}={}", values(value)))).collect()
}

/// The container that a check is about, or the parameter that names its resource.
fn about(check: &Check) -> String {
    match (&check.unit, &check.named_by) {
        (Some(unit), _) => unit.clone(),
        (None, Some(parameter)) => format!("({parameter})"),
        (None, None) => "(request)".to_owned(),
    }
}

/// What ARNs of the caller's own resources start with.
fn own_prefixes(caller: &Caller) -> [String; 2] {
    [
        format!("arn:{}:batch:{}:{}:", caller.partition, caller.region, caller.account),
        format!("arn:{}:iam::{}:", caller.partition, caller.account),
    ]
}

fn is_own(check: &Check, caller: &Caller) -> bool {
    own_prefixes(caller).iter().any(|prefix| check.target.as_str().starts_with(prefix))
}

/// The resource, without what it has in common with the caller.
fn resource(check: &Check, caller: &Caller) -> String {
    let text = check.target.as_str();
    match &check.target {
        Target::Unknown(_) => format!("? ({text})"),
        Target::Resource(_) => own_prefixes(caller).iter().find_map(|prefix| text.strip_prefix(prefix.as_str())).unwrap_or(text).to_owned(),
    }
}

fn values(value: &ContextValue) -> String {
    match value {
        ContextValue::One(text) => text.clone(),
        ContextValue::Many(texts) => format!("[{}]", texts.join(", ")),
    }
}

/// A cell is one line of bounded width, without control characters.
fn cut(text: &str) -> String {
    let clean: String = text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect();
    match clean.char_indices().nth(LONGEST_CELL) {
        Some((at, _)) => format!("{}…", clean.get(..at).unwrap_or_default()),
        None => clean,
    }
}

/// How many characters of a value a cell shows.
const LONGEST_CELL: usize = 100;

/// What decided a check, statement by statement.
pub(super) fn decided_by(decided: &Decided<'_>, check: &CheckDecision) -> Vec<String> {
    if let Some(rule) = check.refused_by.filter(|_| check.outcome == CallOutcome::ImplicitDeny && check.deciding.is_empty()) {
        return vec![format!("no policy can allow it [{rule}]")];
    }
    if !check.deciding.is_empty() {
        return check.deciding.iter().map(|deciding| statement(decided, check.outcome, deciding)).collect();
    }
    match (check.outcome, check.layer) {
        (CallOutcome::Undetermined, _) => vec!["the state does not say".to_owned()],
        (CallOutcome::ImplicitDeny, Some(Layer::Resource)) => vec!["another account's resource, and no policy of it".to_owned()],
        (CallOutcome::ImplicitDeny, Some(layer)) => vec![format!("no {} allows it", layer.words())],
        _ => Vec::new(),
    }
}

/// `Deny "OnlyNobody" (policy.json:7)`
fn statement(decided: &Decided<'_>, outcome: CallOutcome, deciding: &Deciding) -> String {
    let effect = if outcome == CallOutcome::ExplicitDeny { "Deny" } else { "Allow" };
    let sid = deciding.sid.as_ref().map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    let place = match decided.files.place(deciding.at) {
        Some(place) => format!("{}:{}", place.file, place.line),
        None => format!("{}, statement {}", deciding.at.layer.words(), deciding.at.statement + 1),
    };
    cut(&format!("{effect}{sid} ({place})"))
}

/// Why the first check that is not allowed comes out as it does, in the words of [`explain`].
fn why(call: &Answered<'_>) -> String {
    let Some(decided) = &call.decided else { return String::new() };
    let lowest = |check: &CheckDecision| check.outcome == decided.decision.outcome && check.outcome != CallOutcome::Allowed;
    let Some(index) = decided.decision.checks.iter().position(lowest) else { return String::new() };
    let Some((check, request)) = call.plan.checks.get(index).and_then(|check| Some((check, check.request(&decided.requester)?))) else {
        return String::new();
    };
    let decision = authorize(decided.policies, &request, decided.profile);
    let text = explain(&decision, decided.policies, &request, &decided.files.sources());
    format!("\nWhy {} is not allowed:\n\n{text}", cut(&about(check)))
}

/// The call for programs.
pub fn json(call: &Answered<'_>) -> Value {
    let checks: Vec<Value> = call.plan.checks.iter().enumerate().map(|(index, check)| json_check(call, index, check)).collect();
    let notes = call.plan.notes.iter().map(|note| json!({ "path": note.path, "text": note.text, "rules": note.rules }));
    let mut whole = json!({ "operation": call.operation, "checks": checks, "notes": notes.collect::<Vec<_>>() });
    if let Some(decided) = &call.decided {
        whole["decision"] = json!(decided.decision.outcome.name());
        whole["layer"] = json!(decided.decision.layer.map(Layer::name));
        whole["principal"] = json!(decided.requester.principal.name());
        whole["explanation"] = json!(why(call).trim_start());
    }
    whole
}

fn json_check(call: &Answered<'_>, index: usize, check: &Check) -> Value {
    let resource = match &check.target {
        Target::Resource(resource) => Some(resource.as_str()),
        Target::Unknown(_) => None,
    };
    let mut value = json!({
        "unit": check.unit,
        "parameter": check.named_by,
        "action": check.action.as_str(),
        "resource": resource,
        "context": json_context(&check.context),
        "rules": check.rules,
    });
    if let Some((decided, answer)) = call.decided.and_then(|decided| Some((decided, decided.decision.checks.get(index)?))) {
        value["decision"] = json!(answer.outcome.name());
        value["layer"] = json!(answer.layer.map(Layer::name));
        value["refusedBy"] = json!(answer.refused_by);
        value["decidedBy"] = answer.deciding.iter().map(|deciding| json_statement(&decided, answer.outcome, deciding)).collect();
    }
    value
}

fn json_context(context: &Context) -> Value {
    let value = |value: &ContextValue| match value {
        ContextValue::One(text) => json!(text),
        ContextValue::Many(texts) => json!(texts),
    };
    Value::Object(context.iter().map(|(name, values)| (name.to_owned(), value(values))).collect())
}

fn json_statement(decided: &Decided<'_>, outcome: CallOutcome, deciding: &Deciding) -> Value {
    let place = decided.files.place(deciding.at);
    json!({
        "layer": deciding.at.layer.name(),
        "policy": place.as_ref().map(|place| &place.file),
        "line": place.as_ref().map(|place| place.line),
        "column": place.as_ref().map(|place| place.column),
        "statement": deciding.at.statement,
        "sid": deciding.sid,
        "effect": if outcome == CallOutcome::ExplicitDeny { "Deny" } else { "Allow" },
    })
}
