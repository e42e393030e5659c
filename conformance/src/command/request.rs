//! The options that make a request, for every command that decides.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use verdict_conformance::case::{RequestText, read_request};
use verdict_conformance::fault::FaultyText;
use verdict_evaluator::context::global;
use verdict_evaluator::json::{Member, Node, Value};
use verdict_evaluator::span::{Span, Spanned};

use super::BadInput;
use super::input::{Inputs, Purpose};
use super::policies::account_id;
use super::question::Material;

/// The request of a question.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Request")]
pub(crate) struct RequestArguments {
    /// The request as a JSON file, in the form of a case's `request`; the options below go before it.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Who asks: the ARN of a user, role, session or account root, or `anonymous`.
    #[arg(long, value_name = "ARN")]
    principal: Option<String>,
    /// What is to be done, for example `batch:SubmitJob`.
    #[arg(long)]
    action: Option<String>,
    /// On what; without it the action works on no particular resource (`*`).
    #[arg(long, value_name = "ARN")]
    resource: Option<String>,
    /// The account that owns the resource, where its ARN does not say so.
    #[arg(long, value_name = "ID", value_parser = account_id)]
    resource_account: Option<String>,
    /// A condition key of the request, `key=value`. Repeat a key for several values; keys known to be multivalued are lists by themselves.
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
}

impl RequestArguments {
    /// What the options say put over the request file, and that over the request of the bundle. What is wrong with the file is left in
    /// `material`, which reports it together with the rest.
    pub(crate) fn read(&self, material: &mut Material, inputs: &mut Inputs) -> Result<RequestText, BadInput> {
        let mut text = material.request.clone();
        if let Some(path) = &self.request {
            let file = inputs.read(path, Purpose::Request)?;
            match read_request(&file.text) {
                Ok(of_file) => text = over(of_file, text),
                Err(faults) => material.faulty.push(FaultyText { name: file.name, text: file.text.as_ref().to_owned(), faults }),
            }
        }
        text.principal = self.principal.as_deref().map(node).or(text.principal);
        text.action = self.action.clone().or(text.action);
        text.resource = self.resource.clone().or(text.resource);
        text.resource_account = self.resource_account.clone().or(text.resource_account);
        add_context(&mut text.context, &self.context)?;
        // Nobody writes down by hand what follows from the principal.
        text.derived_keys = true;
        Ok(text)
    }
}

/// A string that stands nowhere.
pub(crate) fn node(text: &str) -> Node {
    Node { value: Value::String(text.to_owned()), span: Span::default() }
}

/// What the first request says, and else the second. Contexts are put together, key by key.
fn over(first: RequestText, second: RequestText) -> RequestText {
    let mut context = second.context;
    if let (Value::Object(members), Value::Object(more)) = (&mut context.value, &first.context.value) {
        more.iter().for_each(|member| set(members, &member.name.value, member.value.clone()));
    } else {
        context = first.context;
    }
    RequestText {
        principal: first.principal.or(second.principal),
        action: first.action.or(second.action),
        resource: first.resource.or(second.resource),
        resource_account: first.resource_account.or(second.resource_account),
        derived_keys: first.derived_keys || second.derived_keys,
        context,
    }
}

/// Adds `key=value` pairs; a repeated key, or one that is known to be multivalued, becomes a list (GKEY-002, COND-085).
pub(crate) fn add_context(context: &mut Node, pairs: &[String]) -> Result<(), BadInput> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| BadInput::new(format!("`{pair}` is no condition key with a value"), "write --context key=value"))?;
        values.entry(key).or_default().push(value);
    }
    let Value::Object(members) = &mut context.value else { return Ok(()) };
    for (key, values) in values {
        let multivalued = global::find(key).is_some_and(|known| known.multivalued);
        let value = match values.as_slice() {
            [only] if !multivalued => node(only),
            several => Node { value: Value::Array(several.iter().map(|value| node(value)).collect()), span: Span::default() },
        };
        set(members, key, value);
    }
    Ok(())
}

/// Sets a condition key, whose name ignores letter case.
fn set(members: &mut Vec<Member>, key: &str, value: Node) {
    members.retain(|member| !member.name.eq_ignore_ascii_case(key));
    members.push(Member { name: Spanned::new(key.to_owned(), Span::default()), value });
}
