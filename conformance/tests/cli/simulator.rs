//! The policy simulator on the command line: whole responses, refused and hostile inputs, and what the corpus cannot hold for its size.

use std::process::Output;

use serde_json::{Value, json};

use crate::harness::{directory, err, out, verdict, verdict_with_input, write};

/// `verdict evaluate --simulation -` with more options.
fn simulate(input: &[u8], more: &[&str]) -> Output {
    verdict_with_input(&[&["evaluate", "--simulation", "-"], more].concat(), input)
}

fn file(name: &str, text: &str) -> String {
    write(&directory(&format!("simulator_{name}")), name, text)
}

const ALLOW: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"batch:*","Resource":"*"}]}"#;

/// An input with one policy that allows, and other members.
fn input(more: Value) -> Value {
    let mut input = json!({ "PolicyInputList": [ALLOW], "ActionNames": ["batch:SubmitJob"] });
    if let (Value::Object(members), Value::Object(more)) = (&mut input, more) {
        members.extend(more);
    }
    input
}

fn response(input: &Value, more: &[&str]) -> String {
    let output = simulate(input.to_string().as_bytes(), more);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    out(&output)
}

#[test]
fn a_policy_with_boundary_and_organization_on_two_queues() {
    let policy = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    { \"Effect\": \"Allow\", \"Action\": \"batch:*\", \"Resource\": \"*\" },\n    { \"Effect\": \"Deny\", \"Action\": \"batch:SubmitJob\", \"Resource\": \"*\",\n      \"Condition\": { \"StringEquals\": { \"batch:ShareIdentifier\": \"blocked\" } } }\n  ]\n}";
    let boundary =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"batch:*","Resource":"arn:aws:batch:*:*:job-queue/nightly"}}"#;
    let queue = |name: &str| format!("arn:aws:batch:us-east-1:111122223333:job-queue/{name}");
    let simulation = json!({
        "PolicyInputList": [policy],
        "PermissionsBoundaryPolicyInputList": [boundary],
        "OrderedOrganizationPolicyInputList": [{ "ServiceControlPolicyInputList": [ALLOW] }, { "ServiceControlPolicyInputList": [ALLOW] }],
        "ActionNames": ["batch:SubmitJob", "batch:ListJobs"],
        "ResourceArns": [queue("nightly"), queue("urgent")],
        "CallerArn": "arn:aws:iam::111122223333:user/ana",
    });
    insta::assert_snapshot!("two_queues", response(&simulation, &[]));
}

