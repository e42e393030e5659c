//! `verdict batch`: what AWS would answer to a call of AWS Batch, check by check.

mod calls;
mod list;
mod policies;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use verdict_conformance::case::RequestText;
use verdict_conformance::report::call::{Answered, Decided};
use verdict_conformance::report::{call, sequence};
use verdict_conformance::request;
use verdict_conformance::sensitivity::INVALID;
use verdict_evaluator::arn::Arn;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::context::Context;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{self, CallDecision, CallOutcome, Plan, Requester, check_call_input, decide_call};

use super::answer::AnswerArguments;
use super::disputes::Disputes;
use super::input::Inputs;
use super::policies::PolicyArguments;
use super::question::Ground;
use super::request::{add_context, node};
use super::{BadInput, print};
use calls::CallText;

/// Decide a call of AWS Batch before it is made: every check of every container, queue and role.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The operation, as in the API (`SubmitJob`) or as in the AWS CLI (`submit-job`).
    #[arg(required_unless_present_any = ["calls", "list"], conflicts_with_all = ["calls", "list"])]
    operation: Option<String>,
    /// The input of the operation as JSON, as `aws batch OPERATION --generate-cli-skeleton` prints it; `-` is standard input.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["calls", "list"], conflicts_with_all = ["calls", "list"])]
    input: Option<PathBuf>,
    /// Several calls: a JSON array, or JSON lines, of `{ "operation": …, "input": … }`; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    calls: Option<PathBuf>,
    /// List the operations, actions, resource types and condition keys of AWS Batch.
    #[arg(long)]
    list: bool,
    /// Who calls: the ARN of a user, role, session or account root. Names in the input are completed with its account.
    #[arg(long, value_name = "ARN")]
    principal: Option<String>,
    /// The Region of the call.
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// What exists already, as JSON in the form of a case's `state`: tags of resources, roles of instance profiles, …
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A condition key besides those that the call and its principal feed, `key=value`. Repeat a key for several values.
    #[arg(long, value_name = "KEY=VALUE")]
    context: Vec<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    answer: AnswerArguments,
    #[command(flatten)]
    policies: PolicyArguments,
}

/// How to print an answer.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
}

const EXAMPLES: &str = "Without policies the checks are listed and nothing is decided.

