//! AWS Batch: what one call asks for.
//!
//! IAM answers questions of one kind: may this principal do this action on this resource, under these keys? A call of AWS Batch is several such
//! questions. This chapter says which, how they come to one answer, and where the service model has gaps that somebody had to fill.
//!
//! # Call → checks → decision
//!
//! [`plan`] takes a [`Call`]: an operation, its input as the API takes it, who calls from where, and what exists already. It
//! gives [`Check`]s, each an action, one resource and a context of its own. [`decide_call`](super::decide_call) asks
//! [`authorize`](crate::authorizer::authorize) about each, and the call is the lowest of the answers: one denied check denies the call
//! (EVAL-051). Different statements may allow different checks (BATCH-020, BATCH-046).
//!
//! ```
//! use verdict_evaluator::json;
//! use verdict_evaluator::profile::Profile;
//! use verdict_evaluator::service::{Call, Caller, State, checks};
//!
//! let input = r#"{ "jobDefinitionName": "mpi", "type": "multinode", "nodeProperties": { "numNodes": 4, "mainNode": 0,
//!   "nodeRangeProperties": [ { "targetNodes": "0:0", "container": { "image": "main", "jobRoleArn": "mpi-job" } },
//!                            { "targetNodes": "1:", "container": { "image": "worker", "privileged": true } } ] } }"#;
//! let call = Call {
//!     operation: "RegisterJobDefinition".into(),
//!     input: json::read(input).node.unwrap(),
//!     caller: Caller { partition: "aws".into(), region: "us-east-1".into(), account: "123456789012".into() },
//!     state: State::default(),
//! };
//! let checks = checks(&call, &Profile::default()).unwrap();
//! let units: Vec<Option<&str>> = checks.iter().map(|check| check.unit.as_deref()).collect();
//! assert_eq!(units, [
//!     Some("nodeProperties.nodeRangeProperties[0].container"),
//!     Some("nodeProperties.nodeRangeProperties[1].container"),
//!     None, // iam:PassRole on role/mpi-job
//! ]);
//! assert!(checks[0].context.get("batch:Privileged").is_none(), "what the input does not say is no key (BATCH-058)");
//! ```
//!
//! An input that the API does not take is refused, with every fault and its JSON path: names, types and required members are those of the API
//! model. Values that only the service refuses (an unknown log driver, a reserved tag, an unmanaged environment without service role) are
//! noted, since a call is authorized before it is judged (TAG-022, BATCH-103).
//!
//! # Units
//!
//! A *unit* is one container. In RegisterJobDefinition it is each container of `containerProperties`, `ecsProperties`, `eksProperties` and of
//! every node range, init containers and sidecars included (BATCH-042, BATCH-051, BATCH-052); a range is one unit, however many nodes it has
//! (BATCH-050). Each is a check with the keys of that container only. Values of two units never meet, and never become a list (BATCH-043):
//! that is why the documented Deny on an image *and* a log driver needs one container with both (BATCH-047), and why two statements with one
//! key each deny more (BATCH-048). Without any unit there is one check without container keys (BATCH-049).
//!
//! In SubmitJob only an override is a unit: a container of an EKS pod whose image is overridden, or any overridden container of a pod whose
//! namespace is, or that pod itself (BATCH-032, BATCH-033, BATCH-034). Overrides of ECS containers cannot carry anything that is a key
//! (BATCH-031), and the definition that runs is not read (BATCH-035).
//!
//! # Resources
//!
//! A name is completed with the partition, Region and account of the caller, an ARN is used as it stands (BATCH-018, BATCH-102). Every resource
//! that a call names and whose type its action has is a check: the queue and the job definition of SubmitJob (BATCH-021), each compute
//! environment of CreateJobQueue (BATCH-084), each consumable resource, once for each unit that uses it (BATCH-036), the queue and the share
//! of CreateQuotaShare (BATCH-087), every job of a bulk operation, with the singular action (BATCH-004). What has no identifier yet is
//! `service-job/*`, with a literal asterisk (BATCH-097). Eleven actions have no resource type and are checked on `*` (BATCH-006).
//!
//! A job definition is checked as the caller wrote it: without revision if none is named (BATCH-022), and always without at registration
//! (BATCH-040). Both are disputed.
//!
//! # Tags
//!
//! | tags | become | seen by |
//! | --- | --- | --- |
//! | `tags` of the call | aws:RequestTag, aws:TagKeys | every check of the creating action (TAG-001, TAG-029), and batch:TagResource, which they make necessary (TAG-002) |
//! | `computeResources.tags` | batch:ComputeResourcesTag, batch:ComputeResourcesTagKeys | the main check (BATCH-079, BATCH-080, TAG-019) |
//! | `computeResources.capacityTags` | aws:RequestTag, aws:TagKeys | batch:SetCapacityTags, which they make necessary (BATCH-098, TAG-020) |
//! | tags that a resource has, from the state | aws:ResourceTag | the check on that resource (TAG-010); never one on a new resource (TAG-023), on a definition without revision (TAG-011) or on a child job (TAG-017) |
//!
//! SubmitJob with tags is checked for batch:TagResource on the job definition, not on the job (TAG-006).
//!
//! # Roles
//!
//! Each role that a call names makes a check of iam:PassRole with iam:PassedToService, the service that will use it (ROLE-002, ROLE-030):
//! batch.amazonaws.com for a service role, ec2.amazonaws.com for the role inside an instance profile, spotfleet.amazonaws.com,
//! ecs.amazonaws.com for infrastructure, ecs-tasks.amazonaws.com for job and execution roles, sagemaker.amazonaws.com for the role in the
//! payload of a service job (ROLE-003, ROLE-007 to ROLE-010, ROLE-014). Equal roles are one check (ROLE-011). Which role an instance profile
//! holds must be said by the state; else the check stays open and the call is [`Undetermined`](super::CallOutcome::Undetermined), unless
//! something else denies it. A first compute or service environment needs iam:CreateServiceLinkedRole if the state says that the role is
//! missing (ROLE-004, ROLE-033); an EKS environment needs eks:DescribeCluster (ROLE-026).
//!
//! # What needs no code of its own
//!
//! Much that the rule book says of AWS Batch follows from the checks and the general rules. An ARN never covers an action without resource type,
//! while NotResource does (BATCH-007 to BATCH-010); patterns reach as far as their letters (BATCH-015, BATCH-023, BATCH-024, BATCH-026); what is no
//! key and no check decides nothing: dependencies, priorities, array sizes, the queue of a listing, propagated tags (BATCH-037 to BATCH-039,
//! BATCH-096, TAG-004, TAG-016, TAG-018, ROLE-012, ROLE-013, ROLE-032); key names ignore case and tag values do not (BATCH-078, TAG-013, TAG-015,
//! TAG-027); of a bulk call each element has its own decision (BATCH-005); resource control policies do not reach AWS Batch, endpoint policies do
//! (BATCH-099, BATCH-101); passing a role, trusting a service and what a service-linked role may do are three questions (ROLE-001, ROLE-015 to
//! ROLE-024, ROLE-027, ROLE-029).
//!
//! # What is data
//!
//! All of this stands in `data/batch.json`, read as a [`Model`]: an operation lists its checks, a check its resources with the parameter that
//! names each, its sets of keys with the parameter that feeds each, where its units are, and the rules for it all. A new action, key or
//! parameter is a change of that file. Where sources disagree, an entry of the file holds under one reading only; the switches are those of
//! [`Profile`] from `BATCH-022` on.

