//! A decoded authorization message, read strictly: both shapes, no unknown members, every fault with its place.

use verdict_evaluator::action::Action;
use verdict_evaluator::context::{Context, ContextValue, global};
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::Effect;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;

use super::{Decoded, MatchedStatement};
use crate::reading::{self, Members, Read, fault};

/// What a decoded message says; its text is the JSON object itself.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(text: &str, profile: &Profile) -> Read<Decoded> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "a decoded authorization message")?;
    let allowed = truth(members.required("allowed")?, "allowed");
    let explicit = truth(members.required("explicitDeny")?, "explicitDeny");
    let matched = members.required("matchedStatements")?;
    let failures = list(members.required("failures")?, "failures");
    let context = members.required("context")?;
    members.end()?;
    let (allowed, explicit) = reading::both(allowed, explicit)?;
    let (statements, _) = reading::both(statements(matched), failures)?;
    let outcome = match (allowed, explicit) {
        (true, true) => return fault("a request is not both allowed and explicitly denied (MSG-017)", node.span),
        (true, false) => Outcome::Allowed,
        (false, true) => Outcome::ExplicitDeny,
        (false, false) => Outcome::ImplicitDeny,
    };
    if outcome == Outcome::ImplicitDeny && !statements.is_empty() {
        return fault("no statement matches in an implicit denial (MSG-017)", matched.span);
    }
    if outcome == Outcome::ExplicitDeny && statements.iter().any(|statement| statement.effect == Effect::Allow) {
        return fault("only Deny statements match in an explicit denial (MSG-017)", matched.span);
    }
    Ok(Decoded { outcome, statements, request: request(context, profile)? })
}

/// The decoded message in the output of `aws sts decode-authorization-message`, where it stands in a string.
pub fn output_of_sts(text: &str) -> Option<String> {
    let node = reading::json(text).ok()?;
    match &node.get("DecodedMessage")?.value {
        Value::String(message) => Some(message.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn request(node: &Node, profile: &Profile) -> Read<Request> {
    let mut members = Members::of(node, "`context`")?;
    let principal = principal(members.required("principal")?);
    let (action, resource) = (members.required("action")?, members.required("resource")?);
    let conditions = members.required("conditions")?;
    members.end()?;
    let resource_text = reading::string(resource, "resource")?;
    let named = Resource::new(&resource_text).or_else(|error| fault(error.to_string(), resource.span));
    let (principal, resource) = reading::both(principal, named)?;
    let (action, context) = reading::both(self::action(action, &resource), context(conditions, profile))?;
    Ok(Request { principal, action, resource, resource_account: None, context })
}

/// The id of a session names its role and the session; only the role's is kept.
fn principal(node: &Node) -> Read<Principal> {
    let mut members = Members::of(node, "`principal`")?;
    let id = members.string("id")?;
    members.optional_string("name")?;
    let arn = members.required("arn")?;
    members.end()?;
    let named = Principal::new(&reading::string(arn, "arn")?).or_else(|error| fault(error.to_string(), arn.span))?;
    let entity = id.split(':').next().unwrap_or_default().to_owned();
    Ok(match named {
        Principal::User { arn, .. } => Principal::User { arn, id: Some(id) },
        Principal::RoleSession { arn, role, .. } => Principal::RoleSession { arn, role, id: Some(entity) },
        Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => named,
    })
}

/// Some messages name the action without its service, which then is that of the resource.
fn action(node: &Node, resource: &Resource) -> Read<Action> {
    let text = reading::string(node, "action")?;
    let service = resource.arn().map(|arn| arn.service).filter(|_| !text.contains(':'));
    let full = service.map_or_else(|| text.clone(), |service| format!("{service}:{text}"));
    Action::new(&full).or_else(|error| fault(error.to_string(), node.span))
}

/// One value is a single value, unless the key is known to be multivalued (GKEY-002).
fn context(node: &Node, profile: &Profile) -> Read<Context> {
    let conditions = reading::all(list(node, "conditions")?.into_iter().map(condition))?;
    let entries = conditions.into_iter().map(|(key, mut values)| {
        let multivalued = global::find(&key).is_some_and(|known| known.multivalued);
        match values.pop() {
            Some(only) if values.is_empty() && !multivalued => (key, ContextValue::One(only)),
            last => {
                values.extend(last);
                (key, ContextValue::Many(values))
            }
        }
    });
    Context::from_entries(entries, profile).or_else(|error| fault(error.to_string(), node.span))
}

fn statements(node: &Node) -> Read<Vec<MatchedStatement>> {
    reading::all(list(node, "matchedStatements")?.into_iter().map(statement))
}

fn statement(node: &Node) -> Read<MatchedStatement> {
    let mut members = Members::of(node, "a matched statement")?;
    let sid = members.string("statementId")?;
    let effect = effect(members.required("effect")?)?;
    let principals = texts(members.required("principals")?, "principals")?;
    texts(members.required("principalGroups")?, "principalGroups")?;
    let actions = texts(members.required("actions")?, "actions")?;
    let resources = texts(members.required("resources")?, "resources")?;
    let conditions = reading::all(list(members.required("conditions")?, "conditions")?.into_iter().map(condition))?;
    members.end()?;
    Ok(MatchedStatement { sid, effect, principals, actions, resources, conditions })
}

fn effect(node: &Node) -> Read<Effect> {
    match reading::string(node, "effect")?.as_str() {
        "DENY" => Ok(Effect::Deny),
        "ALLOW" => Ok(Effect::Allow),
        _ => fault("`effect` must be \"DENY\" or \"ALLOW\"", node.span),
    }
}

fn condition(node: &Node) -> Read<(String, Vec<String>)> {
    let mut members = Members::of(node, "a condition")?;
    let key = members.string("key")?;
    let values = texts(members.required("values")?, "values")?;
    members.end()?;
    Ok((key, values))
}

/// `true`, or the text `"true"`.
fn truth(node: &Node, what: &str) -> Read<bool> {
    match &node.value {
        Value::Bool(yes) => Ok(*yes),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            fault(format!("`{what}` must be true or false, as such or in quotation marks"), node.span)
        }
    }
}

/// `{ "items": [ … ] }`, or a plain list of `{ "item": … }`, or `""` for none.
fn list<'a>(node: &'a Node, what: &str) -> Read<Vec<&'a Node>> {
    match &node.value {
        Value::Object(_) => {
            let mut members = Members::of(node, what)?;
            let items = members.required("items")?;
            members.end()?;
            Ok(reading::array(items, "items")?.iter().collect())
        }
        Value::Array(entries) => Ok(entries.iter().map(|entry| unwrapped(entry, "item")).collect()),
        Value::String(text) if text.is_empty() => Ok(Vec::new()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            fault(format!("`{what}` must be an object with `items`, or a list, not {}", node.value.kind()), node.span)
        }
    }
}

/// A list of `{ "value": … }`, or of plain texts.
fn texts(node: &Node, what: &str) -> Read<Vec<String>> {
    reading::all(list(node, what)?.into_iter().map(|entry| reading::string(unwrapped(entry, "value"), "value")))
}

/// The value of the only member, if it has this name.
fn unwrapped<'a>(node: &'a Node, name: &str) -> &'a Node {
    match &node.value {
        Value::Object(members) if members.len() == 1 => node.get(name).unwrap_or(node),
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => node,
    }
}
