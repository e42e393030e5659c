//! `verdict explain`: what it tells of texts and decoded messages, and how it refuses hostile and encoded ones.

use std::process::Output;

use serde_json::Value;

use crate::harness::{directory, err, out, verdict_with_input, write};

/// `verdict explain` with a text as its standard input.
fn explain(arguments: &[&str], input: &[u8]) -> Output {
    verdict_with_input(&[&["explain"], arguments].concat(), input)
}

fn json(arguments: &[&str], input: &str) -> Value {
    let output = explain(&[arguments, &["--format", "json"]].concat(), input.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

/// A policy file of its own for a test.
fn policy(name: &str) -> String {
    let text = r#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "All", "Effect": "Allow", "Action": "batch:*", "Resource": "*" },
  { "Sid": "NoSubmit", "Effect": "Deny", "Action": "batch:SubmitJob", "Resource": "*", "Condition": { "StringEquals": { "aws:RequestTag/team": "a" } } } ] }"#;
    write(&directory(&format!("explain_{name}")), "policy.json", text)
}

const DENIAL: &str = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: batch:SubmitJob on resource: *";

const DECODED: &str = r#"{"allowed":false,"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"NoSubmit","effect":"DENY","principals":{"items":[{"value":"AIDACKCEVSQ6C2EXAMPLE"}]},"principalGroups":{"items":[]},"actions":{"items":[{"value":"batch:SubmitJob"}]},"resources":{"items":[{"value":"*"}]},"conditions":{"items":[]}}]},"failures":{"items":[]},"context":{"principal":{"id":"AIDACKCEVSQ6C2EXAMPLE","name":"ana","arn":"arn:aws:iam::111122223333:user/ana"},"action":"batch:SubmitJob","resource":"*","conditions":{"items":[{"key":"aws:RequestTag/team","values":{"items":[{"value":"a"}]}}]}}}"#;

#[test]
fn a_text_tells_its_policy_type_and_what_it_does_not_prove() {
    let text = format!("{DENIAL} with an explicit deny in a service control policy");
    let told = json(&["--message", &text], "");
    assert_eq!(told["reported"]["policyType"], "scp");
    assert_eq!((&told["reported"]["explicit"], &told["reported"]["provesDeny"]), (&Value::Bool(true), &Value::Bool(false)));
    let rules: Vec<&str> = told["notProven"].as_array().expect("a list").iter().filter_map(|caveat| caveat["rule"].as_str()).collect();
    assert_eq!(rules, ["MSG-010", "MSG-008"]);
    assert_eq!(told["decided"], Value::Null);
    let arn = "arn:aws:organizations::444455556666:policy/o-a1b2c3d4e5/service_control_policy/p-11111111";
    let with_arn = json(&["--message", &format!("{text}: {arn}")], "");
    assert_eq!((&with_arn["reported"]["policyArn"], &with_arn["reported"]["provesDeny"]), (&Value::from(arn), &Value::Bool(true)));
}

#[test]
fn a_text_is_read_from_standard_input() {
    let told = json(&["--message", "-"], &format!("{DENIAL}\n  because no session policy allows\n  the batch:SubmitJob action\n"));
    assert_eq!(told["reported"]["policyType"], "session");
    assert_eq!(told["reported"]["explicit"], false);
}

#[test]
fn a_text_is_decided_again_without_condition_keys() {
    let policy = policy("without_keys");
    let text = format!("{DENIAL} with an explicit deny in an identity-based policy");
    let told = json(&["--message", &text, "--identity", &policy], "");
    assert_eq!(told["contextKnown"], false);
    assert_eq!(told["decided"]["decision"], "allowed", "the Deny has a condition, whose key the text does not show");
    assert_eq!(told["decided"]["asReported"], false);
    let shown = out(&explain(&["--message", &text, "--identity", &policy], b""));
    assert!(shown.contains("without condition keys"), "{shown}");
    assert!(shown.contains("something else than AWS reported"), "{shown}");
}

