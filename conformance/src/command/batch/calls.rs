//! Reading calls: one input, or a sequence of calls as a JSON array or as JSON lines.

use std::rc::Rc;

use verdict_conformance::case;
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_conformance::reading::{self, Members, Read};
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::service::batch::model;
use verdict_evaluator::service::{Call, CallError, CallErrorKind, Caller, State};

use super::Arguments;
use crate::command::BadInput;
use crate::command::input::{Inputs, Purpose, TextFile};

/// One call, and the text that it stands in.
pub(super) struct CallText {
    operation: String,
    input: Node,
    state: State,
    /// Where the operation is named, if that is in the text.
    named_at: Option<verdict_evaluator::span::Span>,
    file: Rc<TextFile>,
    /// Where the JSON of the call starts in the text.
    offset: usize,
}

/// The calls that the arguments name.
pub(super) fn read(arguments: &Arguments, inputs: &mut Inputs) -> Result<Vec<CallText>, BadInput> {
    let state = match &arguments.state {
        None => State::default(),
        Some(path) => {
            let file = inputs.read(path, Purpose::Call)?;
            let state = reading::json(&file.text).and_then(|node| case::state(&node));
            state.map_err(|faults| faulty(&file, faults))?
        }
    };
    match (&arguments.operation, &arguments.input, &arguments.calls) {
        (Some(operation), Some(path), _) => {
            let file = Rc::new(inputs.read(path, Purpose::Call)?);
            let input = reading::json(&file.text).map_err(|faults| faulty(&file, faults))?;
            Ok(vec![CallText { operation: operation.clone(), input, state, named_at: None, file, offset: 0 }])
        }
        (_, _, Some(path)) => {
            let file = Rc::new(inputs.read(path, Purpose::Call)?);
            sequence(&file, &state).map_err(|faults| faulty(&file, faults))
        }
        (_, _, None) => Err(BadInput::new("no call is named", "give OPERATION and --input FILE, or --calls FILE")),
    }
}

fn faulty(file: &TextFile, faults: Vec<Fault>) -> BadInput {
    BadInput::Faulty(vec![FaultyText { name: file.name.clone(), text: file.text.as_ref().to_owned(), faults }])
}

/// An array of calls, or a call on each line.
fn sequence(file: &Rc<TextFile>, state: &State) -> Read<Vec<CallText>> {
    if file.text.trim_start().starts_with('[') {
        let node = reading::json(&file.text)?;
        return reading::all(reading::array(&node, "calls")?.iter().map(|node| call(node, file, state, 0)));
    }
    let mut offset = 0;
    let mut calls = Vec::new();
    for line in file.text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            let read = reading::json(line).and_then(|node| call(&node, file, state, offset));
            calls.push(read.map_err(|faults| faults.into_iter().map(|fault| fault.shifted(offset)).collect()));
        }
        offset += line.len();
    }
    if calls.is_empty() {
        return reading::fault("the file holds no calls", verdict_evaluator::span::Span::default());
    }
    reading::all(calls)
}

/// `{ "operation": …, "input": …, "state": … }`
fn call(node: &Node, file: &Rc<TextFile>, shared: &State, offset: usize) -> Read<CallText> {
    let mut members = Members::of(node, "a call")?;
    let operation = members.required("operation")?;
    let call = CallText {
        operation: reading::string(operation, "operation")?,
        input: members.optional("input").map_or_else(|| Node { value: Value::Object(Vec::new()), span: node.span }, Node::clone),
        state: members.optional("state").map(case::state).transpose()?.unwrap_or_else(|| shared.clone()),
        named_at: Some(operation.span),
        file: Rc::clone(file),
        offset,
    };
    members.end()?;
    Ok(call)
}

impl CallText {
    /// The call that this caller makes.
    pub(super) fn call(&self, caller: Caller) -> Call {
        Call { operation: self.operation.clone(), input: self.input.clone(), caller, state: self.state.clone() }
    }

    /// The operation as the API calls it.
    pub(super) fn operation_name(&self) -> String {
        model().operation(&self.operation).map_or_else(|| self.operation.clone(), |operation| operation.name.clone())
    }

    /// What is wrong with the call, shown where it stands; the operation may stand on the command line.
    pub(super) fn faults(&self, errors: &[CallError]) -> Faults {
        let mut faults = Vec::new();
        for error in errors {
            let named = error.path.is_empty() && error.rule == "BATCH-003";
            let span = if named { self.named_at.unwrap_or_default() } else { error.span };
            if named && self.named_at.is_none() {
                return Faults::Message(error.kind.to_string(), error.kind.help().unwrap_or_default());
            }
            // An unknown member of the input itself is named by its message.
            let named_already = matches!(&error.kind, CallErrorKind::UnknownMember { name, .. } if *name == error.path);
            let message = if named_already { error.kind.to_string() } else { error.to_string() };
            let fault = Fault {
                rule: Some(error.rule),
                label: error.kind.label().to_owned(),
                help: error.kind.help(),
                ..Fault::new(message, span)
            };
            faults.push(fault.shifted(self.offset));
        }
        Faults::InText(faults)
    }

    /// The file that it stands in, which is that of all calls of one run.
    pub(super) fn file(&self) -> Rc<TextFile> {
        Rc::clone(&self.file)
    }
}

/// What is wrong with one call.
pub(super) enum Faults {
    /// Places in the file of calls.
    InText(Vec<Fault>),
    /// Something on the command line, and help.
    Message(String, String),
}

/// What is wrong with several calls of one file.
pub(super) fn joined(all: Vec<Faults>, file: Option<Rc<TextFile>>) -> BadInput {
    let mut joined = Vec::new();
    for faults in all {
        match faults {
            Faults::Message(message, help) => return BadInput::new(message, help),
            Faults::InText(faults) => joined.extend(faults),
        }
    }
    let (name, text) = file.map(|file| (file.name.clone(), file.text.as_ref().to_owned())).unwrap_or_default();
    BadInput::Faulty(vec![FaultyText { name, text, faults: joined }])
}
