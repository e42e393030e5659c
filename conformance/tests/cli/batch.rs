//! `verdict batch`: what people read, what programs read, and inputs that are no calls.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};
use verdict_conformance::corpus::Corpus;

use crate::harness::{directory, err, json as json_of, out, run_with_input, write};

/// A directory of its own for a test, in which the command runs.
struct Desk {
    directory: PathBuf,
}

const PRINCIPAL: [&str; 2] = ["--principal", "arn:aws:iam::123456789012:user/ana"];

impl Desk {
    fn new(name: &str) -> Self {
        Self { directory: directory(&format!("batch_{name}")) }
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        write(&self.directory, name, text);
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verdict"));
        command.arg("batch").args(arguments).current_dir(&self.directory).env("COLUMNS", "100");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command runs")
    }

    /// The answer to an input from standard input.
    fn ask(&self, operation: &str, input: &[u8], more: &[&str]) -> Output {
        let arguments = [&[operation, "--input", "-"], more].concat();
        run_with_input(&mut self.command(&arguments), input)
    }
}

/// A multi-node job whose containers have these images and log drivers.
fn definition(containers: &[(&str, &str)]) -> String {
    let range = |(index, (image, driver)): (usize, &(&str, &str))| json!({ "targetNodes": format!("{index}:{index}"), "container": { "image": image, "logConfiguration": { "logDriver": driver } } });
    let ranges: Vec<Value> = containers.iter().enumerate().map(range).collect();
    let nodes = json!({ "numNodes": containers.len(), "mainNode": 0, "nodeRangeProperties": ranges });
    json!({ "jobDefinitionName": "render", "type": "multinode", "nodeProperties": nodes }).to_string()
}

/// Both documented examples that deny by the values of a container, on the definitions that tell them apart.
#[test]
fn documented_deny_examples_container_by_container() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    let definitions: [(&str, &[(&str, &str)]); 4] = [
        ("no_container_matching", &[("busybox", "awslogs"), ("busybox", "json-file")]),
        ("one_container_matching_one_key", &[("string1", "awslogs"), ("busybox", "json-file")]),
        ("one_container_matching_both_keys", &[("busybox", "awslogs"), ("string1", "string2")]),
        ("two_containers_matching_one_key_each", &[("string1", "awslogs"), ("busybox", "string2")]),
    ];
    for (example, short) in [("example-deny-when-all-keys-match", "all"), ("example-deny-when-any-key-matches", "any")] {
        let desk = Desk::new(&format!("documented_{short}"));
        let document = corpus.files[&format!("documented/{example}")].document.as_ref().expect("the file has a policy");
        desk.file("policy.json", document.text());
        for (name, containers) in definitions {
            desk.file("definition.json", definition(containers));
            let arguments = ["register-job-definition", "--input", "definition.json", "--identity", "policy.json"];
            let output = desk.run(&[&arguments[..], &PRINCIPAL].concat());
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            insta::assert_snapshot!(format!("deny_{short}_{name}"), out(&output));
        }
    }
}

const ENVIRONMENT: &str = r#"{ "computeEnvironmentName": "spot", "type": "MANAGED",
  "serviceRole": "arn:aws:iam::123456789012:role/batch", "tags": { "Team": "alpha" },
  "computeResources": { "type": "SPOT", "maxvCpus": 8, "subnets": ["subnet-1"], "instanceRole": "nodes", "spotIamFleetRole": "fleet" } }"#;

const POLICY: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Batch", "Effect": "Allow", "Action": "batch:*", "Resource": "*" },
  { "Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/*",
    "Condition": { "StringEquals": { "iam:PassedToService": ["batch.amazonaws.com", "ec2.amazonaws.com"] } } } ] }"#;

