//! What a decision rests on: few statements, and the layer that it names.

use std::collections::BTreeMap;

use verdict_evaluator::decision::{Decision, Layer, Outcome, StatementId};
use verdict_evaluator::policy::{Effect, Element, PolicyType};
use verdict_evaluator::principal::MatchClass;

use super::Truth;
use super::order::assert_same_decision;
use crate::generate::policy::{about_everything, fitted};
use crate::generate::{Question, Varied};

/// PROP-066. In a layer that is there; a trust policy speaks of STS only. Not for `NotAction`, nor for a service written with wildcards.
pub fn statements_about_other_services_are_inert(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let takes = |layer: &Layer| {
        let policy_type = varied.question.policy_type(*layer);
        !matches!(policy_type, PolicyType::Rcp | PolicyType::Trust) && varied.question.has(*layer)
    };
    let layers: Vec<Layer> = Layer::ALL.into_iter().filter(takes).collect();
    let layer = choices.pick(&layers).copied().unwrap_or(Layer::Identity);
    let mut about = varied.extra.clone();
    let (Element::Is(list) | Element::Not(list)) = about.action;
    let mut list = list;
    list.entries.truncate(1);
    list.entries.iter_mut().for_each(|entry| (if choices.flip() { "ec2:*" } else { "ecs:RunTask" }).clone_into(&mut entry.value));
    if list.entries.is_empty() {
        return Truth::Vacuous;
    }
    about.action = Element::Is(list);
    about.order.iter_mut().filter(|element| **element == verdict_evaluator::policy::StatementElement::NotAction).for_each(|element| {
        *element = verdict_evaluator::policy::StatementElement::Action;
    });
    let mut after = varied.question.clone();
    after.add(layer, fitted(&about, about.effect.value, layer.policy_type()));
    assert_same_decision(&varied.question, &after)
}

/// PROP-068. One Allow a layer and level: of the resource's those of the strongest class. A direct grant in one account needs no boundary's
/// and no session's, but for sts:AssumeRole (TRUST-004).
pub fn one_allow_a_layer_is_enough(varied: &Varied) -> Truth {
    let decision = varied.question.ask();
    if decision.outcome != Outcome::Allowed {
        return Truth::Vacuous;
    }
    let witness = witness(&decision);
    let after = varied.question.keeping(|id| witness.contains(&id));
    assert_eq!(after.outcome(), Outcome::Allowed, "with {witness:?} of {:?}", varied.question);
    let same_account = varied.question.request.owner().is_none_or(|owner| varied.question.request.principal.account() == Some(owner));
    if super::layers::strongest_grant(&varied.question) == MatchClass::Direct && same_account {
        let assumes = varied.question.request.action.as_str().eq_ignore_ascii_case("sts:AssumeRole");
        let needed = |id: StatementId| match id.layer {
            Layer::Identity | Layer::Session => false,
            Layer::Boundary => assumes,
            Layer::Rcp | Layer::Scp | Layer::Endpoint | Layer::Resource => true,
        };
        let after = varied.question.keeping(|id| witness.contains(&id) && needed(id));
        assert_eq!(after.outcome(), Outcome::Allowed, "by a direct grant of {:?}", varied.question);
    }
    Truth::Held
}

/// Of each layer and level, the matching Allow with the strongest class.
fn witness(decision: &Decision) -> Vec<StatementId> {
    let mut best: BTreeMap<(Layer, usize), (MatchClass, StatementId)> = BTreeMap::new();
    for traced in decision.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Allow) {
        let class = traced.answer.principal.unwrap_or(MatchClass::None);
        let place = best.entry((traced.at.layer, traced.at.level)).or_insert((class, traced.at));
        if class > place.0 {
            *place = (class, traced.at);
        }
    }
    best.into_values().map(|(_, id)| id).collect()
}

