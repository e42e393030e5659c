//! The documents in an account's details: JSON objects, or texts that are URL-encoded or JSON.

use std::rc::Rc;

use percent_encoding::percent_decode_str;
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::span::Span;

use crate::documents::{Document, Held};
use crate::reading::{Read, fault};

/// A document as it is written. Whether it is one is asked when it is used.
#[derive(Clone, Debug)]
pub(super) struct Body {
    span: Span,
    written: Written,
}

#[derive(Clone, Debug)]
enum Written {
    Object,
    Text(String),
    Other(&'static str),
}

impl Body {
    pub(super) fn new(node: &Node) -> Self {
        let written = match &node.value {
            Value::Object(_) => Written::Object,
            Value::String(text) => Written::Text(text.clone()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Written::Other(node.value.kind()),
        };
        Self { span: node.span, written }
    }

    /// The document in `text`, the text of the file `file`. One that stands in a string is called `file[label]`.
    pub(super) fn document(&self, file: &str, text: &Rc<str>, label: &str, held: Held) -> Read<Document> {
        match &self.written {
            Written::Object => Ok(Document::part(file, text, self.span).held(held)),
            Written::Text(written) => {
                let decoded = self.decoded(written)?;
                Ok(Document::new(format!("{file}[{label}]"), decoded).held(held))
            }
            Written::Other(kind) => fault(format!("a policy document must be an object or a string, not {kind}"), self.span),
        }
    }

    /// A text that starts as JSON does is JSON; no URL-encoded one does.
    fn decoded(&self, written: &str) -> Read<String> {
        if written.trim_start().starts_with(['{', '[', '"']) {
            return Ok(written.to_owned());
        }
        let decoded = percent_decode_str(written).decode_utf8();
        decoded.map(String::from).or_else(|_| fault("the URL-encoded document is not UTF-8 text", self.span))
    }
}
