//! What the kinds of case ask that are about one thing: an element, a Condition block, a document, a limit.

use std::collections::BTreeMap;

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::{Environment, PolicyType, StatementElement};

use super::decision::saved_ids;
use super::{PolicyText, RequestText, Source, policy_type};
use crate::reading::{self, Members, Read, fault};

/// One element of a statement against one request.
#[derive(Clone, Debug)]
pub struct MatchQuestion {
    /// The element.
    pub element: StatementElement,
    /// Its value, as JSON text.
    pub value: String,
    /// The part of a request that the element looks at.
    pub request: RequestText,
    /// `Version` of the policy; `None` if it has none.
    pub version: Option<String>,
    /// The policy's type.
    pub policy_type: PolicyType,
    /// Does the statement deny? Only `NotPrincipal` differs.
    pub deny: bool,
    /// Has the caller a permissions boundary?
    pub boundary: bool,
    /// What the ARNs of the policy stood for when it was saved.
    pub saved_ids: BTreeMap<String, String>,
}

/// One Condition block against one context.
#[derive(Clone, Debug)]
pub struct ConditionQuestion {
    /// The block, as JSON text.
    pub condition: String,
    /// The context as written: an object, or something that is refused.
    pub context: Node,
    /// `Version` of the policy; `None` if it has none.
    pub version: Option<String>,
}

/// Is a text a policy of its type?
#[derive(Clone, Debug)]
pub struct DocumentQuestion {
    /// The text.
    pub document: PolicyText,
    /// The type.
    pub policy_type: PolicyType,
    /// What the answer depends on besides.
    pub environment: Environment,
}

/// A name, a size or a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitQuestion {
    /// Of what, in the words of `corpus/README.md`.
    pub of: String,
    /// A name.
    pub value: Option<String>,
    /// Names side by side.
    pub values: Vec<String>,
    /// A document.
    pub document: Option<PolicyText>,
    /// A size in characters.
    pub size: Option<usize>,
    /// Sizes to be added.
    pub sizes: Vec<usize>,
    /// A count.
    pub count: Option<usize>,
    /// A quota that was changed.
    pub quota: Option<usize>,
    /// The operation of STS.
    pub operation: Option<String>,
}

impl Source<'_> {
    pub(super) fn match_question(self, members: &mut Members<'_>) -> Read<MatchQuestion> {
        let node = members.required("match")?;
        let Value::Object(elements) = &node.value else { return fault("`match` must be an object", node.span) };
        let [element] = elements.as_slice() else { return fault("`match` has exactly one element", node.span) };
        let kind = StatementElement::from_name(&element.name);
        let Some(kind) = kind.filter(|kind| element_question(*kind)) else {
            return fault("`match` has Action, Resource, Principal or one of their Not-forms", element.name.span);
        };
        let about_principals = matches!(kind, StatementElement::Principal | StatementElement::NotPrincipal);
        let default_type = if about_principals { PolicyType::Resource } else { PolicyType::Identity };
        let effect = members.optional_string("effect")?;
        Ok(MatchQuestion {
            element: kind,
            value: self.json_text(&element.value)?,
            request: self.request(members.required("request")?)?,
            version: version(members)?,
            policy_type: members.optional("policyType").map(policy_type).transpose()?.unwrap_or(default_type),
            deny: effect.as_deref() == Some("Deny"),
            boundary: members.optional("boundary").map(|node| reading::boolean(node, "boundary")).transpose()?.unwrap_or(false),
            saved_ids: saved_ids(members)?,
        })
    }

    pub(super) fn condition_question(self, members: &mut Members<'_>) -> Read<ConditionQuestion> {
        Ok(ConditionQuestion {
            condition: self.json_text(members.required("condition")?)?,
            context: self.context(members.required("context")?)?,
            version: version(members)?,
        })
    }

    pub(super) fn document_question(
        self,
        members: &mut Members<'_>,
        shared: Option<&PolicyText>,
        shared_type: Option<PolicyType>,
    ) -> Read<DocumentQuestion> {
        let own = members.optional("document").map(|node| self.policy(node)).transpose()?;
        let own_type = members.optional("policyType").map(policy_type).transpose()?;
        let environment = members.optional("environment").map(environment).transpose()?.unwrap_or_default();
        let Some(document) = own.or_else(|| shared.cloned()) else {
            return fault("a case has one of `match`, `condition`, `policies`, `document`, `limit` and `sts`", members.span());
        };
        let Some(policy_type) = own_type.or(shared_type) else {
            return fault("the member `policyType` is missing", members.span());
        };
        Ok(DocumentQuestion { document, policy_type, environment })
    }

    pub(super) fn limit_question(self, members: &mut Members<'_>) -> Read<LimitQuestion> {
        let mut limit = Members::of(members.required("limit")?, "limit")?;
        let sizes = limit.optional("sizes").map_or(Ok(&[][..]), |node| reading::array(node, "sizes"))?;
        let values = limit.optional("values").map_or(Ok(&[][..]), |node| reading::array(node, "values"))?;
        let question = LimitQuestion {
            of: limit.string("of")?,
            value: limit.optional("value").map(|node| self.long_text(node, "value")).transpose()?,
            values: values.iter().map(|node| self.long_text(node, "values")).collect::<Read<_>>()?,
            document: limit.optional("document").map(|node| self.policy(node)).transpose()?,
            size: limit.optional_number("size")?,
            sizes: sizes.iter().map(|node| reading::number(node, "sizes")).collect::<Read<_>>()?,
            count: limit.optional_number("count")?,
            quota: limit.optional_number("quota")?,
            operation: limit.optional_string("operation")?,
        };
        limit.end()?;
        Ok(question)
    }
}

const fn element_question(kind: StatementElement) -> bool {
    match kind {
        StatementElement::Principal
        | StatementElement::NotPrincipal
        | StatementElement::Action
        | StatementElement::NotAction
        | StatementElement::Resource
        | StatementElement::NotResource => true,
        StatementElement::Sid | StatementElement::Effect | StatementElement::Condition => false,
    }
}

/// `version`: 2012-10-17 unless written otherwise; null means that the policy has none.
fn version(members: &mut Members<'_>) -> Read<Option<String>> {
    match members.optional("version") {
        None => Ok(Some("2012-10-17".to_owned())),
        Some(node) if node.value == Value::Null => Ok(None),
        Some(node) => reading::string(node, "version").map(Some),
    }
}

fn environment(node: &Node) -> Read<Environment> {
    let mut members = Members::of(node, "environment")?;
    let environment = Environment {
        partition: members.optional_string("partition")?,
        resource_type: members.optional_string("resourceType")?,
        existing: if members.has("existing") { Some(members.strings("existing")?) } else { None },
        trust_policy_quota: members.optional_number("trustPolicyQuota")?,
        scp_quota: members.optional_number("scpQuota")?,
    };
    members.end()?;
    Ok(environment)
}
