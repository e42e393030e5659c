//! Does an ARN operator match one pattern (COND-070, COND-071)? Component by component.

use verdict_evaluator::context::Context;
use verdict_evaluator::policy::Version;

use super::entry::Match;
use super::variable::expand;
use super::wildcard::covers;

/// Six components on both sides, each covering its counterpart. Fewer on either side cannot be read (COND-025).
pub fn like(actual: &str, pattern: &str, version: Version, context: &Context) -> Match {
    let (components, patterns) = (components(actual, Version::V2008), components(pattern, version));
    if components.len() < 6 || components[0] != "arn" || patterns.len() < 6 {
        return Match::Unreadable;
    }
    let covered = |(pattern, text): (&String, &String)| expand(pattern, version, context).is_some_and(|pieces| covers(&pieces, text));
    Match::of(patterns.iter().zip(&components).all(covered))
}

/// The text cut at its first five colons; one within `${…}` does not cut where there are variables (VAR-025).
pub fn components(text: &str, version: Version) -> Vec<String> {
    let mut components = vec![String::new()];
    let mut in_variable = false;
    for (at, character) in text.char_indices() {
        in_variable = version == Version::V2012 && (text[at..].starts_with("${") || in_variable && character != '}');
        if character == ':' && !in_variable && components.len() < 6 {
            components.push(String::new());
        } else if let Some(last) = components.last_mut() {
            last.push(character);
        }
    }
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let check = |pattern: &str, actual: &str, expected: Match| {
            assert_eq!(like(actual, pattern, Version::V2012, &Context::default()), expected, "{pattern}, {actual}");
        };
        check("arn:aws:s3:*:*:b/*", "arn:aws:s3:::b/x:y/z", Match::Yes);
        check("arn:aws:s3:?:*:b", "arn:aws:s3:::b", Match::No);
        check("arn:*", "arn:aws:s3:::b", Match::Unreadable);
        check("arn:aws:s3:::${k:none, 'b:c'}", "arn:aws:s3:::b:c", Match::Yes);
        check("arn:aws:s3:::b", "test2", Match::Unreadable);
    }
}
