//! Any text as an input file: reading it never panics, what is wrong stands in the text, and it can be shown.
//!
//! Rules: GRAM-001, GRAM-004, GRAM-050. Files that an input names are never read here.

use std::path::Path;
use std::rc::Rc;

use annotate_snippets::Renderer;
use verdict_evaluator::json::{self, Node, Value};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{self, Call, Caller, State};

use crate::account::{HoldingsError, read_account};
use crate::calls::read_calls;
use crate::case::{self, Origin, read_bundle, read_file, read_request};
use crate::engine::reference::Reference;
use crate::fault::{Fault, FaultyText};
use crate::judge::judge;
use crate::layout::layout;
use crate::reading::{self, Read};
use crate::request::request;
use crate::simulator::{self, simulate_text};

/// What reads a text.
type Reader = fn(&str);

/// The readers of the files that options of the command name, each with the letter that chooses it.
pub const READERS: &[(u8, &str, Reader)] = &[
    (b'a', "account details", account_details),
    (b'b', "a bundle", bundle),
    (b'c', "calls", calls),
    (b'e', "entities", entities),
    (b'r', "a request", request_file),
    (b's', "a simulation", simulation),
    (b't', "a state", state),
];

/// Any text is read without panic as a case file of the corpus and as somebody's own, and as the members of a case in a file that is
/// otherwise fine. What is read is judged without panic, and its layout is stable.
pub fn any_case_file_is_read(text: &str) {
    if names_files(text) {
        return;
    }
    a_case_file(text);
    a_case_file(&in_a_frame(text));
    if let Ok(laid_out) = layout(text) {
        assert_eq!(layout(&laid_out).as_ref(), Ok(&laid_out), "the layout of {text}");
    }
}

/// Any text is read without panic by the reader that its first byte chooses.
pub fn any_input_file_is_read(text: &str) {
    let Some(first) = text.chars().next() else { return };
    let (_, rest) = text.split_at(first.len_utf8());
    if names_files(rest) {
        return;
    }
    let letter = u8::try_from(first).unwrap_or_default();
    let chosen = READERS.iter().find(|(known, _, _)| *known == letter);
    let (_, _, read) = chosen.unwrap_or(&READERS[usize::from(letter) % READERS.len()]);
    read(rest);
}

/// The members of a case, in a file that is otherwise fine.
fn in_a_frame(members: &str) -> String {
    format!(
        r#"{{ "topic": "t", "cases": [ {{ "name": "a-claim", "why": "w.", "rules": ["GRAM-001"], "evidence": "inferred", {members} }} ] }}"#
    )
}

fn a_case_file(text: &str) {
    for origin in [Origin::Corpus, Origin::Own(Path::new(""))] {
        if let Some(file) = checked(text, read_file(text, "file", origin)) {
            for case in &file.cases {
                judge(&Reference, case);
            }
        }
    }
}

fn account_details(text: &str) {
    let text: Rc<str> = text.into();
    match read_account("file", &text) {
        Err(faulty) => stand_in_their_text(&faulty),
        Ok(account) => {
            for principal in named("Arn", &text).iter().filter_map(|arn| Principal::new(arn).ok()) {
                if let Err(HoldingsError::Faulty(faulty)) = account.holdings(&principal) {
                    stand_in_their_text(&faulty);
                }
            }
        }
    }
}

fn bundle(text: &str) {
    match read_bundle("file", &text.into(), Path::new("")) {
        Err(faulty) => faulty.iter().for_each(stand_in_their_text),
        Ok(bundle) => {
            if let Err(faulty) = bundle.documents.parse(&bundle.profile.profile) {
                faulty.iter().for_each(stand_in_their_text);
            }
        }
    }
}

fn calls(text: &str) {
    let Some(calls) = checked(text, read_calls(text, &State::default())) else { return };
    for written in calls {
        let caller = Caller { partition: "aws".to_owned(), region: "us-east-1".to_owned(), account: "123456789012".to_owned() };
        let call = Call { operation: written.operation.clone(), input: written.input.clone(), state: written.state.clone(), caller };
        if let Err(errors) = service::plan(&call, &Profile::default()) {
            let faults = errors.iter().filter_map(|error| written.fault(error)).collect();
            checked::<()>(text, Err(faults));
        }
    }
}

fn entities(text: &str) {
    checked(text, simulator::Account::from_text(text));
}

fn request_file(text: &str) {
    if let Some(written) = checked(text, read_request(text)) {
        // Whether it is a request is told without a place.
        let _ = request(&written, &Profile::default());
    }
}

fn simulation(text: &str) {
    checked(text, simulate_text(text, &simulator::Account::default(), &Profile::default()));
}

fn state(text: &str) {
    checked(text, reading::json(text).and_then(|node| case::state(&node)));
}

/// What was read, or nothing if its faults are fine.
fn checked<T>(text: &str, read: Read<T>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(faults) => {
            stand_in_their_text(&FaultyText { name: "file".to_owned(), text: text.to_owned(), faults });
            None
        }
    }
}

/// There is a fault, each says what is wrong and marks characters of the text, and all can be shown.
fn stand_in_their_text(faulty: &FaultyText) {
    assert!(!faulty.faults.is_empty(), "refused without a reason");
    for Fault { message, span, related, .. } in &faulty.faults {
        assert!(!message.is_empty());
        for span in [Some(*span), related.map(|(span, _)| span)].into_iter().flatten() {
            assert!(span.of(&faulty.text).is_some(), "`{message}` stands at {span:?}, beside the text");
        }
    }
    assert_eq!(faulty.lines().count(), faulty.faults.len());
    assert!(!faulty.render(&Renderer::plain()).is_empty());
}

/// Does an object of the text, or of the text as the members of a case, name a file?
fn names_files(text: &str) -> bool {
    [text, &in_a_frame(text)].iter().any(|text| !named("file", text).is_empty())
}

/// All strings in a JSON text that are members of this name.
fn named(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(node) = json::read(text).node {
        collect(name, &node, &mut found);
    }
    found
}

fn collect(name: &str, node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::Object(members) => {
            for member in members {
                if let Value::String(text) = &member.value.value
                    && *member.name == name
                {
                    found.push(text.clone());
                }
                collect(name, &member.value, found);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect(name, entry, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
