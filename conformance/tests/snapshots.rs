//! What people read, for review when it changes: explanations, errors, help.

use std::process::Command;

use annotate_snippets::Renderer;
use verdict_conformance::case::{Case, PolicyText, Question};
use verdict_conformance::corpus::Corpus;
use verdict_conformance::engine::reference::{Reference, explanation};
use verdict_conformance::engine::{Answer, Engine as _};
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::policy::{Environment, PolicyType, read};
use verdict_evaluator::profile::Profile;

/// The explanations of each documented and managed identity policy on the first request of its file that it allows, and on the first that
/// it does not.
#[test]
fn explanations_of_documented_policies() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    let shared = |id: &str| id.starts_with("documented/") || id.starts_with("managed/");
    let files =
        corpus.files.iter().filter(|(id, file)| shared(id) && file.document.is_some() && file.policy_type == Some(PolicyType::Identity));
    let mut explained = 0;
    for (id, file) in files {
        let document = file.document.as_ref().expect("the file has a policy");
        let own = |case: &&Case| decides_with(case, document);
        let first =
            |allowed: bool| file.cases.iter().filter(own).find(|case| outcome(case).is_some_and(|it| (it == Outcome::Allowed) == allowed));
        let texts: Vec<String> = [first(true), first(false)].into_iter().flatten().map(explained_case).collect();
        insta::assert_snapshot!(id.replace('/', "__"), texts.join("\n"));
        explained += texts.len();
    }
    assert!(explained > 60, "{explained} explanations");
}

/// Is the case decided with this policy alone, under the default profile?
fn decides_with(case: &Case, document: &PolicyText) -> bool {
    let Question::Decision(question, _) = &case.question else { return false };
    let alone = question.policies.identity.as_slice() == std::slice::from_ref(document);
    alone && case.profile.preset.is_none() && case.profile.readings.is_empty()
}

fn outcome(case: &Case) -> Option<Outcome> {
    let Question::Decision(_, expectation) = &case.question else { return None };
    expectation.outcome
}

fn explained_case(case: &Case) -> String {
    let Question::Decision(question, _) = &case.question else { return String::new() };
    let text = explanation(question, &case.profile.profile).unwrap_or_else(|error| error.to_string());
    format!("# {}\n# {}\n\n{text}", case.id.rsplit('/').next().unwrap_or_default(), case.why)
}

/// Each kind of parse error, as it is shown.
#[test]
fn parse_errors() {
    let mut shown = std::collections::BTreeMap::<String, String>::new();
    for (policy_type, choices, text) in DOCUMENTS {
        let mut profile = Profile::default();
        for choice in choices.split_whitespace() {
            match choice.split_once('=') {
                Some((rule, reading)) => profile.set(rule, reading).expect("a reading"),
                None => assert!(profile.apply_preset(choice), "{choice} is a preset"),
            }
        }
        let existing = Some(vec!["arn:aws:iam::111122223333:role/known".to_owned()]);
        let environment = Environment { existing, ..Environment::default() };
        let errors = read(text, *policy_type, &environment, &profile).errors;
        assert!(!errors.is_empty(), "{text} is refused");
        for error in errors {
            let faulty = FaultyText { name: "policy.json".to_owned(), text: (*text).to_owned(), faults: vec![Fault::from(&error)] };
            let key = format!("parse_error_{}_{}", error.kind.words().rule, error.code());
            shown.entry(key).or_insert_with(|| faulty.render(&Renderer::plain()));
        }
    }
    for (name, rendered) in &shown {
        insta::assert_snapshot!(name.as_str(), rendered);
    }
    assert!(shown.len() >= 60, "{} kinds of errors", shown.len());
}

