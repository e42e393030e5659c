//! Nothing is forgotten: every case file is read, every rule of the scope is covered, every name that is cited exists, switches and rule
//! book say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use verdict_conformance::corpus::Corpus;
use verdict_conformance::layout::layout;
use verdict_conformance::rule::{cited, family_of};
use verdict_conformance::score::CASES_PER_RULE;
use verdict_evaluator::json::{self, Node, Value};
use verdict_evaluator::profile::{SWITCHES, TWINS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the workspace").to_owned()
}

fn corpus() -> Corpus {
    Corpus::embedded().expect("the corpus in the binary is well-formed")
}

/// All files below a directory with the given extension.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory is readable") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_case_is_unread() {
    let directory = root().join("corpus");
    let mut files_on_disk = 0;
    let mut cases_on_disk = 0;
    for path in files(&directory, "json") {
        let text = fs::read_to_string(&path).expect("a corpus file is text");
        let node = json::read(&text).node.unwrap_or_else(|| panic!("{} is JSON", path.display()));
        if let Some(Node { value: Value::Array(cases), .. }) = node.get("cases") {
            files_on_disk += 1;
            cases_on_disk += cases.len();
        }
    }
    let corpus = corpus();
    assert_eq!(corpus.files.len(), files_on_disk, "case files");
    assert_eq!(corpus.cases().count(), cases_on_disk, "cases");
    assert!(cases_on_disk >= 8700);
}

#[test]
fn full_names_are_unique() {
    let corpus = corpus();
    let names: BTreeSet<&str> = corpus.cases().map(|case| case.id.as_str()).collect();
    assert_eq!(names.len(), corpus.cases().count());
}

/// The rules of PROP are checked by properties instead.
#[test]
fn every_rule_is_covered_by_cases() {
    let corpus = corpus();
    assert_eq!(corpus.rules.rules().count(), 804);
    let coverage = corpus.coverage();
    let thin: Vec<_> = coverage.iter().filter(|(rule, cases)| family_of(rule) != "PROP" && **cases < CASES_PER_RULE).collect();
    assert!(thin.is_empty(), "rules with fewer than {CASES_PER_RULE} cases: {thin:?}");
}

#[test]
fn every_reading_of_a_switch_has_a_case() {
    let corpus = corpus();
    for switch in SWITCHES {
        for reading in &switch.readings[1..] {
            let chosen = corpus.cases().any(|case| case.profile.readings.iter().any(|(rule, name)| rule == switch.rule && name == reading));
            let preset = match (switch.rule, *reading) {
                ("GRAM-011" | "GRAM-019" | "GRAM-024" | "PRIN-032", _) => Some("strict-save"),
                ("GRAM-042", _) => Some("legacy-scp"),
                _ => None,
            };
            let by_preset = preset.is_some() && corpus.cases().any(|case| case.profile.preset.as_deref() == preset);
            assert!(chosen || by_preset, "no case holds under {}={reading}", switch.rule);
        }
    }
}

#[test]
fn switches_are_those_of_the_rule_book() {
    let corpus = corpus();
    for switch in SWITCHES {
        let rule = corpus.rules.find(switch.rule).unwrap_or_else(|| panic!("{} is a rule", switch.rule));
        let names: Vec<&str> = rule.readings.iter().map(|reading| reading.name.as_str()).collect();
        assert_eq!(names, switch.readings, "{}", switch.rule);
        assert!(rule.safe.is_some(), "{} does not say how to write policies that are safe under every reading", switch.rule);
    }
    for twin in TWINS {
        let rule = corpus.rules.find(twin.rule).unwrap_or_else(|| panic!("{} is a rule", twin.rule));
        let names: Vec<&str> = rule.readings.iter().map(|reading| reading.name.as_str()).collect();
        assert_eq!(names, twin.readings, "{}", twin.rule);
        let switch = SWITCHES.iter().find(|switch| switch.rule == twin.of).unwrap_or_else(|| panic!("{} is no switch", twin.of));
        assert_eq!(switch.readings.len(), twin.readings.len(), "{} has the readings of {}", twin.rule, twin.of);
    }
    for rule in corpus.rules.rules() {
        // An inferred rule may have readings too: "an evaluator offers a switch".
        let disputed = rule.confidence.name() == "disputed" || rule.confidence.name() == "inferred" && !rule.readings.is_empty();
        assert_eq!(disputed, rule.readings.len() > 1, "{} is {} and has {} readings", rule.id, rule.confidence.name(), rule.readings.len());
    }
}