mod arn;
mod inspect;
mod key;
mod model;
mod name;
mod path;
pub mod service_linked_role;
mod tags;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::HashSet;

pub use arn::resource_type;
pub use model::{
    ActionFacts, CheckSource, Condition, Form, KeyFacts, KeySource, KeyValue, Model, NoteSource, Operation, PartitionConstants,
    ResourceSource, ResourceTypeFacts, Shape, Substitute, Type, Under, UnitSet, UnitSource, model,
};

use super::error::{CallError, CallErrorKind};
use super::{Call, Check, MOST_CHECKS, MOST_ERRORS, Note, Plan, Target};
use crate::action::Action;
use crate::arn::Arn;
use crate::context::{Context, ContextValue};
use crate::policy::error::closest;
use crate::principal::is_account_id;
use crate::profile::{CreatedResource, Profile, UntypedResource};
use crate::resource::Resource;
use crate::span::Span;

use key::{Fed, applies, case_twins, feed};
use name::{Named, Names};
use path::{Place, is_empty, value};
use unit::{Unit, units};

/// The checks of a call of AWS Batch, with notes.
///
/// # Errors
/// The operation does not exist, or its input is not one that the API takes.
pub fn plan(call: &Call, profile: &Profile) -> Result<Plan, Vec<CallError>> {
    let model = model();
    let operation = model.operation(&call.operation).ok_or_else(|| vec![unknown_operation(model, &call.operation)])?;
    let inspection = inspect::inspect(model, operation, &call.input);
    if !inspection.errors.is_empty() {
        return Err(inspection.errors);
    }
    let plan = Plan { checks: Vec::new(), notes: inspection.notes };
    let mut planner = Planner { call, profile, model, operation, plan, errors: Vec::new(), once: HashSet::new() };
    planner.run();
    if planner.errors.is_empty() { Ok(planner.plan) } else { Err(planner.errors) }
}

