//! Lifecycle cases: what happens to the service-linked role of AWS Batch in one account, step by step (SLR-001 to SLR-018).

use std::collections::BTreeMap;

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::service::batch::service_linked_role::{Partition, Place, ProtectedEdit, RoleUsage, Step};

use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};

/// The steps, in one account that has neither the role nor compute environments.
#[derive(Clone, Debug)]
pub struct LifecycleQuestion {
    /// The account's partition.
    pub partition: Partition,
    /// What happens, and what each step must come to.
    pub steps: Vec<(StepQuestion, StepExpectation)>,
}

/// The account of all lifecycle cases.
pub const ACCOUNT: &str = "123456789012";

/// One step as a case writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepQuestion {
    /// A step of the model.
    Step(Step),
    /// `iam:GetServiceLinkedRoleDeletionStatus` of the task that was submitted last.
    LatestStatus,
}

/// What a step must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepExpectation {
    /// It is accepted, with these returned values where given.
    Accepted(StepValues),
    /// It is refused, by this rule if it matters.
    Refused(Option<String>),
}

/// Values that steps return; each kind of step returns some of them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StepValues {
    /// `DeletionTaskId`
    pub task_id: Option<String>,
    /// The status of a deletion task.
    pub status: Option<String>,
    /// `RoleUsageList`, each Region's resources in alphabetical order.
    pub usage: Option<BTreeMap<String, Vec<String>>>,
    /// Is there a `Reason`?
    pub has_reason: Option<bool>,
    /// The ARN of the role that is used or created.
    pub role: Option<String>,
    /// Was the role created?
    pub created: Option<bool>,
}

/// What must be there after the last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleExpectation {
    /// Does the role exist?
    pub present: bool,
    /// Its description, if it matters; `Some(None)` means that it has none.
    pub description: Option<Option<String>>,
    /// The status of the task that was submitted last, if it matters.
    pub status: Option<String>,
}

/// Usage in a form that compares.
pub fn usage_by_region(usage: &[RoleUsage]) -> BTreeMap<String, Vec<String>> {
    let mut regions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in usage {
        regions.entry(entry.region.clone()).or_default().extend(entry.resources.iter().cloned());
    }
    regions.values_mut().for_each(|resources| resources.sort());
    regions
}

pub(super) fn question(members: &mut Members<'_>) -> Read<LifecycleQuestion> {
    let partition = members.optional("partition").map(partition).transpose()?.unwrap_or(Partition::Aws);
    let steps = reading::array(members.required("lifecycle")?, "lifecycle")?;
    let steps = reading::all(steps.iter().enumerate().map(|(index, node)| step(node, index)))?;
    Ok(LifecycleQuestion { partition, steps })
}

pub(super) fn expectation(node: &Node) -> Read<LifecycleExpectation> {
    let mut members = Members::of(node, "expect")?;
    let role = members.required("role")?;
    let present = match reading::string(role, "role")?.as_str() {
        "present" => true,
        "absent" => false,
        _ => return fault("`role` must be \"present\" or \"absent\"", role.span),
    };
    let description = members.optional("description").map(|node| match node.value {
        Value::Null => Ok(None),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            reading::string(node, "description").map(Some)
        }
    });
    let description = description.transpose()?;
    let status = members.optional("status").map(status).transpose()?;
    members.end()?;
    Ok(LifecycleExpectation { present, description, status })
}

fn partition(node: &Node) -> Read<Partition> {
    let word = reading::string(node, "partition")?;
    let names = Partition::ALL.map(Partition::name).join("`, `");
    Partition::from_name(&word)
        .ok_or_else(|| vec![Fault::new(format!("`{word}` is no partition of this model"), node.span).with_help(format!("`{names}`"))])
}

fn status(node: &Node) -> Read<String> {
    let word = reading::string(node, "status")?;
    let known = ["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED", "FAILED"];
    if known.contains(&word.as_str()) { Ok(word) } else { fault(format!("`status` must be `{}`", known.join("`, `")), node.span) }
}

fn step(node: &Node, index: usize) -> Read<(StepQuestion, StepExpectation)> {
    let mut members = Members::of(node, "a step")?;
    let does = members.required("do")?;
    let step = step_question(&reading::string(does, "do")?, does, &mut members, index)?;
    let expectation = members.optional("expect").map_or(Ok(StepExpectation::Accepted(StepValues::default())), step_expectation)?;
    members.end()?;
    Ok((step, expectation))
}

