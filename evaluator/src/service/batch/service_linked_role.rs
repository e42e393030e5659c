//! The life of AWSServiceRoleForBatch in one account: how the role appears, who uses it, and when it can be deleted.
//!
//! An [`Account`] is a state, a [`Step`] is a call or something that AWS does by itself, and [`Account::take`] answers it. A refused step
//! changes nothing. Whether the caller *may* make a call is for policies ([`crate::authorizer`]); of that, a step carries only what the
//! implicit creation of the role needs (SLR-006). Ids of deletion tasks come with the step: nothing is drawn and no clock is read.
//!
//! ```
//! use verdict_evaluator::service::batch::service_linked_role::*;
//!
//! let mut account = Account::new(Partition::Aws, "111122223333");
//! let create = Step::CreateComputeEnvironment {
//!     at: Place::new("ap-south-1", "render"),
//!     managed: true,
//!     service_role: Some(String::new()),
//!     may_create_role: true,
//! };
//! account.take(&create).unwrap();
//! assert!(account.role().is_some());
//!
//! // The role is in use in another Region than the one in which its deletion is asked for.
//! account.take(&Step::DeleteServiceLinkedRole { uuid: "63ac53b5-fc0a-4df1-b35c-0f0ab1e8b9aa".to_owned() }).unwrap();
//! account.take(&Step::StartDeletion).unwrap();
//! account.take(&Step::FinishDeletion { reported: usize::MAX }).unwrap();
//! let TaskStatus::Failed(failure) = &account.latest_task().unwrap().status else { panic!() };
//! assert_eq!(failure.usage[0].region, "ap-south-1");
//! assert!(account.role().is_some());
//! ```
//!
//! Rules: SLR-001, SLR-003, SLR-005, SLR-006, SLR-009, SLR-011 to SLR-018, ROLE-004, ROLE-006.

mod answer;
mod deletion;
mod step;

use std::collections::BTreeMap;

pub use answer::{Accepted, Refusal};
pub use deletion::{DeletionFailure, DeletionTask, FailureReason, RoleUsage, TaskStatus};
pub use step::{ProtectedEdit, Step};

/// The service that the role belongs to and that alone may assume it (SLR-002).
pub const SERVICE: &str = "batch.amazonaws.com";

/// The role's name, which cannot change (SLR-003).
pub const NAME: &str = "AWSServiceRoleForBatch";

/// The longest description that a role can have, in characters (SLR-009).
pub const LONGEST_DESCRIPTION: usize = 1000;

/// A set of Regions that share accounts and roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// `aws`
    Aws,
    /// `aws-cn`, the Regions in China.
    China,
    /// `aws-us-gov`, AWS GovCloud (US).
    GovCloud,
}

impl Partition {
    /// All partitions of the model.
    pub const ALL: [Self; 3] = [Self::Aws, Self::China, Self::GovCloud];

    /// As ARNs write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
        }
    }

    /// The partition of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|partition| partition.name() == name)
    }

    /// The partition that a Region belongs to, told by its prefix.
    pub fn of_region(region: &str) -> Self {
        if region.starts_with("cn-") {
            Self::China
        } else if region.starts_with("us-gov-") {
            Self::GovCloud
        } else {
            Self::Aws
        }
    }
}

/// Where a compute environment is: names are unique in a Region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// `us-east-1`
    pub region: String,
    /// The environment's name.
    pub name: String,
}

impl Place {
    /// The place of the environment `name` in `region`.
    pub fn new(region: impl Into<String>, name: impl Into<String>) -> Self {
        Self { region: region.into(), name: name.into() }
    }
}

/// A compute environment, as far as roles are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The role that AWS Batch uses for it.
    pub role: EnvironmentRole,
    /// Is its state ENABLED? Otherwise it is DISABLED.
    pub enabled: bool,
}

/// The role of a compute environment. Its kind is fixed when the environment is created (SLR-017).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvironmentRole {
    /// AWSServiceRoleForBatch.
    ServiceLinked,
    /// An ordinary role, by its ARN (SLR-020).
    Own(String),
}

/// AWSServiceRoleForBatch, while it exists.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Role {
    /// The only thing about it that can be edited (SLR-009).
    pub description: Option<String>,
    /// How many sessions are active. They end by themselves and cannot be revoked (SLR-014).
    pub sessions: usize,
}

/// The state of one account in one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    partition: Partition,
    id: String,
    role: Option<Role>,
    // INVARIANT: an environment with the service-linked role exists only while the role does.
    environments: BTreeMap<Place, Environment>,
    // INVARIANT: only the last task can be unfinished; ids are unique.
    tasks: Vec<DeletionTask>,
}

impl Account {
    /// An account without the role and without compute environments.
    pub fn new(partition: Partition, id: impl Into<String>) -> Self {
        Self { partition, id: id.into(), role: None, environments: BTreeMap::new(), tasks: Vec::new() }
    }

