//! `verdict explain`: what a refusal by AWS says, what it does not prove, and what given policies decide for its request.
//!
//! ```console
//! $ verdict explain --message 'User: … is not authorized to perform: …' --identity policy.json
//! $ aws sts decode-authorization-message --encoded-message … | verdict explain --decoded-message - --identity policy.json
//! ```

mod report;
mod subject;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args, ValueEnum};
use verdict_conformance::case::RequestText;
use verdict_conformance::decoded::{output_of_sts, read};
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_evaluator::authorizer::authorize;
use verdict_evaluator::explain::explain;
use verdict_evaluator::message::{MessageErrorKind, PolicyArns, Wording, parse, render};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;

use super::input::{Inputs, Purpose, TextFile};
use super::policies::PolicyArguments;
use super::question::Ground;
use super::request::node;
use super::{BadInput, print, profile};
use report::{Decided, Report};
use subject::Subject;

/// Explain a refusal by AWS: from its text, or from a decoded authorization message.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("refusal").required(true), after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The text of the refusal, `User: … is not authorized to perform: …`; `-` is standard input.
    #[arg(long, value_name = "TEXT", group = "refusal")]
    message: Option<String>,
    /// A decoded authorization message, or the output of `aws sts decode-authorization-message`; `-` is standard input.
    #[arg(long, value_name = "FILE", group = "refusal")]
    decoded_message: Option<PathBuf>,
    /// Decide under a preset or a reading (`RULE=READING`). May be repeated.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// How to print the explanation.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    policies: PolicyArguments,
}

const EXAMPLES: &str = "Examples:
  What an error says, and what it does not prove:
    verdict explain --message 'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: batch:SubmitJob'
  Which statement of a policy it was:
    aws sts decode-authorization-message --encoded-message … > decoded.json
    verdict explain --decoded-message decoded.json --identity policy.json";

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let mut inputs = Inputs::default();
    let subject = subject(arguments, &profile(&arguments.profile)?, &mut inputs)?;
    let request = subject.request()?;
    let material = arguments.policies.read(&arguments.profile, &mut inputs)?;
    let principal = request.as_ref().and_then(|request| request.principal.arn()).map(node);
    let ground = material.ground(RequestText { principal, ..RequestText::empty() })?;
    let decided = request.filter(|_| !ground.is_empty()).map(|request| decide(&ground, request));
    let report = Report { subject: &subject, decided, has_policies: !ground.is_empty() };
    print(&match arguments.format {
        Format::Human => report.as_text(),
        Format::Json => report.as_json(),
    });
    Ok(ExitCode::SUCCESS)
}

/// What AWS said, from the one source that is given.
fn subject(arguments: &Arguments, profile: &Profile, inputs: &mut Inputs) -> Result<Subject, BadInput> {
    if let Some(path) = &arguments.decoded_message {
        let file = inputs.read(path, Purpose::Request)?;
        return decoded(file, profile);
    }
    match arguments.message.as_deref().unwrap_or_default() {
        "-" => message(inputs.read("-".as_ref(), Purpose::Request)?),
        text => message(TextFile { name: "--message".to_owned(), text: text.into() }),
    }
}

fn message(source: TextFile) -> Result<Subject, BadInput> {
    match parse(&source.text) {
        Ok(message) => Ok(Subject::Message(message)),
        Err(error) if error.kind == MessageErrorKind::Encoded => Err(encoded(&error)),
        Err(error) => {
            let fault = Fault::new(error.to_string(), error.span).with_help("give the whole text, as AWS returned it, in quotation marks");
            Err(BadInput::Faulty(vec![FaultyText { name: source.name, text: source.text.as_ref().to_owned(), faults: vec![fault] }]))
        }
    }
}

/// A decoded message, or the output of the command that decodes it.
fn decoded(source: TextFile, profile: &Profile) -> Result<Subject, BadInput> {
    if let Err(error) = parse(&source.text)
        && error.kind == MessageErrorKind::Encoded
    {
        return Err(encoded(&error));
    }
    let (name, text) = match output_of_sts(&source.text) {
        Some(inner) => (format!("{} (DecodedMessage)", source.name), inner),
        None => (source.name, source.text.as_ref().to_owned()),
    };
    match read(&text, profile) {
        Ok(decoded) => Ok(Subject::Decoded(Box::new(decoded))),
        Err(faults) => Err(BadInput::Faulty(vec![FaultyText { name, text, faults }])),
    }
}

/// Only AWS can decode it (MSG-014).
fn encoded(error: &impl std::fmt::Display) -> BadInput {
    let help = "run `aws sts decode-authorization-message --encoded-message …` with a principal who may do sts:DecodeAuthorizationMessage, \
                and give its output with --decoded-message";
    BadInput::new(error, help)
}

/// What the policies decide for the request of the refusal. They may know the principal better than the refusal does.
fn decide(ground: &Ground, request: Request) -> Decided {
    let principal = ground.caller.as_ref().map_or_else(|| request.principal.clone(), |caller| caller.principal.clone());
    let request = Request { principal, ..request };
    let decision = authorize(&ground.policies, &request, &ground.profile);
    let explanation = explain(&decision, &ground.policies, &request, &ground.documents.sources());
    let message = render(&decision, &request, &PolicyArns::default(), Wording::of(&request));
    Decided { decision, explanation, message }
}
