//! What does `serde_json`, asked for whole values, say of a text? The evaluator's reader asks it for slices of the text only.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
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
        Ok(Plain(value)) => Library::Value(value),
        Err(error) if error.to_string().starts_with("number out of range") => Library::TooLarge,
        Err(error) if error.to_string().starts_with("recursion limit exceeded") => Library::TooDeep,
        Err(_) => Library::Refused,
    }
}

/// A value whose members may have any name. Of a [`Value`] as the library reads it, a first member by the name with which the library marks
/// its own raw values is no member.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor).map(Self)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Plain(entry)) = entries.next_element()? {
            list.push(entry);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Plain(value))) = members.next_entry()? {
            object.insert(name, value);
        }
        Ok(object.into())
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
    use serde_json::{Value, json};

    use super::{Library, depth, library};

    #[test]
    fn any_name_is_a_name() {
        let own = r#"{ "$serde_json::private::RawValue": "[1]", "b": [null, true, -1, 2, 0.5, "c", {}] }"#;
        assert_eq!(serde_json::from_str::<Value>(own).ok(), None, "the library's own kind of value is another");
        let read = json!({ "$serde_json::private::RawValue": "[1]", "b": [null, true, -1, 2, 0.5, "c", {}] });
        assert_eq!(library(own), Library::Value(read));
    }

    #[test]
    fn known_depths() {
        for (text, expected) in [("1", 0), ("[]", 1), ("[[]]", 2), ("[1]", 1), (r#"{"a[": "\\\"[", "b": [{}]}"#, 3), (r#"["\\", [2]]"#, 2)]
        {
            assert_eq!(depth(text), expected, "{text}");
        }
    }
}
