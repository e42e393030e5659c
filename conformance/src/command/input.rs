//! Reading the files that options name, `-` among them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::rc::Rc;

use verdict_conformance::corpus::not_utf8;

use super::BadInput;

/// A file's name and text.
pub(crate) struct TextFile {
    pub(crate) name: String,
    pub(crate) text: Rc<str>,
}

/// What a file is read as, which bounds its size.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Policy,
    Request,
    Bundle,
    AccountDetails,
    Simulation,
    Call,
}

impl Purpose {
    /// The most bytes that are read. A policy of this size gets the error that says how long one may be.
    const fn largest(self) -> u64 {
        match self {
            Self::Request => 1024 * 1024,
            Self::Simulation => 16 * 1024 * 1024,
            Self::Policy | Self::Bundle | Self::AccountDetails | Self::Call => 64 * 1024 * 1024,
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Policy => "a policy has at most 131072 characters",
            Self::Request => "a request is one JSON object with its context",
            Self::Bundle => "a bundle holds the policies of one question",
            Self::Simulation => "a simulation takes policies of at most 131072 characters",
            Self::Call => "a call is one JSON object; several stand in a list or on lines of their own",
            Self::AccountDetails => "leave out what nobody uses: --filter User Role Group LocalManagedPolicy AWSManagedPolicy",
        }
    }
}

/// The inputs of one run: standard input is read at most once.
#[derive(Default)]
pub(crate) struct Inputs {
    standard_input_is_read: bool,
}

impl Inputs {
    /// Reads a file, or standard input if it is called `-`.
    pub(crate) fn read(&mut self, path: &Path, purpose: Purpose) -> Result<TextFile, BadInput> {
        let standard = path.as_os_str() == "-";
        if standard && std::mem::replace(&mut self.standard_input_is_read, true) {
            return Err(BadInput::new("standard input is named twice", "only one option can have `-`"));
        }
        let name = if standard { "standard input".to_owned() } else { path.display().to_string() };
        let most = purpose.largest() + 1;
        let mut bytes = Vec::new();
        let length = if standard {
            std::io::stdin().lock().take(most).read_to_end(&mut bytes)
        } else {
            File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
        };
        if length.map_err(|error| BadInput::unreadable(path, &error))? as u64 == most {
            return Err(BadInput::new(format!("`{name}` is larger than {} bytes", most - 1), purpose.advice()));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(TextFile { name, text: text.into() }),
            Err(error) => Err(BadInput::Faulty(vec![not_utf8(&name, error.as_bytes())])),
        }
    }
}
