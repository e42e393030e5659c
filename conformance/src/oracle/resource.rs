//! Does an entry of `Resource` name an ARN (RES-001 to RES-045)? One table for the whole ARN, as RES-014 puts it.

use verdict_evaluator::context::Context;
use verdict_evaluator::policy::{PolicyType, Version};

use super::arn::components;
use super::variable::expand;
use super::wildcard::{Piece, covers};

/// The entry against the ARN of a request.
pub fn names(entry: &str, arn: &str, policy_type: PolicyType, version: Version, context: &Context) -> bool {
    // RES-017, RES-018
    if !entry.is_empty() && entry.chars().all(|character| character == '*') {
        return true;
    }
    let Some(fields) = completed(entry, policy_type, version) else { return false };
    let (last, first) = (&fields[5], &fields[..5]);
    // RES-034
    if version == Version::V2012 && first.iter().any(|field| field.contains("${")) {
        return false;
    }
    let Some(last) = expand(last, version, context) else { return false };
    let mut pattern: Vec<Piece> = first.iter().flat_map(|field| before_a_colon(field)).collect();
    pattern.extend(last);
    covers(&pattern, arn)
}

/// A field before the fifth colon, and its colon (RES-014).
fn before_a_colon(field: &str) -> Vec<Piece> {
    let characters: Vec<char> = field.chars().collect();
    let mut pieces = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        pieces.push(match character {
            '*' if at + 1 == characters.len() => Piece::Many,
            '*' => Piece::ManyButColons,
            '?' => Piece::OneButColon,
            other => Piece::Exactly(*other),
        });
    }
    pieces.push(Piece::Exactly(':'));
    pieces
}

/// The six fields of the entry; `*` for those that are missing, where the policy type completes them (RES-019 to RES-024).
fn completed(entry: &str, policy_type: PolicyType, version: Version) -> Option<Vec<String>> {
    let mut fields = components(entry, version);
    if fields[0] != "arn" {
        return None;
    }
    if fields.len() == 6 {
        return Some(fields);
    }
    let completes = match policy_type {
        PolicyType::Identity | PolicyType::Boundary => true,
        PolicyType::Resource | PolicyType::Endpoint | PolicyType::Trust => entry.contains('*'),
        PolicyType::Scp => entry.ends_with('*'),
        PolicyType::Session | PolicyType::Rcp => false,
    };
    let has_service = fields.len() >= 3 && !fields[2].is_empty();
    let inner_is_empty = fields[..fields.len() - 1].iter().any(String::is_empty);
    if !completes || !has_service || inner_is_empty {
        return None;
    }
    while fields.len() < 6 {
        fields.push("*".to_owned());
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let check = |entry: &str, arn: &str, expected: bool| {
            let named = names(entry, arn, PolicyType::Identity, Version::V2012, &Context::default());
            assert_eq!(named, expected, "{entry}, {arn}");
        };
        check("arn:aws:batch:*:111122223333:job/*", "arn:aws:batch:us-east-1:111122223333:job/a:b", true);
        check("arn:aws:batch:u*t-1:111122223333:job/*", "arn:aws:batch:us-east-1:111122223333:job/a", true);
        // The asterisk that ends its field reaches over colons; the other does not.
        check("arn:aws:s3:::*", "arn:aws:s3:::b:c", true);
        check("arn:aws:s*:e", "arn:aws:s3:::b:c:e", false);
        check("arn:aws:x:*:b:c", "arn:aws:x:1:2:a:b:c", true);
        check("arn:aws:x:*1:b:c", "arn:aws:x:1:2:1:b:c", false);
        check("arn:aws:batch", "arn:aws:batch:us-east-1:111122223333:job/a", true);
        check("arn:aws::", "arn:aws:batch:us-east-1:111122223333:job/a", false);
    }
}
