//! Which resource type of AWS Batch an ARN has.

use verdict_evaluator::json::{Node, Value};

use crate::reading::{self, Members, Read};

/// The type that the ARN must have; `None` if it has none.
pub(super) fn expectation(node: &Node) -> Read<Option<String>> {
    let mut members = Members::of(node, "expect")?;
    let expected = members.required("resourceType")?;
    members.end()?;
    if expected.value == Value::Null { Ok(None) } else { reading::string(expected, "resourceType").map(Some) }
}
