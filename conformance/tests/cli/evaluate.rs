//! `verdict evaluate` with identity policies: exit codes, formats, requests, hostile policies.

use std::fs;
use std::process::Output;

use crate::harness::{directory, err, out, verdict_with_input};

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
