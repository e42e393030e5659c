//! The question that an input asks: which policies take part, and one request for each action and resource.

use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::{InputError, Policies, authorize, check_input};
use verdict_evaluator::context::global;
use verdict_evaluator::decision::Layer;
use verdict_evaluator::policy::{Environment, Policy, PolicyType, parse_in};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::{Profile, SimulatorResults, SimulatorScope};
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;
use verdict_evaluator::span::{Span, Spanned, line_and_column};

use super::account::{Account, Attachment, Entity};
use super::input::exclusion::{ExcludedType, is_aws_managed};
use super::input::{Input, is_role};
use super::output::{CrossAccount, Origin, Origins, Simulated};
use super::{code, coded};
use crate::case::PolicyText;
use crate::fault::Fault;
use crate::reading::Read;

/// An input with its policies read.
pub(super) struct Scenario<'a> {
    input: &'a Input,
    pub(super) profile: &'a Profile,
    pub(super) policies: Policies,
    pub(super) origins: Origins,
}

/// A policy and where it comes from.
type Given = (Policy, Origin);

impl<'a> Scenario<'a> {
    /// Reads all policies.
    pub(super) fn new(input: &'a Input, account: &Account, profile: &'a Profile) -> Read<Self> {
        let mut scenario = Self { input, profile, policies: Policies::default(), origins: Origins::default() };
        let mut faults = Vec::new();
        if let Some(source) = &input.policy_source {
            let Some(entity) = account.find(source) else {
                let fault = Fault::new(format!("there is no entity `{}`", **source), source.span);
                return Err(coded(vec![fault], code::NO_SUCH_ENTITY));
            };
            faults.extend(scenario.add_entity(entity, account, source.span).err().into_iter().flatten());
        }
        faults.extend(scenario.add_input().err().into_iter().flatten());
        if faults.is_empty() { Ok(scenario) } else { Err(coded(faults, code::INVALID_INPUT)) }
    }

