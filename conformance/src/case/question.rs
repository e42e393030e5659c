//! What each kind of case asks.

use std::collections::BTreeMap;

use verdict_evaluator::authorizer::Organization;
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::message::PolicyArns;
use verdict_evaluator::policy::{Environment, PolicyType, StatementElement};
use verdict_evaluator::span::Span;

use super::message::policy_arns;
use super::{Origin, Source, policy_type};
use crate::reading::{self, Members, Read, fault};

/// The text of a policy and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// Its bytes; malformed documents need not be UTF-8.
    pub bytes: Vec<u8>,
    /// The file it was read from, if it stands in one of its own.
    pub file: Option<String>,
    /// Where it stands in the case file, if it stands there as an object.
    pub offset: Option<usize>,
}

impl PolicyText {
    /// The text of a policy that stands nowhere in particular.
    pub fn new(text: impl Into<String>) -> Self {
        Self { bytes: text.into().into_bytes(), file: None, offset: None }
    }

    /// Its text; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

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

/// The policies of a decision, by layer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is the layer of that name; corpus/README.md describes them")]
pub struct PolicySet {
    pub identity: Vec<PolicyText>,
    pub resource: Option<PolicyText>,
    pub trust: Option<PolicyText>,
    pub boundary: Option<PolicyText>,
    pub session: Option<Vec<PolicyText>>,
    pub scp: Option<Vec<Vec<PolicyText>>>,
    pub rcp: Option<Vec<Vec<PolicyText>>>,
    pub endpoint: Option<PolicyText>,
    /// A grant beside policies that is named in the input; no decision takes it into account, so the input is refused.
    pub unsupported: Option<&'static str>,
}

/// Grants that are no JSON policies, with the rule that leaves them out (EVAL-059, EVAL-062).
const OTHER_GRANTS: [(&str, &str); 3] = [
    ("accessControlList", "an access control list is no policy and is not evaluated [EVAL-059]"),
    ("kmsGrants", "grants of KMS are no policies and are not evaluated [EVAL-062]"),
    ("resourceShares", "shares of AWS Resource Access Manager are no policies and are not evaluated [EVAL-062]"),
];

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

    /// A policy: an object, a string, pieces, bytes, or a file beside the case file.
    pub(crate) fn policy(self, node: &Node) -> Read<PolicyText> {
        match &node.value {
            Value::String(text) => return Ok(PolicyText::new(text.clone())),
            Value::Object(_) => {}
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return fault(format!("a policy must be an object or a string, not {}", node.value.kind()), node.span);
            }
        }
        match only_member(node) {
            Some(("pieces", pieces)) => Ok(PolicyText::new(self.pieces(pieces)?)),
            Some(("bytes", bytes)) => Ok(PolicyText { bytes: hexadecimal(bytes)?, file: None, offset: None }),
            Some(("file", path)) => self.policy_file(path),
            _ => Ok(PolicyText { bytes: self.slice(node.span).as_bytes().to_vec(), file: None, offset: Some(node.span.start) }),
        }
    }

    fn policy_file(self, node: &Node) -> Read<PolicyText> {
        let path = reading::string(node, "file")?;
        let Origin::Own(directory) = self.origin else { return fault("a case of the corpus names no files", node.span) };
        match std::fs::read(directory.join(&path)) {
            Ok(bytes) => Ok(PolicyText { bytes, file: Some(path), offset: None }),
            Err(error) => fault(format!("`{path}` cannot be read: {error}"), node.span),
        }
    }

    pub(super) fn policy_set(self, node: &Node) -> Read<PolicySet> {
        let mut members = Members::of(node, "policies")?;
        let others: Vec<&str> = OTHER_GRANTS.into_iter().filter_map(|(name, why)| members.optional(name).map(|_| why)).collect();
        let set = PolicySet {
            unsupported: others.first().copied(),
            identity: members.optional("identity").map(|node| self.policies(node)).transpose()?.unwrap_or_default(),
            resource: self.optional_policy(members.optional("resource"))?,
            trust: self.optional_policy(members.optional("trust"))?,
            boundary: self.optional_policy(members.optional("boundary"))?,
            session: members.optional("session").map(|node| self.policies(node)).transpose()?,
            scp: members.optional("scp").map(|node| self.levels(node)).transpose()?,
            rcp: members.optional("rcp").map(|node| self.levels(node)).transpose()?,
            endpoint: self.optional_policy(members.optional("endpoint"))?,
        };
        members.end()?;
        Ok(set)
    }

    fn optional_policy(self, node: Option<&Node>) -> Read<Option<PolicyText>> {
        node.filter(|node| node.value != Value::Null).map(|node| self.policy(node)).transpose()
    }

    fn policies(self, node: &Node) -> Read<Vec<PolicyText>> {
        reading::all(reading::array(node, "policies")?.iter().map(|node| self.policy(node)))
    }

    pub(crate) fn levels(self, node: &Node) -> Read<Vec<Vec<PolicyText>>> {
        reading::all(reading::array(node, "levels")?.iter().map(|node| self.policies(node)))
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

    /// The context with its pieces put together.
    pub(super) fn context(self, node: &Node) -> Read<Node> {
        let mut context = node.clone();
        if let Value::Object(entries) = &mut context.value {
            for entry in entries {
                if let Some(("pieces", pieces)) = only_member(&entry.value) {
                    entry.value = Node { value: Value::String(self.pieces(pieces)?), span: entry.value.span };
                }
            }
        }
        Ok(context)
    }

    /// A string, or pieces of one.
    pub(super) fn long_text(self, node: &Node, what: &str) -> Read<String> {
        match only_member(node) {
            Some(("pieces", pieces)) => self.pieces(pieces),
            _ => reading::string(node, what),
        }
    }

    fn pieces(self, node: &Node) -> Read<String> {
        let mut text = String::new();
        for piece in reading::array(node, "pieces")? {
            if let Value::String(piece) = &piece.value {
                text.push_str(piece);
                continue;
            }
            let mut members = Members::of(piece, "a piece")?;
            let (repeat, times) = (members.string("repeat")?, reading::number(members.required("times")?, "times")?);
            members.end()?;
            if repeat.len().saturating_mul(times).saturating_add(text.len()) > LONGEST_TEXT {
                return fault(format!("pieces make a text of at most {LONGEST_TEXT} bytes"), piece.span);
            }
            text.push_str(&repeat.repeat(times));
        }
        Ok(text)
    }

    /// The JSON text of a node as it was written, its pieces put together.
    fn json_text(self, node: &Node) -> Read<String> {
        match (&node.value, only_member(node)) {
            (_, Some(("pieces", pieces))) => Ok(serde_json::Value::String(self.pieces(pieces)?).to_string()),
            (Value::Array(entries), _) => {
                let entries: Vec<String> = entries.iter().map(|entry| self.json_text(entry)).collect::<Read<_>>()?;
                Ok(format!("[{}]", entries.join(", ")))
            }
            _ => Ok(self.slice(node.span).to_owned()),
        }
    }

    fn slice(&self, span: Span) -> &str {
        span.of(self.text).unwrap_or_default()
    }
}

