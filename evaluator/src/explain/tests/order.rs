//! Which statements come first, and which level or note the head names.

use super::{ALLOW_ALL, explained_all, policy, reasons, request};
use crate::authorizer::Policies;
use crate::policy::PolicyType;
use crate::request::Request;
use crate::resource::Resource;

#[test]
fn the_statement_that_names_the_caller_is_nearer() {
    let queue = r#"{ "Version": "2012-10-17", "Statement": [
        { "Sid": "Other", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:user/bob" }, "Action": "sqs:SendMessage",
          "Resource": "*" },
        { "Sid": "Tagged", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:user/ana" }, "Action": "sqs:SendMessage",
          "Resource": "*", "Condition": { "StringEquals": { "aws:PrincipalTag/team": "web" } } } ] }"#;
    let policies = Policies { resource: Some(policy(queue, PolicyType::Resource)), ..Policies::default() };
    let keys = [("aws:PrincipalTag/team", "ops")];
    let queue = Resource::new("arn:aws:sqs:us-east-1:123456789012:jobs").unwrap();
    let request = Request { resource: queue, ..request("sqs:SendMessage", "*", &keys) };
    assert_eq!(
        reasons(&explained_all(&policies, &request)),
        r#"Not applying, nearest miss first:
  Allow "Tagged" (resource-based policy, statement 2)
    Condition StringEquals aws:PrincipalTag/team: "ops" is not "web" [COND-033]
  Allow "Other" (resource-based policy, statement 1)
    Principal: "arn:aws:iam::123456789012:user/bob" does not name arn:aws:iam::123456789012:user/ana
        [PRIN-006]
"#
    );
}

#[test]
fn a_statement_without_resource_misses_none() {
    let bucket = r#"{ "Version": "2012-10-17", "Statement": [
        { "Sid": "Elsewhere", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::inputs/*" },
        { "Sid": "Here", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
          "Condition": { "StringEquals": { "aws:PrincipalTag/team": "web" } } } ] }"#;
    let policies = Policies { resource: Some(policy(bucket, PolicyType::Resource)), ..Policies::default() };
    let keys = [("aws:PrincipalTag/team", "ops")];
    let request = Request { resource: Resource::new("arn:aws:s3:::results/1").unwrap(), ..request("s3:GetObject", "*", &keys) };
    assert_eq!(
        reasons(&explained_all(&policies, &request)),
        r#"Not applying, nearest miss first:
  Allow "Here" (resource-based policy, statement 2)
    Condition StringEquals aws:PrincipalTag/team: "ops" is not "web" [COND-033]
  Allow "Elsewhere" (resource-based policy, statement 1)
    Resource: no entry covers arn:aws:s3:::results/1
      "arn:aws:s3:::inputs/*" does not cover "results/1" [RES-009]
"#
    );
}

#[test]
fn the_first_level_that_does_not_allow_is_named() {
    let check = |levels: &[&str], expected: &str| {
        let level = |actions: &&str| {
            let text = ALLOW_ALL.replace("\"*\", \"R", &format!("\"{actions}\", \"R"));
            vec![policy(&text, PolicyType::Scp)]
        };
        let policies = Policies {
            identity: vec![policy(ALLOW_ALL, PolicyType::Identity)],
            scp: Some(levels.iter().map(level).collect()),
            ..Policies::default()
        };
        let text = explained_all(&policies, &request("batch:SubmitJob", "job-queue/a", &[]));
        assert_eq!(text.lines().next(), Some(expected), "{levels:?}");
    };
    check(&["s3:*"], "implicitDeny: no service control policy allows batch:SubmitJob");
    check(&["s3:*", "*", "*"], "implicitDeny: no service control policy at level 1 from the root allows batch:SubmitJob");
    check(&["*", "s3:*", "s3:*"], "implicitDeny: no service control policy at level 2 from the root allows batch:SubmitJob");
    check(&["*", "*", "s3:*"], "implicitDeny: no service control policy at level 3 from the root allows batch:SubmitJob");
}

#[test]
fn a_trust_policy_is_asked_about_sessions_only() {
    let trust = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "123456789012" },
        "Action": "sts:AssumeRole" } }"#;
    let policies = Policies { resource: Some(policy(trust, PolicyType::Trust)), ..Policies::default() };
    let role = Resource::new("arn:aws:iam::123456789012:role/jobs").unwrap();
    let text = explained_all(&policies, &Request { resource: role, ..request("iam:GetRole", "*", &[]) });
    assert!(text.contains("  note: the role trust policy does not apply to this request [TRUST-019]\n"), "{text}");
}