#[test]
fn every_rule_cited_in_code_exists() {
    let corpus = corpus();
    for package in ["evaluator/src", "conformance/src"] {
        for path in ["rs", "md"].into_iter().flat_map(|extension| files(&root().join(package), extension)) {
            let text = fs::read_to_string(&path).expect("source is text");
            for rule in cited(&text) {
                assert!(corpus.rules.find(rule).is_some(), "{} cites {rule}", path.display());
            }
        }
    }
}

/// A rule that says where it fails has a test beside its law that shows it: its documentation begins `PROP-004 fails`.
#[test]
fn every_exception_of_an_invariant_has_a_counterexample() {
    let mut shown = BTreeSet::new();
    for path in files(&root().join("conformance/src/property"), "rs") {
        let text = fs::read_to_string(&path).expect("source is text");
        for before in text.split("    #[test]\n").map(str::trim_end) {
            let lines: Vec<&str> = before.lines().rev().map_while(|line| line.trim_start().strip_prefix("/// ")).collect();
            let rules = lines.last().and_then(|line| line.split_once(" fails ")).map_or("", |(rules, _)| rules);
            shown.extend(cited(rules).into_iter().map(str::to_owned));
        }
    }
    let corpus = corpus();
    let fails =
        |statement: &str| ["Fails ", "Does not extend", "it can raise", "not the reverse"].iter().any(|words| statement.contains(words));
    let with_exceptions = corpus.rules.rules().filter(|rule| family_of(&rule.id) == "PROP" && fails(&rule.statement));
    let missing: Vec<&str> = with_exceptions.map(|rule| rule.id.as_str()).filter(|rule| !shown.contains(*rule)).collect();
    assert!(missing.is_empty(), "no test shows where these fail: {missing:?}");
    assert!(shown.len() >= 29, "{shown:?}");
}

#[test]
fn every_bug_class_is_caught_by_a_case() {
    let corpus = corpus();
    let caught: BTreeSet<&str> = corpus.cases().flat_map(|case| &case.catches).map(String::as_str).collect();
    let idle: Vec<&String> = corpus.bug_classes.keys().filter(|class| !caught.contains(class.as_str())).collect();
    assert!(idle.is_empty(), "no case catches {idle:?}");
}

#[test]
fn corpus_files_have_the_canonical_layout() {
    for path in files(&root().join("corpus"), "json") {
        let text = fs::read_to_string(&path).expect("a corpus file is text");
        let canonical = layout(&text).unwrap_or_else(|faults| panic!("{}: {faults:?}", path.display()));
        assert!(canonical == text, "{} is not canonical; run `verdict fmt corpus`", path.display());
    }
}

#[test]
fn names_in_the_corpus_are_claims() {
    for case in corpus().cases() {
        let words = case.id.rsplit('/').next().unwrap_or_default().split('-').count();
        assert!(words >= 2, "{} is no claim", case.id);
        assert!(case.why.ends_with('.'), "{}: `why` is no sentence", case.id);
    }
}

#[test]
fn case_files_fit_their_schema() {
    let read = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(path).expect("a corpus file is text")).expect("a corpus file is JSON")
    };
    let schema = read(&root().join("corpus/case.schema.json"));
    let validator = jsonschema::validator_for(&schema).expect("the schema is well-formed");
    for path in files(&root().join("corpus"), "json") {
        let file = read(&path);
        if file.get("cases").is_some() {
            let errors: Vec<String> = validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("\n"));
        }
    }
}
