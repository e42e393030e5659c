//! Allow, Deny, and what adding or removing statements does.

use std::collections::BTreeSet;

use verdict_evaluator::decision::{Layer, Outcome, StatementId, Traced};
use verdict_evaluator::policy::{Condition, Effect, StatementElement};
use verdict_evaluator::principal::Principal;

use crate::generate::policy::{about_everything, about_request, fitted};
use crate::generate::{Choices, Question, Varied};

/// PROP-001. Nothing outside the question takes part.
pub fn asking_twice_gives_the_same_decision(varied: &Varied) {
    assert_eq!(varied.question.ask(), varied.question.clone().ask());
}

/// PROP-002. In a layer that applies to the request; a layer that does not changes nothing.
pub fn a_matching_deny_wins(varied: &Varied) {
    let mut choices = varied.choices.clone();
    let layer = layer(&mut choices, |_| true);
    let about = if choices.flip() { about_request(&varied.question.request, Effect::Deny, layer.policy_type()) } else { deny_all(layer) };
    let mut denied = varied.question.clone();
    if varied.question.applies(layer) {
        denied.add(layer, about);
        assert_eq!(denied.outcome(), Outcome::ExplicitDeny, "with a Deny in {}: {denied:?}", layer.name());
    } else if layer != Layer::Rcp {
        denied.add(layer, deny_all(layer));
        assert_eq!(denied.outcome(), varied.question.outcome(), "with a Deny in {}: {denied:?}", layer.name());
    }
}

/// PROP-003. In any layer, matching or not, also the first policy of the layer.
pub fn a_further_deny_never_raises(varied: &Varied) {
    let layer = layer(&mut varied.choices.clone(), |_| true);
    let after = with_extra(varied, layer, Effect::Deny);
    assert!(after.outcome() <= varied.question.outcome(), "a Deny in {} raised it: {after:?}", layer.name());
}

/// PROP-004. In a layer that is there already: the first policy of a boundary, session, endpoint or organization switches a gate on.
pub fn a_further_allow_never_lowers(varied: &Varied) {
    let layer = layer(&mut varied.choices.clone(), |layer| varied.question.has(layer));
    let after = with_extra(varied, layer, Effect::Allow);
    assert!(after.outcome() >= varied.question.outcome(), "an Allow in {} lowered it: {after:?}", layer.name());
}

/// PROP-005. In any layer, also its first policy.
pub fn an_allow_never_turns_an_explicit_deny(varied: &Varied) {
    let mut choices = varied.choices.clone();
    let mut before = varied.question.clone();
    if before.outcome() != Outcome::ExplicitDeny {
        let denying = layer(&mut choices, |layer| before.applies(layer));
        before.add(denying, deny_all(denying));
    }
    let layer = layer(&mut choices, |layer| layer != Layer::Rcp);
    let mut after = before.clone();
    after.add(layer, about_everything(Effect::Allow, layer.policy_type()));
    assert_eq!(after.outcome(), Outcome::ExplicitDeny, "an Allow in {} turned it: {after:?}", layer.name());
}

/// PROP-050, PROP-051, PROP-052, PROP-053, PROP-078. Setting a boundary, a control policy, an endpoint policy or a role session's policy
/// never raises. The session policy of a federated user may.
pub fn a_limiting_layer_never_grants(varied: &Varied) {
    let limits = |layer| !matches!(layer, Layer::Identity | Layer::Resource) && !varied.question.has(layer);
    let federated = matches!(varied.question.request.principal, Principal::FederatedUser { .. });
    let layer = layer(&mut varied.choices.clone(), |layer| limits(layer) && !(federated && layer == Layer::Session));
    if limits(layer) {
        let after = with_extra(varied, layer, Effect::Allow);
        assert!(after.outcome() <= varied.question.outcome(), "{} granted: {after:?}", layer.name());
    }
}

/// PROP-020. For an Allow the decision is never raised, for a Deny never lowered.
pub fn a_condition_only_narrows(varied: &Varied) {
    let (Some(condition), Some((place, index))) = (&varied.extra.condition, a_statement(&varied.question, &mut varied.choices.clone()))
    else {
        return;
    };
    let mut effect = Effect::Allow;
    let after = varied.question.with_policy(place, |policy| {
        let statement = &mut policy.statements[index];
        effect = statement.effect.value;
        match &mut statement.condition {
            Some(present) => extend(present, condition),
            None => {
                statement.condition = Some(condition.clone());
                statement.order.push(StatementElement::Condition);
            }
        }
    });
    let (before_outcome, after_outcome) = (varied.question.outcome(), after.outcome());
    match effect {
        Effect::Allow => assert!(after_outcome <= before_outcome, "a condition raised an Allow: {after:?}"),
        Effect::Deny => assert!(after_outcome >= before_outcome, "a condition lowered a Deny: {after:?}"),
    }
}

