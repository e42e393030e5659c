//! JSON text to values that know where they stand.
//!
//! `serde_json` does the JSON: it checks the grammar of RFC 8259, decodes strings, and lends slices of the source text
//! ([`RawValue`]), from whose addresses every node gets its byte span. What this module adds is what a policy needs beyond that:
//! duplicate members are kept and reported (GRAM-009), numbers keep their text (GRAM-029), depth is bounded (GRAM-049).
//!
//! Rules: GRAM-001 to GRAM-005, GRAM-009, GRAM-051.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::span::{Span, Spanned};

/// So many lists and objects may be open at once; a deeper text is refused. A policy needs six levels.
pub const MAX_DEPTH: usize = 64;

/// One JSON value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place, quotation marks and brackets included.
    pub span: Span,
}

/// A JSON value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its text: `1.0` and `1` are different texts (GRAM-029).
    Number(String),
    /// A string, its escapes decoded (GRAM-004).
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object. Members keep their order; a name may occur twice, which [`read`] also reports.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name, escapes decoded.
    pub name: Spanned<String>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The first member called `name`, if this is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Value::Object(members) = &self.value else { return None };
        members.iter().find(|member| *member.name == name).map(|member| &member.value)
    }
}

impl Value {
    /// What this is, in the words of JSON, with its article: `a string`, `an object`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Why a text is not one JSON value with unique member names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Where.
    pub span: Span,
}

/// What is wrong with a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// The text breaks the grammar of JSON; the parser's words say how (GRAM-002).
    Syntax(String),
    /// Nothing but white space (GRAM-001).
    Empty,
    /// The text starts with a byte order mark (GRAM-051).
    ByteOrderMark,
    /// An escape stands for half of a surrogate pair (GRAM-005).
    LoneSurrogate,
    /// Nested deeper than [`MAX_DEPTH`] (GRAM-049).
    TooDeep,
    /// A member name that the object already has, first written at the given place (GRAM-009).
    Duplicate {
        /// The name, escapes decoded.
        name: String,
        /// Where it was written first.
        first: Span,
    },
}

impl fmt::Display for JsonErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "the text is not JSON: {message}"),
            Self::Empty => write!(f, "the text is empty"),
            Self::ByteOrderMark => write!(f, "the text starts with a byte order mark"),
            Self::LoneSurrogate => write!(f, "an escape stands for half of a surrogate pair"),
            Self::TooDeep => write!(f, "the text is nested deeper than {MAX_DEPTH} levels"),
            Self::Duplicate { name, .. } => write!(f, "the name `{name}` stands twice in one object"),
        }
    }
}

/// What a text holds: its value if the grammar allows one, and everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The value. Present although names are duplicated; absent after any other error.
    pub node: Option<Node>,
    /// All errors, in the order of the text.
    pub errors: Vec<JsonError>,
}

/// Reads one JSON value, with nothing but white space around it.
///
/// ```
/// use verdict_evaluator::json::{self, Value};
///
/// let reading = json::read(r#"{ "a": 1.0, "a": 2 }"#);
/// assert_eq!(reading.errors.len(), 1); // the second `a`
/// let node = reading.node.unwrap();
/// assert_eq!(node.get("a").unwrap().value, Value::Number("1.0".to_owned()));
/// ```
pub fn read(text: &str) -> Reading {
    let mut reader = Reader { text, errors: Vec::new() };
    let node = match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => match too_deep(text) {
            None => reader.node(raw.get()),
            Some(start) => {
                reader.errors.push(JsonError { kind: JsonErrorKind::TooDeep, span: Span::new(start, start + 1) });
                None
            }
        },
        Err(error) => {
            reader.syntax(&error, 0, text);
            None
        }
    };
    reader.errors.sort_by_key(|error| error.span);
    Reading { node, errors: reader.errors }
}

/// Where a list or object of a well-formed text is nested too deep. Told beforehand, because the reader looks at each level anew.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                if depth == MAX_DEPTH {
                    return Some(place);
                }
                depth += 1;
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    text: &'a str,
    errors: Vec<JsonError>,
}