fn step_question(does: &str, node: &Node, members: &mut Members<'_>, index: usize) -> Read<StepQuestion> {
    if let Some(edit) = ProtectedEdit::from_name(does) {
        return Ok(StepQuestion::Step(Step::Edit(edit)));
    }
    Ok(StepQuestion::Step(match does {
        "CreateComputeEnvironment" => Step::CreateComputeEnvironment {
            at: place(members)?,
            managed: either(members, "type", ["UNMANAGED", "MANAGED"])?.unwrap_or(true),
            service_role: members.optional_string("serviceRole")?,
            may_create_role: flag(members, "mayCreateRole")?.unwrap_or(true),
        },
        "UpdateComputeEnvironment" => Step::UpdateComputeEnvironment {
            at: place(members)?,
            service_role: members.optional_string("serviceRole")?,
            enabled: either(members, "state", ["DISABLED", "ENABLED"])?,
        },
        "DeleteComputeEnvironment" => Step::DeleteComputeEnvironment { at: place(members)? },
        "CreateServiceLinkedRole" => Step::CreateServiceLinkedRole {
            custom_suffix: members.optional_string("customSuffix")?,
            description: description(members)?,
            tagged: flag(members, "tags")?.unwrap_or(false),
        },
        "UpdateRoleDescription" => Step::UpdateRoleDescription { description: description(members)?.unwrap_or_default() },
        "DeleteServiceLinkedRole" => {
            let uuid = members.optional_string("uuid")?.unwrap_or_else(|| format!("00000000-0000-4000-8000-{index:012}"));
            Step::DeleteServiceLinkedRole { uuid }
        }
        "GetServiceLinkedRoleDeletionStatus" => match members.optional_string("taskId")? {
            Some(task_id) => Step::GetServiceLinkedRoleDeletionStatus { task_id },
            None => return Ok(StepQuestion::LatestStatus),
        },
        "start-deletion" => Step::StartDeletion,
        "finish-deletion" => Step::FinishDeletion { reported: members.optional_number("reported")?.unwrap_or(usize::MAX) },
        "start-session" => Step::StartSession,
        "end-session" => Step::EndSession,
        other => return fault(format!("`{other}` is no step of the life of a service-linked role"), node.span),
    }))
}

fn place(members: &mut Members<'_>) -> Read<Place> {
    let region = members.optional_string("region")?.unwrap_or_else(|| "us-east-1".to_owned());
    Ok(Place::new(region, members.string("name")?))
}

/// A text, or a character so many times.
fn description(members: &mut Members<'_>) -> Read<Option<String>> {
    let length = members.optional_number("descriptionLength")?;
    let text = members.optional_string("description")?;
    Ok(text.or(length.map(|length| "d".repeat(length.min(LONGEST_TEXT)))))
}

/// The longest text that `descriptionLength` makes.
const LONGEST_TEXT: usize = 100_000;

fn flag(members: &mut Members<'_>, name: &'static str) -> Read<Option<bool>> {
    members.optional(name).map(|node| reading::boolean(node, name)).transpose()
}

/// One of two words; the second is true.
fn either(members: &mut Members<'_>, name: &'static str, words: [&str; 2]) -> Read<Option<bool>> {
    let Some(node) = members.optional(name) else { return Ok(None) };
    let word = reading::string(node, name)?;
    match words.iter().position(|known| *known == word) {
        Some(index) => Ok(Some(index == 1)),
        None => fault(format!("`{name}` must be `{}`", words.join("` or `")), node.span),
    }
}

/// `"accepted"`, `"refused"`, or an object: `refusedBy`, or the values that are compared.
fn step_expectation(node: &Node) -> Read<StepExpectation> {
    match &node.value {
        Value::String(word) if word == "accepted" => return Ok(StepExpectation::Accepted(StepValues::default())),
        Value::String(word) if word == "refused" => return Ok(StepExpectation::Refused(None)),
        Value::Object(_) => {}
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return fault("`expect` of a step must be \"accepted\", \"refused\" or an object", node.span);
        }
    }
    let mut members = Members::of(node, "expect")?;
    let expectation = match members.optional_string("refusedBy")? {
        Some(rule) => StepExpectation::Refused(Some(rule)),
        None => StepExpectation::Accepted(StepValues {
            task_id: members.optional_string("taskId")?,
            status: members.optional("status").map(status).transpose()?,
            usage: members.optional("usage").map(usage).transpose()?,
            has_reason: flag(&mut members, "reason")?,
            role: members.optional_string("role")?,
            created: flag(&mut members, "created")?,
        }),
    };
    members.end()?;
    Ok(expectation)
}

/// A `RoleUsageList`.
fn usage(node: &Node) -> Read<BTreeMap<String, Vec<String>>> {
    let entries = reading::array(node, "usage")?.iter().map(|node| {
        let mut members = Members::of(node, "an entry of `usage`")?;
        let entry = RoleUsage { region: members.string("region")?, resources: members.strings("resources")? };
        members.end()?;
        Ok(entry)
    });
    Ok(usage_by_region(&reading::all(entries)?))
}
