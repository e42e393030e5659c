//! One question for the tests of all findings.

use super::{Finding, validate};
use crate::policy::{Environment, PolicyType, read};
use crate::profile::Profile;

/// Has the document exactly these findings, in the order of its text?
#[track_caller]
pub(super) fn check(policy_type: PolicyType, text: &str, expected: &[&str]) {
    check_in(&Environment::default(), policy_type, text, expected);
}

/// The same in a given environment.
#[track_caller]
pub(super) fn check_in(environment: &Environment, policy_type: PolicyType, text: &str, expected: &[&str]) {
    let findings = findings(environment, policy_type, text);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, expected, "{findings:#?}\n{text}");
}

/// Where the document has findings, in the order of its text, and what they say.
pub(super) fn told(policy_type: PolicyType, text: &str) -> Vec<(String, String)> {
    let findings = findings(&Environment::default(), policy_type, text).into_iter();
    findings.map(|finding| (finding.path, finding.message)).collect()
}

/// The findings themselves.
pub(super) fn findings(environment: &Environment, policy_type: PolicyType, text: &str) -> Vec<Finding> {
    let policy = read(text, policy_type, environment, &Profile::default()).policy.expect(text);
    validate(&policy, text, environment)
}

/// A document of one statement with these members.
pub(super) fn statement(members: &str) -> String {
    format!(r#"{{ "Version": "2012-10-17", "Statement": [ {{ {members} }} ] }}"#)
}

/// An identity policy that allows something on this resource, or list of resources.
pub(super) fn resource(resource: &str) -> String {
    statement(&format!(r#""Effect": "Allow", "Action": "batch:*", "Resource": {resource}"#))
}

/// An identity policy that allows something under this condition.
pub(super) fn condition(condition: &str) -> String {
    statement(&format!(r#""Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "*", "Condition": {condition}"#))
}

/// A trust policy for this principal.
pub(super) fn trust(principal: &str) -> String {
    statement(&format!(r#""Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole""#))
}
