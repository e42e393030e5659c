//! Random walks through the life of the service-linked role: the evaluator's model against a second one, written without looking at it.
//!
//! The second model is as plain as the rules: lists and flags, one account, no ARNs but where an answer needs one. After each step the two
//! must give the same answer and hold the same state, and what the rules promise must be true of the evaluator's.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use verdict_evaluator::service::batch::service_linked_role::{
    Accepted, Account, EnvironmentRole, FailureReason, Partition, Place, ProtectedEdit, Refusal, Step, TaskStatus,
};

const ID: &str = "111122223333";

/// The second model.
#[derive(Clone, Debug)]
struct Plain {
    partition: Partition,
    /// The role's description while the role exists.
    role: Option<Option<String>>,
    sessions: usize,
    environments: Vec<PlainEnvironment>,
    /// Task ids with their statuses, the latest last.
    tasks: Vec<(String, &'static str)>,
    /// What the last step must have come to.
    last: Expected,
}

#[derive(Clone, Debug)]
struct PlainEnvironment {
    region: String,
    name: String,
    linked: bool,
    enabled: bool,
}

/// What the second model says of a step.
#[derive(Clone, Debug, PartialEq)]
enum Expected {
    Refused,
    Accepted,
    /// Accepted with the ARN of the role used, and whether it was created.
    Role(bool, bool),
    Task(String),
    Status(&'static str),
}

impl Plain {
    fn in_use(&self) -> bool {
        self.environments.iter().any(|environment| environment.linked)
    }

    fn find(&mut self, at: &Place) -> Option<&mut PlainEnvironment> {
        self.environments.iter_mut().find(|environment| environment.region == at.region && environment.name == at.name)
    }

    fn open_task(&self) -> Option<&(String, &'static str)> {
        self.tasks.iter().find(|(_, status)| *status == "NOT_STARTED" || *status == "IN_PROGRESS")
    }

    /// Does the text name the role of this account? Texts that name no role of it are drawn apart.
    fn names_the_role(text: &str) -> bool {
        text.ends_with("aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch")
    }

    fn step(&mut self, step: &Step) -> Expected {
        match step {
            Step::CreateComputeEnvironment { at, managed, service_role, may_create_role } => {
                let role = service_role.clone().unwrap_or_default();
                let unnamed = role.is_empty();
                let linked = unnamed || Self::names_the_role(&role);
                let created = linked && self.role.is_none();
                let allowed = at.region.starts_with("cn-") == (self.partition == Partition::China)
                    && at.region.starts_with("us-gov-") == (self.partition == Partition::GovCloud)
                    && self.find(at).is_none()
                    && (*managed || !unnamed)
                    && !is_foreign(&role)
                    && (!created || unnamed && *may_create_role);
                if !allowed {
                    return Expected::Refused;
                }
                if created {
                    self.role = Some(None);
                    self.sessions = 0;
                }
                self.environments.push(PlainEnvironment { region: at.region.clone(), name: at.name.clone(), linked, enabled: true });
                Expected::Role(linked, created)
            }
            Step::UpdateComputeEnvironment { at, service_role, enabled } => {
                let Some(environment) = self.find(at) else { return Expected::Refused };
                let asks_linked = service_role.as_deref().map(|role| role.is_empty() || Self::names_the_role(role));
                if asks_linked.is_some_and(|linked| linked != environment.linked) || is_foreign(service_role.as_deref().unwrap_or_default())
                {
                    return Expected::Refused;
                }
                environment.enabled = enabled.unwrap_or(environment.enabled);
                Expected::Role(environment.linked, false)
            }
            Step::DeleteComputeEnvironment { at } => match self.find(at) {
                Some(environment) if !environment.enabled => {
                    self.environments.retain(|environment| environment.region != at.region || environment.name != at.name);
                    Expected::Accepted
                }
                _ => Expected::Refused,
            },
            Step::CreateServiceLinkedRole { custom_suffix, description, tagged } => {
                let long = description.as_ref().is_some_and(|text| text.len() > 1000);
                if self.role.is_some() || custom_suffix.is_some() || *tagged || long {
                    return Expected::Refused;
                }
                self.role = Some(description.clone());
                self.sessions = 0;
                Expected::Role(true, true)
            }
            Step::UpdateRoleDescription { description } => {
                if self.role.is_none() || description.len() > 1000 {
                    return Expected::Refused;
                }
                self.role = Some(Some(description.clone()));
                Expected::Accepted
            }
            Step::Edit(_) => Expected::Refused,
            Step::DeleteServiceLinkedRole { uuid } => {
                if self.role.is_none() {
                    return Expected::Refused;
                }
                if let Some((id, _)) = self.open_task() {
                    return Expected::Task(id.clone());
                }
                let id = format!("task/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch/{uuid}");
                if self.tasks.iter().any(|(known, _)| *known == id) {
                    return Expected::Refused;
                }
                self.tasks.push((id.clone(), "NOT_STARTED"));
                Expected::Task(id)
            }
            Step::GetServiceLinkedRoleDeletionStatus { task_id } => {
                let found = self.tasks.iter().find(|(id, _)| id == task_id);
                found.map_or(Expected::Refused, |(_, status)| Expected::Status(status))
            }
            Step::StartDeletion => self.advance("NOT_STARTED", "IN_PROGRESS"),
            Step::FinishDeletion { .. } => {
                let end = if self.in_use() || self.sessions > 0 { "FAILED" } else { "SUCCEEDED" };
                let expected = self.advance("IN_PROGRESS", end);
                if expected == Expected::Status("SUCCEEDED") {
                    self.role = None;
                }
                expected
            }
            Step::StartSession if self.role.is_some() => {
                self.sessions += 1;
                Expected::Accepted
            }
            Step::EndSession if self.role.is_some() && self.sessions > 0 => {
                self.sessions -= 1;
                Expected::Accepted
            }
            Step::StartSession | Step::EndSession => Expected::Refused,
        }
    }

