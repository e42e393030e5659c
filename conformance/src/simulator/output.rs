//! What the two operations return (MSG-018, MSG-022 to MSG-027).

use serde_json::{Map, Value, json};
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::decision::{Decision, Layer, Outcome, StatementId, Traced};
use verdict_evaluator::policy::variable::{Part, parts};
use verdict_evaluator::policy::{Effect, Policy, Statement};
use verdict_evaluator::profile::SimulatorResults;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;
use verdict_evaluator::span::line_and_column;

use super::scenario::Scenario;
use super::template;

/// Where the policies of a simulation come from. Statements of policies without origin are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Origins {
    /// Of the identity-based policies, in their order.
    pub identity: Vec<Origin>,
    /// Of the permissions boundary.
    pub boundary: Option<Origin>,
    /// Of the resource's policy.
    pub resource: Option<Origin>,
}

/// Where one policy comes from (MSG-023, MSG-024).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// `SourcePolicyId`
    pub id: String,
    /// `SourcePolicyType`
    pub source_type: &'static str,
    /// The text it was read from, for lines and columns.
    pub text: String,
}

impl Origins {
    /// Policies as they stand in the lists of an input: `PolicyInputList.1` and so on.
    pub fn listed(identity: impl IntoIterator<Item = String>, boundary: Option<String>, resource: Option<String>) -> Self {
        let origin = |id: &str, source_type, text| Origin { id: id.to_owned(), source_type, text };
        let numbered = identity.into_iter().enumerate();
        Self {
            identity: numbered.map(|(index, text)| origin(&format!("PolicyInputList.{}", index + 1), "none", text)).collect(),
            boundary: boundary.map(|text| origin("PermissionsBoundaryPolicyInputList.1", "none", text)),
            resource: resource.map(|text| origin("ResourcePolicy", "resource", text)),
        }
    }

    fn of(&self, at: StatementId) -> Option<&Origin> {
        match at.layer {
            Layer::Identity => self.identity.get(at.policy),
            Layer::Boundary => self.boundary.as_ref(),
            Layer::Resource => self.resource.as_ref(),
            Layer::Rcp | Layer::Scp | Layer::Endpoint | Layer::Session => None,
        }
    }
}

/// Are calls from one account to another told apart (MSG-028)?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CrossAccount {
    /// Yes.
    Evaluated,
    /// No: every resource is the caller's.
    LeftOut,
}

/// One action on one resource, decided.
#[derive(Clone, Debug)]
pub struct Simulated {
    action: String,
    resource: Resource,
    outcome: Outcome,
    /// The statements that determine the decision.
    matched: Vec<StatementId>,
    missing: Vec<String>,
    /// Does the boundary allow? `None` without one.
    by_boundary: Option<bool>,
    /// Do the service control policies allow? `None` without any.
    by_organizations: Option<bool>,
    /// What each side of a call across accounts says.
    sides: Option<[(&'static str, Outcome); 2]>,
}

impl Simulated {
    /// What a decision says in a simulation's terms.
    pub fn new(request: &Request, decision: &Decision, policies: &Policies, across: CrossAccount) -> Self {
        let by_organizations = organizations_allow(decision, policies);
        let foreign = request.owner().zip(request.principal.account()).is_some_and(|(owner, own)| owner != own);
        let told = foreign && across == CrossAccount::Evaluated && by_organizations != Some(false);
        let side = |layer| any_outcome(of_layer(decision, layer));
        Self {
            action: request.action.as_str().to_owned(),
            resource: request.resource.clone(),
            outcome: decision.outcome,
            matched: matched(decision),
            missing: missing(policies, request),
            by_boundary: policies.boundary.as_ref().map(|_| side(Layer::Boundary) == Outcome::Allowed),
            by_organizations,
            sides: told.then(|| [("identity", side(Layer::Identity)), ("resource", side(Layer::Resource))]),
        }
    }
}

impl Simulated {
    /// The same without statements of a layer that took part in the decision only as an assumption.
    pub(super) fn without_statements_of(mut self, layer: Layer) -> Self {
        self.matched.retain(|at| at.layer != layer);
        self
    }
}

/// Matching Allows of an allowed call, matching Denies of an explicitly denied one, nothing else; never of service control policies
/// (MSG-023). A boundary's Allow permits and does not grant.
fn matched(decision: &Decision) -> Vec<StatementId> {
    let determines = |traced: &&Traced| {
        let granting = matches!(traced.at.layer, Layer::Identity | Layer::Resource);
        traced.answer.applies
            && match decision.outcome {
                Outcome::Allowed => traced.effect == Effect::Allow && granting,
                Outcome::ExplicitDeny => traced.effect == Effect::Deny && (granting || traced.at.layer == Layer::Boundary),
                Outcome::ImplicitDeny => false,
            }
    };
    decision.trace.iter().filter(determines).map(|traced| traced.at).collect()
}

fn of_layer(decision: &Decision, layer: Layer) -> impl Iterator<Item = &Traced> {
    decision.trace.iter().filter(move |traced| traced.at.layer == layer)
}

/// What statements that are alternatives come to.
fn any_outcome<'a>(statements: impl Iterator<Item = &'a Traced>) -> Outcome {
    let outcomes = statements.filter(|traced| traced.answer.applies).map(|traced| match traced.effect {
        Effect::Deny => Outcome::ExplicitDeny,
        Effect::Allow => Outcome::Allowed,
    });
    outcomes.min().unwrap_or(Outcome::ImplicitDeny)
}

/// Every level must allow (MSG-026); `None` if the simulation has no service control policies, or none that bind the caller.
fn organizations_allow(decision: &Decision, policies: &Policies) -> Option<bool> {
    let levels = policies.scp.as_ref().filter(|levels| !levels.is_empty())?;
    let written = levels.iter().flatten().any(|policy| !policy.statements.is_empty());
    if written && of_layer(decision, Layer::Scp).next().is_none() {
        return None;
    }
    let at_level = |level| any_outcome(of_layer(decision, Layer::Scp).filter(move |traced| traced.at.level == level));
    Some((0..levels.len()).all(|level| at_level(level) == Outcome::Allowed))
}

/// The keys that identity-based and resource-based policies name and the request does not carry, each once (MSG-025).
fn missing(policies: &Policies, request: &Request) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for key in policies.identity.iter().chain(&policies.resource).flat_map(keys) {
        let known = request.context.get(key).is_some() || missing.iter().any(|known| known.eq_ignore_ascii_case(key));
        if !known {
            missing.push(key.to_owned());
        }
    }
    missing
}

