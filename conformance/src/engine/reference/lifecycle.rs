//! The model of the service-linked role as an answer to lifecycle cases.

use verdict_evaluator::service::batch::service_linked_role::{Accepted, Account, Refusal, Step, TaskStatus};

use crate::case::lifecycle::{ACCOUNT, LifecycleQuestion, StepQuestion, StepValues, usage_by_region};
use crate::engine::{LifecycleAnswer, StepAnswer};

/// Takes all steps, whatever the earlier ones came to.
pub(super) fn answer(question: &LifecycleQuestion) -> LifecycleAnswer {
    let mut account = Account::new(question.partition, ACCOUNT);
    let steps = question.steps.iter().map(|(step, _)| step_answer(take(&mut account, step))).collect();
    LifecycleAnswer {
        steps,
        present: account.role().is_some(),
        description: account.role().and_then(|role| role.description.clone()),
        status: account.latest_task().map(|task| task.status.name().to_owned()),
    }
}

fn take(account: &mut Account, step: &StepQuestion) -> Result<Accepted, Refusal> {
    match step {
        StepQuestion::Step(step) => account.take(step),
        StepQuestion::LatestStatus => {
            let task_id = account.latest_task().map(|task| task.id.clone()).unwrap_or_default();
            account.take(&Step::GetServiceLinkedRoleDeletionStatus { task_id })
        }
    }
}

fn step_answer(answer: Result<Accepted, Refusal>) -> StepAnswer {
    let none = StepValues::default();
    StepAnswer::Accepted(match answer {
        Err(refusal) => return StepAnswer::Refused { rule: refusal.rule().map(str::to_owned), why: refusal.to_string() },
        Ok(Accepted::Done) => none,
        Ok(Accepted::Environment { role_arn, role_created }) => StepValues { role: Some(role_arn), created: Some(role_created), ..none },
        Ok(Accepted::Role { arn }) => StepValues { role: Some(arn), created: Some(true), ..none },
        Ok(Accepted::Task { id }) => StepValues { task_id: Some(id), ..none },
        Ok(Accepted::Status(status)) => StepValues {
            status: Some(status.name().to_owned()),
            usage: Some(usage_by_region(if let TaskStatus::Failed(failure) = &status { &failure.usage } else { &[] })),
            has_reason: Some(matches!(status, TaskStatus::Failed(_))),
            ..none
        },
    })
}
