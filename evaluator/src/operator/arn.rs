//! ARN operators: component by component (COND-070, COND-071). Not the matcher of Resource, which reaches over colons (RES-014).

use super::{Match, Setting};
use crate::arn::split_fields;
use crate::pattern::Wildcard;
use crate::policy::variable::Expanded;
use crate::profile::ShortArnPattern;

/// All six components match, the word `arn` included. Patterns are cut before variables are replaced (VAR-025).
pub(super) fn like(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    let components = split_fields(actual, false);
    if components.len() < 6 || components.first() != Some(&"arn") {
        return Match::UnreadableContext;
    }
    let patterns = split_fields(wanted, setting.version.has_variables());
    if patterns.len() < 6 {
        return match setting.profile.short_arn_pattern {
            ShortArnPattern::Nothing => Match::UnreadablePolicy,
            ShortArnPattern::WholeText => component(actual, wanted, setting),
        };
    }
    let results = components.iter().zip(&patterns).map(|(actual, wanted)| component(actual, wanted, setting));
    // A component without value decides before one that does not match, so that a reader learns of it.
    results.fold(Match::Yes, |all, one| match (&all, &one) {
        (Match::NoValue(_), _) | (Match::No, Match::Yes | Match::No) => all,
        _ => one,
    })
}

fn component(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    match setting.expansion().expand(wanted) {
        Expanded::Tokens(tokens) => Match::of(Wildcard::from_tokens(tokens).matches(actual)),
        Expanded::NoValue(variable) => Match::NoValue(variable),
    }
}
