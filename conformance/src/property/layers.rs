//! How layers are joined: neutral ones, ones that allow nothing, ones that may change places, and callers that a layer spares.

use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::{Organization, Policies};
use verdict_evaluator::context::ContextValue;
use verdict_evaluator::decision::{Layer, Outcome};
use verdict_evaluator::policy::{Effect, Element, Policy, PolicyType, Statement};
use verdict_evaluator::principal::{MatchClass, Principal};
use verdict_evaluator::resource::Resource;

use super::Truth;
use super::order::assert_same_decision;
use crate::generate::policy::{about_everything, fitted};
use crate::generate::question::reread;
use crate::generate::world::{ACCOUNTS, service_linked_role};
use crate::generate::{Choices, Question, Varied};

/// PROP-024. Of identity policies, with no other layer beside them.
pub fn policies_of_a_layer_are_alternatives(varied: &Varied) -> Truth {
    let alone = |policies: &[Policy]| {
        let mut question = varied.question.clone();
        question.policies = Policies { identity: policies.to_vec(), ..Policies::default() };
        question.outcome()
    };
    let further = fitted(&varied.extra, varied.extra.effect.value, PolicyType::Identity);
    let first = varied.question.policies.identity.as_slice();
    let joined = [first, std::slice::from_ref(&further)].concat();
    let each = [alone(first), alone(&[further])];
    let expected = if each.contains(&Outcome::ExplicitDeny) { Outcome::ExplicitDeny } else { each.into_iter().max().unwrap_or(each[0]) };
    assert_eq!(alone(&joined), expected, "{varied:?}");
    Truth::Held
}

/// PROP-054. Not for the session policy of a federated user, nor for a boundary where a Deny with `NotPrincipal` looks at it (EVAL-046).
pub fn a_full_allow_is_neutral(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let session = matches!(varied.question.request.principal, Principal::RoleSession { .. });
    let fits = |layer: &Layer| match layer {
        Layer::Scp | Layer::Endpoint => true,
        Layer::Boundary => !denies_all_but_some(&varied.question),
        Layer::Session => session,
        Layer::Rcp | Layer::Resource | Layer::Identity => false,
    };
    let layers: Vec<Layer> = Layer::ALL.into_iter().filter(fits).collect();
    let Some(layer) = choices.pick(&layers).copied() else { return Truth::Vacuous };
    let mut after = varied.question.clone();
    if layer == Layer::Scp {
        let levels = after.policies.scp.get_or_insert_default();
        levels.insert(choices.below(levels.len() + 1), vec![full(Layer::Scp)]);
    } else if !after.has(layer) {
        after.add(layer, full(layer));
    }
    assert_same_decision(&varied.question, &after)
}

/// PROP-055. Its first half. The root user needs no Allow.
pub fn without_an_allow_of_identity_or_resource_nothing_is_allowed(varied: &Varied) -> Truth {
    if varied.question.request.principal.acts_as_root() {
        return Truth::Vacuous;
    }
    let after = without_allows(&varied.question, |layer, _| matches!(layer, Layer::Identity | Layer::Resource));
    assert_ne!(after.outcome(), Outcome::Allowed, "{after:?}");
    Truth::Held
}

/// PROP-055. Its second half. A boundary or session policy does not concern a grant to the requester itself, or to everyone.
pub fn a_gate_without_an_allow_is_closed(varied: &Varied) -> Truth {
    let question = &varied.question;
    let direct = strongest_grant(question) >= MatchClass::Everyone;
    let gate = |layer: &Layer| match layer {
        Layer::Scp | Layer::Endpoint => question.has(*layer) && question.applies(*layer),
        Layer::Boundary | Layer::Session => question.has(*layer) && question.applies(*layer) && !direct,
        Layer::Rcp | Layer::Resource | Layer::Identity => false,
    };
    let gates: Vec<Layer> = Layer::ALL.into_iter().filter(gate).collect();
    let mut choices = varied.choices.clone();
    let Some(layer) = choices.pick(&gates).copied() else { return Truth::Vacuous };
    let level = choices.below(question.policies.scp.as_ref().map_or(1, Vec::len));
    let after = without_allows(question, |at, of| at == layer && (layer != Layer::Scp || of == level));
    assert_ne!(after.outcome(), Outcome::Allowed, "{} stands open: {after:?}", layer.name());
    Truth::Held
}

