//! On which readings of disputed rules a decision leans.
//!
//! The decision is taken again under each other reading of each switch, one at a time; a reading that changes the decision value is one
//! that the decision leans on.

use verdict_evaluator::profile::{Profile, SWITCHES};

/// One reading of one disputed rule under which the decision is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lean {
    /// The rule.
    pub rule: &'static str,
    /// The reading.
    pub reading: &'static str,
    /// What would be decided; `invalid` if the input would be refused.
    pub outcome: &'static str,
}

/// The name of a decision value that is none.
pub const INVALID: &str = "invalid";

impl Lean {
    /// `RULE=reading`, as `--profile` takes it.
    pub fn choice(&self) -> String {
        format!("{}={}", self.rule, self.reading)
    }
}

/// All readings under which `decide` names another decision value than under `profile`, in the order of the rule book.
pub fn leans(profile: &Profile, decide: impl Fn(&Profile) -> &'static str) -> Vec<Lean> {
    let actual = decide(profile);
    let mut leans = Vec::new();
    for (rule, reading, changed) in alternatives(profile) {
        let outcome = decide(&changed);
        if outcome != actual {
            leans.push(Lean { rule, reading, outcome });
        }
    }
    leans
}

/// All profiles that differ from `profile` in the reading of one rule.
fn alternatives(profile: &Profile) -> impl Iterator<Item = (&'static str, &'static str, Profile)> {
    SWITCHES.iter().flat_map(move |switch| {
        switch.readings.iter().filter_map(move |reading| {
            let mut changed = *profile;
            changed.set(switch.rule, reading).ok()?;
            (changed != *profile).then_some((switch.rule, *reading, changed))
        })
    })
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::profile::{Profile, SWITCHES, VersionPosition};

    use super::leans;

    #[test]
    fn every_other_reading_is_tried_once() {
        let others: usize = SWITCHES.iter().map(|switch| switch.readings.len() - 1).sum();
        let all = leans(&Profile::default(), |profile| if *profile == Profile::default() { "allowed" } else { "invalid" });
        assert_eq!(all.len(), others);
    }

    #[test]
    fn a_decision_leans_on_what_changes_it_alone() {
        let leans =
            leans(
                &Profile::default(),
                |profile| {
                    if profile.version_position == VersionPosition::AnyOrder { "allowed" } else { "implicitDeny" }
                },
            );
        assert_eq!(leans.iter().map(super::Lean::choice).collect::<Vec<_>>(), ["GRAM-011=version-first"]);
        assert_eq!(leans[0].outcome, "implicitDeny");
    }
}
