//! How the input of an operation looks: names and types, as the API model has them.

use std::collections::BTreeMap;

/// A structure: its members and which of them must be there.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Shape {
    /// The members with their types.
    pub members: BTreeMap<String, Type>,
    /// The members that must be there.
    pub required: Vec<String>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// Any number.
    Float,
    /// A structure or an enumeration of this name.
    Named(String),
    /// A list of these.
    List(Box<Self>),
    /// An object with any names and these values.
    Map(Box<Self>),
}

impl Type {
    /// The type that a text of the data file names.
    pub fn of(text: &str) -> Self {
        let inner = |open: char, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        match (inner('[', ']'), inner('{', '}'), text) {
            (Some(entry), _, _) => Self::List(Box::new(Self::of(entry))),
            (_, Some(value), _) => Self::Map(Box::new(Self::of(value))),
            (_, _, "string") => Self::String,
            (_, _, "boolean") => Self::Boolean,
            (_, _, "integer") => Self::Integer,
            (_, _, "long") => Self::Long,
            (_, _, "float") => Self::Float,
            (_, _, name) => Self::Named(name.to_owned()),
        }
    }
}
