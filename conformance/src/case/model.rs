//! A question about the model of a service: what exists, and what is known of it.

use std::collections::BTreeMap;

use verdict_evaluator::json::{Node, Value};

use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};

/// What of the model is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelQuestion {
    /// The kind of thing.
    pub of: ModelPart,
    /// One thing of this name; without it all of the kind.
    pub name: Option<String>,
    /// Only actions of this access level.
    pub access_level: Option<String>,
}

/// The kinds of things that a service model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelPart {
    /// Actions.
    Actions,
    /// Operations of the API.
    Operations,
    /// Resource types.
    ResourceTypes,
    /// Condition keys.
    ConditionKeys,
    /// Managed policies of AWS.
    ManagedPolicies,
}

impl ModelPart {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Actions, Self::Operations, Self::ResourceTypes, Self::ConditionKeys, Self::ManagedPolicies];

    /// The word in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actions => "actions",
            Self::Operations => "operations",
            Self::ResourceTypes => "resourceTypes",
            Self::ConditionKeys => "conditionKeys",
            Self::ManagedPolicies => "managedPolicies",
        }
    }
}

/// A fact, or what is expected of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Yes or no.
    Flag(bool),
    /// How many.
    Count(usize),
    /// One word.
    Word(String),
    /// Several, as a set.
    Words(Vec<String>),
}

/// Facts by the names that `corpus/README.md` gives them.
pub type Facts = BTreeMap<String, Fact>;

pub(super) fn question(node: &Node) -> Read<ModelQuestion> {
    let mut members = Members::of(node, "model")?;
    let service = members.required("service")?;
    if reading::string(service, "service")? != "batch" {
        return fault("`service` is \"batch\"", service.span);
    }
    let of = members.required("of")?;
    let word = reading::string(of, "of")?;
    let part = ModelPart::ALL.into_iter().find(|part| part.name() == word);
    let question = ModelQuestion {
        of: part.ok_or_else(|| {
            let names = ModelPart::ALL.map(ModelPart::name).join("`, `");
            vec![Fault::new(format!("a model has no `{word}`"), of.span).with_help(format!("it has `{names}`"))]
        })?,
        name: members.optional_string("name")?,
        access_level: members.optional_string("accessLevel")?,
    };
    members.end()?;
    Ok(question)
}

/// The facts that are expected.
pub(super) fn expectation(node: &Node) -> Read<Facts> {
    let mut members = Members::of(node, "expect")?;
    for name in FACTS {
        members.optional(name);
    }
    let Value::Object(entries) = &node.value else { return Ok(Facts::new()) };
    members.end()?;
    entries.iter().map(|entry| Ok((entry.name.value.clone(), fact(&entry.value)?))).collect()
}

/// The names of facts.
const FACTS: [&str; 12] = [
    "exists",
    "count",
    "names",
    "resourceTypes",
    "requiredResourceTypes",
    "conditionKeys",
    "accessLevel",
    "permissionOnly",
    "actions",
    "type",
    "multivalued",
    "resource",
];

fn fact(node: &Node) -> Read<Fact> {
    match &node.value {
        Value::Bool(flag) => Ok(Fact::Flag(*flag)),
        Value::Number(_) => reading::number(node, "a count").map(Fact::Count),
        Value::String(word) => Ok(Fact::Word(word.clone())),
        Value::Array(words) => {
            let mut words: Vec<String> = words.iter().map(|word| reading::string(word, "a fact")).collect::<Read<_>>()?;
            words.sort_unstable();
            Ok(Fact::Words(words))
        }
        Value::Null | Value::Object(_) => fault(format!("a fact is not {}", node.value.kind()), node.span),
    }
}
