//! What holds for calls of AWS Batch: a call is the lowest of its checks, and containers are judged one by one.

use serde_json::json;
use verdict_evaluator::service::CallOutcome;

use super::Truth;
use crate::generate::call::{Form, Registration, Unit, authorized, checks_of, outcome_of};

/// PROP-072. In any order, and repeated; a further check never raises.
pub fn a_call_is_the_lowest_of_its_checks(drawn: &Registration) -> Truth {
    let (policies, caller) = (drawn.policies(), &drawn.caller);
    let mut checks = drawn.checks();
    checks.extend(checks_of("SubmitJob", &json!({ "jobName": "j", "jobQueue": "q", "jobDefinition": "d", "tags": { "team": "a" } })));
    checks.extend(checks_of("CancelJobs", &json!({ "jobs": ["a", "b"], "reason": "r" })));
    let lowest = |checks: &[_]| checks.iter().map(|check| CallOutcome::from(authorized(caller, check, &policies))).min();
    for count in 1..=checks.len() {
        let some = &checks[..count];
        assert_eq!(Some(outcome_of(caller, some, &policies)), lowest(some), "{count} checks");
    }
    let whole = outcome_of(caller, &checks, &policies);
    let reversed: Vec<_> = checks.iter().rev().chain(&checks).cloned().collect();
    assert_eq!(outcome_of(caller, &reversed, &policies), whole, "in another order, and twice");
    Truth::Held
}

/// PROP-072. Of CancelJobs, TerminateJobs and TerminateServiceJobs, which check each job by the single action (BATCH-004).
pub fn a_bulk_call_is_the_lowest_of_its_single_calls(drawn: &Registration) -> Truth {
    let policies = drawn.policies();
    let outcome = |operation: &str, input| outcome_of(&drawn.caller, &checks_of(operation, &input), &policies);
    for single in ["CancelJob", "TerminateJob", "TerminateServiceJob"] {
        let alone: Vec<_> = drawn.jobs.iter().map(|job| outcome(single, json!({ "jobId": job, "reason": "r" }))).collect();
        let together = outcome(&format!("{single}s"), json!({ "jobs": drawn.jobs, "reason": "r" }));
        assert_eq!(Some(together), alone.iter().min().copied(), "{single}: {alone:?} for {:?}", drawn.jobs);
    }
    Truth::held_if(drawn.jobs.len() > 1)
}

/// PROP-072. As far as no statement asks for the tags of the request.
pub fn tags_on_creation_add_a_check_and_never_raise(drawn: &Registration) -> Truth {
    let (without, with) = (drawn.with_tags(&[]), drawn.with_tags(&["team"]));
    let tagging = with.checks().into_iter().filter(|check| check.action.as_str() == "batch:TagResource").count();
    assert_eq!((with.checks().len(), tagging), (without.checks().len() + 1, 1), "one check of batch:TagResource");
    assert!(with.outcome() <= without.outcome(), "{} with tags", with.outcome().name());
    Truth::held_if(without.outcome() != CallOutcome::Allowed)
}

/// PROP-073. As far as it leaves the step from no container to one apart: then there is one check, without keys of containers (BATCH-049).
pub fn a_definition_without_containers_is_one_check(drawn: &Registration) -> Truth {
    let mut bare = json!({ "jobDefinitionName": "d", "type": if drawn.form == Form::Nodes { "multinode" } else { "container" } });
    if drawn.choices.clone().flip() {
        bare["tags"] = json!({ "team": "a" });
    }
    let checks = checks_of("RegisterJobDefinition", &bare);
    let [registration] = checks.as_slice() else {
        let actions: Vec<&str> = checks.iter().map(|check| check.action.as_str()).collect();
        assert_eq!(actions, ["batch:RegisterJobDefinition", "batch:TagResource"]);
        return Truth::Held;
    };
    assert_eq!((registration.action.as_str(), registration.unit.as_deref()), ("batch:RegisterJobDefinition", None));
    assert!(!registration.context.iter().any(|(key, _)| key.starts_with("batch:")), "a container's key: {:?}", registration.context);
    let policies = drawn.policies();
    let alone = CallOutcome::from(authorized(&drawn.caller, registration, &policies));
    assert_eq!(outcome_of(&drawn.caller, &checks, &policies), alone);
    Truth::Held
}

/// PROP-073. Nor does taking one away lower, as long as one is left. Not for the step from no container to one.
pub fn a_further_container_never_raises(drawn: &Registration) -> Truth {
    let more = drawn.with_units(drawn.units.iter().copied().chain([drawn.extra]).collect());
    assert!(more.outcome() <= drawn.outcome(), "{} with {:?}", more.outcome().name(), drawn.extra);
    Truth::held_if(drawn.outcome() != CallOutcome::Allowed)
}

/// PROP-074. In any order, and repeated.
pub fn containers_are_judged_one_by_one(drawn: &Registration) -> Truth {
    let alone = |unit: &Unit| drawn.with_units(vec![*unit]).outcome();
    let lowest = drawn.units.iter().map(alone).min();
    assert_eq!(Some(drawn.outcome()), lowest);
    let mut shuffled = drawn.units.clone();
    drawn.choices.clone().shuffle(&mut shuffled);
    shuffled.push(drawn.units[0]);
    assert_eq!(Some(drawn.with_units(shuffled).outcome()), lowest, "in another order, and one twice");
    Truth::held_if(drawn.units.len() > 1)
}

