//! `verdict test`, `rules` and `fmt`: exit codes and formats.

use std::fs;
use std::path::PathBuf;

use crate::harness::{directory, err, out, verdict};

#[test]
fn the_main_job_agrees_with_every_case() {
    let output = verdict(&["test"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(out(&output).contains("0 disagree, 0 unsupported, 0 errors"));
    assert_eq!(out(&output), out(&verdict(&[])), "without a command the main job runs");
}

#[test]
fn json_has_the_counts_by_family() {
    let output = verdict(&["test", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    for member in ["cases", "agree", "disagree", "unsupported", "errors"] {
        assert!(json[member].is_u64(), "{member}");
        assert!(json["families"]["COND"][member].is_u64(), "{member} of a family");
    }
    assert_eq!(json["rules"]["total"], 804);
    assert!(json["families"]["COND"]["rules"]["covered"] == 88);
    assert_eq!(json["failures"], serde_json::json!([]));
}

#[test]
fn junit_names_every_case() {
    let output = verdict(&["test", "--rule", "COND-024", "--format", "junit"]);
    assert!(out(&output).starts_with("<?xml"));
    assert!(out(&output).matches("<testcase").count() >= 6);
}

#[test]
fn another_reading_is_reported_as_disagreement() {
    let output = verdict(&["test", "--rule", "COND-080", "--profile", "COND-080=null-set-is-true", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    let failure = &json["failures"][0];
    for member in ["name", "expected", "got", "why"] {
        assert!(failure[member].is_string(), "{member}");
    }
}

#[test]
fn variants_agree_too() {
    let output = verdict(&["test", "--expand", "--filter", "documented/"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
}

#[test]
fn unknown_rules_filters_and_profiles_are_bad_input() {
    for arguments in [
        &["test", "--rule", "COND-999"][..],
        &["test", "--filter", "no such case"],
        &["test", "--profile", "no-such"],
        &["test", "--profile", "RES-014=no-such"],
        &["test", "no/such/file.json"],
        &["rules", "NOPE"],
        &["no-such-command"],
    ] {
        let output = verdict(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("error"), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn own_tests_name_policy_files() {
    let directory = directory("own_tests");
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:Describe*", "Resource": "*" } }"#;
    let request = r#"{ "principal": "arn:aws:iam::111122223333:user/ana", "action": "batch:DescribeJobs" }"#;
    let case =
        |name: &str, decision: &str| format!(r#"{{ "name": "{name}", "request": {request}, "expect": {{ "decision": "{decision}" }} }}"#);
    let file = |cases: &str| format!(r#"{{ "topic": "readers", "document": {{ "file": "reader.json" }}, "cases": [ {cases} ] }}"#);
    fs::write(directory.join("reader.json"), policy).expect("the file can be written");
    let tests = directory.join("reader-tests.json");
    fs::write(&tests, file(&case("readers-describe-jobs", "allowed"))).expect("the file can be written");
    let path = directory.to_str().expect("a path in UTF-8");
    let good = verdict(&["test", path]);
    assert_eq!((good.status.code(), out(&good).as_str()), (Some(0), "1 passed, 0 failed\n"), "{}", err(&good));
    fs::write(&tests, file(&case("readers-describe-nothing", "implicitDeny"))).expect("the file can be written");
    let bad = verdict(&["test", path]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(out(&bad).contains("expected  implicitDeny\n  got       allowed"), "{}", out(&bad));
    assert!(out(&bad).ends_with("0 passed, 1 failed\n"));
    fs::write(&tests, file(r#"{ "name": "x", "requst": {}, "expect": {} }"#)).expect("the file can be written");
    let misspelt = verdict(&["test", path]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(err(&misspelt).contains("reader-tests.json:1:"), "{}", err(&misspelt));
}

#[test]
fn an_unknown_member_of_a_case_is_an_error_with_a_suggestion() {
    let directory = directory("unknown_member");
    let tests = directory.join("tests.json");
    let text = r#"{ "topic": "t", "cases": [ { "name": "a-b", "limit": { "of": "role-name", "valeu": "x" }, "expect": { "limit": "accept" } } ] }"#;
    fs::write(&tests, text).expect("the file can be written");
    let output = verdict(&["test", tests.to_str().expect("a path in UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("did you mean `value`?"), "{}", err(&output));
}

#[test]
fn fmt_checks_and_repairs() {
    let directory = directory("fmt");
    let file = directory.join("cases.json");
    fs::write(&file, r#"{"topic":"t","cases":[]}"#).expect("the file can be written");
    let path = directory.to_str().expect("a path in UTF-8");
    assert_eq!(verdict(&["fmt", "--check", path]).status.code(), Some(1));
    assert_eq!(verdict(&["fmt", path]).status.code(), Some(0));
    assert_eq!(verdict(&["fmt", "--check", path]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "{\n  \"topic\": \"t\",\n  \"cases\": []\n}\n");
    fs::write(&file, r#"{"topic":"t","topic":"u"}"#).expect("the file can be written");
    assert_eq!(verdict(&["fmt", path]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), r#"{"topic":"t","topic":"u"}"#, "nothing is lost");
}

#[test]
fn a_corpus_on_disk_is_read() {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let output = verdict(&["test", "--corpus", corpus.to_str().expect("a path in UTF-8"), "--filter", "action/"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
}
