//! What do the levels of an organization answer together? By recursion from the root to the account (EVAL-025, EVAL-033, EVAL-035).

use verdict_evaluator::decision::Outcome;
use verdict_evaluator::policy::Effect;

/// The effects of the statements that apply at one level.
pub type Level = Vec<Effect>;

/// Service control policies: every level must allow, and none may deny. A path without any level is none.
pub fn service_control(levels: &[Level]) -> Outcome {
    match levels {
        [] => Outcome::ImplicitDeny,
        [account] => one_level(account),
        [level, below @ ..] => lower(one_level(level), service_control(below)),
    }
}

/// Resource control policies: each level also has AWS's own policy, which allows everything (EVAL-035).
pub fn resource_control(levels: &[Level]) -> Outcome {
    match levels {
        [] => Outcome::Allowed,
        [level, below @ ..] => lower(one_level(&[level.as_slice(), &[Effect::Allow]].concat()), resource_control(below)),
    }
}

/// EVAL-007.
fn one_level(effects: &[Effect]) -> Outcome {
    if effects.contains(&Effect::Deny) {
        Outcome::ExplicitDeny
    } else if effects.contains(&Effect::Allow) {
        Outcome::Allowed
    } else {
        Outcome::ImplicitDeny
    }
}

/// EVAL-004.
fn lower(one: Outcome, other: Outcome) -> Outcome {
    if one == Outcome::ExplicitDeny || other == Outcome::ExplicitDeny {
        Outcome::ExplicitDeny
    } else if one == Outcome::ImplicitDeny || other == Outcome::ImplicitDeny {
        Outcome::ImplicitDeny
    } else {
        Outcome::Allowed
    }
}
