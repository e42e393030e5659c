//! Policies as case files write them: texts, pieces, bytes or files, layer by layer.

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::PolicyType;

use super::text::only_member;
use super::{Origin, Source};
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

impl Source<'_> {
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
}

/// Bytes written in hexadecimal.
fn hexadecimal(node: &Node) -> Read<Vec<u8>> {
    let text = reading::string(node, "bytes")?;
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2));
    let bytes: Option<Vec<u8>> = pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect();
    bytes.map_or_else(|| fault("`bytes` must be hexadecimal, two digits a byte", node.span), Ok)
}
