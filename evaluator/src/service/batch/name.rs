//! Which resource does a parameter name?
//!
//! A name is completed with the caller's partition, Region and account; an ARN is used as it stands, also one of another account or Region
//! (BATCH-018, BATCH-102). The text is taken as it is, an empty one too: nothing is looked up before a check is made (BATCH-022).
//!
//! Rules: BATCH-013, BATCH-014, BATCH-018, BATCH-022, BATCH-040, BATCH-041, BATCH-091 to BATCH-094, BATCH-097, BATCH-102, ROLE-005 to ROLE-007,
//! ROLE-014, DOC-028, DOC-032.

use super::super::error::CallErrorKind;
use super::super::{Call, Target};
use super::arn::resource_type;
use super::model::{Form, ResourceSource, model};
use super::path::{Place, text, value};
use crate::arn::Arn;
use crate::json::{self, Node, Value};
use crate::profile::{Profile, RegisteredDefinition, SubmittedDefinition, TaggableTypes};
use crate::resource::Resource;

/// What a parameter names.
pub(super) enum Named {
    /// These resources: several roles of an instance profile, none for an empty role.
    Targets(Vec<Target>),
    /// Nothing, which is worth a note.
    Nothing(String),
    /// Something that cannot be.
    Wrong(CallErrorKind),
}

/// A call as far as names are completed with it.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) call: &'a Call,
    pub(super) profile: &'a Profile,
}

