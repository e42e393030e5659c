//! What does `serde_json`, asked for its own kind of value, say of a text? The evaluator's reader asks it for slices of the text only.

use serde_json::{Map, Value};
use verdict_evaluator::json::{self, Node};

/// What the library makes of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Library {
    /// One value.
    Value(Value),
    /// It is no JSON.
    Refused,
    /// A number is too large for the library's floats, which JSON does not forbid.
    TooLarge,
    /// Nested deeper than the library goes, which is deeper than the evaluator does.
    TooDeep,
}

/// Asks the library.
pub fn library(text: &str) -> Library {
    match serde_json::from_str(text) {
        Ok(value) => Library::Value(value),
        Err(error) if error.to_string().starts_with("number out of range") => Library::TooLarge,
        Err(error) if error.to_string().starts_with("recursion limit exceeded") => Library::TooDeep,
        Err(_) => Library::Refused,
    }
}

/// What the library would have made of what the evaluator read: of members with one name the last counts, and numbers lose their text.
///
/// # Panics
/// The text of a number is none.
pub fn as_the_library_has_it(node: &Node) -> Value {
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(text) => Value::Number(serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))),
        json::Value::String(text) => Value::String(text.clone()),
        json::Value::Array(entries) => entries.iter().map(as_the_library_has_it).collect(),
        json::Value::Object(members) => {
            let members = members.iter().map(|member| (member.name.value.clone(), as_the_library_has_it(&member.value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

/// How many lists and objects of a JSON text are open at once, at the most?
pub fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    // Without escapes, every second piece between quotation marks is a string.
    let without_escapes = text.replace("\\\\", "").replace("\\\"", "");
    for piece in without_escapes.split('"').step_by(2) {
        for character in piece.chars() {
            match character {
                '[' | '{' => open += 1,
                ']' | '}' => open -= 1,
                _ => {}
            }
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// Does an object of the text, or of what is in it, have a name twice?
pub fn has_duplicates(node: &Node) -> bool {
    match &node.value {
        json::Value::Null | json::Value::Bool(_) | json::Value::Number(_) | json::Value::String(_) => false,
        json::Value::Array(entries) => entries.iter().any(has_duplicates),
        json::Value::Object(members) => members.iter().enumerate().any(|(at, member)| {
            has_duplicates(&member.value) || members[..at].iter().any(|earlier| earlier.name.value == member.name.value)
        }),
    }
}

/// The node and all nodes in it.
pub fn all_nodes(node: &Node) -> Vec<&Node> {
    let inner: Vec<&Node> = match &node.value {
        json::Value::Null | json::Value::Bool(_) | json::Value::Number(_) | json::Value::String(_) => Vec::new(),
        json::Value::Array(entries) => entries.iter().collect(),
        json::Value::Object(members) => members.iter().map(|member| &member.value).collect(),
    };
    std::iter::once(node).chain(inner.into_iter().flat_map(all_nodes)).collect()
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn known_depths() {
        for (text, expected) in [("1", 0), ("[]", 1), ("[[]]", 2), ("[1]", 1), (r#"{"a[": "\\\"[", "b": [{}]}"#, 3), (r#"["\\", [2]]"#, 2)]
        {
            assert_eq!(depth(text), expected, "{text}");
        }
    }
}