/// PROP-069. Root in its own account needs no Allow.
pub fn a_decision_rests_on_matching_statements(varied: &Varied) {
    let decision = varied.question.ask();
    let matching = |effect| decision.trace.iter().filter(move |traced| traced.answer.applies && traced.effect == effect);
    let grants = |traced: &Traced| matches!(traced.at.layer, Layer::Identity | Layer::Resource);
    match decision.outcome {
        Outcome::ExplicitDeny => assert!(matching(Effect::Deny).next().is_some()),
        Outcome::ImplicitDeny => assert!(matching(Effect::Deny).next().is_none()),
        Outcome::Allowed => {
            let root = varied.question.request.principal.acts_as_root();
            assert!(root || matching(Effect::Allow).any(grants), "allowed by nothing");
        }
    }
}

/// PROP-067. Policies and layers stay, also without statements.
pub fn unmatched_statements_are_removable(varied: &Varied) {
    let before = varied.question.ask();
    let matching: BTreeSet<StatementId> = before.trace.iter().filter(|traced| traced.answer.applies).map(|traced| traced.at).collect();
    let after = varied.question.keeping(|id| matching.contains(&id)).ask();
    assert_eq!((after.outcome, after.layer, &after.denied_by), (before.outcome, before.layer, &before.denied_by));
}

/// PROP-070. One matching Deny suffices.
pub fn without_its_denies_nothing_is_denied_explicitly(varied: &Varied) {
    let decision = varied.question.ask();
    let denies: Vec<StatementId> =
        decision.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Deny).map(|traced| traced.at).collect();
    assert_ne!(varied.question.keeping(|id| !denies.contains(&id)).outcome(), Outcome::ExplicitDeny);
    if let Some(one) = varied.choices.clone().pick(&denies) {
        assert_eq!(varied.question.keeping(|id| !denies.contains(&id) || id == *one).outcome(), Outcome::ExplicitDeny);
    }
}

/// One of the layers that `fit`; the first of all if none does.
fn layer(choices: &mut Choices, fit: impl Fn(Layer) -> bool) -> Layer {
    let layers: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| fit(*layer)).collect();
    choices.pick(&layers).copied().unwrap_or(Layer::Identity)
}

fn deny_all(layer: Layer) -> verdict_evaluator::policy::Policy {
    about_everything(Effect::Deny, layer.policy_type())
}

fn with_extra(varied: &Varied, layer: Layer, effect: Effect) -> Question {
    let mut after = varied.question.clone();
    // A resource control policy takes no Allow.
    if effect == Effect::Deny || layer != Layer::Rcp {
        after.add(layer, fitted(&varied.extra, effect, layer.policy_type()));
    }
    after
}

/// One statement of all policies: the place of its policy, and its own.
pub(super) fn a_statement(question: &Question, choices: &mut Choices) -> Option<(usize, usize)> {
    let documents = question.documents();
    let places = documents.iter().enumerate().flat_map(|(place, policy)| (0..policy.statements.len()).map(move |index| (place, index)));
    choices.pick(&places.collect::<Vec<_>>()).copied()
}

/// Adds the entries of `further` whose operator and key are not there yet.
fn extend(condition: &mut Condition, further: &Condition) {
    for clause in &further.clauses {
        match condition.clauses.iter_mut().find(|present| *present.name == *clause.name) {
            None => condition.clauses.push(clause.clone()),
            Some(present) => {
                let known: Vec<String> = present.tests.iter().map(|test| test.key.to_ascii_lowercase()).collect();
                present.tests.extend(clause.tests.iter().filter(|test| !known.contains(&test.key.to_ascii_lowercase())).cloned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::property::tests::ana;

    #[test]
    fn the_first_policy_of_a_boundary_lowers() {
        let mut question = ana(r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#, "batch:ListJobs", "*", &[]);
        assert_eq!(question.outcome(), Outcome::Allowed);
        let s3_only = ana(r#"{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }"#, "batch:ListJobs", "*", &[]);
        question.add(Layer::Boundary, fitted(&s3_only.policies.identity[0].statements[0], Effect::Allow, Layer::Boundary.policy_type()));
        assert_eq!(question.outcome(), Outcome::ImplicitDeny, "PROP-004 fails for absent layers");
    }
}
