//! Reading `data/batch.json`. Nothing is overlooked: a member that nobody asks for is an error, which the tests of the model would show.

use std::collections::BTreeMap;

use super::{
    ActionFacts, CheckSource, Condition, Form, KeyFacts, KeySource, KeyValue, Model, NoteSource, Operation, PartitionConstants,
    ResourceSource, ResourceTypeFacts, Shape, Substitute, Type, Under, UnitSet, UnitSource,
};
use crate::json::{self, Member, Node, Value};

/// What is wrong with the file, in words.
type Read<T> = Result<T, String>;

/// A member that holds a text, and what the text makes.
type Way<T> = (&'static str, fn(String) -> T);

/// The model that a text describes.
pub(super) fn model(text: &str) -> Read<Model> {
    let node = json::read(text).node.ok_or("not JSON")?;
    let mut file = Entry::of(&node)?;
    file.optional("meta");
    let model = Model {
        actions: file.list("actions", action)?,
        resource_types: file.list("resourceTypes", resource_type)?,
        condition_keys: file.list("conditionKeys", key_facts)?,
        further_keys: file.list("documentedOutsideTheReference", key_facts)?,
        managed_policies: file.texts("managedPolicies")?,
        operations: file.list("operations", operation)?,
        key_sets: file.map("keySets", |node| entries(node)?.iter().map(key_source).collect())?,
        shapes: file.map("shapes", shape)?,
        enums: file.map("enums", texts)?,
    };
    file.end()?;
    Ok(model)
}

fn action(node: &Node) -> Read<ActionFacts> {
    let mut entry = Entry::of(node)?;
    let action = ActionFacts {
        name: entry.text("name")?,
        access_level: entry.texts("accessLevel")?,
        permission_only: entry.flag("permissionOnly")?,
        resource_types: entry.list("resourceTypes", |node| {
            let mut entry = Entry::of(node)?;
            entry.optional("conditionKeys");
            let facts = (entry.text("name")?, entry.flag("required")?);
            entry.end()?;
            Ok(facts)
        })?,
        condition_keys: entry.texts("conditionKeys")?,
    };
    entry.end()?;
    Ok(action)
}

fn resource_type(node: &Node) -> Read<ResourceTypeFacts> {
    let mut entry = Entry::of(node)?;
    let facts = ResourceTypeFacts {
        name: entry.text("name")?,
        resource: entry.text("resource")?,
        condition_keys: entry.texts("conditionKeys")?,
        taggable_by_api: entry.flag("taggableByApi")?,
    };
    entry.end()?;
    Ok(facts)
}

fn key_facts(node: &Node) -> Read<KeyFacts> {
    let mut entry = Entry::of(node)?;
    entry.optional("description");
    let facts = KeyFacts {
        key: entry.text("key")?,
        value_type: entry.text("type")?,
        multivalued: entry.flag("multivalued")?,
        actions: entry.texts("actions")?,
    };
    entry.end()?;
    Ok(facts)
}

fn operation(node: &Node) -> Read<Operation> {
    let mut entry = Entry::of(node)?;
    let operation = Operation {
        name: entry.text("name")?,
        path: entry.text("path")?,
        input: entry.text("input")?,
        rule: entry.text("rule")?,
        checks: entry.list("checks", check)?,
        notes: entry.list("notes", note)?,
    };
    entry.end()?;
    Ok(operation)
}

fn check(node: &Node) -> Read<CheckSource> {
    let mut entry = Entry::of(node)?;
    let check = CheckSource {
        action: entry.text("action")?,
        when: entry.list("when", condition)?,
        under: entry.under()?,
        keys: entry.texts("keys")?,
        constants: entry.pairs("constants")?,
        in_partition: entry.list("inPartition", in_partition)?,
        once: entry.flag("once")?,
        creates: entry.flag("creates")?,
        units: entry.list("units", unit_source)?,
        resources: entry.list("resources", resource)?,
    };
    entry.end()?;
    Ok(check)
}

fn in_partition(node: &Node) -> Read<PartitionConstants> {
    let mut entry = Entry::of(node)?;
    let constants = PartitionConstants {
        partition: entry.text("partition")?,
        under: entry.under()?,
        constants: entry.pairs("constants")?,
        rules: entry.texts("rules")?,
    };
    entry.end()?;
    Ok(constants)
}

fn resource(node: &Node) -> Read<ResourceSource> {
    let mut entry = Entry::of(node)?;
    let source = ResourceSource {
        resource_type: entry.text("type")?,
        from: entry.optional_text("from")?,
        id: entry.optional_text("id")?,
        form: entry.optional_text("form")?.map_or(Ok(Form::Name), |name| form(&name))?,
        below: entry.optional_text("below")?,
        member: entry.optional_text("member")?,
        new: entry.flag("new")?,
        once: entry.flag("once")?,
        within: entry.optional_text("within")?,
        unless: entry.optional_text("unless")?,
        under: entry.under()?,
        keys: entry.texts("keys")?,
        rules: entry.texts("rules")?,
    };
    entry.end()?;
    Ok(source)
}

fn form(name: &str) -> Read<Form> {
    Ok(match name {
        "name" => Form::Name,
        "name-or-arn" => Form::NameOrArn,
        "arn" => Form::Arn,
        "id" => Form::Id,
        "definition" => Form::Definition,
        "new-definition" => Form::NewDefinition,
        "taggable-arn" => Form::TaggableArn,
        "role" => Form::Role,
        "instance-profile" => Form::InstanceProfile,
        "role-in-json" => Form::RoleInJson,
        other => return Err(format!("`{other}` is no form")),
    })
}

fn unit_source(node: &Node) -> Read<UnitSource> {
    let mut entry = Entry::of(node)?;
    let source = UnitSource { within: entry.optional_text("within")?, rules: entry.texts("rules")?, sets: entry.list("sets", unit_set)? };
    entry.end()?;
    Ok(source)
}

fn unit_set(node: &Node) -> Read<UnitSet> {
    let mut entry = Entry::of(node)?;
    let set = UnitSet {
        group: entry.text("group")?,
        group_keys: entry.optional_text("groupKeys")?,
        each: entry.list("each", |node| {
            let mut entry = Entry::of(node)?;
            let place = (entry.text("at")?, entry.texts("rules")?);
            entry.end()?;
            Ok(place)
        })?,
        keys: entry.text("keys")?,
        only_with_keys: entry.flag("onlyWithKeys")?,
    };
    entry.end()?;
    Ok(set)
}

fn key_source(node: &Node) -> Read<KeySource> {
    let mut entry = Entry::of(node)?;
    let source = KeySource {
        key: entry.text("key")?,
        value: key_value(&mut entry)?,
        when: entry.optional("when").map(text_condition).transpose()?,
        inherit: entry.optional("inherit").map(|node| substitute(node, "from")).transpose()?,
        default: entry.optional("default").map(|node| substitute(node, "value")).transpose()?,
        under: entry.under()?,
        rules: entry.texts("rules")?,
    };
    entry.end()?;
    Ok(source)
}

fn key_value(entry: &mut Entry<'_>) -> Read<KeyValue> {
    let ways: [Way<KeyValue>; 4] =
        [("from", KeyValue::Text), ("each", KeyValue::Each), ("keysOf", KeyValue::Names), ("list", KeyValue::List)];
    for (name, way) in ways {
        if let Some(path) = entry.optional_text(name)? {
            return Ok(way(path));
        }
    }
    Err("a key is fed by nothing".to_owned())
}

fn substitute(node: &Node, member: &'static str) -> Read<Substitute> {
    let mut entry = Entry::of(node)?;
    let substitute = Substitute { text: entry.text(member)?, under: entry.under()?, rules: entry.texts("rules")? };
    entry.end()?;
    Ok(substitute)
}

fn text_condition(node: &Node) -> Read<(String, String)> {
    match condition(node)? {
        Condition::Is(member, text) => Ok((member, text)),
        other @ (Condition::Given(_)
        | Condition::Filled(_)
        | Condition::Empty(_)
        | Condition::RoleMissing(_)
        | Condition::RoleUnsaid(_)) => Err(format!("{other:?} is no condition of a key")),
    }
}

fn condition(node: &Node) -> Read<Condition> {
    let mut entry = Entry::of(node)?;
    let ways: [Way<Condition>; 5] = [
        ("given", Condition::Given),
        ("filled", Condition::Filled),
        ("empty", Condition::Empty),
        ("missing", Condition::RoleMissing),
        ("unsaid", Condition::RoleUnsaid),
    ];
    let mut found = None;
    for (name, way) in ways {
        if let Some(text) = entry.optional_text(name)? {
            found = Some(way(text));
        }
    }
    if let Some(member) = entry.optional_text("member")? {
        found = Some(Condition::Is(member, entry.text("is")?));
    }
    entry.end()?;
    found.ok_or_else(|| "a condition says nothing".to_owned())
}

fn note(node: &Node) -> Read<NoteSource> {
    let mut entry = Entry::of(node)?;
    let note = NoteSource { when: entry.list("when", condition)?, text: entry.text("text")?, rules: entry.texts("rules")? };
    entry.end()?;
    Ok(note)
}

fn shape(node: &Node) -> Read<Shape> {
    let mut entry = Entry::of(node)?;
    let shape = Shape { members: entry.map("members", |node| Ok(Type::of(&text(node)?)))?, required: entry.texts("required")? };
    entry.end()?;
    Ok(shape)
}

/// An object whose members are taken one after the other.
struct Entry<'a> {
    members: &'a [Member],
    taken: Vec<&'static str>,
}