#[test]
fn roles_and_what_the_state_does_not_say() {
    let desk = Desk::new("roles");
    desk.file("policy.json", POLICY);
    let answer = |more: &[&str]| {
        let output =
            desk.ask("CreateComputeEnvironment", ENVIRONMENT.as_bytes(), &[&["--identity", "policy.json"], &PRINCIPAL[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        out(&output)
    };
    insta::assert_snapshot!("roles", answer(&[]));
    desk.file("state.json", r#"{ "instanceProfiles": { "nodes": ["arn:aws:iam::123456789012:role/nodes"] } }"#);
    assert!(!answer(&["--state", "state.json"]).contains("undetermined"));
}

#[test]
fn without_policies_the_checks_are_listed() {
    let desk = Desk::new("checks_only");
    let output = desk.ask("create-compute-environment", ENVIRONMENT.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    insta::assert_snapshot!("checks_only", out(&output));
    let expecting = desk.ask("create-compute-environment", ENVIRONMENT.as_bytes(), &["--expect", "allowed"]);
    assert_eq!(expecting.status.code(), Some(2), "nothing is decided");
}

#[test]
fn programs_read_every_check() {
    let desk = Desk::new("json");
    desk.file("policy.json", POLICY);
    let json = json_of(&desk.ask(
        "CreateComputeEnvironment",
        ENVIRONMENT.as_bytes(),
        &[&["--identity", "policy.json", "--format", "json"], &PRINCIPAL[..]].concat(),
    ));
    assert_eq!((&json["decision"], &json["operation"]), (&json!("implicitDeny"), &json!("CreateComputeEnvironment")));
    let checks = json["checks"].as_array().expect("a list");
    assert_eq!(checks.len(), 5);
    for check in checks {
        for member in ["unit", "action", "resource", "context", "decision", "decidedBy"] {
            assert!(check.get(member).is_some(), "{member}: {check}");
        }
    }
    assert_eq!(
        checks[0]["decidedBy"][0],
        json!({
        "layer": "identity", "policy": "policy.json", "line": 2, "column": 3, "statement": 0, "sid": "Batch", "effect": "Allow" })
    );
    assert_eq!(checks[0]["context"]["aws:TagKeys"], json!(["Team"]));
    assert_eq!((&checks[3]["decision"], &checks[3]["resource"]), (&json!("undetermined"), &Value::Null));
    assert!(json["explanation"].as_str().is_some_and(|text| text.contains("spotfleet.amazonaws.com")));
}

#[test]
fn expectations_set_the_exit_code() {
    let desk = Desk::new("expect");
    desk.file("policy.json", POLICY);
    let submit = br#"{ "jobName": "j", "jobQueue": "q", "jobDefinition": "d:1" }"#;
    let code =
        |more: &[&str]| desk.ask("submit-job", submit, &[&["--identity", "policy.json"], &PRINCIPAL[..], more].concat()).status.code();
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--expect", "allowed"]), Some(0));
    assert_eq!(code(&["--expect", "denied"]), Some(1));
    assert_eq!(code(&["--expect", "allowed", "--profile", "BATCH-025=job-check"]), Some(0), "the policy allows `*`");
}

#[test]
fn every_layer_takes_part() {
    let desk = Desk::new("layers");
    desk.file("policy.json", POLICY);
    let deny = r#"{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" },
      { "Sid": "NoQueue", "Effect": "Deny", "Action": "batch:*", "Resource": "arn:aws:batch:*:*:job-queue/q" } ] }"#;
    desk.file("scp.json", deny);
    desk.file("resource.json", deny.replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\""));
    let submit = br#"{ "jobName": "j", "jobQueue": "q", "jobDefinition": "d:1" }"#;
    let ask = |more: &[&str]| desk.ask("submit-job", submit, &[&["--identity", "policy.json"], &PRINCIPAL[..], more].concat());
    let json = json_of(&ask(&["--scp", "root=scp.json", "--format", "json"]));
    assert_eq!((&json["decision"], &json["layer"]), (&json!("explicitDeny"), &json!("scp")));
    assert_eq!(json["checks"][1]["decidedBy"][0]["policy"], "scp.json");
    assert_eq!(json["checks"][1]["decidedBy"][0]["line"], 2);
    assert_eq!(json["checks"][0]["decision"], "allowed");
    let refused = ask(&["--resource-policy", "resource.json"]);
    assert_eq!(refused.status.code(), Some(2), "BATCH-100");
    assert!(err(&refused).contains("carries no policy"), "{}", err(&refused));
}

#[test]
fn keys_of_the_principal_and_of_the_command_line_are_seen() {
    let desk = Desk::new("keys");
    desk.file("policy.json", r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:TerminateJob", "Resource": "*",
      "Condition": { "StringEquals": { "aws:ResourceTag/Owner": "${aws:username}" }, "Bool": { "aws:MultiFactorAuthPresent": "true" } } } }"#);
    desk.file("state.json", r#"{ "resourceTags": { "arn:aws:batch:eu-west-1:123456789012:job/abc": { "Owner": "ana" } } }"#);
    let input = br#"{ "jobId": "abc", "reason": "r" }"#;
    let code = |context: &str| {
        let options =
            ["--identity", "policy.json", "--state", "state.json", "--region", "eu-west-1", "--expect", "allowed", "--context", context];
        desk.ask("terminate-job", input, &[&options[..], &PRINCIPAL].concat()).status.code()
    };
    assert_eq!(code("aws:MultiFactorAuthPresent=true"), Some(0));
    assert_eq!(code("aws:MultiFactorAuthPresent=false"), Some(1));
    assert_eq!(code("no value"), Some(2));
}

const CALLS: &str = r#"{ "operation": "RegisterJobDefinition", "input": { "jobDefinitionName": "d", "type": "container", "containerProperties": { "image": "a", "jobRoleArn": "job" } } }
{ "operation": "submit-job", "input": { "jobName": "j1", "jobQueue": "q", "jobDefinition": "d" } }

{ "operation": "SubmitJob", "input": { "jobName": "j2", "jobQueue": "other", "jobDefinition": "d" } }
{ "operation": "DescribeJobs", "input": { "jobs": ["j1", "j2"] } }
"#;

#[test]
fn a_sequence_lists_every_missing_permission() {
    let desk = Desk::new("sequence");
    desk.file("calls.jsonl", CALLS);
    desk.file(
        "policy.json",
        r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:*Job*",
      "Resource": ["arn:aws:batch:*:*:job-definition/d", "arn:aws:batch:*:*:job-queue/q"] } }"#,
    );
    let options = [&["--calls", "calls.jsonl", "--identity", "policy.json"], &PRINCIPAL[..]].concat();
    let output = desk.run(&options);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    insta::assert_snapshot!("sequence", out(&output));
    let lines = json_of(&desk.run(&[&options[..], &["--format", "json"]].concat()));
    assert_eq!(lines["missing"].as_array().map(Vec::len), Some(3));
    assert_eq!(lines["missing"][1]["calls"], json!([2]));
    let array: Vec<Value> = CALLS.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).expect("JSON")).collect();
    desk.file("calls.jsonl", Value::Array(array).to_string());
    assert_eq!(json_of(&desk.run(&[&options[..], &["--format", "json"]].concat())), lines, "an array is the same as lines");
    assert_eq!(desk.run(&[&options[..], &["--expect", "allowed"]].concat()).status.code(), Some(1));
}

