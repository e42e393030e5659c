//! What one entry of a Condition block says.

use super::elements::{one_statement, told};
use super::{explained_all, request};
use crate::authorizer::{Policies, authorize};
use crate::context::ContextValue;
use crate::explain::{Sources, explain};
use crate::policy::PolicyType;
use crate::profile::{Profile, TypeError};

fn policies(condition: &str) -> Policies {
    let members = format!(r#""Effect": "Allow", "Action": "batch:SubmitJob", "Resource": "*", "Condition": {{ {condition} }}"#);
    Policies { identity: vec![one_statement(&members, PolicyType::Identity)], ..Policies::default() }
}

/// An Allow under this condition, asked with one value of `batch:Key`.
fn check(condition: &str, value: &str, expected: &str) {
    let request = request("batch:SubmitJob", "job-queue/a", &[("batch:Key", value)]);
    assert_eq!(told(&policies(condition), &request), expected, "{condition}");
}

#[test]
fn values_of_the_request_cannot_be_read() {
    check(r#""NumericLessThan": { "batch:Key": "5" }"#, "low", r#"Condition NumericLessThan batch:Key: "low" is not a number [COND-025]"#);
    check(
        r#""NumericNotEquals": { "batch:Key": "5" }"#,
        "low",
        r#"Condition NumericNotEquals batch:Key: "low" is not a number, so even a negated operator fails [COND-025]"#,
    );
}

#[test]
fn values_of_the_policy_cannot_be_read() {
    check(
        r#""NumericLessThan": { "batch:Key": "low" }"#,
        "5",
        r#"Condition NumericLessThan batch:Key: the policy's "low" is not a number, so it never matches [COND-025]"#,
    );
    check(
        r#""NumericNotEquals": { "batch:Key": "low" }"#,
        "5",
        r#"Condition NumericNotEquals batch:Key: the policy's "low" is not a number, so a negated operator fails
        [COND-025]"#,
    );
    check(
        r#""DateLessThan": { "batch:Key": "soon" }"#,
        "2026-01-01T00:00:00Z",
        r#"Condition DateLessThan batch:Key: the policy's "soon" is not a date, so it never matches [COND-025]"#,
    );
    check(r#""Bool": { "batch:Key": "soon" }"#, "true", r#"Condition Bool batch:Key: "true" is not "soon" [COND-059]"#);
    check(
        r#""BinaryEquals": { "batch:Key": "*" }"#,
        "YQ==",
        r#"Condition BinaryEquals batch:Key: the policy's "*" is not base64, so it never matches [COND-025]"#,
    );
    check(
        r#""IpAddress": { "batch:Key": "here" }"#,
        "10.0.0.1",
        r#"Condition IpAddress batch:Key: the policy's "here" is not an IP address or range, so it never matches
        [COND-025]"#,
    );
    check(
        r#""NotIpAddress": { "batch:Key": "here" }"#,
        "10.0.0.1",
        r#"Condition NotIpAddress batch:Key: the policy's "here" is not an IP address or range, so a negated operator
        fails [COND-025]"#,
    );
    check(
        r#""ArnLike": { "batch:Key": "here" }"#,
        "arn:aws:s3:::results",
        r#"Condition ArnLike batch:Key: the policy's "here" is not a whole ARN, so it never matches [COND-025]"#,
    );
}

#[test]
fn one_of_several_values_cannot_be_read() {
    let check = |condition: &str, values: &[&str], expected: &str| {
        let mut request = request("batch:SubmitJob", "job-queue/a", &[]);
        request.context.set("batch:Keys", ContextValue::Many(values.iter().map(|value| (*value).to_owned()).collect()));
        let text = explained_all(&policies(condition), &request);
        let (_, told) = text.split_once("    Condition ").unwrap();
        assert_eq!(told.trim(), expected, "{condition}");
    };
    check(
        r#""ForAnyValue:NumericEquals": { "batch:Keys": "5" }"#,
        &["1", "low"],
        r#"ForAnyValue:NumericEquals batch:Keys: "low" is not a number [COND-025]"#,
    );
    check(
        r#""ForAnyValue:NumericEquals": { "batch:Keys": "5" }"#,
        &["1", "2"],
        r#"ForAnyValue:NumericEquals batch:Keys: none of "1", "2" equals "5" [COND-074]"#,
    );
    // What holds is no reason, readable or not.
    check(
        r#""ForAllValues:NumericEquals": { "batch:Keys": ["low", "5"] }"#,
        &["5", "5.0"],
        r#"ForAllValues:NumericEquals batch:Keys: each of "5", "5.0" equals one of "low", "5" [COND-072]"#,
    );
}

#[test]
fn what_cannot_be_read_may_satisfy_a_negated_operator() {
    let check = |condition: &str, values: &[&str], expected: &str| {
        let profile = Profile { type_error: TypeError::NegatedIsTrue, ..Profile::default() };
        let mut request = request("batch:SubmitJob", "job-queue/a", &[("aws:PrincipalTag/level", "5"), ("batch:Key", "5")]);
        request.context.set("batch:Keys", ContextValue::Many(values.iter().map(|value| (*value).to_owned()).collect()));
        let policies = policies(condition);
        let text = explain(&authorize(&policies, &request, &profile), &policies, &request, &Sources::default());
        let (_, told) = text.split_once("    Condition ").unwrap();
        assert_eq!(told.trim(), expected, "{condition}");
    };
    check(
        r#""NumericNotEquals": { "batch:Key": "low" }"#,
        &[],
        r#"NumericNotEquals batch:Key: the policy's "low" is not a number, so a negated operator holds
        [COND-025]"#,
    );
    // Variables in numbers are not expanded, so nothing is shown in their place.
    check(
        r#""ForAllValues:NumericNotEquals": { "batch:Keys": "${aws:PrincipalTag/level}" }"#,
        &["1", "2"],
        r#"ForAllValues:NumericNotEquals batch:Keys: none of "1", "2" equals "${aws:PrincipalTag/level}"
        [COND-072]"#,
    );
}

#[test]
fn hints_are_for_near_misses() {
    check(
        r#""StringEquals": { "batch:Key": "render*" }"#,
        "render:1",
        r#"Condition StringEquals batch:Key: "render:1" is not "render*" [COND-033]
      hint: here * and ? are ordinary characters; StringLike reads them as wildcards [COND-042]"#,
    );
    check(
        r#""StringEquals": { "batch:Key": "render*" }"#,
        "encode:1",
        r#"Condition StringEquals batch:Key: "encode:1" is not "render*" [COND-033]"#,
    );
    check(
        r#""StringEquals": { "batch:Key": "render" }"#,
        "encode:1",
        r#"Condition StringEquals batch:Key: "encode:1" is not "render" [COND-033]"#,
    );
    check(
        r#""StringEqualsIgnoreCase": { "batch:Key": "render*" }"#,
        "encode:1",
        r#"Condition StringEqualsIgnoreCase batch:Key: "encode:1" does not equal "render*" [COND-035]"#,
    );
}
