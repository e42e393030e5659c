//! What can happen to the role: calls of AWS Batch and IAM, and what AWS does by itself.

use super::Place;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `batch:CreateComputeEnvironment`
    CreateComputeEnvironment {
        /// Region and name.
        at: Place,
        /// Is its type MANAGED? Otherwise it is UNMANAGED.
        managed: bool,
        /// The service role; absent and empty are alike (SLR-005).
        service_role: Option<String>,
        /// Do policies allow the caller `iam:CreateServiceLinkedRole` on the role (SLR-006)?
        may_create_role: bool,
    },
    /// `batch:UpdateComputeEnvironment`
    UpdateComputeEnvironment {
        /// Region and name.
        at: Place,
        /// The service role, if the call names one.
        service_role: Option<String>,
        /// The new state, if the call names one: ENABLED or DISABLED.
        enabled: Option<bool>,
    },
    /// `batch:DeleteComputeEnvironment`
    DeleteComputeEnvironment {
        /// Region and name.
        at: Place,
    },
    /// `iam:CreateServiceLinkedRole` for AWS Batch.
    CreateServiceLinkedRole {
        /// `CustomSuffix`
        custom_suffix: Option<String>,
        /// `Description`
        description: Option<String>,
        /// Does the call ask for tags? The operation has no such parameter (SLR-018).
        tagged: bool,
    },
    /// `iam:UpdateRoleDescription`
    UpdateRoleDescription {
        /// The new description.
        description: String,
    },
    /// An edit that never succeeds.
    Edit(ProtectedEdit),
    /// `iam:DeleteServiceLinkedRole`
    DeleteServiceLinkedRole {
        /// What ends the id of the task, if this call makes one.
        uuid: String,
    },
    /// `iam:GetServiceLinkedRoleDeletionStatus`
    GetServiceLinkedRoleDeletionStatus {
        /// The whole `DeletionTaskId`.
        task_id: String,
    },
    /// IAM begins to work on the deletion task.
    StartDeletion,
    /// AWS Batch says whether the role is free, and the task ends.
    FinishDeletion {
        /// How many of the resources in use the service reports: all, some or none (SLR-013).
        reported: usize,
    },
    /// AWS Batch assumes the role.
    StartSession,
    /// A session of the role ends.
    EndSession,
}

/// Edits that a service-linked role refuses (SLR-003, SLR-009, SLR-014).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the IAM operation of that name, but for the last two")]
pub enum ProtectedEdit {
    UpdateAssumeRolePolicy,
    PutRolePolicy,
    AttachRolePolicy,
    DetachRolePolicy,
    DeleteRolePolicy,
    PutRolePermissionsBoundary,
    DeleteRole,
    UpdateRole,
    /// No operation renames a role.
    Rename,
    /// Ends all sessions before their time.
    RevokeSessions,
}

impl ProtectedEdit {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::UpdateAssumeRolePolicy,
        Self::PutRolePolicy,
        Self::AttachRolePolicy,
        Self::DetachRolePolicy,
        Self::DeleteRolePolicy,
        Self::PutRolePermissionsBoundary,
        Self::DeleteRole,
        Self::UpdateRole,
        Self::Rename,
        Self::RevokeSessions,
    ];

    /// The name of the IAM operation, or of what has none.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UpdateAssumeRolePolicy => "UpdateAssumeRolePolicy",
            Self::PutRolePolicy => "PutRolePolicy",
            Self::AttachRolePolicy => "AttachRolePolicy",
            Self::DetachRolePolicy => "DetachRolePolicy",
            Self::DeleteRolePolicy => "DeleteRolePolicy",
            Self::PutRolePermissionsBoundary => "PutRolePermissionsBoundary",
            Self::DeleteRole => "DeleteRole",
            Self::UpdateRole => "UpdateRole",
            Self::Rename => "rename-role",
            Self::RevokeSessions => "revoke-sessions",
        }
    }

    /// The edit of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edit| edit.name() == name)
    }
}