/// PROP-075. Two statements with a key each deny if some container matches either.
pub fn two_keys_deny_in_one_container_only(drawn: &Registration) -> Truth {
    let both = drawn.units.iter().any(|unit| matches(unit, drawn) == (true, true));
    let either = drawn.units.iter().any(|unit| matches(unit, drawn) != (false, false));
    assert_eq!(denying(drawn, true).outcome() == CallOutcome::ExplicitDeny, both, "one statement with both keys");
    assert_eq!(denying(drawn, false).outcome() == CallOutcome::ExplicitDeny, either, "a statement for each key");
    Truth::Held
}

/// PROP-076. The keys of several containers make no list: a container with the one value and one with the other match no statement with both.
pub fn containers_do_not_merge(drawn: &Registration) -> Truth {
    let (image, second) = (drawn.denied.image, drawn.denied.second);
    let other = |unit: &Unit| Unit { image: if unit.image == image { "other" } else { unit.image }, second: unit.second };
    let mut units = vec![Unit { image, second: None }, Unit { image: "other", second }];
    units.extend(drawn.units.iter().map(other));
    let apart = denying(drawn, true).with_units(units);
    assert_eq!(apart.outcome(), CallOutcome::Allowed);
    let together = apart.with_units(apart.units.iter().copied().chain([drawn.denied]).collect());
    assert_eq!(together.outcome(), CallOutcome::ExplicitDeny);
    Truth::Held
}

/// PROP-077.
pub fn two_keys_in_one_statement_never_deny_more(drawn: &Registration) -> Truth {
    let with = |joined| {
        let mut statements = drawn.statements.clone();
        statements.extend(deny_statements(drawn, joined));
        drawn.with_statements(&statements).outcome()
    };
    assert!(with(true) >= with(false), "{} in one, {} in two", with(true).name(), with(false).name());
    Truth::held_if(with(false) != CallOutcome::ExplicitDeny)
}

/// Does a container have the image, and the second value, that is denied?
fn matches(unit: &Unit, drawn: &Registration) -> (bool, bool) {
    (unit.image == drawn.denied.image, unit.second.is_some() && unit.second == drawn.denied.second)
}

/// Everything is allowed but what is denied, in one statement or in two.
fn denying(drawn: &Registration, joined: bool) -> Registration {
    let mut statements = vec![r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#.to_owned()];
    statements.extend(deny_statements(drawn, joined));
    drawn.with_statements(&statements)
}

fn deny_statements(drawn: &Registration, joined: bool) -> Vec<String> {
    let image = drawn.form.image_test(drawn.denied.image);
    let second = drawn.form.second_test(drawn.denied.second.unwrap_or_default(), "");
    let deny = |condition: String| {
        format!(r#"{{ "Effect": "Deny", "Action": "batch:RegisterJobDefinition", "Resource": "*", "Condition": {{ {condition} }} }}"#)
    };
    if joined { vec![deny(format!("{image}, {second}"))] } else { vec![deny(image), deny(second)] }
}

#[cfg(test)]
mod tests {
    use arbitrary::Unstructured;
    use serde_json::json;
    use verdict_evaluator::service::CallOutcome;

    use super::{Unit, checks_of, denying, outcome_of};
    use crate::generate::call::registration;

    /// PROP-073 fails for the step from no container to one: then the container keys come into existence.
    #[test]
    fn the_first_container_may_raise() {
        let mut drawn = registration(&mut Unstructured::new(&[])).expect("generators take any bytes");
        drawn.statements = vec![
            r#"{ "Effect": "Allow", "Action": "batch:*", "Resource": "*", "Condition": { "StringEquals": { "batch:Image": "render" } } }"#
                .to_owned(),
        ];
        drawn.units = vec![Unit { image: "render", second: None }];
        let none = checks_of("RegisterJobDefinition", &json!({ "jobDefinitionName": "d", "type": "container" }));
        assert_eq!(none.len(), 1, "BATCH-049");
        assert_eq!(outcome_of(&drawn.caller, &none, &drawn.policies()), CallOutcome::ImplicitDeny);
        assert_eq!(drawn.outcome(), CallOutcome::Allowed);
    }

    /// PROP-072 fails for tags that a statement asks for.
    #[test]
    fn tags_that_are_asked_for_may_raise() {
        let mut drawn = registration(&mut Unstructured::new(&[])).expect("generators take any bytes");
        drawn.statements = vec![
            r#"{ "Effect": "Allow", "Action": "batch:*", "Resource": "*", "Condition": { "Null": { "aws:RequestTag/team": "false" } } }"#
                .to_owned(),
        ];
        assert_eq!(drawn.outcome(), CallOutcome::ImplicitDeny);
        assert_eq!(drawn.with_tags(&["team"]).outcome(), CallOutcome::Allowed);
    }

    /// PROP-075 fails in reverse: two statements with a key each deny what one with both does not.
    #[test]
    fn two_statements_deny_more_than_one() {
        let mut drawn = registration(&mut Unstructured::new(&[])).expect("generators take any bytes");
        drawn.denied = Unit { image: "render", second: Some("awslogs") };
        drawn.units = vec![Unit { image: "render", second: Some("json-file") }, Unit { image: "probe", second: Some("awslogs") }];
        assert_eq!(denying(&drawn, true).outcome(), CallOutcome::Allowed);
        assert_eq!(denying(&drawn, false).outcome(), CallOutcome::ExplicitDeny);
    }
}
