//! `PolicyExclusionList`: policies that SimulatePrincipalPolicy leaves out, by type, by ARN, or by the name of an inline policy (MSG-020).

use verdict_evaluator::arn::Arn;
use verdict_evaluator::json::Node;
use verdict_evaluator::limit::Name;
use verdict_evaluator::pattern::Wildcard;
use verdict_evaluator::principal::is_account_id;

use super::text;
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};
use crate::simulator::account::{Attachment, EntityKind};

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// All policies of a type.
    Type(ExcludedType),
    /// Managed policies whose ARN fits.
    Arn(String),
    /// Inline policies of one name, of the entities of a kind whose names fit.
    Inline {
        /// The policy's name, exactly.
        policy: String,
        /// The kind of entity.
        kind: EntityKind,
        /// The entity's name, with wildcards.
        entity: String,
    },
}

/// The words of `PolicyType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExcludedType {
    /// `inline`
    Inline,
    /// `aws-managed`
    AwsManaged,
    /// `user-managed`
    UserManaged,
    /// `permission-boundary`
    Boundary,
    /// `scp`
    Scp,
    /// `rcp`, which has no effect: the simulator has none.
    Rcp,
}

impl ExcludedType {
    const ALL: [(&'static str, Self); 6] = [
        ("inline", Self::Inline),
        ("aws-managed", Self::AwsManaged),
        ("user-managed", Self::UserManaged),
        ("permission-boundary", Self::Boundary),
        ("scp", Self::Scp),
        ("rcp", Self::Rcp),
    ];
}

/// The whole list.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Exclusions {
    /// Its entries.
    pub entries: Vec<Exclusion>,
}

impl Exclusions {
    /// Are all policies of this type left out?
    pub fn has_type(&self, wanted: ExcludedType) -> bool {
        self.entries.contains(&Exclusion::Type(wanted))
    }

    /// Is a policy left out that belongs to the entity of this kind and name?
    pub fn covers(&self, attachment: &Attachment, kind: EntityKind, entity: &str) -> bool {
        self.entries.iter().any(|exclusion| exclusion.covers(attachment, kind, entity))
    }
}

impl Exclusion {
    fn covers(&self, attachment: &Attachment, kind: EntityKind, entity: &str) -> bool {
        match (self, attachment) {
            (Self::Type(ExcludedType::Inline), Attachment::Inline { .. }) => true,
            (Self::Type(ExcludedType::AwsManaged), Attachment::Managed { arn }) => is_aws_managed(arn),
            (Self::Type(ExcludedType::UserManaged), Attachment::Managed { arn }) => !is_aws_managed(arn),
            (Self::Arn(pattern), Attachment::Managed { arn }) => Wildcard::new(pattern).matches(arn),
            (Self::Inline { policy, kind: wanted, entity: pattern }, Attachment::Inline { name }) => {
                policy == name && *wanted == kind && Wildcard::new(pattern).matches(entity)
            }
            (Self::Type(_) | Self::Arn(_) | Self::Inline { .. }, Attachment::Inline { .. } | Attachment::Managed { .. }) => false,
        }
    }
}

/// Is it a policy of AWS, not of an account?
pub(in crate::simulator) fn is_aws_managed(arn: &str) -> bool {
    Arn::new(arn).is_some_and(|arn| arn.account == "aws")
}

/// How many entries the list may have.
const MOST: usize = 256;

pub(super) fn read(node: &Node) -> Read<Exclusions> {
    let entries = reading::array(node, "PolicyExclusionList")?;
    if let Some(surplus) = entries.get(MOST) {
        return fault(format!("at most {MOST} policies can be excluded"), surplus.span);
    }
    reading::all(entries.iter().map(entry)).map(|entries| Exclusions { entries })
}

/// Exactly one of the three members.
fn entry(node: &Node) -> Read<Exclusion> {
    let mut members = Members::of(node, "an exclusion")?;
    let (by_type, by_arn) = (members.optional("PolicyType"), members.optional("PolicyArn"));
    let by_name = members.optional("InlinePolicyIdentifier");
    members.end()?;
    match (by_type, by_arn, by_name) {
        (Some(node), None, None) => policy_type(node).map(Exclusion::Type),
        (None, Some(node), None) => policy_arn(node).map(Exclusion::Arn),
        (None, None, Some(node)) => inline(node),
        _ => fault("an exclusion has exactly one of `PolicyType`, `PolicyArn` and `InlinePolicyIdentifier`", node.span),
    }
}

fn policy_type(node: &Node) -> Read<ExcludedType> {
    let word = reading::string(node, "PolicyType")?;
    let names = ExcludedType::ALL.map(|(name, _)| name).join("`, `");
    let found = ExcludedType::ALL.into_iter().find(|(name, _)| *name == word);
    found
        .map(|(_, found)| found)
        .ok_or_else(|| vec![Fault::new(format!("`{word}` is no policy type"), node.span).with_help(format!("`{names}`"))])
}

/// The ARN of a managed policy. Wildcards stand in the resource part only.
fn policy_arn(node: &Node) -> Read<String> {
    let arn = text(node, "PolicyArn", 20, 2048)?;
    let wildcard = |text: &str| text.contains(['*', '?']);
    let well_formed = Arn::new(&arn).is_some_and(|arn| {
        let account = arn.account == "aws" || is_account_id(arn.account);
        let name = arn.resource.strip_prefix("policy/").unwrap_or_default();
        let partition = !arn.partition.is_empty() && !wildcard(arn.partition);
        partition && arn.service == "iam" && arn.region.is_empty() && account && few_wildcards(name)
    });
    if well_formed {
        return Ok(arn.value);
    }
    let help = "`arn:aws:iam::111122223333:policy/NAME`; the name may have one `*` and any number of `?`";
    Err(vec![Fault::new(format!("`{}` is no ARN of a managed policy", *arn), node.span).with_help(help)])
}

fn inline(node: &Node) -> Read<Exclusion> {
    let mut members = Members::of(node, "InlinePolicyIdentifier")?;
    let policy = name(members.required("PolicyName")?, "PolicyName", |name| Name::Policy.is_valid(name))?;
    let kind_node = members.required("AttachmentType")?;
    let kind = reading::string(kind_node, "AttachmentType")?;
    let valid = |name: &str| few_wildcards(name) && Name::Policy.is_valid(&name.replace(['*', '?'], "x"));
    let entity = name(members.required("AttachmentName")?, "AttachmentName", valid)?;
    members.end()?;
    match EntityKind::from_name(&kind) {
        Some(kind) => Ok(Exclusion::Inline { policy, kind, entity }),
        None => fault(format!("`{kind}` is no `user`, `group` or `role`"), kind_node.span),
    }
}

fn name(node: &Node, what: &str, is_valid: impl Fn(&str) -> bool) -> Read<String> {
    let name = text(node, what, 1, 128)?;
    if is_valid(&name) { Ok(name.value) } else { fault(format!("`{}` cannot be `{what}`", *name), node.span) }
}

/// At most one `*`, any number of `?`.
fn few_wildcards(name: &str) -> bool {
    !name.is_empty() && name.matches('*').count() <= 1
}
