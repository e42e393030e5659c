//! The options about the answer, for every command that decides.

use clap::{Args, ValueEnum};

/// Under which readings is decided, what is said of others, and what the answer must be.
#[derive(Args, Debug, Default)]
pub(crate) struct AnswerArguments {
    /// Decide under a preset or a reading (`RULE=READING`). May be repeated.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Vec<String>,
    /// Say on which readings of disputed rules the answer leans, and how to write policies that do not.
    #[arg(long)]
    pub(crate) disputes: bool,
    /// Fail with exit code 1 unless everything that is asked is allowed, or is denied.
    #[arg(long, value_enum)]
    pub(crate) expect: Option<Expected>,
}

/// What the answer must be for exit code 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Expected {
    Allowed,
    Denied,
}

impl AnswerArguments {
    /// Is the answer as expected, if anything is?
    pub(crate) fn fits(&self, allowed: bool) -> bool {
        self.expect.is_none_or(|expected| (expected == Expected::Allowed) == allowed)
    }
}
