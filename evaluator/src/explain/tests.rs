//! Whole explanations of typical decisions, as a reader gets them.

mod conditions;
mod elements;
mod order;

use super::{Source, Sources, explain};
use crate::action::Action;
use crate::authorizer::{Policies, authorize};
use crate::context::{Context, ContextValue};
use crate::decision::Layer;
use crate::policy::{PolicyType, parse};
use crate::principal::Principal;
use crate::profile::Profile;
use crate::request::Request;
use crate::resource::Resource;

/// The one account, user and Region of these questions.
const BATCH: &str = "arn:aws:batch:us-east-1:123456789012:";

fn request(action: &str, resource: &str, context: &[(&str, &str)]) -> Request {
    let resource = if resource == "*" { "*".to_owned() } else { format!("{BATCH}{resource}") };
    let mut keys = Context::default();
    for (key, value) in context {
        keys.set(key, ContextValue::One((*value).to_owned()));
    }
    Request {
        principal: Principal::new("arn:aws:iam::123456789012:user/ana").unwrap(),
        action: Action::new(action).unwrap(),
        resource: Resource::new(&resource).unwrap(),
        resource_account: None,
        context: keys,
    }
}

fn explained(identity: &str, request: &Request) -> String {
    let policies = Policies { identity: vec![parse(identity, PolicyType::Identity).unwrap()], ..Policies::default() };
    let mut sources = Sources::default();
    sources.insert(Layer::Identity, 0, 0, Source { name: Some("policy.json"), text: Some(identity), lines_before: 0 });
    explain(&authorize(&policies, request, &Profile::default()), &policies, request, &sources)
}

fn check(identity: &str, request: &Request, expected: &str) {
    assert_eq!(explained(identity, request), expected);
}

/// The `Denied by` and `Not applying` parts without the four lines at the head.
fn reasons(text: &str) -> String {
    text.split_once("\n\n").map_or(String::new(), |(_, rest)| rest.to_owned())
}

const DENY_WHEN_ALL_KEYS_MATCH: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"] },
    {
      "Sid": "NoSyslog", "Effect": "Deny", "Action": "batch:RegisterJobDefinition", "Resource": "*",
      "Condition": { "StringEquals": { "batch:Image": "busybox", "batch:LogDriver": "syslog" } }
    }
  ]
}"#;

#[test]
fn all_keys_of_a_deny_match() {
    let keys = [("batch:Image", "busybox"), ("batch:LogDriver", "syslog")];
    let request = request("batch:RegisterJobDefinition", "job-definition/render", &keys);
    check(
        DENY_WHEN_ALL_KEYS_MATCH,
        &request,
        r#"explicitDeny: a statement of the identity-based policy denies batch:RegisterJobDefinition
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:RegisterJobDefinition
  resource   arn:aws:batch:us-east-1:123456789012:job-definition/render

Denied by:
  Deny "NoSyslog" (policy.json:5, statement 2)
    Action: "batch:RegisterJobDefinition" is listed [ACT-001]
    Resource: "*" covers every resource [RES-017]
    Condition StringEquals batch:Image: the value is "busybox" [COND-033]
    Condition StringEquals batch:LogDriver: the value is "syslog" [COND-033]

Applying, but not deciding:
  Allow (policy.json:4, statement 1): a Deny wins over every Allow [EVAL-003]
"#,
    );
}

#[test]
fn one_key_of_a_deny_is_missing() {
    let request = request("batch:RegisterJobDefinition", "job-definition/render", &[("batch:Image", "busybox")]);
    check(
        DENY_WHEN_ALL_KEYS_MATCH,
        &request,
        r#"allowed: a statement of the identity-based policy allows batch:RegisterJobDefinition
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:RegisterJobDefinition
  resource   arn:aws:batch:us-east-1:123456789012:job-definition/render

Allowed by:
  Allow (policy.json:4, statement 1)
    Action: "batch:RegisterJobDefinition" is listed [ACT-001]
    Resource: "*" covers every resource [RES-017]

Not applying:
  Deny "NoSyslog" (policy.json:5, statement 2)
    Condition StringEquals batch:LogDriver: the request does not carry batch:LogDriver [COND-023]
      hint: without the key, IfExists and negated operators hold [COND-024, COND-026]
"#,
    );
}

