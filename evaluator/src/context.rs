//! The request context: which condition keys a request carries, with which values.
//!
//! Rules: COND-016 to COND-020, COND-022, COND-084 to COND-087.

pub mod derived;
pub mod global;

use std::collections::BTreeMap;
use std::fmt;

use crate::limit::Name;
use crate::profile::{ContextCaseTwins, Profile};

/// What a request carries under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    /// A single value. Booleans and numbers are their text (COND-087).
    One(String),
    /// A list, which makes the key multivalued, also with one element or none (COND-085).
    Many(Vec<String>),
}

/// The condition keys of one request. Names are looked up without regard to ASCII letter case, tag keys included (COND-016, COND-017).
///
/// ```
/// use verdict_evaluator::context::{Context, ContextValue};
///
/// let mut context = Context::default();
/// context.insert("aws:RequestTag/Owner", ContextValue::One("ana".to_owned())).unwrap();
/// assert!(context.get("AWS:requesttag/owner").is_some());
/// assert!(context.insert("aws:requesttag/OWNER", ContextValue::One("bob".to_owned())).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Context {
    // INVARIANT: each key is the ASCII lower-case form of the name stored beside its value.
    entries: BTreeMap<String, (String, ContextValue)>,
}

impl Context {
    /// The keys in the order given.
    ///
    /// # Errors
    /// Two keys are equal ignoring letter case, unless the profile lets the last one win (COND-018), or a tag is longer than tags are
    /// (LIM-013).
    pub fn from_entries(entries: impl IntoIterator<Item = (String, ContextValue)>, profile: &Profile) -> Result<Self, ContextError> {
        let mut context = Self::default();
        for (name, value) in entries {
            check_tag(&name, &value)?;
            match profile.context_case_twins {
                ContextCaseTwins::Refused => context.insert(&name, value)?,
                ContextCaseTwins::LastWins => context.set(&name, value),
            }
        }
        Ok(context)
    }

    /// Adds a key.
    ///
    /// # Errors
    /// The context has that key already, in this or another letter case (COND-018).
    pub fn insert(&mut self, name: &str, value: ContextValue) -> Result<(), ContextError> {
        if let Some((first, _)) = self.entries.get(&name.to_ascii_lowercase()) {
            return Err(ContextError::CaseTwins { first: first.clone(), second: name.to_owned() });
        }
        self.set(name, value);
        Ok(())
    }

    /// Adds a key, or replaces it.
    pub fn set(&mut self, name: &str, value: ContextValue) {
        self.entries.insert(name.to_ascii_lowercase(), (name.to_owned(), value));
    }

    /// Takes a key away.
    pub fn remove(&mut self, name: &str) {
        self.entries.remove(&name.to_ascii_lowercase());
    }

    /// What the request carries under `name`; a name that no service knows is simply not there (COND-022).
    pub fn get(&self, name: &str) -> Option<&ContextValue> {
        self.entries.get(&name.to_ascii_lowercase()).map(|(_, value)| value)
    }

    /// All keys with their values, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.entries.values().map(|(name, value)| (name.as_str(), value))
    }
}

/// The keys that hold tags: what follows the prefix is the tag's key.
const TAG_KEYS: [&str; 3] = ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"];

/// The key and value of a tag have limited lengths (LIM-013).
fn check_tag(name: &str, value: &ContextValue) -> Result<(), ContextError> {
    let lower = name.to_ascii_lowercase();
    let Some(tag_key) = TAG_KEYS.iter().find_map(|prefix| lower.strip_prefix(prefix)) else { return Ok(()) };
    let values = match value {
        ContextValue::One(value) => std::slice::from_ref(value),
        ContextValue::Many(values) => values,
    };
    let valid = (tag_key.is_empty() || Name::TagKey.is_valid(tag_key)) && values.iter().all(|value| Name::TagValue.is_valid(value));
    if valid { Ok(()) } else { Err(ContextError::TagTooLong { key: name.to_owned() }) }
}

/// Why some keys with their values are no request context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextError {
    /// Two keys differ only in letter case (COND-018).
    CaseTwins {
        /// The key that came first.
        first: String,
        /// The key that is equal to it ignoring letter case.
        second: String,
    },
    /// A tag's key has more than 128 characters, or its value more than 256 (LIM-013).
    TagTooLong {
        /// The condition key that holds the tag.
        key: String,
    },
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CaseTwins { first, second } => write!(f, "the context has `{first}` and `{second}`, which are one key"),
            Self::TagTooLong { key } => {
                let start: String = key.chars().take(60).collect();
                write!(f, "the tag of `{start}` is longer than 128 characters in its key or 256 in its value")
            }
        }
    }
}

impl std::error::Error for ContextError {}

#[cfg(test)]
mod tests {
    use super::{Context, ContextError, ContextValue};

    #[test]
    fn keys_are_taken_away_in_any_letter_case() {
        let check = |taken: &str, left: &[&str]| {
            let mut context = Context::default();
            context.set("batch:User", ContextValue::One("ana".to_owned()));
            context.set("batch:Image", ContextValue::One("etl".to_owned()));
            context.remove(taken);
            let names: Vec<&str> = context.iter().map(|(name, _)| name).collect();
            assert_eq!(names, left, "without {taken}");
        };
        check("batch:User", &["batch:Image"]);
        check("BATCH:user", &["batch:Image"]);
        check("batch:Users", &["batch:Image", "batch:User"]);
    }

    #[test]
    fn errors_name_the_keys() {
        let check = |error: ContextError, words: &str| assert_eq!(error.to_string(), words);
        let twins = ContextError::CaseTwins { first: "batch:User".to_owned(), second: "batch:user".to_owned() };
        check(twins, "the context has `batch:User` and `batch:user`, which are one key");
        let words = |key: &str| format!("the tag of `{key}` is longer than 128 characters in its key or 256 in its value");
        let long = |key: &str| ContextError::TagTooLong { key: key.to_owned() };
        check(long("aws:RequestTag/team"), &words("aws:RequestTag/team"));
        check(long(&format!("aws:RequestTag/{}", "k".repeat(129))), &words(&format!("aws:RequestTag/{}", "k".repeat(45))));
    }
}
