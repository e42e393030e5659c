//! `Condition` as it was written. Whether it holds is decided in [`crate::operator`].

use crate::operator::Operator;
use crate::policy::List;
use crate::span::{Span, Spanned};

/// A Condition block (GRAM-026).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The operators in their order; all must hold (COND-001).
    pub clauses: Vec<Clause>,
    /// The whole block.
    pub span: Span,
}

/// One operator and the keys under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The operator's name as written.
    pub name: Spanned<String>,
    /// The operator it names, if there is one (COND-010 to COND-012).
    pub operator: Option<Operator>,
    /// The keys in their order; all must hold (COND-002).
    pub tests: Vec<KeyTest>,
}

/// One condition key and the values it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTest {
    /// The key as written.
    pub key: Spanned<String>,
    /// The values.
    pub values: List<ConditionValue>,
}

/// One value of a condition: its text, and how it was written (COND-008).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionValue {
    /// The text of the string, number or boolean.
    pub text: String,
    /// With or without quotation marks.
    pub notation: Notation,
}

/// How a scalar was written (GRAM-028).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notation {
    /// In quotation marks.
    String,
    /// A bare number.
    Number,
    /// Bare `true` or `false`.
    Bool,
}