/// PROP-071. Not for the policy of a resource of AWS Batch, which has none, nor where no layer is named.
pub fn the_named_layer_is_the_one_to_widen(varied: &Varied) -> Truth {
    let decision = varied.question.ask();
    let Some(layer) = decision.layer.filter(|_| decision.outcome == Outcome::ImplicitDeny) else { return Truth::Vacuous };
    if layer == Layer::Resource && !varied.question.applies(layer) {
        return Truth::Vacuous;
    }
    let after = widened(&varied.question, layer);
    let again = after.ask();
    assert_ne!(again.outcome, Outcome::ExplicitDeny, "{after:?}");
    assert!(again.outcome == Outcome::Allowed || again.layer != Some(layer), "{} again: {after:?}", layer.name());
    Truth::Held
}

/// The question with a full Allow in a layer, at every level.
fn widened(question: &Question, layer: Layer) -> Question {
    let mut after = question.clone();
    if layer == Layer::Scp {
        let levels = after.policies.scp.iter_mut().flatten();
        levels.for_each(|level| level.push(about_everything(Effect::Allow, PolicyType::Scp)));
    } else {
        after.add(layer, about_everything(Effect::Allow, question.policy_type(layer)));
    }
    after
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::policy::parse;

    use super::*;
    use crate::property::layers::full;
    use crate::property::tests::ana;

    /// PROP-066 fails for NotAction.
    #[test]
    fn not_action_speaks_of_all_other_services() {
        let allow = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
        let deny = r#"{ "Effect": "Deny", "NotAction": "s3:*", "Resource": "*" }"#;
        assert_eq!(ana(allow, "batch:ListJobs", "*", &[]).outcome(), Outcome::Allowed);
        let both = format!("[{allow}, {deny}]");
        assert_eq!(ana(&both, "batch:ListJobs", "*", &[]).outcome(), Outcome::ExplicitDeny, "PROP-066 fails for NotAction");
    }

    /// PROP-068 fails for one statement of identity and resource together: across accounts both are needed.
    #[test]
    fn across_accounts_one_allow_is_not_enough() {
        let allow = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
        let mut question = ana(allow, "s3:GetObject", "arn:aws:s3:::results/q", &[]);
        question.request.resource_account = Some("444455556666".to_owned());
        question.policies.resource = Some(full(Layer::Resource));
        assert_eq!(question.outcome(), Outcome::Allowed);
        let without = |layer| question.keeping(|id| id.layer != layer).outcome();
        assert_eq!(without(Layer::Identity), Outcome::ImplicitDeny, "PROP-068");
        assert_eq!(without(Layer::Resource), Outcome::ImplicitDeny, "PROP-068");
    }

    /// PROP-066 fails for a service written with a wildcard, and for the first policy of a gate.
    #[test]
    fn some_statements_about_other_services_matter() {
        let question = ana(r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#, "batch:ListJobs", "*", &[]);
        let policy = |statement: &str| ana(statement, "batch:ListJobs", "*", &[]).policies.identity.remove(0);
        let with = |layer, policy| {
            let mut after = question.clone();
            after.add(layer, policy);
            after.outcome()
        };
        assert_eq!(with(Layer::Identity, policy(r#"{ "Effect": "Deny", "Action": "*", "Resource": "*" }"#)), Outcome::ExplicitDeny);
        let s3 = policy(r#"{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }"#);
        assert_eq!(with(Layer::Identity, s3.clone()), Outcome::Allowed);
        let boundary = fitted(&s3.statements[0], Effect::Allow, PolicyType::Boundary);
        assert_eq!(with(Layer::Boundary, boundary), Outcome::ImplicitDeny);
    }

    /// PROP-068 fails without the boundary's Allow where a trust policy names the caller directly (TRUST-004).
    #[test]
    fn a_trusted_caller_needs_the_boundary() {
        let allow = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
        let mut question = ana(allow, "sts:AssumeRole", "arn:aws:iam::111122223333:role/ops", &[]);
        let trust = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" } } }"#;
        question.policies.resource = Some(parse(trust, PolicyType::Trust).expect(trust));
        question.policies.boundary = Some(full(Layer::Boundary));
        assert_eq!(question.keeping(|id| id.layer != Layer::Identity).outcome(), Outcome::Allowed);
        assert_eq!(question.keeping(|id| id.layer == Layer::Resource).outcome(), Outcome::ImplicitDeny);
    }
}
