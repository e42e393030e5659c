//! Allow, Deny, and what adding or removing statements does.

use std::collections::BTreeSet;

use verdict_evaluator::decision::{Layer, Outcome, StatementId, Traced};
use verdict_evaluator::policy::{Condition, Effect, Policy, StatementElement};
use verdict_evaluator::principal::Principal;

use super::Truth;
use super::order::{assert_not_lowered, assert_not_raised};
use crate::generate::policy::{about_everything, about_request, fitted};
use crate::generate::{Choices, Question, Varied};

/// PROP-001. Nothing outside the question takes part.
pub fn asking_twice_gives_the_same_decision(varied: &Varied) -> Truth {
    assert_eq!(varied.question.ask(), varied.question.clone().ask());
    Truth::Held
}

/// PROP-002. In a layer that applies to the request; a layer that does not changes nothing.
pub fn a_matching_deny_wins(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let layer = layer(&mut choices, |_| true);
    let about_request = about_request(&varied.question.request, Effect::Deny, varied.question.policy_type(layer));
    let mut denied = varied.question.clone();
    denied.add(layer, if choices.flip() { about_request } else { deny_all(&varied.question, layer) });
    let expected = if varied.question.applies(layer) { Outcome::ExplicitDeny } else { varied.question.outcome() };
    assert_eq!(denied.outcome(), expected, "with a Deny in {}: {denied:?}", layer.name());
    Truth::held_if(varied.question.outcome() != Outcome::ExplicitDeny)
}

/// PROP-003. In any layer, matching or not, also the first policy of the layer.
pub fn a_further_deny_never_raises(varied: &Varied) -> Truth {
    let layer = layer(&mut varied.choices.clone(), |_| true);
    assert_not_raised(&varied.question, &with_extra(varied, layer, Effect::Deny))
}

/// PROP-004. In a layer that is there already: the first policy of a boundary, session, endpoint or organization switches a gate on. A resource
/// control policy takes no Allow.
pub fn a_further_allow_never_lowers(varied: &Varied) -> Truth {
    let layer = layer(&mut varied.choices.clone(), |layer| layer != Layer::Rcp && varied.question.has(layer));
    assert_not_lowered(&varied.question, &with_extra(varied, layer, Effect::Allow))
}

/// PROP-005. In any layer, also its first policy.
pub fn an_allow_never_turns_an_explicit_deny(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut before = varied.question.clone();
    if before.outcome() != Outcome::ExplicitDeny {
        let denying = layer(&mut choices, |layer| before.applies(layer));
        before.add(denying, deny_all(&before, denying));
    }
    let layer = layer(&mut choices, |layer| layer != Layer::Rcp);
    let mut after = before.clone();
    after.add(layer, about_everything(Effect::Allow, before.policy_type(layer)));
    assert_eq!(after.outcome(), Outcome::ExplicitDeny, "an Allow in {} turned it: {after:?}", layer.name());
    Truth::Held
}

/// PROP-050, PROP-051, PROP-052, PROP-053, PROP-078. Setting a boundary, a control policy, an endpoint policy or a role session's policy
/// never raises. The session policy of a federated user may.
pub fn a_limiting_layer_never_grants(varied: &Varied) -> Truth {
    let question = &varied.question;
    let federated = matches!(question.request.principal, Principal::FederatedUser { .. });
    let limits = |layer| match layer {
        Layer::Identity | Layer::Resource => false,
        Layer::Session if federated => false,
        Layer::Rcp | Layer::Scp | Layer::Endpoint | Layer::Boundary | Layer::Session => !question.has(layer) && question.applies(layer),
    };
    let layer = layer(&mut varied.choices.clone(), limits);
    if limits(layer) { assert_not_raised(question, &with_extra(varied, layer, Effect::Allow)) } else { Truth::Vacuous }
}

/// PROP-051, PROP-052. At any place between the levels, also the first level.
pub fn a_further_level_never_raises(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.clone();
    let layer = layer(&mut choices, |layer| matches!(layer, Layer::Scp | Layer::Rcp) && varied.question.applies(layer));
    let levels = match layer {
        Layer::Scp => &mut after.policies.scp,
        Layer::Rcp => &mut after.policies.rcp,
        Layer::Endpoint | Layer::Resource | Layer::Identity | Layer::Boundary | Layer::Session => return Truth::Vacuous,
    };
    let levels = levels.get_or_insert_default();
    levels.insert(choices.below(levels.len() + 1), vec![fitted(&varied.extra, varied.extra.effect.value, layer.policy_type())]);
    assert_not_raised(&varied.question, &after)
}

