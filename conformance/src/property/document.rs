//! Any text at all: reading never panics, and what is printed reads the same.

use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Environment, PolicyType, read};
use verdict_evaluator::profile::{Judging, Profile};

use super::oracle;

/// GRAM-001 to GRAM-050, whichever way they decide; PROP-012 for what is accepted. Under every policy type and way of judging.
pub fn any_text_reads_and_prints_alike(text: &str) {
    oracle::the_reader_agrees_with_the_oracle(text);
    for name in ["default", "strict-save", "evaluate-anyway"] {
        let profile = Profile::preset(name).expect(name);
        for policy_type in PolicyType::ALL {
            reads_and_prints_alike(text, policy_type, &profile);
        }
    }
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
    if let Ok(written) = serde_json::from_str::<serde_json::Value>(text) {
        assert_eq!(serde_json::from_str::<serde_json::Value>(printed).ok(), Some(written));
    }
}