/// All condition keys that a policy names, those of variables included.
fn keys(policy: &Policy) -> Vec<&str> {
    let variables = policy.language().has_variables();
    policy.statements.iter().flat_map(|statement| keys_of_statement(statement, variables)).collect()
}

fn keys_of_statement(statement: &Statement, variables: bool) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut of_text = |text| if variables { variable_names(text) } else { Vec::new() };
    if let Some(resource) = &statement.resource {
        keys.extend(resource.content().texts().flat_map(&mut of_text));
    }
    for test in statement.condition.iter().flat_map(|condition| &condition.clauses).flat_map(|clause| &clause.tests) {
        keys.push(test.key.as_str());
        keys.extend(test.values.iter().flat_map(|value| of_text(&value.text)));
    }
    keys
}

fn variable_names(text: &str) -> Vec<&str> {
    let name = |part| match part {
        Part::Variable { name, .. } => Some(name),
        Part::Text(_) | Part::Escape(_) | Part::Malformed(_) => None,
    };
    parts(text).filter_map(|(_, part)| name(part)).collect()
}

/// The whole response: the results of the page, and where to continue.
pub(super) fn response(groups: &[Vec<Simulated>], scenario: &Scenario<'_>) -> Value {
    let writer = Writer { policies: &scenario.policies, origins: &scenario.origins };
    let result = |group: &Vec<Simulated>| match scenario.profile.simulator_results {
        SimulatorResults::OnePerAction => writer.action(group),
        SimulatorResults::OnePerResource => writer.resource(group),
    };
    let next = scenario.next();
    let results: Vec<Value> = groups.iter().map(result).collect();
    let mut response = json!({ "EvaluationResults": results, "IsTruncated": next.is_some() });
    if let Some(next) = next {
        response["Marker"] = json!(next.to_string());
    }
    response
}

/// A response with one result.
pub(super) fn single(simulated: &Simulated, policies: &Policies, origins: &Origins) -> Value {
    let result = Writer { policies, origins }.action(std::slice::from_ref(simulated));
    json!({ "EvaluationResults": [result], "IsTruncated": false })
}

/// Writes results; policies and origins give statements their places.
struct Writer<'a> {
    policies: &'a Policies,
    origins: &'a Origins,
}

