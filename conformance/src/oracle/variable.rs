//! What does a text of a policy stand for once its variables are replaced (VAR-001 to VAR-025)?

use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::policy::Version;

use super::wildcard::{Piece, pieces};

/// The pieces that the text stands for; `None` if it holds a variable without value, malformed ones included (VAR-013 to VAR-016, VAR-019).
pub fn expand(text: &str, version: Version, context: &Context) -> Option<Vec<Piece>> {
    if version == Version::V2008 {
        return Some(pieces(text));
    }
    let Some(at) = text.find("${") else { return Some(pieces(text)) };
    let (before, from) = text.split_at(at);
    let end = from.find('}')?;
    let middle = replaced(&from[2..end], context)?;
    let behind = expand(&from[end + 1..], version, context)?;
    Some([pieces(before), middle.chars().map(Piece::Exactly).collect(), behind].concat())
}

/// The same for operators that know no wildcards: `*` and `?` are themselves (VAR-022).
pub fn expand_to_text(text: &str, version: Version, context: &Context) -> Option<String> {
    let character = |piece| match piece {
        Piece::Exactly(character) => character,
        Piece::One | Piece::OneButColon => '?',
        Piece::Many | Piece::ManyButColons => '*',
    };
    expand(text, version, context).map(|pieces| pieces.into_iter().map(character).collect())
}

/// What stands for `${inside}`: an escape's character, a key's value, or the default.
fn replaced(inside: &str, context: &Context) -> Option<String> {
    if ["*", "?", "$"].contains(&inside) {
        return Some(inside.to_owned());
    }
    let (name, default) = match inside.find(", '") {
        Some(at) => (&inside[..at], Some(inside[at + 3..].strip_suffix('\'')?)),
        None => (inside, None),
    };
    let bad_name = name.is_empty() || name.chars().any(|character| character.is_whitespace() || ",'".contains(character));
    if bad_name || default.is_some_and(|text| text.contains('\'')) {
        return None;
    }
    match value_of(name, context) {
        Some(ContextValue::One(value)) if !value.is_empty() => Some(value.clone()),
        Some(ContextValue::One(_) | ContextValue::Many(_)) | None => default.map(str::to_owned),
    }
}

/// What the context has under a key, ignoring letter case (COND-016, COND-017, VAR-010).
pub fn value_of<'a>(key: &str, context: &'a Context) -> Option<&'a ContextValue> {
    context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let mut context = Context::default();
        context.set("k:one", ContextValue::One("x*".to_owned()));
        context.set("k:list", ContextValue::Many(vec!["x".to_owned()]));
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(expand_to_text(text, Version::V2012, &context).as_deref(), expected, "{text}");
        };
        check("a${K:ONE}b${k:one}", Some("ax*bx*"));
        check("${k:list}", None);
        check("${k:none, 'it''}", None);
        check("${k:none, 'a b'}", Some("a b"));
        check("${}", None);
        check("${a", None);
        check("$a}${$}{", Some("$a}${"));
        assert_eq!(expand_to_text("${k:one}", Version::V2008, &context).as_deref(), Some("${k:one}"));
    }
}