impl<'a> Entry<'a> {
    fn of(node: &'a Node) -> Read<Self> {
        Ok(Self { members: members(node)?, taken: Vec::new() })
    }

    fn optional(&mut self, name: &'static str) -> Option<&'a Node> {
        self.taken.push(name);
        self.members.iter().find(|member| *member.name == name).map(|member| &member.value)
    }

    fn optional_text(&mut self, name: &'static str) -> Read<Option<String>> {
        self.optional(name).map(text).transpose()
    }

    fn text(&mut self, name: &'static str) -> Read<String> {
        self.optional_text(name)?.ok_or_else(|| format!("`{name}` is missing"))
    }

    fn texts(&mut self, name: &'static str) -> Read<Vec<String>> {
        self.optional(name).map_or(Ok(Vec::new()), texts)
    }

    fn flag(&mut self, name: &'static str) -> Read<bool> {
        match self.optional(name).map(|node| &node.value) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(format!("`{name}` is {}", other.kind())),
        }
    }

    fn list<T>(&mut self, name: &'static str, read: fn(&Node) -> Read<T>) -> Read<Vec<T>> {
        self.optional(name).map_or(Ok(Vec::new()), |node| entries(node)?.iter().map(read).collect())
    }

    fn map<T>(&mut self, name: &'static str, read: fn(&Node) -> Read<T>) -> Read<BTreeMap<String, T>> {
        let node = self.optional(name).ok_or_else(|| format!("`{name}` is missing"))?;
        members(node)?.iter().map(|member| Ok((member.name.value.clone(), read(&member.value)?))).collect()
    }

