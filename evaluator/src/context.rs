//! The request context: which condition keys a request carries, with which values.
//!
//! Rules: COND-016 to COND-020, COND-022, COND-084 to COND-087.

pub mod global;

use std::collections::BTreeMap;
use std::fmt;

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
    /// Two keys are equal ignoring letter case, unless the profile lets the last one win (COND-018).
    pub fn from_entries(entries: impl IntoIterator<Item = (String, ContextValue)>, profile: &Profile) -> Result<Self, CaseTwins> {
        let mut context = Self::default();
        for (name, value) in entries {
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
    pub fn insert(&mut self, name: &str, value: ContextValue) -> Result<(), CaseTwins> {
        if let Some((first, _)) = self.entries.get(&name.to_ascii_lowercase()) {
            return Err(CaseTwins { first: first.clone(), second: name.to_owned() });
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

/// Two keys of one context that differ only in letter case (COND-018).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTwins {
    /// The key that came first.
    pub first: String,
    /// The key that is equal to it ignoring letter case.
    pub second: String,
}

impl fmt::Display for CaseTwins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the context has `{}` and `{}`, which are one key", self.first, self.second)
    }
}

impl std::error::Error for CaseTwins {}
