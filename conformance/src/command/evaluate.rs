//! `verdict evaluate`: one decision and why.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;
use verdict_conformance::case::{RequestText, read_request};
use verdict_conformance::corpus::not_utf8;
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_conformance::request::request;
use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::context::global;
use verdict_evaluator::decision::{Decision, Layer, Outcome};
use verdict_evaluator::explain::{Source, Sources, explain};
use verdict_evaluator::json::{Member, Node, Value};
use verdict_evaluator::policy::{Environment, PolicyType, parse_in};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;
use verdict_evaluator::span::{Span, Spanned, line_and_column};

use super::{BadInput, print, profile};

/// Decide one request with the given policies, and explain the decision.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: verdict evaluate --identity policy.json --principal arn:aws:iam::111122223333:user/ana --action batch:DescribeJobs"
)]
pub(crate) struct Arguments {
    /// An identity-based policy; `-` is standard input. May be repeated.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// The request as a JSON file, in the form of a case's `request`; the options below go before it.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Who asks: the ARN of a user, role, session or account root, or `anonymous`.
    #[arg(long, value_name = "ARN")]
    principal: Option<String>,
    /// What is to be done, for example `batch:SubmitJob`.
    #[arg(long)]
    action: Option<String>,
    /// On what; without it the action works on no particular resource (`*`).
    #[arg(long, value_name = "ARN")]
    resource: Option<String>,
    /// A condition key of the request, `key=value`. Repeat a key for several values; keys known to be multivalued are lists by themselves.
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// Decide under a preset or a reading (`RULE=READING`). May be repeated.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// How to print the decision.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail with exit code 1 unless the request is allowed or denied.
    #[arg(long, value_enum)]
    expect: Option<Expected>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Expected {
    Allowed,
    Denied,
}

/// A policy file: its name and its text.
pub(super) struct PolicyFile {
    pub(super) name: String,
    pub(super) text: String,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let profile = profile(&arguments.profile)?;
    let files: Vec<PolicyFile> = arguments.identity.iter().map(|path| read(path, LARGEST_POLICY)).collect::<Result<_, _>>()?;
    let policies = identity_policies(&files, &profile)?;
    let text = request_text(arguments)?;
    let (request, _) =
        request(&text, &profile).map_err(|error| BadInput::new(error, "give --principal, --action and --resource, or --request FILE"))?;
    let decision = authorize(&policies, &request, &profile);
    let mut sources = Sources::default();
    for (index, file) in files.iter().enumerate() {
        sources.insert(Layer::Identity, 0, index, Source { name: Some(&file.name), text: Some(&file.text) });
    }
    let explanation = explain(&decision, &policies, &request, &sources);
    print(&match arguments.format {
        Format::Human => explanation,
        Format::Json => as_json(&decision, &request, &policies, &files, &explanation),
    });
    let allowed = decision.outcome == Outcome::Allowed;
    let as_expected = arguments.expect.is_none_or(|expected| (expected == Expected::Allowed) == allowed);
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// All faults of all policies are shown, not those of the first one.
pub(super) fn identity_policies(files: &[PolicyFile], profile: &Profile) -> Result<Policies, BadInput> {
    let mut policies = Policies::default();
    let mut faulty = Vec::new();
    for file in files {
        match parse_in(&file.text, PolicyType::Identity, &Environment::default(), profile) {
            Ok(policy) => policies.identity.push(policy),
            Err(errors) => {
                let faults = errors.iter().map(Fault::from).collect();
                faulty.push(FaultyText { name: file.name.clone(), text: file.text.clone(), faults });
            }
        }
    }
    if faulty.is_empty() { Ok(policies) } else { Err(BadInput::Faulty(faulty)) }
}

/// The largest policy file that is read, in bytes; one of this size gets the error that says how long a policy may be.
pub(super) const LARGEST_POLICY: u64 = 64 * 1024 * 1024;

/// The largest request file that is read, in bytes.
pub(super) const LARGEST_REQUEST: u64 = 1024 * 1024;

pub(super) fn read(path: &Path, largest: u64) -> Result<PolicyFile, BadInput> {
    let unreadable = |error| BadInput::unreadable(path, &error);
    let mut bytes = Vec::new();
    let name = if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(largest + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(largest + 1).read_to_end(&mut bytes))
    };
    if read.map_err(unreadable)? as u64 > largest {
        return Err(BadInput::new(format!("`{name}` is larger than {largest} bytes"), "a policy has at most 131072 characters"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(PolicyFile { name, text }),
        Err(error) => Err(BadInput::Faulty(vec![not_utf8(&name, error.as_bytes())])),
    }
}

/// The request of the file, with what the options say put over it.
fn request_text(arguments: &Arguments) -> Result<RequestText, BadInput> {
    let mut text = match &arguments.request {
        Some(path) => {
            let file = read(path, LARGEST_REQUEST)?;
            read_request(&file.text).map_err(|faults| BadInput::Faulty(vec![FaultyText { name: file.name, text: file.text, faults }]))?
        }
        None => RequestText::empty(),
    };
    let node = |text: &String| Node { value: Value::String(text.clone()), span: Span::default() };
    text.principal = arguments.principal.as_ref().map(node).or(text.principal);
    text.action = arguments.action.clone().or(text.action);
    text.resource = arguments.resource.clone().or(text.resource);
    add_context(&mut text.context, &arguments.context)?;
    Ok(text)
}

/// Adds `key=value` pairs; a repeated key, or one that is known to be multivalued, becomes a list (GKEY-002, COND-085).
fn add_context(context: &mut Node, pairs: &[String]) -> Result<(), BadInput> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| BadInput::new(format!("`{pair}` is no condition key with a value"), "write --context key=value"))?;
        values.entry(key).or_default().push(value);
    }
    let Value::Object(members) = &mut context.value else { return Ok(()) };
    for (key, values) in values {
        let node = |text: &str| Node { value: Value::String(text.to_owned()), span: Span::default() };
        let multivalued = global::find(key).is_some_and(|known| known.multivalued);
        let value = match values.as_slice() {
            [only] if !multivalued => node(only),
            several => Node { value: Value::Array(several.iter().map(|value| node(value)).collect()), span: Span::default() },
        };
        members.retain(|member| !member.name.eq_ignore_ascii_case(key));
        members.push(Member { name: Spanned::new(key.to_owned(), Span::default()), value });
    }
    Ok(())
}

