//! Policy variables: `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}`, `${$}`.
//!
//! A variable ends at the first closing brace, so variables do not nest; a lone `$` is text (VAR-020). Where they may stand is decided by
//! those who call: Resource and NotResource behind the fifth colon, values of String, Arn and Bool operators (VAR-004 to VAR-009).

use crate::context::{Context, ContextValue};
use crate::pattern::Token;
use crate::profile::{EmptyVariableValue, Profile};

/// A piece of a text in which variables are expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Plain text; its `*` and `?` are wildcards where the place knows wildcards.
    Text(&'a str),
    /// `${*}`, `${?}` or `${$}`: that character, literally (VAR-021, VAR-022).
    Escape(char),
    /// A variable.
    Variable {
        /// The condition key that it names; letter case does not matter (VAR-010).
        name: &'a str,
        /// The text to use if it has no value (VAR-017, VAR-018).
        default: Option<&'a str>,
    },
    /// Something that starts like a variable and is none. It has no value (VAR-019).
    Malformed(Fault),
}

/// What is wrong with a malformed variable (RES-039, VAR-019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// `${` without `}`
    MissingBrace,
    /// Nothing between the braces.
    Empty,
    /// White space in the name.
    Space,
    /// A default value without comma and blank, without both quotes, or with a quote inside.
    Quote,
}

/// Cuts a text into its parts, each with its byte offset.
///
/// ```
/// use verdict_evaluator::policy::variable::{Part, parts};
///
/// let found: Vec<Part<'_>> = parts("home/${aws:username}/*").map(|(_, part)| part).collect();
/// assert_eq!(found[1], Part::Variable { name: "aws:username", default: None });
/// ```
pub fn parts(text: &str) -> impl Iterator<Item = (usize, Part<'_>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let offset = text.len() - rest.len();
        let (part, behind) = next_part(rest);
        rest = behind;
        Some((offset, part))
    })
}

fn next_part(text: &str) -> (Part<'_>, &str) {
    let Some(inner) = text.strip_prefix("${") else {
        let (plain, behind) = text.split_at(text.find("${").unwrap_or(text.len()));
        return (Part::Text(plain), behind);
    };
    match inner.split_once('}') {
        Some((inside, behind)) => (variable(inside), behind),
        None => (Part::Malformed(Fault::MissingBrace), ""),
    }
}

/// What stands between the braces.
fn variable(inside: &str) -> Part<'_> {
    match inside {
        "*" => return Part::Escape('*'),
        "?" => return Part::Escape('?'),
        "$" => return Part::Escape('$'),
        _ if inside.trim().is_empty() => return Part::Malformed(Fault::Empty),
        _ => {}
    }
    let (name, default) = match inside.split_once(", '") {
        Some((name, rest)) => (name, Some(rest)),
        None => (inside, None),
    };
    if name.contains(['\'', ',']) {
        return Part::Malformed(Fault::Quote);
    }
    if name.contains(char::is_whitespace) || name.is_empty() {
        return Part::Malformed(Fault::Space);
    }
    match default.map(|rest| rest.strip_suffix('\'')) {
        None => Part::Variable { name, default: None },
        Some(Some(text)) if !text.contains('\'') => Part::Variable { name, default: Some(text) },
        Some(_) => Part::Malformed(Fault::Quote),
    }
}

/// Does the text hold anything that variables would change?
pub fn has_variables(text: &str) -> bool {
    text.contains("${")
}

/// How variables are expanded in some place.
#[derive(Clone, Copy, Debug)]
pub struct Expansion<'a> {
    /// Where the values come from.
    pub context: &'a Context,
    /// Does the policy's version know variables? Without, every `${…}` is text (VAR-002, VAR-003).
    pub variables: bool,
    /// Are `*` and `?` of a substituted value wildcards? Disputed: RES-035, VAR-023.
    pub live_wildcards: bool,
    /// The readings of the disputed rules.
    pub profile: &'a Profile,
}

/// The text of a policy after variables are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded {
    /// The characters and wildcards that it stands for.
    Tokens(Vec<Token>),
    /// This variable has no value and no default, so the text matches nothing (VAR-013 to VAR-016). Malformed ones are given as written.
    NoValue(String),
}

impl Expansion<'_> {
    /// Replaces the variables of `text`, once (VAR-024).
    pub fn expand(&self, text: &str) -> Expanded {
        let mut tokens = Vec::new();
        if !self.variables {
            tokens.extend(text.chars().map(Token::of));
            return Expanded::Tokens(tokens);
        }
        for (offset, part) in parts(text) {
            match part {
                Part::Text(plain) => tokens.extend(plain.chars().map(Token::of)),
                Part::Escape(character) => tokens.push(Token::Literal(character)),
                Part::Variable { name, default } => match (self.value(name), default) {
                    (Some(value), _) if self.live_wildcards => tokens.extend(value.chars().map(Token::of)),
                    (Some(value), _) => tokens.extend(value.chars().map(Token::Literal)),
                    (None, Some(default)) => tokens.extend(default.chars().map(Token::Literal)),
                    (None, None) => return Expanded::NoValue(name.to_owned()),
                },
                Part::Malformed(_) => {
                    let rest = text.get(offset..).unwrap_or_default();
                    let end = rest.find('}').map_or(rest.len(), |at| at + 1);
                    return Expanded::NoValue(rest.get(..end).unwrap_or(rest).to_owned());
                }
            }
        }
        Expanded::Tokens(tokens)
    }

    /// The single value of a key (VAR-001). A multivalued key has none (VAR-012), nor has the empty string (VAR-016).
    fn value(&self, name: &str) -> Option<&str> {
        match self.context.get(name)? {
            ContextValue::Many(_) => None,
            ContextValue::One(value) if value.is_empty() && self.profile.empty_variable_value == EmptyVariableValue::NoValue => None,
            ContextValue::One(value) => Some(value),
        }
    }
}

impl Expanded {
    /// The text of the tokens, for operators that know no wildcards (VAR-022).
    pub fn literal_text(tokens: &[Token]) -> String {
        let character = |token: &Token| match token {
            Token::Literal(character) => *character,
            Token::One => '?',
            Token::Many => '*',
        };
        tokens.iter().map(character).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Expanded, Expansion, Fault, Part, parts};
    use crate::context::Context;
    use crate::profile::Profile;

    #[test]
    fn each_part_knows_where_it_starts() {
        let found: Vec<(usize, Part<'_>)> = parts("a${b}c${*}${d e}\u{e9}${").collect();
        let expected = [
            (0, Part::Text("a")),
            (1, Part::Variable { name: "b", default: None }),
            (5, Part::Text("c")),
            (6, Part::Escape('*')),
            (10, Part::Malformed(Fault::Space)),
            (16, Part::Text("\u{e9}")),
            (18, Part::Malformed(Fault::MissingBrace)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_has_no_value_is_named() {
        let (context, profile) = (Context::default(), Profile::default());
        let expansion = Expansion { context: &context, variables: true, live_wildcards: false, profile: &profile };
        let check = |text: &str, expected: &str| assert_eq!(expansion.expand(text), Expanded::NoValue(expected.to_owned()), "{text}");
        check("jobs-${aws:username}-x", "aws:username");
        check("jobs-${aws: username}-x", "${aws: username}");
        check("${}}", "${}");
        check("jobs-${aws:username", "${aws:username");
    }
}
