//! A Condition block and a context, both from one text.

use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::json::{self, Node, Value};
use verdict_evaluator::operator::{Operator, Setting, block_holds, entry_holds};
use verdict_evaluator::policy::{KeyTest, Policy, PolicyType, parse_in};
use verdict_evaluator::profile::Profile;

use super::ENTRY_LAWS;
use crate::generate::Entry;

/// COND-001, COND-002, and every law about entries. The text is `{ "condition": …, "context": … }` as in a case of the corpus.
pub fn any_block_obeys_the_laws(text: &str) {
    let Some(node) = json::read(text).node else { return };
    let (Some(condition), Some(context)) = (node.get("condition"), node.get("context").and_then(context)) else { return };
    let block = condition.span.of(text).unwrap_or_default();
    let document =
        format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{block}}}}}"#);
    let profile = Profile::preset("evaluate-anyway").expect("a preset");
    let Ok(policy) = parse_in(&document, PolicyType::Identity, &verdict_evaluator::policy::Environment::default(), &profile) else {
        return;
    };
    block_is_a_conjunction(&policy, &context, &profile);
    for (operator, test) in entries(&policy) {
        operator.into_iter().for_each(|operator| obeys_the_laws(operator, test, &context, &policy));
    }
}

fn block_is_a_conjunction(policy: &Policy, context: &Context, profile: &Profile) {
    let setting = Setting { context, version: policy.language(), profile };
    let blocks = policy.statements.iter().filter_map(|statement| statement.condition.as_ref());
    for condition in blocks {
        let all = entries(policy).all(|(operator, test)| entry_holds(operator.as_ref(), test, &setting).holds);
        assert_eq!(block_holds(condition, &setting), all);
    }
}

fn obeys_the_laws(operator: Operator, test: &KeyTest, context: &Context, policy: &Policy) {
    let values: Vec<String> = test.values.iter().map(|value| value.text.clone()).collect();
    // Half of the values are those that a law adds.
    let (values, more_values) = values.split_at(values.len().div_ceil(2));
    let more_context = values.first().cloned().unwrap_or_default();
    let (values, more_values) = (values.to_vec(), more_values.to_vec());
    let version = policy.language();
    let entry = Entry { operator, key: test.key.value.clone(), values, more_values, more_context, context: context.clone(), version };
    for (_, law) in ENTRY_LAWS {
        law(&entry);
    }
}

fn entries(policy: &Policy) -> impl Iterator<Item = (Option<Operator>, &KeyTest)> {
    let clauses = policy.statements.iter().filter_map(|statement| statement.condition.as_ref()).flat_map(|block| &block.clauses);
    clauses.flat_map(|clause| clause.tests.iter().map(|test| (clause.operator, test)))
}

/// An object of strings, numbers, booleans and lists of these; `None` if it is something else (COND-018, COND-087).
fn context(node: &Node) -> Option<Context> {
    let Value::Object(members) = &node.value else { return None };
    let mut context = Context::default();
    for member in members {
        let value = match &member.value.value {
            Value::Array(list) => ContextValue::Many(list.iter().map(scalar).collect::<Option<_>>()?),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                ContextValue::One(scalar(&member.value)?)
            }
        };
        context.insert(&member.name, value).ok()?;
    }
    Some(context)
}

fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
