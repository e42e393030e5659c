//! Whole questions: policies of some layers and a request.

use std::fmt;

use arbitrary::{Result, Unstructured};
use verdict_evaluator::authorizer::{Policies, assumes_role, authorize};
use verdict_evaluator::decision::{Decision, Layer, Outcome, StatementId};
use verdict_evaluator::limit::RAW_DOCUMENT;
use verdict_evaluator::policy::{Effect, Environment, Policy, PolicyType, parse_in};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::{Profile, SessionPolicyLength};
use verdict_evaluator::request::Request;

use super::world::ACCOUNTS;
use super::{Shape, World, golden, one_in, policy, request};

/// What the evaluator is asked. Its `Debug` is a golden case.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// The policies of all layers.
    pub policies: Policies,
    /// The request.
    pub request: Request,
    /// The readings of the disputed rules.
    pub profile: Profile,
}

/// Draws a question with a world and a shape of its own.
///
/// # Errors
/// None in practice.
pub fn question(u: &mut Unstructured<'_>) -> Result<Question> {
    let world = World::arbitrary(u)?;
    let shape = Shape::arbitrary(u)?;
    question_in(&world, &shape, u)
}

/// Draws a question from a world.
///
/// # Errors
/// None in practice.
pub fn question_in(world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Question> {
    let request = request::request(world, shape, u)?;
    let mut policies = Policies::default();
    for _ in 0..u.int_in_range(1..=2)? {
        policies.identity.push(policy::policy(PolicyType::Identity, world, shape, u)?);
    }
    if shape.other_layers {
        other_layers(&mut policies, &request, world, shape, u)?;
    }
    Ok(Question { policies, request, profile: Profile::default() })
}

/// Services whose resources have policies, and which resource control policies cover.
const COVERED: [&str; 3] = ["s3", "kms", "sts"];

fn other_layers(policies: &mut Policies, request: &Request, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<()> {
    let layer = |policy_type: PolicyType, u: &mut Unstructured<'_>| {
        let restricted = match policy_type {
            PolicyType::Rcp => true,
            PolicyType::Resource | PolicyType::Trust | PolicyType::Boundary => u.arbitrary()?,
            PolicyType::Scp => one_in(4, u)?,
            PolicyType::Identity | PolicyType::Session | PolicyType::Endpoint => one_in(3, u)?,
        };
        if restricted { policy::policy(policy_type, world, shape, u) } else { Ok(policy::about_everything(Effect::Allow, policy_type)) }
    };
    // Resources of AWS Batch and actions without resource carry no policy (GRAM-046), a role has one always (TRUST-001).
    if COVERED.contains(&request.action.service().as_str()) {
        if assumes_role(request) {
            policies.resource = Some(layer(PolicyType::Trust, u)?);
        } else if u.arbitrary()? {
            policies.resource = Some(layer(PolicyType::Resource, u)?);
        }
        if one_in(3, u)? {
            policies.rcp = Some(levels(2, |u| layer(PolicyType::Rcp, u), u)?);
        }
    }
    if one_in(3, u)? {
        policies.boundary = Some(layer(PolicyType::Boundary, u)?);
    }
    // A user's own credentials take none (SESS-010).
    if in_session(&request.principal) && u.arbitrary()? {
        policies.session = Some((0..u.int_in_range(1..=2)?).map(|_| layer(PolicyType::Session, u)).collect::<Result<_>>()?);
    }
    if one_in(3, u)? {
        policies.scp = Some(levels(4, |u| layer(PolicyType::Scp, u), u)?);
    }
    if one_in(6, u)? {
        policies.endpoint = Some(layer(PolicyType::Endpoint, u)?);
    }
    organization(policies, u)
}

/// From the root of an organization down to an account: so many levels at most, each with one or two policies.
fn levels(
    most: usize,
    mut policy: impl FnMut(&mut Unstructured<'_>) -> Result<Policy>,
    u: &mut Unstructured<'_>,
) -> Result<Vec<Vec<Policy>>> {
    let mut levels = Vec::new();
    for _ in 0..u.int_in_range(1..=most)? {
        let count = u.int_in_range(1..=2)?;
        levels.push((0..count).map(|_| policy(u)).collect::<Result<_>>()?);
    }
    Ok(levels)
}

/// What is known of the organization; usually nothing.
fn organization(policies: &mut Policies, u: &mut Unstructured<'_>) -> Result<()> {
    let account = |n: u8, u: &mut Unstructured<'_>| -> Result<Option<String>> {
        if one_in(n, u)? { u.choose(&ACCOUNTS).map(|account| Some((*account).to_owned())) } else { Ok(None) }
    };
    let organization = &mut policies.organization;
    organization.management_account = account(8, u)?;
    organization.delegated_administrators = account(12, u)?.into_iter().collect();
    organization.scp_account = account(12, u)?;
    organization.rcp_account = account(12, u)?;
    Ok(())
}

/// Does the principal act in a session that takes session policies (SESS-010, SESS-021)?
const fn in_session(principal: &Principal) -> bool {
    match principal {
        Principal::RoleSession { .. } | Principal::FederatedUser { .. } => true,
        Principal::Root { assumed, .. } => *assumed,
        Principal::User { .. } | Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => false,
    }
}

impl Question {
    /// The decision.
    pub fn ask(&self) -> Decision {
        authorize(&self.policies, &self.request, &self.profile)
    }

    /// The decision's value.
    pub fn outcome(&self) -> Outcome {
        self.ask().outcome
    }

    /// The question after `change` of every policy, each written as text and read again.
    ///
    /// # Panics
    /// IAM would not store a changed policy: a law asks for something that it must not.
    #[must_use]
    pub fn with_policies(&self, mut change: impl FnMut(&mut Policy)) -> Self {
        let mut changed = self.clone();
        for policy in documents_mut(&mut changed.policies) {
            change(policy);
            *policy = reread(policy);
        }
        changed
    }

    /// The question after `change` of one policy, its place counted as in [`Self::documents`], written as text and read again.
    ///
    /// # Panics
    /// As [`Self::with_policies`].
    #[must_use]
    pub fn with_policy(&self, place: usize, change: impl FnOnce(&mut Policy)) -> Self {
        let mut changed = self.clone();
        if let Some(policy) = documents_mut(&mut changed.policies).into_iter().nth(place) {
            change(policy);
            *policy = reread(policy);
        }
        changed
    }

    /// The question without the statements that `keep` answers no for. Policies and layers stay, also without statements.
    #[must_use]
    pub fn keeping(&self, keep: impl Fn(StatementId) -> bool) -> Self {
        let mut changed = self.clone();
        let retain = |layer, level, policies: &mut [Policy]| {
            for (place, policy) in policies.iter_mut().enumerate() {
                policy.statements.retain(|statement| keep(StatementId { layer, level, policy: place, statement: statement.index }));
            }
        };
        let policies = &mut changed.policies;
        retain(Layer::Identity, 0, &mut policies.identity);
        retain(Layer::Resource, 0, policies.resource.as_mut_slice());
        retain(Layer::Boundary, 0, policies.boundary.as_mut_slice());
        retain(Layer::Endpoint, 0, policies.endpoint.as_mut_slice());
        retain(Layer::Session, 0, policies.session.as_deref_mut().unwrap_or_default());
        for (layer, levels) in [(Layer::Scp, &mut policies.scp), (Layer::Rcp, &mut policies.rcp)] {
            for (level, policies) in levels.iter_mut().flatten().enumerate() {
                retain(layer, level, policies);
            }
        }
        changed
    }

    /// All policies of all layers.
    pub fn documents(&self) -> Vec<Policy> {
        documents_mut(&mut self.policies.clone()).into_iter().map(|policy| policy.clone()).collect()
    }

    /// Puts a policy beside the others of a layer; at the layer's last level if it has levels. A layer for one policy takes its statements.
    pub fn add(&mut self, layer: Layer, policy: Policy) {
        match layer {
            Layer::Identity => self.policies.identity.push(policy),
            Layer::Session => self.policies.session.get_or_insert_default().push(policy),
            Layer::Scp => add_to_level(self.policies.scp.get_or_insert_default(), policy),
            Layer::Rcp => add_to_level(self.policies.rcp.get_or_insert_default(), policy),
            Layer::Resource => join(&mut self.policies.resource, policy),
            Layer::Boundary => join(&mut self.policies.boundary, policy),
            Layer::Endpoint => join(&mut self.policies.endpoint, policy),
        }
    }

    /// Has the question policies of a layer? Identity and resource policies always count as present (PROP-004).
    pub const fn has(&self, layer: Layer) -> bool {
        match layer {
            Layer::Identity | Layer::Resource => true,
            Layer::Session => self.policies.session.is_some(),
            Layer::Scp => self.policies.scp.is_some(),
            Layer::Rcp => self.policies.rcp.is_some(),
            Layer::Boundary => self.policies.boundary.is_some(),
            Layer::Endpoint => self.policies.endpoint.is_some(),
        }
    }

    /// The type of the policies of a layer. The policy of a role that is assumed is its trust policy.
    pub fn policy_type(&self, layer: Layer) -> PolicyType {
        match &self.policies.resource {
            Some(policy) if layer == Layer::Resource => policy.policy_type,
            Some(_) | None => layer.named_type(&self.request),
        }
    }

    /// Would a policy of this layer be looked at for this request (EVAL-016, EVAL-027 to EVAL-037, GRAM-046, TRUST-019)?
    pub fn applies(&self, layer: Layer) -> bool {
        let principal = &self.request.principal;
        let organization = &self.policies.organization;
        let concerns = |path: &Option<String>, account: Option<&str>| {
            let management = organization.management_account.as_deref();
            (path.is_none() || path.as_deref() == account) && (management.is_none() || management != account)
        };
        match layer {
            Layer::Identity | Layer::Boundary => principal.has_identity(),
            Layer::Session => in_session(principal),
            Layer::Resource if self.policy_type(layer) == PolicyType::Trust => assumes_role(&self.request),
            Layer::Resource => self.request.action.service() != "batch",
            Layer::Rcp => {
                let owner = self.request.owner().or(principal.account());
                self.is_within_rcps() && !principal.is_service_linked_role() && concerns(&organization.rcp_account, owner)
            }
            Layer::Scp => {
                let account = principal.account();
                account.is_some() && !principal.is_service_linked_role() && concerns(&organization.scp_account, account)
            }
            Layer::Endpoint => true,
        }
    }

    /// Do resource control policies cover what is asked for, as far as that is drawn (EVAL-036, EVAL-037)?
    fn is_within_rcps(&self) -> bool {
        let action = &self.request.action;
        let service_linked = self.request.resource.arn().is_some_and(|arn| arn.linked_service().is_some());
        let managed_key = self.request.context.get("kms:ResourceAliases").is_some();
        let covered = COVERED.contains(&action.service().as_str()) && !action.as_str().eq_ignore_ascii_case("kms:RetireGrant");
        covered && !service_linked && !managed_key
    }

    /// Policies, organization and request as a case writes them: two questions of one text are one question.
    pub fn written(&self) -> String {
        let Self { policies, request, .. } = self;
        format!("{}{:?}{}", golden::policies_text(policies), policies.organization, golden::request_value(request))
    }
}

fn documents_mut(policies: &mut Policies) -> Vec<&mut Policy> {
    let mut all: Vec<&mut Policy> = policies.identity.iter_mut().collect();
    all.extend(&mut policies.resource);
    all.extend(&mut policies.boundary);
    all.extend(policies.session.iter_mut().flatten());
    all.extend(policies.scp.iter_mut().flatten().flatten());
    all.extend(policies.rcp.iter_mut().flatten().flatten());
    all.extend(&mut policies.endpoint);
    all
}

fn add_to_level(levels: &mut Vec<Vec<Policy>>, policy: Policy) {
    match levels.last_mut() {
        Some(level) => level.push(policy),
        None => levels.push(vec![policy]),
    }
}

/// Sids stay unique: what is added loses its own. Variables keep their meaning: the versions must be the same.
fn join(place: &mut Option<Policy>, mut added: Policy) {
    let Some(policy) = place else {
        *place = Some(added);
        return;
    };
    for statement in &mut added.statements {
        statement.sid = None;
    }
    policy.statements.append(&mut added.statements);
    policy.statements_in_list = true;
    *policy = reread(policy);
}

/// The policy as text, and read again. Limits of length are none of the laws' concern.
///
/// # Panics
/// IAM would not store it.
pub fn reread(policy: &Policy) -> Policy {
    let text = golden::compact(policy);
    let environment = Environment { scp_quota: Some(RAW_DOCUMENT), ..Environment::default() };
    let profile = Profile { session_policy_length: SessionPolicyLength::AssumeRoleUnlimited, ..Profile::default() };
    parse_in(&text, policy.policy_type, &environment, &profile)
        .unwrap_or_else(|errors| panic!("IAM would not store the changed policy: {text}\n{errors:?}"))
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&golden::decision_case(self))
    }
}