/// PROP-056. Of a role session and a resource without policy; only the layer that is named changes.
pub fn gates_may_change_places(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut before = varied.question.clone();
    if !matches!(before.request.principal, Principal::RoleSession { .. }) || !before.applies(Layer::Scp) {
        return Truth::Vacuous;
    }
    before.policies.resource = None;
    let mut gates: Vec<Statement> = (0..GATES.len()).map(|_| gate(varied, &mut choices)).collect();
    set_gates(&mut before, &gates);
    let mut after = before.clone();
    choices.shuffle(&mut gates);
    set_gates(&mut after, &gates);
    assert_eq!(before.outcome(), after.outcome(), "before: {before:?}\nafter: {after:?}");
    Truth::held_if(before.written() != after.written())
}

const GATES: [Layer; 4] = [Layer::Boundary, Layer::Session, Layer::Endpoint, Layer::Scp];

/// A statement for a gate: usually a full Allow, else one that the question has.
fn gate(varied: &Varied, choices: &mut Choices) -> Statement {
    let own: Vec<Statement> = varied.question.policies.identity.iter().flat_map(|policy| policy.statements.clone()).collect();
    match choices.below(3) {
        0 => full(Layer::Identity).statements.remove(0),
        1 => choices.pick(&own).cloned().unwrap_or_else(|| varied.extra.clone()),
        _ => varied.extra.clone(),
    }
}

fn set_gates(question: &mut Question, gates: &[Statement]) {
    for (layer, statement) in GATES.into_iter().zip(gates) {
        let policy = fitted(statement, statement.effect.value, layer.policy_type());
        match layer {
            Layer::Boundary => question.policies.boundary = Some(policy),
            Layer::Session => question.policies.session = Some(vec![policy]),
            Layer::Endpoint => question.policies.endpoint = Some(policy),
            Layer::Scp => question.policies.scp = Some(vec![vec![policy]]),
            Layer::Rcp | Layer::Resource | Layer::Identity => {}
        }
    }
}

/// PROP-057. One identity policy, no policy of the resource; the session policy is that of a role session. Not for a boundary where a Deny
/// of the endpoint has `NotPrincipal` (PRIN-035).
pub fn a_boundary_of_the_same_statements_is_neutral(varied: &Varied) -> Truth {
    let mut before = varied.question.clone();
    before.policies.resource = None;
    before.policies.identity.truncate(1);
    let Some(own) = before.policies.identity.first().cloned() else { return Truth::Vacuous };
    let session = matches!(before.request.principal, Principal::RoleSession { .. }) && varied.choices.clone().flip();
    let as_type = |policy_type| reread(&Policy { policy_type, ..own.clone() });
    let mut after;
    if session {
        before.policies.session = None;
        after = before.clone();
        after.policies.session = Some(vec![as_type(PolicyType::Session)]);
    } else if denies_all_but_some(&before) {
        return Truth::Vacuous;
    } else {
        before.policies.boundary = None;
        after = before.clone();
        after.policies.boundary = Some(as_type(PolicyType::Boundary));
    }
    assert_eq!(before.outcome(), after.outcome(), "before: {before:?}\nafter: {after:?}");
    Truth::Held
}

/// PROP-062. Service control policies do not concern the management account, service-linked roles, services, and callers without a session.
pub fn spared_principals_ignore_service_control_policies(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut before = varied.question.clone();
    let account = before.request.principal.account().unwrap_or(ACCOUNTS[0]).to_owned();
    match choices.below(5) {
        0 => before.policies.organization = Organization { management_account: Some(account), ..Organization::default() },
        1 => before.request.principal = service_linked_role(&account),
        2 => before.request.principal = Principal::Service { name: "batch.amazonaws.com".to_owned() },
        3 => before.request.principal = Principal::Federated { provider: "accounts.google.com".to_owned() },
        _ => before.request.principal = Principal::Anonymous,
    }
    if before.request.principal.account().is_none() {
        before.policies.organization = Organization::default();
    }
    let mut after = before.clone();
    after.add(Layer::Scp, about_everything(Effect::Deny, PolicyType::Scp));
    assert_same_decision(&before, &after)
}