impl Writer<'_> {
    /// One result for an action, whatever the number of resources (MSG-022).
    fn action(&self, group: &[Simulated]) -> Value {
        let resources: Vec<&Resource> = group.iter().map(|one| &one.resource).collect();
        let action = group.first().map(|one| one.action.as_str()).unwrap_or_default();
        self.result(group, &template::name(action, &resources))
    }

    /// One result for an action and a resource, in the other reading of MSG-022.
    fn resource(&self, group: &[Simulated]) -> Value {
        self.result(group, group.first().map_or("*", |one| one.resource.as_str()))
    }

    fn result(&self, group: &[Simulated], name: &str) -> Value {
        let outcome = group.iter().map(|one| one.outcome).min().unwrap_or(Outcome::ImplicitDeny);
        let determining = group.iter().filter(|one| one.outcome == outcome);
        let mut result = Map::new();
        result.insert("EvalActionName".to_owned(), json!(group.first().map(|one| &one.action)));
        result.insert("EvalResourceName".to_owned(), json!(name));
        result.insert("EvalDecision".to_owned(), json!(outcome.name()));
        result.insert("MatchedStatements".to_owned(), self.statements(determining.flat_map(|one| one.matched.iter().copied())));
        result.insert("MissingContextValues".to_owned(), union(group.iter().flat_map(|one| &one.missing)));
        insert_details(&mut result, group);
        let details = decision_details(group);
        result.extend(details.map(|details| ("EvalDecisionDetails".to_owned(), details)));
        if group.iter().any(|one| one.resource != Resource::Any) {
            let specific: Vec<Value> = group.iter().map(|one| self.specific(one)).collect();
            result.insert("ResourceSpecificResults".to_owned(), json!(specific));
        }
        Value::Object(result)
    }

    /// An entry of `ResourceSpecificResults`.
    fn specific(&self, one: &Simulated) -> Value {
        let mut result = Map::new();
        result.insert("EvalResourceName".to_owned(), json!(one.resource.as_str()));
        result.insert("EvalResourceDecision".to_owned(), json!(one.outcome.name()));
        result.insert("MatchedStatements".to_owned(), self.statements(one.matched.iter().copied()));
        result.insert("MissingContextValues".to_owned(), json!(one.missing));
        if let Some(sides) = &one.sides {
            result.insert("EvalDecisionDetails".to_owned(), by_source(sides));
        }
        if let Some(allowed) = one.by_boundary {
            result.insert("PermissionsBoundaryDecisionDetail".to_owned(), json!({ "AllowedByPermissionsBoundary": allowed }));
        }
        Value::Object(result)
    }

    /// References to statements, each once.
    fn statements(&self, statements: impl Iterator<Item = StatementId>) -> Value {
        let mut seen = Vec::new();
        for at in statements {
            if !seen.contains(&at) {
                seen.push(at);
            }
        }
        Value::Array(seen.into_iter().filter_map(|at| self.statement(at)).collect())
    }

    /// Start is the place of the statement's brace, end the place behind its closing brace.
    fn statement(&self, at: StatementId) -> Option<Value> {
        let origin = self.origins.of(at)?;
        let span = self.policy(at)?.statements.iter().find(|statement| statement.index == at.statement)?.span;
        let place = |offset| {
            let (line, column) = line_and_column(&origin.text, offset);
            json!({ "Line": line, "Column": column })
        };
        Some(json!({
            "SourcePolicyId": origin.id,
            "SourcePolicyType": origin.source_type,
            "StartPosition": place(span.start),
            "EndPosition": place(span.end),
        }))
    }

    fn policy(&self, at: StatementId) -> Option<&Policy> {
        match at.layer {
            Layer::Identity => self.policies.identity.get(at.policy),
            Layer::Boundary => self.policies.boundary.as_ref(),
            Layer::Resource => self.policies.resource.as_ref(),
            Layer::Rcp | Layer::Scp | Layer::Endpoint | Layer::Session => None,
        }
    }
}

/// Texts, each once.
fn union<'a>(texts: impl Iterator<Item = &'a String>) -> Value {
    let mut seen: Vec<&String> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    json!(seen)
}

/// Boundary and organization, each only if it takes part; of several resources the most restrictive answer (MSG-026).
fn insert_details(result: &mut Map<String, Value>, group: &[Simulated]) {
    let all = |answers: Vec<bool>| if answers.is_empty() { None } else { Some(answers.into_iter().all(|allowed| allowed)) };
    if let Some(allowed) = all(group.iter().filter_map(|one| one.by_organizations).collect()) {
        result.insert("OrganizationsDecisionDetail".to_owned(), json!({ "AllowedByOrganizations": allowed }));
    }
    if let Some(allowed) = all(group.iter().filter_map(|one| one.by_boundary).collect()) {
        result.insert("PermissionsBoundaryDecisionDetail".to_owned(), json!({ "AllowedByPermissionsBoundary": allowed }));
    }
}

/// Filled across accounts, empty for ARNs within one account, absent for `*` there and if a service control policy denies (MSG-027).
fn decision_details(group: &[Simulated]) -> Option<Value> {
    if group.iter().any(|one| one.by_organizations == Some(false)) {
        return None;
    }
    let sides: Vec<(&str, Outcome)> = group.iter().flat_map(|one| one.sides.into_iter().flatten()).collect();
    let named = group.iter().any(|one| one.resource != Resource::Any);
    (named || !sides.is_empty()).then(|| by_source(&sides))
}

/// Of several answers of one source the most restrictive.
fn by_source(sides: &[(&str, Outcome)]) -> Value {
    let mut lowest: std::collections::BTreeMap<&str, Outcome> = std::collections::BTreeMap::new();
    for (source, outcome) in sides {
        let kept = lowest.entry(source).or_insert(*outcome);
        *kept = (*kept).min(*outcome);
    }
    lowest.into_iter().map(|(source, outcome)| (source.to_owned(), json!(outcome.name()))).collect::<Map<_, _>>().into()
}
