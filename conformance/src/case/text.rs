//! Long texts in pieces, and JSON as it was written.

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::span::Span;

use super::Source;
use crate::reading::{self, Members, Read, fault};

impl Source<'_> {
    /// The context with its pieces put together.
    pub(super) fn context(self, node: &Node) -> Read<Node> {
        let mut context = node.clone();
        if let Value::Object(entries) = &mut context.value {
            for entry in entries {
                if let Some(("pieces", pieces)) = only_member(&entry.value) {
                    entry.value = Node { value: Value::String(self.pieces(pieces)?), span: entry.value.span };
                }
            }
        }
        Ok(context)
    }

    /// A string, or pieces of one.
    pub(super) fn long_text(self, node: &Node, what: &str) -> Read<String> {
        match only_member(node) {
            Some(("pieces", pieces)) => self.pieces(pieces),
            _ => reading::string(node, what),
        }
    }

    pub(super) fn pieces(self, node: &Node) -> Read<String> {
        let mut text = String::new();
        for piece in reading::array(node, "pieces")? {
            if let Value::String(piece) = &piece.value {
                text.push_str(piece);
                continue;
            }
            let mut members = Members::of(piece, "a piece")?;
            let (repeat, times) = (members.string("repeat")?, reading::number(members.required("times")?, "times")?);
            members.end()?;
            if repeat.len().saturating_mul(times).saturating_add(text.len()) > LONGEST_TEXT {
                return fault(format!("pieces make a text of at most {LONGEST_TEXT} bytes"), piece.span);
            }
            text.push_str(&repeat.repeat(times));
        }
        Ok(text)
    }

    /// The JSON text of a node as it was written, its pieces put together.
    pub(super) fn json_text(self, node: &Node) -> Read<String> {
        match (&node.value, only_member(node)) {
            (_, Some(("pieces", pieces))) => Ok(serde_json::Value::String(self.pieces(pieces)?).to_string()),
            (Value::Array(entries), _) => {
                let entries: Vec<String> = entries.iter().map(|entry| self.json_text(entry)).collect::<Read<_>>()?;
                Ok(format!("[{}]", entries.join(", ")))
            }
            _ => Ok(self.slice(node.span).to_owned()),
        }
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        span.of(self.text).unwrap_or_default()
    }
}

/// The longest text that pieces may make, in bytes.
const LONGEST_TEXT: usize = 20_000_000;

/// The name and value of an object's only member.
pub(super) fn only_member(node: &Node) -> Option<(&str, &Node)> {
    let Value::Object(members) = &node.value else { return None };
    match members.as_slice() {
        [member] => Some((member.name.as_str(), &member.value)),
        _ => None,
    }
}
