//! Which condition keys does a request, a container or a pod feed?
//!
//! A missing parameter makes no key: defaults of the API are not supplied (BATCH-058, BATCH-060, BATCH-064, BATCH-074), but for the switches
//! of BATCH-058 and BATCH-069.
//!
//! Rules: BATCH-027 to BATCH-031, BATCH-053 to BATCH-076, BATCH-079 to BATCH-081, BATCH-104, TAG-001, TAG-003, TAG-009, TAG-019 to TAG-021,
//! DOC-021, DOC-027.

use super::super::error::CallErrorKind;
use super::model::{KeySource, KeyValue, Substitute, Under};
use super::path::{self, is_empty, scalar};
use crate::context::ContextValue;
use crate::json::{Member, Node, Value};
use crate::profile::{ContextCaseTwins, Profile, TagKeys};
use crate::span::Span;

/// Keys with their values, and the rules that put them there.
#[derive(Clone, Debug, Default)]
pub(super) struct Fed {
    /// The keys.
    pub(super) entries: Vec<(String, ContextValue)>,
    /// The rules.
    pub(super) rules: Vec<&'static str>,
}

impl Fed {
    /// Adds what another place feeds.
    pub(super) fn extend(&mut self, other: &Self) {
        self.entries.extend(other.entries.iter().cloned());
        self.rules.extend(&other.rules);
    }

    fn push(&mut self, key: String, value: ContextValue, rules: &'static [String]) {
        self.entries.push((key, value));
        self.rules.extend(rules.iter().map(String::as_str));
    }
}

/// What a set of keys takes from a place and, where the place is silent, from the group around it.
pub(super) fn feed(set: &'static [KeySource], place: &Node, group: Option<&Node>, profile: &Profile) -> Fed {
    let mut fed = Fed::default();
    for source in set.iter().filter(|source| applies(source.under.as_ref(), profile) && is_meant(source, place)) {
        match &source.value {
            KeyValue::Text(path) => feed_text(source, path, place, group, profile, &mut fed),
            KeyValue::Each(path) => {
                for member in members(place, path) {
                    let text = scalar(&member.value).unwrap_or_default();
                    fed.push(format!("{}{}", source.key, *member.name), ContextValue::One(text), &source.rules);
                }
            }
            KeyValue::Names(path) => {
                let names = members(place, path).iter().map(|member| member.name.value.clone()).collect();
                feed_list(source, names, profile, &mut fed);
            }
            KeyValue::List(path) => feed_list(source, texts(place, path), profile, &mut fed),
        }
    }
    fed
}

/// Two tags of one request that make one condition key (COND-018), and where the second one stands.
pub(super) fn case_twins(set: &'static [KeySource], place: &Node, profile: &Profile) -> Option<(CallErrorKind, String, Span)> {
    if profile.context_case_twins == ContextCaseTwins::LastWins {
        return None;
    }
    set.iter().find_map(|source| {
        let KeyValue::Each(path) = &source.value else { return None };
        let mut seen = std::collections::HashMap::new();
        members(place, path).iter().find_map(|member| {
            let first = seen.insert(member.name.to_ascii_lowercase(), member.name.value.clone())?;
            let kind = CallErrorKind::CaseTwins { first, second: member.name.value.clone() };
            Some((kind, path::joined(path, &member.name), member.name.span))
        })
    })
}

/// Does the entry hold under the profile?
pub(super) fn applies(under: Option<&Under>, profile: &Profile) -> bool {
    under.is_none_or(|under| under.holds(profile))
}

/// Options of one log driver mean nothing under another (BATCH-063).
fn is_meant(source: &KeySource, place: &Node) -> bool {
    source.when.as_ref().is_none_or(|(member, text)| path::text(place, member).as_ref() == Some(text))
}

fn feed_text(source: &'static KeySource, path: &str, place: &Node, group: Option<&Node>, profile: &Profile, fed: &mut Fed) {
    if let Some(text) = path::text(place, path) {
        return fed.push(source.key.clone(), ContextValue::One(text), &source.rules);
    }
    let substitute = |substitute: &'static Option<Substitute>| substitute.as_ref().filter(|it| applies(it.under.as_ref(), profile));
    let inherited = substitute(&source.inherit).and_then(|it| Some((path::text(group?, &it.text)?, it)));
    let supplied = || substitute(&source.default).map(|it| (it.text.clone(), it));
    if let Some((text, it)) = inherited.or_else(supplied) {
        fed.push(source.key.clone(), ContextValue::One(text), &source.rules);
        fed.rules.extend(it.rules.iter().map(String::as_str));
    }
}

/// A list without entries is a missing key (TAG-003, TAG-014). In alphabetical order, since it is a set.
fn feed_list(source: &'static KeySource, mut texts: Vec<String>, profile: &Profile, fed: &mut Fed) {
    if texts.is_empty() {
        return;
    }
    texts.sort_unstable();
    let single = source.key == "aws:TagKeys" && profile.tag_keys == TagKeys::SingleValued;
    let value = if single { ContextValue::One(texts.join(",")) } else { ContextValue::Many(texts) };
    fed.push(source.key.clone(), value, &source.rules);
}

fn members<'a>(place: &'a Node, path: &str) -> &'a [Member] {
    match path::value(place, path).map(|node| &node.value) {
        Some(Value::Object(members)) => members,
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => &[],
    }
}

fn texts(place: &Node, path: &str) -> Vec<String> {
    match path::value(place, path).filter(|node| !is_empty(node)).map(|node| &node.value) {
        Some(Value::Array(entries)) => entries.iter().filter_map(scalar).collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) | None => Vec::new(),
    }
}
