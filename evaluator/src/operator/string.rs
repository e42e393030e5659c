//! String operators (COND-033 to COND-045). They work on the text of any key, whatever its type (COND-045).

use super::{Match, Setting};
use crate::pattern::Wildcard;
use crate::policy::variable::Expanded;

/// The same sequence of characters (COND-033); `*` and `?` are ordinary ones (COND-042).
pub(super) fn equals(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    with_text(wanted, setting, |wanted| actual == wanted)
}

/// The same after each character is replaced by its simple lower-case mapping (COND-035).
pub(super) fn equals_ignore_case(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    with_text(wanted, setting, |wanted| actual.chars().map(simple_lowercase).eq(wanted.chars().map(simple_lowercase)))
}

/// The pattern covers the whole value (COND-037 to COND-040).
pub(super) fn like(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    match setting.expansion().expand(wanted) {
        Expanded::Tokens(tokens) => Match::of(Wildcard::from_tokens(tokens).matches(actual)),
        Expanded::NoValue(variable) => Match::NoValue(variable),
    }
}

fn with_text(wanted: &str, setting: &Setting<'_>, matches: impl Fn(&str) -> bool) -> Match {
    match setting.expansion().expand(wanted) {
        Expanded::Tokens(tokens) => Match::of(matches(&Expanded::literal_text(&tokens))),
        Expanded::NoValue(variable) => Match::NoValue(variable),
    }
}

/// One character for one character. The full mapping of the standard library differs for U+0130 only, of which it makes two.
fn simple_lowercase(character: char) -> char {
    let mut lower = character.to_lowercase();
    lower.next().unwrap_or(character)
}
