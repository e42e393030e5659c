//! Files of calls of AWS Batch: a JSON array, or a call on each line.
//!
//! Each call is `{ "operation": …, "input": …, "state": … }`; without `state` it has the one that all calls share.

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::service::{CallError, CallErrorKind, State};
use verdict_evaluator::span::Span;

use crate::case;
use crate::fault::Fault;
use crate::reading::{self, Members, Read};

/// One call as it is written.
#[derive(Clone, Debug)]
pub struct WrittenCall {
    /// The operation, as the API or the AWS CLI names it.
    pub operation: String,
    /// Its input.
    pub input: Node,
    /// What exists already.
    pub state: State,
    /// Where the operation is named, if that is in the text.
    pub named_at: Option<Span>,
    /// Where the JSON of the call starts in the text.
    pub offset: usize,
}

/// Reads a file of calls. `shared` is the state of calls that tell none.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read_calls(text: &str, shared: &State) -> Read<Vec<WrittenCall>> {
    if text.trim_start().starts_with('[') {
        let node = reading::json(text)?;
        return reading::all(reading::array(&node, "calls")?.iter().map(|node| call(node, shared, 0)));
    }
    let mut offset = 0;
    let mut calls = Vec::new();
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            let read = reading::json(line).and_then(|node| call(&node, shared, offset));
            calls.push(read.map_err(|faults| faults.into_iter().map(|fault| fault.shifted(offset)).collect()));
        }
        offset += line.len();
    }
    if calls.is_empty() {
        return reading::fault("the file holds no calls", Span::default());
    }
    reading::all(calls)
}

fn call(node: &Node, shared: &State, offset: usize) -> Read<WrittenCall> {
    let mut members = Members::of(node, "a call")?;
    let operation = members.required("operation")?;
    let call = WrittenCall {
        operation: reading::string(operation, "operation")?,
        input: members.optional("input").map_or_else(|| Node { value: Value::Object(Vec::new()), span: node.span }, Node::clone),
        state: members.optional("state").map(case::state).transpose()?.unwrap_or_else(|| shared.clone()),
        named_at: Some(operation.span),
        offset,
    };
    members.end()?;
    Ok(call)
}

impl WrittenCall {
    /// What is wrong with the call, where it stands in the text. None if that is the operation and it stands elsewhere.
    pub fn fault(&self, error: &CallError) -> Option<Fault> {
        let named = error.path.is_empty() && error.rule == "BATCH-003";
        let span = if named { self.named_at? } else { error.span };
        // An unknown member of the input itself is named by its message.
        let named_already = matches!(&error.kind, CallErrorKind::UnknownMember { name, .. } if *name == error.path);
        let message = if named_already { error.kind.to_string() } else { error.to_string() };
        let fault =
            Fault { rule: Some(error.rule), label: error.kind.label().to_owned(), help: error.kind.help(), ..Fault::new(message, span) };
        Some(fault.shifted(self.offset))
    }
}
