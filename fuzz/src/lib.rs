//! Fuzz targets: each is a generator and a law of `verdict-conformance`.
//!
//! Under `cargo fuzz`, which sets `cfg(fuzzing)`, a target is libFuzzer's entry point. Everywhere else it is a program that replays the
//! files named on its command line, so that a found input can be looked at on stable. How to run a campaign is said in the README.

pub mod dictionary;
pub mod seeds;

use std::fmt::Debug;

use arbitrary::{Result, Unstructured};
use verdict_conformance::{generate, property};

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// What a target does with its bytes: nothing, or panic.
pub type Target = fn(&[u8]);

/// All targets by name: the name of the program, and of its directories of inputs.
pub const TARGETS: &[(&str, Target)] = &[
    ("authorize", authorize),
    ("calls", calls),
    ("case_file", case_file),
    ("condition_block", condition_block),
    ("decoded_message", decoded_message),
    ("input_file", input_file),
    ("oracles", oracles),
    ("parse_print", parse_print),
    ("wildcard", wildcard),
];

/// Does the law that the first byte chooses hold for the question that the other bytes stand for?
pub fn authorize(bytes: &[u8]) {
    judge(bytes, |u| Ok((u.arbitrary()?, generate::varied(u)?)), property::chosen_law_holds);
}

/// Does the law that the first byte chooses hold for the registration of containers that the other bytes stand for?
pub fn calls(bytes: &[u8]) {
    judge(bytes, |u| Ok((u.arbitrary()?, generate::call::registration(u)?)), property::chosen_call_law_holds);
}

/// Is any text read without panic as a case file, and as a case in one? What is read is judged.
pub fn case_file(bytes: &[u8]) {
    judge(bytes, generate::text, |text| property::input::any_case_file_is_read(text));
}

/// Do the laws about conditions hold for a text with a condition and a context?
pub fn condition_block(bytes: &[u8]) {
    judge(bytes, generate::text, |text| property::block::any_block_obeys_the_laws(text));
}

/// Is any text read without panic as a denial and as a decoded message, and what is written read the same?
pub fn decoded_message(bytes: &[u8]) {
    judge(bytes, generate::text, |text| property::message::any_decoded_message_reads_and_writes_alike(text));
}

/// Is any text read without panic as the kind of input file that its first byte chooses?
pub fn input_file(bytes: &[u8]) {
    judge(bytes, generate::text, |text| property::input::any_input_file_is_read(text));
}

/// Does the evaluator agree with the oracle that the first byte chooses, about the value that the other bytes stand for?
pub fn oracles(bytes: &[u8]) {
    let Some((number, rest)) = bytes.split_first() else { return };
    ORACLES[usize::from(*number) % ORACLES.len()](rest);
}

macro_rules! oracle_targets {
    ($( $law:ident($generator:path): [$( $rule:literal ),+]; )+) => {
        const ORACLES: &[Target] = &[$( |bytes| judge(bytes, $generator, |value| property::oracle::$law(value)), )+];
    };
}
verdict_conformance::oracle_laws!(oracle_targets);

/// Is any text read without panic as the type of policy that its first byte chooses, as the library reads JSON, and what is printed read the
/// same?
pub fn parse_print(bytes: &[u8]) {
    judge(bytes, generate::text, |text| property::document::any_lettered_text_reads_and_prints_alike(text));
}

/// Does the wildcard matcher agree with the oracle?
pub fn wildcard(bytes: &[u8]) {
    judge(bytes, generate::pattern_and_text, property::oracle::the_matcher_agrees_with_the_oracle);
}

/// Draws a value from the bytes and asks the law about it. A broken law panics, after the value is shown.
fn judge<T: Debug>(bytes: &[u8], generator: fn(&mut Unstructured<'_>) -> Result<T>, law: fn(&T)) {
    let Ok(value) = generator(&mut Unstructured::new(bytes)) else { return };
    let shown = Shown(&value);
    law(&value);
    std::mem::forget(shown);
}

/// Shows a value if a panic passes by.
struct Shown<'a, T: Debug>(&'a T);

impl<T: Debug> Drop for Shown<'_, T> {
    #[expect(clippy::print_stderr, reason = "the value that breaks a law, ready to become a case")]
    fn drop(&mut self) {
        eprintln!("{:?}", self.0);
    }
}

/// The program of a target: libFuzzer's under `cargo fuzz`, elsewhere a replay of the files named on the command line.
#[macro_export]
macro_rules! target {
    ($target:path) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $target(bytes));

        #[cfg(not(fuzzing))]
        fn main() -> ::std::io::Result<()> {
            $crate::replay($target)
        }
    };
}

/// Runs a target on the files named on the command line.
///
/// # Errors
/// A file cannot be read.
pub fn replay(target: Target) -> std::io::Result<()> {
    std::env::args_os().skip(1).try_for_each(|path| std::fs::read(path).map(|bytes| target(&bytes)))
}
