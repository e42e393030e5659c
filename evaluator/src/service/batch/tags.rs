//! Which tags of its resource does a check see?
//!
//! Those of the one resource that it is about (TAG-010), if that exists (TAG-023) and can have tags: a job definition without revision has
//! none (TAG-011), nor has a child job (TAG-017), and tags of a role are nothing that passing it looks at (PASS-008).
//!
//! Rules: TAG-008 to TAG-012, TAG-017, TAG-023 to TAG-026, TAG-028, TAG-030, DOC-003.

use super::super::{Call, State};
use super::key::Fed;
use super::model::{Form, ResourceSource};
use super::name::{Names, is_bare_definition};
use crate::arn::Arn;
use crate::context::ContextValue;
use crate::profile::{BatchResourceTag, Profile, RegisteredTags};

/// The tags of a check's resource as keys, with the rules that put them there or keep them away.
pub(super) fn resource_tags(call: &Call, source: &ResourceSource, arn: &str, profile: &Profile) -> Fed {
    let mut fed = Fed::default();
    let of_definition = source.form == Form::NewDefinition && profile.registered_tags == RegisteredTags::OfTheDefinition;
    if of_definition {
        add_latest(call, arn, profile, &mut fed);
    } else if !source.new {
        add_existing(&call.state, arn, profile, &mut fed);
    }
    fed
}

/// The tags of the revision that already exists, under the reading of TAG-024 that shows them at registration.
fn add_latest(call: &Call, arn: &str, profile: &Profile, fed: &mut Fed) {
    let names = Names { call, profile };
    let bare = match arn.rsplit_once(':') {
        Some((bare, _)) if !is_bare_definition(arn) => bare,
        _ => arn,
    };
    if let Some(revision) = names.latest_revision(bare) {
        add(&call.state, &format!("{bare}:{revision}"), "TAG-024", profile, fed);
    }
}

fn add_existing(state: &State, arn: &str, profile: &Profile, fed: &mut Fed) {
    let fields = Arn::new(arn);
    let child = fields.and_then(|arn| arn.resource.strip_prefix("job/")?.split_once([':', '#']));
    if fields.is_none_or(|arn| arn.service == "iam") {
        return;
    }
    if let Some((_, index)) = child {
        let parent = arn.get(..arn.len().saturating_sub(index.len() + 1)).unwrap_or_default();
        fed.rules.extend(state.resource_tags.contains_key(parent).then_some("TAG-017"));
    } else if is_bare_definition(arn) {
        let revision = format!("{arn}:");
        let tagged = state.resource_tags.range(revision.clone()..).next().is_some_and(|(key, _)| key.starts_with(&revision));
        fed.rules.extend(tagged.then_some("TAG-011"));
    } else {
        add(state, arn, "TAG-010", profile, fed);
    }
}

fn add(state: &State, arn: &str, rule: &'static str, profile: &Profile, fed: &mut Fed) {
    let Some(tags) = state.resource_tags.get(arn).filter(|tags| !tags.is_empty()) else { return };
    fed.rules.push(rule);
    let prefixes: &[&str] = match profile.batch_resource_tag {
        BatchResourceTag::NoSuchKey => &["aws"],
        BatchResourceTag::KeyExists => &["aws", "batch"],
    };
    for prefix in prefixes {
        let keys = tags.iter().map(|(key, value)| (format!("{prefix}:ResourceTag/{key}"), ContextValue::One(value.clone())));
        fed.entries.extend(keys);
    }
}
