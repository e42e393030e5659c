//! Users, groups and roles in an account's details.

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::span::Spanned;

use super::body::Body;
use super::{end_of_open, text};
use crate::reading::{self, Members, Read};

/// A user, a group or a role.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub(super) arn: Spanned<String>,
    pub(super) name: String,
    /// The unique id.
    pub(super) id: String,
    pub(super) inline: Vec<Inline>,
    /// The ARNs of the managed policies attached to it.
    pub(super) attached: Vec<Spanned<String>>,
    /// The names of a user's groups.
    pub(super) groups: Vec<Spanned<String>>,
    /// The ARN of the permissions boundary.
    pub(super) boundary: Option<Spanned<String>>,
    /// The trust policy of a role.
    pub(super) trust: Option<Body>,
    pub(super) tags: Vec<(String, String)>,
}

/// An inline policy.
#[derive(Clone, Debug)]
pub(super) struct Inline {
    pub(super) name: String,
    pub(super) body: Body,
}

pub(super) fn user(node: &Node) -> Read<Entity> {
    let mut members = Members::of(node, "a user")?;
    let mut user = common(&mut members, ["UserName", "UserId", "UserPolicyList"])?;
    user.groups = list(members.required("GroupList")?, "GroupList", |node| {
        Ok(Spanned::new(reading::string(node, "a group of the user")?, node.span))
    })?;
    user.boundary = boundary(&mut members)?;
    user.tags = tags(&mut members)?;
    end_of_open(members, &["Path", "CreateDate"])?;
    Ok(user)
}

pub(super) fn group(node: &Node) -> Read<Entity> {
    let mut members = Members::of(node, "a group")?;
    let group = common(&mut members, ["GroupName", "GroupId", "GroupPolicyList"])?;
    end_of_open(members, &["Path", "CreateDate"])?;
    Ok(group)
}

pub(super) fn role(node: &Node) -> Read<Entity> {
    let mut members = Members::of(node, "a role")?;
    let mut role = common(&mut members, ["RoleName", "RoleId", "RolePolicyList"])?;
    role.trust = Some(Body::new(members.required("AssumeRolePolicyDocument")?));
    role.boundary = boundary(&mut members)?;
    role.tags = tags(&mut members)?;
    end_of_open(members, &["Path", "CreateDate", "InstanceProfileList", "RoleLastUsed"])?;
    Ok(role)
}

/// What users, groups and roles have in common. AWS leaves the list of inline policies out where it is empty.
fn common(members: &mut Members<'_>, [name, id, inline]: [&'static str; 3]) -> Read<Entity> {
    let inline = members.optional(inline).map(|node| list(node, inline, inline_policy)).transpose()?;
    Ok(Entity {
        arn: text(members, "Arn")?,
        name: members.string(name)?,
        id: members.string(id)?,
        inline: inline.unwrap_or_default(),
        attached: list(members.required("AttachedManagedPolicies")?, "AttachedManagedPolicies", attached_policy)?,
        groups: Vec::new(),
        boundary: None,
        trust: None,
        tags: Vec::new(),
    })
}

fn inline_policy(node: &Node) -> Read<Inline> {
    let mut members = Members::of(node, "an inline policy")?;
    let inline = Inline { name: members.string("PolicyName")?, body: Body::new(members.required("PolicyDocument")?) };
    members.end()?;
    Ok(inline)
}

fn attached_policy(node: &Node) -> Read<Spanned<String>> {
    let mut members = Members::of(node, "an attached policy")?;
    members.string("PolicyName")?;
    let arn = text(&mut members, "PolicyArn")?;
    members.end()?;
    Ok(arn)
}

fn boundary(members: &mut Members<'_>) -> Read<Option<Spanned<String>>> {
    let Some(node) = members.optional("PermissionsBoundary").filter(|node| node.value != Value::Null) else { return Ok(None) };
    let mut members = Members::of(node, "PermissionsBoundary")?;
    members.optional_string("PermissionsBoundaryType")?;
    let arn = text(&mut members, "PermissionsBoundaryArn")?;
    members.end()?;
    Ok(Some(arn))
}

fn tags(members: &mut Members<'_>) -> Read<Vec<(String, String)>> {
    let Some(node) = members.optional("Tags") else { return Ok(Vec::new()) };
    list(node, "Tags", |node| {
        let mut members = Members::of(node, "a tag")?;
        let tag = (members.string("Key")?, members.string("Value")?);
        members.end()?;
        Ok(tag)
    })
}

fn list<T>(node: &Node, what: &str, entry: impl Fn(&Node) -> Read<T>) -> Read<Vec<T>> {
    reading::all(reading::array(node, what)?.iter().map(entry))
}
