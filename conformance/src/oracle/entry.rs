//! Does one entry `operator: { key: values }` hold? Composed from the other oracles, by the procedure at the head of the rule book's part on
//! conditions.

use std::cmp::Ordering;

use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::operator::{BaseOperator as B, SetOperator};
use verdict_evaluator::policy::Version;

use super::variable::{expand, expand_to_text, value_of};
use super::wildcard::covers;
use super::{address, arn, binary, date, number, set};
use crate::generate::Entry;

/// One value of the request against one of the policy, under the positive form of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It matches.
    Yes,
    /// It does not.
    No,
    /// A side cannot be read (COND-025).
    Unreadable,
}

impl Match {
    /// Yes or no.
    pub const fn of(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

/// The answer; `None` for numbers that the library of the [oracle](number) should not be asked about.
pub fn holds(entry: &Entry) -> Option<bool> {
    let none = Vec::new();
    let actual = value_of(&entry.key, &entry.context);
    let list = match actual {
        None => &none,
        Some(ContextValue::One(value)) => &vec![value.clone()],
        Some(ContextValue::Many(list)) => list,
    };
    let is_numeric = entry.operator.base.name().starts_with("Numeric");
    if is_numeric && list.iter().chain(&entry.values).any(|text| number::is_beyond_the_library(text)) {
        return None;
    }
    let satisfies = |value: &String| satisfies(value, entry);
    Some(match (entry.operator.base, entry.operator.set) {
        (B::Null, None) => asked(set::is_null(list), &entry.values),
        (_, Some(SetOperator::ForAllValues)) => set::for_all(list, satisfies),
        (_, Some(SetOperator::ForAnyValue)) => set::for_any(list, satisfies),
        (base, None) => match actual {
            None => entry.operator.if_exists || is_negated(base),
            Some(ContextValue::Many(list)) => list.is_empty() && (entry.operator.if_exists || is_negated(base)),
            Some(ContextValue::One(value)) => satisfies(value),
        },
    })
}

/// The base operator on one value of the request, polarity included.
fn satisfies(actual: &str, entry: &Entry) -> bool {
    let base = entry.operator.base;
    if base == B::Null {
        return asked(actual.is_empty(), &entry.values);
    }
    let matches = entry.values.iter().map(|wanted| matches(base, actual, wanted, entry.version, &entry.context));
    if is_negated(base) { matches.eq(entry.values.iter().map(|_| Match::No)) } else { matches.into_iter().any(|one| one == Match::Yes) }
}

/// Is the answer of `Null` among the values (COND-030)?
fn asked(null: bool, values: &[String]) -> bool {
    values.iter().any(|value| value.to_ascii_lowercase() == null.to_string())
}

/// The eight of COND-013.
fn is_negated(base: B) -> bool {
    [
        "StringNotEquals",
        "StringNotEqualsIgnoreCase",
        "StringNotLike",
        "NumericNotEquals",
        "DateNotEquals",
        "NotIpAddress",
        "ArnNotEquals",
        "ArnNotLike",
    ]
    .contains(&base.name())
}

fn matches(base: B, actual: &str, wanted: &str, version: Version, context: &Context) -> Match {
    let text = expand_to_text(wanted, version, context);
    match base {
        B::StringEquals | B::StringNotEquals => Match::of(text.as_deref() == Some(actual)),
        B::StringEqualsIgnoreCase | B::StringNotEqualsIgnoreCase => Match::of(text.map(|text| lower(&text)) == Some(lower(actual))),
        B::StringLike | B::StringNotLike => Match::of(expand(wanted, version, context).is_some_and(|pattern| covers(&pattern, actual))),
        B::NumericEquals | B::NumericNotEquals => ordered(number::read(actual), number::read(wanted), &[Ordering::Equal]),
        B::NumericLessThan => ordered(number::read(actual), number::read(wanted), &[Ordering::Less]),
        B::NumericLessThanEquals => ordered(number::read(actual), number::read(wanted), &[Ordering::Less, Ordering::Equal]),
        B::NumericGreaterThan => ordered(number::read(actual), number::read(wanted), &[Ordering::Greater]),
        B::NumericGreaterThanEquals => ordered(number::read(actual), number::read(wanted), &[Ordering::Greater, Ordering::Equal]),
        B::DateEquals | B::DateNotEquals => ordered(date::instant(actual), date::instant(wanted), &[Ordering::Equal]),
        B::DateLessThan => ordered(date::instant(actual), date::instant(wanted), &[Ordering::Less]),
        B::DateLessThanEquals => ordered(date::instant(actual), date::instant(wanted), &[Ordering::Less, Ordering::Equal]),
        B::DateGreaterThan => ordered(date::instant(actual), date::instant(wanted), &[Ordering::Greater]),
        B::DateGreaterThanEquals => ordered(date::instant(actual), date::instant(wanted), &[Ordering::Greater, Ordering::Equal]),
        // Whatever is not true is false (COND-060).
        B::Bool => Match::of(text.map(|text| text.to_ascii_lowercase()) == Some(actual.eq_ignore_ascii_case("true").to_string())),
        B::BinaryEquals => binary::bits(actual).zip(binary::bits(wanted)).map_or(Match::Unreadable, |(one, other)| Match::of(one == other)),
        B::IpAddress | B::NotIpAddress => address::contains(wanted, actual).map_or(Match::Unreadable, Match::of),
        B::ArnEquals | B::ArnNotEquals | B::ArnLike | B::ArnNotLike => arn::like(actual, wanted, version, context),
        B::Null => Match::No,
    }
}

/// Does the value of the request stand to the policy's in one of these ways?
fn ordered<T: Ord>(actual: Option<T>, wanted: Option<T>, ways: &[Ordering]) -> Match {
    actual.zip(wanted).map_or(Match::Unreadable, |(actual, wanted)| Match::of(ways.contains(&actual.cmp(&wanted))))
}

/// Each character's simple lower-case form (COND-035). Of U+0130 the full form is an `i` and a dot, the simple one the `i`.
fn lower(text: &str) -> String {
    text.chars().map(|character| if character == '\u{130}' { 'i' } else { character.to_lowercase().next().unwrap_or(character) }).collect()
}