impl PolicySet {
    /// A decision with one policy, in the layer of its type.
    pub fn only(document: PolicyText, policy_type: PolicyType) -> Self {
        let mut set = Self::default();
        match policy_type {
            PolicyType::Identity => set.identity.push(document),
            PolicyType::Boundary => set.boundary = Some(document),
            PolicyType::Session => set.session = Some(vec![document]),
            PolicyType::Resource => set.resource = Some(document),
            PolicyType::Trust => set.trust = Some(document),
            PolicyType::Scp => set.scp = Some(vec![vec![document]]),
            PolicyType::Rcp => set.rcp = Some(vec![vec![document]]),
            PolicyType::Endpoint => set.endpoint = Some(document),
        }
        set
    }

    /// All policies with their types.
    pub fn iter(&self) -> impl Iterator<Item = (PolicyType, &PolicyText)> {
        let typed = |policy_type| move |policy| (policy_type, policy);
        (self.identity.iter().map(typed(PolicyType::Identity)))
            .chain(self.resource.iter().map(typed(PolicyType::Resource)))
            .chain(self.trust.iter().map(typed(PolicyType::Trust)))
            .chain(self.boundary.iter().map(typed(PolicyType::Boundary)))
            .chain(self.session.iter().flatten().map(typed(PolicyType::Session)))
            .chain(self.scp.iter().flatten().flatten().map(typed(PolicyType::Scp)))
            .chain(self.rcp.iter().flatten().flatten().map(typed(PolicyType::Rcp)))
            .chain(self.endpoint.iter().map(typed(PolicyType::Endpoint)))
    }
}

/// The longest text that pieces may make, in bytes.
const LONGEST_TEXT: usize = 20_000_000;

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

/// The name and value of an object's only member.
fn only_member(node: &Node) -> Option<(&str, &Node)> {
    let Value::Object(members) = &node.value else { return None };
    match members.as_slice() {
        [member] => Some((member.name.as_str(), &member.value)),
        _ => None,
    }
}

/// Bytes written in hexadecimal.
fn hexadecimal(node: &Node) -> Read<Vec<u8>> {
    let text = reading::string(node, "bytes")?;
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2));
    let bytes: Option<Vec<u8>> = pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect();
    bytes.map_or_else(|| fault("`bytes` must be hexadecimal, two digits a byte", node.span), Ok)
}

/// `version`: 2012-10-17 unless written otherwise; null means that the policy has none.
fn version(members: &mut Members<'_>) -> Read<Option<String>> {
    match members.optional("version") {
        None => Ok(Some("2012-10-17".to_owned())),
        Some(node) if node.value == Value::Null => Ok(None),
        Some(node) => reading::string(node, "version").map(Some),
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
