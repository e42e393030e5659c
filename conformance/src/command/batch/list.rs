//! `verdict batch --list`: what there is in AWS Batch.

use std::fmt::Write as _;

use serde_json::{Value, json};
use verdict_evaluator::service::batch::{ActionFacts, KeyFacts, Model, Operation, ResourceTypeFacts, model};

use super::Format;

/// The service model, for people or programs.
pub(super) fn list(format: Format) -> String {
    match format {
        Format::Human => human(model()),
        Format::Json => format!("{:#}\n", as_json(model())),
    }
}

fn human(model: &Model) -> String {
    let operations =
        model.operations.iter().map(|operation| vec![operation.name.clone(), operation.cli_name(), operation.actions().join(", ")]);
    let actions = model.actions.iter().map(|action| {
        let keys = if action.condition_keys.is_empty() { String::new() } else { format!("keys {}", action.condition_keys.join(", ")) };
        vec![action.name.clone(), action.access_level.join(", "), resources(action), keys]
    });
    let types = model.resource_types.iter().map(|facts| vec![facts.name.clone(), facts.resource.clone()]);
    let keys = model.condition_keys.iter().chain(&model.further_keys).map(|facts| {
        vec![
            facts.key.clone(),
            facts.value_type.clone(),
            format!("{} {}", facts.actions.len(), if facts.actions.len() == 1 { "action" } else { "actions" }),
        ]
    });
    let mut out = String::new();
    section(
        &mut out,
        "Operations, their names in the AWS CLI, and the actions that they are checked with",
        &operations.collect::<Vec<_>>(),
    );
    section(&mut out, "Actions, their access levels and resource types (* required)", &actions.collect::<Vec<_>>());
    section(&mut out, "Resource types", &types.collect::<Vec<_>>());
    section(&mut out, "Condition keys", &keys.collect::<Vec<_>>());
    out
}

fn resources(action: &ActionFacts) -> String {
    let names = action.resource_types.iter().map(|(name, required)| format!("{name}{}", if *required { "*" } else { "" }));
    let names: Vec<String> = names.collect();
    if names.is_empty() { "no particular resource".to_owned() } else { names.join(", ") }
}

/// A heading with its count, and rows in columns.
fn section(out: &mut String, heading: &str, rows: &[Vec<String>]) {
    let blank = if out.is_empty() { "" } else { "\n" };
    let _ = writeln!(out, "{blank}{heading} ({}):", rows.len());
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
}

fn as_json(model: &Model) -> Value {
    json!({
        "operations": model.operations.iter().map(operation).collect::<Vec<_>>(),
        "actions": model.actions.iter().map(action).collect::<Vec<_>>(),
        "resourceTypes": model.resource_types.iter().map(resource_type).collect::<Vec<_>>(),
        "conditionKeys": model.condition_keys.iter().chain(&model.further_keys).map(key).collect::<Vec<_>>(),
    })
}

fn operation(operation: &Operation) -> Value {
    json!({ "name": operation.name, "cli": operation.cli_name(), "actions": operation.actions() })
}

fn action(action: &ActionFacts) -> Value {
    let resource = |(name, required): &(String, bool)| json!({ "name": name, "required": required });
    json!({
        "name": action.name,
        "accessLevel": action.access_level,
        "permissionOnly": action.permission_only,
        "resourceTypes": action.resource_types.iter().map(resource).collect::<Vec<_>>(),
        "conditionKeys": action.condition_keys,
    })
}

fn resource_type(facts: &ResourceTypeFacts) -> Value {
    json!({ "name": facts.name, "resource": facts.resource, "conditionKeys": facts.condition_keys })
}

fn key(facts: &KeyFacts) -> Value {
    json!({ "key": facts.key, "type": facts.value_type, "multivalued": facts.multivalued, "actions": facts.actions })
}