/// One document for each kind of error: its type, the readings or preset under which it is one, its text.
const DOCUMENTS: &[(PolicyType, &str, &str)] = &[
    (PolicyType::Identity, "", ""),
    (PolicyType::Identity, "", "\u{feff}{}"),
    (PolicyType::Identity, "", r#"{ "Version": "2012-10-17", }"#),
    (PolicyType::Identity, "", r#"{ "Id": "\ud800" }"#),
    (
        PolicyType::Identity,
        "",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ),
    (PolicyType::Identity, "", "[]"),
    (PolicyType::Identity, "GRAM-047=id-refused", r#"{ "Id": "x", "Version": "2013-10-17", "Statement": [] }"#),
    (
        PolicyType::Identity,
        "strict-save",
        r#"{ "Version": "2008-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#,
    ),
    (
        PolicyType::Identity,
        "GRAM-011=version-first",
        r#"{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" }, "Version": "2012-10-17" }"#,
    ),
    (
        PolicyType::Identity,
        "GRAM-024=empty-list-refused COND-008=numbers-refused",
        r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": [], "Resource": [],
  "Condition": { "NumericEquals": { "k": 1 } } } }"#,
    ),
    (PolicyType::Scp, "", r#"{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*" } }"#),
    (PolicyType::Scp, "", r#"{ "Version": "2008-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "arn:aws:batch" } }"#),
    (
        PolicyType::Identity,
        "",
        r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "a-b", "Effect": "allow", "Actions": "batch:*", "Resource": "*", "Principal": "*" },
  { "Sid": "c", "Effect": "Allow", "Action": ["SubmitJob", "batch:a:b", "b*:SubmitJob"], "NotAction": "x:y" },
  { "Sid": "c", "Effect": "Deny", "Effect": "Deny", "Action": "batch:*", "Resource": [5, "batch", "arn:awz:batch:*:*:*", "arn:aws:b*:*:*:*"] },
  { "Action": "batch:*", "Resource": ["arn:aws", "arn:aws:s3::b", "arn:aws:iam:us-east-1:111122223333:role/r", "arn:aws:iam::111122223333:r"] },
  { "Effect": "Deny", "Action": "batch:*", "Resource": ["arn:aws:s3:::b/${aws:username", "arn:aws:s3:::b/${}", "arn:aws:s3:::b/${a b}", "arn:aws:s3:::b/${a, 'b}"],
    "Condition": { "StringEqual": { "a": "b" }, "NullIfExists": { "a": "true" }, "Bool": { "k:a": true, "K:A": null },
                   "DateLessThan": { "aws:CurrentTime": "soon" } } } ] }"#,
    ),
    (
        PolicyType::Identity,
        "",
        "{ \"Version\": \"2012-10-17\", \"Statement\": { \"Sid\": \"a\u{2014}b\", \"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\" } }",
    ),
    (
        PolicyType::Trust,
        "PRIN-032=refused",
        r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*" },
  { "Effect": "Allow", "NotPrincipal": { "AWS": "111122223333" }, "Action": "batch:SubmitJob" },
  { "Effect": "Allow", "Principal": { "Aws": "111122223333", "Federated": "my idp",
      "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
      "AWS": ["1111-2222-3333", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::${x}:root", "arn:aws:iam::111122223333:role/missing"] }, "Action": "sts:AssumeRole" } ] }"#,
    ),
    (
        PolicyType::Resource,
        "",
        r#"{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
  { "Effect": "Allow", "Principal": { "Federated": "accounts.google.com" }, "Action": "s3:*", "Resource": "*" } ] }"#,
    ),
    (
        PolicyType::Endpoint,
        "GRAM-045=star-only",
        r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "*", "Resource": "*" } }"#,
    ),
    (
        PolicyType::Scp,
        "legacy-scp",
        r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "batch:*Job", "Resource": "arn:aws:batch:*:*:*", "Condition": { "Bool": { "k": "true" } } },
  { "Effect": "Allow", "NotAction": "batch:*", "Resource": "*" }, { "Effect": "Deny", "Action": "batch:*", "NotResource": "*" } ] }"#,
    ),
    (
        PolicyType::Rcp,
        "",
        r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "batch:SubmitJob", "Resource": "*" },
  { "Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*" } ] }"#,
    ),
];

/// The help of every command.
#[test]
fn help() {
    for arguments in
        [&["--help"][..], &["test", "--help"], &["evaluate", "--help"], &["explain", "--help"], &["rules", "--help"], &["fmt", "--help"]]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_verdict")).args(arguments).env("COLUMNS", "100").output().expect("the command runs");
        insta::assert_snapshot!(format!("help_{}", arguments[0].trim_matches('-')), String::from_utf8_lossy(&output.stdout));
    }
}

/// One rule of the rule book, with its readings and cases.
#[test]
fn a_disputed_rule() {
    let output = Command::new(env!("CARGO_BIN_EXE_verdict")).args(["rules", "COND-080"]).output().expect("the command runs");
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
}