/// PROP-062. Resource control policies do not concern resources of the management account, requests and assumptions of service-linked roles,
/// services outside their list, `kms:RetireGrant` and keys that AWS manages.
pub fn spared_requests_ignore_resource_control_policies(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut before = varied.question.clone();
    let owner = before.request.owner().or(before.request.principal.account()).unwrap_or(ACCOUNTS[0]).to_owned();
    match choices.below(5) {
        0 => {
            before.request.resource_account = Some(owner.clone());
            before.policies.organization = Organization { management_account: Some(owner), ..Organization::default() };
        }
        1 => before.request.principal = service_linked_role(&owner),
        2 => before.request.action = Action::new("kms:RetireGrant").expect("an action"),
        3 => {
            let role = format!("arn:aws:iam::{owner}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch");
            before.request.action = Action::new("sts:AssumeRole").expect("an action");
            before.request.resource = Resource::new(&role).expect("an ARN");
        }
        _ => {
            before.request.resource = Resource::new(&format!("arn:aws:kms:us-east-1:{owner}:key/q")).expect("an ARN");
            before.request.context.set("kms:ResourceAliases", ContextValue::Many(vec!["alias/aws/s3".to_owned()]));
        }
    }
    let mut after = before.clone();
    after.add(Layer::Rcp, about_everything(Effect::Deny, PolicyType::Rcp));
    assert_same_decision(&before, &after)
}

/// The strongest class in which an Allow of the resource's policy names the requester.
pub(super) fn strongest_grant(question: &Question) -> MatchClass {
    let decision = question.ask();
    let grants = decision
        .trace
        .iter()
        .filter(|traced| traced.at.layer == Layer::Resource && traced.answer.applies && traced.effect == Effect::Allow);
    grants.filter_map(|traced| traced.answer.principal).max().unwrap_or(MatchClass::None)
}

/// The question without the Allows that match in the layers and levels of `at`.
pub(super) fn without_allows(question: &Question, at: impl Fn(Layer, usize) -> bool) -> Question {
    let decision = question.ask();
    let matching = decision.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Allow);
    let allows: Vec<_> = matching.map(|traced| traced.at).filter(|id| at(id.layer, id.level)).collect();
    question.keeping(|id| !allows.contains(&id))
}

/// A policy that allows everything.
pub(super) fn full(layer: Layer) -> Policy {
    about_everything(Effect::Allow, layer.policy_type())
}

/// Does the policy of the resource, or of the endpoint, deny with `NotPrincipal`?
fn denies_all_but_some(question: &Question) -> bool {
    let policies = question.policies.resource.iter().chain(&question.policies.endpoint);
    let statements = policies.flat_map(|policy| &policy.statements);
    statements
        .filter(|statement| statement.effect.value == Effect::Deny)
        .any(|statement| statement.principal.as_ref().is_some_and(Element::is_negated))
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::policy::parse;

    use super::*;
    use crate::property::tests::ana;

    const ALLOW_ALL: &str = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;

    /// PROP-054 fails for federated sessions.
    #[test]
    fn a_full_session_policy_raises_a_federated_user() {
        let mut question = ana(ALLOW_ALL, "batch:ListJobs", "*", &[]);
        question.request.principal = Principal::FederatedUser {
            arn: "arn:aws:sts::111122223333:federated-user/bo".to_owned(),
            issuer: Some("arn:aws:iam::111122223333:user/ana".to_owned()),
        };
        assert_eq!(question.outcome(), Outcome::ImplicitDeny);
        question.add(Layer::Session, full(Layer::Session));
        assert_eq!(question.outcome(), Outcome::Allowed, "PROP-054 fails for federated sessions");
    }

    /// PROP-054 fails where a Deny has NotPrincipal.
    #[test]
    fn a_full_boundary_is_seen_by_not_principal() {
        let mut question = ana(ALLOW_ALL, "s3:GetObject", "arn:aws:s3:::results/q", &[]);
        question.request.resource_account = Some(ACCOUNTS[0].to_owned());
        let deny = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*",
            "NotPrincipal": { "AWS": ["arn:aws:iam::111122223333:user/ana", "111122223333"] } } }"#;
        question.policies.resource = Some(parse(deny, PolicyType::Resource).expect(deny));
        assert_eq!(question.outcome(), Outcome::Allowed);
        question.add(Layer::Boundary, full(Layer::Boundary));
        assert_eq!(question.outcome(), Outcome::ExplicitDeny, "PROP-054 fails where a Deny has NotPrincipal");
    }

    /// PROP-055 fails for root, and for calls that need no permission.
    #[test]
    fn some_requests_need_no_allow() {
        let asked = |principal: &str, action: &str| {
            let mut question = ana(ALLOW_ALL, action, "*", &[]);
            question.request.principal = Principal::new(principal).expect(principal);
            question.policies.identity.clear();
            question.outcome()
        };
        let (root, user) = ("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/ana");
        assert_eq!((asked(root, "batch:ListJobs"), asked(user, "batch:ListJobs")), (Outcome::Allowed, Outcome::ImplicitDeny));
        assert_eq!(asked(user, "sts:GetCallerIdentity"), Outcome::Allowed);
        assert_eq!(asked(user, "sts:GetSessionToken"), Outcome::Allowed);
    }
}