Examples:
  One call:
    verdict batch register-job-definition --input definition.json \\
      --identity policy.json --principal arn:aws:iam::123456789012:user/ana
  All calls of a workflow, and every permission that is missing for them:
    verdict batch --calls calls.jsonl --identity policy.json \\
      --principal arn:aws:iam::123456789012:role/workflow --expect allowed";

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    if arguments.list {
        print(&list::list(arguments.format));
        return Ok(ExitCode::SUCCESS);
    }
    let mut inputs = Inputs::default();
    let texts = calls::read(arguments, &mut inputs)?;
    let material = arguments.policies.read(&arguments.answer.profile, &mut inputs)?;
    let mut text = RequestText { principal: material.request.principal.clone(), ..RequestText::empty() };
    text.context = material.request.context.clone();
    text.principal = arguments.principal.as_deref().map(node).or(text.principal);
    add_context(&mut text.context, &arguments.context)?;
    let ground = material.ground(text)?;
    let context = request::context(&ground.context, &ground.profile).map_err(|error| BadInput::new(error, "write --context key=value"))?;
    let asking = Asking { arguments, ground, context };
    let plans = asking.plans(&texts)?;
    let decisions = asking.decisions(&plans)?;
    let answered: Vec<Answered<'_>> =
        plans.iter().enumerate().map(|(index, planned)| asking.answered(planned, decisions.get(index))).collect();
    let asked = arguments.answer.disputes && !asking.ground.is_empty();
    let under = |profile: &_| asking.outcome_under(&texts, profile).map_or(INVALID, CallOutcome::name);
    let disputes = asked.then(|| Disputes::of(&asking.ground.profile, under)).transpose()?;
    print(&shown(arguments, &answered, disputes.as_ref()));
    let outcome = sequence::outcome(&answered);
    if arguments.answer.expect.is_some() && outcome.is_none() {
        return Err(BadInput::new("without policies nothing is decided", "give --identity FILE and --principal ARN"));
    }
    let allowed = outcome == Some(CallOutcome::Allowed);
    Ok(if arguments.answer.fits(allowed) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn shown(arguments: &Arguments, answered: &[Answered<'_>], disputes: Option<&Disputes>) -> String {
    let mut json = match (arguments.format, answered) {
        (Format::Human, [only]) if arguments.calls.is_none() => {
            return call::human(only) + &disputes.map(Disputes::text).unwrap_or_default();
        }
        (Format::Human, several) => return sequence::human(several) + &disputes.map(Disputes::text).unwrap_or_default(),
        (Format::Json, [only]) if arguments.calls.is_none() => call::json(only),
        (Format::Json, several) => sequence::json(several),
    };
    if let (Some(members), Some(disputes)) = (json.as_object_mut(), disputes) {
        members.insert("leansOn".to_owned(), disputes.json());
    }
    format!("{json:#}\n")
}

/// All that the calls of one run have in common.
struct Asking<'a> {
    arguments: &'a Arguments,
    ground: Ground,
    context: Context,
}

/// A call with its checks.
struct Planned {
    operation: String,
    caller: service::Caller,
    plan: Plan,
}

impl Asking<'_> {
    /// The checks of all calls, or all that is wrong with any.
    fn plans(&self, texts: &[CallText]) -> Result<Vec<Planned>, BadInput> {
        let mut plans = Vec::new();
        let mut faulty = Vec::new();
        let file = texts.first().map(CallText::file);
        for text in texts {
            let call = text.call(self.service_caller());
            match service::plan(&call, &self.ground.profile) {
                Ok(plan) => plans.push(Planned { operation: text.operation_name(), caller: call.caller, plan }),
                Err(errors) => faulty.push(text.faults(&errors)),
            }
        }
        if faulty.is_empty() { Ok(plans) } else { Err(calls::joined(faulty, file)) }
    }

    fn service_caller(&self) -> service::Caller {
        let principal = self.ground.caller.as_ref().map(|caller| &caller.principal);
        let arn = principal.and_then(Principal::arn).and_then(Arn::new);
        let (partition, account) = arn.map_or(("aws", "123456789012"), |arn| (arn.partition, arn.account));
        service::Caller { partition: partition.to_owned(), region: self.arguments.region.clone(), account: account.to_owned() }
    }

    /// One decision a call; none at all without policies.
    fn decisions(&self, plans: &[Planned]) -> Result<Vec<CallDecision>, BadInput> {
        if self.ground.is_empty() {
            return Ok(Vec::new());
        }
        let requester = self.requester().ok_or_else(|| {
            BadInput::new("a decision needs a principal", "give --principal, for example arn:aws:iam::123456789012:user/ana")
        })?;
        let (policies, profile) = (&self.ground.policies, &self.ground.profile);
        let decide = |planned: &Planned| match check_call_input(&planned.plan.checks, &requester, policies, profile).first() {
            Some(error) => Err(BadInput::new(error, format!("`verdict rules {}` says why", error.rule()))),
            None => Ok(decide_call(&planned.plan.checks, &requester, policies, profile)),
        };
        plans.iter().map(decide).collect()
    }

    /// The lowest value of all calls under another profile; `None` if something would be refused.
    fn outcome_under(&self, texts: &[CallText], profile: &Profile) -> Option<CallOutcome> {
        let policies = self.ground.documents.parse(profile).ok()?;
        let context = request::context(&self.ground.context, profile).ok()?;
        let caller = self.ground.caller.as_ref()?;
        let policies = Policies { canonical_user: caller.canonical_user.clone(), ..policies };
        let requester = Requester { principal: &caller.principal, context: &context, facts: Some(&caller.facts) };
        let decide = |text: &CallText| {
            let plan = service::plan(&text.call(self.service_caller()), profile).ok()?;
            let taken = check_call_input(&plan.checks, &requester, &policies, profile).is_empty();
            taken.then(|| decide_call(&plan.checks, &requester, &policies, profile).outcome)
        };
        texts.iter().map(decide).collect::<Option<Vec<_>>>()?.into_iter().min()
    }

    fn requester(&self) -> Option<Requester<'_>> {
        let caller = self.ground.caller.as_ref()?;
        Some(Requester { principal: &caller.principal, context: &self.context, facts: Some(&caller.facts) })
    }

    fn answered<'a>(&'a self, planned: &'a Planned, decision: Option<&'a CallDecision>) -> Answered<'a> {
        let decided = decision.zip(self.requester()).map(|(decision, requester)| Decided {
            requester,
            policies: &self.ground.policies,
            profile: &self.ground.profile,
            decision,
            files: &self.ground,
        });
        Answered { operation: &planned.operation, caller: &planned.caller, plan: &planned.plan, decided }
    }
}
