//! Whole questions: policies of some layers and a request.

use std::fmt;

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::decision::{Decision, Layer, Outcome, StatementId};
use verdict_evaluator::limit::RAW_DOCUMENT;
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Effect, Environment, Policy, PolicyType, parse_in};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::{PRESETS, Profile, SessionPolicyLength};
use verdict_evaluator::request::Request;

use super::world::ACCOUNTS;
use super::{Shape, World, one_in, policy, request};

/// What the evaluator is asked. Its `Debug` is a case for the corpus, ready but for its name.
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

fn other_layers(policies: &mut Policies, request: &Request, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<()> {
    let layer = |policy_type: PolicyType, u: &mut Unstructured<'_>| {
        let restricted = policy_type == PolicyType::Rcp || one_in(3, u)?;
        if restricted { policy::policy(policy_type, world, shape, u) } else { Ok(policy::about_everything(Effect::Allow, policy_type)) }
    };
    // Resources of AWS Batch and actions without resource carry no policy (GRAM-046).
    if matches!(request.action.service().as_str(), "s3" | "kms") {
        if u.arbitrary()? {
            policies.resource = Some(layer(PolicyType::Resource, u)?);
        }
        if one_in(3, u)? {
            policies.rcp = Some(vec![vec![layer(PolicyType::Rcp, u)?]]);
        }
    }
    if one_in(3, u)? {
        policies.boundary = Some(layer(PolicyType::Boundary, u)?);
    }
    // A user's own credentials take none (SESS-010).
    let in_session = matches!(request.principal, Principal::RoleSession { .. } | Principal::FederatedUser { .. });
    if in_session && one_in(3, u)? {
        policies.session = Some(vec![layer(PolicyType::Session, u)?]);
    }
    if one_in(3, u)? {
        let mut levels = vec![vec![layer(PolicyType::Scp, u)?]];
        if u.arbitrary()? {
            levels.push(vec![layer(PolicyType::Scp, u)?, layer(PolicyType::Scp, u)?]);
        }
        policies.scp = Some(levels);
    }
    if one_in(6, u)? {
        policies.endpoint = Some(layer(PolicyType::Endpoint, u)?);
    }
    if one_in(8, u)? {
        policies.organization.management_account = Some((*u.choose(&ACCOUNTS)?).to_owned());
    }
    Ok(())
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

    /// Would a policy of this layer be looked at for this request (EVAL-016, EVAL-027 to EVAL-037, GRAM-046)?
    pub fn applies(&self, layer: Layer) -> bool {
        let service = self.request.action.service();
        let principal = &self.request.principal;
        let management = self.policies.organization.management_account.as_deref();
        let managed = |account: Option<&str>| management.is_some() && account == management;
        match layer {
            Layer::Identity | Layer::Boundary => self.request.principal.has_identity(),
            Layer::Session => matches!(self.request.principal, Principal::RoleSession { .. } | Principal::FederatedUser { .. }),
            Layer::Resource => service != "batch",
            Layer::Rcp => {
                let owner = self.request.owner().or(principal.account());
                matches!(service.as_str(), "s3" | "kms") && !principal.is_service_linked_role() && !managed(owner)
            }
            Layer::Scp => principal.account().is_some() && !principal.is_service_linked_role() && !managed(principal.account()),
            Layer::Endpoint => true,
        }
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
    // Printed strings hold no line breaks, so that indentation can go without a look at them.
    let text: String = print(policy).lines().map(str::trim_start).collect();
    let environment = Environment { scp_quota: Some(RAW_DOCUMENT), ..Environment::default() };
    let profile = Profile { session_policy_length: SessionPolicyLength::AssumeRoleUnlimited, ..Profile::default() };
    parse_in(&text, policy.policy_type, &environment, &profile)
        .unwrap_or_else(|errors| panic!("IAM would not store the changed policy: {text}\n{errors:?}"))
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let management = self.policies.organization.management_account.as_ref();
        let organization =
            management.map_or(String::new(), |account| format!(",\n\"organization\": {{ \"managementAccount\": \"{account}\" }}"));
        let profile = PRESETS.iter().find(|name| **name != "default" && Profile::preset(name) == Some(self.profile));
        let profile = profile.map_or(String::new(), |name| format!(",\n\"profile\": {{ \"preset\": \"{name}\" }}"));
        write!(
            f,
            "{{ \"name\": \"\", \"why\": \"\", \"rules\": [], \"evidence\": \"inferred\",\n\"policies\": {}{organization},\n\"request\": {}{profile},\n\
             \"expect\": {{ \"decision\": \"{}\" }} }}",
            policies_text(&self.policies),
            request_value(&self.request),
            self.outcome().name(),
        )
    }
}

fn policies_text(policies: &Policies) -> String {
    let list = |policies: &[Policy]| format!("[{}]", policies.iter().map(print).collect::<Vec<_>>().join(", "));
    let levels = |levels: &Vec<Vec<Policy>>| format!("[{}]", levels.iter().map(|level| list(level)).collect::<Vec<_>>().join(", "));
    let members = [
        ("identity", Some(list(&policies.identity))),
        ("resource", policies.resource.as_ref().map(print)),
        ("boundary", policies.boundary.as_ref().map(print)),
        ("session", policies.session.as_ref().map(|policies| list(policies))),
        ("scp", policies.scp.as_ref().map(levels)),
        ("rcp", policies.rcp.as_ref().map(levels)),
        ("endpoint", policies.endpoint.as_ref().map(print)),
    ];
    let members = members.into_iter().filter_map(|(name, text)| text.map(|text| format!("\"{name}\": {text}")));
    format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
}

fn request_value(request: &Request) -> Value {
    let mut value = json!({
        "principal": principal_value(&request.principal),
        "action": request.action.as_str(),
        "resource": request.resource.as_str(),
        "context": context_value(&request.context),
    });
    if let Some(account) = &request.resource_account {
        value["resourceAccount"] = json!(account);
    }
    value
}

fn principal_value(principal: &Principal) -> Value {
    match principal {
        Principal::RoleSession { arn: Some(arn), role: Some(role), .. } => json!({ "arn": arn, "role": role }),
        Principal::Service { name } => json!({ "service": name }),
        Principal::Federated { provider } => json!({ "federated": provider }),
        Principal::FederatedUser { arn, issuer: Some(issuer) } => json!({ "arn": arn, "issuer": issuer }),
        Principal::User { .. }
        | Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Anonymous => json!(principal.name()),
    }
}

/// A context as a case has it.
pub fn context_value(context: &Context) -> Value {
    let value = |value: &ContextValue| match value {
        ContextValue::One(text) => json!(text),
        ContextValue::Many(list) => json!(list),
    };
    context.iter().map(|(name, content)| (name.to_owned(), value(content))).collect::<serde_json::Map<_, _>>().into()
}
