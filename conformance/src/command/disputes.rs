//! `--disputes`: the readings of disputed rules that a decision leans on.

use verdict_conformance::corpus::Corpus;
use verdict_conformance::report::disputes;
use verdict_conformance::rule::RuleBook;
use verdict_conformance::sensitivity::{Lean, leans};
use verdict_evaluator::profile::Profile;

use super::BadInput;

/// What one decision leans on.
pub(crate) struct Disputes {
    outcome: &'static str,
    leans: Vec<Lean>,
    profile: Profile,
    rules: RuleBook,
}

impl Disputes {
    /// Decides again under every other reading; `decide` names the decision value under a profile.
    pub(crate) fn of(profile: &Profile, decide: impl Fn(&Profile) -> &'static str) -> Result<Self, BadInput> {
        let leans = leans(profile, &decide);
        Ok(Self { outcome: decide(profile), leans, profile: *profile, rules: Corpus::embedded()?.rules })
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        disputes::of_decision(self.outcome, &self.leans, &self.profile, &self.rules)
    }

    /// For programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        disputes::as_json(&self.leans, &self.profile, &self.rules)
    }
}
