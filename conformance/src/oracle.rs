//! Second opinions: the corners of the language that are easily got wrong, written again so plainly that they can be checked by eye.
//!
//! Each file answers one question straight from the rule book, without a thought for speed, and with none of the evaluator's code for that
//! question: tables in the place of matchers, texts of bits in the place of networks, other libraries for calendars, networks and decimals.
//! [`property::oracle`](crate::property::oracle) compares the answers with the evaluator's. The oracles know the default readings only.

pub mod address;
pub mod arn;
pub mod binary;
pub mod date;
pub mod entry;
pub mod json;
pub mod level;
pub mod number;
pub mod resource;
pub mod set;
pub mod variable;
pub mod wildcard;
