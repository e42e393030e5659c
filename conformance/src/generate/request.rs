//! Requests that meet the policies of their world.

use arbitrary::{Result, Unstructured};
use verdict_evaluator::action::Action;
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;

use super::world::{ACCOUNTS, Key};
use super::{Shape, World, one_in, usual_or_odd};

/// A request: one of the world's callers, one of its operations, some of its keys.
///
/// # Errors
/// None in practice.
///
/// # Panics
/// A name of the world can stand in no request: a mistake of the world.
pub fn request(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Request> {
    let principal = u.choose(&world.principals)?.clone();
    let operation = u.choose(&world.operations)?;
    let resource = Resource::new(&operation.resource).expect("the world's resources are ARNs or `*`");
    let mut context = Context::default();
    for key in &world.keys {
        if let Some(value) = context_value(key, shape, u)? {
            context.set(key.name, value);
        }
    }
    if shape.variables && !one_in(3, u)? {
        context.set("aws:username", ContextValue::One((*u.choose(USERNAMES)?).to_owned()));
    }
    // The ARN of an S3 object does not name its owner.
    let unnamed = resource.arn().is_some_and(|arn| arn.account.is_empty());
    let owner = if unnamed && one_in(8, u)? { ACCOUNTS[1] } else { ACCOUNTS[0] };
    let resource_account = unnamed.then(|| owner.to_owned());
    Ok(Request { principal, action: Action::new(operation.action).expect("an action"), resource, resource_account, context })
}

/// What the variable of generated policies stands for.
const USERNAMES: &[&str] = &["ana", "q", "prod-1", "ana", "*", ""];

/// What a request carries under a key; nothing in one draw of three.
///
/// # Errors
/// None in practice.
pub fn context_value(key: &Key, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Option<ContextValue>> {
    if u.int_in_range(0..=2)? == 0 {
        return Ok(None);
    }
    let one = |u: &mut Unstructured<'_>| -> Result<String> {
        let text = if one_in(10, u)? { usual_or_odd(key.kind.values(), key.kind.odd_values(), u)? } else { *u.choose(&key.values)? };
        Ok(text.to_owned())
    };
    let as_list = if shape.multivalued { key.multivalued || one_in(6, u)? } else { key.multivalued && one_in(2, u)? };
    if !as_list {
        return Ok(Some(ContextValue::One(one(u)?)));
    }
    let length = if one_in(10, u)? { 0 } else { u.int_in_range(1..=3)? };
    (0..length).map(|_| one(u)).collect::<Result<_>>().map(|list| Some(ContextValue::Many(list)))
}