#[test]
fn a_decoded_message_is_decided_again_with_its_keys() {
    let policy = policy("with_keys");
    let arguments = ["--decoded-message", "-", "--identity", &policy];
    let output_of_sts = serde_json::json!({ "DecodedMessage": DECODED }).to_string();
    for input in [DECODED, &output_of_sts] {
        let told = json(&arguments, input);
        assert_eq!(told["reported"]["by"], serde_json::json!(["NoSubmit"]));
        assert_eq!((&told["decided"]["decision"], &told["decided"]["by"][0]), (&Value::from("explicitDeny"), &Value::from("NoSubmit")));
        assert_eq!(told["decided"]["asReported"], true);
        assert!(told["decided"]["message"].as_str().is_some_and(|text| text.contains("with an explicit deny in an identity-based policy")));
    }
}

#[test]
fn refusals_that_name_no_request_are_not_decided() {
    let policy = policy("no_request");
    let told = json(&["--message", "Cross-account pass role is not allowed.", "--identity", &policy], "");
    assert_eq!((&told["reported"]["refusedBy"], &told["decided"]), (&Value::from("PASS-007"), &Value::Null));
    let shown = out(&explain(&["--message", "Access Denied", "--identity", &policy], b""));
    assert!(shown.contains("the text names no request"), "{shown}");
}

#[test]
fn encoded_messages_are_refused_with_the_command_that_decodes_them() {
    let long = "EXAMPLEWodyRNrtlQARDip-eTA6i6DrlUhHhPQrLWB_lAbl5pAKxl9mPDLexYcGBreyIKQC1";
    let announced = "You are not authorized to perform this operation. Encoded authorization failure message: EXAMPLEabc";
    for arguments in [["--message", long], ["--message", announced], ["--decoded-message", "-"]] {
        let output = explain(&arguments, long.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("aws sts decode-authorization-message"), "{}", err(&output));
        assert!(err(&output).contains("only AWS can decode it"), "{}", err(&output));
    }
}

#[test]
fn hostile_texts_are_refused_with_a_position() {
    for (words, text) in [
        ("the text is empty", " "),
        ("is no denial", "nothing of the kind"),
        ("is no action", "User: a is not authorized to perform: b"),
        ("is no reason", &format!("{DENIAL} because")),
        ("is no policy type", &format!("{DENIAL} because no pizza policy allows the batch:SubmitJob action")),
        ("is no ARN", &format!("{DENIAL} with an explicit deny in a session policy: x")),
        ("is no denial", &"User: ".repeat(50_000)),
    ] {
        let output = explain(&["--message", "-"], text.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{words}: {}", err(&output));
        assert!(err(&output).contains(words), "{words}: {}", err(&output));
        assert!(err(&output).contains("standard input:1:"), "{words} has a position: {}", err(&output));
    }
    let control = format!("{DENIAL} because no session policy allows the batch:SubmitJob action").replace("user/ana", "user/\u{1b}[2Jana");
    let output = explain(&["--message", &control], b"");
    assert!(!out(&output).contains('\u{1b}'), "control characters are escaped");
}

#[test]
fn hostile_decoded_messages_are_refused_with_a_position() {
    for (words, text) in [
        ("the text is empty", String::new()),
        ("the text is not JSON", DECODED.replace("}}}", "}}")),
        ("`allowed` must be true or false", DECODED.replacen("false", "0", 1)),
        ("unknown member `nme`", DECODED.replacen("\"name\"", "\"nme\"", 1)),
        ("stands twice", DECODED.replacen("\"failures\"", "\"allowed\"", 1)),
        ("nested deeper", format!("{}{}", "[".repeat(60_000), "]".repeat(60_000))),
        ("not both allowed and explicitly denied", DECODED.replacen("false", "true", 1)),
        ("is not a resource", DECODED.replacen("\"resource\":\"*\"", "\"resource\":\"q\"", 1)),
    ] {
        let output = explain(&["--decoded-message", "-"], text.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{words}: {}", err(&output));
        assert!(err(&output).contains(words), "{words}: {}", err(&output));
        assert!(err(&output).contains("standard input:1:"), "{words} has a position: {}", err(&output));
    }
    assert_eq!(explain(&["--decoded-message", "-"], b"{ \"allowed\": \"\xff\" }").status.code(), Some(2));
    assert_eq!(explain(&["--decoded-message", "no/such/file.json"], b"").status.code(), Some(2));
}

#[test]
fn one_refusal_is_explained_at_a_time() {
    assert_eq!(explain(&[], b"").status.code(), Some(2));
    assert_eq!(explain(&["--message", DENIAL, "--decoded-message", "-"], b"").status.code(), Some(2));
}
