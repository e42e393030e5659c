//! An account as `aws iam get-account-authorization-details` prints it: which policies has a user or role?
//!
//! [`read_account`] reads the whole file strictly, but policies only as JSON; [`Account::holdings`] finds those of one principal, and only
//! these are read as policies. A broken policy that nobody asks for does no harm.
//!
//! Documents are JSON objects, as the AWS CLI prints them, or strings: URL-encoded, as the API and most SDKs return them (RFC 3986, so a
//! `+` is a plus sign), or JSON.
//!
//! A file that is not whole is an error, since policies might be missing: `IsTruncated`, `Marker` or `NextToken`, a group or managed policy
//! that is named and not there, a member missing that AWS always writes.
//!
//! Unknown members are errors where AWS has never added one: at the top, in inline and attached policies, tags, and boundaries. In users,
//! groups, roles, managed policies and their versions they are ignored, since AWS adds members there (`Tags`, `PermissionsBoundary`,
//! `RoleLastUsed` and `PermissionsBoundaryUsageCount` came later than the operation), unless their name is nearly a known one, which is a
//! misspelling. What AWS says about use and dates (`CreateDate`, `RoleLastUsed`, `InstanceProfileList`, counts) is not looked at.

mod body;
mod entity;
mod holdings;
mod managed;

use std::collections::HashMap;
use std::rc::Rc;

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::span::Spanned;

pub use holdings::{Holdings, HoldingsError, Who};

use crate::fault::{Fault, FaultyText};
use crate::reading::{self, Members, Read};
use entity::Entity;
use managed::ManagedPolicy;

/// The users, groups, roles and managed policies of an account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name of the file.
    name: String,
    /// Its text.
    text: Rc<str>,
    users: Vec<Entity>,
    groups: Vec<Entity>,
    roles: Vec<Entity>,
    policies: Vec<ManagedPolicy>,
}

/// Reads the output of `aws iam get-account-authorization-details`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_account(name: &str, text: &Rc<str>) -> Result<Account, FaultyText> {
    read(name, text).map_err(|faults| FaultyText { name: name.to_owned(), text: text.as_ref().to_owned(), faults })
}

fn read(name: &str, text: &Rc<str>) -> Read<Account> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "the details of an account")?;
    whole(&mut members)?;
    // What boto3 puts beside the answer.
    members.optional("ResponseMetadata");
    let users = list(&mut members, "UserDetailList", entity::user);
    let groups = list(&mut members, "GroupDetailList", entity::group);
    let roles = list(&mut members, "RoleDetailList", entity::role);
    let policies = list(&mut members, "Policies", managed::policy);
    let ((users, groups), (roles, policies)) = reading::both(reading::both(users, groups), reading::both(roles, policies))?;
    members.end()?;
    let arns = [&users, &groups, &roles].into_iter().flatten().map(|entity| &entity.arn);
    unique(arns.chain(policies.iter().map(|policy| &policy.arn)))?;
    Ok(Account { name: name.to_owned(), text: text.clone(), users, groups, roles, policies })
}

/// Is this all of the answer?
fn whole(members: &mut Members<'_>) -> Read<()> {
    let truncated = members.optional("IsTruncated").filter(|node| node.value != Value::Bool(false));
    if let Some(node) = truncated {
        reading::boolean(node, "IsTruncated")?;
    }
    let rest = ["Marker", "NextToken"].map(|name| members.optional(name).filter(|node| node.value != Value::Null));
    match truncated.into_iter().chain(rest.into_iter().flatten()).next() {
        None => Ok(()),
        Some(node) => Err(vec![
            Fault::new("the details are truncated: policies may be missing", node.span)
                .with_help("let the AWS CLI fetch all pages: no --max-items, no --no-paginate"),
        ]),
    }
}

/// A list that AWS always writes, with the faults of its entries; after very many the rest is not read.
fn list<T>(members: &mut Members<'_>, name: &'static str, entry: fn(&Node) -> Read<T>) -> Read<Vec<T>> {
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for node in reading::array(members.required(name)?, name)? {
        match entry(node) {
            Ok(value) => values.push(value),
            Err(more) => faults.extend(more),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// After so many faults a list is not read further: a file of another kind has one in every entry.
const MOST_FAULTS: usize = 100;

/// Two entries cannot have one ARN.
fn unique<'a>(arns: impl Iterator<Item = &'a Spanned<String>>) -> Read<()> {
    let mut seen = HashMap::new();
    let mut faults = Vec::new();
    for arn in arns {
        if let Some(first) = seen.insert(arn.value.as_str(), arn.span) {
            let mut twice = Fault::new(format!("two entries have the ARN `{}`", arn.value), arn.span);
            twice.related = Some((first, "first here"));
            faults.push(twice);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The member `name`, a string that is there, with its place.
fn text(members: &mut Members<'_>, name: &'static str) -> Read<Spanned<String>> {
    let node = members.required(name)?;
    Ok(Spanned::new(reading::string(node, name)?, node.span))
}

/// Ends an object to which AWS adds members: unknown ones are ignored, misspelt ones are not.
fn end_of_open(mut members: Members<'_>, not_read: &[&'static str]) -> Read<()> {
    for name in not_read {
        members.optional(name);
    }
    let misspelt = |faults: Vec<Fault>| -> Vec<Fault> {
        let advice = |fault: &Fault| fault.help.as_deref().is_some_and(|help| help.starts_with("did you mean"));
        faults.into_iter().filter(advice).collect()
    };
    match members.end().map_err(misspelt) {
        Err(faults) if !faults.is_empty() => Err(faults),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// An entry that is named and should be in the file.
fn missing<T>(what: &str, name: &Spanned<String>, help: &str) -> Read<T> {
    Err(vec![Fault::new(format!("{what} `{}` is not in this file", name.value), name.span).with_help(help)])
}
