//! Condition blocks, as JSON.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use verdict_evaluator::operator::{BASE_OPERATORS, BaseOperator, Operator, SetOperator};

use super::world::Key;
use super::{Shape, World, one_in};

/// A Condition block with one to three entries.
///
/// # Errors
/// None in practice.
pub fn block(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Value> {
    let mut block = Map::new();
    for _ in 0..u.int_in_range(1..=3)? {
        let key = u.choose(&world.keys)?;
        let operator = operator(key, shape, u)?;
        let values = values(key, operator.base, shape, u)?;
        let keys = block.entry(operator.to_string()).or_insert_with(|| json!({}));
        keys[key.name] = values;
    }
    Ok(Value::Object(block))
}

/// An operator for a key: one of its type's, once in ten any.
///
/// # Errors
/// None in practice.
pub fn operator(key: &Key, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Operator> {
    let from = if one_in(10, u)? { BASE_OPERATORS } else { key.kind.operators() };
    let base = *u.choose(from)?;
    let wants_set = shape.set_operators && (key.multivalued || one_in(3, u)?);
    let set = if wants_set { Some(*u.choose(&[SetOperator::ForAnyValue, SetOperator::ForAllValues])?) } else { None };
    let if_exists = shape.if_exists && base != BaseOperator::Null && u.arbitrary()?;
    Ok(Operator { set, base, if_exists })
}

/// One value, or a list of up to three.
fn values(key: &Key, base: BaseOperator, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Value> {
    if !u.arbitrary()? {
        return value(key, base, shape, u);
    }
    let length = u.int_in_range(0..=3)?;
    (0..length).map(|_| value(key, base, shape, u)).collect::<Result<_>>().map(Value::Array)
}

fn value(key: &Key, base: BaseOperator, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Value> {
    let text = pattern(key, base, shape, u)?;
    // Without quotation marks it is the same value (COND-008, GRAM-028).
    let bare = match text.as_str() {
        "true" | "false" => Some(json!(text == "true")),
        number if number.parse::<i64>().is_ok_and(|value| value.to_string() == number) => number.parse::<i64>().ok().map(Value::from),
        _ => None,
    };
    match bare {
        Some(bare) if u.arbitrary()? => Ok(bare),
        Some(_) | None => Ok(Value::String(text)),
    }
}

/// The text of a policy's value that suits operator and key.
///
/// # Errors
/// None in practice.
pub fn pattern(key: &Key, base: BaseOperator, shape: &Shape, u: &mut Unstructured<'_>) -> Result<String> {
    if base == BaseOperator::Null {
        return Ok((*u.choose(&["true", "false"])?).to_owned());
    }
    if base.is_date() {
        return Ok((*u.choose(super::world::Kind::Date.patterns())?).to_owned());
    }
    if shape.variables && one_in(4, u)? {
        return Ok((*u.choose(&["${aws:username}", "${batch:User}", "${aws:username, 'ana'}", "a${*}", "${AWS:USERNAME}"])?).to_owned());
    }
    // Half of the time a value that some request carries.
    let from = if u.arbitrary()? { &key.values } else { &key.patterns };
    Ok((*u.choose(from)?).to_owned())
}