fn unknown_operation(model: &'static Model, name: &str) -> CallError {
    let names: Vec<&'static str> = model.operations.iter().map(|operation| operation.name.as_str()).collect();
    let near = closest(&name.replace('-', ""), &names);
    CallError {
        kind: CallErrorKind::UnknownOperation { name: name.to_owned(), closest: near },
        path: String::new(),
        span: Span::default(),
        rule: "BATCH-003",
    }
}

/// A call on its way to its checks.
struct Planner<'a> {
    call: &'a Call,
    profile: &'a Profile,
    model: &'static Model,
    operation: &'static Operation,
    plan: Plan,
    errors: Vec<CallError>,
    /// What makes no second check (ROLE-011, BATCH-036).
    once: HashSet<String>,
}

/// A resource that the call names.
struct NamedResource {
    source: &'static ResourceSource,
    target: Target,
    /// The parameter.
    path: Option<String>,
    /// The node range or node override that names it.
    within: Option<String>,
    /// The keys that only this resource sees: its tags, and those of the model.
    fed: Fed,
}

impl Planner<'_> {
    fn run(&mut self) {
        for source in &self.operation.checks {
            if applies(source.under.as_ref(), self.profile) && self.all_hold(&source.when) {
                self.add_checks(source);
            }
        }
        for note in &self.operation.notes {
            if self.all_hold(&note.when) {
                self.note(String::new(), note.text.clone(), note.rules.iter().map(String::as_str).collect());
            }
        }
        self.note_foreign_accounts();
        if self.plan.checks.is_empty() {
            self.note(String::new(), "the call names nothing, so nothing is checked".to_owned(), vec!["BATCH-004"]);
        }
    }

    /// The checks of one action: each unit on each resource (BATCH-043, BATCH-032).
    fn add_checks(&mut self, source: &'static CheckSource) {
        let request = self.request_keys(source);
        let units = units(self.model, &source.units, &Place::top(&self.call.input), self.profile);
        let resources = self.resources(source);
        if units.len().max(1).saturating_mul(resources.len()) > MOST_CHECKS * 10 {
            return self.fail_on_size();
        }
        for unit in &units {
            for resource in resources.iter().filter(|resource| resource.within.is_none() || resource.within == unit.within) {
                self.add_check(source, &request, Some(unit), resource);
            }
        }
        // A request without any unit makes one check without their keys (BATCH-049), and so does a node range without any (BATCH-036).
        let ranges: HashSet<&str> = units.iter().filter_map(|unit| unit.within.as_deref()).collect();
        for resource in &resources {
            let covered = resource.within.as_deref().map_or(!units.is_empty(), |range| ranges.contains(range));
            if !covered {
                self.add_check(source, &request, None, resource);
            }
        }
    }

    fn add_check(&mut self, source: &'static CheckSource, request: &Fed, unit: Option<&Unit>, resource: &NamedResource) {
        if self.plan.checks.len() >= MOST_CHECKS {
            return self.fail_on_size();
        }
        let Ok(action) = Action::new(&source.action) else { return };
        let parts = [Some(request), unit.map(|unit| &unit.fed), Some(&resource.fed)];
        let mut context = Context::default();
        let mut rules: Vec<&'static str> = resource.source.rules.iter().map(String::as_str).collect();
        for fed in parts.into_iter().flatten() {
            for (name, value) in &fed.entries {
                context.set(name, value.clone());
            }
            rules.extend(&fed.rules);
        }
        let mut seen = HashSet::new();
        rules.retain(|rule| seen.insert(*rule));
        let wildcard = source.creates && self.profile.created_resource == CreatedResource::WildcardOnly;
        let target = if wildcard { Target::Resource(Resource::Any) } else { resource.target.clone() };
        let unit = unit.map(|unit| unit.path.clone());
        if source.once || resource.source.once || wildcard {
            let of = if wildcard { unit.as_deref().unwrap_or_default() } else { "" };
            if !self.once.insert(format!("{}\n{}\n{of}\n{context:?}", source.action, target.as_str())) {
                return;
            }
        }
        self.plan.checks.push(Check { unit, named_by: resource.path.clone(), action, target, context, rules });
    }

    /// The keys of the request: what is fixed, and what its parameters feed.
    fn request_keys(&mut self, source: &'static CheckSource) -> Fed {
        let mut fed = Fed::default();
        let mut add = |constants: &'static [(String, String)]| {
            fed.entries.extend(constants.iter().map(|(key, value)| (key.clone(), ContextValue::One(value.clone()))));
        };
        add(&source.constants);
        let partition = &self.call.caller.partition;
        for special in source.in_partition.iter().filter(|special| special.partition == *partition) {
            if applies(special.under.as_ref(), self.profile) {
                add(&special.constants);
            }
        }
        for name in &source.keys {
            fed.extend(&self.feed(name));
        }
        fed
    }

    fn feed(&mut self, name: &str) -> Fed {
        let set = self.model.key_sets.get(name).map_or(&[][..], Vec::as_slice);
        if let Some((kind, path, span)) = case_twins(set, &self.call.input, self.profile) {
            self.fail(kind, path, span, "COND-018");
        }
        feed(set, &self.call.input, None, self.profile)
    }

    /// The resources that the call names for an action.
    fn resources(&mut self, source: &'static CheckSource) -> Vec<NamedResource> {
        let mut resources = Vec::new();
        for resource in &source.resources {
            let given = |path: &String| !Place::top(&self.call.input).all(path).is_empty();
            if applies(resource.under.as_ref(), self.profile) && !resource.unless.as_ref().is_some_and(given) {
                self.add_resources(resource, &mut resources);
            }
        }
        resources
    }

    fn add_resources(&mut self, source: &'static ResourceSource, resources: &mut Vec<NamedResource>) {
        let names = Names { call: self.call, profile: self.profile };
        if source.resource_type == "*" {
            let target = Target::Resource(self.untyped(names));
            return resources.push(NamedResource { source, target, path: None, within: None, fed: Fed::default() });
        }
        if let Some(id) = &source.id {
            return self.add_named(source, names.fixed(source, id), None, None, resources);
        }
        let from = source.from.as_deref().unwrap_or_default();
        let top = Place::top(&self.call.input);
        let within = source.within.as_deref();
        for range in top.all(within.unwrap_or_default()) {
            let relative = within.and_then(|within| from.strip_prefix(within)?.strip_prefix('.')).unwrap_or(from);
            for place in range.all(relative) {
                let named = names.named(source, &place);
                self.add_named(source, named, Some(&place), within.map(|_| range.path.as_str()), resources);
            }
        }
    }

    fn add_named(
        &mut self,
        source: &'static ResourceSource,
        named: Named,
        place: Option<&Place<'_>>,
        within: Option<&str>,
        resources: &mut Vec<NamedResource>,
    ) {
        let path = place.map(|place| place.path.clone());
        match named {
            Named::Targets(targets) => {
                for target in targets {
                    let fed = self.resource_keys(source, &target);
                    resources.push(NamedResource { source, target, path: path.clone(), within: within.map(str::to_owned), fed });
                }
            }
            Named::Nothing(text) => self.note(path.unwrap_or_default(), text, source.rules.iter().map(String::as_str).collect()),
            Named::Wrong(kind) => {
                let span = place.map_or(self.call.input.span, |place| place.node.span);
                let rule = if matches!(kind, CallErrorKind::NotTaggable { .. }) { "DOC-028" } else { "BATCH-018" };
                self.fail(kind, path.unwrap_or_default(), span, rule);
            }
        }
    }

    /// The keys that one resource sees and others do not.
    fn resource_keys(&mut self, source: &'static ResourceSource, target: &Target) -> Fed {
        let mut fed = Fed::default();
        for name in &source.keys {
            fed.extend(&self.feed(name));
        }
        if let Target::Resource(Resource::Arn(arn)) = target {
            fed.extend(&tags::resource_tags(self.call, source, arn, self.profile));
            let linked = source.form == Form::Role && Arn::new(arn).is_some_and(|arn| arn.linked_service().is_some());
            fed.rules.extend(linked.then_some("ROLE-005"));
        }
        fed
    }

    /// The resource of an action that has no resource type (BATCH-006, DOC-038).
    fn untyped(&self, names: Names<'_>) -> Resource {
        match self.profile.untyped_resource {
            UntypedResource::Star => Resource::Any,
            UntypedResource::PathForm => Resource::Arn(names.batch_arn(&self.operation.path)),
        }
    }

    fn all_hold(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.holds(condition))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let member = |path: &String| value(&self.call.input, path);
        let roles = &self.call.state.service_linked_roles;
        match condition {
            Condition::Given(path) => member(path).is_some(),
            Condition::Filled(path) => member(path).is_some_and(|node| !is_empty(node)),
            Condition::Empty(path) => member(path).is_none_or(is_empty),
            Condition::Is(path, text) => path::text(&self.call.input, path).as_ref() == Some(text),
            Condition::RoleMissing(role) => roles.get(role) == Some(&false),
            Condition::RoleUnsaid(role) => !roles.contains_key(role),
        }
    }

    /// What belongs to another account is named, since no policy of that account can help (BATCH-102, ROLE-028).
    fn note_foreign_accounts(&mut self) {
        let mut seen = HashSet::new();
        let mut notes = Vec::new();
        for check in &self.plan.checks {
            let Target::Resource(resource) = &check.target else { continue };
            let account = resource.arn().map(|arn: Arn<'_>| arn.account).filter(|account| is_account_id(account));
            let Some(account) = account.filter(|account| *account != self.call.caller.account) else { continue };
            if seen.insert(resource.as_str()) {
                let passed = check.action.as_str() == "iam:PassRole";
                let (why, rule) = if passed {
                    ("a role is passed within its account only", "ROLE-028")
                } else {
                    ("no resource of AWS Batch has a policy that could let it in", "BATCH-102")
                };
                let text = format!("{} belongs to account {account}, the caller to {}: {why}", resource.as_str(), self.call.caller.account);
                notes.push(Note { path: check.named_by.clone().unwrap_or_default(), text, rules: vec![rule] });
            }
        }
        notes.truncate(MOST_ERRORS);
        self.plan.notes.extend(notes);
    }

    fn note(&mut self, path: String, text: String, rules: Vec<&'static str>) {
        self.plan.notes.push(Note { path, text, rules });
    }

    fn fail(&mut self, kind: CallErrorKind, path: String, span: Span, rule: &'static str) {
        let error = CallError { kind, path, span, rule };
        if self.errors.len() < MOST_ERRORS && !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn fail_on_size(&mut self) {
        let kind = CallErrorKind::TooManyChecks { most: MOST_CHECKS };
        self.fail(kind, String::new(), self.call.input.span, &self.operation.rule);
    }
}