const JOB_DEFINITION_PREFIX: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [ {
    "Effect": "Allow",
    "Action": ["batch:SubmitJob"],
    "Resource": [
      "arn:aws:batch:us-east-1:123456789012:job-definition/JobDefA_*",
      "arn:aws:batch:us-east-1:123456789012:job-queue/*"
    ]
  } ]
}"#;

#[test]
fn a_prefix_covers_a_revision() {
    check(
        JOB_DEFINITION_PREFIX,
        &request("batch:SubmitJob", "job-definition/JobDefA_render:3", &[]),
        r#"allowed: a statement of the identity-based policy allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-definition/JobDefA_render:3

Allowed by:
  Allow (policy.json:3, statement 1)
    Action: "batch:SubmitJob" is listed [ACT-001]
    Resource: "arn:aws:batch:us-east-1:123456789012:job-definition/JobDefA_*" covers it [RES-011]
"#,
    );
}

#[test]
fn a_prefix_in_another_letter_case_does_not() {
    check(
        JOB_DEFINITION_PREFIX,
        &request("batch:SubmitJob", "job-definition/jobdefa_render:3", &[]),
        r#"implicitDeny: no identity-based policy allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-definition/jobdefa_render:3

Not applying:
  Allow (policy.json:3, statement 1)
    Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-definition/jobdefa_render:3
      "arn:aws:batch:us-east-1:123456789012:job-definition/JobDefA_*" names "JobDefA_*", which does not cover
          "jobdefa_render:3" [RES-009]
        hint: they differ in letter case only, which counts [RES-010]
      "arn:aws:batch:us-east-1:123456789012:job-queue/*" is for a job-queue, not a job-definition [RES-009]
"#,
    );
}

const ONE_DEFINITION: &str = r#"{ "Version": "2012-10-17", "Statement": { "Sid": "OnlyAlpha", "Effect": "Allow", "Action": "batch:*",
  "Resource": "arn:aws:batch:us-east-1:123456789012:job-definition/Alpha" } }"#;

#[test]
fn a_name_does_not_cover_a_revision() {
    check(
        ONE_DEFINITION,
        &request("batch:SubmitJob", "job-definition/Alpha:3", &[]),
        r#"implicitDeny: no identity-based policy allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-definition/Alpha:3

Not applying:
  Allow "OnlyAlpha" (policy.json:1, statement 1)
    Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-definition/Alpha:3
      "arn:aws:batch:us-east-1:123456789012:job-definition/Alpha" names "Alpha", which does not cover
          "Alpha:3" [RES-009]
        hint: a job definition's name does not cover its revisions; with ":*" behind it, it would [RES-013]
"#,
    );
}

#[test]
fn no_entry_is_for_a_queue() {
    let text = reasons(&explained(ONE_DEFINITION, &request("batch:SubmitJob", "job-queue/nightly", &[])));
    assert_eq!(
        text,
        r#"Not applying:
  Allow "OnlyAlpha" (policy.json:1, statement 1)
    Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/nightly
      "arn:aws:batch:us-east-1:123456789012:job-definition/Alpha" is for a job-definition, not a job-queue
          [RES-009]
      hint: every resource of a call must be covered, and no Allow of this action names a job-queue [RES-032]
"#
    );
}

#[test]
fn describe_jobs_is_not_covered_by_an_arn() {
    check(
        ONE_DEFINITION,
        &request("batch:DescribeJobs", "*", &[]),
        r#"implicitDeny: no identity-based policy allows batch:DescribeJobs
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:DescribeJobs
  resource   * (no particular resource)

Not applying:
  Allow "OnlyAlpha" (policy.json:1, statement 1)
    Resource: the request names no resource, which only the entry "*" covers, never an ARN [RES-028]
"#,
    );
}

