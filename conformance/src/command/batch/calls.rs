//! Reading calls: one input, or a file of calls.

use std::rc::Rc;

use verdict_conformance::calls::{WrittenCall, read_calls};
use verdict_conformance::case;
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_conformance::reading;
use verdict_evaluator::service::batch::model;
use verdict_evaluator::service::{Call, CallError, Caller, State};

use super::Arguments;
use crate::command::BadInput;
use crate::command::input::{Inputs, Purpose, TextFile};

/// One call, and the text that it stands in.
pub(super) struct CallText {
    written: WrittenCall,
    file: Rc<TextFile>,
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
            let written = WrittenCall { operation: operation.clone(), input, state, named_at: None, offset: 0 };
            Ok(vec![CallText { written, file }])
        }
        (_, _, Some(path)) => {
            let file = Rc::new(inputs.read(path, Purpose::Call)?);
            let calls = read_calls(&file.text, &state).map_err(|faults| faulty(&file, faults))?;
            Ok(calls.into_iter().map(|written| CallText { written, file: Rc::clone(&file) }).collect())
        }
        (_, _, None) => Err(BadInput::new("no call is named", "give OPERATION and --input FILE, or --calls FILE")),
    }
}

fn faulty(file: &TextFile, faults: Vec<Fault>) -> BadInput {
    BadInput::Faulty(vec![FaultyText { name: file.name.clone(), text: file.text.as_ref().to_owned(), faults }])
}

impl CallText {
    /// The call that this caller makes.
    pub(super) fn call(&self, caller: Caller) -> Call {
        let WrittenCall { operation, input, state, .. } = &self.written;
        Call { operation: operation.clone(), input: input.clone(), caller, state: state.clone() }
    }

    /// The operation as the API calls it.
    pub(super) fn operation_name(&self) -> String {
        let operation = &self.written.operation;
        model().operation(operation).map_or_else(|| operation.clone(), |operation| operation.name.clone())
    }

    /// What is wrong with the call, shown where it stands; the operation may stand on the command line.
    pub(super) fn faults(&self, errors: &[CallError]) -> Faults {
        let mut faults = Vec::new();
        for error in errors {
            match self.written.fault(error) {
                Some(fault) => faults.push(fault),
                None => return Faults::Message(error.kind.to_string(), error.kind.help().unwrap_or_default()),
            }
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
