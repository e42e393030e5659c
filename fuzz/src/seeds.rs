//! Seeds from the golden cases: each target gets what its bytes stand for. The seeds of `authorize`, `calls` and `oracles` are
//! drawn bytes, which no case tells.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};
use verdict_conformance::corpus::{LoadError, json_files, read_text};
use verdict_conformance::property;
use verdict_evaluator::policy::PolicyType;

/// Longer inputs make a campaign slow.
pub const LONGEST: usize = 4 * 1024;
/// The oracle of `wildcard` multiplies the length of a pattern by that of a text.
pub const LONGEST_PATTERN_AND_TEXT: usize = 256;

/// One input: its target, and its bytes.
pub type Seed = (&'static str, Vec<u8>);

/// The seeds that the corpus in this directory gives, each once, none too long.
///
/// # Errors
/// A file cannot be read.
pub fn of_corpus(directory: &Path) -> Result<BTreeSet<Seed>, LoadError> {
    let mut seeds = Vec::new();
    for path in json_files(directory)? {
        let text = read_text(&path)?;
        let Ok(Value::Object(file)) = serde_json::from_str(&text) else { continue };
        let Some(Value::Array(cases)) = file.get("cases") else { continue };
        for case in cases.iter().filter_map(Value::as_object) {
            of_case(case, &mut seeds);
        }
        seeds.extend(file.get("document").map(|document| policy(PolicyType::Identity, document)));
        seeds.push(("case_file", text.into_bytes()));
    }
    let longest = |target| if target == "wildcard" { LONGEST_PATTERN_AND_TEXT } else { LONGEST };
    seeds.retain(|(target, bytes)| bytes.len() <= longest(*target) && !names_a_file(bytes));
    Ok(seeds.into_iter().collect())
}

fn of_case(case: &Map<String, Value>, seeds: &mut Vec<Seed>) {
    seeds.push(("case_file", members(case)));
    let named = case.get("policyType").and_then(Value::as_str).and_then(PolicyType::from_name);
    seeds.extend(case.get("document").map(|document| policy(named.unwrap_or(PolicyType::Identity), document)));
    if let Some(policies) = case.get("policies") {
        documents(PolicyType::Identity, policies, seeds);
        seeds.push(("input_file", lettered('b', &only(case, &["policies", "request", "organization", "savedIds", "profile"]))));
    }
    if let Some(condition) = case.get("condition") {
        let context = case.get("context").cloned().unwrap_or_else(|| json!({}));
        seeds.push(("condition_block", json!({ "condition": condition, "context": context }).to_string().into_bytes()));
    }
    if let Some(question) = case.get("match").and_then(Value::as_object) {
        patterns(question, case.get("request"), seeds);
    }
    seeds.extend(case.get("request").map(|request| ("input_file", lettered('r', request))));
    seeds.extend(["message", "decodedMessage"].iter().filter_map(|name| case.get(*name)).map(|text| ("decoded_message", written(text))));
    if let Some(call) = case.get("call").and_then(Value::as_object) {
        seeds.push(("input_file", lettered('c', &only(call, &["operation", "input", "state"]))));
        seeds.extend(call.get("state").map(|state| ("input_file", lettered('t', state))));
    }
    if let Some(simulation) = case.get("simulation") {
        seeds.extend(simulation.get("input").map(|input| ("input_file", lettered('s', input))));
        seeds.extend(simulation.as_object().map(|account| ("input_file", lettered('e', &only(account, &["entities", "scp"])))));
    }
}

/// The members of a case that the frame of the target does not have, without the braces.
fn members(case: &Map<String, Value>) -> Vec<u8> {
    let own = case.iter().filter(|(name, _)| !["name", "why", "rules", "evidence"].contains(&name.as_str()));
    let own: Vec<String> = own.map(|(name, value)| format!("{}: {value}", Value::from(name.as_str()))).collect();
    own.join(", ").into_bytes()
}

/// All objects with statements, each of the type that the members about it name.
fn documents(policy_type: PolicyType, value: &Value, seeds: &mut Vec<Seed>) {
    match value {
        Value::Object(members) if members.contains_key("Statement") => seeds.push(policy(policy_type, value)),
        Value::Object(members) => {
            for (name, value) in members {
                documents(PolicyType::from_name(name).unwrap_or(policy_type), value, seeds);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|value| documents(policy_type, value, seeds)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A policy behind the letter of its type.
fn policy(policy_type: PolicyType, document: &Value) -> Seed {
    let mut bytes = vec![property::document::letter(policy_type)];
    bytes.extend(written(document));
    ("parse_print", bytes)
}

/// The patterns of actions and resources, each above what is asked.
fn patterns(question: &Map<String, Value>, request: Option<&Value>, seeds: &mut Vec<Seed>) {
    for (element, asked) in [("Action", "action"), ("NotAction", "action"), ("Resource", "resource"), ("NotResource", "resource")] {
        let Some(asked) = request.and_then(|request| request.get(asked)).and_then(Value::as_str) else { continue };
        let entries = question.get(element).map(|value| value.as_array().map_or_else(|| vec![value.clone()], Clone::clone));
        for pattern in entries.unwrap_or_default().iter().filter_map(Value::as_str) {
            seeds.push(("wildcard", format!("{pattern}\n{asked}").into_bytes()));
        }
    }
}

/// A text as it is, anything else as JSON.
fn written(value: &Value) -> Vec<u8> {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).into_bytes()
}

/// An input file behind the letter of its reader.
fn lettered(letter: char, value: &Value) -> Vec<u8> {
    format!("{letter}{value}").into_bytes()
}

fn only(object: &Map<String, Value>, names: &[&str]) -> Value {
    object.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Files that an input names do not stand beside a seed.
fn names_a_file(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|window| window == b"\"file\"")
}
