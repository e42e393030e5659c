//! What the reference evaluator knows of AWS Batch.

use verdict_evaluator::service::batch::{ActionFacts, KeyFacts, Model, Operation, ResourceTypeFacts, model};

use crate::case::{Fact, Facts, ModelPart, ModelQuestion};

pub(super) fn answer(question: &ModelQuestion) -> Facts {
    let model = model();
    match &question.name {
        Some(name) => one(model, question.of, name),
        None => all(model, question),
    }
}

fn all(model: &Model, question: &ModelQuestion) -> Facts {
    let level = |action: &&ActionFacts| question.access_level.as_ref().is_none_or(|level| action.access_level.contains(level));
    let names: Vec<&String> = match question.of {
        ModelPart::Actions => model.actions.iter().filter(level).map(|action| &action.name).collect(),
        ModelPart::Operations => model.operations.iter().map(|operation| &operation.name).collect(),
        ModelPart::ResourceTypes => model.resource_types.iter().map(|facts| &facts.name).collect(),
        ModelPart::ConditionKeys => model.condition_keys.iter().map(|facts| &facts.key).collect(),
        ModelPart::ManagedPolicies => model.managed_policies.iter().collect(),
    };
    Facts::from([("count".to_owned(), Fact::Count(names.len())), ("names".to_owned(), words(names))])
}

/// The facts about one thing. A name that nothing has is a fact too.
fn one(model: &Model, part: ModelPart, name: &str) -> Facts {
    if part == ModelPart::ManagedPolicies {
        let exists = model.managed_policies.iter().any(|known| known == name);
        return Facts::from([("exists".to_owned(), Fact::Flag(exists))]);
    }
    let facts = match part {
        ModelPart::Actions => model.action(name).map(action),
        ModelPart::Operations => model.operation(name).map(operation),
        ModelPart::ResourceTypes => model.resource_types.iter().find(|facts| facts.name == name).map(resource_type),
        ModelPart::ConditionKeys => model.key(name).map(key),
        ModelPart::ManagedPolicies => None,
    };
    let mut facts: Facts = facts.iter().flatten().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect();
    let exists = !facts.is_empty();
    facts.insert("exists".to_owned(), Fact::Flag(exists));
    facts
}

type Named = Vec<(&'static str, Fact)>;

fn action(action: &ActionFacts) -> Named {
    let required = action.resource_types.iter().filter(|(_, required)| *required);
    vec![
        ("resourceTypes", words(action.resource_types.iter().map(|(name, _)| name))),
        ("requiredResourceTypes", words(required.map(|(name, _)| name))),
        ("conditionKeys", words(&action.condition_keys)),
        ("accessLevel", words(&action.access_level)),
        ("permissionOnly", Fact::Flag(action.permission_only)),
    ]
}

fn operation(operation: &Operation) -> Named {
    vec![("actions", words(operation.actions()))]
}

fn resource_type(facts: &ResourceTypeFacts) -> Named {
    vec![("resource", Fact::Word(facts.resource.clone())), ("conditionKeys", words(&facts.condition_keys))]
}

fn key(facts: &KeyFacts) -> Named {
    vec![("type", Fact::Word(facts.value_type.clone())), ("multivalued", Fact::Flag(facts.multivalued)), ("actions", words(&facts.actions))]
}

fn words(words: impl IntoIterator<Item = impl AsRef<str>>) -> Fact {
    let mut words: Vec<String> = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
    words.sort_unstable();
    Fact::Words(words)
}
