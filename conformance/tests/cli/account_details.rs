//! `verdict evaluate --account-details`: whose policies are found, what is refused, hostile files.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use serde_json::json;

use crate::harness::{directory, err, json, out, verdict, verdict_with_input, write};
use crate::large_account::large_account;

const ANA: &str = "arn:aws:iam::111122223333:user/people/ana";

fn path() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/policies/account-details.json");
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn text() -> String {
    fs::read_to_string(path()).expect("the file is there")
}

/// `verdict evaluate` with the account of the file.
fn evaluate(more: &[&str]) -> Output {
    verdict(&[&["evaluate", "--account-details", &path()], more].concat())
}

/// The same as JSON.
fn decided(principal: &str, action: &str, more: &[&str]) -> serde_json::Value {
    json(&evaluate(&[&["--principal", principal, "--action", action, "--format", "json"], more].concat()))
}

/// The same with another file's text.
fn evaluate_text(text: &str, principal: &str) -> Output {
    let arguments = ["evaluate", "--account-details", "-", "--principal", principal, "--action", "batch:DescribeJobs"];
    verdict_with_input(&arguments, text.as_bytes())
}

#[test]
fn a_user_has_its_policies_those_of_its_groups_and_its_boundary() {
    let allowed = decided(ANA, "batch:DescribeJobs", &[]);
    assert_eq!(allowed["decision"], "allowed");
    let used = allowed["policiesUsed"].as_array().expect("a list");
    let used: Vec<_> = used.iter().map(|it| json!([it["layer"], it["kind"], it["name"], it["direct"], it["groups"]])).collect();
    assert_eq!(
        used,
        [
            json!(["identity", "inline", "SubmitNightly", true, []]),
            json!(["identity", "managed", "ReadJobs", true, ["devs"]]),
            json!(["identity", "inline", "NoTermination", false, ["devs"]]),
            json!(["identity", "managed", "AWSBatchUser", false, ["devs"]]),
            json!(["boundary", "boundary", "Limit", true, []]),
        ]
    );
    let of = |action| {
        let decision = decided(ANA, action, &[]);
        json!([decision["decision"], decision["layer"]])
    };
    assert_eq!(of("batch:CancelJob"), json!(["allowed", "identity"]), "through the group");
    assert_eq!(of("batch:TerminateJob"), json!(["explicitDeny", "identity"]), "through the group");
    assert_eq!(of("s3:GetObject"), json!(["implicitDeny", "boundary"]));
    assert_eq!(of("batch:CreateJobQueue"), json!(["implicitDeny", "identity"]), "the old version of ReadJobs does not count");
}

#[test]
fn statements_have_places_in_the_file() {
    let denied = decided(ANA, "batch:TerminateJob", &[]);
    let statements = denied["statements"].as_array().expect("a list");
    let statement = statements.iter().find(|statement| statement["decides"] == true).expect("one denies");
    let line = statement["line"].as_u64().expect("a line");
    let line = text().lines().nth(usize::try_from(line).expect("a small number")).expect("the line is there").to_owned();
    assert!(line.contains("NoTermination"), "the statement begins before its Sid: {line}");
    assert_eq!(statement["policy"], path());
}