    fn advance(&mut self, from: &str, to: &'static str) -> Expected {
        match self.tasks.last_mut() {
            Some((_, status)) if *status == from => {
                *status = to;
                Expected::Status(to)
            }
            _ => Expected::Refused,
        }
    }
}

/// A service-linked role that is not this account's role of AWS Batch.
fn is_foreign(role: &str) -> bool {
    role.contains("ecs.amazonaws.com") || role.contains("444455556666")
}

fn role_arn(partition: Partition) -> String {
    format!("arn:{}:iam::{ID}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch", partition.name())
}

/// Three Regions of the partition, sometimes one of another; few names, so that steps meet.
fn place(partition: Partition) -> impl Strategy<Value = Place> {
    let regions = match partition {
        Partition::Aws => ["us-east-1", "ap-south-1", "eu-west-1", "cn-north-1"],
        Partition::China => ["cn-north-1", "cn-northwest-1", "cn-north-1", "us-east-1"],
        Partition::GovCloud => ["us-gov-west-1", "us-gov-east-1", "us-gov-west-1", "us-east-1"],
    };
    let region = prop_oneof![9 => prop::sample::select(regions[..3].to_vec()), 1 => Just(regions[3])];
    (region, prop::sample::select(&["render", "train"][..])).prop_map(|(region, name)| Place::new(region, name))
}

fn service_role(partition: Partition) -> impl Strategy<Value = Option<String>> {
    let arn = |path: &str| Some(format!("arn:{}:iam::{ID}:role/{path}", partition.name()));
    let foreign = "arn:aws:iam::444455556666:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch";
    prop_oneof![
        3 => Just(None),
        2 => Just(Some(String::new())),
        2 => Just(arn("service-role/AWSBatchServiceRole")),
        1 => Just(arn("Own")),
        1 => Just(Some("Own".to_owned())),
        1 => Just(arn("AWSServiceRoleForBatch")),
        1 => Just(Some(role_arn(partition))),
        1 => Just(Some("/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch".to_owned())),
        1 => Just(arn("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")),
        1 => Just(Some(foreign.to_owned())),
    ]
}

fn description() -> impl Strategy<Value = String> {
    prop::sample::select(&[0, 4, 1000, 1001][..]).prop_map(|length| "d".repeat(length))
}

impl ReferenceStateMachine for Plain {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        prop::sample::select(&Partition::ALL[..])
            .prop_map(|partition| Self {
                partition,
                role: None,
                sessions: 0,
                environments: Vec::new(),
                tasks: Vec::new(),
                last: Expected::Accepted,
            })
            .boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Step> {
        let at = || place(state.partition);
        let uuid = prop::sample::select(&["a", "b", "c", "d", "e", "f"][..]).prop_map(str::to_owned);
        let known: Vec<String> = state.tasks.iter().map(|(id, _)| id.clone()).chain(["task/none".to_owned()]).collect();
        prop_oneof![
            4 => (at(), prop::bool::weighted(0.8), service_role(state.partition), prop::bool::weighted(0.8)).prop_map(
                |(at, managed, service_role, may_create_role)| Step::CreateComputeEnvironment { at, managed, service_role, may_create_role }
            ),
            2 => (at(), service_role(state.partition)).prop_map(
                |(at, service_role)| Step::UpdateComputeEnvironment { at, service_role, enabled: None }
            ),
            5 => (at(), prop::bool::weighted(0.2)).prop_map(
                |(at, enabled)| Step::UpdateComputeEnvironment { at, service_role: None, enabled: Some(enabled) }
            ),
            6 => at().prop_map(|at| Step::DeleteComputeEnvironment { at }),
            2 => (prop::option::weighted(0.1, Just("suffix".to_owned())), prop::option::of(description()), prop::bool::weighted(0.1)).prop_map(
                |(custom_suffix, description, tagged)| Step::CreateServiceLinkedRole { custom_suffix, description, tagged }
            ),
            2 => description().prop_map(|description| Step::UpdateRoleDescription { description }),
            1 => prop::sample::select(&ProtectedEdit::ALL[..]).prop_map(Step::Edit),
            4 => uuid.prop_map(|uuid| Step::DeleteServiceLinkedRole { uuid }),
            1 => prop::sample::select(known).prop_map(|task_id| Step::GetServiceLinkedRoleDeletionStatus { task_id }),
            4 => Just(Step::StartDeletion),
            4 => prop::sample::select(&[usize::MAX, 1, 0][..]).prop_map(|reported| Step::FinishDeletion { reported }),
            1 => Just(Step::StartSession),
            2 => Just(Step::EndSession),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.last = state.step(step);
        state
    }
}

/// The model under test.
struct Walk;

impl StateMachineTest for Walk {
    type SystemUnderTest = Account;
    type Reference = Plain;