    /// The policies of the entity and of its groups, its boundary, and the service control policies, without the excluded ones (MSG-020).
    fn add_entity(&mut self, entity: &Entity, account: &Account, place: Span) -> Read<()> {
        let groups = entity.groups.iter().filter_map(|arn| account.find(arn));
        for holder in std::iter::once(entity).chain(groups) {
            self.add_attached(holder, place)?;
        }
        if let Some((arn, text)) = entity.boundary.as_ref().filter(|_| !self.input.exclusions.has_type(ExcludedType::Boundary)) {
            let given = self.stored(text, PolicyType::Boundary, managed_origin(arn), place)?;
            self.set_boundary(given);
        }
        if let Some(levels) = account.scp.as_ref().filter(|_| !self.input.exclusions.has_type(ExcludedType::Scp)) {
            let texts = levels.iter().map(|level| level.iter().map(|text| Spanned::new(text.text(), place)).collect());
            self.add_scp(&texts.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn add_attached(&mut self, holder: &Entity, place: Span) -> Read<()> {
        let Some((kind, name)) = holder.kind_and_name() else { return Ok(()) };
        for (attachment, text) in &holder.policies {
            if self.input.exclusions.covers(attachment, kind, name) {
                continue;
            }
            let origin = match attachment {
                Attachment::Inline { name: policy } => (format!("{}_{name}_{policy}", kind.name()), kind.name()),
                Attachment::Managed { arn } => managed_origin(arn),
            };
            let given = self.stored(text, PolicyType::Identity, origin, place)?;
            self.add_identity(given);
        }
        Ok(())
    }

    /// What stands in the input itself. Its boundary replaces the attached one.
    fn add_input(&mut self) -> Read<()> {
        for (index, text) in self.input.policies.iter().enumerate() {
            let given = self.listed(text, PolicyType::Identity, format!("PolicyInputList.{}", index + 1), "none")?;
            self.add_identity(given);
        }
        if let Some(text) = &self.input.boundary {
            let given = self.listed(text, PolicyType::Boundary, "PermissionsBoundaryPolicyInputList.1".to_owned(), "none")?;
            self.set_boundary(given);
        }
        if let Some(levels) = &self.input.organization {
            self.add_scp(levels)?;
        }
        if let Some(text) = &self.input.resource_policy {
            let assumes = self.input.actions.iter().any(is_assumption);
            let policy_type = if assumes { PolicyType::Trust } else { PolicyType::Resource };
            let (policy, origin) = self.listed(text, policy_type, "ResourcePolicy".to_owned(), "resource")?;
            self.policies.resource = Some(policy);
            self.origins.resource = Some(origin);
        }
        Ok(())
    }

    fn add_identity(&mut self, (policy, origin): Given) {
        self.policies.identity.push(policy);
        self.origins.identity.push(origin);
    }

    fn set_boundary(&mut self, (policy, origin): Given) {
        self.policies.boundary = Some(policy);
        self.origins.boundary = Some(origin);
    }

    /// The older simulator does not evaluate service control policies with global condition keys (MSG-028); a level that has only such
    /// policies is left out.
    fn add_scp(&mut self, levels: &[Vec<Spanned<String>>]) -> Read<()> {
        let mut read = Vec::new();
        for texts in levels {
            let policies = texts.iter().map(|text| self.policy(text, PolicyType::Scp)).collect::<Read<Vec<_>>>()?;
            let empty = policies.is_empty();
            let left = self.profile.simulator_scope == SimulatorScope::OlderGuide;
            let kept: Vec<Policy> = policies.into_iter().filter(|policy| !(left && has_global_key(policy))).collect();
            if empty || !kept.is_empty() {
                read.push(kept);
            }
        }
        self.policies.scp = Some(read);
        Ok(())
    }

    /// A policy of an entity.
    fn stored(&self, text: &PolicyText, policy_type: PolicyType, (id, source_type): (String, &'static str), place: Span) -> Read<Given> {
        self.listed(&Spanned::new(text.text(), place), policy_type, id, source_type)
    }

    fn listed(&self, text: &Spanned<String>, policy_type: PolicyType, id: String, source_type: &'static str) -> Read<Given> {
        let policy = self.policy(text, policy_type)?;
        Ok((policy, Origin { id, source_type, text: text.value.clone() }))
    }

    /// A policy that IAM would not store cannot be simulated. The fault lies in the input where the policy's text stands.
    fn policy(&self, text: &Spanned<String>, policy_type: PolicyType) -> Read<Policy> {
        parse_in(text, policy_type, &Environment::default(), self.profile).map_err(|errors| {
            let fault = |error: &verdict_evaluator::policy::ParseError| {
                let (line, column) = line_and_column(text, error.span.start);
                let help = format!("{} at line {line}, column {column} of the policy", error.code());
                Fault { rule: Some(error.kind.words().rule), ..Fault::new(error.to_string(), text.span).with_help(help) }
            };
            errors.iter().map(fault).collect()
        })
    }

    /// The results of the page, each with what it is about: an action on all resources, or on one in the other reading of MSG-022.
    pub(super) fn play(&self) -> Read<Vec<Vec<Simulated>>> {
        let page = self.input.page;
        let wanted = self.groups().skip(page.first).take(page.most);
        let on_all = |(action, resources): (&Action, &[Resource])| resources.iter().map(|resource| self.one(action, resource)).collect();
        wanted.map(on_all).collect::<Read<_>>().map_err(|faults| coded(faults, code::INVALID_INPUT))
    }

    /// Where the next page starts, if there is one.
    pub(super) fn next(&self) -> Option<usize> {
        let behind = self.input.page.first.saturating_add(self.input.page.most);
        self.groups().nth(behind).map(|_| behind)
    }

    /// What each result is about, in their order.
    fn groups(&self) -> impl Iterator<Item = (&Action, &[Resource])> {
        let resources = self.input.resources.as_slice();
        let together = match self.profile.simulator_results {
            SimulatorResults::OnePerAction => resources.len().max(1),
            SimulatorResults::OnePerResource => 1,
        };
        self.input.actions.iter().flat_map(move |action| resources.chunks(together).map(move |some| (action, some)))
    }

    fn one(&self, action: &Action, resource: &Resource) -> Read<Simulated> {
        let request = self.request(action, resource);
        let policies = self.policies_for(&request);
        let across = match self.profile.simulator_scope {
            SimulatorScope::ApiModel => CrossAccount::Evaluated,
            SimulatorScope::OlderGuide => CrossAccount::LeftOut,
        };
        // A policy that the resource cannot have is not applicable to it (MSG-019, GRAM-046).
        if let Some(error) =
            check_input(&policies, &request, self.profile).into_iter().find(|error| *error == InputError::BatchResourcePolicy)
        {
            let span = self.input.resource_policy.as_ref().map_or(Span::default(), |text| text.span);
            return Err(vec![Fault { rule: Some(error.rule()), ..Fault::new(error.to_string(), span) }]);
        }
        let decision = authorize(&policies, &request, self.profile);
        let simulated = Simulated::new(&request, &decision, &policies, across);
        Ok(if is_assumption(action) { simulated.without_statements_of(Layer::Resource) } else { simulated })
    }

    /// Without `CallerArn` the caller is a user of the account that owns the resource; without `ResourceOwner` the caller's account owns
    /// what does not name its owner.
    fn request(&self, action: &Action, resource: &Resource) -> Request {
        let named = Request {
            principal: Principal::Anonymous,
            action: action.clone(),
            resource: resource.clone(),
            resource_account: None,
            context: self.input.context.clone(),
        };
        let owner = named.owner().map(str::to_owned).or_else(|| self.input.owner.clone());
        let principal = self.input.caller.clone().unwrap_or_else(|| unnamed_user(owner.as_deref()));
        let callers = principal.account().map(str::to_owned);
        let resource_account = match self.profile.simulator_scope {
            SimulatorScope::ApiModel => owner.or(callers),
            SimulatorScope::OlderGuide => callers,
        };
        Request { principal, resource_account, ..named }
    }

    /// For `sts:Assume*` the target is taken to trust the caller's account, whatever its trust policy says; for calls of a role there is no
    /// resource-based policy (MSG-028).
    fn policies_for(&self, request: &Request) -> Policies {
        let mut policies = self.policies.clone();
        if is_assumption(&request.action) {
            policies.resource = trusting(request.principal.account().unwrap_or_default());
        } else if is_role(&request.principal) {
            policies.resource = None;
        }
        policies
    }
}

/// `sts:AssumeRole` and its kind.
pub(super) fn is_assumption(action: &Action) -> bool {
    action.as_str().to_ascii_lowercase().starts_with("sts:assume")
}

/// Does any condition of the policy name a global key?
pub(super) fn has_global_key(policy: &Policy) -> bool {
    let clauses = policy.statements.iter().flat_map(|statement| &statement.condition).flat_map(|condition| &condition.clauses);
    clauses.flat_map(|clause| &clause.tests).any(|test| global::find(&test.key).is_some())
}

/// A trust policy that names an account and so leaves the decision to its identity-based policies.
fn trusting(account: &str) -> Option<Policy> {
    let text = format!(
        r#"{{ "Version": "2012-10-17", "Statement": {{ "Effect": "Allow", "Principal": {{ "AWS": "{account}" }}, "Action": "sts:AssumeRole*" }} }}"#
    );
    parse_in(&text, PolicyType::Trust, &Environment::default(), &Profile::default()).ok()
}

/// A user that no policy names.
fn unnamed_user(account: Option<&str>) -> Principal {
    Principal::User { arn: format!("arn:aws:iam::{}:user/simulated", account.unwrap_or("123456789012")), id: None }
}

/// A managed policy is called by its name, without path.
fn managed_origin(arn: &str) -> (String, &'static str) {
    let name = arn.rsplit('/').next().unwrap_or(arn).to_owned();
    (name, if is_aws_managed(arn) { "aws-managed" } else { "user-managed" })
}
