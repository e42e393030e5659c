//! The service model of AWS Batch: `data/batch.json` as values.
//!
//! The file says what exists (actions, resource types, condition keys), how the input of each operation looks, and which checks an operation
//! makes; its `meta` says where each fact comes from and how it is written. The other files of this module interpret it.
//!
//! Rules: BATCH-002, BATCH-003, BATCH-011, DOC-009, DOC-027, DOC-033, DOC-034.

mod read;
mod shape;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use shape::{Shape, Type};

use crate::profile::Profile;

/// What is known of AWS Batch.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// All actions, in alphabetical order.
    pub actions: Vec<ActionFacts>,
    /// All resource types.
    pub resource_types: Vec<ResourceTypeFacts>,
    /// The condition keys of the reference.
    pub condition_keys: Vec<KeyFacts>,
    /// Condition keys that the guide documents and the reference lacks (DOC-027).
    pub further_keys: Vec<KeyFacts>,
    /// The names of the managed policies of AWS that concern AWS Batch and the roles that it passes (DOC-024).
    pub managed_policies: Vec<String>,
    /// All operations of the API, in alphabetical order.
    pub operations: Vec<Operation>,
    /// The keys of a request, a container or a pod, by name of the set.
    pub key_sets: BTreeMap<String, Vec<KeySource>>,
    /// The structures of inputs.
    pub shapes: BTreeMap<String, Shape>,
    /// The values of enumerations. Others are noted, not refused.
    pub enums: BTreeMap<String, Vec<String>>,
}

/// One action.
#[derive(Clone, Debug, Default)]
pub struct ActionFacts {
    /// `SubmitJob`
    pub name: String,
    /// `Write`, `Tagging`, … (DOC-033)
    pub access_level: Vec<String>,
    /// No operation has this name (BATCH-098).
    pub permission_only: bool,
    /// The resource types that it is checked against, and whether each is required (BATCH-019). None: only `*` (BATCH-006).
    pub resource_types: Vec<(String, bool)>,
    /// The keys of the action itself, as the reference lists them.
    pub condition_keys: Vec<String>,
}

/// One resource type.
#[derive(Clone, Debug, Default)]
pub struct ResourceTypeFacts {
    /// `job-queue`
    pub name: String,
    /// The resource part of its ARN: `job-queue/${JobQueueName}`.
    pub resource: String,
    /// `aws:ResourceTag/${TagKey}`, unless it has no tags.
    pub condition_keys: Vec<String>,
    /// The API documentation lists it among what can be tagged (DOC-028).
    pub taggable_by_api: bool,
}

/// One condition key.
#[derive(Clone, Debug, Default)]
pub struct KeyFacts {
    /// `batch:Image`
    pub key: String,
    /// `String`, `Bool`, …
    pub value_type: String,
    /// Is it used with set operators?
    pub multivalued: bool,
    /// The actions that have it.
    pub actions: Vec<String>,
}

/// One operation of the API.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// `RegisterJobDefinition`
    pub name: String,
    /// The path of its URI (DOC-038).
    pub path: String,
    /// The name of its input's shape.
    pub input: String,
    /// The rule that says what it checks.
    pub rule: String,
    /// The checks that it makes.
    pub checks: Vec<CheckSource>,
    /// What a user should know beside the checks.
    pub notes: Vec<NoteSource>,
}

/// A kind of check that an operation makes.
#[derive(Clone, Debug, Default)]
pub struct CheckSource {
    /// `batch:SubmitJob`
    pub action: String,
    /// It is made if all of this holds.
    pub when: Vec<Condition>,
    /// It is made under this reading.
    pub under: Option<Under>,
    /// The sets of keys that the request feeds.
    pub keys: Vec<String>,
    /// Keys with fixed values.
    pub constants: Vec<(String, String)>,
    /// Other fixed values in a partition.
    pub in_partition: Vec<PartitionConstants>,
    /// Equal checks are one (ROLE-011).
    pub once: bool,
    /// The action creates its resource (DOC-007).
    pub creates: bool,
    /// Where the units are; empty if the action has none.
    pub units: Vec<UnitSource>,
    /// On what it is made.
    pub resources: Vec<ResourceSource>,
}

/// Fixed values of keys in one partition.
#[derive(Clone, Debug, Default)]
pub struct PartitionConstants {
    /// `aws-cn`
    pub partition: String,
    /// Under this reading only.
    pub under: Option<Under>,
    /// The keys and values.
    pub constants: Vec<(String, String)>,
    /// The rules that say so.
    pub rules: Vec<String>,
}