/// PROP-051. One policy with Allows only, of one level.
pub fn removing_an_allow_of_the_organization_never_raises(varied: &Varied) -> Truth {
    let mut after = varied.question.clone();
    let allows = |policy: &Policy| policy.statements.iter().all(|statement| statement.effect.value == Effect::Allow);
    let mut places = Vec::new();
    for (level, policies) in after.policies.scp.iter().flatten().enumerate() {
        places.extend(policies.iter().enumerate().filter(|(_, policy)| allows(policy)).map(|(index, _)| (level, index)));
    }
    let (Some((level, index)), Some(levels)) = (varied.choices.clone().pick(&places).copied(), &mut after.policies.scp) else {
        return Truth::Vacuous;
    };
    levels[level].remove(index);
    if varied.question.applies(Layer::Scp) { assert_not_raised(&varied.question, &after) } else { Truth::Vacuous }
}

/// PROP-020. For an Allow the decision is never raised, for a Deny never lowered.
pub fn a_condition_only_narrows(varied: &Varied) -> Truth {
    let (Some(condition), Some((place, index))) = (&varied.extra.condition, a_statement(&varied.question, &mut varied.choices.clone()))
    else {
        return Truth::Vacuous;
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
    match effect {
        Effect::Allow => assert_not_raised(&varied.question, &after),
        Effect::Deny => assert_not_lowered(&varied.question, &after),
    }
}

/// PROP-069. Root in its own account needs no Allow.
pub fn a_decision_rests_on_matching_statements(varied: &Varied) -> Truth {
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
    Truth::Held
}

/// PROP-067. Policies and layers stay, also without statements.
pub fn unmatched_statements_are_removable(varied: &Varied) -> Truth {
    let before = varied.question.ask();
    let matching: BTreeSet<StatementId> = before.trace.iter().filter(|traced| traced.answer.applies).map(|traced| traced.at).collect();
    let after = varied.question.keeping(|id| matching.contains(&id)).ask();
    assert_eq!((after.outcome, after.layer, &after.denied_by), (before.outcome, before.layer, &before.denied_by));
    Truth::held_if(matching.len() < before.trace.len())
}

/// PROP-070. One matching Deny suffices.
pub fn without_its_denies_nothing_is_denied_explicitly(varied: &Varied) -> Truth {
    let decision = varied.question.ask();
    let denies: Vec<StatementId> =
        decision.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Deny).map(|traced| traced.at).collect();
    assert_ne!(varied.question.keeping(|id| !denies.contains(&id)).outcome(), Outcome::ExplicitDeny);
    if let Some(one) = varied.choices.clone().pick(&denies) {
        assert_eq!(varied.question.keeping(|id| !denies.contains(&id) || id == *one).outcome(), Outcome::ExplicitDeny);
    }
    Truth::held_if(!denies.is_empty())
}

/// One of the layers that `fit`; the first of all if none does.
fn layer(choices: &mut Choices, fit: impl Fn(Layer) -> bool) -> Layer {
    let layers: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| fit(*layer)).collect();
    choices.pick(&layers).copied().unwrap_or(Layer::Identity)
}

fn deny_all(question: &Question, layer: Layer) -> Policy {
    about_everything(Effect::Deny, question.policy_type(layer))
}

