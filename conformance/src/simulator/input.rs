//! Which inputs the two operations take (MSG-019 to MSG-021).
//!
//! Lengths, numbers and words are those of the API model. What is refused has a place; all faults are found, not the first one.

pub mod exclusion;

use verdict_evaluator::action::Action;
use verdict_evaluator::arn::Arn;
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::principal::{Principal, is_account_id};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::resource::Resource;
use verdict_evaluator::span::{Span, Spanned};

pub use exclusion::{Exclusion, Exclusions};

use super::{Operation, code, coded};
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};

/// An input whose parts are each what the API takes. Its policies are not yet read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Whose policies are simulated: the ARN of a user, group or role.
    pub policy_source: Option<Spanned<String>>,
    /// `PolicyInputList`
    pub policies: Vec<Spanned<String>>,
    /// The only entry of `PermissionsBoundaryPolicyInputList`.
    pub boundary: Option<Spanned<String>>,
    /// `OrderedOrganizationPolicyInputList`, the root first.
    pub organization: Option<Vec<Vec<Spanned<String>>>>,
    /// `PolicyExclusionList`
    pub exclusions: Exclusions,
    /// `ActionNames`
    pub actions: Vec<Action>,
    /// `ResourceArns`; `*` alone if none is given.
    pub resources: Vec<Resource>,
    /// `ResourcePolicy`
    pub resource_policy: Option<Spanned<String>>,
    /// The account that `ResourceOwner` names.
    pub owner: Option<String>,
    /// `CallerArn`, for SimulatePrincipalPolicy `PolicySourceArn` without it.
    pub caller: Option<Principal>,
    /// `ContextEntries`
    pub context: Context,
    /// Which of the results are wanted.
    pub page: Page,
}

/// Which of the results are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The first of them, counted from 0. The marker of a truncated answer is this number.
    pub first: usize,
    /// How many at most.
    pub most: usize,
}

/// The largest policy, in characters, white space included.
const LONGEST_POLICY: usize = 131_072;

/// From the organization's root to the account.
const MOST_LEVELS: usize = 7;

/// Reads an input.
///
/// # Errors
/// Everything that the operation would not take.
pub fn read(operation: Operation, node: &Node) -> Read<Input> {
    let members = Members::of(node, "the input").map_err(|faults| coded(faults, code::INVALID_INPUT))?;
    let mut reader = Reader { members, faults: Vec::new() };
    let principal = operation == Operation::Principal;
    let policy_source = if principal { reader.required("PolicySourceArn", entity_arn) } else { None };
    let policies = if principal { reader.optional("PolicyInputList", policies) } else { reader.required("PolicyInputList", policies) };
    let boundary = reader.optional("PermissionsBoundaryPolicyInputList", boundary).flatten();
    let organization = if principal { None } else { reader.optional("OrderedOrganizationPolicyInputList", levels) };
    let exclusions = if principal { reader.optional("PolicyExclusionList", exclusion::read) } else { None };
    let actions = reader.required("ActionNames", actions).unwrap_or_default();
    let resources = reader.optional("ResourceArns", resources).filter(|resources| !resources.is_empty());
    let resource_policy = reader.optional("ResourcePolicy", |node| text(node, "ResourcePolicy", 1, LONGEST_POLICY));
    let owner = reader.optional("ResourceOwner", owner);
    let caller = reader.optional("CallerArn", entity_arn);
    let context = reader.optional("ContextEntries", context).unwrap_or_default();
    reader.optional("ResourceHandlingOption", |node| text(node, "ResourceHandlingOption", 1, 64));
    let most = reader.optional("MaxItems", max_items).unwrap_or(100);
    let first = reader.optional("Marker", marker).unwrap_or(0);
    if resource_policy.is_some() && !principal && !reader.members.has("CallerArn") {
        let span = reader.members.span();
        reader.faults.push(Fault::new(
            "`ResourcePolicy` needs `CallerArn`, whom its statements are compared with",
            Span::new(span.start, span.start + 1),
        ));
    }
    let caller = caller.as_ref().or(policy_source.as_ref()).and_then(|arn| caller_named(arn));
    let input = Input {
        policy_source,
        policies: policies.unwrap_or_default(),
        boundary,
        organization,
        exclusions: exclusions.unwrap_or_default(),
        actions,
        resources: resources.unwrap_or_else(|| vec![Resource::Any]),
        resource_policy,
        owner,
        caller,
        context,
        page: Page { first, most },
    };
    reader.end(input)
}

