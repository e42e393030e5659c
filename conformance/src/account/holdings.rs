//! What one principal has in an account: identity-based policies with those of its groups, a boundary, a unique id; and the trust policy of a
//! role (EVAL-021, EVAL-024, EVAL-043, PRIN-012, PRIN-023).

use std::fmt;

use verdict_evaluator::arn::Arn;
use verdict_evaluator::policy::error::closest;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::span::Spanned;

use super::entity::Entity;
use super::managed::ManagedPolicy;
use super::{Account, missing};
use crate::documents::{Document, Held, Kind};
use crate::fault::FaultyText;
use crate::reading::{self, Read};

/// What an account has for one principal.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Holdings {
    /// The user or role whose policies they are; nobody for the root user, services and anonymous callers.
    pub who: Option<Who>,
    /// Identity-based policies: inline ones, attached ones, then those of the groups in order. A managed policy stands here once.
    pub identity: Vec<Document>,
    /// The permissions boundary.
    pub boundary: Option<Document>,
}

/// A user or role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Its ARN, with its path.
    pub arn: String,
    /// Its unique id.
    pub id: String,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

/// Why an account does not tell what a principal has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldingsError {
    /// It is not in the file: what is wrong, and what to do.
    Unknown(String, String),
    /// What the file says about it is broken.
    Faulty(FaultyText),
}

impl Account {
    /// Does the file describe this account?
    pub fn is_account(&self, id: &str) -> bool {
        let entities = [&self.users, &self.roles, &self.groups].into_iter().flatten();
        entities.filter_map(|entity| Arn::new(&entity.arn)).any(|arn| arn.account == id)
    }

    /// The policies of a principal. A session has those of its role; a federated user has those of the user who made the session. The root
    /// user, services and callers without a session have none.
    ///
    /// # Errors
    /// It is not in the file, or something of it is missing or broken.
    pub fn holdings(&self, principal: &Principal) -> Result<Holdings, HoldingsError> {
        match principal {
            Principal::User { arn, .. } => self.all_of(self.user(arn)?),
            Principal::RoleSession { role: Some(role), .. } => self.all_of(self.role(role)?),
            Principal::RoleSession { arn: Some(arn), role: None, .. } => self.all_of(self.role_of_session(arn)?),
            Principal::FederatedUser { issuer: Some(issuer), .. } if issuer.contains(":user/") => self.all_of(self.user(issuer)?),
            Principal::FederatedUser { arn, issuer: None } => Err(HoldingsError::Unknown(
                format!("who made the session `{arn}` is unknown"),
                "name the user in a request file: \"principal\": { \"arn\": …, \"issuer\": … }".to_owned(),
            )),
            Principal::FederatedUser { issuer: Some(_), .. }
            | Principal::RoleSession { arn: None, role: None, .. }
            | Principal::Root { .. }
            | Principal::Service { .. }
            | Principal::Federated { .. }
            | Principal::Anonymous => Ok(Holdings::default()),
        }
    }

    /// The trust policy of a role.
    ///
    /// # Errors
    /// The role is not in the file, or its document is none.
    pub fn trust_policy(&self, role: &str) -> Result<Document, HoldingsError> {
        let role = self.role(role)?;
        let held = Held { kind: Kind::Trust, name: role.name.clone(), arn: None, own: true, groups: Vec::new() };
        let label = format!("{}/AssumeRolePolicyDocument", role.name);
        let body = role.trust.as_ref().ok_or_else(|| unknown("role", &role.arn, None))?;
        self.faulty(body.document(&self.name, &self.text, &label, held))
    }

    fn user(&self, arn: &str) -> Result<&Entity, HoldingsError> {
        named(&self.users, arn).ok_or_else(|| unknown("user", arn, closest_arn(&self.users, arn)))
    }

    fn role(&self, arn: &str) -> Result<&Entity, HoldingsError> {
        named(&self.roles, arn).ok_or_else(|| unknown("role", arn, closest_arn(&self.roles, arn)))
    }

    /// `arn:aws:sts::111122223333:assumed-role/deploy/ana` names its role without the path (PRIN-012).
    fn role_of_session(&self, session: &str) -> Result<&Entity, HoldingsError> {
        let parts = Arn::new(session).and_then(|arn| {
            let (name, _) = arn.resource.strip_prefix("assumed-role/")?.split_once('/')?;
            Some((arn.partition, arn.account, name))
        });
        let is_role = |role: &&Entity| Arn::new(&role.arn).map(|arn| (arn.partition, arn.account, role.name.as_str())) == parts;
        let names: Vec<&str> = self.roles.iter().map(|role| role.name.as_str()).collect();
        let near = parts.and_then(|(_, _, name)| closest(name, &names)).map(str::to_owned);
        self.roles.iter().find(is_role).ok_or_else(|| unknown("role of the session", session, near))
    }

