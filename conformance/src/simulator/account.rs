//! The entities of an account whose policies SimulatePrincipalPolicy takes (MSG-020).
//!
//! ```json
//! { "entities": [ { "arn": "arn:aws:iam::111122223333:user/david", "inline": { "NAME": POLICY }, "attached": { "ARN": POLICY },
//!                   "groups": ["arn:aws:iam::111122223333:group/devs"], "boundary": { "ARN": POLICY } } ],
//!   "scp": [ [ POLICY ] ] }
//! ```
//!
//! A policy is an object, or a string that holds its text.

use verdict_evaluator::arn::Arn;
use verdict_evaluator::json::{Node, Value};

use crate::case::{Origin, PolicyText, Source};
use crate::reading::{self, Members, Read, fault};

/// Users, groups and roles, and the service control policies over them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Account {
    /// The entities.
    pub entities: Vec<Entity>,
    /// Service control policies, level by level from the root; `None` outside an organization.
    pub scp: Option<Vec<Vec<PolicyText>>>,
}

/// A user, group or role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its ARN.
    pub arn: String,
    /// Its policies, inline ones first.
    pub policies: Vec<(Attachment, PolicyText)>,
    /// The ARNs of a user's groups.
    pub groups: Vec<String>,
    /// The ARN and text of its permissions boundary.
    pub boundary: Option<(String, PolicyText)>,
}

/// How a policy belongs to its entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// It is embedded under this name.
    Inline {
        /// The policy's name.
        name: String,
    },
    /// It is attached.
    Managed {
        /// The policy's ARN.
        arn: String,
    },
}

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// An IAM user.
    User,
    /// A group of users.
    Group,
    /// A role.
    Role,
}

impl EntityKind {
    /// The word in an ARN, and in `SourcePolicyType` of an inline policy (MSG-023).
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// The kind that the word names.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::User, Self::Group, Self::Role].into_iter().find(|kind| kind.name() == name)
    }
}

impl Account {
    /// The entity with this ARN.
    pub fn find(&self, arn: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.arn == arn)
    }

    /// Reads the object shown above.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_text(text: &str) -> Read<Self> {
        let node = reading::json(text)?;
        let mut members = Members::of(&node, "an account")?;
        let account = Source { text, origin: Origin::Corpus }.account(&mut members)?;
        members.end()?;
        Ok(account)
    }
}

impl Entity {
    /// Its kind and its name without path.
    pub fn kind_and_name(&self) -> Option<(EntityKind, &str)> {
        let (kind, path) = Arn::new(&self.arn)?.resource.split_once('/')?;
        Some((EntityKind::from_name(kind)?, path.rsplit('/').next()?))
    }
}

impl Source<'_> {
    /// The members `entities` and `scp` of an object.
    pub(crate) fn account(self, members: &mut Members<'_>) -> Read<Account> {
        let entities = members.optional("entities").map_or(Ok(&[][..]), |node| reading::array(node, "entities"))?;
        let scp = members.optional("scp").map(|node| self.levels(node)).transpose()?;
        Ok(Account { entities: reading::all(entities.iter().map(|node| self.entity(node)))?, scp })
    }

    fn entity(self, node: &Node) -> Read<Entity> {
        let mut members = Members::of(node, "an entity")?;
        let arn = members.string("arn")?;
        let inline = self.named(&mut members, "inline")?;
        let attached = self.named(&mut members, "attached")?;
        let inline = inline.into_iter().map(|(name, policy)| (Attachment::Inline { name }, policy));
        let managed = attached.into_iter().map(|(arn, policy)| (Attachment::Managed { arn }, policy));
        let boundary = self.named(&mut members, "boundary")?.into_iter().next();
        let entity = Entity { arn, policies: inline.chain(managed).collect(), groups: members.strings("groups")?, boundary };
        members.end()?;
        if entity.kind_and_name().is_none() {
            return fault("an entity is a user, group or role, named by its ARN", node.span);
        }
        Ok(entity)
    }

    /// `{ NAME: POLICY }`
    fn named(self, members: &mut Members<'_>, name: &'static str) -> Read<Vec<(String, PolicyText)>> {
        let Some(node) = members.optional(name) else { return Ok(Vec::new()) };
        let Value::Object(entries) = &node.value else { return fault(format!("`{name}` must be an object"), node.span) };
        reading::all(entries.iter().map(|entry| Ok((entry.name.value.clone(), self.policy(&entry.value)?))))
    }
}