/// The members of an input, and what is wrong with them.
struct Reader<'a> {
    members: Members<'a>,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn optional<T>(&mut self, name: &'static str, read: impl FnOnce(&'a Node) -> Read<T>) -> Option<T> {
        let node = self.members.optional(name)?;
        self.keep(read(node))
    }

    fn required<T>(&mut self, name: &'static str, read: impl FnOnce(&'a Node) -> Read<T>) -> Option<T> {
        let node = self.members.required(name);
        let found = node.and_then(read);
        self.keep(found)
    }

    fn keep<T>(&mut self, result: Read<T>) -> Option<T> {
        result.map_err(|faults| self.faults.extend(faults)).ok()
    }

    fn end<T>(self, value: T) -> Read<T> {
        let mut faults = self.faults;
        faults.extend(self.members.end().err().into_iter().flatten());
        faults.sort_by_key(|fault| fault.span.start);
        if faults.is_empty() { Ok(value) } else { Err(coded(faults, code::INVALID_INPUT)) }
    }
}

/// A string of so many characters.
fn text(node: &Node, what: &str, least: usize, most: usize) -> Read<Spanned<String>> {
    let text = reading::string(node, what)?;
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        return Ok(Spanned::new(text, node.span));
    }
    fault(format!("`{what}` has {least} to {most} characters, not {length}"), node.span)
}

fn texts(node: &Node, what: &str, least: usize, most: usize) -> Read<Vec<Spanned<String>>> {
    reading::all(reading::array(node, what)?.iter().map(|entry| text(entry, what, least, most)))
}

fn policies(node: &Node) -> Read<Vec<Spanned<String>>> {
    texts(node, "PolicyInputList", 1, LONGEST_POLICY)
}

fn boundary(node: &Node) -> Read<Option<Spanned<String>>> {
    let mut given = texts(node, "PermissionsBoundaryPolicyInputList", 1, LONGEST_POLICY)?;
    match given.get(1) {
        Some(second) => fault("one permissions boundary can be simulated, not several", second.span),
        None => Ok(given.pop()),
    }
}

fn levels(node: &Node) -> Read<Vec<Vec<Spanned<String>>>> {
    let entries = reading::array(node, "OrderedOrganizationPolicyInputList")?;
    if let Some(surplus) = entries.get(MOST_LEVELS) {
        return fault(format!("an organization has at most {MOST_LEVELS} levels, from its root to the account"), surplus.span);
    }
    reading::all(entries.iter().map(level))
}

fn level(node: &Node) -> Read<Vec<Spanned<String>>> {
    let mut members = Members::of(node, "a level")?;
    let list = "ServiceControlPolicyInputList";
    let policies = members.optional(list).map_or(Ok(Vec::new()), |node| texts(node, list, 1, LONGEST_POLICY));
    reading::both(policies, members.end()).map(|(policies, ())| policies)
}

fn actions(node: &Node) -> Read<Vec<Action>> {
    reading::all(reading::array(node, "ActionNames")?.iter().map(action))
}

fn action(node: &Node) -> Read<Action> {
    let name = text(node, "ActionNames", 3, 128)?;
    Action::new(&name).or_else(|error| fault(error.to_string(), node.span))
}

fn resources(node: &Node) -> Read<Vec<Resource>> {
    reading::all(reading::array(node, "ResourceArns")?.iter().map(|node| {
        let name = text(node, "ResourceArns", 1, 2048)?;
        Resource::new(&name).or_else(|error| fault(error.to_string(), node.span))
    }))
}

/// The ARN of an account, or its id.
fn owner(node: &Node) -> Read<String> {
    let name = text(node, "ResourceOwner", 1, 2048)?;
    let root = Arn::new(&name).filter(|arn| arn.service == "iam" && arn.resource == "root").map(|arn| arn.account);
    match root.or(Some(name.as_str())).filter(|account| is_account_id(account)) {
        Some(account) => Ok(account.to_owned()),
        None => fault("`ResourceOwner` is the ARN of an account: `arn:aws:iam::111122223333:root`", node.span),
    }
}

/// The ARN of a user, group or role: no session, no service (MSG-019, MSG-020).
fn entity_arn(node: &Node) -> Read<Spanned<String>> {
    let arn = text(node, "an entity's ARN", 20, 2048)?;
    if caller_named(&arn).is_some() {
        return Ok(arn);
    }
    let message = format!("`{}` is no ARN of an IAM user, group or role", *arn);
    Err(vec![Fault::new(message, node.span).with_help("sessions and services cannot be simulated")])
}

