//! `verdict evaluate` with a file for every layer: places in the output, levels, faults of all files together.

use std::path::Path;

use crate::harness::{directory, err, json, out, verdict, verdict_with_input, write};

const ALLOW: &str = r#"{ "Version": "2012-10-17", "Statement": { "Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }"#;
const OTHERS: &str = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "ec2:*", "Resource": "*" } }"#;
const DENY: &str = "{ \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    { \"Sid\": \"No\", \"Effect\": \"Deny\", PRINCIPAL \"Action\": \"s3:*\", \"Resource\": \"*\" } ] }";

fn deny(with_principal: bool) -> String {
    DENY.replace("PRINCIPAL", if with_principal { r#""Principal": "*","# } else { "" })
}

const GET: [&str; 7] = [
    "evaluate",
    "--principal",
    "arn:aws:sts::111122223333:assumed-role/deploy/run-1",
    "--action",
    "s3:GetObject",
    "--resource",
    "arn:aws:s3:::bucket/key",
];

/// `verdict evaluate` for s3:GetObject with an identity policy that allows it and more options.
fn get(directory: &Path, more: &[&str]) -> std::process::Output {
    let allow = write(directory, "allow.json", ALLOW);
    let fixed = ["--identity", &allow, "--resource-account", "111122223333"];
    verdict(&GET.iter().chain(&fixed).chain(more).copied().collect::<Vec<_>>())
}

#[test]
fn every_layer_denies_with_its_file_and_place() {
    let directory = directory("every_layer");
    let with_principal = write(&directory, "deny-principal.json", deny(true));
    let without = write(&directory, "deny.json", deny(false));
    let level = |file: &str| format!("root={file}");
    for (option, value, layer, file) in [
        ("--resource-policy", with_principal.clone(), "resource", &with_principal),
        ("--boundary", without.clone(), "boundary", &without),
        ("--session-policy", without.clone(), "session", &without),
        ("--scp", level(&without), "scp", &without),
        ("--rcp", level(&with_principal), "rcp", &with_principal),
        ("--endpoint-policy", with_principal.clone(), "endpoint", &with_principal),
    ] {
        let output = json(&get(&directory, &[option, &value, "--format", "json", "--expect", "denied"]));
        assert_eq!(output["decision"], "explicitDeny", "{option}");
        assert_eq!(output["layer"], layer, "{option}");
        let statements = output["statements"].as_array().expect("a list");
        let deciding = statements.iter().find(|statement| statement["decides"] == true).expect("a statement denies");
        let expected = serde_json::json!([layer, file, 3, 5, "No"]);
        let found = ["layer", "policy", "line", "column", "sid"].map(|member| deciding[member].clone());
        assert_eq!(serde_json::json!(found), expected, "{option}");
        let used = output["policiesUsed"].as_array().expect("a list");
        assert!(used.iter().any(|policy| policy["layer"] == layer && policy["file"] == *file), "{option}");
    }
}

#[test]
fn levels_run_from_the_root_to_the_account() {
    let directory = directory("levels");
    let (allow, others) = (write(&directory, "full.json", ALLOW), write(&directory, "others.json", OTHERS));
    let at = |level: &str, file: &str| format!("{level}={file}");
    let (account, unit, root) = (at("account", &allow), at("Workloads/Batch", &others), at("root", &allow));
    let output = get(&directory, &["--scp", &account, "--scp", &unit, "--scp", &root, "--format", "json"]);
    let denied = json(&output);
    assert_eq!((&denied["decision"], &denied["layer"]), (&"implicitDeny".into(), &"scp".into()));
    let names: Vec<_> = denied["statements"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["layer"] == "scp")
        .map(|it| it["levelName"].clone())
        .collect();
    assert_eq!(names, ["root", "Workloads/Batch", "account"]);
    assert!(denied["explanation"].as_str().is_some_and(|text| text.contains("at level 2 \"Workloads/Batch\" from the root")));
    let both = at("Workloads/Batch", &allow);
    let allowed = get(&directory, &["--scp", &account, "--scp", &unit, "--scp", &both, "--expect", "allowed"]);
    assert_eq!(allowed.status.code(), Some(0), "{}", out(&allowed));
    let empty = get(&directory, &["--scp", &account, "--scp", "root=", "--expect", "denied"]);
    assert_eq!(empty.status.code(), Some(0), "a level without policies denies (EVAL-025): {}", out(&empty));
    let exempt = get(&directory, &["--scp", "root=", "--management-account", "111122223333", "--expect", "allowed"]);
    assert_eq!(exempt.status.code(), Some(0), "{}", out(&exempt));
}

#[test]
fn a_trust_policy_belongs_to_the_role_that_is_assumed() {
    let directory = directory("trust");
    let trust = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "Service": "batch.amazonaws.com" }, "Action": "sts:AssumeRole" } }"#;
    let trust = write(&directory, "trust.json", trust);
    let request = r#"{ "principal": { "service": "batch.amazonaws.com" }, "action": "sts:AssumeRole", "resource": "arn:aws:iam::111122223333:role/r" }"#;
    let request = write(&directory, "request.json", request);
    let output = verdict(&["evaluate", "--trust", &trust, "--request", &request, "--format", "json"]);
    assert_eq!(json(&output)["decision"], "allowed", "{}", out(&output));
    let both = verdict(&["evaluate", "--trust", &trust, "--resource-policy", &trust, "--request", &request]);
    assert_eq!(both.status.code(), Some(2), "a role has no other policy than its trust policy");
}

#[test]
fn the_faults_of_all_files_are_shown() {
    let directory = directory("all_faults");
    let broken = ["boundary", "scp", "bundle", "request"].map(|name| write(&directory, &format!("{name}.json"), "{ \"Statemnt\": [] }"));
    let [boundary, scp, bundle, request] = broken;
    let level = format!("root={scp}");
    let output = get(&directory, &["--boundary", &boundary, "--scp", &level, "--bundle", &bundle, "--request", &request]);
    assert_eq!(output.status.code(), Some(2));
    for file in [boundary, scp, bundle, request] {
        assert!(err(&output).contains(&format!("{file}:1:3")), "{file}: {}", err(&output));
    }
}

#[test]
fn wrong_options_are_bad_input() {
    let directory = directory("wrong_options");
    for (options, words) in [
        (&["--scp", "full.json"][..], "LEVEL=FILE"),
        (&["--scp", "=full.json"], "LEVEL=FILE"),
        (&["--scp", "root=no-such.json"], "no-such.json"),
        (&["--management-account", "12"], "12 digits"),
        (&["--resource-account", "arn:aws"], "12 digits"),
        (&["--boundary", "no/such/file.json"], "no/such/file.json"),
    ] {
        let arguments: Vec<&str> = GET.iter().chain(options).copied().collect();
        let output = verdict(&arguments);
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(err(&output).contains(words), "{options:?}: {}", err(&output));
    }
    let twice = verdict_with_input(&[&GET[..], &["--identity", "-", "--boundary", "-"]].concat(), ALLOW.as_bytes());
    assert_eq!(twice.status.code(), Some(2));
    assert!(err(&twice).contains("standard input is named twice"), "{}", err(&twice));
    let batch = write(&directory, "resource.json", deny(true));
    let queue = ["--action", "batch:SubmitJob", "--resource", "arn:aws:batch:us-east-1:111122223333:job-queue/q"];
    let refused = verdict(&[&["evaluate", "--principal", "anonymous", "--resource-policy", &batch][..], &queue].concat());
    assert_eq!(refused.status.code(), Some(2), "GRAM-046");
    assert!(err(&refused).contains("GRAM-046"), "{}", err(&refused));
}
