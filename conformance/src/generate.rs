//! Questions from random bytes, for properties and fuzz targets alike.
//!
//! A generator is a function on [`Unstructured`]. Policies and requests draw nine names in ten from one small [`World`], so that they meet;
//! a [`Shape`], drawn too, says which features a run uses. Exhausted input gives the first choice, the smallest number and `false`, so the
//! simplest alternative always stands first: shorter and smaller bytes are simpler questions, which is all that shrinking needs.
//!
//! Policies are generated as JSON text and read by the evaluator's parser; one that it refuses is a mistake of the generator. Generated
//! questions follow the default reading of every disputed rule.

pub mod call;
pub mod choices;
pub mod condition;
pub mod entry;
mod golden;
pub mod level;
pub mod message;
pub mod near;
pub mod policy;
pub mod question;
pub mod request;
#[cfg(test)]
pub(crate) mod sample;
pub mod shape;
#[cfg(test)]
mod tests;
pub mod text;
pub mod world;

use std::fmt;

use arbitrary::{Result, Unstructured};
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{PolicyType, Statement};

pub use choices::Choices;
pub use entry::{Entry, entry};
pub use question::{Question, question};
pub use shape::Shape;
pub use text::{PatternAndText, pattern_and_text, text};
pub use world::World;

/// A question, and what a law needs to vary it.
#[derive(Clone)]
pub struct Varied {
    /// The question.
    pub question: Question,
    /// A statement that a law may add, in the grammar of an identity policy. See [`policy::fitted`].
    pub extra: Statement,
    /// What a law draws from: which statement, which order, which place.
    pub choices: Choices,
}

impl fmt::Debug for Varied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra = policy::fitted(&self.extra, self.extra.effect.value, PolicyType::Identity);
        write!(f, "{:?}\nto add: {}{:?}", self.question, print(&extra), self.choices)
    }
}

/// Draws a question with a further statement, and keeps the rest of the bytes as [`Choices`].
///
/// # Errors
/// None in practice: exhausted bytes give the simplest question.
pub fn varied(u: &mut Unstructured<'_>) -> Result<Varied> {
    let world = World::arbitrary(u)?;
    let shape = Shape::arbitrary(u)?;
    let extra = policy::statement(&world, &Shape { conditions: true, ..shape }, u)?;
    let choices = Choices::arbitrary(u)?;
    Ok(Varied { question: question::question_in(&world, &shape, u)?, extra, choices })
}

/// True once in `n` draws, and never on exhausted bytes.
fn one_in(n: u8, u: &mut Unstructured<'_>) -> Result<bool> {
    Ok(u.int_in_range(1..=n)? == n)
}

/// One of `usual`, once in ten draws one of `odd`.
fn usual_or_odd<T: Copy>(usual: &[T], odd: &[T], u: &mut Unstructured<'_>) -> Result<T> {
    let odd_one = !odd.is_empty() && one_in(10, u)?;
    u.choose(if odd_one { odd } else { usual }).copied()
}