#[test]
fn a_call_across_accounts() {
    let resource_policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/secret/*"},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}"#;
    let simulation = json!({
        "PolicyInputList": [r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::reports/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"finance"}}}]}"#],
        "ActionNames": ["s3:GetObject"],
        "ResourceArns": ["arn:aws:s3:::reports/2026.csv", "arn:aws:s3:::reports/secret/plan"],
        "ResourcePolicy": resource_policy,
        "ResourceOwner": "arn:aws:iam::444455556666:root",
        "CallerArn": "arn:aws:iam::111122223333:user/ana",
        "ContextEntries": [{ "ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["finance"], "ContextKeyType": "string" }],
    });
    insta::assert_snapshot!("across_accounts", response(&simulation, &[]));
    let older = response(&simulation, &["--profile", "MSG-022=one-result-per-resource"]);
    insta::assert_snapshot!("across_accounts_one_result_per_resource", older);
}

#[test]
fn policies_of_a_user_and_its_groups() {
    let entities = r#"{ "entities": [
      { "arn": "arn:aws:iam::111122223333:user/team/david", "inline": { "read": { "Version": "2012-10-17",
          "Statement": [ { "Effect": "Allow", "Action": "batch:Describe*", "Resource": "*" } ] } },
        "groups": ["arn:aws:iam::111122223333:group/devs"] },
      { "arn": "arn:aws:iam::111122223333:group/devs", "attached": { "arn:aws:iam::111122223333:policy/batch/submit": { "Version": "2012-10-17",
          "Statement": [ { "Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "*" } ] } } } ] }"#;
    let entities = file("entities.json", entities);
    let simulation =
        json!({ "PolicySourceArn": "arn:aws:iam::111122223333:user/team/david", "ActionNames": ["batch:SubmitJob", "batch:DescribeJobs"] });
    insta::assert_snapshot!("user_and_group", response(&simulation, &["--entities", &entities]));
    let alone = simulate(simulation.to_string().as_bytes(), &[]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(err(&alone).contains("error[NoSuchEntity]") && err(&alone).contains("standard input:1:"), "{}", err(&alone));
}

#[test]
fn one_decision_has_the_result_shape() {
    let policy = file("policy.json", ALLOW);
    let who = ["evaluate", "--identity", &policy, "--principal", "arn:aws:iam::111122223333:user/ana"];
    let what = ["--action", "batch:SubmitJob", "--resource", "arn:aws:batch:us-east-1:111122223333:job-queue/q", "--format", "simulator"];
    let output = verdict(&[&who[..], &what].concat());
    let response: Value = serde_json::from_str(&out(&output)).expect("JSON");
    let result = &response["EvaluationResults"][0];
    assert_eq!(result["EvalDecision"], "allowed");
    assert_eq!(result["MatchedStatements"][0]["SourcePolicyId"], "PolicyInputList.1");
    assert_eq!(result["MatchedStatements"][0]["StartPosition"], json!({ "Line": 1, "Column": 38 }));
    assert_eq!(result["ResourceSpecificResults"][0]["EvalResourceName"], "arn:aws:batch:us-east-1:111122223333:job-queue/q");
}

/// The markers of truncated answers lead through all results.
#[test]
fn markers_continue_where_the_answer_was_truncated() {
    let actions = ["batch:SubmitJob", "batch:CancelJob", "batch:TerminateJob"];
    let mut marker = Value::Null;
    let mut seen = Vec::new();
    for _ in 0..actions.len() {
        let mut page = json!({ "ActionNames": actions, "MaxItems": 1 });
        if marker.is_string() {
            page["Marker"] = marker.clone();
        }
        let response: Value = serde_json::from_str(&response(&input(page), &[])).expect("JSON");
        assert_eq!(response["EvaluationResults"].as_array().map(Vec::len), Some(1));
        seen.push(response["EvaluationResults"][0]["EvalActionName"].clone());
        marker = response["Marker"].clone();
        assert_eq!(response["IsTruncated"], marker.is_string());
    }
    assert_eq!(seen, actions);
    assert!(marker.is_null(), "the last page is the end");
}

/// What is refused, and the words that say so; each has a position.
fn check_refused(input: &[u8], words: &str) {
    let output = simulate(input, &[]);
    assert_eq!(output.status.code(), Some(2), "{words}: {}", out(&output));
    assert!(err(&output).contains(words), "{words}: {}", err(&output));
    assert!(err(&output).contains("standard input:"), "{words} has a position: {}", err(&output));
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
}

#[test]
fn limits_of_the_input_are_checked() {
    let refused = |more: Value, words: &str| check_refused(input(more).to_string().as_bytes(), words);
    refused(json!({ "ActionNames": [format!("batch:{}", "a".repeat(123))] }), "3 to 128 characters, not 129");
    refused(json!({ "ResourceArns": [format!("arn:aws:s3:::{}", "a".repeat(2036))] }), "1 to 2048 characters, not 2049");
    refused(
        json!({ "PolicyInputList": [format!("{ALLOW}{}", " ".repeat(131_072 - ALLOW.len() + 1))] }),
        "1 to 131072 characters, not 131073",
    );
    refused(json!({ "Marker": "a".repeat(321) }), "1 to 320 characters, not 321");
    refused(json!({ "Marker": "elsewhere" }), "not one of a truncated answer");
    refused(json!({ "ResourceHandlingOption": "x".repeat(65) }), "1 to 64 characters, not 65");
    let entry = |name: String| json!({ "ContextKeyName": name, "ContextKeyValues": ["x"], "ContextKeyType": "string" });
    refused(json!({ "ContextEntries": [entry(format!("aws:{}", "k".repeat(253)))] }), "5 to 256 characters, not 257");
    let excluded = |count: usize| {
        let exclusions = vec![json!({ "PolicyType": "rcp" }); count];
        let source = "arn:aws:iam::111122223333:user/david";
        json!({ "PolicySourceArn": source, "ActionNames": ["batch:SubmitJob"], "PolicyExclusionList": exclusions }).to_string()
    };
    check_refused(excluded(257).as_bytes(), "at most 256 policies can be excluded");
    check_refused(excluded(256).as_bytes(), "there is no entity");
}

#[test]
fn the_largest_input_is_taken() {
    let policy = format!("{ALLOW}{}", " ".repeat(131_072 - ALLOW.len()));
    let action = format!("batch:{}", "a".repeat(122));
    let more = json!({ "PolicyInputList": [policy], "ActionNames": [action], "Marker": "0", "MaxItems": 1000 });
    assert!(response(&input(more), &[]).contains("allowed"));
}

/// Only what stands on the page is decided.
#[test]
fn many_actions_take_no_longer_than_one_page() {
    let actions: Vec<String> = (0..20_000).map(|number| format!("batch:Action{number}")).collect();
    let resources = vec!["arn:aws:s3:::bucket"; 100];
    let page = input(json!({ "ActionNames": actions, "ResourceArns": resources, "MaxItems": 2, "Marker": "19999" }));
    let response: Value = serde_json::from_str(&response(&page, &[])).expect("JSON");
    assert_eq!(response["EvaluationResults"].as_array().map(Vec::len), Some(1));
    assert_eq!(response["IsTruncated"], false);
}

#[test]
fn all_faults_of_an_input_are_told() {
    let output = simulate(input(json!({ "ActionNames": ["batch:*"], "MaxItems": 0, "ResourceArn": "x" })).to_string().as_bytes(), &[]);
    assert_eq!(err(&output).matches("error[InvalidInput]").count(), 3, "{}", err(&output));
    assert!(err(&output).contains("did you mean `ResourceArns`?"), "{}", err(&output));
}

#[test]
fn hostile_inputs_are_refused_with_a_position() {
    let whole = input(json!({})).to_string();
    let nested = |text: &str| input(json!({ "PolicyInputList": [text] })).to_string();
    let cases: [(&str, Vec<u8>); 11] = [
        ("the text is empty", b" \n".to_vec()),
        ("nested deeper", [b"[".repeat(200_000), b"]".repeat(200_000)].concat()),
        ("nested deeper", nested(&format!("{}{}", "[".repeat(50_000), "]".repeat(50_000))).into_bytes()),
        ("not JSON", whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("not JSON", nested(&ALLOW[..ALLOW.len() / 2]).into_bytes()),
        ("not UTF-8", b"{ \"PolicyInputList\": [\"\xff\"] }".to_vec()),
        ("stands twice", br#"{ "ActionNames": [], "ActionNames": [] }"#.to_vec()),
        ("must be an object", b"[]".to_vec()),
        ("must be a list", br#"{ "PolicyInputList": "x", "ActionNames": null }"#.to_vec()),
        ("must be a whole number", input(json!({ "MaxItems": 1.5 })).to_string().into_bytes()),
        ("not an action", input(json!({ "ActionNames": vec!["batch:*"; 100_000] })).to_string().into_bytes()),
    ];
    for (words, text) in cases {
        check_refused(&text, words);
    }
}

#[test]
fn every_cut_of_an_input_ends_without_a_panic() {
    let text = input(json!({ "ContextEntries": [{ "ContextKeyName": "aws:é", "ContextKeyValues": [], "ContextKeyType": "stringList" }] }));
    let text = text.to_string();
    for end in (0..text.len()).step_by(23) {
        let output = simulate(&text.as_bytes()[..end], &[]);
        assert_eq!(output.status.code(), Some(2), "{end}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{end}: {}", err(&output));
    }
}

#[test]
fn a_simulation_has_no_other_request() {
    let output = simulate(b"{}", &["--action", "batch:SubmitJob"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("cannot be used with"), "{}", err(&output));
}