fn with_extra(varied: &Varied, layer: Layer, effect: Effect) -> Question {
    let mut after = varied.question.clone();
    after.add(layer, fitted(&varied.extra, effect, varied.question.policy_type(layer)));
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
    use verdict_evaluator::authorizer::Organization;

    use super::*;
    use crate::generate::world::{ACCOUNTS, service_linked_role};
    use crate::property::layers::full;
    use crate::property::tests::ana;

    const ALLOW_ALL: &str = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;

    /// The outcomes before and after a policy is added.
    fn check(mut question: Question, layer: Layer, policy: Policy, expected: (Outcome, Outcome)) {
        let before = question.outcome();
        question.add(layer, policy);
        assert_eq!((before, question.outcome()), expected, "with a policy in {}: {question:?}", layer.name());
    }

    /// A statement about Amazon S3 alone, in a policy of the layer's type.
    fn s3_only(layer: Layer) -> Policy {
        let s3 = ana(r#"{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }"#, "batch:ListJobs", "*", &[]);
        fitted(&s3.policies.identity[0].statements[0], Effect::Allow, layer.policy_type())
    }

    /// Ana and an object of her account, which its policy lets everyone read.
    fn object() -> Question {
        let mut question = ana(ALLOW_ALL, "s3:GetObject", "arn:aws:s3:::results/q", &[]);
        question.request.resource_account = Some(ACCOUNTS[0].to_owned());
        question.policies.resource = Some(full(Layer::Resource));
        question
    }

    /// PROP-002 fails in layers that do not apply: to principals that they spare, and to services that they do not reach.
    #[test]
    fn a_deny_in_a_layer_that_does_not_apply_denies_nothing() {
        let unchanged = (Outcome::Allowed, Outcome::Allowed);
        let by =
            |principal: Principal| Question { request: verdict_evaluator::request::Request { principal, ..object().request }, ..object() };
        let service = Principal::Service { name: "batch.amazonaws.com".to_owned() };
        for spared in [service_linked_role(ACCOUNTS[0]), service, Principal::Anonymous] {
            check(by(spared), Layer::Scp, about_everything(Effect::Deny, Layer::Scp.policy_type()), unchanged);
        }
        let mut managed = object();
        managed.policies.organization = Organization { management_account: Some(ACCOUNTS[0].to_owned()), ..Organization::default() };
        check(managed, Layer::Scp, about_everything(Effect::Deny, Layer::Scp.policy_type()), unchanged);
        let root = by(Principal::new("arn:aws:iam::111122223333:root").expect("root"));
        for layer in [Layer::Identity, Layer::Boundary] {
            check(root.clone(), layer, about_everything(Effect::Deny, layer.policy_type()), unchanged);
        }
        for layer in [Layer::Rcp, Layer::Resource] {
            let batch = ana(ALLOW_ALL, "batch:ListJobs", "*", &[]);
            check(batch, layer, about_everything(Effect::Deny, layer.policy_type()), unchanged);
        }
    }

    /// PROP-004 fails for the first policy of an absent layer, which switches a gate on.
    #[test]
    fn the_first_policy_of_a_gate_lowers() {
        let mut question = ana(ALLOW_ALL, "batch:ListJobs", "*", &[]);
        question.request.principal = Principal::new("arn:aws:sts::111122223333:assumed-role/ops/q").expect("a session");
        for layer in [Layer::Boundary, Layer::Session, Layer::Endpoint, Layer::Scp] {
            check(question.clone(), layer, s3_only(layer), (Outcome::Allowed, Outcome::ImplicitDeny));
        }
    }

    /// PROP-053 fails for federated users, who need a session policy, and for a second session policy.
    #[test]
    fn a_session_policy_may_raise() {
        let mut federated = ana(ALLOW_ALL, "batch:ListJobs", "*", &[]);
        federated.request.principal = Principal::FederatedUser {
            arn: "arn:aws:sts::111122223333:federated-user/bo".to_owned(),
            issuer: Some("arn:aws:iam::111122223333:user/ana".to_owned()),
        };
        check(federated, Layer::Session, full(Layer::Session), (Outcome::ImplicitDeny, Outcome::Allowed));
        let mut session = ana(ALLOW_ALL, "batch:ListJobs", "*", &[]);
        session.request.principal = Principal::new("arn:aws:sts::111122223333:assumed-role/ops/q").expect("a session");
        session.add(Layer::Session, s3_only(Layer::Session));
        check(session, Layer::Session, full(Layer::Session), (Outcome::ImplicitDeny, Outcome::Allowed));
    }

    /// PROP-078 fails where a condition asks by which way the request came.
    #[test]
    fn the_way_through_an_endpoint_may_raise() {
        let deny = r#"[{ "Effect": "Allow", "Action": "*", "Resource": "*" }, { "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": { "StringNotEquals": { "aws:SourceVpce": "vpce-1" } } }]"#;
        let asked = |context: &[(&str, &str)]| ana(deny, "batch:ListJobs", "*", context);
        assert_eq!(asked(&[]).outcome(), Outcome::ExplicitDeny);
        let mut through = asked(&[("aws:SourceVpce", "vpce-1")]);
        through.add(Layer::Endpoint, full(Layer::Endpoint));
        assert_eq!(through.outcome(), Outcome::Allowed);
    }
}
