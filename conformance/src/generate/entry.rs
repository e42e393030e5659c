//! One entry of a Condition block, with the context that it is asked about.

use std::fmt;

use arbitrary::{Result, Unstructured};
use serde_json::json;
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::operator::{self, Comparison, Match, Operator, Reason, SetOperator, Setting, TestAnswer};
use verdict_evaluator::policy::{ConditionValue, KeyTest, List, Notation, Version};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::span::{Span, Spanned};

use super::world::Key;
use super::{Shape, condition, golden, one_in, request};

/// `operator: { key: values }`, a context, and values to add. Its `Debug` is a golden case and what may be added.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The operator.
    pub operator: Operator,
    /// The key as the policy spells it.
    pub key: String,
    /// The values of the policy.
    pub values: Vec<String>,
    /// Values that a law may add to the policy's.
    pub more_values: Vec<String>,
    /// A value that a law may add to the request's.
    pub more_context: String,
    /// The keys of the request.
    pub context: Context,
    /// The version of the policy.
    pub version: Version,
}

/// Draws an entry with one to three values and further ones.
///
/// # Errors
/// None in practice.
pub fn entry(u: &mut Unstructured<'_>) -> Result<Entry> {
    let key = Key::arbitrary(u)?;
    let shape = Shape { set_operators: true, if_exists: true, multivalued: u.arbitrary()?, ..Shape::arbitrary(u)? };
    let operator = condition::operator(&key, &shape, u)?;
    let values = |least: usize, u: &mut Unstructured<'_>| -> Result<Vec<String>> {
        (0..u.int_in_range(least..=3)?).map(|_| condition::pattern(&key, operator.base, &shape, u)).collect()
    };
    let (values, more_values) = (values(1, u)?, values(0, u)?);
    let mut context = Context::default();
    if let Some(value) = request::context_value(&key, &shape, u)? {
        context.set(key.name, value);
    }
    if u.arbitrary()? {
        context.set("aws:username", ContextValue::One((*u.choose(&["ana", "*", ""])?).to_owned()));
    }
    let more_context = (*u.choose(&key.values)?).to_owned();
    let version = if one_in(8, u)? { Version::V2008 } else { Version::V2012 };
    Ok(Entry { operator, key: key.name.to_owned(), values, more_values, more_context, context, version })
}

impl Entry {
    /// Does the entry hold?
    pub fn holds(&self) -> bool {
        self.holds_under(self.operator)
    }

    /// Does it hold with another operator in the place of its own?
    pub fn holds_under(&self, operator: Operator) -> bool {
        self.answer(operator, &self.values).holds
    }

    /// Does it hold with other values in the place of its own?
    pub fn holds_with(&self, values: &[String]) -> bool {
        self.answer(self.operator, values).holds
    }

    /// What the request carries under the key.
    pub fn actual(&self) -> Option<&ContextValue> {
        self.context.get(&self.key)
    }

    /// Is the key missing? An empty list is (COND-086).
    pub fn key_is_missing(&self) -> bool {
        match self.actual() {
            None => true,
            Some(ContextValue::Many(list)) => list.is_empty(),
            Some(ContextValue::One(_)) => false,
        }
    }

    /// Is it there with one value?
    pub fn key_is_single(&self) -> bool {
        matches!(self.actual(), Some(ContextValue::One(_)))
    }

    /// Can every value of both sides be read as the operator's type, so that none makes both polarities false (COND-025)? A null set is
    /// compared with nothing under a set operator.
    pub fn is_readable(&self, set: Option<SetOperator>) -> bool {
        let each = Operator { set, if_exists: false, ..self.operator };
        self.values.iter().all(|value| match self.answer(each, std::slice::from_ref(value)).reason {
            Reason::Compared(comparisons) => comparisons.iter().all(readable),
            Reason::UnknownOperator
            | Reason::MissingKey
            | Reason::Multivalued(_)
            | Reason::NullSet
            | Reason::Presence { .. }
            | Reason::NoValues => true,
        })
    }

    fn answer(&self, operator: Operator, values: &[String]) -> TestAnswer {
        let nowhere = Span::default();
        let value = |text: &String| Spanned::new(ConditionValue { text: text.clone(), notation: Notation::String }, nowhere);
        let values = List { entries: values.iter().map(value).collect(), in_brackets: true, span: nowhere };
        let test = KeyTest { key: Spanned::new(self.key.clone(), nowhere), values };
        let profile = Profile::default();
        let setting = Setting { context: &self.context, version: self.version, profile: &profile };
        operator::entry_holds(Some(&operator), &test, &setting)
    }
}

fn readable(comparison: &Comparison) -> bool {
    !comparison.results.iter().any(|result| matches!(result, Match::UnreadableContext | Match::UnreadablePolicy))
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let case = golden::case_file(&[
            ("condition", json!({ self.operator.to_string(): { self.key.as_str(): self.values } }).to_string()),
            ("context", golden::context_value(&self.context).to_string()),
            ("version", json!(self.version.as_str()).to_string()),
            ("expect", json!({ "holds": self.holds() }).to_string()),
        ]);
        write!(f, "{case}\nto add: {:?} and {:?}", self.more_values, self.more_context)
    }
}
