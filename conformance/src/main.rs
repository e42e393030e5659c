//! The `verdict` command: judges engines on the corpus, runs policy unit tests, explains decisions.
//!
//! Exit codes: 0 for a good answer, 1 for a bad one (some cases disagree, another decision than expected), 2 for bad input.

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::{batch, evaluate, explain, fmt, rules, test};

/// An executable specification of AWS IAM policy decisions.
#[derive(Debug, Parser)]
#[command(
    name = "verdict",
    version,
    about,
    after_help = "Without a command, `verdict test` judges the reference evaluator on the whole corpus."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Test(test::Arguments),
    Evaluate(Box<evaluate::Arguments>),
    Batch(Box<batch::Arguments>),
    Explain(Box<explain::Arguments>),
    Rules(rules::Arguments),
    Fmt(fmt::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        None => test::run(&test::Arguments::default()),
        Some(Command::Test(arguments)) => test::run(&arguments),
        Some(Command::Evaluate(arguments)) => evaluate::run(&arguments),
        Some(Command::Batch(arguments)) => batch::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        Some(Command::Fmt(arguments)) => fmt::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        anstream::eprintln!("{}", error.render());
        ExitCode::from(2)
    })
}
