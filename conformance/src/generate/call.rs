//! Calls of AWS Batch with policies that speak of the same containers.
//!
//! A registration has up to twenty containers, drawn from so few images and second properties that policies and containers meet.

use std::fmt;

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::context::Context;
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::json;
use verdict_evaluator::policy::{PolicyType, parse};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{Call, CallOutcome, Caller, Check, Requester, State, checks, decide_call};

use super::{Choices, golden, one_in};

/// Who calls: a user, or a session of a role.
const ANA: &str = "arn:aws:iam::123456789012:user/ana";
const SESSION: (&str, &str) = ("arn:aws:sts::123456789012:assumed-role/ci/run", "arn:aws:iam::123456789012:role/ci");

const IMAGES: [&str; 3] = ["render", "probe", "registry.example.com/tool:7"];
const LOG_DRIVERS: [&str; 2] = ["json-file", "awslogs"];
const FLAGS: [&str; 2] = ["true", "false"];
const JOBS: [&str; 3] = ["a", "b", "c"];
const TAGS: [&str; 2] = ["team", "stage"];

/// How a job definition holds its containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The containers of an ECS task.
    Ecs,
    /// A range of nodes for each container.
    Nodes,
    /// The containers of a pod; every other one is an init container.
    Eks,
}

/// One container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its image.
    pub image: &'static str,
    /// Its log driver or, in a pod, whether it is privileged; `None` if it does not say.
    pub second: Option<&'static str>,
}

/// A registration, jobs for bulk calls, and the statements that decide both. Its `Debug` is a golden case and what may be added.
#[derive(Clone)]
pub struct Registration {
    /// How the containers are held.
    pub form: Form,
    /// The containers.
    pub units: Vec<Unit>,
    /// The keys of the tags that the definition is to have.
    pub tags: Vec<&'static str>,
    /// Jobs that a bulk call may name.
    pub jobs: Vec<&'static str>,
    /// Who calls.
    pub caller: Principal,
    /// The statements of the caller's identity policy, each as JSON text.
    pub statements: Vec<String>,
    /// A container that a law may add.
    pub extra: Unit,
    /// An image and a second value that a law may deny.
    pub denied: Unit,
    /// What a law draws from.
    pub choices: Choices,
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy: Value = serde_json::from_str(&self.policy()).unwrap_or_default();
        let call = json!({
            "principal": golden::principal_value(&self.caller), "operation": "RegisterJobDefinition", "input": self.input(),
        });
        let case = golden::case_file(&[
            ("policies", json!({ "identity": [policy] }).to_string()),
            ("call", call.to_string()),
            ("expect", json!({ "decision": self.outcome().name() }).to_string()),
        ]);
        write!(f, "{case}\nto add: {:?}; to deny: {:?}; jobs: {:?}", self.extra, self.denied, self.jobs)
    }
}