    /// The role, if it exists.
    pub const fn role(&self) -> Option<&Role> {
        self.role.as_ref()
    }

    /// The ARN that the role has in this account, whether it exists or not (SLR-001).
    pub fn role_arn(&self) -> String {
        format!("arn:{}:iam::{}:role/aws-service-role/{SERVICE}/{NAME}", self.partition.name(), self.id)
    }

    /// All compute environments.
    pub const fn environments(&self) -> &BTreeMap<Place, Environment> {
        &self.environments
    }

    /// The deletion task that was submitted last.
    pub fn latest_task(&self) -> Option<&DeletionTask> {
        self.tasks.last()
    }

    /// The compute environments that use the role, by Region (SLR-014).
    pub fn usage(&self) -> Vec<RoleUsage> {
        let mut regions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let using = self.environments.iter().filter(|(_, environment)| environment.role == EnvironmentRole::ServiceLinked);
        for (place, _) in using {
            regions.entry(&place.region).or_default().push(self.environment_arn(place));
        }
        regions.into_iter().map(|(region, resources)| RoleUsage { region: region.to_owned(), resources }).collect()
    }

    /// Answers one step; a refused one changes nothing.
    ///
    /// # Errors
    /// The step is refused.
    pub fn take(&mut self, step: &Step) -> Result<Accepted, Refusal> {
        match step {
            Step::CreateComputeEnvironment { at, managed, service_role, may_create_role } => {
                self.create_environment(at, *managed, service_role.as_deref().unwrap_or_default(), *may_create_role)
            }
            Step::UpdateComputeEnvironment { at, service_role, enabled } => self.update_environment(at, service_role.as_deref(), *enabled),
            Step::DeleteComputeEnvironment { at } => self.delete_environment(at),
            Step::CreateServiceLinkedRole { custom_suffix, description, tagged } => {
                self.create_role(custom_suffix.as_deref(), description.as_deref(), *tagged)
            }
            Step::UpdateRoleDescription { description } => self.describe(description),
            Step::Edit(edit) => self.edit(*edit),
            Step::DeleteServiceLinkedRole { uuid } => self.submit_deletion(uuid),
            Step::GetServiceLinkedRoleDeletionStatus { task_id } => self.deletion_status(task_id),
            Step::StartDeletion => self.start_deletion(),
            Step::FinishDeletion { reported } => self.finish_deletion(*reported),
            Step::StartSession => self.existing_role().map(|role| role.sessions += 1).map(|()| Accepted::Done),
            Step::EndSession => self.end_session(),
        }
    }

    fn existing_role(&mut self) -> Result<&mut Role, Refusal> {
        self.role.as_mut().ok_or(Refusal::NoRole)
    }

    fn environment_arn(&self, place: &Place) -> String {
        format!("arn:{}:batch:{}:{}:compute-environment/{}", self.partition.name(), place.region, self.id, place.name)
    }

    /// What a non-empty `serviceRole` names: a role of this account, by its ARN or by its path and name (ROLE-006).
    fn named_role(&self, service_role: &str) -> Result<EnvironmentRole, Refusal> {
        let arn = if service_role.starts_with("arn:") {
            service_role.to_owned()
        } else {
            format!("arn:{}:iam::{}:role/{}", self.partition.name(), self.id, service_role.trim_start_matches('/'))
        };
        if arn == self.role_arn() {
            return Ok(EnvironmentRole::ServiceLinked);
        }
        let linked = crate::arn::Arn::new(&arn).is_some_and(|arn| arn.linked_service().is_some());
        if linked { Err(Refusal::OtherLinkedRole) } else { Ok(EnvironmentRole::Own(arn)) }
    }

    /// Without a `serviceRole`, a managed environment uses the role, which AWS Batch creates if need be (SLR-005, SLR-006, SLR-016).
    fn create_environment(&mut self, at: &Place, managed: bool, service_role: &str, may_create_role: bool) -> Result<Accepted, Refusal> {
        if Partition::of_region(&at.region) != self.partition {
            return Err(Refusal::RegionOfOtherPartition);
        }
        if self.environments.contains_key(at) {
            return Err(Refusal::EnvironmentExists);
        }
        let implicit = service_role.is_empty();
        if implicit && !managed {
            return Err(Refusal::UnmanagedWithoutRole);
        }
        let role = if implicit { EnvironmentRole::ServiceLinked } else { self.named_role(service_role)? };
        let role_created = role == EnvironmentRole::ServiceLinked && self.role.is_none();
        if role_created && !implicit {
            return Err(Refusal::NamedRoleMissing);
        }
        if role_created && !may_create_role {
            return Err(Refusal::MayNotCreateRole);
        }
        if role_created {
            self.role = Some(Role::default());
        }
        let role_arn = self.arn_of(&role);
        self.environments.insert(at.clone(), Environment { role, enabled: true });
        Ok(Accepted::Environment { role_arn, role_created })
    }

