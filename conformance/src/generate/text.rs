//! Raw text, and patterns with texts that nearly match.

use arbitrary::{Result, Unstructured};
use verdict_evaluator::policy::PolicyType;

use super::{Shape, World, one_in, policy};

/// All bytes as text; bytes that are no UTF-8 are replaced.
///
/// # Errors
/// None.
pub fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let length = u.len();
    Ok(String::from_utf8_lossy(u.bytes(length)?).into_owned())
}

/// A wildcard pattern, a text, and places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternAndText {
    /// The pattern.
    pub pattern: String,
    /// The text.
    pub text: String,
    /// Byte offsets in the text, ascending.
    pub starts: Vec<usize>,
}

/// Draws a pattern and a text, cut at the first line break: `a*b` above `axb`. Both are characters as they are, so that a seed can be
/// written by hand; a further line is a list of places.
///
/// # Errors
/// None.
pub fn pattern_and_text(u: &mut Unstructured<'_>) -> Result<PatternAndText> {
    let all = text(u)?;
    let mut lines = all.splitn(3, '\n');
    let (pattern, text) = (lines.next().unwrap_or_default().to_owned(), lines.next().unwrap_or_default().to_owned());
    let mut starts: Vec<usize> =
        lines.next().unwrap_or_default().bytes().map(usize::from).filter(|at| text.is_char_boundary(*at)).collect();
    starts.sort_unstable();
    starts.dedup();
    Ok(PatternAndText { pattern, text, starts })
}

/// The same from an alphabet so small that patterns and texts meet.
///
/// # Errors
/// None in practice.
pub fn small_pattern_and_text(u: &mut Unstructured<'_>) -> Result<PatternAndText> {
    let word = |alphabet: &[char], most: usize, u: &mut Unstructured<'_>| -> Result<String> {
        (0..u.int_in_range(0..=most)?).map(|_| u.choose(alphabet).copied()).collect()
    };
    let pattern = word(&['a', 'b', '*', '?', '\u{e9}', '*'], 8, u)?;
    let text = word(&['a', 'b', '\u{e9}', '*'], 10, u)?;
    let mut starts = Vec::new();
    for (at, _) in text.char_indices() {
        if u.arbitrary()? {
            starts.push(at);
        }
    }
    Ok(PatternAndText { pattern, text, starts })
}

/// A JSON text, or nearly one: with every kind of escape, odd numbers, names that stand twice, and depths about the limit.
///
/// # Errors
/// None in practice.
pub fn nearly_json(u: &mut Unstructured<'_>) -> Result<String> {
    let value = match u.int_in_range(0..=31)? {
        30 => String::new(),
        31 => nested(u)?,
        _ => json_value(3, u)?,
    };
    let blank = |u: &mut Unstructured<'_>| {
        let odd = one_in(25, u)?;
        u.choose(if odd { &["\u{feff}", "\u{a0}", "x", ","] } else { &["", "", " ", "\t\r\n"] }).copied()
    };
    let (before, behind) = (blank(u)?, blank(u)?);
    Ok(format!("{before}{value}{behind}"))
}

/// A value inside lists, as many as are just allowed or just too many; the library's own limit is twice as far.
fn nested(u: &mut Unstructured<'_>) -> Result<String> {
    let depth = *u.choose(&[63, 64, 65, 66, 126, 127, 128])?;
    let (open, inner, close) = match u.int_in_range(0..=2)? {
        0 => ("[", String::new(), "]"),
        1 => ("[", json_value(0, u)?, "]"),
        _ => ("{\"[\":", json_value(0, u)?, "}"),
    };
    Ok(format!("{}{inner}{}", open.repeat(depth), close.repeat(depth)))
}

/// Numbers, literals, and what is nearly one.
const SCALARS: &[&str] = &["null", "true", "false", "0", "-0", "1.0", "12", "-1.5e+3", "1E400", "0.1e-400", "12345678901234567890123"];
const ODD_SCALARS: &[&str] = &["", "01", "1.", ".5", "+1", "1e", "-", "NaN", "True", "nul", "'a'", "// a", "1 2", "0x1"];
/// Pieces of strings.
const STRING_PIECES: &[&str] = &[
    "a",
    "b",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u0041",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\u{1f600}",
    "\u{e9}",
    "[",
    "{",
    ":",
    "\u{7f}",
    "\\u0000",
];
const ODD_STRING_PIECES: &[&str] = &["\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\x", "\\u12", "\n", "\u{1}", "\""];

fn json_value(depth: usize, u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=3)? {
        1 => json_string(u),
        2 if depth > 0 => json_list("[", "]", |u| json_value(depth - 1, u), u),
        3 if depth > 0 => {
            let member = |u: &mut Unstructured<'_>| {
                let colon = if one_in(40, u)? { "" } else { ":" };
                Ok(format!("{}{colon}{}", json_string(u)?, json_value(depth - 1, u)?))
            };
            json_list("{", "}", member, u)
        }
        _ => {
            let from = if one_in(20, u)? { ODD_SCALARS } else { SCALARS };
            Ok((*u.choose(from)?).to_owned())
        }
    }
}

fn json_string(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=2)? {
        let from = if one_in(30, u)? { ODD_STRING_PIECES } else { STRING_PIECES };
        text.push_str(u.choose(from)?);
    }
    Ok(format!("\"{text}\""))
}

fn json_list(open: &str, close: &str, one: impl Fn(&mut Unstructured<'_>) -> Result<String>, u: &mut Unstructured<'_>) -> Result<String> {
    let entries = (0..u.int_in_range(0..=3)?).map(|_| one(u)).collect::<Result<Vec<_>>>()?;
    let comma = if one_in(30, u)? { ",," } else { u.choose(&[",", " , "])? };
    let close = if one_in(40, u)? { "" } else { close };
    let trailing = if one_in(40, u)? { "," } else { "" };
    Ok(format!("{open}{}{trailing}{close}", entries.join(comma)))
}

/// The text of a generated policy with up to three bytes replaced, so that some are accepted and the others nearly.
///
/// # Errors
/// None in practice.
pub fn nearly_a_policy(u: &mut Unstructured<'_>) -> Result<String> {
    let (world, shape) = (World::arbitrary(u)?, Shape::arbitrary(u)?);
    let policy_type = *u.choose(&GENERATED_TYPES)?;
    let mut bytes = policy::text(policy_type, &world, &shape, u)?.into_bytes();
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.choose_index(bytes.len())?;
        bytes[at] = *u.choose(b"\"{}[]:,\\ 0etn*$\x00")?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The types whose grammars differ most.
const GENERATED_TYPES: [PolicyType; 4] = [PolicyType::Identity, PolicyType::Resource, PolicyType::Scp, PolicyType::Rcp];
