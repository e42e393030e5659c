//! Reading JSON objects member by member: unknown and missing members are faults with a place and a suggestion.

use verdict_evaluator::json::{self, Node, Value};
use verdict_evaluator::policy::error::closest;
use verdict_evaluator::span::Span;

use crate::fault::Fault;

/// The result of reading something; all faults are collected, not the first one.
pub type Read<T> = Result<T, Vec<Fault>>;

/// The JSON value of a text, or everything that is wrong with it.
///
/// # Errors
/// The text is not one JSON value, or a name stands twice in one object.
pub fn json(text: &str) -> Read<Node> {
    let reading = json::read(text);
    match reading.node {
        Some(node) if reading.errors.is_empty() => Ok(node),
        _ => Err(reading.errors.iter().map(Fault::from).collect()),
    }
}

/// One fault as the whole result.
///
/// # Errors
/// Always.
pub fn fault<T>(message: impl Into<String>, span: Span) -> Read<T> {
    Err(vec![Fault::new(message, span)])
}

/// An object whose members are taken one after the other; what nobody took is unknown.
pub struct Members<'a> {
    node: &'a Node,
    known: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// Starts to read an object; `what` it is stands in the message if it is none.
    ///
    /// # Errors
    /// The node is no object.
    pub fn of(node: &'a Node, what: &str) -> Read<Self> {
        if !matches!(node.value, Value::Object(_)) {
            return fault(format!("{what} must be an object, not {}", node.value.kind()), node.span);
        }
        Ok(Self { node, known: Vec::new() })
    }

    /// The place of the whole object.
    pub const fn span(&self) -> Span {
        self.node.span
    }

    /// Is the member there?
    pub fn has(&self, name: &str) -> bool {
        self.node.get(name).is_some()
    }

    /// The member `name`, if it is there.
    pub fn optional(&mut self, name: &'static str) -> Option<&'a Node> {
        self.known.push(name);
        self.node.get(name)
    }

    /// The member `name`.
    ///
    /// # Errors
    /// It is missing.
    pub fn required(&mut self, name: &'static str) -> Read<&'a Node> {
        let found = self.optional(name);
        found.ok_or_else(|| {
            vec![Fault::new(format!("the member `{name}` is missing"), Span::new(self.node.span.start, self.node.span.start + 1))]
        })
    }

    /// The member `name`, a string.
    ///
    /// # Errors
    /// It is missing or no string.
    pub fn string(&mut self, name: &'static str) -> Read<String> {
        string(self.required(name)?, name)
    }

    /// The member `name`, a string if it is there.
    ///
    /// # Errors
    /// It is no string.
    pub fn optional_string(&mut self, name: &'static str) -> Read<Option<String>> {
        self.optional(name).map(|node| string(node, name)).transpose()
    }

    /// The member `name`, a list of strings; empty if it is missing.
    ///
    /// # Errors
    /// It is no list of strings.
    pub fn strings(&mut self, name: &'static str) -> Read<Vec<String>> {
        let Some(node) = self.optional(name) else { return Ok(Vec::new()) };
        array(node, name)?.iter().map(|entry| string(entry, name)).collect()
    }

    /// The member `name`, a whole number if it is there.
    ///
    /// # Errors
    /// It is no whole number.
    pub fn optional_number(&mut self, name: &'static str) -> Read<Option<usize>> {
        self.optional(name).map(|node| number(node, name)).transpose()
    }

    /// Ends the reading: members that nobody asked for are unknown.
    ///
    /// # Errors
    /// There are such members.
    pub fn end(self) -> Read<()> {
        let Value::Object(members) = &self.node.value else { return Ok(()) };
        let unknown = members.iter().filter(|member| !self.known.contains(&member.name.value.as_str()));
        let faults: Vec<Fault> = unknown
            .map(|member| {
                let help = match closest(&member.name, &self.known) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("here stand `{}`", self.known.join("`, `")),
                };
                Fault::new(format!("unknown member `{}`", *member.name), member.name.span).with_help(help)
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// The text of a string node.
///
/// # Errors
/// The node is no string.
pub fn string(node: &Node, what: &str) -> Read<String> {
    let Value::String(text) = &node.value else {
        return fault(format!("`{what}` must be a string, not {}", node.value.kind()), node.span);
    };
    Ok(text.clone())
}

/// The entries of an array node.
///
/// # Errors
/// The node is no array.
pub fn array<'a>(node: &'a Node, what: &str) -> Read<&'a [Node]> {
    let Value::Array(entries) = &node.value else {
        return fault(format!("`{what}` must be a list, not {}", node.value.kind()), node.span);
    };
    Ok(entries)
}

/// The value of a whole-number node.
///
/// # Errors
/// The node is no whole number, or too large a one.
pub fn number(node: &Node, what: &str) -> Read<usize> {
    let Value::Number(text) = &node.value else {
        return fault(format!("`{what}` must be a number, not {}", node.value.kind()), node.span);
    };
    text.parse().or_else(|_| fault(format!("`{what}` must be a whole number"), node.span))
}

/// The value of a boolean node.
///
/// # Errors
/// The node is no boolean.
pub fn boolean(node: &Node, what: &str) -> Read<bool> {
    let Value::Bool(value) = &node.value else {
        return fault(format!("`{what}` must be true or false, not {}", node.value.kind()), node.span);
    };
    Ok(*value)
}

/// Both results, or the faults of both.
///
/// # Errors
/// Either has faults.
pub fn both<A, B>(first: Read<A>, second: Read<B>) -> Read<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err(first.err().into_iter().chain(second.err()).flatten().collect()),
    }
}

/// All results, or all faults.
///
/// # Errors
/// Any has faults.
pub fn all<T>(results: impl IntoIterator<Item = Read<T>>) -> Read<Vec<T>> {
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}
