//! The chapter "Mistakes IAM engines make" and the corpus agree: what it cites exists and rests on its rules, and neither a trap of the
//! rule book nor a bug class is left out.

use std::collections::BTreeSet;

use verdict_conformance::corpus::Corpus;
use verdict_conformance::rule::cited;

const CHAPTER: &str = include_str!("../src/mistakes.md");

fn corpus() -> Corpus {
    Corpus::embedded().expect("the corpus in the binary is well-formed")
}

/// One mistake, from its claim to its cases.
struct Mistake<'a> {
    claim: &'a str,
    text: &'a str,
    evidence: Vec<Evidence<'a>>,
}

/// Cases, and the classes that each of them carries.
struct Evidence<'a> {
    cases: Vec<&'a str>,
    classes: Vec<&'a str>,
}

fn mistakes(chapter: &str) -> Vec<Mistake<'_>> {
    chapter.split("\n## ").flat_map(|section| section.split("\n**").skip(1)).map(mistake).collect()
}

fn mistake(text: &str) -> Mistake<'_> {
    let claim = text.split("**").next().unwrap_or_default();
    let cases = text.split_once("\n→ ").map_or("", |(_, cases)| cases);
    let evidence = cases.split(';').map(|part| {
        let (cases, classes) = part.split_once('(').unwrap_or((part, ""));
        Evidence { cases: code_spans(cases), classes: code_spans(classes) }
    });
    Mistake { claim, text, evidence: evidence.collect() }
}

fn code_spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What is wrong with the chapter, one line each.
fn faults(chapter: &str, corpus: &Corpus) -> Vec<String> {
    let mistakes = mistakes(chapter);
    let mut faults: Vec<String> = mistakes.iter().flat_map(|mistake| faults_of(mistake, corpus)).collect();

    let rules: BTreeSet<&str> = mistakes.iter().flat_map(|mistake| cited(mistake.text)).collect();
    let traps = corpus.rules.rules().filter(|rule| rule.trap.is_some());
    faults.extend(traps.filter(|rule| !rules.contains(rule.id.as_str())).map(|rule| format!("the trap of {} is missing", rule.id)));

    let classes: BTreeSet<&str> = mistakes.iter().flat_map(|mistake| &mistake.evidence).flat_map(|part| part.classes.clone()).collect();
    let missing = corpus.bug_classes.keys().filter(|class| !classes.contains(class.as_str()));
    faults.extend(missing.map(|class| format!("the class {class} is missing")));

    let headings = chapter.lines().filter_map(|line| line.strip_prefix("## "));
    let unlisted = headings.filter(|heading| !chapter.contains(&format!("- [{heading}](#")));
    faults.extend(unlisted.map(|heading| format!("the contents lack `{heading}`")));
    faults
}

fn faults_of(mistake: &Mistake<'_>, corpus: &Corpus) -> Vec<String> {
    let rules = cited(mistake.text);
    let mut faults = Vec::new();
    if rules.is_empty() {
        faults.push("no rule".to_owned());
    }
    if mistake.evidence.iter().any(|part| part.cases.is_empty()) {
        faults.push("no case".to_owned());
    }
    for rule in &rules {
        let Some(found) = corpus.rules.find(rule) else {
            faults.push(format!("no rule {rule}"));
            continue;
        };
        let daggers = mistake.text.matches(&format!("{rule}†")).count();
        let expected = if found.readings.is_empty() { 0 } else { mistake.text.matches(rule).count() };
        if daggers != expected {
            faults.push(format!("{rule} has {} readings and {daggers} daggers", found.readings.len()));
        }
    }
    for part in &mistake.evidence {
        for id in &part.cases {
            let Some(case) = corpus.cases().find(|case| case.id == *id) else {
                faults.push(format!("no case {id}"));
                continue;
            };
            if !case.rules.iter().any(|rule| rules.contains(rule.as_str())) {
                faults.push(format!("{id} rests on none of its rules"));
            }
            let strange = part.classes.iter().filter(|class| !case.catches.iter().any(|caught| caught == *class));
            faults.extend(strange.map(|class| format!("{id} does not carry {class}")));
        }
    }
    faults.into_iter().map(|fault| format!("{} {fault}", mistake.claim)).collect()
}

#[test]
fn chapter_and_corpus_agree() {
    let faults = faults(CHAPTER, &corpus());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn examples_are_json() {
    for example in CHAPTER.split("```json\n").skip(1) {
        let example = example.split("```").next().unwrap_or_default();
        let read: Result<serde_json::Value, _> = serde_json::from_str(example);
        assert!(read.is_ok(), "{example}");
    }
}

/// Writes `new` for `old` in the chapter and expects these faults.
fn check(old: &str, new: &str, expected: &[&str]) {
    assert!(CHAPTER.contains(old), "the chapter says `{old}`");
    assert_eq!(faults(&CHAPTER.replace(old, new), &corpus()), expected);
}

#[test]
fn a_case_that_does_not_exist_is_a_fault() {
    check(
        "/two-effects-are-refused",
        "/two-effects-are-taken",
        &["Keeps the last of two equal keys. no case policy/duplicate-keys/two-effects-are-taken"],
    );
}

#[test]
fn a_rule_that_does_not_exist_is_a_fault() {
    check("(GRAM-051)", "(GRAM-051, GRAM-951)", &["Drops a byte order mark. no rule GRAM-951"]);
}

#[test]
fn a_trap_that_is_left_out_is_a_fault() {
    check(
        "(GRAM-051)",
        "(GRAM-001)",
        &[
            "Drops a byte order mark. policy/hostile-documents/byte-order-mark-before-the-document-is-refused rests on none of its rules",
            "the trap of GRAM-051 is missing",
        ],
    );
}

#[test]
fn a_class_that_is_left_out_is_a_fault() {
    check(" (`wildcard-stops-at-newline`)", "", &["the class wildcard-stops-at-newline is missing"]);
}

#[test]
fn a_class_that_the_case_does_not_carry_is_a_fault() {
    check(
        "(`wildcard-stops-at-newline`)",
        "(`wildcard-stops-at-newline`, `clock-read`)",
        &[
            "Builds the regular expression without dot-all. condition/string-like/asterisk-crosses-a-line-break does not carry clock-read",
            "Builds the regular expression without dot-all. resource/wildcards/asterisk-covers-a-line-break does not carry clock-read",
        ],
    );
}

#[test]
fn a_missing_dagger_is_a_fault() {
    check(
        "(EVAL-009, EVAL-018†)",
        "(EVAL-009, EVAL-018)",
        &["Ignores the resource's policy in one account. EVAL-018 has 2 readings and 0 daggers"],
    );
}

#[test]
fn a_heading_outside_the_contents_is_a_fault() {
    check("\n## Quotas", "\n## Limits", &["the contents lack `Limits`"]);
}
