//! Requests as case files and request files write them, made into the evaluator's.

use std::fmt;

use verdict_evaluator::action::Action;
use verdict_evaluator::context::derived::{self, Facts};
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;

use crate::case::RequestText;
use crate::reading::{self, Members, Read};

/// A request or policy that AWS would not take, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidInput(pub String);

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidInput {}

/// Who asks, as a case file describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The principal.
    pub principal: Principal,
    /// The canonical user id of its account, if it is given.
    pub canonical_user: Option<String>,
    /// What it carries into its requests.
    pub facts: Facts,
}

impl Caller {
    fn plain(principal: Principal) -> Self {
        Self { principal, canonical_user: None, facts: Facts::default() }
    }
}

/// A request, and the canonical user id of its principal's account if it is given.
///
/// # Errors
/// A part is missing or cannot be part of a request.
pub fn request(text: &RequestText, profile: &Profile) -> Result<(Request, Option<String>), InvalidInput> {
    let invalid = |error: &dyn fmt::Display| InvalidInput(error.to_string());
    let caller = text.principal.as_ref().ok_or_else(|| invalid(&"the request has no `principal`"))?;
    let Caller { principal, canonical_user, facts } = principal(caller)?;
    let action = text.action.as_deref().ok_or_else(|| invalid(&"the request has no `action`"))?;
    let mut request = Request {
        principal,
        action: Action::new(action).map_err(|error| invalid(&error))?,
        resource: Resource::new(text.resource.as_deref().unwrap_or("*")).map_err(|error| invalid(&error))?,
        resource_account: text.resource_account.clone(),
        context: context(&text.context, profile)?,
    };
    if text.derived_keys {
        let owner = request.owner().map(str::to_owned);
        derived::add(&mut request.context, &request.principal, &facts, owner.as_deref());
    }
    Ok((request, canonical_user))
}

/// A context: an object of strings, booleans and numbers, and of lists of these (COND-087).
///
/// # Errors
/// It holds something else, or one key twice (COND-018).
pub fn context(node: &Node, profile: &Profile) -> Result<Context, InvalidInput> {
    let Value::Object(members) = &node.value else {
        return Err(InvalidInput(format!("a context must be an object, not {}", node.value.kind())));
    };
    let entries = members.iter().map(|member| Ok((member.name.value.clone(), context_value(&member.value, &member.name)?)));
    let entries: Vec<(String, ContextValue)> = entries.collect::<Result<_, InvalidInput>>()?;
    Context::from_entries(entries, profile).map_err(|error| InvalidInput(error.to_string()))
}

fn context_value(node: &Node, key: &str) -> Result<ContextValue, InvalidInput> {
    match &node.value {
        Value::Array(entries) => entries.iter().map(|entry| scalar(entry, key)).collect::<Result<_, _>>().map(ContextValue::Many),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => scalar(node, key).map(ContextValue::One),
    }
}

fn scalar(node: &Node, key: &str) -> Result<String, InvalidInput> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Ok(text.clone()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(InvalidInput(format!("`{key}` cannot hold {}: leave a missing key out", node.value.kind())))
        }
    }
}

/// A principal, with what is said of it.
///
/// # Errors
/// It can make no request, or is described in another way than `corpus/README.md` says.
pub fn principal(node: &Node) -> Result<Caller, InvalidInput> {
    let named = |text: &str| Principal::new(text).map_err(|error| InvalidInput(error.to_string()));
    if let Value::String(text) = &node.value {
        return Ok(Caller::plain(named(text)?));
    }
    let words =
        |faults: Vec<crate::fault::Fault>| InvalidInput(faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; "));
    let mut members = Members::of(node, "a principal").map_err(words)?;
    let facts = facts(&mut members).map_err(words)?;
    let assumed = members.optional("assumeRoot").map_or(Ok(false), |node| reading::boolean(node, "assumeRoot")).map_err(words)?;
    let mut text = |name| members.optional_string(name).map_err(words);
    let (arn, id, role, issuer) = (text("arn")?, text("id")?, text("role")?, text("issuer")?);
    let (service, federated, canonical_user) = (text("service")?, text("federated")?, text("canonicalUser")?);
    members.end().map_err(words)?;
    let principal = match (arn, service, federated) {
        (Some(arn), None, None) => with_details(named(&arn)?, Details { id, role, issuer, assumed }),
        (None, Some(name), None) => Principal::Service { name },
        (None, None, Some(provider)) => Principal::Federated { provider },
        _ => return Err(InvalidInput("a principal has exactly one of `arn`, `service` and `federated`".to_owned())),
    };
    Ok(Caller { principal, canonical_user, facts })
}

/// Tags and source identity of a principal.
fn facts(members: &mut Members<'_>) -> Read<Facts> {
    Ok(Facts {
        tags: members.optional("tags").map_or(Ok(Vec::new()), |node| tags(node, "tags"))?,
        transitive_tags: members.optional("transitiveTags").map_or(Ok(Vec::new()), |node| tags(node, "transitiveTags"))?,
        session_tags: members.optional("sessionTags").map_or(Ok(Vec::new()), |node| tags(node, "sessionTags"))?,
        source_identity: members.optional_string("sourceIdentity")?,
    })
}

/// `{ key: value }`
pub(crate) fn tags(node: &Node, what: &str) -> Read<Vec<(String, String)>> {
    let Value::Object(entries) = &node.value else { return reading::fault(format!("`{what}` must be an object"), node.span) };
    entries.iter().map(|entry| Ok((entry.name.value.clone(), reading::string(&entry.value, what)?))).collect()
}

/// What an ARN does not tell.
struct Details {
    id: Option<String>,
    role: Option<String>,
    issuer: Option<String>,
    assumed: bool,
}

fn with_details(principal: Principal, details: Details) -> Principal {
    let Details { id, role, issuer, assumed } = details;
    match principal {
        Principal::Root { arn, .. } => Principal::Root { arn, assumed },
        Principal::User { arn, .. } => Principal::User { arn, id },
        Principal::RoleSession { arn, role: known, .. } => Principal::RoleSession { arn, role: role.or(known), id },
        Principal::FederatedUser { arn, .. } => Principal::FederatedUser { arn, issuer },
        Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => principal,
    }
}
