//! Calls of AWS Batch: from the input to the checks, and to the decision.

use std::hint::black_box;

use divan::Bencher;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::context::Context;
use verdict_evaluator::json;
use verdict_evaluator::policy::{PolicyType, parse};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{Call, Caller, Requester, State, checks, decide_call};

fn main() {
    divan::main();
}

/// The documented example with two Deny statements.
const POLICY: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"] },
  { "Effect": "Deny", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"],
    "Condition": { "StringEquals": { "batch:Image": ["string1"] } } },
  { "Effect": "Deny", "Action": ["batch:RegisterJobDefinition"], "Resource": ["*"],
    "Condition": { "StringEquals": { "batch:LogDriver": ["string2"] } } } ] }"#;

/// The text of a job definition with this many containers of one task.
fn definition(containers: usize) -> String {
    let container = |index: usize| {
        format!(
            r#"{{ "name": "c{index}", "image": "registry.example.com/app:{index}", "user": "1000", "privileged": false,
                  "resourceRequirements": [ {{ "type": "VCPU", "value": "1" }}, {{ "type": "MEMORY", "value": "2048" }} ],
                  "logConfiguration": {{ "logDriver": "awslogs", "options": {{ "awslogs-group": "/batch/app" }} }} }}"#
        )
    };
    let containers: Vec<String> = (0..containers).map(container).collect();
    format!(
        r#"{{ "jobDefinitionName": "app", "type": "container", "ecsProperties": {{ "taskProperties": [ {{ "containers": [ {} ] }} ] }} }}"#,
        containers.join(", ")
    )
}

fn call(operation: &str, input: &str) -> Call {
    let caller = Caller { partition: "aws".to_owned(), region: "us-east-1".to_owned(), account: "123456789012".to_owned() };
    Call { operation: operation.to_owned(), input: json::read(input).node.expect("JSON"), caller, state: State::default() }
}

/// Text to decision of a job definition with a thousand containers, as `verdict batch` does it.
#[divan::bench]
fn thousand_containers_text_to_decision(bencher: Bencher<'_, '_>) {
    let text = definition(1_000);
    let policies = Policies { identity: vec![parse(POLICY, PolicyType::Identity).expect("a policy")], ..Policies::default() };
    let principal = Principal::new("arn:aws:iam::123456789012:user/ana").expect("a principal");
    let (context, profile) = (Context::default(), Profile::default());
    let requester = Requester { principal: &principal, context: &context, facts: None };
    bencher.bench(|| {
        let call = call("RegisterJobDefinition", black_box(&text));
        let checks = checks(&call, &profile).expect("the API takes it");
        decide_call(&checks, &requester, &policies, &profile)
    });
}

/// The checks alone.
#[divan::bench]
fn thousand_containers_to_checks(bencher: Bencher<'_, '_>) {
    let call = call("RegisterJobDefinition", &definition(1_000));
    bencher.bench(|| checks(black_box(&call), &Profile::default()));
}

/// A submission as most are.
#[divan::bench]
fn submission_to_checks(bencher: Bencher<'_, '_>) {
    let call =
        call("submit-job", r#"{ "jobName": "run1", "jobQueue": "queue1", "jobDefinition": "render:3", "tags": { "Team": "alpha" } }"#);
    bencher.bench(|| checks(black_box(&call), &Profile::default()));
}