/// A group can make no request; simulated, it is a caller that no policy names.
fn caller_named(arn: &str) -> Option<Principal> {
    let cut = Arn::new(arn).filter(|arn| arn.service == "iam" && is_account_id(arn.account))?;
    let (kind, name) = cut.resource.split_once('/')?;
    match kind {
        "user" | "group" if !name.is_empty() => Some(Principal::User { arn: arn.to_owned(), id: None }),
        "role" => Principal::new(arn).ok(),
        _ => None,
    }
}

/// Is a caller a role? The simulator then leaves resource-based policies out (MSG-028).
pub const fn is_role(caller: &Principal) -> bool {
    matches!(caller, Principal::RoleSession { .. })
}

fn context(node: &Node) -> Read<Context> {
    let mut context = Context::default();
    let mut faults = Vec::new();
    for entry in reading::array(node, "ContextEntries")? {
        match context_entry(entry) {
            Ok((name, value)) => {
                let added = context.insert(&name, value);
                faults.extend(added.err().map(|error| Fault::new(error.to_string(), name.span)));
            }
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(context) } else { Err(faults) }
}

/// The words of `ContextKeyType` (MSG-021). ARNs are strings.
const KEY_TYPES: [&str; 12] = [
    "string",
    "stringList",
    "numeric",
    "numericList",
    "boolean",
    "booleanList",
    "ip",
    "ipList",
    "binary",
    "binaryList",
    "date",
    "dateList",
];

/// A list type makes the key multivalued, and so do several values of another type or none.
fn context_entry(node: &Node) -> Read<(Spanned<String>, ContextValue)> {
    let mut members = Members::of(node, "a context entry")?;
    let name = text(members.required("ContextKeyName")?, "ContextKeyName", 5, 256)?;
    let values = members.required("ContextKeyValues")?;
    let values: Vec<String> =
        reading::array(values, "ContextKeyValues")?.iter().map(|value| reading::string(value, "ContextKeyValues")).collect::<Read<_>>()?;
    let type_node = members.required("ContextKeyType")?;
    let key_type = reading::string(type_node, "ContextKeyType")?;
    members.end()?;
    if !KEY_TYPES.contains(&key_type.as_str()) {
        let help = format!("`{}`", KEY_TYPES.join("`, `"));
        return Err(vec![Fault::new(format!("`{key_type}` is no type of context keys"), type_node.span).with_help(help)]);
    }
    let value = match values.as_slice() {
        [only] if !key_type.ends_with("List") => ContextValue::One(only.clone()),
        _ => ContextValue::Many(values),
    };
    // A tag's key and value have their own limits (LIM-013).
    Context::from_entries([(name.value.clone(), value.clone())], &Profile::default())
        .or_else(|error| fault(error.to_string(), node.span))?;
    Ok((name, value))
}

fn max_items(node: &Node) -> Read<usize> {
    match reading::number(node, "MaxItems")? {
        most @ 1..=1000 => Ok(most),
        other => fault(format!("`MaxItems` is 1 to 1000, not {other}"), node.span),
    }
}

fn marker(node: &Node) -> Read<usize> {
    let marker = text(node, "Marker", 1, 320)?;
    let digits = marker.bytes().all(|byte| byte.is_ascii_digit());
    let first = marker.parse().ok().filter(|_| digits);
    first.map_or_else(|| fault("`Marker` is not one of a truncated answer", node.span), Ok)
}

/// Where in an input a place lies: `ActionNames[0]`; the empty text for the whole input.
pub fn path_of(node: &Node, span: Span) -> String {
    let within = |outer: Span| outer.start <= span.start && span.end <= outer.end;
    match &node.value {
        Value::Object(members) => {
            let found = members.iter().find(|member| within(member.value.span) || within(member.name.span));
            found.map_or_else(String::new, |member| joined(&member.name, &path_of(&member.value, span)))
        }
        Value::Array(entries) => {
            let found = entries.iter().enumerate().find(|(_, entry)| within(entry.span));
            found.map_or_else(String::new, |(index, entry)| joined(&format!("[{index}]"), &path_of(entry, span)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => String::new(),
    }
}

fn joined(first: &str, rest: &str) -> String {
    if rest.is_empty() || rest.starts_with('[') { format!("{first}{rest}") } else { format!("{first}.{rest}") }
}
