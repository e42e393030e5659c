//! On which readings of disputed rules a decision leans, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};
use verdict_evaluator::profile::Profile;

use crate::case::Case;
use crate::rule::RuleBook;
use crate::sensitivity::Lean;

/// The readings that one decision leans on, each with what to write to be safe.
pub fn of_decision(outcome: &str, leans: &[Lean], profile: &Profile, rules: &RuleBook) -> String {
    if leans.is_empty() {
        return "\nDisputed rules: no other reading of a single rule changes this decision.\n".to_owned();
    }
    let mut out = format!("\nDisputed rules: this decision leans on {}.\n", counted(leans.len(), "reading", "readings"));
    for lean in leans {
        out.push_str(&one(outcome, lean, profile, rules));
    }
    out
}

fn one(outcome: &str, lean: &Lean, profile: &Profile, rules: &RuleBook) -> String {
    let mut out = String::new();
    let Some(rule) = rules.find(lean.rule) else { return out };
    let chosen = profile.reading(lean.rule).unwrap_or_default();
    let _ = writeln!(out, "  {}  {}", rule.id, rule.title);
    for (reading, outcome) in [(chosen, outcome), (lean.reading, lean.outcome)] {
        let means = rule.readings.iter().find(|known| known.name == reading).map_or("", |known| known.means.as_str());
        let _ = writeln!(out, "    {outcome:<12}  under {reading}: {means}");
    }
    if let Some(safe) = &rule.safe {
        let _ = writeln!(out, "    to be safe    {safe}");
    }
    out
}

/// The same as JSON.
pub fn as_json(leans: &[Lean], profile: &Profile, rules: &RuleBook) -> Value {
    let one = |lean: &Lean| {
        json!({
            "rule": lean.rule,
            "chosen": profile.reading(lean.rule),
            "reading": lean.reading,
            "decision": lean.outcome,
            "safe": rules.find(lean.rule).and_then(|rule| rule.safe.as_deref()),
        })
    };
    leans.iter().map(one).collect()
}

/// The decisions of many cases and what they lean on: a line for each case that does, and a count.
pub fn of_cases(sensitivities: &[(&Case, &str, Vec<Lean>)]) -> String {
    let mut out = String::from("\nDisputed rules\n");
    for (case, outcome, leans) in sensitivities.iter().filter(|(_, _, leans)| !leans.is_empty()) {
        let _ = writeln!(out, "  {}: {outcome}", case.id);
        for lean in leans {
            let _ = writeln!(out, "    {:<12}  under {}", lean.outcome, lean.choice());
        }
    }
    let leaning = sensitivities.iter().filter(|(_, _, leans)| !leans.is_empty()).count();
    let decisions = counted(sensitivities.len(), "decision leans", "decisions lean");
    let _ = writeln!(out, "{leaning} of {decisions} on a reading of a disputed rule");
    out
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