    fn pairs(&mut self, name: &'static str) -> Read<Vec<(String, String)>> {
        let Some(node) = self.optional(name) else { return Ok(Vec::new()) };
        members(node)?.iter().map(|member| Ok((member.name.value.clone(), text(&member.value)?))).collect()
    }

    /// `{ "BATCH-025": "job-check" }`
    fn under(&mut self) -> Read<Option<Under>> {
        let under = self.pairs("under")?.into_iter().next();
        Ok(under.map(|(rule, reading)| Under { rule, reading }))
    }

    fn end(self) -> Read<()> {
        let unknown = self.members.iter().find(|member| !self.taken.contains(&member.name.value.as_str()));
        unknown.map_or(Ok(()), |member| Err(format!("`{}` is unknown", *member.name)))
    }
}

fn members(node: &Node) -> Read<&[Member]> {
    match &node.value {
        Value::Object(members) => Ok(members),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(format!("{} instead of an object at {:?}", other.kind(), node.span))
        }
    }
}

fn entries(node: &Node) -> Read<&[Node]> {
    match &node.value {
        Value::Array(entries) => Ok(entries),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            Err(format!("{} instead of a list at {:?}", other.kind(), node.span))
        }
    }
}

fn text(node: &Node) -> Read<String> {
    match &node.value {
        Value::String(text) => Ok(text.clone()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(format!("{} instead of a text at {:?}", other.kind(), node.span))
        }
    }
}

fn texts(node: &Node) -> Read<Vec<String>> {
    entries(node)?.iter().map(text).collect()
}
