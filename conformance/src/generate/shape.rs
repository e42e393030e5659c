//! Which features of the policy language one generated question uses.

use arbitrary::{Result, Unstructured};

use super::one_in;

/// How large and how odd a question is. Drawn once a question, so that questions differ in their features and a small one shows its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Shape {
    /// At most this many statements a policy, less one.
    pub more_statements: u8,
    /// `Condition` blocks.
    pub conditions: bool,
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    pub not_elements: bool,
    /// `*` and `?` inside names.
    pub wildcards: bool,
    /// `${…}`
    pub variables: bool,
    /// `ForAllValues:` and `ForAnyValue:`.
    pub set_operators: bool,
    /// `…IfExists`.
    pub if_exists: bool,
    /// Context keys with lists of values.
    pub multivalued: bool,
    /// Policies other than those of the identity.
    pub other_layers: bool,
}

impl Shape {
    /// Draws the features; on exhausted bytes there are none.
    ///
    /// # Errors
    /// None in practice.
    pub fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            more_statements: u.int_in_range(0..=2)?,
            conditions: u.arbitrary()?,
            not_elements: u.arbitrary()?,
            wildcards: u.arbitrary()?,
            variables: one_in(3, u)?,
            set_operators: u.arbitrary()?,
            if_exists: u.arbitrary()?,
            multivalued: u.arbitrary()?,
            other_layers: u.arbitrary()?,
        })
    }
}