impl Names<'_> {
    /// The ARN of a resource of AWS Batch in the caller's partition, Region and account.
    pub(super) fn batch_arn(&self, resource: &str) -> String {
        let caller = &self.call.caller;
        format!("arn:{}:batch:{}:{}:{resource}", caller.partition, caller.region, caller.account)
    }

    /// The ARN of a role, named by its ARN, its name, or its path and name (ROLE-006).
    pub(super) fn role_arn(&self, name: &str) -> String {
        if name.starts_with("arn:") {
            return name.to_owned();
        }
        format!("arn:{}:iam::{}:role/{}", self.call.caller.partition, self.call.caller.account, name.trim_start_matches('/'))
    }

    /// The resource with a fixed identifier (BATCH-097, ROLE-004).
    pub(super) fn fixed(&self, source: &ResourceSource, id: &str) -> Named {
        if source.resource_type == "role" { arn(self.role_arn(id)) } else { arn(self.batch_arn(&format!("{}/{id}", source.resource_type))) }
    }

    /// What the parameter at `place` names.
    pub(super) fn named(&self, source: &ResourceSource, place: &Place<'_>) -> Named {
        let Value::String(name) = &place.node.value else { return Named::Targets(Vec::new()) };
        let by_name = || self.batch_arn(&format!("{}/{name}", source.resource_type));
        match source.form {
            Form::Name => arn(self.below(source).map_or_else(by_name, |owner| format!("{owner}/{}/{name}", source.resource_type))),
            Form::Id => arn(by_name()),
            Form::NameOrArn if name.starts_with("arn:") => arn(name.clone()),
            Form::NameOrArn => arn(by_name()),
            Form::Arn => arn(name.clone()),
            Form::TaggableArn => self.taggable(name),
            Form::Definition => self.submitted(name),
            Form::NewDefinition => self.registered(name),
            Form::Role | Form::InstanceProfile if name.is_empty() => Named::Targets(Vec::new()),
            Form::Role => arn(self.role_arn(name)),
            Form::InstanceProfile => self.roles_inside(name),
            Form::RoleInJson => self.role_in_json(source, name),
        }
    }

    /// The ARN of the resource that this one is a part of (BATCH-014).
    fn below(&self, source: &ResourceSource) -> Option<String> {
        let owner = text(&self.call.input, source.below.as_deref()?)?;
        Some(if owner.starts_with("arn:") { owner } else { self.batch_arn(&format!("job-queue/{owner}")) })
    }

    /// Nine resource types can be tagged, or the five that the API documentation lists (DOC-028).
    fn taggable(&self, name: &str) -> Named {
        let listed = |of: &str| model().resource_types.iter().any(|facts| facts.name == of && facts.taggable_by_api);
        let refused = self.profile.taggable_types == TaggableTypes::Five && !resource_type(name).is_some_and(listed);
        let named = arn(name.to_owned());
        let is_arn = matches!(named, Named::Targets(_));
        if is_arn && refused { Named::Wrong(CallErrorKind::NotTaggable { arn: name.to_owned() }) } else { named }
    }

    /// The job definition of SubmitJob, as the caller wrote it, or as the revision that will run (BATCH-022).
    fn submitted(&self, name: &str) -> Named {
        let written = if name.starts_with("arn:") { name.to_owned() } else { self.batch_arn(&format!("job-definition/{name}")) };
        if self.profile.submitted_definition == SubmittedDefinition::AsWritten || !is_bare_definition(&written) {
            return arn(written);
        }
        match self.latest_revision(&written) {
            Some(revision) => arn(format!("{written}:{revision}")),
            None => Named::Targets(vec![Target::Unknown(format!("latest revision of {written}"))]),
        }
    }

    /// The job definition of RegisterJobDefinition: its name alone, or with the revision that the call creates (BATCH-040).
    fn registered(&self, name: &str) -> Named {
        let bare = self.batch_arn(&format!("job-definition/{name}"));
        match self.profile.registered_definition {
            RegisteredDefinition::NameOnly => arn(bare),
            RegisteredDefinition::WithRevision => arn(format!("{bare}:{}", self.latest_revision(&bare).unwrap_or(0).saturating_add(1))),
        }
    }

    /// The latest revision of a job definition: said by the state, or the highest that has tags there.
    pub(super) fn latest_revision(&self, bare: &str) -> Option<u64> {
        let state = &self.call.state;
        let name = bare.split_once(":job-definition/").map_or(bare, |(_, name)| name);
        let said = state.latest_revisions.get(name).or_else(|| state.latest_revisions.get(bare));
        said.copied().or_else(|| {
            let tagged = state.resource_tags.keys().filter_map(|arn| arn.strip_prefix(bare)?.strip_prefix(':')?.parse().ok());
            tagged.max()
        })
    }

    /// The roles inside an instance profile; unknown without the state's help (ROLE-007).
    fn roles_inside(&self, profile: &str) -> Named {
        let name = profile.rsplit('/').next().unwrap_or(profile);
        let caller = &self.call.caller;
        let by_name = format!("arn:{}:iam::{}:instance-profile/{name}", caller.partition, caller.account);
        let profiles = &self.call.state.instance_profiles;
        let of_caller = Arn::new(profile).is_none_or(|arn| arn.account == caller.account);
        let by_other_name = || profiles.get(name).or_else(|| profiles.get(&by_name)).filter(|_| of_caller);
        match profiles.get(profile).or_else(by_other_name) {
            Some(roles) => all(roles.iter().map(|role| arn(self.role_arn(role)))),
            None => Named::Targets(vec![Target::Unknown(format!("role inside instance profile {name}"))]),
        }
    }

    /// The role that a JSON text names (ROLE-014).
    fn role_in_json(&self, source: &ResourceSource, text: &str) -> Named {
        let member = source.member.as_deref().unwrap_or_default();
        let reading = json::read(text);
        let node = reading.node.filter(|_| reading.errors.is_empty());
        let Some(node) = node.filter(|node| matches!(node.value, Value::Object(_))) else {
            return Named::Nothing("this is not the JSON text of an object, so no role is passed; the service will refuse it".to_owned());
        };
        match value(&node, member) {
            Some(Node { value: Value::String(role), .. }) if !role.is_empty() => arn(self.role_arn(role)),
            _ => Named::Nothing(format!("the text names no `{member}`, so no role is passed; the service will refuse it")),
        }
    }
}

/// A job definition without revision.
pub(super) fn is_bare_definition(arn: &str) -> bool {
    Arn::new(arn).is_some_and(|arn| arn.resource.strip_prefix("job-definition/").is_some_and(|name| !name.contains(':')))
}

fn arn(text: String) -> Named {
    match Resource::new(&text) {
        Ok(resource @ Resource::Arn(_)) => Named::Targets(vec![Target::Resource(resource)]),
        Ok(Resource::Any) | Err(_) => Named::Wrong(CallErrorKind::NotAnArn { text }),
    }
}

/// The first that is wrong, or all.
fn all(named: impl Iterator<Item = Named>) -> Named {
    let mut targets = Vec::new();
    for each in named {
        match each {
            Named::Targets(more) => targets.extend(more),
            other @ (Named::Nothing(_) | Named::Wrong(_)) => return other,
        }
    }
    Named::Targets(targets)
}