impl<'a> Reader<'a> {
    /// One value, whose text `raw` is a slice of the source.
    fn node(&mut self, raw: &'a str) -> Option<Node> {
        let span = self.span_of(raw);
        let value = match raw.as_bytes().first() {
            Some(b'{') => self.object(raw)?,
            Some(b'[') => self.array(raw)?,
            Some(b'"') => Value::String(self.string(raw)?),
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'n') => Value::Null,
            _ => Value::Number(raw.to_owned()),
        };
        Some(Node { value, span })
    }

    fn object(&mut self, raw: &'a str) -> Option<Value> {
        let pairs = match serde_json::Deserializer::from_str(raw).deserialize_map(Pairs) {
            Ok(pairs) => pairs,
            Err(error) => return self.fail(&error, raw),
        };
        let mut members: Vec<Member> = Vec::with_capacity(pairs.len());
        let mut complete = true;
        for (name, value) in pairs {
            let decoded = self.string(name.get());
            let node = self.node(value.get());
            let (Some(decoded), Some(value)) = (decoded, node) else {
                complete = false;
                continue;
            };
            members.push(Member { name: Spanned::new(decoded, self.span_of(name.get())), value });
        }
        self.report_duplicates(&members);
        complete.then_some(Value::Object(members))
    }

    fn array(&mut self, raw: &'a str) -> Option<Value> {
        let entries: Vec<&'a RawValue> = match serde_json::from_str(raw) {
            Ok(entries) => entries,
            Err(error) => return self.fail(&error, raw),
        };
        let nodes: Vec<Option<Node>> = entries.iter().map(|entry| self.node(entry.get())).collect();
        nodes.into_iter().collect::<Option<Vec<Node>>>().map(Value::Array)
    }

    fn string(&mut self, raw: &'a str) -> Option<String> {
        match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(text) => Some(text.into_owned()),
            Err(error) => self.fail(&error, raw),
        }
    }

    fn report_duplicates(&mut self, members: &[Member]) {
        let mut seen = std::collections::HashMap::new();
        for member in members {
            if let Some(first) = seen.get(member.name.value.as_str()) {
                let kind = JsonErrorKind::Duplicate { name: member.name.value.clone(), first: *first };
                self.errors.push(JsonError { kind, span: member.name.span });
            } else {
                seen.insert(member.name.value.as_str(), member.name.span);
            }
        }
    }

    fn fail<T>(&mut self, error: &serde_json::Error, raw: &'a str) -> Option<T> {
        self.syntax(error, self.span_of(raw).start, raw);
        None
    }

    /// Reports an error of `serde_json` that it found while reading `part`, which starts at `base`.
    fn syntax(&mut self, error: &serde_json::Error, base: usize, part: &str) {
        let at = base + offset_of(part, error.line(), error.column());
        let whole = error.to_string();
        let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
        let kind = if part.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
            JsonErrorKind::Empty
        } else if part.starts_with('\u{feff}') {
            JsonErrorKind::ByteOrderMark
        } else if message.contains("surrogate") || message.contains("hex escape") && !message.contains("EOF") {
            JsonErrorKind::LoneSurrogate
        } else {
            JsonErrorKind::Syntax(message)
        };
        let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.errors.push(JsonError { kind, span: Span::new(at, at + width) });
    }

    /// Where `slice`, a piece of the source text, stands in it.
    fn span_of(&self, slice: &str) -> Span {
        let start = (slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span::new(start, start + slice.len())
    }
}

/// The text as a JSON string. Characters that IAM refuses in a document are written as escapes (GRAM-003, GRAM-004).
///
/// ```
/// assert_eq!(verdict_evaluator::json::quote("a\"\u{2014}"), r#""a\"\u2014""#);
/// ```
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        // Writing to a String cannot fail.
        let _: fmt::Result = match character {
            '"' => out.write_str("\\\""),
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            ' '..='~' | '\u{a0}'..='\u{ff}' => out.write_char(character),
            other => other.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}")),
        };
    }
    out.push('"');
    out
}

