//! Deleting the role: an asynchronous task, which fails while the role is in use anywhere in the partition (SLR-011 to SLR-014).

use std::fmt;

use super::{Accepted, Account, NAME, Refusal, SERVICE};

/// One deletion task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletionTask {
    /// `task/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch/UUID`
    pub id: String,
    /// Where it stands.
    pub status: TaskStatus,
}

/// NOT_STARTED → IN_PROGRESS → SUCCEEDED or FAILED; the last two are final (SLR-012).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskStatus {
    /// Submitted.
    NotStarted,
    /// IAM asks the service.
    InProgress,
    /// The role is gone.
    Succeeded,
    /// The role is still there; only now a reason is given (SLR-013).
    Failed(DeletionFailure),
}

impl TaskStatus {
    /// As the IAM API writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
        }
    }

    /// Is it final?
    pub const fn is_complete(&self) -> bool {
        match self {
            Self::NotStarted | Self::InProgress => false,
            Self::Succeeded | Self::Failed(_) => true,
        }
    }
}

/// Why a deletion failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletionFailure {
    /// `Reason`
    pub reason: FailureReason,
    /// `RoleUsageList`: all, some or none of the resources in use, as the service reports them.
    pub usage: Vec<RoleUsage>,
}

/// What blocks a deletion (SLR-014). Shown as text of far fewer than the 1,000 characters that `Reason` may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureReason {
    /// Compute environments use the role; perhaps it has sessions too.
    InUse,
    /// The role has an active session, and no compute environment uses it.
    ActiveSession,
}

impl fmt::Display for FailureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InUse => "compute environments use the role",
            Self::ActiveSession => "the role has an active session",
        })
    }
}

/// An entry of `RoleUsageList`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleUsage {
    /// The Region.
    pub region: String,
    /// The ARNs of compute environments there.
    pub resources: Vec<String>,
}

impl Account {
    /// A second call while a task is not complete returns that task (SLR-011).
    pub(super) fn submit_deletion(&mut self, uuid: &str) -> Result<Accepted, Refusal> {
        if self.role.is_none() {
            return Err(Refusal::NoRole);
        }
        if let Some(open) = self.tasks.last().filter(|task| !task.status.is_complete()) {
            return Ok(Accepted::Task { id: open.id.clone() });
        }
        let id = format!("task/aws-service-role/{SERVICE}/{NAME}/{uuid}");
        if self.tasks.iter().any(|task| task.id == id) {
            return Err(Refusal::TaskIdUsed);
        }
        self.tasks.push(DeletionTask { id: id.clone(), status: TaskStatus::NotStarted });
        Ok(Accepted::Task { id })
    }

    pub(super) fn deletion_status(&self, task_id: &str) -> Result<Accepted, Refusal> {
        let task = self.tasks.iter().find(|task| task.id == task_id).ok_or(Refusal::NoTask)?;
        Ok(Accepted::Status(task.status.clone()))
    }

    pub(super) fn start_deletion(&mut self) -> Result<Accepted, Refusal> {
        let task = self.tasks.last_mut().filter(|task| task.status == TaskStatus::NotStarted).ok_or(Refusal::TaskNotThere)?;
        task.status = TaskStatus::InProgress;
        Ok(Accepted::Status(TaskStatus::InProgress))
    }

    /// The role goes if nothing uses it at this moment; whatever was edited about it goes with it (SLR-014, SLR-016).
    pub(super) fn finish_deletion(&mut self, reported: usize) -> Result<Accepted, Refusal> {
        let usage = self.usage();
        let sessions = self.role.as_ref().map_or(0, |role| role.sessions);
        let task = self.tasks.last_mut().filter(|task| task.status == TaskStatus::InProgress).ok_or(Refusal::TaskNotThere)?;
        task.status = match (usage.is_empty(), sessions) {
            (true, 0) => TaskStatus::Succeeded,
            (true, _) => TaskStatus::Failed(DeletionFailure { reason: FailureReason::ActiveSession, usage }),
            (false, _) => TaskStatus::Failed(DeletionFailure { reason: FailureReason::InUse, usage: first(usage, reported) }),
        };
        let status = task.status.clone();
        if status == TaskStatus::Succeeded {
            self.role = None;
        }
        Ok(Accepted::Status(status))
    }
}

/// The first `reported` resources of the list; a Region of which nothing is reported is left out.
fn first(usage: Vec<RoleUsage>, reported: usize) -> Vec<RoleUsage> {
    let mut left = reported;
    let cut = |mut entry: RoleUsage| {
        entry.resources.truncate(left);
        left -= entry.resources.len();
        (!entry.resources.is_empty()).then_some(entry)
    };
    usage.into_iter().filter_map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::FailureReason;

    #[test]
    fn failures_say_what_blocks_the_deletion() {
        assert_eq!(FailureReason::InUse.to_string(), "compute environments use the role");
        assert_eq!(FailureReason::ActiveSession.to_string(), "the role has an active session");
    }
}
