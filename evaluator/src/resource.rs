//! Resources: what a request works on, and whether an entry of `Resource` or `NotResource` names it.
//!
//! Rules: RES-001 to RES-045 as far as they speak of matching, VAR-004, VAR-005, VAR-015. The Arn operators of conditions have a matcher of
//! their own, [`crate::operator::arn`].

use std::fmt;

use crate::arn::{Arn, split_fields};
use crate::context::Context;
use crate::pattern::{Token, Wildcard};
use crate::policy::variable::{Expanded, Expansion, has_variables};
use crate::policy::{PolicyType, Version};
use crate::profile::{OtherIncompleteArn, Profile, ResourceTypeWildcard, ResourceWildcards, SessionIncompleteArn, SubstitutedInResource};

/// The one resource of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// `*`: the action works on no particular resource (RES-028).
    Any,
    /// The resource with this ARN, literally (RES-031).
    Arn(String),
}

/// A text that is neither an ARN nor `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidResource(pub String);

impl fmt::Display for InvalidResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a resource of a request: it must be an ARN, or `*` where the action has no resource", self.0)
    }
}

impl std::error::Error for InvalidResource {}

impl Resource {
    /// The resource called `text`.
    ///
    /// # Errors
    /// It is neither an ARN with six fields nor `*`.
    pub fn new(text: &str) -> Result<Self, InvalidResource> {
        if text == "*" {
            return Ok(Self::Any);
        }
        Arn::new(text).map(|_| Self::Arn(text.to_owned())).ok_or_else(|| InvalidResource(text.to_owned()))
    }

    /// As the request names it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Arn(text) => text,
        }
    }

    /// Its ARN, cut into fields.
    pub fn arn(&self) -> Option<Arn<'_>> {
        match self {
            Self::Any => None,
            Self::Arn(text) => Arn::new(text),
        }
    }
}

/// What an entry answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryAnswer {
    /// It names the resource.
    Match,
    /// It does not.
    NoMatch,
    /// It holds this variable, which has no value, and so names no resource (RES-036, VAR-015).
    NoValue(String),
}

impl EntryAnswer {
    const fn of(matches: bool) -> Self {
        if matches { Self::Match } else { Self::NoMatch }
    }
}

/// What entries are read with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The keys of the request, for variables.
    pub context: &'a Context,
    /// The policy's version.
    pub version: Version,
    /// The policy's type, which decides about incomplete ARNs.
    pub policy_type: PolicyType,
    /// The readings of the disputed rules.
    pub profile: &'a Profile,
}

/// Does an entry of a resource list name this resource?
///
/// ```
/// use verdict_evaluator::context::Context;
/// use verdict_evaluator::policy::{PolicyType, Version};
/// use verdict_evaluator::profile::Profile;
/// use verdict_evaluator::resource::{EntryAnswer, Resource, Setting, entry_matches};
///
/// let setting = Setting {
///     context: &Context::default(),
///     version: Version::V2012,
///     policy_type: PolicyType::Identity,
///     profile: &Profile::default(),
/// };
/// let revision = Resource::new("arn:aws:batch:us-east-1:111122223333:job-definition/Alpha:3").unwrap();
/// let name_only = "arn:aws:batch:us-east-1:111122223333:job-definition/Alpha";
/// assert_eq!(entry_matches(name_only, &revision, &setting), EntryAnswer::NoMatch);
/// ```
pub fn entry_matches(entry: &str, resource: &Resource, setting: &Setting<'_>) -> EntryAnswer {
    if Wildcard::new(entry).is_asterisks() {
        return EntryAnswer::Match;
    }
    // Nothing but the asterisk names "no particular resource" (RES-028).
    let Resource::Arn(arn) = resource else { return EntryAnswer::NoMatch };
    let Some(fields) = six_fields(entry, setting) else { return EntryAnswer::NoMatch };
    let [first @ .., last] = &fields;
    let variables = setting.version.has_variables();
    // Before the fifth colon variables are not expanded, and an entry that has one names nothing (RES-034, VAR-005).
    if variables && first.iter().any(|field| has_variables(field)) {
        return EntryAnswer::NoMatch;
    }
    let expansion = Expansion {
        context: setting.context,
        variables,
        live_wildcards: setting.profile.substituted_in_resource == SubstitutedInResource::Live,
        profile: setting.profile,
    };
    match expansion.expand(last) {
        Expanded::NoValue(variable) => EntryAnswer::NoValue(variable),
        Expanded::Tokens(last) => EntryAnswer::of(covers(&fields, &last, arn, setting.profile)),
    }
}