/// Collects the members of an object as slices of the source, duplicates included.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

/// The byte offset of a position that `serde_json` reports: lines from 1, columns in bytes from 1, 0 at a line's start.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start = match line.checked_sub(2) {
        Some(newlines) => text.match_indices('\n').nth(newlines).map_or(text.len(), |(at, _)| at + 1),
        None => 0,
    };
    let mut offset = (line_start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::{JsonErrorKind, MAX_DEPTH, read};

    /// The errors of a text, each as its start, its end and its words.
    fn check(text: &str, expected: &[(usize, usize, &str)]) {
        let errors = read(text).errors;
        let found: Vec<_> = errors.iter().map(|error| (error.span.start, error.span.end, error.kind.to_string())).collect();
        let expected: Vec<_> = expected.iter().map(|(start, end, words)| (*start, *end, (*words).to_owned())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn syntax_errors_stand_where_the_text_goes_wrong() {
        check("", &[(0, 0, "the text is empty")]);
        check(" \n\t", &[(2, 3, "the text is empty")]);
        check("{} {}", &[(3, 4, "the text is not JSON: trailing characters")]);
        check("{\n  \"a\": 1,\n}", &[(12, 13, "the text is not JSON: key must be a string")]);
        check("[\n\n  nul]", &[(8, 9, "the text is not JSON: expected ident")]);
        check("\u{feff}{}", &[(0, 3, "the text starts with a byte order mark")]);
        // The whole character, not its first byte.
        check("\u{e9}", &[(0, 2, "the text is not JSON: expected value")]);
    }

    #[test]
    fn surrogates_stand_where_their_string_goes_wrong() {
        for text in [r#"{ "a": "\ud800" }"#, r#"{ "a": "\ud800x" }"#, r#"{ "a": "\udc00" }"#, r#"{ "\ud800": 1 }"#, r#""\ud800\u0041""#] {
            let errors = read(text).errors;
            let [error] = errors.as_slice() else { panic!("{text}: {errors:?}") };
            assert_eq!(error.kind, JsonErrorKind::LoneSurrogate, "{text}");
            assert!(text[..error.span.start].contains("\\u"), "{text}: {:?} is before the escape", error.span);
        }
        // Unfinished, so not even half of a pair.
        assert!(matches!(read(r#""\ud8"#).errors[0].kind, JsonErrorKind::Syntax(_)));
    }

    #[test]
    fn duplicates_stand_at_the_second_name() {
        check(r#"{ "a": 1, "a": 2 }"#, &[(10, 13, "the name `a` stands twice in one object")]);
        check(
            r#"[{ "a": { "b": 1, "b": 1 }, "\u0061": 2 }]"#,
            &[(18, 21, "the name `b` stands twice in one object"), (28, 36, "the name `a` stands twice in one object")],
        );
    }

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&deep(MAX_DEPTH)).errors.is_empty());
        assert!(read(&format!("{}0{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH))).errors.is_empty());
        let place = MAX_DEPTH;
        check(&deep(MAX_DEPTH + 1), &[(place, place + 1, &format!("the text is nested deeper than {MAX_DEPTH} levels"))]);
        // Brackets side by side are not deep, nor are those in strings, whatever is escaped there.
        assert!(read(&format!("[{}0]", "[],".repeat(2 * MAX_DEPTH))).errors.is_empty());
        assert!(read(&format!("[\"{}\"]", "[".repeat(2 * MAX_DEPTH))).errors.is_empty());
        assert!(read(&format!(r#"["\"{}\\"]"#, "{".repeat(2 * MAX_DEPTH))).errors.is_empty());
        // Behind such a string they count again.
        check(
            &format!(r#"["]\"]\\",{}]"#, deep(MAX_DEPTH)),
            &[(9 + MAX_DEPTH, 10 + MAX_DEPTH, &format!("the text is nested deeper than {MAX_DEPTH} levels"))],
        );
    }
}