    fn init_test(plain: &Plain) -> Account {
        Account::new(plain.partition, ID)
    }

    fn apply(mut account: Account, plain: &Plain, step: Step) -> Account {
        let before = account.clone();
        let answer = account.take(&step);
        same_answer(&answer, &plain.last, plain.partition);
        if answer.is_err() {
            assert_eq!(account, before, "a refused step changes nothing");
        }
        promises_of_a_step(&before, &step, &answer, &account);
        account
    }

    fn check_invariants(account: &Account, plain: &Plain) {
        assert_eq!(account.role().map(|role| &role.description), plain.role.as_ref());
        assert_eq!(account.role().map_or(0, |role| role.sessions), if plain.role.is_some() { plain.sessions } else { 0 });
        assert_eq!(account.latest_task().map(|task| task.status.name()), plain.tasks.last().map(|(_, status)| *status));
        let states: BTreeSet<_> = plain.environments.iter().map(|e| (&e.region, &e.name, e.linked, e.enabled)).collect();
        let environments = account.environments().iter();
        let linked = |role: &EnvironmentRole| *role == EnvironmentRole::ServiceLinked;
        assert_eq!(environments.map(|(at, e)| (&at.region, &at.name, linked(&e.role), e.enabled)).collect::<BTreeSet<_>>(), states);
        assert!(account.usage().is_empty() || account.role().is_some(), "what is in use exists");
        assert_eq!(account.role_arn(), role_arn(plain.partition));
    }
}

fn same_answer(answer: &Result<Accepted, Refusal>, expected: &Expected, partition: Partition) {
    let agree = match (answer, expected) {
        (Err(_), Expected::Refused) | (Ok(Accepted::Done), Expected::Accepted) => true,
        (Ok(Accepted::Environment { role_arn: arn, role_created }), Expected::Role(linked, created)) => {
            (*arn == role_arn(partition)) == *linked && role_created == created
        }
        (Ok(Accepted::Role { arn }), Expected::Role(true, true)) => *arn == role_arn(partition),
        (Ok(Accepted::Task { id }), Expected::Task(expected)) => id == expected,
        (Ok(Accepted::Status(status)), Expected::Status(expected)) => status.name() == *expected,
        _ => false,
    };
    assert!(agree, "{answer:?} is not {expected:?}");
}

/// What the rules promise about single steps, whatever the second model says.
fn promises_of_a_step(before: &Account, step: &Step, answer: &Result<Accepted, Refusal>, after: &Account) {
    // SLR-011: a second call returns the task that is not complete.
    if let (Step::DeleteServiceLinkedRole { .. }, Some(open)) = (step, before.latest_task().filter(|task| !task.status.is_complete())) {
        assert_eq!(*answer, Ok(Accepted::Task { id: open.id.clone() }));
    }
    // SLR-012: the last two statuses are final.
    if let (Some(old), Some(new)) = (before.latest_task(), after.latest_task()) {
        assert!(!old.status.is_complete() || old == new || old.id != new.id);
    }
    // SLR-012 to SLR-015: how a deletion ends.
    if let (Step::FinishDeletion { reported }, Ok(Accepted::Status(status))) = (step, answer) {
        match status {
            TaskStatus::Succeeded => {
                assert!(before.usage().is_empty() && after.role().is_none());
                assert_eq!(before.role().map(|role| role.sessions), Some(0));
            }
            TaskStatus::Failed(failure) => {
                assert!(after.role().is_some() && after.environments() == before.environments());
                assert!(failure.reason.to_string().chars().count() <= 1000);
                assert_eq!(failure.reason == FailureReason::InUse, !before.usage().is_empty());
                let listed: Vec<&String> = failure.usage.iter().flat_map(|entry| &entry.resources).collect();
                let used: Vec<String> = before.usage().into_iter().flat_map(|entry| entry.resources).collect();
                assert_eq!(listed.len(), used.len().min(*reported));
                assert!(listed.iter().all(|resource| used.contains(resource)));
            }
            TaskStatus::NotStarted | TaskStatus::InProgress => panic!("the task has ended"),
        }
    }
    // SLR-016: a role that appears implicitly has no description.
    if let Ok(Accepted::Environment { role_created: true, .. }) = answer {
        assert!(before.role().is_none());
        assert_eq!(after.role().map(|role| &role.description), Some(&None));
    }
    // SLR-017: the kind of an environment's role never changes.
    for (at, environment) in before.environments() {
        let kind = |role: &EnvironmentRole| *role == EnvironmentRole::ServiceLinked;
        let later = after.environments().get(at);
        assert!(later.is_none_or(|later| kind(&later.role) == kind(&environment.role)));
        // SLR-015: what goes was disabled.
        assert!(later.is_some() || !environment.enabled);
    }
    // SLR-003, SLR-009: nothing but its own description changes about the role.
    if let Step::Edit(_) = step {
        assert!(answer.is_err());
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn the_two_models_agree(sequential 1..60 => Walk);
}

/// The walks reach what they are about: deletions that succeed and fail, for each reason, and roles that are made anew.
#[test]
fn walks_reach_every_end() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..300 {
        let drawn = Plain::sequential_strategy(1..60).new_tree(&mut runner).expect("walks can be drawn");
        let (plain, steps, _) = drawn.current();
        let mut account = Account::new(plain.partition, ID);
        let mut deleted = false;
        for step in steps {
            match account.take(&step) {
                Ok(Accepted::Status(TaskStatus::Succeeded)) => {
                    deleted = true;
                    seen.insert("succeeded");
                }
                Ok(Accepted::Status(TaskStatus::Failed(failure))) => {
                    seen.insert(if failure.reason == FailureReason::InUse { "in use" } else { "session" });
                }
                Ok(Accepted::Environment { role_created: true, .. }) if deleted => {
                    seen.insert("made anew");
                }
                Err(refusal) => {
                    seen.extend(refusal.rule());
                }
                Ok(_) => {}
            }
        }
    }
    let ends = ["succeeded", "in use", "session", "made anew"];
    let rules = ["001", "003", "005", "006", "009", "011", "012", "014", "015", "017", "018"].map(|number| format!("SLR-{number}"));
    let missing: Vec<&str> = ends.into_iter().chain(rules.iter().map(String::as_str)).filter(|end| !seen.contains(end)).collect();
    assert!(missing.is_empty(), "no walk reaches {missing:?}");
}
