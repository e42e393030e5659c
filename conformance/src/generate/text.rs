//! Raw text, and patterns with texts that nearly match.

use arbitrary::{Result, Unstructured};
use verdict_evaluator::policy::PolicyType;

use super::{Shape, World, policy};

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
