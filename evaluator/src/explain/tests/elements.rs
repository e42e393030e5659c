//! What one statement says of its principal, action and resource.

use super::{BATCH, explained_all, request};
use crate::authorizer::Policies;
use crate::policy::parse::{Environment, parse_in};
use crate::policy::{Policy, PolicyType};
use crate::profile::{Judging, Profile};
use crate::request::Request;
use crate::resource::Resource;

/// A policy of one statement, storable or not; `BATCH` in it stands for the start of the ARNs of these questions.
pub(super) fn one_statement(members: &str, policy_type: PolicyType) -> Policy {
    let text = format!(r#"{{ "Version": "2012-10-17", "Statement": {{ {members} }} }}"#).replace("BATCH", BATCH);
    let anyway = Profile { judging: Judging::EvaluateAnyway, ..Profile::default() };
    parse_in(&text, policy_type, &Environment::default(), &anyway).unwrap()
}

/// What is said below the only statement, without the blanks around it; its action is left out if that is listed.
pub(super) fn told(policies: &Policies, request: &Request) -> String {
    let text = explained_all(policies, request);
    let (_, below) = text.split_once("statement 1)\n").unwrap();
    let listed = format!("    Action: \"{}\" is listed [ACT-001]\n", request.action.as_str());
    below.strip_prefix(&listed).unwrap_or(below).trim().to_owned()
}

fn identity(members: &str) -> Policies {
    Policies { identity: vec![one_statement(members, PolicyType::Identity)], ..Policies::default() }
}

fn resource(members: &str, policy_type: PolicyType) -> Policies {
    Policies { resource: Some(one_statement(members, policy_type)), ..Policies::default() }
}

/// An Allow of batch:SubmitJob with this resource element.
fn check_resource(element: &str, asked: &str, expected: &str) {
    let policies = identity(&format!(r#""Effect": "Allow", "Action": "batch:SubmitJob", {element}"#));
    assert_eq!(told(&policies, &request("batch:SubmitJob", asked, &[])), expected, "{element}");
}

#[test]
fn resources_match_in_many_ways() {
    let check = check_resource;
    check(r#""Resource": "arn:aws:batch:*""#, "job-queue/a", r#"Resource: "arn:aws:batch:*" covers it, completed with "*" [RES-019]"#);
    check(
        r#""Resource": "BATCHjob-queue/?""#,
        "job-queue/a",
        r#"Resource: "arn:aws:batch:us-east-1:123456789012:job-queue/?" covers it [RES-015]"#,
    );
    check(
        r#""Resource": "BATCHjob-queue/*""#,
        "job-queue/a",
        r#"Resource: "arn:aws:batch:us-east-1:123456789012:job-queue/*" covers it [RES-011]"#,
    );
    check(
        r#""NotResource": "BATCHjob-queue/b""#,
        "job-queue/a",
        r#"NotResource: "arn:aws:batch:us-east-1:123456789012:job-queue/b" does not exclude it [RES-026]"#,
    );
    check(
        r#""NotResource": ["BATCHjob-queue/b", "BATCHjob-queue/c"]"#,
        "job-queue/a",
        r#"NotResource: "arn:aws:batch:us-east-1:123456789012:job-queue/b",
        "arn:aws:batch:us-east-1:123456789012:job-queue/c" do not exclude it [RES-026]"#,
    );
    check(
        r#""NotResource": "BATCHjob-queue/b""#,
        "*",
        r#"NotResource: "arn:aws:batch:us-east-1:123456789012:job-queue/b" does not exclude a request without
        resource [RES-030]"#,
    );
    check(
        r#""NotResource": "BATCHjob-queue/${aws:PrincipalTag/team}""#,
        "job-queue/a",
        r#"NotResource: "arn:aws:batch:us-east-1:123456789012:job-queue/${aws:PrincipalTag/team}" does not exclude
        it; aws:PrincipalTag/team has no value in this request [RES-037]"#,
    );
}

#[test]
fn resources_miss_in_many_ways() {
    let check = check_resource;
    check(r#""Resource": []"#, "job-queue/a", "Resource: the list is empty [GRAM-025]");
    check(r#""NotResource": []"#, "job-queue/a", "NotResource: the list is empty [GRAM-025]");
    check(
        r#""NotResource": ["BATCHjob-queue/b", "BATCHjob-queue/a"]"#,
        "job-queue/a",
        r#"NotResource: "arn:aws:batch:us-east-1:123456789012:job-queue/a" excludes it [RES-026]"#,
    );
    // Three entries are few enough to show each.
    check(
        r#""Resource": ["BATCHjob-queue/b", "BATCHjob-queue/c", "BATCHjob-queue/d"]"#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:batch:us-east-1:123456789012:job-queue/b" names "b", which does not cover "a" [RES-009]
      "arn:aws:batch:us-east-1:123456789012:job-queue/c" names "c", which does not cover "a" [RES-009]
      "arn:aws:batch:us-east-1:123456789012:job-queue/d" names "d", which does not cover "a" [RES-009]"#,
    );
    check(
        r#""Resource": ["BATCHjob-queue/b", "BATCHjob-queue/${aws:PrincipalTag/team}"]"#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:batch:us-east-1:123456789012:job-queue/b" names "b", which does not cover "a" [RES-009]
      "arn:aws:batch:us-east-1:123456789012:job-queue/${aws:PrincipalTag/team}" covers nothing:
          aws:PrincipalTag/team has no value in this request [RES-036]"#,
    );
    check(
        r#""Resource": "BATCHjob-*/b""#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:batch:us-east-1:123456789012:job-*/b" does not cover "job-queue/a" [RES-009]"#,
    );
    check(
        r#""Resource": "BATCHjob-definition/A""#,
        "job-definition/b",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-definition/b
      "arn:aws:batch:us-east-1:123456789012:job-definition/A" names "A", which does not cover "b" [RES-009]"#,
    );
}

#[test]
fn incomplete_arns_differ_in_a_field_or_are_not_completed() {
    check_resource(
        r#""Resource": "arn:aws:ecs""#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:ecs": its service is "ecs", not "batch" [RES-006]"#,
    );
    check_resource(
        r#""Resource": "arn:aws:batch:eu-*""#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:batch:eu-*": its Region is "eu-*", not "us-east-1" [RES-007]"#,
    );
    check_resource(
        r#""Resource": "queue:a""#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "queue:a" is not a whole ARN [RES-001]"#,
    );
    check_resource(
        r#""Resource": "a*:aws:batch:us-east-1:123456789012:job-queue/b""#,
        "job-queue/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "a*:aws:batch:us-east-1:123456789012:job-queue/b" does not cover the whole ARN [RES-009]"#,
    );
    let bucket =
        resource(r#""Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3""#, PolicyType::Resource);
    let request = Request { resource: Resource::new("arn:aws:s3:::results").unwrap(), ..request("s3:ListBucket", "*", &[]) };
    assert_eq!(
        told(&bucket, &request),
        r#"Resource: no entry covers arn:aws:s3:::results
      "arn:aws:s3" is not a whole ARN [RES-001]"#
    );
}

#[test]
fn only_job_definitions_have_revisions() {
    let entry = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job:*";
    let policies = identity(&format!(r#""Effect": "Allow", "Action": "logs:DeleteLogGroup", "Resource": "{entry}""#));
    let group = Resource::new("arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job").unwrap();
    let request = Request { resource: group, ..request("logs:DeleteLogGroup", "*", &[]) };
    assert_eq!(
        told(&policies, &request),
        r#"Resource: no entry covers arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/batch/job:*" names "/aws/batch/job:*", which does
          not cover "/aws/batch/job" [RES-009]"#
    );
    check_resource(
        r#""Resource": "BATCHjob-definition/a:*""#,
        "job-definition/a",
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-definition/a
      "arn:aws:batch:us-east-1:123456789012:job-definition/a:*" names "a:*", which does not cover "a"
          [RES-009]
        hint: the request names no revision, the entry asks for one [RES-013]"#,
    );
}

#[test]
fn a_deny_forgets_no_kind_of_resource() {
    let members = r#""Effect": "Deny", "Action": "batch:SubmitJob", "Resource": "BATCHjob-definition/a""#;
    assert_eq!(
        told(&identity(members), &request("batch:SubmitJob", "job-queue/a", &[])),
        r#"Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/a
      "arn:aws:batch:us-east-1:123456789012:job-definition/a" is for a job-definition, not a job-queue
          [RES-009]"#
    );
    // Nor is a bucket one of several kinds, or an object of the kind of its bucket.
    let members = r#""Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::results""#;
    let request = Request { resource: Resource::new("arn:aws:s3:::inputs").unwrap(), ..request("s3:ListBucket", "*", &[]) };
    assert_eq!(
        told(&identity(members), &request),
        r#"Resource: no entry covers arn:aws:s3:::inputs
      "arn:aws:s3:::results" does not cover "inputs" [RES-009]"#
    );
}

#[test]
fn other_services_name_their_resources_in_other_ways() {
    let check = |action: &str, entry: &str, asked: &str, expected: &str| {
        let policies = identity(&format!(r#""Effect": "Allow", "Action": "{action}", "Resource": "{entry}""#));
        let request = Request { resource: Resource::new(asked).unwrap(), ..request(action, "*", &[]) };
        assert_eq!(told(&policies, &request), expected, "{entry}");
    };
    check(
        "s3:GetObject",
        "arn:aws:s3:::inputs/*",
        "arn:aws:s3:::results/1",
        r#"Resource: no entry covers arn:aws:s3:::results/1
      "arn:aws:s3:::inputs/*" does not cover "results/1" [RES-009]"#,
    );
    let (profile, user) = ("arn:aws:iam::123456789012:instance-profile/a", "arn:aws:iam::123456789012:user/a");
    check(
        "iam:TagUser",
        profile,
        user,
        r#"Resource: no entry covers arn:aws:iam::123456789012:user/a
      "arn:aws:iam::123456789012:instance-profile/a" is for an instance-profile, not a user [RES-009]
      hint: every resource of a call must be covered, and no Allow of this action names a user [RES-032]"#,
    );
    let (database, cluster) = ("arn:aws:rds:us-east-1:123456789012:db:a", "arn:aws:rds:us-east-1:123456789012:cluster:a");
    check(
        "rds:StartDBCluster",
        database,
        cluster,
        r#"Resource: no entry covers arn:aws:rds:us-east-1:123456789012:cluster:a
      "arn:aws:rds:us-east-1:123456789012:db:a" is for a db, not a cluster [RES-009]"#,
    );
}

#[test]
fn actions_miss_in_many_ways() {
    let check = |element: &str, expected: &str| {
        let policies = identity(&format!(r#""Effect": "Allow", {element}, "Resource": "*""#));
        assert_eq!(told(&policies, &request("batch:SubmitJob", "job-queue/a", &[])), expected, "{element}");
    };
    check(r#""Action": []"#, "Action: the list is empty [GRAM-025]");
    check(r#""NotAction": []"#, "NotAction: the list is empty [GRAM-025]");
    check(r#""NotAction": ["s3:*", "batch:Submit*"]"#, r#"NotAction: "batch:Submit*" excludes batch:SubmitJob [ACT-018]"#);
}

#[test]
fn elements_that_must_stand_are_missing() {
    let request = request("batch:SubmitJob", "job-queue/a", &[]);
    assert_eq!(
        told(&identity(r#""Effect": "Allow", "Action": "batch:SubmitJob""#), &request),
        "Resource: missing, and a statement of this policy type must have one [GRAM-034]"
    );
    let bucket = Request { resource: Resource::new("arn:aws:s3:::results").unwrap(), ..super::request("s3:ListBucket", "*", &[]) };
    let members = r#""Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::results""#;
    assert_eq!(
        told(&resource(members, PolicyType::Resource), &bucket),
        "Principal: missing, and a statement of this policy type must have one [PRIN-001]"
    );
    let members = r#""Effect": "Allow", "Principal": { "AWS": [] }, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::results""#;
    assert_eq!(told(&resource(members, PolicyType::Resource), &bucket), "Principal: the list is empty [PRIN-030]");
}

#[test]
fn a_trust_policy_needs_no_resource() {
    let members = r#""Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:user/ana" }, "Action": "sts:AssumeRole",
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }"#;
    let role = Resource::new("arn:aws:iam::123456789012:role/jobs").unwrap();
    let request = Request { resource: role, ..request("sts:AssumeRole", "*", &[("aws:MultiFactorAuthPresent", "false")]) };
    assert_eq!(
        told(&resource(members, PolicyType::Trust), &request),
        r#"Condition Bool aws:MultiFactorAuthPresent: "false" is not "true" [COND-059]"#
    );
}
