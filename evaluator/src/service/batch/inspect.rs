//! Is the input one that the API takes, in all its names and types?
//!
//! Required members, names and types are judged; lengths and values of enumerations are for the service to refuse, which authorizes first.
//! An unknown value of an enumeration is noted (the documented Deny examples have a log driver `string2`).

use super::super::error::{CallError, CallErrorKind, shortened};
use super::super::{MOST_ERRORS, Note};
use super::model::{Model, Operation, Shape, Type};
use super::path::joined;
use crate::json::{Member, Node, Value};
use crate::policy::error::closest;
use crate::span::Span;

/// Everything that is wrong with an input, and what is odd about it.
#[derive(Debug)]
pub(super) struct Inspection {
    /// What the API does not take.
    pub(super) errors: Vec<CallError>,
    /// What it takes, but the service will not.
    pub(super) notes: Vec<Note>,
    model: &'static Model,
    rule: &'static str,
}

/// Judges the input of an operation.
pub(super) fn inspect(model: &'static Model, operation: &'static Operation, input: &Node) -> Inspection {
    let mut inspection = Inspection { errors: Vec::new(), notes: Vec::new(), model, rule: &operation.rule };
    inspection.named(&operation.input, input, Step::Top);
    inspection
}

/// How a value was reached; its path is written only if something is wrong with it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Top,
    Member(&'a Step<'a>, &'a str),
    Entry(&'a Step<'a>, usize),
}

impl Step<'_> {
    fn path(&self) -> String {
        match self {
            Self::Top => String::new(),
            Self::Member(parent, name) => joined(&parent.path(), name),
            Self::Entry(parent, index) => format!("{}[{index}]", parent.path()),
        }
    }
}

impl Inspection {
    fn report(&mut self, kind: CallErrorKind, step: Step<'_>, span: Span) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(CallError { kind, path: step.path(), span, rule: self.rule });
        }
    }

    /// A value of this type? The model is not recursive, so neither is this beyond its depth.
    fn value(&mut self, expected: &'static Type, node: &Node, step: Step<'_>) {
        match (expected, &node.value) {
            (Type::String, Value::String(_)) | (Type::Boolean, Value::Bool(_)) | (Type::Float, Value::Number(_)) => {}
            (Type::Integer, Value::Number(text)) => self.whole(text.parse::<i32>().is_ok(), text, 32, node, step),
            (Type::Long, Value::Number(text)) => self.whole(text.parse::<i64>().is_ok(), text, 64, node, step),
            (Type::Named(name), _) => self.named(name, node, step),
            (Type::List(entry), Value::Array(nodes)) => {
                for (index, node) in nodes.iter().enumerate() {
                    self.value(entry, node, Step::Entry(&step, index));
                }
            }
            (Type::Map(value), Value::Object(members)) => {
                for member in members {
                    self.value(value, &member.value, Step::Member(&step, &member.name));
                }
            }
            (
                Type::String | Type::Boolean | Type::Integer | Type::Long | Type::Float | Type::List(_) | Type::Map(_),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            ) => self.wrong_type(words(expected), node, step),
        }
    }

    fn whole(&mut self, fits: bool, text: &str, bits: u32, node: &Node, step: Step<'_>) {
        if !fits {
            self.report(CallErrorKind::NotAWholeNumber { text: text.to_owned(), bits }, step, node.span);
        }
    }

    fn wrong_type(&mut self, expected: &str, node: &Node, step: Step<'_>) {
        self.report(CallErrorKind::WrongType { expected: expected.to_owned(), found: node.value.kind() }, step, node.span);
    }

    fn named(&mut self, name: &'static str, node: &Node, step: Step<'_>) {
        match (self.model.shapes.get(name), &node.value) {
            (Some(shape), Value::Object(members)) => self.structure(shape, members, node.span, step),
            (Some(_), _) => self.wrong_type("an object", node, step),
            (None, Value::String(text)) => self.enumeration(name, text, step),
            (None, _) => self.wrong_type("a string", node, step),
        }
    }

    fn structure(&mut self, shape: &'static Shape, members: &[Member], span: Span, step: Step<'_>) {
        for member in members {
            let step = Step::Member(&step, &member.name);
            match shape.members.get(member.name.value.as_str()) {
                Some(expected) => self.value(expected, &member.value, step),
                None => self.unknown(shape, member, step),
            }
        }
        for name in shape.required.iter().filter(|name| !members.iter().any(|member| member.name.value == **name)) {
            self.report(CallErrorKind::MissingMember { name }, step, Span::new(span.start, span.start + 1));
        }
    }

    fn unknown(&mut self, shape: &'static Shape, member: &Member, step: Step<'_>) {
        if self.errors.len() >= MOST_ERRORS {
            return;
        }
        let known: Vec<&'static str> = shape.members.keys().map(String::as_str).collect();
        let closest = closest(&member.name, &known);
        self.report(CallErrorKind::UnknownMember { name: member.name.value.clone(), closest, known }, step, member.name.span);
    }

    fn enumeration(&mut self, name: &str, text: &str, step: Step<'_>) {
        let Some(values) = self.model.enums.get(name).filter(|values| !values.iter().any(|value| value == text)) else { return };
        if !text.is_empty() && self.notes.len() < MOST_ERRORS {
            let words = format!("the API knows no `{}` here; it has `{}`", shortened(text), values.join("`, `"));
            self.notes.push(Note { path: step.path(), text: words, rules: Vec::new() });
        }
    }
}

/// A type in words, with its article.
const fn words(expected: &Type) -> &'static str {
    match expected {
        Type::String => "a string",
        Type::Boolean => "true or false",
        Type::Integer | Type::Long => "a whole number",
        Type::Float => "a number",
        Type::Named(_) | Type::Map(_) => "an object",
        Type::List(_) => "a list",
    }
}