const BY_TAGS: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "arn:aws:batch:*:*:job-queue/*",
    "Condition": { "StringEquals": { "aws:ResourceTag/Environment": "dev" } } },
  { "Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "arn:aws:batch:*:*:job-definition/*:*",
    "Condition": { "StringEquals": { "aws:ResourceTag/Project": "calc" } } } ] }"#;

#[test]
fn the_tag_is_missing() {
    let keys = [("aws:ResourceTag/Enviroment", "dev")];
    check(
        BY_TAGS,
        &request("batch:SubmitJob", "job-queue/nightly", &keys),
        r#"implicitDeny: no identity-based policy allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-queue/nightly

Not applying, nearest miss first:
  Allow (policy.json:2, statement 1)
    Condition StringEquals aws:ResourceTag/Environment: the request does not carry aws:ResourceTag/Environment
        [COND-023]
      hint: without the key, IfExists and negated operators hold [COND-024, COND-026]
      hint: it carries aws:ResourceTag/Enviroment [COND-022]
  Allow (policy.json:4, statement 2)
    Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/nightly
      "arn:aws:batch:*:*:job-definition/*:*" is for a job-definition, not a job-queue [RES-009]
"#,
    );
}

#[test]
fn the_closest_of_many_entries_is_in_another_region() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "batch:SubmitJob", "Resource": [
        "arn:aws:batch:us-east-1:123456789012:job-definition/*", "arn:aws:batch:eu-west-1:123456789012:job-queue/night*",
        "arn:aws:batch:us-east-1:111122223333:job-queue/*", "arn:aws:batch:eu-west-1:111122223333:job-queue/x" ] } }"#;
    let text = reasons(&explained(policy, &request("batch:SubmitJob", "job-queue/nightly", &[])));
    assert_eq!(
        text,
        r#"Not applying:
  Allow (policy.json:1, statement 1)
    Resource: no entry covers arn:aws:batch:us-east-1:123456789012:job-queue/nightly
      closest of 4 entries:
      "arn:aws:batch:eu-west-1:123456789012:job-queue/night*": its Region is "eu-west-1", not "us-east-1"
          [RES-007]
"#
    );
}

#[test]
fn a_wildcard_deny_wins() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
        { "Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*" },
        { "Sid": "ReadOnly", "Effect": "Deny", "NotAction": ["batch:Describe*", "batch:List*"], "Resource": "*",
          "Condition": { "StringNotLike": { "aws:PrincipalTag/team": ["batch-*", "ops"] } } },
        { "Sid": "Inside", "Effect": "Deny", "Action": "batch:*", "Resource": "*",
          "Condition": { "NotIpAddress": { "aws:SourceIp": "10.0.0.0/8" } } } ] }"#;
    check(
        policy,
        &request("batch:CancelJob", "job/4711", &[("aws:SourceIp", "10.0.0.300")]),
        r#"explicitDeny: a statement of the identity-based policy denies batch:CancelJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:CancelJob
  resource   arn:aws:batch:us-east-1:123456789012:job/4711

Denied by:
  Deny "ReadOnly" (policy.json:3, statement 2)
    NotAction: "batch:Describe*", "batch:List*" do not exclude batch:CancelJob [ACT-018]
    Resource: "*" covers every resource [RES-017]
    Condition StringNotLike aws:PrincipalTag/team: the request does not carry aws:PrincipalTag/team, so a
        negated operator holds [COND-024]

Applying, but not deciding:
  Allow "All" (policy.json:2, statement 1): a Deny wins over every Allow [EVAL-003]

Not applying:
  Deny "Inside" (policy.json:5, statement 3)
    Condition NotIpAddress aws:SourceIp: "10.0.0.300" is not an IP address, so even a negated operator fails
        [COND-025]
"#,
    );
}

#[test]
fn conditions_fail_in_many_ways() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "batch:*", "Resource": "*", "Condition": {
        "StringEquals": { "batch:Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/render*", "aws:TagKeys": "team",
                          "aws:PrincipalTag/team": "${aws:ResourceTag/team}", "batch:User": ["nobody", "web"] },
        "StringLike": { "aws:PrincipalTag/unit": "${aws:ResourceTag/unit}-*" },
        "Bool": { "batch:Privileged": "false" },
        "Null": { "aws:RequestTag/owner": "false" },
        "NumericLessThan": { "batch:SchedulingPriority": 100 } } },
        { "Effect": "Allow", "Action": "ecs:*", "Resource": "*" }, { "Effect": "Allow", "Action": "ec2:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*" }, { "Effect": "Deny", "Action": "s3:*", "Resource": "*" } ] }"#;
    let keys = [
        ("batch:Image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/render:1"),
        ("aws:PrincipalTag/team", "blue"),
        ("aws:PrincipalTag/unit", "r\u{e9}d"),
        ("aws:ResourceTag/unit", "red"),
        ("batch:User", "Nobody"),
        ("batch:Privileged", "true"),
        ("batch:SchedulingPriority", "100"),
    ];
    let mut request = request("batch:RegisterJobDefinition", "job-definition/render", &keys);
    request.context.set("aws:TagKeys", ContextValue::Many(vec!["team".to_owned(), "cost".to_owned()]));
    let text = reasons(&explained(policy, &request));
    assert_eq!(
        text,
        r#"Not applying:
  Allow (policy.json:1, statement 1)
    Condition StringEquals batch:Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/render:1" is not
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/render*" [COND-033]
      hint: here * and ? are ordinary characters; StringLike reads them as wildcards [COND-042]
    Condition StringEquals aws:TagKeys: the request carries the list "team", "cost", and the operator lacks
        ForAllValues or ForAnyValue [COND-084]
    Condition StringEquals aws:PrincipalTag/team: "blue" is not "${aws:ResourceTag/team}":
        aws:ResourceTag/team has no value in this request [VAR-013]
    Condition StringEquals batch:User: "Nobody" is not any of "nobody", "web" [COND-033]
      hint: they differ in letter case only, which counts [COND-033]
    Condition StringLike aws:PrincipalTag/unit: "r\u00e9d" does not match "${aws:ResourceTag/unit}-*" (here
        "red-*") [COND-037]
    Condition Bool batch:Privileged: "true" is not "false" [COND-059]
    Condition Null aws:RequestTag/owner: the request does not carry aws:RequestTag/owner, but "false" asks
        that it be there [COND-028]
    Condition NumericLessThan batch:SchedulingPriority: "100" is not less than "100" [COND-047]
  4 other statements do not cover the action [ELEM-002]
"#
    );
}

#[test]
fn set_operators_ask_each_value() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "batch:TagResource", "Resource": "*", "Condition": {
            "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "unit"] },
            "ForAnyValue:StringLike": { "aws:TagKeys": ["env*", "stage"], "aws:CalledVia": "*" } } },
        { "Sid": "Team", "Effect": "Deny", "Action": "batch:TagResource", "Resource": "*", "Condition": {
            "ForAnyValue:StringLike": { "aws:TagKeys": "t*" },
            "ForAllValues:StringNotEquals": { "aws:TagKeys": "unit", "aws:CalledVia": "x" } } } ] }"#;
    let mut request = request("batch:TagResource", "job-queue/nightly", &[]);
    request.context.set("aws:TagKeys", ContextValue::Many(vec!["team".to_owned(), "cost".to_owned()]));
    let text = reasons(&explained(policy, &request));
    assert_eq!(
        text,
        r#"Denied by:
  Deny "Team" (policy.json:5, statement 2)
    Action: "batch:TagResource" is listed [ACT-001]
    Resource: "*" covers every resource [RES-017]
    Condition ForAnyValue:StringLike aws:TagKeys: "team" matches "t*" [COND-074]
    Condition ForAllValues:StringNotEquals aws:TagKeys: none of "team", "cost" is "unit" [COND-072]
    Condition ForAllValues:StringNotEquals aws:CalledVia: the request carries no value of aws:CalledVia, so
        ForAllValues holds [COND-073]

Not applying:
  Allow (policy.json:2, statement 1)
    Condition ForAllValues:StringEquals aws:TagKeys: "cost" is not any of "team", "unit" [COND-072]
    Condition ForAnyValue:StringLike aws:TagKeys: none of "team", "cost" matches any of "env*", "stage"
        [COND-074]
    Condition ForAnyValue:StringLike aws:CalledVia: the request carries no value of aws:CalledVia, so
        ForAnyValue fails [COND-075]
"#
    );
}

fn policy(text: &str, policy_type: PolicyType) -> crate::policy::Policy {
    parse(text, policy_type).unwrap()
}

const ALLOW_ALL: &str = r#"{ "Version": "2012-10-17", "Statement": { "Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;

fn explained_all(policies: &Policies, request: &Request) -> String {
    explain(&authorize(policies, request, &Profile::default()), policies, request, &Sources::default())
}

#[test]
fn the_boundary_does_not_allow() {
    let policies = Policies {
        identity: vec![policy(ALLOW_ALL, PolicyType::Identity)],
        boundary: Some(policy(&ALLOW_ALL.replace("\"*\", \"R", "\"batch:Describe*\", \"R"), PolicyType::Boundary)),
        ..Policies::default()
    };
    let text = explained_all(&policies, &request("batch:SubmitJob", "job-queue/nightly", &[]));
    assert_eq!(
        text,
        r#"implicitDeny: the permissions boundary does not allow batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-queue/nightly
  note: the identity-based policy allows it, but the permissions boundary must allow it too [EVAL-021]

Applying, but not deciding:
  Allow "All" (identity-based policy, statement 1): the permissions boundary must allow it too [EVAL-021]

Not applying:
  Allow "All" (permissions boundary, statement 1)
    Action: "batch:Describe*" does not cover batch:SubmitJob [ACT-007]
"#
    );
}

#[test]
fn one_level_of_service_control_policies_does_not_allow() {
    let root = policy(ALLOW_ALL, PolicyType::Scp);
    let unit = policy(&ALLOW_ALL.replace("\"*\", \"R", "\"s3:*\", \"R"), PolicyType::Scp);
    let policies = Policies {
        identity: vec![policy(ALLOW_ALL, PolicyType::Identity)],
        scp: Some(vec![vec![root.clone()], vec![unit]]),
        ..Policies::default()
    };
    let text = explained_all(&policies, &request("batch:SubmitJob", "job-queue/nightly", &[]));
    assert_eq!(
        text,
        r#"implicitDeny: no service control policy at level 2 from the root allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-queue/nightly
  note: the identity-based policy allows it, but the service control policy must allow it too [EVAL-025]

Applying, but not deciding:
  Allow "All" (service control policy of level 1, statement 1): every level must allow [EVAL-025]
  Allow "All" (identity-based policy, statement 1): the service control policy must allow it too [EVAL-025]

Not applying:
  Allow "All" (service control policy of level 2, statement 1)
    Action: "s3:*" does not cover batch:SubmitJob [ACT-007]
"#
    );
}

#[test]
fn a_bucket_policy_names_the_role_of_the_session() {
    let bucket = r#"{ "Version": "2012-10-17", "Statement": { "Sid": "Jobs", "Effect": "Allow", "Action": "s3:GetObject",
        "Principal": { "AWS": ["arn:aws:iam::123456789012:role/other", "arn:aws:iam::123456789012:role/jobs"] },
        "Resource": "arn:aws:s3:::results/*" } }"#;
    let policies = Policies { resource: Some(policy(bucket, PolicyType::Resource)), ..Policies::default() };
    let request = Request {
        principal: Principal::new("arn:aws:sts::123456789012:assumed-role/jobs/run-1").unwrap(),
        resource: Resource::new("arn:aws:s3:::results/1.csv").unwrap(),
        ..request("s3:GetObject", "*", &[])
    };
    assert_eq!(
        explained_all(&policies, &request),
        r#"allowed: a statement of the resource-based policy allows s3:GetObject
  principal  arn:aws:sts::123456789012:assumed-role/jobs/run-1
  action     s3:GetObject
  resource   arn:aws:s3:::results/1.csv

Allowed by:
  Allow "Jobs" (resource-based policy, statement 1)
    Principal: AWS "arn:aws:iam::123456789012:role/jobs" names the role of the session [PRIN-011]
    Action: "s3:GetObject" is listed [ACT-001]
    Resource: "arn:aws:s3:::results/*" covers it [RES-011]
"#
    );
    let stranger = Request { principal: Principal::new("arn:aws:iam::123456789012:user/ana").unwrap(), ..request };
    assert_eq!(
        explained_all(&policies, &stranger),
        r#"implicitDeny: no identity-based policy allows s3:GetObject
  principal  arn:aws:iam::123456789012:user/ana
  action     s3:GetObject
  resource   arn:aws:s3:::results/1.csv

Not applying:
  Allow "Jobs" (resource-based policy, statement 1)
    Principal: "arn:aws:iam::123456789012:role/other", "arn:aws:iam::123456789012:role/jobs" do not name
        arn:aws:iam::123456789012:user/ana [PRIN-006]
"#
    );
}

#[test]
fn there_is_no_statement_at_all() {
    let text = explained_all(&Policies::default(), &request("batch:SubmitJob", "job-queue/nightly", &[]));
    assert_eq!(
        text,
        r#"implicitDeny: no identity-based policy allows batch:SubmitJob
  principal  arn:aws:iam::123456789012:user/ana
  action     batch:SubmitJob
  resource   arn:aws:batch:us-east-1:123456789012:job-queue/nightly
  note: no policy that applies to this request has a statement [EVAL-002]
"#
    );
}

#[test]
fn a_policy_that_is_not_consulted_is_noted() {
    let queue_policy = ALLOW_ALL.replace("\"Action\"", "\"Principal\": \"*\", \"Action\"");
    let policies = Policies { resource: Some(policy(&queue_policy, PolicyType::Resource)), ..Policies::default() };
    let text = explained_all(&policies, &request("batch:SubmitJob", "job-queue/nightly", &[]));
    assert!(text.contains("note: the resource-based policy does not apply to this request [GRAM-046]\n"), "{text}");
}

#[test]
fn lines_are_short_and_ascii() {
    let long = format!("{}\n\u{43e}{}", "a".repeat(300), "b c ".repeat(100));
    let policy = DENY_WHEN_ALL_KEYS_MATCH.replace("busybox", &"x ".repeat(200));
    let text = explained(&policy, &request("batch:RegisterJobDefinition", "job-definition/render", &[("batch:Image", &long)]));
    for line in text.lines() {
        assert!(line.chars().count() <= 110, "{line}");
        assert!(line.chars().all(|character| matches!(character, ' '..='~' | '…')), "{line}");
    }
}

#[test]
fn some_requests_are_decided_by_no_policy() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "iam:*", "Resource": "*" } }"#;
    let headline = |request: &Request| explained(policy, request).lines().next().map(str::to_owned);
    let always = request("sts:GetCallerIdentity", "*", &[]);
    let words = "allowed: sts:GetCallerIdentity needs no permission, whatever policies say [EVAL-054, EVAL-055]";
    assert_eq!(headline(&always).as_deref(), Some(words));
    let mut foreign = request("iam:PassRole", "*", &[]);
    foreign.resource = Resource::new("arn:aws:iam::111122223333:role/jobs").unwrap();
    let words = "implicitDeny: iam:PassRole is closed to this caller or target, whatever policies say [PASS-007]";
    assert_eq!(headline(&foreign).as_deref(), Some(words));
}