/// The six fields of an entry. Fewer are completed with `*` where the policy type says so (RES-019 to RES-024).
fn six_fields<'e>(entry: &'e str, setting: &Setting<'_>) -> Option<[&'e str; 6]> {
    let mut fields = split_fields(entry, setting.version.has_variables());
    if fields.first() != Some(&"arn") {
        return None;
    }
    if fields.len() < 6 {
        let inner = fields.split_last().map_or(&[][..], |(_, inner)| inner);
        let service = fields.get(2).is_some_and(|service| !service.is_empty());
        if !service || inner.iter().any(|field| field.is_empty()) || !is_completed(entry, setting) {
            return None;
        }
        fields.resize(6, "*");
    }
    fields.try_into().ok()
}

/// Is an incomplete ARN completed in this policy type? Only `*` counts as a wildcard here (RES-022).
fn is_completed(entry: &str, setting: &Setting<'_>) -> bool {
    let others = setting.profile.other_incomplete_arn == OtherIncompleteArn::Completed;
    match setting.policy_type {
        PolicyType::Identity | PolicyType::Boundary => true,
        PolicyType::Session => setting.profile.session_incomplete_arn == SessionIncompleteArn::Completed,
        PolicyType::Resource | PolicyType::Endpoint | PolicyType::Trust => others || entry.contains('*'),
        PolicyType::Scp => others || entry.ends_with('*'),
        PolicyType::Rcp => others,
    }
}

/// Does the pattern cover the whole ARN (RES-009)? `last` is the sixth field with its variables replaced.
fn covers(fields: &[&str; 6], last: &[Token], arn: &str, profile: &Profile) -> bool {
    let [first @ .., last_as_written] = fields;
    if profile.resource_type_wildcard == ResourceTypeWildcard::LiteralType && !type_is_literally(last_as_written, arn) {
        return false;
    }
    if profile.resource_wildcards == ResourceWildcards::WholeString {
        let before = first.iter().flat_map(|field| field.chars().chain(std::iter::once(':'))).map(Token::of);
        return Wildcard::from_tokens(before.chain(last.iter().copied())).matches(arn);
    }
    let starts = starts_of_last_field(first, arn, profile);
    Wildcard::from_tokens(last.iter().copied()).matches_from_any(arn, starts)
}

/// Where in the ARN the sixth field of the pattern may begin, once its first five fields have matched.
///
/// Before the fifth colon a wildcard stays between two colons, so that each field covers one piece of the ARN. But an asterisk that ends its
/// field may swallow any number of further pieces (RES-014).
fn starts_of_last_field(fields: &[&str], arn: &str, profile: &Profile) -> Vec<usize> {
    let behind_colons = arn.match_indices(':').map(|(at, _)| at + 1);
    let piece_starts: Vec<usize> = std::iter::once(0).chain(behind_colons).collect();
    let pieces: Vec<&str> = arn.split(':').collect();
    // The pieces at which the next field may begin, in ascending order.
    let mut next = vec![0];
    for field in fields {
        let pattern = Wildcard::new(field);
        let crosses = pattern.ends_in_asterisk() && profile.resource_wildcards == ResourceWildcards::TrailingStarCrosses;
        let matched = next.into_iter().filter(|piece| pieces.get(*piece).is_some_and(|text| pattern.matches(text)));
        next = if crosses {
            matched.take(1).flat_map(|piece| piece + 1..pieces.len()).collect()
        } else {
            matched.map(|piece| piece + 1).collect()
        };
    }
    next.into_iter().filter_map(|piece| piece_starts.get(piece).copied()).collect()
}

/// The reading of RES-016 under which the text before the first `/` or `:` is compared literally if a separator follows it.
fn type_is_literally(pattern: &str, arn: &str) -> bool {
    let Some((wanted, _)) = pattern.split_once(['/', ':']) else { return true };
    let Some(arn) = Arn::new(arn) else { return false };
    arn.resource.split(['/', ':']).next() == Some(wanted)
}

#[cfg(test)]
mod tests {
    use super::Resource;

    #[test]
    fn what_is_no_resource_says_so() {
        let error = Resource::new("job-queue/q").map_err(|error| error.to_string());
        let words = "`job-queue/q` is not a resource of a request: it must be an ARN, or `*` where the action has no resource";
        assert_eq!(error, Err(words.to_owned()));
    }
}
