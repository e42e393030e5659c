//! Any text at all: reading never panics, and what is printed reads the same.

use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Environment, PolicyType, read};
use verdict_evaluator::profile::{Judging, Profile};

use super::oracle;
use crate::oracle::json::{Library, library};

/// The ways of judging that differ in what they read.
const PRESETS: [&str; 3] = ["default", "strict-save", "evaluate-anyway"];

/// GRAM-001 to GRAM-050, whichever way they decide; PROP-012 for what is accepted. Under every policy type and way of judging.
pub fn any_text_reads_and_prints_alike(text: &str) {
    oracle::the_reader_agrees_with_the_oracle(text);
    for name in PRESETS {
        let profile = Profile::preset(name).expect(name);
        for policy_type in PolicyType::ALL {
            reads_and_prints_alike(text, policy_type, &profile);
        }
    }
}

/// The same under the policy type and the way of judging that the first byte chooses (see [`letter`]). What a fuzz target runs.
pub fn any_lettered_text_reads_and_prints_alike(lettered: &str) {
    let Some(first) = lettered.chars().next() else { return };
    let (_, text) = lettered.split_at(first.len_utf8());
    let number = usize::from(u8::try_from(first).unwrap_or_default().wrapping_sub(b'a'));
    let policy_type = PolicyType::ALL[number % PolicyType::ALL.len()];
    let preset = PRESETS[number / PolicyType::ALL.len() % PRESETS.len()];
    oracle::the_reader_agrees_with_the_oracle(text);
    reads_and_prints_alike(text, policy_type, &Profile::preset(preset).expect(preset));
}

/// The byte that chooses a policy type judged by default: `a` for the first one. Those for `strict-save` and then for `evaluate-anyway` follow
/// in the same order: `a`, `i` and `q` are identity policies.
pub fn letter(policy_type: PolicyType) -> u8 {
    (b'a'..).zip(PolicyType::ALL).find(|(_, of)| *of == policy_type).map_or(b'a', |(letter, _)| letter)
}

fn reads_and_prints_alike(text: &str, policy_type: PolicyType, profile: &Profile) {
    let environment = Environment::default();
    let reading = read(text, policy_type, &environment, profile);
    for error in &reading.errors {
        assert!(error.span.end <= text.len() && error.span.of(text).is_some(), "{error:?} points beside the text");
        assert!(!error.to_string().is_empty() && !error.code().is_empty());
    }
    let accepted = reading.errors.is_empty() || profile.judging == Judging::EvaluateAnyway;
    let Some(policy) = reading.policy.filter(|_| accepted) else { return };
    let printed = print(&policy);
    if reading.errors.is_empty() {
        same_json(text, &printed);
    }
    // Indentation may make a document longer than its type may be.
    let short: String = printed.lines().map(str::trim_start).collect();
    let again = read(&short, policy_type, &environment, profile).policy.unwrap_or_else(|| panic!("printed what is no policy: {printed}"));
    assert_eq!(print(&again), printed, "under {policy_type:?}, {:?}", profile.judging);
}

/// Nothing of an acceptable document is lost. Numbers too large for a float are not compared.
fn same_json(text: &str, printed: &str) {
    let written = library(text);
    if matches!(written, Library::Value(_)) {
        assert_eq!(library(printed), written);
    }
}
