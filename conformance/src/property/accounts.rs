//! Two sides: the account of the principal and that of the resource, and what the resource's policy grants across and inside.

use serde_json::{Value, json};
use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::{Organization, assumes_role};
use verdict_evaluator::decision::{Layer, Outcome, StatementId};
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Effect, Policy, PolicyType, Version, parse};
use verdict_evaluator::principal::{MatchClass, Principal};
use verdict_evaluator::resource::Resource;

use super::Truth;
use super::layers::{full, strongest_grant, without_allows};
use super::order::{assert_not_lowered, assert_not_raised};
use crate::generate::policy::fitted;
use crate::generate::world::ACCOUNTS;
use crate::generate::{Question, Varied};

/// PROP-058. The resource's side is its policy and the resource control policies; all other layers are the principal's.
pub fn across_accounts_the_lower_side_counts(varied: &Varied) -> Truth {
    let Some(question) = on_an_object(varied, Owner::Other) else { return Truth::Vacuous };
    let mut principal_side = question.clone();
    principal_side.policies.resource = Some(full(Layer::Resource));
    principal_side.policies.rcp = None;
    let mut resource_side = question.clone();
    let policies = &mut resource_side.policies;
    policies.identity = vec![full(Layer::Identity)];
    policies.boundary = policies.boundary.as_ref().map(|_| full(Layer::Boundary));
    policies.session = question.applies(Layer::Session).then(|| vec![full(Layer::Session)]);
    policies.scp = None;
    policies.endpoint = None;
    let expected = principal_side.outcome().min(resource_side.outcome());
    assert_eq!(question.outcome(), expected, "{question:?}");
    Truth::Held
}

/// PROP-059. The object's ARN does not name its account, and no policy asks for it.
pub fn separating_the_accounts_never_raises(varied: &Varied) -> Truth {
    let Some(mut before) = on_an_object(varied, Owner::Own) else { return Truth::Vacuous };
    before.policies.organization = Organization::default();
    let mut after = before.clone();
    after.request.resource_account = Some(other_account(&before));
    assert_not_raised(&before, &after)
}

/// PROP-060. From the account to the role to its session, in one account.
pub fn naming_the_requester_more_closely_never_lowers(varied: &Varied) -> Truth {
    let Some(question) = on_an_object(varied, Owner::Own) else { return Truth::Vacuous };
    let Principal::RoleSession { arn: Some(session), role: Some(role), .. } = &question.request.principal else { return Truth::Vacuous };
    let account = question.request.principal.account().unwrap_or_default();
    let outcomes: Vec<Outcome> = [account, role, session].into_iter().map(|name| named(&question, name).outcome()).collect();
    assert!(outcomes.is_sorted(), "account, role, session: {outcomes:?} with an Allow for each in {question:?}");
    Truth::held_if(outcomes[0] != Outcome::ExplicitDeny)
}

/// PROP-061. Of a user and an object of the same account; policies of 2012-10-17, for variables keep their meaning.
pub fn moving_an_allow_to_the_resource_never_lowers(varied: &Varied) -> Truth {
    let Some(question) = on_an_object(varied, Owner::Own) else { return Truth::Vacuous };
    let Some((id, moved)) = moved(&question, varied) else { return Truth::Vacuous };
    let after = moved_question(&question, id, &moved);
    if question.policies.identity[id.policy].statements[id.statement].effect.value == Effect::Allow {
        return assert_not_lowered(&question, &after);
    }
    let denied = question.outcome() == Outcome::ExplicitDeny;
    assert!(!denied || after.outcome() == Outcome::ExplicitDeny, "moving a Deny lost it: {after:?}");
    Truth::held_if(denied)
}

/// PROP-079. In one account. Not for assuming a role, nor where the role, the user or the account is named.
pub fn a_direct_grant_ignores_allows_of_the_identity(varied: &Varied) -> Truth {
    let Some(mut question) = on_an_object(varied, Owner::Own) else { return Truth::Vacuous };
    if matches!(question.request.principal, Principal::Root { .. }) {
        return Truth::Vacuous;
    }
    let arn = question.request.principal.arn().unwrap_or_default().to_owned();
    question = named(&question, &arn);
    assert_eq!(strongest_grant(&question), MatchClass::Direct);
    let mut choices = varied.choices.clone();
    let layers = [Layer::Identity, Layer::Boundary, Layer::Session];
    let present: Vec<Layer> = layers.into_iter().filter(|layer| question.has(*layer) && question.applies(*layer)).collect();
    let Some(layer) = choices.pick(&present).copied() else { return Truth::Vacuous };
    let mut added = question.clone();
    added.add(layer, full(layer));
    let removed = without_allows(&question, |at, _| at == layer);
    for after in [added, removed] {
        assert_eq!(question.outcome(), after.outcome(), "an Allow in {} mattered: {question:?}", layer.name());
    }
    Truth::held_if(question.outcome() != Outcome::ExplicitDeny)
}