/// Which parameter names a resource, and how.
#[derive(Clone, Debug, Default)]
pub struct ResourceSource {
    /// Its resource type, or `*` for no particular resource.
    pub resource_type: String,
    /// The path of the parameter.
    pub from: Option<String>,
    /// A fixed identifier instead (BATCH-097).
    pub id: Option<String>,
    /// How the parameter names it.
    pub form: Form,
    /// The path of the parameter that names the resource of which this is a part (BATCH-014).
    pub below: Option<String>,
    /// The member of a JSON text that names it (ROLE-014).
    pub member: Option<String>,
    /// It does not exist yet (TAG-023).
    pub new: bool,
    /// Equal checks are one (BATCH-036).
    pub once: bool,
    /// It belongs to the units of the same entry of this list (BATCH-036).
    pub within: Option<String>,
    /// Not if this is given.
    pub unless: Option<String>,
    /// Under this reading only.
    pub under: Option<Under>,
    /// Sets of keys that only this resource sees.
    pub keys: Vec<String>,
    /// The rules that say so.
    pub rules: Vec<String>,
}

/// How a parameter names a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Form {
    /// By its name, which is completed (BATCH-018).
    #[default]
    Name,
    /// By its name or by its ARN, which is used as it stands (BATCH-018).
    NameOrArn,
    /// By its ARN.
    Arn,
    /// By its identifier, unchanged (BATCH-093).
    Id,
    /// A job definition as the caller wrote it (BATCH-022).
    Definition,
    /// A job definition that is registered (BATCH-040).
    NewDefinition,
    /// By the ARN of something that can be tagged (DOC-028).
    TaggableArn,
    /// A role by its ARN, its name or its path and name (ROLE-006).
    Role,
    /// The role inside an instance profile (ROLE-007).
    InstanceProfile,
    /// A role named by a member of a JSON text (ROLE-014).
    RoleInJson,
}

/// Where units are found.
#[derive(Clone, Debug, Default)]
pub struct UnitSource {
    /// The list whose entries hold the sets; the whole request if there is none.
    pub within: Option<String>,
    /// The rules that say so.
    pub rules: Vec<String>,
    /// The sets of units.
    pub sets: Vec<UnitSet>,
}

/// Units of one kind.
#[derive(Clone, Debug, Default)]
pub struct UnitSet {
    /// What the units of a group share: a pod, a task.
    pub group: String,
    /// The set of keys that the group gives to each unit.
    pub group_keys: Option<String>,
    /// The places of the units in the group, with rules.
    pub each: Vec<(String, Vec<String>)>,
    /// The set of keys of a unit.
    pub keys: String,
    /// Only what has a key is a unit, the group itself included (BATCH-032, BATCH-033).
    pub only_with_keys: bool,
}

/// Which parameter feeds a key.
#[derive(Clone, Debug, Default)]
pub struct KeySource {
    /// The key, or what stands before the tag's key.
    pub key: String,
    /// The path of the parameter, and how it becomes a value.
    pub value: KeyValue,
    /// Only if this member holds this text.
    pub when: Option<(String, String)>,
    /// Where a missing value is taken from in the group (BATCH-069).
    pub inherit: Option<Substitute>,
    /// What a missing value is (BATCH-058).
    pub default: Option<Substitute>,
    /// Under this reading only.
    pub under: Option<Under>,
    /// The rules that say so.
    pub rules: Vec<String>,
}

/// How a parameter becomes the value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValue {
    /// Its text.
    Text(String),
    /// One key for each member, called after it.
    Each(String),
    /// The names of the members, as a list.
    Names(String),
    /// The list as it is.
    List(String),
}

impl Default for KeyValue {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// What stands for a missing value.
#[derive(Clone, Debug, Default)]
pub struct Substitute {
    /// A path, or the value itself.
    pub text: String,
    /// Under this reading only.
    pub under: Option<Under>,
    /// The rules that say so.
    pub rules: Vec<String>,
}

/// Something said beside the checks.
#[derive(Clone, Debug, Default)]
pub struct NoteSource {
    /// It is said if all of this holds.
    pub when: Vec<Condition>,
    /// What is said.
    pub text: String,
    /// The rules it rests on.
    pub rules: Vec<String>,
}

/// Something that holds of a call or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The member is there, empty or not.
    Given(String),
    /// It is there and not empty.
    Filled(String),
    /// It is missing or empty.
    Empty(String),
    /// It holds this text.
    Is(String, String),
    /// The state says that this service-linked role is missing.
    RoleMissing(String),
    /// The state does not say whether this service-linked role exists.
    RoleUnsaid(String),
}