/// What a failing policy unit test shows.
#[test]
fn a_failing_policy_unit_test() {
    let directory = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("failing_unit_test");
    std::fs::create_dir_all(&directory).expect("the directory can be made");
    let policy = r#"{ "Version": "2012-10-17", "Statement": [ { "Sid": "Submit", "Effect": "Allow", "Action": "batch:SubmitJob",
  "Resource": "arn:aws:batch:us-east-1:111122223333:job-definition/nightly" } ] }"#;
    let tests = r#"{ "topic": "nightly jobs", "document": { "file": "policy.json" }, "cases": [
  { "name": "the-third-revision-is-submitted", "why": "The definition is named.",
    "request": { "principal": "arn:aws:iam::111122223333:user/ana", "action": "batch:SubmitJob",
                 "resource": "arn:aws:batch:us-east-1:111122223333:job-definition/nightly:3" },
    "expect": { "decision": "allowed" } } ] }"#;
    std::fs::write(directory.join("policy.json"), policy).expect("the file can be written");
    std::fs::write(directory.join("tests.json"), tests).expect("the file can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_verdict")).args(["test", "tests.json"]).current_dir(&directory).output();
    insta::assert_snapshot!(String::from_utf8_lossy(&output.expect("the command runs").stdout));
}

/// Runs the command in the directory `policies`, so that no path of this machine is shown.
fn shown(arguments: &[&str]) -> String {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies");
    let output = Command::new(env!("CARGO_BIN_EXE_verdict")).args(arguments).current_dir(directory).output().expect("the command runs");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What a denial by one level of control policies shows.
#[test]
fn a_denial_by_a_level_of_control_policies() {
    insta::assert_snapshot!(shown(&[
        "evaluate",
        "--identity",
        "full-access.json",
        "--principal",
        "arn:aws:iam::111122223333:user/ana",
        "--action",
        "ec2:RunInstances",
        "--context",
        "ec2:InstanceType=p5.48xlarge",
        "--resource",
        "arn:aws:ec2:us-east-1:111122223333:instance/*",
        "--scp",
        "root=full-access.json",
        "--scp",
        "Workloads=no-gpu.json",
        "--scp",
        "account=full-access.json"
    ]));
}

/// What a decision with an account's details shows: the policies that were found.
#[test]
fn a_decision_with_account_details() {
    let ana = "arn:aws:iam::111122223333:user/people/ana";
    insta::assert_snapshot!(shown(&[
        "evaluate",
        "--account-details",
        "account-details.json",
        "--principal",
        ana,
        "--action",
        "batch:CancelJob"
    ]));
}

/// On which readings the decisions of some cases lean, and that of others do not.
#[test]
fn what_decisions_lean_on() {
    let output = shown(&["test", "--filter", "evaluation/leans", "--disputes"]);
    insta::assert_snapshot!(output.split_once("\nDisputed rules\n").map_or(output.as_str(), |(_, disputes)| disputes));
}

/// A decision that leans on a disputed rule, with what to write instead, and one that leans on none.
#[test]
fn a_decision_and_its_disputes() {
    let ask = |action: &str| {
        let ana = "arn:aws:iam::111122223333:user/ana";
        shown(&["evaluate", "--identity", "own-team.json", "--principal", ana, "--action", action, "--disputes"])
    };
    insta::assert_snapshot!(ask("batch:DescribeJobs") + "\n" + &ask("batch:ListJobs"));
}

/// The text of a denial in each of its forms, as the reference evaluator words the case that shows it.
#[test]
fn messages() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    for (form, name) in MESSAGES {
        let id = format!("message/{name}");
        let case = corpus.cases().find(|case| case.id == id).unwrap_or_else(|| panic!("there is no case {id}"));
        let Answer::Decision(answer) = Reference.answer(case) else { panic!("{id} is no decision") };
        insta::assert_snapshot!(format!("message_{form}"), answer.texts.message.unwrap_or_default());
    }
}

