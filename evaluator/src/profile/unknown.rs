//! A choice that a profile cannot make.

use super::{SWITCHES, TWINS};

/// A rule that is no switch, or a reading that the switch does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownReading {
    /// The rule that was named.
    pub rule: String,
    /// The reading that was named.
    pub reading: String,
    /// The readings that the rule has; empty if it is no switch.
    pub known: &'static [&'static str],
}

impl UnknownReading {
    pub(super) fn new(rule: &str, reading: &str) -> Self {
        let twin = TWINS.iter().find(|twin| twin.rule == rule).map(|twin| twin.readings);
        let switch = SWITCHES.iter().find(|switch| switch.rule == rule).map(|switch| switch.readings);
        let known = twin.or(switch).unwrap_or_default();
        Self { rule: rule.to_owned(), reading: reading.to_owned(), known }
    }
}

impl std::fmt::Display for UnknownReading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.known.is_empty() {
            return write!(f, "`{}` is no disputed rule with readings to choose from", self.rule);
        }
        write!(f, "rule {} has no reading `{}`; it has `{}`", self.rule, self.reading, self.known.join("`, `"))
    }
}

impl std::error::Error for UnknownReading {}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn unknown_choices_say_what_there_is() {
        let check = |rule: &str, reading: &str, words: &str| {
            let error = Profile::default().set(rule, reading).map_err(|error| error.to_string());
            assert_eq!(error, Err(words.to_owned()));
        };
        check("COND-025", "maybe", "rule COND-025 has no reading `maybe`; it has `false-in-both-polarities`, `negated-is-true`");
        check("ELEM-001", "maybe", "`ELEM-001` is no disputed rule with readings to choose from");
    }
}
