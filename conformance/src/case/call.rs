//! A whole call of AWS Batch: which checks it makes, and what they come to.

use std::collections::BTreeMap;

use verdict_evaluator::authorizer::Organization;
use verdict_evaluator::context::Context;
use verdict_evaluator::decision::Layer;
use verdict_evaluator::json::{Member, Node, Value};
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::service::{CallOutcome, State};

use super::decision::{organization, saved_ids};
use super::{PolicySet, PolicyText, Source, expect};
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};
use crate::request::context;

/// A call, and the policies that it is decided with.
#[derive(Clone, Debug)]
pub struct CallQuestion {
    /// Who calls; may be left out where nothing is decided.
    pub principal: Option<Node>,
    /// The operation, as in the API or as in the AWS CLI.
    pub operation: String,
    /// The Region.
    pub region: Option<String>,
    /// The input.
    pub input: Node,
    /// What exists already.
    pub state: State,
    /// Keys besides those that the call feeds, put into every check.
    pub context: Node,
    /// All policies, by layer. Without them only the checks are asked for.
    pub policies: Option<PolicySet>,
    /// What the ARNs of the resource's policy stood for when it was saved.
    pub saved_ids: BTreeMap<String, String>,
    /// What is known of the organization.
    pub organization: Organization,
    /// Are the keys that follow from the principal and the resource added to every check?
    pub derived_keys: bool,
}

/// What a call must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallExpectation {
    /// It is refused as input, at this JSON path if it matters.
    Invalid {
        /// The path.
        path: Option<String>,
    },
    /// It makes checks.
    Checked {
        /// The value of the call, if policies are given.
        outcome: Option<CallOutcome>,
        /// The Sids of all statements that decide, if they matter.
        by: Option<Vec<String>>,
        /// The layer that decides, if it matters.
        layer: Option<Layer>,
        /// The rule by which it is refused whatever policies say, if it matters.
        refused_by: Option<String>,
        /// All checks, in any order, if they matter.
        checks: Option<Vec<CheckExpectation>>,
    },
}

/// What one check must be. What is not said is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CheckExpectation {
    /// The action.
    pub action: Option<String>,
    /// The resource; `Some(None)` is one that is not known.
    pub resource: Option<Option<String>>,
    /// The container; `Some(None)` is a check of the whole request.
    pub unit: Option<Option<String>>,
    /// All keys that the call feeds.
    pub context: Option<Context>,
    /// Its value.
    pub outcome: Option<CallOutcome>,
}

impl Source<'_> {
    /// Without policies of its own, the call is decided with the document of its file, if there is one.
    pub(super) fn call_question(
        self,
        members: &mut Members<'_>,
        shared: Option<&PolicyText>,
        shared_type: Option<PolicyType>,
    ) -> Read<CallQuestion> {
        let mut call = Members::of(members.required("call")?, "call")?;
        let own = members.optional("policies").map(|node| self.policy_set(node)).transpose()?;
        let of_file = || shared.map(|document| PolicySet::only(document.clone(), shared_type.unwrap_or(PolicyType::Identity)));
        let question = CallQuestion {
            principal: call.optional("principal").cloned(),
            operation: call.string("operation")?,
            region: call.optional_string("region")?,
            input: call.required("input")?.clone(),
            state: call.optional("state").map(state).transpose()?.unwrap_or_default(),
            context: call.optional("context").map_or(Ok(super::RequestText::empty().context), |node| self.context(node))?,
            policies: own.or_else(of_file),
            saved_ids: saved_ids(members)?,
            organization: members.optional("organization").map(organization).transpose()?.unwrap_or_default(),
            derived_keys: call.optional("derivedKeys").map_or(Ok(false), |node| reading::boolean(node, "derivedKeys"))?,
        };
        call.end()?;
        Ok(question)
    }
}

