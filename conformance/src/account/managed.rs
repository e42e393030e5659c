//! Managed policies in an account's details: the default version is the one that counts.

use verdict_evaluator::json::Node;
use verdict_evaluator::span::Spanned;

use super::body::Body;
use super::{end_of_open, text};
use crate::reading::{self, Members, Read, fault};

/// A managed policy with its default version.
#[derive(Clone, Debug)]
pub(super) struct ManagedPolicy {
    pub(super) arn: Spanned<String>,
    pub(super) name: String,
    pub(super) body: Body,
}

pub(super) fn policy(node: &Node) -> Read<ManagedPolicy> {
    let mut members = Members::of(node, "a managed policy")?;
    let (name, arn) = (members.string("PolicyName")?, text(&mut members, "Arn")?);
    let default = text(&mut members, "DefaultVersionId")?;
    let list = members.required("PolicyVersionList")?;
    end_of_open(members, &IGNORED)?;
    let versions = reading::all(reading::array(list, "PolicyVersionList")?.iter().map(version))?;
    let mut defaults = versions.into_iter().filter(|version| version.is_default);
    match (defaults.next(), defaults.next()) {
        (Some(version), None) if version.id == default.value => Ok(ManagedPolicy { arn, name, body: version.body }),
        (Some(_), None) => fault(format!("`{}` is not the version whose `IsDefaultVersion` is true", default.value), default.span),
        (None, _) => fault("no version has `IsDefaultVersion` true", list.span),
        (Some(_), Some(_)) => fault("several versions have `IsDefaultVersion` true", list.span),
    }
}

/// What does not matter to a decision.
const IGNORED: [&str; 8] =
    ["PolicyId", "Path", "AttachmentCount", "PermissionsBoundaryUsageCount", "IsAttachable", "Description", "CreateDate", "UpdateDate"];

struct Version {
    id: String,
    is_default: bool,
    body: Body,
}

fn version(node: &Node) -> Read<Version> {
    let mut members = Members::of(node, "a policy version")?;
    let version = Version {
        id: members.string("VersionId")?,
        is_default: reading::boolean(members.required("IsDefaultVersion")?, "IsDefaultVersion")?,
        body: Body::new(members.required("Document")?),
    };
    end_of_open(members, &["CreateDate"])?;
    Ok(version)
}