fn as_json(decision: &Decision, request: &Request, policies: &Policies, files: &[PolicyFile], explanation: &str) -> String {
    let statements: Vec<_> = decision
        .trace
        .iter()
        .map(|traced| {
            let file = files.get(traced.at.policy);
            let span = policies.identity.get(traced.at.policy).and_then(|policy| {
                policy.statements.iter().find(|statement| statement.index == traced.at.statement).map(|statement| statement.span)
            });
            let place = file.zip(span).map(|(file, span)| line_and_column(&file.text, span.start));
            json!({
                "layer": traced.at.layer.name(),
                "policy": file.map(|file| &file.name),
                "statement": traced.at.statement,
                "line": place.map(|(line, _)| line),
                "column": place.map(|(_, column)| column),
                "sid": traced.sid,
                "effect": traced.effect.as_str(),
                "applies": traced.answer.applies,
                "decides": traced.decides,
            })
        })
        .collect();
    let whole = json!({
        "decision": decision.outcome.name(),
        "layer": decision.layer.map(Layer::name),
        "deniedBy": decision.denied_by.iter().map(|layer| layer.name()).collect::<Vec<_>>(),
        "principal": request.principal.name(),
        "action": request.action.as_str(),
        "resource": request.resource.as_str(),
        "statements": statements,
        "explanation": explanation,
    });
    format!("{whole:#}\n")
}
