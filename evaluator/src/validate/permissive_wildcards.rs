//! *What it finds*: a wildcard early in a value of a key that tells accounts, organizations and networks apart
//! (`WILDCARD_USAGE_TOO_PERMISSIVE`): fewer than six characters stand before it.
//!
//! *Why it matters*: account and organization ids are handed out, so a pattern of them also covers strangers.
//!
//! *Example*: `{ "StringLike": { "aws:PrincipalOrgID": "o-*" } }`.
//! *Better*: `{ "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }`.
//!
//! *Sources*: GKEY-022. Only operators that know wildcards are looked at; for others see `wildcards_without_like`.

use super::walk::Document;
use super::{Code, Finding};
use crate::operator::BaseOperator;
use crate::policy::variable::Part;

const PERMISSIVE: Code = Code::error("WILDCARD_USAGE_TOO_PERMISSIVE", "GKEY-022");

const SENSITIVE: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
];

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let tests = document.tests().filter(|test| {
        let like =
            test.clause.operator.is_some_and(|operator| matches!(operator.base, BaseOperator::StringLike | BaseOperator::StringNotLike));
        like && SENSITIVE.iter().any(|key| key.eq_ignore_ascii_case(&test.test.key))
    });
    tests
        .flat_map(|test| {
            let wild = test.values().filter(|(_, value)| has_early_wildcard(document, &value.text));
            wild.map(move |(path, value)| {
                let message = format!("the pattern `{}` covers values of `{}` that belong to others", value.text, *test.test.key);
                PERMISSIVE.at(value.span, path, message).with_help("list the values that are meant")
            })
        })
        .collect()
}

/// Is the first wildcard one of the first six characters?
fn has_early_wildcard(document: &Document<'_>, text: &str) -> bool {
    let mut first = document.parts(text).filter_map(|(offset, part)| match part {
        Part::Text(plain) => plain.find(['*', '?']).map(|at| offset + at),
        Part::Escape(_) | Part::Variable { .. } | Part::Malformed(_) => None,
    });
    first.next().is_some_and(|at| text.get(..at).is_some_and(|before| before.chars().count() < 6))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn only_early_wildcards_of_sensitive_keys() {
        let check = |key: &str, value: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "StringLike": {{ "{key}": "{value}" }} }}"#)), expected);
        };
        check("aws:PrincipalOrgID", "o-*", &["WILDCARD_USAGE_TOO_PERMISSIVE"]);
        check("aws:sourcevpc", "vpc-?", &["WILDCARD_USAGE_TOO_PERMISSIVE"]);
        check("aws:PrincipalOrgID", "o-a1b2c3d4e5", &[]);
        check("aws:username", "a*", &[]);
    }
}
