//! Policy documents of every layer, as JSON text that the parser then reads.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use verdict_evaluator::arn::Arn;
use verdict_evaluator::policy::{Effect, Policy, PolicyType, Statement, StatementElement, parse, print::print};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::request::Request;

use super::world::ACCOUNTS;
use super::{Shape, World, condition, one_in};

/// A policy of the given type.
///
/// # Errors
/// None in practice.
///
/// # Panics
/// The parser refuses the text: a mistake of this generator, or of the parser.
pub fn policy(policy_type: PolicyType, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Policy> {
    Ok(accepted(&document(policy_type, world, shape, u)?, policy_type))
}

/// The text of such a policy.
///
/// # Errors
/// None in practice.
pub fn text(policy_type: PolicyType, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<String> {
    Ok(latin(&document(policy_type, world, shape, u)?.to_string()))
}

fn document(policy_type: PolicyType, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Value> {
    let count = u.int_in_range(0..=shape.more_statements)? + 1;
    let mut statements = Vec::new();
    for index in 0..count {
        statements.push(statement_value(policy_type, index, world, shape, u)?);
    }
    let single = statements.len() == 1 && u.arbitrary()?;
    let statement = if single { statements.remove(0) } else { Value::Array(statements) };
    let mut document = json!({ "Version": "2012-10-17", "Statement": statement });
    let organization = matches!(policy_type, PolicyType::Scp | PolicyType::Rcp);
    if !organization && one_in(10, u)? {
        document["Version"] = json!("2008-10-17");
    }
    if one_in(10, u)? {
        document["Id"] = json!("Generated");
    }
    Ok(document)
}

/// A policy with one statement about everything: everyone, every action, every resource. A resource control policy takes
/// Denies on services that it covers only, a trust policy actions of STS only.
pub fn about_everything(effect: Effect, policy_type: PolicyType) -> Policy {
    /// Read once: half of all drawn layers are one of these.
    static READ: LazyLock<Vec<(Effect, Policy)>> = LazyLock::new(|| {
        let all = PolicyType::ALL.into_iter().flat_map(|policy_type| [(Effect::Allow, policy_type), (Effect::Deny, policy_type)]);
        let taken = all.filter(|pair| *pair != (Effect::Allow, PolicyType::Rcp));
        taken.map(|(effect, policy_type)| (effect, about("*", "*", effect, policy_type))).collect()
    });
    let read = READ.iter().find(|(of, policy)| *of == effect && policy.policy_type == policy_type);
    read.map_or_else(|| about("*", "*", effect, policy_type), |(_, policy)| policy.clone())
}

/// A policy with one statement that matches the request by its action, and by its resource if an entry can name it (PROP-033).
pub fn about_request(request: &Request, effect: Effect, policy_type: PolicyType) -> Policy {
    let resource = request.resource.as_str();
    about(request.action.as_str(), if resource.contains("${") { "*" } else { resource }, effect, policy_type)
}

fn about(action: &str, resource: &str, effect: Effect, policy_type: PolicyType) -> Policy {
    let fits = match policy_type {
        PolicyType::Rcp => COVERED.iter().any(|all| all.split_once('*').is_some_and(|(service, _)| action.starts_with(service))),
        PolicyType::Trust => action.starts_with("sts:"),
        PolicyType::Identity
        | PolicyType::Boundary
        | PolicyType::Session
        | PolicyType::Resource
        | PolicyType::Scp
        | PolicyType::Endpoint => true,
    };
    let action = if fits { json!(action) } else { all_actions(policy_type) };
    let mut statement = json!({ "Effect": effect.as_str(), "Action": action });
    if policy_type != PolicyType::Trust {
        statement["Resource"] = json!(resource);
    }
    if policy_type.has_principal() {
        statement["Principal"] = everyone(policy_type);
    }
    accepted(&json!({ "Version": "2012-10-17", "Statement": statement }), policy_type)
}

/// The services that generated resource control policies are about.
const COVERED: [&str; 3] = ["s3:*", "kms:*", "sts:*"];

/// Every action that a policy of the type may speak of.
fn all_actions(policy_type: PolicyType) -> Value {
    match policy_type {
        PolicyType::Rcp => json!(COVERED),
        PolicyType::Trust => json!("sts:*"),
        PolicyType::Identity
        | PolicyType::Boundary
        | PolicyType::Session
        | PolicyType::Resource
        | PolicyType::Scp
        | PolicyType::Endpoint => json!("*"),
    }
}

/// Everyone; a trust policy takes the longer form only (PRIN-027).
fn everyone(policy_type: PolicyType) -> Value {
    if policy_type == PolicyType::Trust { json!({ "AWS": "*" }) } else { json!("*") }
}

/// One statement in the grammar of an identity policy.
///
/// # Errors
/// None in practice.
///
/// # Panics
/// As [`policy`].
pub fn statement(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Statement> {
    let statement = statement_value(PolicyType::Identity, 99, world, shape, u)?;
    let mut policy = accepted(&json!({ "Version": "2012-10-17", "Statement": statement }), PolicyType::Identity);
    Ok(policy.statements.remove(0))
}

/// `statement` with the given effect, as a policy of the given type has it: for everyone where the type has principals, with actions of STS
/// and without resource in a trust policy, and a Deny on the covered services in a resource control policy, which takes no Allow.
pub fn fitted(statement: &Statement, effect: Effect, policy_type: PolicyType) -> Policy {
    let alone = Policy {
        policy_type: PolicyType::Identity,
        version: None,
        id: None,
        statements: vec![statement.clone()],
        statements_in_list: true,
        order: vec![verdict_evaluator::policy::TopElement::Statement],
        span: statement.span,
    };
    let mut document: Value = serde_json::from_str(&print(&alone)).unwrap_or_default();
    let value = &mut document["Statement"][0];
    value["Effect"] = json!(effect.as_str());
    if policy_type.has_principal() {
        value["Principal"] = everyone(policy_type);
    }
    let without: &[StatementElement] = match policy_type {
        PolicyType::Rcp => {
            value["Effect"] = json!("Deny");
            value["Action"] = all_actions(policy_type);
            &[StatementElement::NotAction]
        }
        PolicyType::Trust => {
            value["Action"] = actions_of_sts(&value["Action"]);
            &[StatementElement::NotAction, StatementElement::Resource, StatementElement::NotResource]
        }
        PolicyType::Identity
        | PolicyType::Boundary
        | PolicyType::Session
        | PolicyType::Resource
        | PolicyType::Scp
        | PolicyType::Endpoint => &[],
    };
    for element in without {
        value.as_object_mut().and_then(|members| members.remove(element.name()));
    }
    document["Version"] = json!("2012-10-17");
    accepted(&document, policy_type)
}

/// Those of the actions that are surely of STS; all of STS if there is none.
fn actions_of_sts(action: &Value) -> Value {
    let entries = action.as_array().map_or(std::slice::from_ref(action), Vec::as_slice);
    let is_of_sts = |entry: &str| entry.to_ascii_lowercase().starts_with("sts:") && !entry.contains('?');
    let own: Vec<&Value> = entries.iter().filter(|entry| entry.as_str().is_some_and(is_of_sts)).collect();
    if own.is_empty() { all_actions(PolicyType::Trust) } else { json!(own) }
}

fn accepted(document: &Value, policy_type: PolicyType) -> Policy {
    let text = latin(&document.to_string());
    parse(&text, policy_type).unwrap_or_else(|errors| panic!("generated a policy that IAM would not store: {text}\n{errors:?}"))
}

/// Characters that a document may not hold, as escapes (GRAM-003). In JSON text they stand in strings only.
pub(super) fn latin(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{100}'.. => written.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}"))),
            _ => written.push(character),
        }
    }
    written
}

fn statement_value(policy_type: PolicyType, index: u8, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Value> {
    let (rcp, trust) = (policy_type == PolicyType::Rcp, policy_type == PolicyType::Trust);
    let deny = rcp || one_in(3, u)?;
    let mut statement = json!({ "Effect": if deny { "Deny" } else { "Allow" } });
    let action = if shape.not_elements && !rcp && !trust && one_in(4, u)? { "NotAction" } else { "Action" };
    statement[action] = list(u, |u| match policy_type {
        PolicyType::Rcp => rcp_action(u),
        PolicyType::Trust => trust_action(world, u),
        PolicyType::Identity
        | PolicyType::Boundary
        | PolicyType::Session
        | PolicyType::Resource
        | PolicyType::Scp
        | PolicyType::Endpoint => action_entry(world, shape, u),
    })?;
    if !trust {
        let resource = if shape.not_elements && one_in(4, u)? { "NotResource" } else { "Resource" };
        statement[resource] = list(u, |u| resource_entry(world, shape, u))?;
    }
    if policy_type.has_principal() {
        let negated = shape.not_elements && !rcp && !trust && one_in(4, u)?;
        let name = if negated { "NotPrincipal" } else { "Principal" };
        statement[name] = if rcp { everyone(policy_type) } else { principals(policy_type, world, u)? };
    }
    if shape.conditions && u.arbitrary()? {
        statement["Condition"] = condition::block(world, shape, u)?;
    }
    if !one_in(4, u)? {
        statement["Sid"] = json!(format!("{}{index}", if deny { "Deny" } else { "Allow" }));
    }
    Ok(statement)
}

/// One entry, or a list of up to three.
fn list(u: &mut Unstructured<'_>, entry: impl Fn(&mut Unstructured<'_>) -> Result<String>) -> Result<Value> {
    if !u.arbitrary()? {
        return entry(u).map(Value::String);
    }
    let length = if one_in(12, u)? { 0 } else { u.int_in_range(1..=3)? };
    (0..length).map(|_| entry(u).map(Value::String)).collect::<Result<_>>().map(Value::Array)
}

fn rcp_action(u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["s3:*", "s3:GetObject", "s3:Put*", "kms:*", "sts:*", "sts:AssumeRole"])?).to_owned())
}

