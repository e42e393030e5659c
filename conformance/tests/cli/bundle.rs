//! `verdict evaluate --bundle`: a whole question in one file.

use crate::harness::{directory, err, json, out, verdict, verdict_with_input, write};

const BUNDLE: &str = r#"{
  "policies": {
    "identity": [
      { "file": "identity.json" },
      "{ \"Version\": \"2012-10-17\", \"Statement\": { \"Sid\": \"Text\", \"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\" } }"
    ],
    "scp": [
      [ { "Version": "2012-10-17", "Statement": [
          { "Sid": "Full", "Effect": "Allow", "Action": "*", "Resource": "*" } ] } ] ]
  },
  "request": { "principal": "arn:aws:iam::111122223333:user/ana", "action": "ec2:RunInstances", "resource": "*" },
  "organization": { "managementAccount": "999999999999" },
  "savedIds": {},
  "profile": { "preset": "default" }
}"#;
const IDENTITY: &str =
    r#"{ "Version": "2012-10-17", "Statement": { "Sid": "File", "Effect": "Allow", "Action": "ec2:*", "Resource": "*" } }"#;

#[test]
fn a_bundle_holds_a_whole_question() {
    let directory = directory("bundle");
    let bundle = write(&directory, "bundle.json", BUNDLE);
    let identity = write(&directory, "identity.json", IDENTITY);
    let output = json(&verdict(&["evaluate", "--bundle", &bundle, "--format", "json"]));
    assert_eq!(output["decision"], "allowed");
    let place = |sid: &str| {
        let statements = output["statements"].as_array().expect("a list");
        let statement = statements.iter().find(|statement| statement["sid"] == sid).expect("the statement is there");
        serde_json::json!([statement["policy"], statement["line"], statement["column"]])
    };
    assert_eq!(place("File"), serde_json::json!([identity, 1, 41]));
    assert_eq!(place("Text"), serde_json::json!([format!("{bundle}[identity[1]]"), 1, 41]));
    assert_eq!(place("Full"), serde_json::json!([bundle, 9, 11]));
}

#[test]
fn options_go_before_the_bundle() {
    let directory = directory("bundle_options");
    let bundle = write(&directory, "bundle.json", BUNDLE);
    write(&directory, "identity.json", IDENTITY);
    let decided = |more: &[&str]| verdict(&[&["evaluate", "--bundle", &bundle, "--format", "json"], more].concat());
    assert_eq!(json(&decided(&["--action", "batch:ListJobs"]))["decision"], "implicitDeny");
    let none = write(
        &directory,
        "none.json",
        r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sns:*", "Resource": "*" } }"#,
    );
    assert_eq!(json(&decided(&["--identity", &none]))["decision"], "implicitDeny", "its identity policies are replaced");
    let stops = format!("root={none}");
    assert_eq!(json(&decided(&["--scp", &stops]))["layer"], "scp");
    assert_eq!(json(&decided(&["--scp", &stops, "--management-account", "111122223333"]))["decision"], "allowed");
    let request = write(&directory, "request.json", r#"{ "action": "batch:ListJobs" }"#);
    assert_eq!(json(&decided(&["--request", &request]))["action"], "batch:ListJobs");
}

#[test]
fn what_is_wrong_with_a_bundle_has_a_place() {
    let policy = |policy: &str| format!(r#"{{ "policies": {{ "boundary": {policy} }}, "request": {{ "action": "batch:ListJobs" }} }}"#);
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for (bundle, words) in [
        (r#"{ "polices": {} }"#.to_owned(), "did you mean `policies`?"),
        (r#"{ "name": "a-case", "policies": {} }"#.to_owned(), "unknown member `name`"),
        (r#"{ "policies": { "identity": {} } }"#.to_owned(), "must be a list"),
        (r#"{ "policies": {}, "policies": {} }"#.to_owned(), "stands twice"),
        (r#"{ "profile": { "RES-014": "no-such" } }"#.to_owned(), "no-such"),
        (policy(r#"{ "Statement": { "Effect": "Allow", "Actions": "batch:*", "Resource": "*" } }"#), "INVALID_POLICY_ELEMENT"),
        (policy("5"), "a policy must be an object or a string"),
        (policy(r#"{ "file": "no-such-file.json" }"#), "no-such-file.json"),
        (format!(r#"{{ "policies": {deep} }}"#), "nested deeper"),
        (r#"{ "policies": "#.to_owned(), "not JSON"),
        (String::new(), "the text is empty"),
        ("[]".to_owned(), "a bundle must be an object"),
    ] {
        let output = verdict_with_input(&["evaluate", "--bundle", "-"], bundle.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{bundle}: {}", out(&output));
        assert!(err(&output).contains(words), "{bundle}: {}", err(&output));
        assert!(err(&output).contains("standard input:1:"), "{bundle}: {}", err(&output));
    }
}
