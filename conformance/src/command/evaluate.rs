//! `verdict evaluate`: one decision and why.
//!
//! ```console
//! $ verdict evaluate --account-details details.json --principal arn:aws:iam::111122223333:user/ana --action batch:DescribeJobs
//! $ verdict evaluate --bundle question.json --format json --expect denied
//! ```

mod output;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use verdict_evaluator::authorizer::authorize;
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::explain::explain;

use super::answer::AnswerArguments;
use super::disputes::Disputes;
use super::input::Inputs;
use super::policies::PolicyArguments;
use super::request::RequestArguments;
use super::simulate::{self, Simulation};
use super::{BadInput, print};

/// Decide one request with the given policies, and explain the decision.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// How to print the decision.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    answer: AnswerArguments,
    #[command(flatten)]
    request: RequestArguments,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    simulation: Simulation,
}

const EXAMPLES: &str = "Examples:
  With files for the layers:
    verdict evaluate --identity policy.json --boundary limit.json \\
      --principal arn:aws:iam::111122223333:user/ana --action batch:DescribeJobs
  With control policies from the root of the organization to the account:
    verdict evaluate --identity policy.json \\
      --scp root=full.json --scp Workloads=no-gpu.json --scp account=full.json \\
      --principal arn:aws:iam::111122223333:user/ana --action batch:DescribeJobs
  With an account as AWS describes it:
    aws iam get-account-authorization-details > details.json
    verdict evaluate --account-details details.json \\
      --principal arn:aws:iam::111122223333:user/ana --action batch:DescribeJobs
  With everything in one file:
    verdict evaluate --bundle question.json";

/// How to print an answer.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
    /// The shape of a result of SimulateCustomPolicy.
    Simulator,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let mut inputs = Inputs::default();
    if let Some(outcome) = simulate::run(&arguments.simulation, &arguments.answer.profile, &mut inputs)? {
        return Ok(outcome);
    }
    let mut material = arguments.policies.read(&arguments.answer.profile, &mut inputs)?;
    let text = arguments.request.read(&mut material, &mut inputs)?;
    let question = material.question(text)?;
    let decision = authorize(&question.policies, &question.request, &question.profile);
    let explanation = explain(&decision, &question.policies, &question.request, &question.documents.sources());
    let under = |profile: &_| question.outcome_under(profile);
    let disputes = arguments.answer.disputes.then(|| Disputes::of(&question.profile, under)).transpose()?;
    print(&match arguments.format {
        Format::Human => explanation + &output::policies_used(&question) + &disputes.map(|disputes| disputes.text()).unwrap_or_default(),
        Format::Json => output::json(&decision, &question, &explanation, disputes.map(|disputes| disputes.json())),
        Format::Simulator => output::simulator(&decision, &question),
    });
    let allowed = decision.outcome == Outcome::Allowed;
    Ok(if arguments.answer.fits(allowed) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