#[test]
fn a_session_has_the_policies_of_its_role_with_its_id() {
    let session = "arn:aws:sts::111122223333:assumed-role/deploy/run-1";
    for principal in [session, "arn:aws:iam::111122223333:role/batch/deploy"] {
        let allowed = decided(principal, "batch:RegisterJobDefinition", &[]);
        assert_eq!(allowed["decision"], "allowed", "{principal}");
        let statement = &allowed["statements"][0];
        let place = json!([statement["policy"], statement["line"], statement["column"]]);
        assert_eq!(place, json!([format!("{}[deploy/Register]", path()), 3, 16]), "within the text that is URL-encoded in the file");
    }
    let directory = directory("account_ids");
    for (principal, named) in [(session, "AROADEPLOYEXAMPLE000"), (session, "arn:aws:iam::111122223333:role/batch/deploy"), (ANA, ANA)] {
        let statement = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#;
        let policy = format!(r#"{{ "Version": "2012-10-17", "Statement": {{ "Principal": {{ "AWS": "{named}" }}, {statement} }} }}"#);
        let policy = write(&directory, "bucket.json", policy);
        let bucket =
            ["--resource", "arn:aws:s3:::bucket/key", "--resource-account", "111122223333", "--resource-policy", &policy, "--expect"];
        let output = evaluate(&[&["--principal", principal, "--action", "s3:GetObject"], &bucket[..], &["allowed"]].concat());
        assert_eq!(output.status.code(), Some(0), "{principal} is {named}: {}{}", out(&output), err(&output));
    }
}

#[test]
fn a_principal_has_its_tags() {
    let directory = directory("account_tags");
    let policy = |team: &str| {
        let condition = format!(r#"{{ "StringEquals": {{ "aws:PrincipalTag/team": "{team}" }} }}"#);
        let statement = format!(r#"{{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {condition} }}"#);
        write(&directory, &format!("{team}.json"), format!(r#"{{ "Version": "2012-10-17", "Statement": {statement} }}"#))
    };
    let full = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;
    let full = write(&directory, "full.json", full);
    let of = |team, more: &[&str]| {
        let policy = policy(team);
        let options = [&["--identity", &policy, "--boundary", &full], more].concat();
        decided(ANA, "s3:GetObject", &options)["decision"].clone()
    };
    assert_eq!(of("blue", &[]), "allowed");
    assert_eq!(of("green", &[]), "implicitDeny");
    assert_eq!(of("green", &["--context", "aws:PrincipalTag/team=green"]), "allowed", "what is said of the request goes before");
    let principal = json!({ "arn": "arn:aws:sts::111122223333:federated-user/pat", "issuer": ANA });
    let request = json!({ "principal": principal, "action": "s3:GetObject", "resource": "arn:aws:s3:::bucket/key" });
    let request = write(&directory, "request.json", request.to_string());
    let federated = |team| {
        let policy = policy(team);
        let documents = ["--identity", &policy, "--boundary", &full, "--session-policy", &full];
        json(&evaluate(&[&["--request", &request, "--format", "json"], &documents[..]].concat()))["decision"].clone()
    };
    assert_eq!(federated("blue"), "allowed", "a session has the tags of its user");
    assert_eq!(federated("green"), "implicitDeny");
}

#[test]
fn a_role_that_is_assumed_has_its_trust_policy() {
    let role = "arn:aws:iam::111122223333:role/batch/deploy";
    let directory = directory("account_trust");
    let request = format!(r#"{{ "principal": {{ "service": "batch.amazonaws.com" }}, "action": "sts:AssumeRole", "resource": "{role}" }}"#);
    let request = write(&directory, "request.json", request);
    let allowed = json(&evaluate(&["--request", &request, "--format", "json"]));
    assert_eq!((&allowed["decision"], &allowed["layer"]), (&"allowed".into(), &"resource".into()));
    assert_eq!(allowed["policiesUsed"][0]["kind"], "trust");
    assert_eq!(decided(ANA, "sts:AssumeRole", &["--resource", role])["decision"], "allowed");
    assert_eq!(decided(ANA, "iam:GetRole", &["--resource", role])["statements"].to_string().matches("\"resource\"").count(), 0);
    let missing = evaluate(&["--principal", ANA, "--action", "sts:AssumeRole", "--resource", "arn:aws:iam::111122223333:role/deploy"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(err(&missing).contains("did you mean `arn:aws:iam::111122223333:role/batch/deploy`?"), "{}", err(&missing));
}

#[test]
fn options_go_before_the_account() {
    let directory = directory("account_options");
    let full = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;
    let full = write(&directory, "full.json", full);
    assert_eq!(decided(ANA, "s3:GetObject", &["--boundary", &full])["decision"], "allowed");
    assert_eq!(decided(ANA, "batch:CreateJobQueue", &["--identity", &full])["decision"], "allowed");
    let stranger = "arn:aws:iam::444455556666:user/eve";
    let unknown = evaluate(&["--principal", stranger, "--action", "batch:ListJobs"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("--identity"), "{}", err(&unknown));
    assert_eq!(decided(stranger, "batch:ListJobs", &["--identity", &full])["decision"], "allowed");
}

#[test]
fn unknown_principals_are_bad_input() {
    for (principal, words) in [
        ("arn:aws:iam::111122223333:user/ana", "did you mean `arn:aws:iam::111122223333:user/people/ana`?"),
        ("arn:aws:iam::111122223333:user/nobody-at-all", "do not describe it"),
        ("arn:aws:iam::111122223333:role/batch/depoly", "did you mean `arn:aws:iam::111122223333:role/batch/deploy`?"),
        ("arn:aws:sts::111122223333:assumed-role/deplo/run-1", "did you mean `deploy`?"),
        ("arn:aws:sts::111122223333:federated-user/ana", "issuer"),
    ] {
        let output = evaluate(&["--principal", principal, "--action", "batch:ListJobs"]);
        assert_eq!(output.status.code(), Some(2), "{principal}");
        assert!(err(&output).contains(words), "{principal}: {}", err(&output));
    }
    for principal in ["anonymous", "arn:aws:iam::111122223333:root"] {
        assert_eq!(decided(principal, "batch:ListJobs", &[])["policiesUsed"], json!([]), "{principal} has no policies");
    }
}

/// Only what is used is read as a policy.
#[test]
fn a_broken_policy_matters_to_who_has_it() {
    assert_eq!(decided(ANA, "batch:ListJobs", &[])["decision"], "allowed");
    let broken = evaluate(&["--principal", "arn:aws:iam::111122223333:user/ben", "--action", "batch:ListJobs"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(err(&broken).contains("INVALID_EFFECT"), "{}", err(&broken));
    let line = text().lines().position(|line| line.contains("Permit")).expect("the line is there") + 1;
    assert!(err(&broken).contains(&format!("account-details.json:{line}:")), "{}", err(&broken));
}

/// Each change of the file is refused at its place.
#[test]
fn an_incomplete_or_malformed_file_is_refused_with_a_place() {
    for (from, to, words) in [
        ("\"devs\"\n      ]", "\"dev\"\n      ]", "the group `dev` is not in this file"),
        ("policy/Limit\"\n", "policy/Limits\"\n", "the permissions boundary `arn:aws:iam::111122223333:policy/Limits` is not in this file"),
        ("\"PolicyArn\": \"arn:aws:iam::aws:policy/AWSB", "\"PolicyArn\": \"arn:aws:iam::aws:policy/B", "is not in this file"),
        ("\"UserDetailList\"", "\"IsTruncated\": true, \"UserDetailList\"", "truncated"),
        ("\"UserDetailList\"", "\"NextToken\": \"x\", \"UserDetailList\"", "truncated"),
        ("\"UserDetailList\"", "\"Marker\": \"x\", \"UserDetailList\"", "truncated"),
        ("\"UserDetailList\"", "\"IsTruncated\": 0, \"UserDetailList\"", "must be true or false"),
        ("\"UserDetailList\"", "\"UserDetails\"", "the member `UserDetailList` is missing"),
        ("\"UserDetailList\"", "\"More\": [], \"UserDetailList\"", "unknown member `More`"),
        ("\"AttachedManagedPolicies\"", "\"AttachedManagedPolicy\"", "the member `AttachedManagedPolicies` is missing"),
        ("\"UserPolicyList\"", "\"UserPolicysList\"", "did you mean `UserPolicyList`?"),
        ("\"UserId\": \"AIDAANA", "\"UserID\": \"AIDAANA", "the member `UserId` is missing"),
        ("\"GroupList\": [", "\"GroupList\": [ 5,", "must be a string, not a number"),
        ("\"PolicyName\": \"SubmitNightly\"", "\"Policy\": \"SubmitNightly\"", "the member `PolicyName` is missing"),
        ("\"IsDefaultVersion\": true", "\"IsDefaultVersion\": false", "no version has `IsDefaultVersion` true"),
        ("\"IsDefaultVersion\": false", "\"IsDefaultVersion\": true", "several versions"),
        ("\"DefaultVersionId\": \"v2\"", "\"DefaultVersionId\": \"v1\"", "`v1` is not the version"),
        ("user/ben", "user/people/ana", "two entries have the ARN"),
        ("\"UserName\": \"ana\"", "\"UserName\": \"ana\", \"UserName\": \"ben\"", "stands twice"),
    ] {
        assert!(text().contains(from), "{from}");
        let output = evaluate_text(&text().replacen(from, to, 1), ANA);
        assert_eq!(output.status.code(), Some(2), "{to}: {}", out(&output));
        assert!(err(&output).contains(words), "{to}: {}", err(&output));
        assert!(err(&output).contains("standard input:"), "{to} has a place: {}", err(&output));
    }
}

#[test]
fn members_that_aws_may_add_are_ignored() {
    let more = text().replacen("\"UserName\"", "\"ConsoleAccess\": { \"Since\": 2027 }, \"UserName\"", 1);
    let more = more.replacen("\"UserDetailList\"", "\"IsTruncated\": false, \"Marker\": null, \"UserDetailList\"", 1);
    let output = evaluate_text(&more, ANA);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}

/// The file as the API returns it: documents are URL-encoded texts.
#[test]
fn documents_may_be_texts() {
    let mut details: serde_json::Value = serde_json::from_str(&text()).expect("JSON");
    let encode = |document: &serde_json::Value| {
        let escaped = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        serde_json::Value::String(document.to_string().bytes().map(escaped).collect())
    };
    for policy in details["Policies"].as_array_mut().expect("a list") {
        let version = &mut policy["PolicyVersionList"][0]["Document"];
        *version = encode(version);
    }
    let inline = &mut details["GroupDetailList"][0]["GroupPolicyList"][0]["PolicyDocument"];
    *inline = serde_json::Value::String(inline.to_string());
    let good = evaluate_text(&details.to_string(), ANA);
    assert_eq!(good.status.code(), Some(0), "{}", err(&good));
    assert!(out(&good).contains("standard input[ReadJobs]:1"), "{}", out(&good));
    let broken = evaluate_text(&details.to_string(), "arn:aws:iam::111122223333:user/ben");
    assert!(err(&broken).contains("standard input[Broken]:1:"), "{}", err(&broken));
    for (document, words) in [("%ff", "not UTF-8"), ("%7B", "not JSON"), ("", "the text is empty")] {
        details["GroupDetailList"][0]["GroupPolicyList"][0]["PolicyDocument"] = document.into();
        let output = evaluate_text(&details.to_string(), ANA);
        assert_eq!(output.status.code(), Some(2), "{document}");
        assert!(err(&output).contains(words), "{document}: {}", err(&output));
    }
}

#[test]
fn hostile_files_are_refused_with_a_place() {
    let whole = text();
    let user = |list: &str| format!(r#"{{ "UserDetailList": [{list}], "GroupDetailList": [], "RoleDetailList": [], "Policies": [] }}"#);
    let files = [
        ("not JSON", whole.get(..whole.len() / 2).expect("ASCII").to_owned()),
        ("nested deeper", user(&format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)))),
        ("nested deeper", user(&format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)))),
        ("must be an object, not a number", user(&vec!["1"; 1_000_000].join(","))),
        ("the member `Arn` is missing", user(&vec!["{}"; 1_000_000].join(","))),
        ("stands twice", user(&format!("{{ {} }}", vec!["\"UserName\": \"a\""; 200_000].join(",")))),
        ("must be an object, not an array", "[]".to_owned()),
        ("the text is empty", String::new()),
        ("must be a list, not an object", whole.replace("\"Policies\": [", "\"Policies\": {}, \"X\": [")),
    ];
    for (words, file) in files {
        let output = evaluate_text(&file, ANA);
        assert_eq!(output.status.code(), Some(2), "{words}: {}", out(&output));
        assert!(err(&output).contains(words), "{words}: {}", err(&output));
        assert!(err(&output).contains("standard input:"), "{words} has a place: {}", err(&output));
    }
}

/// 1,000 users, 500 roles, 2,000 policies. How long it takes is recorded in `conformance/record/`.
#[test]
fn a_large_account_is_read() {
    let file = write(&directory("large_account"), "details.json", large_account(1000, 500, 2000));
    let user = ["--principal", "arn:aws:iam::111122223333:user/user-999", "--action", "s3:GetObject"];
    let resource = ["--resource", "arn:aws:s3:::bucket-1998/key", "--resource-account", "111122223333", "--expect", "allowed"];
    let output = verdict(&[&["evaluate", "--account-details", &file], &user[..], &resource].concat());
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
}
