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
use verdict_conformance::decoded::{output_of_sts, read};
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::decision::Layer;
use verdict_evaluator::explain::{Source, Sources, explain};
use verdict_evaluator::message::{MessageErrorKind, PolicyArns, Wording, parse, render};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;

use super::evaluate::{LARGEST_POLICY, LARGEST_REQUEST, PolicyFile, identity_policies, read as read_file};
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
    /// An identity-based policy to decide the same request with. May be repeated.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// Decide under a preset or a reading (`RULE=READING`). May be repeated.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// How to print the explanation.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
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
    let profile = profile(&arguments.profile)?;
    let subject = subject(arguments, &profile)?;
    let given = Given::read(&arguments.identity, &profile)?;
    let decided = match &given {
        Some(given) => subject.request()?.map(|request| given.decide(&request, &profile)),
        None => None,
    };
    let report = Report { subject: &subject, decided, has_policies: given.is_some() };
    print(&match arguments.format {
        Format::Human => report.as_text(),
        Format::Json => report.as_json(),
    });
    Ok(ExitCode::SUCCESS)
}

/// What AWS said, from the one source that is given.
fn subject(arguments: &Arguments, profile: &Profile) -> Result<Subject, BadInput> {
    if let Some(path) = &arguments.decoded_message {
        let file = read_file(path, LARGEST_REQUEST)?;
        return decoded(file, profile);
    }
    match arguments.message.as_deref().unwrap_or_default() {
        "-" => message(read_file("-".as_ref(), LARGEST_REQUEST)?),
        text => message(PolicyFile { name: "--message".to_owned(), text: text.to_owned() }),
    }
}

fn message(source: PolicyFile) -> Result<Subject, BadInput> {
    match parse(&source.text) {
        Ok(message) => Ok(Subject::Message(message)),
        Err(error) if error.kind == MessageErrorKind::Encoded => Err(encoded(&error)),
        Err(error) => {
            let fault = Fault::new(error.to_string(), error.span).with_help("give the whole text, as AWS returned it, in quotation marks");
            Err(BadInput::Faulty(vec![FaultyText { name: source.name, text: source.text, faults: vec![fault] }]))
        }
    }
}

/// A decoded message, or the output of the command that decodes it.
fn decoded(source: PolicyFile, profile: &Profile) -> Result<Subject, BadInput> {
    if let Err(error) = parse(&source.text)
        && error.kind == MessageErrorKind::Encoded
    {
        return Err(encoded(&error));
    }
    let (name, text) = match output_of_sts(&source.text) {
        Some(inner) => (format!("{} (DecodedMessage)", source.name), inner),
        None => (source.name, source.text),
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

/// The policies of the command line.
struct Given {
    files: Vec<PolicyFile>,
    policies: Policies,
}

impl Given {
    /// `None` if there are none: then nothing is decided.
    fn read(paths: &[PathBuf], profile: &Profile) -> Result<Option<Self>, BadInput> {
        let files: Vec<PolicyFile> = paths.iter().map(|path| read_file(path, LARGEST_POLICY)).collect::<Result<_, _>>()?;
        let policies = identity_policies(&files, profile)?;
        Ok((!files.is_empty()).then_some(Self { files, policies }))
    }

    fn decide(&self, request: &Request, profile: &Profile) -> Decided {
        let decision = authorize(&self.policies, request, profile);
        let mut sources = Sources::default();
        for (index, file) in self.files.iter().enumerate() {
            sources.insert(Layer::Identity, 0, index, Source { name: Some(&file.name), text: Some(&file.text) });
        }
        let explanation = explain(&decision, &self.policies, request, &sources);
        let message = render(&decision, request, &PolicyArns::default(), Wording::of(request));
        Decided { decision, explanation, message }
    }
}
