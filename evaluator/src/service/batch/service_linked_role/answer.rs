//! What a step comes to.

use std::fmt;

use super::TaskStatus;

/// What an accepted step returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// Nothing but success.
    Done,
    /// A compute environment was created or updated.
    Environment {
        /// The role that it uses.
        role_arn: String,
        /// Was the role created for it (SLR-005)?
        role_created: bool,
    },
    /// The role was created by name.
    Role {
        /// Its ARN.
        arn: String,
    },
    /// A deletion task is under way (SLR-011).
    Task {
        /// Its `DeletionTaskId`.
        id: String,
    },
    /// How a deletion task fares (SLR-012).
    Status(TaskStatus),
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The role does not exist.
    NoRole,
    /// A compute environment names the role, which does not exist: only one that names none has it created.
    NamedRoleMissing,
    /// The Region belongs to another partition than the account.
    RegionOfOtherPartition,
    /// The ARN is that of a service-linked role of another account, partition or service.
    OtherLinkedRole,
    /// The Region has an environment of that name.
    EnvironmentExists,
    /// The Region has no environment of that name.
    NoEnvironment,
    /// An unmanaged environment names no service role.
    UnmanagedWithoutRole,
    /// The role would have to be created, which the caller may not.
    MayNotCreateRole,
    /// The environment's role is of the other kind.
    RoleKindIsFixed,
    /// The environment is not disabled.
    EnvironmentEnabled,
    /// The operation takes no tags.
    TagsAtCreation,
    /// AWS Batch takes no suffix for the role's name.
    CustomSuffix,
    /// The role's name is taken.
    RoleExists,
    /// The description has more than 1,000 characters.
    DescriptionTooLong,
    /// Only AWS Batch changes trust and permissions of the role.
    Unmodifiable,
    /// No operation renames a role.
    NoSuchOperation,
    /// Sessions of a service-linked role end by themselves.
    SessionsCannotBeRevoked,
    /// There is no active session.
    NoSession,
    /// There is no task of that id.
    NoTask,
    /// The id of the new task was used before.
    TaskIdUsed,
    /// No task is in the status from which this step leads.
    TaskNotThere,
}

impl Refusal {
    /// The rule that says so; `None` where only common sense does.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::NoRole | Self::EnvironmentExists | Self::NoEnvironment | Self::NoSession => None,
            Self::RegionOfOtherPartition | Self::OtherLinkedRole => Some("SLR-001"),
            Self::Unmodifiable => Some("SLR-003"),
            Self::NamedRoleMissing | Self::UnmanagedWithoutRole => Some("SLR-005"),
            Self::MayNotCreateRole => Some("SLR-006"),
            Self::DescriptionTooLong | Self::NoSuchOperation => Some("SLR-009"),
            Self::TaskIdUsed => Some("SLR-011"),
            Self::NoTask | Self::TaskNotThere => Some("SLR-012"),
            Self::SessionsCannotBeRevoked => Some("SLR-014"),
            Self::EnvironmentEnabled => Some("SLR-015"),
            Self::RoleKindIsFixed => Some("SLR-017"),
            Self::TagsAtCreation | Self::CustomSuffix | Self::RoleExists => Some("SLR-018"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRole => "the account has no AWSServiceRoleForBatch",
            Self::NamedRoleMissing => "the service role does not exist, and is created only for an environment that names none",
            Self::RegionOfOtherPartition => "the Region belongs to another partition than the account",
            Self::OtherLinkedRole => "the service role is a service-linked role, but not that of AWS Batch in this account",
            Self::EnvironmentExists => "the Region has a compute environment of this name",
            Self::NoEnvironment => "the Region has no compute environment of this name",
            Self::UnmanagedWithoutRole => "an unmanaged compute environment must name a service role",
            Self::MayNotCreateRole => "the role would have to be created, and iam:CreateServiceLinkedRole is not allowed",
            Self::RoleKindIsFixed => "a compute environment cannot change between the service-linked role and an ordinary one",
            Self::EnvironmentEnabled => "a compute environment must be disabled before it is deleted",
            Self::TagsAtCreation => "a service-linked role cannot be tagged at creation",
            Self::CustomSuffix => "AWS Batch does not support a custom suffix",
            Self::RoleExists => "the name AWSServiceRoleForBatch is taken",
            Self::DescriptionTooLong => "a description has at most 1,000 characters",
            Self::Unmodifiable => "trust and permissions of the role are fixed by AWS Batch",
            Self::NoSuchOperation => "no operation renames a role",
            Self::SessionsCannotBeRevoked => "sessions of a service-linked role cannot be revoked",
            Self::NoSession => "the role has no active session",
            Self::NoTask => "there is no such deletion task",
            Self::TaskIdUsed => "the id of the deletion task was used before",
            Self::TaskNotThere => "no deletion task can take this step",
        })
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn refusals_say_why() {
        let check = |refusal: Refusal, words: &str| assert_eq!(refusal.to_string(), words);
        check(Refusal::NoRole, "the account has no AWSServiceRoleForBatch");
        check(Refusal::NamedRoleMissing, "the service role does not exist, and is created only for an environment that names none");
        check(Refusal::RegionOfOtherPartition, "the Region belongs to another partition than the account");
        check(Refusal::OtherLinkedRole, "the service role is a service-linked role, but not that of AWS Batch in this account");
        check(Refusal::EnvironmentExists, "the Region has a compute environment of this name");
        check(Refusal::NoEnvironment, "the Region has no compute environment of this name");
        check(Refusal::UnmanagedWithoutRole, "an unmanaged compute environment must name a service role");
        check(Refusal::MayNotCreateRole, "the role would have to be created, and iam:CreateServiceLinkedRole is not allowed");
        check(Refusal::RoleKindIsFixed, "a compute environment cannot change between the service-linked role and an ordinary one");
        check(Refusal::EnvironmentEnabled, "a compute environment must be disabled before it is deleted");
        check(Refusal::TagsAtCreation, "a service-linked role cannot be tagged at creation");
        check(Refusal::CustomSuffix, "AWS Batch does not support a custom suffix");
        check(Refusal::RoleExists, "the name AWSServiceRoleForBatch is taken");
        check(Refusal::DescriptionTooLong, "a description has at most 1,000 characters");
        check(Refusal::Unmodifiable, "trust and permissions of the role are fixed by AWS Batch");
        check(Refusal::NoSuchOperation, "no operation renames a role");
        check(Refusal::SessionsCannotBeRevoked, "sessions of a service-linked role cannot be revoked");
        check(Refusal::NoSession, "the role has no active session");
        check(Refusal::NoTask, "there is no such deletion task");
        check(Refusal::TaskIdUsed, "the id of the deletion task was used before");
        check(Refusal::TaskNotThere, "no deletion task can take this step");
    }
}