/// PROP-080. Across accounts, for keys of AWS KMS, and for roles that are assumed.
pub fn where_the_resource_must_allow_nothing_else_grants(varied: &Varied) -> Truth {
    let request = &varied.question.request;
    let key = request.resource.arn().is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/"));
    let mandatory = key || assumes_role(request);
    let across = |question: &Question| question.request.owner().is_some_and(|owner| question.request.principal.account() != Some(owner));
    let question = match on_an_object(varied, Owner::Other) {
        Some(question) if !mandatory && !across(&varied.question) => question,
        Some(_) | None if mandatory || across(&varied.question) => varied.question.clone(),
        Some(_) | None => return Truth::Vacuous,
    };
    let after = without_allows(&question, |layer, _| layer == Layer::Resource);
    assert_ne!(after.outcome(), Outcome::Allowed, "{after:?}");
    Truth::Held
}

/// Whose the object is that [`on_an_object`] asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Own,
    Other,
}

/// The question about an object of Amazon S3, which the caller's account or another one owns; `None` for callers without an account. Its own
/// request is kept if it is about an object.
fn on_an_object(varied: &Varied, owner: Owner) -> Option<Question> {
    let mut question = varied.question.clone();
    let account = question.request.principal.account()?.to_owned();
    if question.request.action.service() != "s3" {
        question.request.action = Action::new("s3:GetObject").ok()?;
        question.request.resource = Resource::new("arn:aws:s3:::results/q").ok()?;
        question.policies.resource = question.policies.resource.filter(|policy| policy.policy_type == PolicyType::Resource);
    }
    question.request.resource_account = Some(if owner == Owner::Own { account } else { other_account(&question) });
    Some(question)
}

/// The account of the world that is not the caller's.
fn other_account(question: &Question) -> String {
    let own = question.request.principal.account();
    ACCOUNTS.into_iter().find(|account| Some(*account) != own).unwrap_or(ACCOUNTS[1]).to_owned()
}

/// The question with a further Allow of everything for one principal in the resource's policy.
fn named(question: &Question, name: &str) -> Question {
    let mut after = question.clone();
    after.add(Layer::Resource, with_principal(&full(Layer::Resource), name));
    after
}

