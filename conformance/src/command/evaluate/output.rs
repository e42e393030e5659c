//! A decision as JSON, and the policies that an account's details gave.

use serde_json::json;
use verdict_conformance::documents::{Document, Held, Kind};
use verdict_conformance::simulator::{self, Origins};
use verdict_evaluator::decision::{Decision, Layer, Traced};
use verdict_evaluator::json::quote;
use verdict_evaluator::span::Span;

use crate::command::question::Question;

/// The decision, every statement with its place, and every policy that was used.
pub(super) fn json(decision: &Decision, question: &Question, explanation: &str) -> String {
    let request = &question.request;
    let whole = json!({
        "decision": decision.outcome.name(),
        "layer": decision.layer.map(Layer::name),
        "deniedBy": decision.denied_by.iter().map(|layer| layer.name()).collect::<Vec<_>>(),
        "refusedBy": decision.refused_by,
        "principal": request.principal.name(),
        "action": request.action.as_str(),
        "resource": request.resource.as_str(),
        "statements": decision.trace.iter().map(|traced| statement(traced, question)).collect::<Vec<_>>(),
        "policiesUsed": policies(question),
        "explanation": explanation,
    });
    format!("{whole:#}\n")
}

/// The decision in the shape of a result of SimulateCustomPolicy.
pub(super) fn simulator(decision: &Decision, question: &Question) -> String {
    let text = |document: &Document| document.policy().to_owned();
    let documents = &question.documents;
    let identity = documents.identity.iter().flatten().map(text);
    let origins =
        Origins::listed(identity, documents.boundary.as_ref().map(text), documents.resource.as_ref().map(|(_, policy)| text(policy)));
    format!("{:#}\n", simulator::result(decision, &question.policies, &question.request, &origins))
}

fn statement(traced: &Traced, question: &Question) -> serde_json::Value {
    let at = traced.at;
    let document = question.documents.of(at);
    let place = document.zip(span(traced, question)).map(|(document, span)| document.place(span));
    json!({
        "layer": at.layer.name(),
        "level": level(at.layer, at.level),
        "levelName": question.documents.level_name(at.layer, at.level),
        "policy": document.map(|document| &document.file),
        "statement": at.statement,
        "line": place.map(|(line, _)| line),
        "column": place.map(|(_, column)| column),
        "sid": traced.sid,
        "effect": traced.effect.as_str(),
        "applies": traced.answer.applies,
        "decides": traced.decides,
    })
}

/// Where the statement stands in its document.
fn span(traced: &Traced, question: &Question) -> Option<Span> {
    let policy = question.policies.at(traced.at.layer, traced.at.level).get(traced.at.policy)?;
    policy.statements.iter().find(|statement| statement.index == traced.at.statement).map(|statement| statement.span)
}

/// The number of the level, from the root; only control policies have levels.
const fn level(layer: Layer, level: usize) -> Option<usize> {
    match layer {
        Layer::Rcp | Layer::Scp => Some(level),
        Layer::Endpoint | Layer::Resource | Layer::Identity | Layer::Boundary | Layer::Session => None,
    }
}

fn policies(question: &Question) -> Vec<serde_json::Value> {
    let documents = &question.documents;
    let policy = |(layer, level_index, _, document): (Layer, usize, usize, &Document)| {
        let (line, column) = document.place(Span::default());
        let held = document.held.as_ref();
        json!({
            "layer": layer.name(),
            "level": level(layer, level_index),
            "levelName": documents.level_name(layer, level_index),
            "file": document.file,
            "line": line,
            "column": column,
            "kind": held.map_or("file", |held| held.kind.name()),
            "name": held.map(|held| &held.name),
            "arn": held.and_then(|held| held.arn.as_ref()),
            "direct": held.map(|held| held.own),
            "groups": held.map(|held| &held.groups),
        })
    };
    documents.iter().map(policy).collect()
}

/// The policies that the account's details gave, for people; empty if they gave none.
pub(super) fn policies_used(question: &Question) -> String {
    let held: Vec<(&Document, &Held)> =
        question.documents.iter().filter_map(|(_, _, _, document)| Some((document, document.held.as_ref()?))).collect();
    if held.is_empty() && question.who.is_none() {
        return String::new();
    }
    let of = question.who.as_ref().map_or_else(String::new, |who| format!(" of {}", plain(who)));
    let mut text = format!("\nPolicies{of} used from the account's details:\n");
    if held.is_empty() {
        text.push_str("  none\n");
    }
    for (_, held) in &held {
        text.push_str(&format!("  {}\n", line(held)));
    }
    text
}

/// `managed   ReadJobs (arn:aws:iam::111122223333:policy/ReadJobs), through group devs`
fn line(held: &Held) -> String {
    let kind = held.kind.name();
    let name = plain(&held.name);
    let arn = held.arn.as_ref().map_or_else(String::new, |arn| format!(" ({})", plain(arn)));
    let through = match (held.groups.as_slice(), held.own) {
        ([], _) => String::new(),
        (groups, own) => {
            let groups: Vec<String> = groups.iter().map(|group| plain(group)).collect();
            let word = if groups.len() == 1 { "group" } else { "groups" };
            format!(", {}through {word} {}", if own { "directly and " } else { "" }, groups.join(" and "))
        }
    };
    match held.kind {
        Kind::Managed | Kind::Inline | Kind::Boundary => format!("{kind:<8}  {name}{arn}{through}"),
        Kind::Trust => format!("{kind:<8}  of role {name}"),
    }
}

/// A text of a file on one line, its control characters escaped.
fn plain(text: &str) -> String {
    let quoted = quote(text);
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}