fn trust_action(world: &World, u: &mut Unstructured<'_>) -> Result<String> {
    let asked = u.choose(&world.operations)?.action;
    let own = if asked.starts_with("sts:") { asked } else { "sts:AssumeRole" };
    Ok((*u.choose(&[own, own, "sts:*", "sts:Assume*", "STS:assumerole", "sts:SetSourceIdentity"])?).to_owned())
}

fn action_entry(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<String> {
    let action = u.choose(&world.operations)?.action;
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    Ok(match u.int_in_range(0..=6)? {
        0 | 1 => "*".to_owned(),
        2 | 3 => action.to_owned(),
        4 => format!("{service}:*"),
        5 if shape.wildcards => format!("{service}:{}", with_wildcard(name, u)?),
        5 => action.to_ascii_uppercase(),
        _ => (*u.choose(&["batch:ListJobs", "ec2:RunInstances", "s3:getobject"])?).to_owned(),
    })
}

fn resource_entry(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<String> {
    let resource = u.choose(&world.operations)?.resource.clone();
    let Some(arn) = Arn::new(&resource) else { return Ok(if one_in(3, u)? { "arn:aws:batch:*:*:job/*".to_owned() } else { resource }) };
    let before = format!("arn:{}:{}:{}:{}:", arn.partition, arn.service, arn.region, arn.account);
    let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
    Ok(match u.int_in_range(0..=8)? {
        0 | 1 => "*".to_owned(),
        2 | 3 => resource,
        4 => format!("{before}{kind}/*"),
        5 if shape.variables => format!("{before}{kind}/${{aws:username}}"),
        6 if shape.wildcards => format!("{before}{kind}/{}", with_wildcard(name, u)?),
        7 if shape.wildcards => format!("arn:aws:{}:*:{}:{kind}/{name}", arn.service, arn.account).replace("iam:*:", "iam::"),
        5 | 6 => resource,
        _ => format!("{before}{kind}/other"),
    })
}

/// Puts `*` or `?` in the place of a character; into a variable never.
fn with_wildcard(name: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let mut characters: Vec<char> = name.chars().collect();
    if characters.is_empty() || name.contains("${") {
        return Ok(format!("{name}?*"));
    }
    let at = u.choose_index(characters.len())?;
    characters[at] = *u.choose(&['*', '?'])?;
    if u.arbitrary()? {
        characters.truncate(at + 1);
    }
    Ok(characters.into_iter().collect())
}

fn principals(policy_type: PolicyType, world: &World, u: &mut Unstructured<'_>) -> Result<Value> {
    if !u.arbitrary()? {
        return Ok(everyone(policy_type));
    }
    let entries: Vec<String> = (0..u.int_in_range(1..=3)?).map(|_| principal_entry(world, u)).collect::<Result<_>>()?;
    let mut map = json!({ "AWS": entries });
    for principal in &world.principals {
        match principal {
            Principal::Service { name } => map["Service"] = json!(name),
            // Only trust policies name providers (PRIN-021).
            Principal::Federated { provider } if policy_type == PolicyType::Trust => map["Federated"] = json!(provider),
            Principal::User { .. }
            | Principal::RoleSession { .. }
            | Principal::FederatedUser { .. }
            | Principal::Root { .. }
            | Principal::Federated { .. }
            | Principal::Anonymous => {}
        }
    }
    Ok(map)
}

fn principal_entry(world: &World, u: &mut Unstructured<'_>) -> Result<String> {
    let principal = u.choose(&world.principals)?;
    let account = principal.account().unwrap_or(ACCOUNTS[0]);
    let behind = match principal {
        Principal::RoleSession { role, .. } => role.clone(),
        Principal::FederatedUser { issuer, .. } => issuer.clone(),
        Principal::User { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => None,
    };
    Ok(match u.int_in_range(0..=4)? {
        0 => "*".to_owned(),
        1 => principal.arn().unwrap_or(account).to_owned(),
        2 => format!("arn:aws:iam::{account}:root"),
        3 => behind.unwrap_or_else(|| account.to_owned()),
        _ => format!("arn:aws:iam::{}:user/zoe", ACCOUNTS[1]),
    })
}
