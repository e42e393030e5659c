//! The decoded authorization message: what `sts:DecodeAuthorizationMessage` makes of an encoded one.
//!
//! [`write`](fn@write) tells a decision in this form, [`read`](fn@read) makes a request of it, so that a refusal that AWS has reported can be
//! decided again. Two shapes are known (MSG-015): written is the one that the profile names, both are read. The encoded form is private to
//! AWS.
//!
//! Rules: MSG-015 to MSG-017.

mod read;
#[cfg(test)]
mod tests;
mod write;

use verdict_evaluator::decision::Outcome;
use verdict_evaluator::policy::Effect;
use verdict_evaluator::request::Request;

pub use read::{output_of_sts, read};
pub use write::{Unwritable, write};

/// What a decoded message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// What was decided.
    pub outcome: Outcome,
    /// The statements that decided, if it was an explicit deny (MSG-017).
    pub statements: Vec<MatchedStatement>,
    /// The request that was decided.
    pub request: Request,
}

/// A statement as a decoded message shows it (MSG-016). Operators of conditions and Not-forms are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedStatement {
    /// Its Sid; empty if it has none.
    pub sid: String,
    /// Its effect.
    pub effect: Effect,
    /// The unique ids of those whom it denies.
    pub principals: Vec<String>,
    /// The entries of `Action`.
    pub actions: Vec<String>,
    /// The entries of `Resource`.
    pub resources: Vec<String>,
    /// The keys of its conditions and their values.
    pub conditions: Vec<(String, Vec<String>)>,
}
