//! `Bool` (COND-059 to COND-061).

use super::{Match, Setting};
use crate::policy::variable::Expanded;
use crate::profile::BoolVariables;

/// The same truth value, ignoring letter case. A context value other than `true` counts as false (COND-060); variables are expanded (VAR-008).
pub(super) fn equals(actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    let wanted = match setting.profile.bool_variables {
        BoolVariables::Literal => wanted.to_owned(),
        BoolVariables::Expanded => match setting.expansion().expand(wanted) {
            Expanded::Tokens(tokens) => Expanded::literal_text(&tokens),
            Expanded::NoValue(variable) => return Match::NoValue(variable),
        },
    };
    let actual = if actual.eq_ignore_ascii_case("true") { "true" } else { "false" };
    Match::of(wanted.eq_ignore_ascii_case(actual))
}