/// What exists already, as JSON writes it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn state(node: &Node) -> Read<State> {
    let mut members = Members::of(node, "state")?;
    let mut state = State::default();
    for entry in object(members.optional("resourceTags"), "resourceTags")? {
        let tags = object(Some(&entry.value), "tags")?.iter();
        let tags = tags.map(|tag| Ok((tag.name.value.clone(), reading::string(&tag.value, "a tag")?))).collect::<Read<_>>()?;
        state.resource_tags.insert(entry.name.value.clone(), tags);
    }
    for entry in object(members.optional("instanceProfiles"), "instanceProfiles")? {
        let roles = reading::array(&entry.value, "roles")?.iter().map(|role| reading::string(role, "a role"));
        state.instance_profiles.insert(entry.name.value.clone(), roles.collect::<Read<_>>()?);
    }
    for (member, role) in SERVICE_LINKED_ROLES {
        if let Some(node) = members.optional(member) {
            state.service_linked_roles.insert(role.to_owned(), reading::boolean(node, member)?);
        }
    }
    for entry in object(members.optional("latestRevisions"), "latestRevisions")? {
        let revision = reading::number(&entry.value, "a revision")?;
        state.latest_revisions.insert(entry.name.value.clone(), u64::try_from(revision).unwrap_or(u64::MAX));
    }
    members.end()?;
    Ok(state)
}

/// The members of a state that say whether a service-linked role exists.
const SERVICE_LINKED_ROLES: [(&str, &str); 2] = [
    ("batchServiceLinkedRoleExists", "AWSServiceRoleForBatch"),
    ("sagemakerServiceLinkedRoleExists", "AWSServiceRoleForAWSBatchWithSagemaker"),
];

fn object<'a>(node: Option<&'a Node>, what: &str) -> Read<&'a [Member]> {
    let Some(node) = node else { return Ok(&[]) };
    let Value::Object(members) = &node.value else {
        return fault(format!("`{what}` must be an object, not {}", node.value.kind()), node.span);
    };
    Ok(members)
}

/// Reads the expectation. A decision is expected exactly where policies are given.
pub(super) fn expectation(node: &Node, decided: bool) -> Read<CallExpectation> {
    let mut members = Members::of(node, "expect")?;
    let decision = members.optional("decision").map(decision).transpose()?;
    if decision == Some(None) {
        let path = members.optional_string("path")?;
        members.end()?;
        return Ok(CallExpectation::Invalid { path });
    }
    let expectation = CallExpectation::Checked {
        outcome: decision.flatten(),
        by: if members.has("by") { Some(members.strings("by")?) } else { None },
        layer: members.optional("layer").map(expect::layer).transpose()?,
        refused_by: members.optional_string("refusedBy")?,
        checks: members.optional("checks").map(checks).transpose()?,
    };
    members.end()?;
    match &expectation {
        CallExpectation::Checked { outcome: None, by: None, layer: None, refused_by: None, checks: None } => {
            fault("a call is expected to be something: `checks`, `decision` or both", node.span)
        }
        CallExpectation::Checked { outcome: None, by: None, layer: None, refused_by: None, .. } => Ok(expectation),
        CallExpectation::Checked { .. } if !decided => fault("without `policies` nothing is decided", node.span),
        CallExpectation::Checked { .. } | CallExpectation::Invalid { .. } => Ok(expectation),
    }
}

/// A value of a call or check; `None` is `invalid`.
fn decision(node: &Node) -> Read<Option<CallOutcome>> {
    let word = reading::string(node, "decision")?;
    match CallOutcome::ALL.into_iter().find(|outcome| outcome.name() == word) {
        None if word == "invalid" => Ok(None),
        None => Err(vec![Fault::new(format!("`{word}` is no decision"), node.span).with_help(
            "`allowed`, `implicitDeny`, `explicitDeny`, `undetermined` where the state does not say enough, `invalid` where the call is refused as input",
        )]),
        found => Ok(found),
    }
}

fn checks(node: &Node) -> Read<Vec<CheckExpectation>> {
    reading::all(reading::array(node, "checks")?.iter().map(check))
}

fn check(node: &Node) -> Read<CheckExpectation> {
    let mut members = Members::of(node, "a check")?;
    let outcome = members.optional("decision").map(decision).transpose()?;
    let expectation = CheckExpectation {
        action: members.optional_string("action")?,
        resource: members.optional("resource").map(|node| nullable(node, "resource")).transpose()?,
        unit: members.optional("unit").map(|node| nullable(node, "unit")).transpose()?,
        context: members.optional("context").map(keys).transpose()?,
        outcome: outcome.flatten(),
    };
    members.end()?;
    if outcome == Some(None) {
        return fault("a check is never `invalid`: the whole call is", node.span);
    }
    Ok(expectation)
}

fn nullable(node: &Node, what: &str) -> Read<Option<String>> {
    if node.value == Value::Null { Ok(None) } else { reading::string(node, what).map(Some) }
}

fn keys(node: &Node) -> Read<Context> {
    context(node, &Profile::default()).map_err(|error| vec![Fault::new(error.to_string(), node.span)])
}