/// Draws a registration.
///
/// # Errors
/// None in practice: exhausted bytes give one container and an Allow of everything.
pub fn registration(u: &mut Unstructured<'_>) -> Result<Registration> {
    let form = *u.choose(&[Form::Ecs, Form::Nodes, Form::Eks])?;
    let most = if one_in(8, u)? { 20 } else { 4 };
    let units = (0..u.int_in_range(1..=most)?).map(|_| unit(form, u)).collect::<Result<Vec<_>>>()?;
    let mut statements = Vec::new();
    if !one_in(2, u)? {
        statements.push(r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#.to_owned());
    }
    for _ in 0..u.int_in_range(usize::from(statements.is_empty())..=3)? {
        statements.push(statement(form, u)?);
    }
    let (extra, denied) = (unit(form, u)?, Unit { second: Some(second(form, u)?), ..unit(form, u)? });
    let tags = TAGS[..u.int_in_range(0..=TAGS.len())?].to_vec();
    let jobs = (0..u.int_in_range(1..=4)?).map(|_| u.choose(&JOBS).copied()).collect::<Result<_>>()?;
    let caller = caller(u)?;
    Ok(Registration { form, units, tags, jobs, caller, statements, extra, denied, choices: Choices::arbitrary(u)? })
}

fn caller(u: &mut Unstructured<'_>) -> Result<Principal> {
    let (session, role) = SESSION;
    Ok(if one_in(3, u)? {
        Principal::RoleSession { arn: Some(session.to_owned()), role: Some(role.to_owned()), id: None }
    } else {
        Principal::User { arn: ANA.to_owned(), id: None }
    })
}

fn unit(form: Form, u: &mut Unstructured<'_>) -> Result<Unit> {
    let image = *u.choose(&IMAGES)?;
    let second = if one_in(4, u)? { None } else { Some(second(form, u)?) };
    Ok(Unit { image, second })
}

fn second(form: Form, u: &mut Unstructured<'_>) -> Result<&'static str> {
    u.choose(if form == Form::Eks { &FLAGS } else { &LOG_DRIVERS }).copied()
}

/// A statement about registrations or jobs.
fn statement(form: Form, u: &mut Unstructured<'_>) -> Result<String> {
    if one_in(3, u)? { job_statement(u) } else { registration_statement(form, u) }
}

fn job_statement(u: &mut Unstructured<'_>) -> Result<String> {
    let effect = if u.arbitrary()? { "Deny" } else { "Allow" };
    let action = *u.choose(&["batch:CancelJob", "batch:Terminate*", "batch:TerminateServiceJob", "batch:CancelJobs"])?;
    let resource = *u.choose(&["*", "arn:aws:batch:*:*:job/a", "arn:aws:batch:us-east-1:123456789012:*/b"])?;
    Ok(format!(r#"{{ "Effect": "{effect}", "Action": "{action}", "Resource": "{resource}" }}"#))
}

/// With conditions on neither, one or both keys of containers.
fn registration_statement(form: Form, u: &mut Unstructured<'_>) -> Result<String> {
    let effect = if u.arbitrary()? { "Deny" } else { "Allow" };
    let mut tests = Vec::new();
    if u.arbitrary()? {
        let operator = *u.choose(&["StringLike", "StringNotEquals", "ForAnyValue:StringEquals"])?;
        tests.push(format!(r#""{operator}": {{ "{}": "{}" }}"#, form.image_key(), u.choose(&IMAGES)?));
    }
    if u.arbitrary()? {
        tests.push(form.second_test(second(form, u)?, u.choose(&["", "IfExists"])?));
    }
    let action = *u.choose(&["batch:RegisterJobDefinition", "batch:*", "batch:SubmitJob", "batch:TagResource"])?;
    Ok(format!(r#"{{ "Effect": "{effect}", "Action": "{action}", "Resource": "*", "Condition": {{ {} }} }}"#, tests.join(", ")))
}

impl Form {
    /// The key of the image.
    pub const fn image_key(self) -> &'static str {
        match self {
            Self::Ecs | Self::Nodes => "batch:Image",
            Self::Eks => "batch:EKSImage",
        }
    }

    /// An operator with the second key and a value.
    pub fn second_test(self, value: &str, suffix: &str) -> String {
        match self {
            Self::Ecs | Self::Nodes => format!(r#""StringEquals{suffix}": {{ "batch:LogDriver": "{value}" }}"#),
            Self::Eks => format!(r#""Bool{suffix}": {{ "batch:EKSPrivileged": "{value}" }}"#),
        }
    }

    /// An operator with the image key and a value.
    pub fn image_test(self, value: &str) -> String {
        format!(r#""StringLike": {{ "{}": "{value}" }}"#, self.image_key())
    }

    fn input(self, units: &[Unit]) -> Value {
        let ecs = |unit: &Unit| {
            let mut container = json!({ "image": unit.image });
            if let Some(driver) = unit.second {
                container["logConfiguration"] = json!({ "logDriver": driver });
            }
            container
        };
        let named = |(index, unit): (usize, &Unit)| {
            let mut container = ecs(unit);
            container["name"] = json!(format!("c{index}"));
            container
        };
        let pod = |unit: &Unit| {
            let privileged = unit.second.map(|flag| flag == "true");
            privileged.map_or_else(
                || json!({ "image": unit.image }),
                |privileged| json!({ "image": unit.image, "securityContext": { "privileged": privileged } }),
            )
        };
        let range = |(index, unit): (usize, &Unit)| json!({ "targetNodes": format!("{index}:{index}"), "container": ecs(unit) });
        match self {
            Self::Ecs => {
                let containers: Vec<Value> = units.iter().enumerate().map(named).collect();
                json!({ "jobDefinitionName": "d", "type": "container", "ecsProperties": { "taskProperties": [ { "containers": containers } ] } })
            }
            Self::Nodes => {
                let ranges: Vec<Value> = units.iter().enumerate().map(range).collect();
                let nodes = json!({ "numNodes": units.len(), "mainNode": 0, "nodeRangeProperties": ranges });
                json!({ "jobDefinitionName": "d", "type": "multinode", "nodeProperties": nodes })
            }
            Self::Eks => {
                let half = |odd: usize| units.iter().skip(odd).step_by(2).map(pod).collect::<Vec<_>>();
                let pod = json!({ "initContainers": half(1), "containers": half(0) });
                json!({ "jobDefinitionName": "d", "type": "container", "eksProperties": { "podProperties": pod } })
            }
        }
    }
}

impl Registration {
    fn input(&self) -> Value {
        let mut input = self.form.input(&self.units);
        if !self.tags.is_empty() {
            input["tags"] = self.tags.iter().map(|key| ((*key).to_owned(), json!("a"))).collect::<Map<_, _>>().into();
        }
        input
    }

    fn policy(&self) -> String {
        format!(r#"{{ "Version": "2012-10-17", "Statement": [{}] }}"#, self.statements.join(", "))
    }

    /// The policies.
    ///
    /// # Panics
    /// IAM would not store the statements: a law asks for something that it must not.
    pub fn policies(&self) -> Policies {
        let text = self.policy();
        Policies {
            identity: vec![parse(&text, PolicyType::Identity).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))],
            ..Policies::default()
        }
    }

    /// The checks of the call.
    ///
    /// # Panics
    /// The API would not take the input: a mistake of the generator.
    pub fn checks(&self) -> Vec<Check> {
        checks_of("RegisterJobDefinition", &self.input())
    }

    /// The decision value of the call.
    pub fn outcome(&self) -> CallOutcome {
        outcome_of(&self.caller, &self.checks(), &self.policies())
    }

    /// The same with other containers.
    #[must_use]
    pub fn with_units(&self, units: Vec<Unit>) -> Self {
        Self { units, ..self.clone() }
    }

    /// The same with other tags.
    #[must_use]
    pub fn with_tags(&self, tags: &[&'static str]) -> Self {
        Self { tags: tags.to_vec(), ..self.clone() }
    }

    /// The same with other statements.
    #[must_use]
    pub fn with_statements(&self, statements: &[String]) -> Self {
        Self { statements: statements.to_vec(), ..self.clone() }
    }
}

/// The checks that an operation makes with this input.
///
/// # Panics
/// The API would not take the input.
pub fn checks_of(operation: &str, input: &Value) -> Vec<Check> {
    let text = input.to_string();
    let node = json::read(&text).node.unwrap_or_else(|| panic!("{text} is JSON"));
    let caller = Caller { partition: "aws".to_owned(), region: "us-east-1".to_owned(), account: "123456789012".to_owned() };
    let call = Call { operation: operation.to_owned(), input: node, caller, state: State::default() };
    checks(&call, &Profile::default()).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// What checks come to together.
pub fn outcome_of(caller: &Principal, checks: &[Check], policies: &Policies) -> CallOutcome {
    let context = Context::default();
    let requester = Requester { principal: caller, context: &context, facts: None };
    decide_call(checks, &requester, policies, &Profile::default()).outcome
}

/// What one check comes to, by the decision procedure itself.
///
/// # Panics
/// The resource is not known.
pub fn authorized(caller: &Principal, check: &Check, policies: &Policies) -> Outcome {
    let context = Context::default();
    let requester = Requester { principal: caller, context: &context, facts: None };
    let request = check.request(&requester).unwrap_or_else(|| panic!("{check:?} has a resource"));
    verdict_evaluator::authorizer::authorize(policies, &request, &Profile::default()).outcome
}