/// A reading of a disputed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Under {
    /// The rule.
    pub rule: String,
    /// The name of the reading.
    pub reading: String,
}

impl Under {
    /// Is this the reading that the profile takes?
    pub fn holds(&self, profile: &Profile) -> bool {
        profile.reading(&self.rule) == Some(self.reading.as_str())
    }
}

/// The model.
pub fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| read::model(include_str!("../../../data/batch.json")).unwrap_or_default());
    &MODEL
}

impl Model {
    /// The operation called `name`, as in the API (`SubmitJob`) or as in the AWS CLI (`submit-job`).
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name || operation.cli_name() == name)
    }

    /// The action called `name`, without prefix and without regard to letter case (BATCH-001).
    pub fn action(&self, name: &str) -> Option<&ActionFacts> {
        self.actions.iter().find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// The facts of a condition key, those outside the reference included.
    pub fn key(&self, name: &str) -> Option<&KeyFacts> {
        self.condition_keys.iter().chain(&self.further_keys).find(|key| key.key.eq_ignore_ascii_case(name))
    }
}

impl Operation {
    /// Its name in the AWS CLI.
    ///
    /// ```
    /// let model = verdict_evaluator::service::batch::model();
    /// assert_eq!(model.operation("submit-job").unwrap().cli_name(), "submit-job");
    /// ```
    pub fn cli_name(&self) -> String {
        let mut name = String::new();
        for character in self.name.chars() {
            if character.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(character.to_ascii_lowercase());
        }
        name
    }

    /// The actions that it is checked with, each once.
    pub fn actions(&self) -> Vec<&str> {
        let mut actions: Vec<&str> = Vec::new();
        for check in &self.checks {
            if !actions.contains(&check.action.as_str()) {
                actions.push(&check.action);
            }
        }
        actions
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{model, read};

    #[test]
    fn the_file_is_read_whole() {
        let model = read::model(include_str!("../../../data/batch.json")).expect("data/batch.json is well-formed");
        let counts = (model.actions.len(), model.operations.len(), model.resource_types.len(), model.condition_keys.len());
        assert_eq!(counts, (46, 48, 10, 19));
    }

    #[test]
    fn every_name_that_is_used_exists() {
        let model = model();
        for operation in &model.operations {
            assert!(model.shapes.contains_key(&operation.input), "{}", operation.input);
            for check in &operation.checks {
                let resource_keys = check.resources.iter().flat_map(|resource| &resource.keys);
                let sets = check.units.iter().flat_map(|source| &source.sets);
                let unit_keys = sets.flat_map(|set| set.group_keys.iter().chain([&set.keys]));
                for keys in check.keys.iter().chain(resource_keys).chain(unit_keys) {
                    assert!(model.key_sets.contains_key(keys), "{keys}");
                }
                if let Some(name) = check.action.strip_prefix("batch:") {
                    assert!(model.action(name).is_some(), "{name}");
                }
            }
        }
    }

    /// BATCH-077: a key that a call feeds is one that the reference, or DOC-027, lists for the action.
    #[test]
    fn keys_are_fed_where_they_are_listed() {
        let model = model();
        for check in model.operations.iter().flat_map(|operation| &operation.checks) {
            let Some(action) = check.action.strip_prefix("batch:") else { continue };
            let sets = check.units.iter().flat_map(|source| &source.sets);
            let unit_keys = sets.flat_map(|set| set.group_keys.iter().chain([&set.keys]));
            for source in check.keys.iter().chain(unit_keys).flat_map(|set| &model.key_sets[set]) {
                let name = if source.key.ends_with('/') { format!("{}${{TagKey}}", source.key) } else { source.key.clone() };
                let facts = model.key(&name).unwrap_or_else(|| panic!("{name} is a key"));
                assert!(facts.actions.iter().any(|listed| listed == action), "{name} for {action}");
            }
        }
    }

    /// BATCH-003
    #[test]
    fn operations_without_an_action_and_actions_without_an_operation() {
        let model = model();
        let actions: BTreeSet<&str> = model.actions.iter().map(|action| action.name.as_str()).collect();
        let operations: BTreeSet<&str> = model.operations.iter().map(|operation| operation.name.as_str()).collect();
        assert_eq!(operations.difference(&actions).copied().collect::<Vec<_>>(), ["CancelJobs", "TerminateJobs", "TerminateServiceJobs"]);
        assert_eq!(actions.difference(&operations).copied().collect::<Vec<_>>(), ["SetCapacityTags"]);
    }
}