    fn all_of(&self, entity: &Entity) -> Result<Holdings, HoldingsError> {
        let (identity, boundary) = self.faulty(reading::both(self.identity(entity), self.boundary(entity)))?;
        let who = Who { arn: entity.arn.value.clone(), id: entity.id.clone(), tags: entity.tags.clone() };
        Ok(Holdings { who: Some(who), identity, boundary })
    }

    /// The policies of the user or role and of its groups; a managed policy that it has in several ways once.
    fn identity(&self, entity: &Entity) -> Read<Vec<Document>> {
        let groups = reading::all(entity.groups.iter().map(|name| self.group(name)))?;
        let holders = std::iter::once((entity, None)).chain(groups.into_iter().map(|group| (group, Some(group.name.as_str()))));
        let found = reading::all(holders.map(|(holder, group)| self.of_holder(holder, group)))?;
        let mut documents: Vec<Document> = Vec::new();
        for document in found.into_iter().flatten() {
            let same = |known: &&mut Document| arn_of(known).is_some() && arn_of(known) == arn_of(&document);
            match documents.iter_mut().find(same).and_then(|known| known.held.as_mut()) {
                Some(known) => known.groups.extend(document.held.into_iter().flat_map(|held| held.groups)),
                None => documents.push(document),
            }
        }
        Ok(documents)
    }

    /// The inline and attached policies of a user, role or group.
    fn of_holder(&self, holder: &Entity, group: Option<&str>) -> Read<Vec<Document>> {
        let held = |kind, name: &str, arn: Option<&str>| Held {
            kind,
            name: name.to_owned(),
            arn: arn.map(str::to_owned),
            own: group.is_none(),
            groups: group.iter().map(|group| (*group).to_owned()).collect(),
        };
        let inline = holder.inline.iter().map(|inline| {
            let label = format!("{}/{}", holder.name, inline.name);
            inline.body.document(&self.name, &self.text, &label, held(Kind::Inline, &inline.name, None))
        });
        let attached = holder.attached.iter().map(|arn| {
            let policy = self.managed(arn, "the attached policy")?;
            policy.body.document(&self.name, &self.text, &policy.name, held(Kind::Managed, &policy.name, Some(arn)))
        });
        reading::all(inline.chain(attached))
    }

    fn boundary(&self, entity: &Entity) -> Read<Option<Document>> {
        let Some(arn) = &entity.boundary else { return Ok(None) };
        let policy = self.managed(arn, "the permissions boundary")?;
        let held = Held { kind: Kind::Boundary, name: policy.name.clone(), arn: Some(arn.value.clone()), own: true, groups: Vec::new() };
        policy.body.document(&self.name, &self.text, &policy.name, held).map(Some)
    }

    fn managed(&self, arn: &Spanned<String>, what: &str) -> Read<&ManagedPolicy> {
        let found = self.policies.iter().find(|policy| policy.arn.value == arn.value);
        found.map_or_else(|| missing(what, arn, "run the AWS CLI without --filter, so that all managed policies in use are there"), Ok)
    }

    fn group(&self, name: &Spanned<String>) -> Read<&Entity> {
        let found = self.groups.iter().find(|group| group.name == name.value);
        found.map_or_else(|| missing("the group", name, "run the AWS CLI without --filter, so that all groups are there"), Ok)
    }

    fn faulty<T>(&self, read: Read<T>) -> Result<T, HoldingsError> {
        read.map_err(|faults| HoldingsError::Faulty(FaultyText { name: self.name.clone(), text: self.text.as_ref().to_owned(), faults }))
    }
}

fn arn_of(document: &Document) -> Option<&str> {
    document.held.as_ref().and_then(|held| held.arn.as_deref())
}

fn named<'a>(entities: &'a [Entity], arn: &str) -> Option<&'a Entity> {
    entities.iter().find(|entity| entity.arn.value == arn)
}

/// The entity with the same name under another path, or one with nearly the same ARN.
fn closest_arn(entities: &[Entity], arn: &str) -> Option<String> {
    let name = arn.rsplit('/').next().unwrap_or_default();
    let arns: Vec<&str> = entities.iter().map(|entity| entity.arn.value.as_str()).collect();
    let same_name = entities.iter().find(|entity| entity.name == name).map(|entity| entity.arn.value.clone());
    same_name.or_else(|| closest(arn, &arns).map(str::to_owned))
}

fn unknown(what: &str, arn: &str, near: Option<String>) -> HoldingsError {
    let help = near.map_or_else(|| "the account's details do not describe it".to_owned(), |near| format!("did you mean `{near}`?"));
    HoldingsError::Unknown(format!("there is no {what} `{arn}` in the account's details"), help)
}

impl fmt::Display for HoldingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(message, help) => write!(f, "{message}: {help}"),
            Self::Faulty(text) => f.write_str(&text.lines().collect::<Vec<_>>().join("\n")),
        }
    }
}

impl std::error::Error for HoldingsError {}
