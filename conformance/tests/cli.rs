//! The command line: exit codes, formats, hostile inputs.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn verdict(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verdict")).args(arguments).output().expect("the command runs")
}

fn verdict_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_verdict"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("the command reads its input");
    child.wait_with_output().expect("the command ends")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory of its own for a test.
fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("the directory can be made");
    directory
}

const REQUEST: [&str; 6] = [
    "--principal",
    "arn:aws:iam::111122223333:user/ana",
    "--action",
    "batch:SubmitJob",
    "--resource",
    "arn:aws:batch:us-east-1:111122223333:job-queue/q",
];

/// `verdict evaluate --identity -` with the request above.
fn evaluate(policy: &[u8], more: &[&str]) -> Output {
    let arguments: Vec<&str> = ["evaluate", "--identity", "-"].into_iter().chain(REQUEST).chain(more.iter().copied()).collect();
    verdict_with_input(&arguments, policy)
}

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
fn expectations_set_the_exit_code() {
    let allow = br#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:*", "Resource": "*" } }"#;
    assert_eq!(evaluate(allow, &[]).status.code(), Some(0));
    assert_eq!(evaluate(allow, &["--expect", "allowed"]).status.code(), Some(0));
    assert_eq!(evaluate(allow, &["--expect", "denied"]).status.code(), Some(1));
}

#[test]
fn decisions_are_printed_as_json() {
    let deny = br#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "No", "Effect": "Deny", "Action": "batch:*", "Resource": "*" } ] }"#;
    let json: serde_json::Value = serde_json::from_str(&out(&evaluate(deny, &["--format", "json"]))).expect("JSON");
    assert_eq!(json["decision"], "explicitDeny");
    assert_eq!(json["layer"], "identity");
    assert_eq!(json["statements"][0]["sid"], "No");
    assert_eq!(json["statements"][0]["line"], 1);
    assert!(json["explanation"].as_str().is_some_and(|text| text.contains("No")));
}

#[test]
fn repeated_and_multivalued_keys_become_lists() {
    let policy = br#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:*", "Resource": "*",
      "Condition": { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] }, "StringEquals": { "batch:User": "nobody" } } } }"#;
    let allowed = |more: &[&str]| evaluate(policy, &[&["--expect", "allowed"], more].concat()).status.code() == Some(0);
    assert!(allowed(&["--context", "aws:TagKeys=a", "--context", "batch:User=nobody"]));
    assert!(allowed(&["--context", "aws:TagKeys=a", "--context", "aws:TagKeys=b", "--context", "batch:User=nobody"]));
    assert!(!allowed(&["--context", "aws:TagKeys=c", "--context", "batch:User=nobody"]));
    assert!(!allowed(&["--context", "batch:User=nobody", "--context", "batch:User=root"]), "two values make a list (COND-084)");
}

#[test]
fn requests_are_read_from_files() {
    let directory = directory("request_file");
    let file = directory.join("request.json");
    let request =
        r#"{ "principal": "arn:aws:iam::111122223333:user/ana", "action": "batch:SubmitJob", "resource": "*", "context": { "k": 1e3 } }"#;
    fs::write(&file, request).expect("the file can be written");
    let policy = br#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:*", "Resource": "*", "Condition": { "StringEquals": { "k": "1e3" } } } }"#;
    let path = file.to_str().expect("a path in UTF-8");
    let output = verdict_with_input(&["evaluate", "--identity", "-", "--request", path, "--expect", "allowed"], policy);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
}

/// Each has a position and exit code 2, and none takes long.
#[test]
fn hostile_policies_are_refused_with_a_position() {
    let many_statements = format!(
        r#"{{ "Version": "2012-10-17", "Statement": [ {} ] }}"#,
        vec![r#"{ "Effect": "Allow", "Action": "batch:*", "Resource": "*" }"#; 170_000].join(", ")
    );
    assert!(many_statements.len() > 10_000_000);
    let documents: [(&str, Vec<u8>); 9] = [
        ("duplicate-key", br#"{ "Version": "2012-10-17", "Version": "2012-10-17", "Statement": [] }"#.to_vec()),
        ("did you mean `Statement`?", br#"{ "statement": [] }"#.to_vec()),
        ("DATA_TYPE_MISMATCH", br#"{ "Statement": { "Effect": "Allow", "Action": 1, "Resource": "*" } }"#.to_vec()),
        ("JSON_SYNTAX_ERROR", br#"{ "Statement": [ ], }"#.to_vec()),
        ("nested deeper", [b"[".repeat(60_000), b"]".repeat(60_000)].concat()),
        ("document-too-long", [b"[".repeat(100_000), b"]".repeat(100_000)].concat()),
        ("not UTF-8", b"{ \"Version\": \"\xff\" }".to_vec()),
        ("document-too-long", many_statements.into_bytes()),
        ("the text is empty", b" \n".to_vec()),
    ];
    for (words, document) in documents {
        let output = evaluate(&document, &[]);
        assert_eq!(output.status.code(), Some(2), "{words}: {}", err(&output));
        assert!(err(&output).contains(words), "{words}: {}", err(&output));
        assert!(err(&output).contains("standard input:"), "{words} has a position: {}", err(&output));
    }
}

#[test]
fn a_request_that_cannot_be_made_is_bad_input() {
    let allow = br#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:*", "Resource": "*" } }"#;
    for (option, value) in [("--action", "batch:*"), ("--resource", "queue"), ("--principal", "ana"), ("--context", "novalue")] {
        let mut arguments = vec!["evaluate", "--identity", "-"];
        for pair in REQUEST.chunks(2).filter(|pair| pair[0] != option) {
            arguments.extend(pair);
        }
        arguments.extend([option, value]);
        let output = verdict_with_input(&arguments, allow);
        assert_eq!(output.status.code(), Some(2), "{option} {value}");
        assert!(err(&output).contains(value), "{option}: {}", err(&output));
    }
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