fn with_principal(policy: &Policy, name: &str) -> Policy {
    let mut document: Value = serde_json::from_str(&print(policy)).unwrap_or_default();
    let statement = if document["Statement"].is_array() { &mut document["Statement"][0] } else { &mut document["Statement"] };
    statement["Principal"] = json!({ "AWS": name });
    let text = document.to_string();
    parse(&text, PolicyType::Resource).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// A statement of a user's identity policies, and a resource-based policy with it.
fn moved(question: &Question, varied: &Varied) -> Option<(StatementId, Policy)> {
    let Principal::User { arn, .. } = &question.request.principal else { return None };
    let modern = |policy: &Policy| policy.language() == Version::V2012;
    if !question.policies.resource.as_ref().is_none_or(modern) {
        return None;
    }
    let policies = question.policies.identity.iter().enumerate().filter(|(_, policy)| modern(policy));
    let all: Vec<(usize, usize)> =
        policies.flat_map(|(place, policy)| (0..policy.statements.len()).map(move |index| (place, index))).collect();
    let (policy, index) = *varied.choices.clone().pick(&all)?;
    let statement = question.policies.identity.get(policy)?.statements.get(index)?;
    let id = StatementId { layer: Layer::Identity, level: 0, policy, statement: index };
    // The text of statements that are not ASCII is written with escapes, which the printer has read already.
    let fitted = fitted(statement, statement.effect.value, PolicyType::Resource);
    Some((id, spare(&fitted, arn)))
}

/// The policy for one principal. Characters beyond Latin-1 stand in the tree only, so the tree is changed and not the text.
fn spare(policy: &Policy, arn: &str) -> Policy {
    let mut policy = policy.clone();
    let principal = with_principal(&full(Layer::Resource), arn).statements.remove(0).principal;
    policy.statements.iter_mut().for_each(|statement| statement.principal.clone_from(&principal));
    policy
}

fn moved_question(question: &Question, id: StatementId, moved: &Policy) -> Question {
    let mut after = question.keeping(|other| other != id);
    after.add(Layer::Resource, moved.clone());
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::property::tests::ana;

    const ALLOW_ALL: &str = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;

    /// Ana and an object of her account.
    fn object(statements: &str) -> Question {
        let mut question = ana(statements, "s3:GetObject", "arn:aws:s3:::results/q", &[]);
        question.request.resource_account = Some(ACCOUNTS[0].to_owned());
        question
    }

    /// PROP-059 fails where a condition asks for the account of the resource.
    #[test]
    fn a_deny_for_the_own_account_is_lost_with_it() {
        let deny = r#"[{ "Effect": "Allow", "Action": "*", "Resource": "*" }, { "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": { "StringEquals": { "aws:ResourceAccount": "111122223333" } } }]"#;
        let asked = |owner: &str| {
            let mut question = ana(deny, "s3:GetObject", "arn:aws:s3:::results/q", &[("aws:ResourceAccount", owner)]);
            question.request.resource_account = Some(owner.to_owned());
            named(&question, "arn:aws:iam::111122223333:user/ana").outcome()
        };
        assert_eq!((asked(ACCOUNTS[0]), asked(ACCOUNTS[1])), (Outcome::ExplicitDeny, Outcome::Allowed), "PROP-059 fails");
    }

    /// PROP-061 fails to keep the decision where a boundary denies implicitly.
    #[test]
    fn moving_an_allow_may_raise() {
        let mut question = object(ALLOW_ALL);
        question.policies.boundary = Some(without_allows(&question, |_, _| true).policies.identity.remove(0));
        assert_eq!(question.outcome(), Outcome::ImplicitDeny);
        assert_eq!(named(&question, "arn:aws:iam::111122223333:user/ana").outcome(), Outcome::Allowed);
    }

    /// PROP-079 fails for grants to the role.
    #[test]
    fn a_grant_to_the_role_needs_the_boundary() {
        let mut question = object(ALLOW_ALL);
        question.request.principal = Principal::RoleSession {
            arn: Some("arn:aws:sts::111122223333:assumed-role/ops/q".to_owned()),
            role: Some("arn:aws:iam::111122223333:role/ops".to_owned()),
            id: None,
        };
        question.policies.boundary = Some(full(Layer::Boundary));
        let question = named(&question, "arn:aws:iam::111122223333:role/ops");
        assert_eq!(question.outcome(), Outcome::Allowed);
        let closed = without_allows(&question, |layer, _| layer == Layer::Boundary);
        assert_eq!(closed.outcome(), Outcome::ImplicitDeny, "PROP-079 fails for grants to the role");
    }

    /// PROP-079 fails for sts:AssumeRole.
    #[test]
    fn a_trust_policy_is_mandatory() {
        let mut question = ana(ALLOW_ALL, "sts:AssumeRole", "arn:aws:iam::111122223333:role/ops", &[]);
        let trust = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "AWS": "arn:aws:iam::111122223333:user/ana" } } }"#;
        question.policies.resource = Some(parse(trust, PolicyType::Trust).expect(trust));
        assert_eq!(question.outcome(), Outcome::Allowed);
        assert_eq!(without_allows(&question, |layer, _| layer == Layer::Resource).outcome(), Outcome::ImplicitDeny);
        question.policies.boundary = Some(without_allows(&question, |_, _| true).policies.identity.remove(0));
        assert_eq!(question.outcome(), Outcome::ImplicitDeny, "PROP-079 fails for sts:AssumeRole");
    }

    /// PROP-079 fails for grants to the account, and across accounts.
    #[test]
    fn some_grants_need_the_identity() {
        let asked = |owner: &str, named_as: &str| {
            let mut question = object(ALLOW_ALL);
            question.request.resource_account = Some(owner.to_owned());
            question = named(&question, named_as);
            let without = without_allows(&question, |layer, _| layer == Layer::Identity);
            (question.outcome(), without.outcome())
        };
        let ana = "arn:aws:iam::111122223333:user/ana";
        assert_eq!(asked(ACCOUNTS[0], ana), (Outcome::Allowed, Outcome::Allowed));
        assert_eq!(asked(ACCOUNTS[0], ACCOUNTS[0]), (Outcome::Allowed, Outcome::ImplicitDeny));
        assert_eq!(asked(ACCOUNTS[1], ana), (Outcome::Allowed, Outcome::ImplicitDeny));
    }
}
