//! How long matching and deciding take. Run with `cargo bench -p verdict-conformance`; records are kept under `conformance/record/`.

use divan::{Bencher, black_box};
use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::pattern::Wildcard;
use verdict_evaluator::policy::{PolicyType, Version, parse};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::{Resource, Setting, entry_matches};

fn main() {
    divan::main();
}

/// `*a*a*a…*b` of 10 kB against 100 kB of `a`: an engine that backtracks never comes back.
#[divan::bench]
fn wildcard_hostile(bencher: Bencher<'_, '_>) {
    let pattern = Wildcard::new(&("*a".repeat(5_000) + "*b"));
    let text = "a".repeat(100_000);
    bencher.bench(|| black_box(&pattern).matches(black_box(&text)));
}

/// The same with `?`, so that pieces are looked for character by character.
#[divan::bench]
fn wildcard_hostile_with_question_marks(bencher: Bencher<'_, '_>) {
    let pattern = Wildcard::new(&("*a?".repeat(3_300) + "*b"));
    let text = "a".repeat(100_000);
    bencher.bench(|| black_box(&pattern).matches(black_box(&text)));
}

/// A pattern as policies have them.
#[divan::bench]
fn wildcard_typical(bencher: Bencher<'_, '_>) {
    let pattern = Wildcard::new("job-definition/nightly-*:1?");
    bencher.bench(|| black_box(&pattern).matches(black_box("job-definition/nightly-report:12")));
}

/// An ARN whose first fields are wildcards that reach over colons, hostile in both.
#[divan::bench]
fn resource_hostile(bencher: Bencher<'_, '_>) {
    let entry = format!("arn:aws:batch:*:*:{}", "*a".repeat(5_000));
    let arn = format!("arn:aws:batch:us-east-1:111122223333:{}b", ":a".repeat(5_000));
    let resource = Resource::new(&arn).expect("an ARN");
    let context = Context::default();
    let setting = Setting { context: &context, version: Version::V2012, policy_type: PolicyType::Identity, profile: &Profile::default() };
    bencher.bench(|| entry_matches(black_box(&entry), black_box(&resource), &setting));
}

/// The documented example with two Deny statements, one decision.
#[divan::bench]
fn authorize_documented_example(bencher: Bencher<'_, '_>) {
    let policies = Policies { identity: vec![policy(EXAMPLE)], ..Policies::default() };
    let request = register("string1");
    bencher.bench(|| authorize(black_box(&policies), black_box(&request), &Profile::default()));
}

/// A hundred policies of one user, of which the last one allows.
#[divan::bench]
fn authorize_hundred_policies(bencher: Bencher<'_, '_>) {
    let mut identity: Vec<_> = (0..99).map(|_| policy(OTHER)).collect();
    identity.push(policy(EXAMPLE));
    let policies = Policies { identity, ..Policies::default() };
    let request = register("other");
    bencher.bench(|| authorize(black_box(&policies), black_box(&request), &Profile::default()));
}

/// Text to policy.
#[divan::bench]
fn parse_documented_example(bencher: Bencher<'_, '_>) {
    bencher.bench(|| parse(black_box(EXAMPLE), PolicyType::Identity));
}

const EXAMPLE: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"] },
  { "Effect": "Deny", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"],
    "Condition": { "StringEquals": { "batch:Image": ["string1"] } } },
  { "Effect": "Deny", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"],
    "Condition": { "StringEquals": { "batch:LogDriver": ["string2"] } } } ] }"#;

const OTHER: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::${aws:username}-*",
    "Condition": { "StringLike": { "aws:PrincipalTag/team": "red-*" } } } ] }"#;

fn policy(text: &str) -> verdict_evaluator::policy::Policy {
    parse(text, PolicyType::Identity).expect("a policy")
}

fn register(image: &str) -> Request {
    let mut context = Context::default();
    context.set("batch:Image", ContextValue::One(image.to_owned()));
    Request {
        principal: Principal::new("arn:aws:iam::111122223333:user/ana").expect("a principal"),
        action: Action::new("batch:RegisterJobDefinition").expect("an action"),
        resource: Resource::new("arn:aws:batch:us-east-1:111122223333:job-definition/nightly").expect("a resource"),
        resource_account: None,
        context,
    }
}