#[test]
fn faults_of_a_sequence_are_shown_in_their_lines() {
    let desk = Desk::new("sequence_faults");
    let faulty = CALLS.replace("\"jobQueue\": \"other\"", "\"jobQeue\": \"other\"").replace("DescribeJobs", "DescribeJob");
    desk.file("calls.jsonl", faulty);
    let output = desk.run(&["--calls", "calls.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!("sequence_faults", plain(&err(&output)));
}

/// Without colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn the_list_is_the_service_model() {
    let desk = Desk::new("list");
    let json = json_of(&desk.run(&["--list", "--format", "json"]));
    let counts = ["operations", "actions", "resourceTypes"].map(|of| json[of].as_array().map_or(0, Vec::len));
    assert_eq!(counts, [48, 46, 10]);
    let human = out(&desk.run(&["--list"]));
    assert!(human.contains("TerminateJobs                 terminate-jobs"), "{human}");
    assert!(human.contains("Actions, their access levels and resource types (* required) (46):"));
}

/// What is wrong is shown where it stands, with its path.
#[test]
fn faults_of_an_input_are_shown_where_they_stand() {
    let desk = Desk::new("faults");
    let input = r#"{
  "jobDefinitionName": "render",
  "type": "container",
  "containerProperties": {
    "imge": "busybox",
    "user": 1000,
    "privileged": "false"
  },
  "tags": { "Team": null }
}"#;
    let output = desk.ask("register-job-definition", input.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!("faults", plain(&err(&output)));
}

/// Each is refused with exit code 2 and these words; none takes long or falls over.
#[test]
fn hostile_inputs_are_refused() {
    let desk = Desk::new("hostile");
    let many = |entry: &str, count: usize| vec![entry; count].join(",");
    let inputs: Vec<(&str, &str, Vec<u8>)> = vec![
        ("SubmitJobs", "did you mean `SubmitJob`?", b"{}".to_vec()),
        ("SetCapacityTags", "no operation `SetCapacityTags`", b"{}".to_vec()),
        ("SubmitJob", "the text is empty", b"".to_vec()),
        ("SubmitJob", "this must be an object, not an array", b"[]".to_vec()),
        ("SubmitJob", "the member `jobQueue` is missing", b"{}".to_vec()),
        ("SubmitJob", "stands twice", br#"{ "jobName": "a", "jobName": "b" }"#.to_vec()),
        ("SubmitJob", "not UTF-8", b"{ \"jobName\": \"\xff\" }".to_vec()),
        ("SubmitJob", "not JSON", br#"{ "jobName": NaN }"#.to_vec()),
        ("SubmitJob", "nested deeper", [b"[".repeat(100_000), b"]".repeat(100_000)].concat()),
        ("SubmitJob", "unknown member", format!(r#"{{ "{}": 1 }}"#, "x".repeat(1_000_000)).into_bytes()),
        (
            "SubmitJob",
            "not a whole number",
            br#"{ "jobName": "a", "jobQueue": "q", "jobDefinition": "d", "arrayProperties": { "size": 99999999999999999999 } }"#.to_vec(),
        ),
        ("CancelJobs", "more than 10000 checks", format!(r#"{{ "reason": "r", "jobs": [{}] }}"#, many("\"j\"", 300_000)).into_bytes()),
        ("CancelJobs", "and 900 more errors", format!(r#"{{ "reason": "r", "jobs": [{}] }}"#, many("1", 300_000)).into_bytes()),
        ("TagResource", "is not an ARN", br#"{ "resourceArn": "queue", "tags": {} }"#.to_vec()),
        (
            "TagResource",
            "one condition key",
            br#"{ "resourceArn": "arn:aws:batch:us-east-1:123456789012:job/a", "tags": { "A": "1", "a": "2" } }"#.to_vec(),
        ),
    ];
    for (operation, words, input) in inputs {
        let output = desk.ask(operation, &input, &[]);
        assert_eq!(output.status.code(), Some(2), "{operation}, {words}: {}", err(&output).chars().take(2000).collect::<String>());
        assert!(plain(&err(&output)).contains(words), "{operation}, {words}: {}", err(&output).chars().take(2000).collect::<String>());
        assert!(err(&output).len() < 200_000, "{operation}, {words}: {} bytes of errors", err(&output).len());
    }
}

#[test]
fn odd_texts_do_not_break_the_table() {
    let desk = Desk::new("odd");
    let image = format!("a\\u001b[31m\\n{}", "x".repeat(5_000));
    let input = format!(r#"{{ "jobDefinitionName": "", "type": "container", "containerProperties": {{ "image": "{image}" }} }}"#);
    let output = desk.ask("RegisterJobDefinition", input.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).lines().all(|line| line.chars().count() < 400), "{}", out(&output));
    assert!(!out(&output).contains('\u{1b}'));
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let desk = Desk::new("options");
    desk.file("policy.json", POLICY);
    desk.file("input.json", r#"{ "jobs": ["a"] }"#);
    for arguments in [
        &["DescribeJobs"][..],
        &["--input", "input.json"],
        &["DescribeJobs", "--input", "missing.json"],
        &["DescribeJobs", "--input", "input.json", "--identity", "policy.json"],
        &["DescribeJobs", "--input", "input.json", "--identity", "policy.json", "--principal", "ana"],
        &["DescribeJobs", "--input", "input.json", "--list"],
        &["DescribeJobs", "--input", "input.json", "--calls", "input.json"],
        &["DescribeJobs", "--input", "input.json", "--state", "input.json"],
        &["--calls", "policy.json"],
    ] {
        let output = desk.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}{}", out(&output), err(&output));
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
}

/// Policy unit tests take a `call` in place of a `request`.
#[test]
fn calls_stand_in_policy_unit_tests() {
    let desk = Desk::new("unit_tests");
    desk.file("policy.json", POLICY);
    desk.file(
        "tests.json",
        r#"{ "topic": "submitting", "document": { "file": "policy.json" }, "policyType": "identity", "cases": [
  { "name": "nightly-is-submitted",
    "call": { "principal": "arn:aws:iam::123456789012:user/ana", "operation": "submit-job",
              "input": { "jobName": "j", "jobQueue": "q", "jobDefinition": "nightly" } },
    "expect": { "decision": "allowed", "by": ["Batch"] } },
  { "name": "job-role-is-not-passed",
    "call": { "principal": "arn:aws:iam::123456789012:user/ana", "operation": "RegisterJobDefinition",
              "input": { "jobDefinitionName": "d", "type": "container", "containerProperties": { "jobRoleArn": "job" } } },
    "expect": { "decision": "allowed" } } ] }"#,
    );
    let output = Command::new(env!("CARGO_BIN_EXE_verdict")).args(["test", "tests.json"]).current_dir(&desk.directory).output();
    let output = output.expect("the command runs");
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    insta::assert_snapshot!("unit_tests", out(&output));
}

#[test]
fn help() {
    let desk = Desk::new("help");
    insta::assert_snapshot!("help", out(&desk.run(&["--help"])));
}