    fn arn_of(&self, role: &EnvironmentRole) -> String {
        match role {
            EnvironmentRole::ServiceLinked => self.role_arn(),
            EnvironmentRole::Own(arn) => arn.clone(),
        }
    }

    /// An empty `serviceRole` asks for the service-linked role here too.
    fn update_environment(&mut self, at: &Place, service_role: Option<&str>, enabled: Option<bool>) -> Result<Accepted, Refusal> {
        let environment = self.environments.get(at).ok_or(Refusal::NoEnvironment)?;
        let role = match service_role {
            None => environment.role.clone(),
            Some("") => EnvironmentRole::ServiceLinked,
            Some(named) => self.named_role(named)?,
        };
        let same_kind = std::mem::discriminant(&role) == std::mem::discriminant(&environment.role);
        if !same_kind {
            return Err(Refusal::RoleKindIsFixed);
        }
        let role_arn = self.arn_of(&role);
        let enabled = enabled.unwrap_or(environment.enabled);
        self.environments.insert(at.clone(), Environment { role, enabled });
        Ok(Accepted::Environment { role_arn, role_created: false })
    }

    /// Only a disabled environment can be deleted (SLR-015).
    fn delete_environment(&mut self, at: &Place) -> Result<Accepted, Refusal> {
        let environment = self.environments.get(at).ok_or(Refusal::NoEnvironment)?;
        if environment.enabled {
            return Err(Refusal::EnvironmentEnabled);
        }
        self.environments.remove(at);
        Ok(Accepted::Done)
    }

    /// There is one such role, without suffix and without tags (SLR-018).
    fn create_role(&mut self, custom_suffix: Option<&str>, description: Option<&str>, tagged: bool) -> Result<Accepted, Refusal> {
        if tagged {
            return Err(Refusal::TagsAtCreation);
        }
        if custom_suffix.is_some() {
            return Err(Refusal::CustomSuffix);
        }
        if description.is_some_and(is_too_long) {
            return Err(Refusal::DescriptionTooLong);
        }
        if self.role.is_some() {
            return Err(Refusal::RoleExists);
        }
        self.role = Some(Role { description: description.map(str::to_owned), sessions: 0 });
        Ok(Accepted::Role { arn: self.role_arn() })
    }

    fn describe(&mut self, description: &str) -> Result<Accepted, Refusal> {
        if is_too_long(description) {
            return Err(Refusal::DescriptionTooLong);
        }
        self.existing_role()?.description = Some(description.to_owned());
        Ok(Accepted::Done)
    }

    /// No other edit succeeds, whoever asks (SLR-003, SLR-009).
    fn edit(&mut self, edit: ProtectedEdit) -> Result<Accepted, Refusal> {
        self.existing_role()?;
        Err(match edit {
            ProtectedEdit::Rename => Refusal::NoSuchOperation,
            ProtectedEdit::RevokeSessions => Refusal::SessionsCannotBeRevoked,
            ProtectedEdit::UpdateAssumeRolePolicy
            | ProtectedEdit::PutRolePolicy
            | ProtectedEdit::AttachRolePolicy
            | ProtectedEdit::DetachRolePolicy
            | ProtectedEdit::DeleteRolePolicy
            | ProtectedEdit::PutRolePermissionsBoundary
            | ProtectedEdit::DeleteRole
            | ProtectedEdit::UpdateRole => Refusal::Unmodifiable,
        })
    }

    fn end_session(&mut self) -> Result<Accepted, Refusal> {
        let role = self.existing_role()?;
        role.sessions = role.sessions.checked_sub(1).ok_or(Refusal::NoSession)?;
        Ok(Accepted::Done)
    }
}

fn is_too_long(description: &str) -> bool {
    description.chars().count() > LONGEST_DESCRIPTION
}

#[cfg(test)]
mod tests {
    use super::{Account, FailureReason, Partition, Place, Refusal, Step};

    #[test]
    fn an_account_lists_its_environments() {
        let mut account = Account::new(Partition::Aws, "123456789012");
        let at = Place::new("us-east-1", "render");
        let step = Step::CreateComputeEnvironment { at: at.clone(), managed: true, service_role: None, may_create_role: true };
        assert!(account.environments().is_empty());
        assert!(account.take(&step).is_ok());
        assert!(account.environments().get(&at).is_some_and(|environment| environment.enabled));
    }

    #[test]
    fn refusals_say_why() {
        assert_eq!(Refusal::RoleExists.to_string(), "the name AWSServiceRoleForBatch is taken");
        assert_eq!(FailureReason::ActiveSession.to_string(), "the role has an active session");
    }
}