/// Each form, and the case that shows it.
const MESSAGES: [(&str, &str); 23] = [
    ("implicit-identity", "reason/a-missing-allow-of-the-identity-policy-is-named"),
    ("implicit-boundary", "reason/a-missing-allow-of-the-boundary-is-named"),
    ("implicit-session", "reason/a-missing-allow-of-the-session-policy-is-named"),
    ("implicit-scp", "reason/a-missing-allow-of-the-control-policy-is-named"),
    ("implicit-endpoint", "reason/a-missing-allow-of-the-endpoint-policy-is-named"),
    ("implicit-trust", "reason/a-missing-allow-of-the-trust-policy-is-named"),
    ("implicit-resource", "reason/a-missing-allow-of-a-policy-of-another-account-is-named"),
    ("explicit-identity", "reason/a-deny-of-the-identity-policy-is-named"),
    ("explicit-boundary", "reason/a-deny-of-the-boundary-is-named"),
    ("explicit-session", "reason/the-session-policy-is-written-in-the-singular"),
    ("explicit-scp", "reason/a-deny-of-the-service-control-policy-is-named"),
    ("explicit-rcp", "reason/a-deny-of-a-resource-control-policy-is-named"),
    ("explicit-endpoint", "reason/a-deny-of-the-endpoint-policy-is-named"),
    ("explicit-trust", "reason/a-deny-of-the-trust-policy-is-named"),
    ("explicit-resource", "reason/a-deny-of-the-resource-based-policy-is-named"),
    ("with-arn-identity", "policy-arn/the-denying-identity-policy-is-named-by-arn"),
    ("with-arn-boundary", "policy-arn/the-denying-boundary-is-named-by-arn"),
    ("with-arn-session", "policy-arn/the-denying-session-policy-is-named-by-arn"),
    ("with-arn-scp", "policy-arn/the-denying-control-policy-is-named-by-arn"),
    ("with-arn-rcp", "policy-arn/the-denying-resource-control-policy-is-named-by-arn"),
    ("without-reason", "organization/across-organizations-the-reason-may-be-missing"),
    ("on-the-asterisk", "resource/describing-definitions-is-denied-on-the-asterisk"),
    ("cross-account-pass", "cross-account-pass/a-role-of-another-account-is-refused-in-words-of-its-own"),
];

/// What `verdict explain` tells of a text, of a text with a policy, and of a decoded message with a policy.
#[test]
fn explanations_of_refusals() {
    let directory = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("explanations_of_refusals");
    std::fs::create_dir_all(&directory).expect("the directory can be made");
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Submit", "Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "*" },
  { "Sid": "OnlyTagged", "Effect": "Deny", "Action": "batch:SubmitJob", "Resource": "*", "Condition": { "Null": { "aws:RequestTag/team": "true" } } } ] }"#;
    let decoded = r#"{ "allowed": false, "explicitDeny": true, "failures": { "items": [] }, "matchedStatements": { "items": [
    { "statementId": "OnlyTagged", "effect": "DENY", "principals": { "items": [ { "value": "AROACKCEVSQ6C2EXAMPLE" } ] }, "principalGroups": { "items": [] },
      "actions": { "items": [ { "value": "batch:SubmitJob" } ] }, "resources": { "items": [ { "value": "*" } ] },
      "conditions": { "items": [ { "key": "aws:RequestTag/team", "values": { "items": [ { "value": "true" } ] } } ] } } ] },
  "context": { "principal": { "id": "AROACKCEVSQ6C2EXAMPLE:nightly", "arn": "arn:aws:sts::111122223333:assumed-role/Submitter/nightly" },
    "action": "batch:SubmitJob", "resource": "arn:aws:batch:us-east-1:111122223333:job-queue/q",
    "conditions": { "items": [ { "key": "aws:TagKeys", "values": { "items": [ { "value": "cost" } ] } } ] } } }"#;
    std::fs::write(directory.join("policy.json"), policy).expect("the file can be written");
    std::fs::write(directory.join("decoded.json"), decoded).expect("the file can be written");
    let denial = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: batch:SubmitJob on resource: \
                  arn:aws:batch:us-east-1:111122223333:job-queue/q";
    let by_scp = format!("{denial} with an explicit deny in a service control policy");
    let by_identity = format!("{denial} because no identity-based policy allows the batch:SubmitJob action");
    let long = "EXAMPLEWodyRNrtlQARDip-eTA6i6DrlUhHhPQrLWB_lAbl5pAKxl9mPDLexYcGBreyIKQC1";
    for (name, arguments) in [
        ("message", &["--message", &by_scp][..]),
        ("message_with_policy", &["--message", &by_identity, "--identity", "policy.json"]),
        ("decoded_message", &["--decoded-message", "decoded.json", "--identity", "policy.json"]),
        ("encoded_message", &["--message", long]),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_verdict")).arg("explain").args(arguments).current_dir(&directory).output();
        let output = output.expect("the command runs");
        let text = [output.stdout, output.stderr].concat();
        insta::assert_snapshot!(format!("explain_{name}"), String::from_utf8_lossy(&text));
    }
}
