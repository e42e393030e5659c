//! Judging engines that decide AWS IAM policies: the rule book, golden cases, the runner, and what is generated beside them.
//!
//! A [`Corpus`](corpus::Corpus) holds the [rule book](rule) and the [cases](case). An [`Engine`](engine::Engine) answers a case, after its
//! [needs](capability) are compared with what the engine has; [`judge`](judge::judge) compares the answer with the expectation, and a
//! [`Score`](score::Score) counts the verdicts. For authors of engines, [`mistakes`] is a chapter on what goes wrong and which case tells.
//!
//! ```
//! use verdict_conformance::{corpus::Corpus, engine::reference::Reference, judge::judge, score::Score};
//!
//! let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
//! let verdicts = corpus.cases().map(|case| (case, judge(&Reference, case)));
//! assert!(Score::new(&corpus, verdicts).all_agree());
//! ```

pub mod account;
pub mod calls;
pub mod capability;
pub mod case;
pub mod corpus;
pub mod decoded;
pub mod documents;
pub mod engine;
pub mod expand;
pub mod fault;
pub mod generate;
pub mod judge;
pub mod layout;
/// What goes wrong in IAM engines, why, and which golden case tells.
#[doc = include_str!("mistakes.md")]
pub mod mistakes {}
pub mod oracle;
pub mod property;
pub mod reading;
pub mod report;
pub mod request;
pub mod rule;
pub mod score;
pub mod sensitivity;
pub mod simulator;
