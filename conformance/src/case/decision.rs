//! What a decision case asks: policies, a request or several checks, and what is known of the organization.

use std::collections::BTreeMap;

use verdict_evaluator::authorizer::Organization;
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::message::PolicyArns;
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::span::Span;

use super::message::policy_arns;
use super::{PolicySet, PolicyText, Source};
use crate::reading::{self, Members, Read, fault};

/// A whole decision.
#[derive(Clone, Debug)]
pub struct DecisionQuestion {
    /// All policies, by layer.
    pub policies: PolicySet,
    /// The request.
    pub request: RequestText,
    /// What the ARNs of the resource's policy stood for when it was saved.
    pub saved_ids: BTreeMap<String, String>,
    /// What is known of the organization.
    pub organization: Organization,
    /// The checks of a compound call (EVAL-051); empty if the request is the only one.
    pub checks: Vec<RequestText>,
    /// The ARNs of the policies that have some.
    pub policy_arns: PolicyArns,
}

/// A request as a case file writes it. Whether it can be asked is part of the answer.
#[derive(Clone, Debug)]
pub struct RequestText {
    /// Who asks: a text or an object.
    pub principal: Option<Node>,
    /// The action.
    pub action: Option<String>,
    /// The resource.
    pub resource: Option<String>,
    /// The owner of the resource.
    pub resource_account: Option<String>,
    /// The context as written.
    pub context: Node,
    /// Are the keys that follow from principal and resource added to the context?
    pub derived_keys: bool,
}

impl RequestText {
    /// A request of which nothing is known.
    pub fn empty() -> Self {
        let context = Node { value: Value::Object(Vec::new()), span: Span::default() };
        Self { principal: None, action: None, resource: None, resource_account: None, context, derived_keys: false }
    }

    /// A check of a compound call: what it does not say itself is said by the call's request, whose context is added to.
    fn under(mut self, shared: &Self) -> Self {
        self.principal = self.principal.or_else(|| shared.principal.clone());
        self.action = self.action.or_else(|| shared.action.clone());
        self.resource = self.resource.or_else(|| shared.resource.clone());
        self.resource_account = self.resource_account.or_else(|| shared.resource_account.clone());
        self.derived_keys |= shared.derived_keys;
        if let (Value::Object(own), Value::Object(members)) = (&mut self.context.value, &shared.context.value) {
            let missing: Vec<_> = members.iter().filter(|member| own.iter().all(|known| known.name.value != member.name.value)).collect();
            own.extend(missing.into_iter().cloned());
        }
        self
    }
}

impl Source<'_> {
    /// Without policies of its own, the case is decided with the document of its file.
    pub(super) fn decision_question(
        self,
        members: &mut Members<'_>,
        shared: Option<&PolicyText>,
        shared_type: Option<PolicyType>,
    ) -> Read<DecisionQuestion> {
        let policies = match (members.optional("policies"), shared) {
            (Some(node), _) => self.policy_set(node)?,
            (None, Some(document)) => PolicySet::only(document.clone(), shared_type.unwrap_or(PolicyType::Identity)),
            (None, None) => return fault("the member `policies` is missing, and the file has no `document`", members.span()),
        };
        let organization = members.optional("organization").map(organization).transpose()?.unwrap_or_default();
        let request = self.request(members.required("request")?)?;
        let checks = members.optional("checks").map_or(Ok(&[][..]), |node| reading::array(node, "checks"))?;
        let checks = reading::all(checks.iter().map(|check| Ok(self.request(check)?.under(&request))))?;
        let policy_arns = members.optional("policyArns").map(policy_arns).transpose()?.unwrap_or_default();
        Ok(DecisionQuestion { policies, request, saved_ids: saved_ids(members)?, organization, checks, policy_arns })
    }

    pub(crate) fn request(self, node: &Node) -> Read<RequestText> {
        let mut members = Members::of(node, "request")?;
        let request = RequestText {
            principal: members.optional("principal").cloned(),
            action: members.optional("action").map(|node| self.long_text(node, "action")).transpose()?,
            resource: members.optional("resource").map(|node| self.long_text(node, "resource")).transpose()?,
            resource_account: members.optional_string("resourceAccount")?,
            context: members.optional("context").map_or(Ok(RequestText::empty().context), |node| self.context(node))?,
            derived_keys: members.optional("derivedKeys").map_or(Ok(false), |node| reading::boolean(node, "derivedKeys"))?,
        };
        members.end()?;
        Ok(request)
    }
}

pub(super) fn saved_ids(members: &mut Members<'_>) -> Read<BTreeMap<String, String>> {
    let Some(node) = members.optional("savedIds") else { return Ok(BTreeMap::new()) };
    let Value::Object(entries) = &node.value else { return fault("`savedIds` must be an object", node.span) };
    entries.iter().map(|entry| Ok((entry.name.value.clone(), reading::string(&entry.value, "savedIds")?))).collect()
}

pub(super) fn organization(node: &Node) -> Read<Organization> {
    let mut members = Members::of(node, "organization")?;
    let organization = Organization {
        management_account: members.optional_string("managementAccount")?,
        delegated_administrators: members.strings("delegatedAdministrators")?,
        scp_account: members.optional_string("scpAccount")?,
        rcp_account: members.optional_string("rcpAccount")?,
    };
    members.end()?;
    Ok(organization)
}
