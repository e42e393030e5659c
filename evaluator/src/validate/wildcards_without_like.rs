//! *What it finds*: `*` or `?` in a value of an operator that takes them literally (`WILDCARD_WITHOUT_LIKE_OPERATOR`).
//!
//! *Why it matters*: `StringEquals` compares character by character, so the value only matches a text that has the asterisk itself.
//!
//! *Example*: `{ "StringEquals": { "batch:Image": "repo/*" } }`. *Better*: `{ "StringLike": { "batch:Image": "repo/*" } }`.
//!
//! *Sources*: COND-042. The escapes `${*}` and `${?}` say that the character itself is meant (VAR-021).

use super::family::{Family, family};
use super::walk::Document;
use super::{Code, Finding};
use crate::operator::{BaseOperator, Operator};
use crate::policy::variable::Part;

const WILDCARD: Code = Code::warning("WILDCARD_WITHOUT_LIKE_OPERATOR", "COND-042");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let tests = document.tests().filter_map(|test| Some((like(test.clause.operator?.base)?, test)));
    tests
        .flat_map(|(like, test)| {
            let operator = test.clause.operator;
            let wild = test.values().filter(|(_, value)| has_wildcard(document, &value.text));
            wild.map(move |(path, value)| {
                let message = format!("`{}` takes the wildcard in `{}` literally", *test.clause.name, value.text);
                let help = operator.map(|operator| format!("write `{}` if a wildcard is meant", Operator { base: like, ..operator }));
                Finding { help, ..WILDCARD.at(value.span, path, message) }
            })
        })
        .collect()
}

/// The operator that takes wildcards, for one that does not.
fn like(base: BaseOperator) -> Option<BaseOperator> {
    let takes_wildcards = matches!(base, BaseOperator::StringLike | BaseOperator::StringNotLike);
    let like = if base.is_negated() { BaseOperator::StringNotLike } else { BaseOperator::StringLike };
    (family(base) == Family::String && !takes_wildcards).then_some(like)
}

fn has_wildcard(document: &Document<'_>, text: &str) -> bool {
    document.parts(text).any(|(_, part)| match part {
        Part::Text(plain) => plain.contains(['*', '?']),
        Part::Escape(_) | Part::Variable { .. } | Part::Malformed(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn only_equality_takes_wildcards_literally() {
        let check = |operator: &str, value: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "{operator}": {{ "k:Image": "{value}" }} }}"#)), expected);
        };
        check("StringEquals", "repo/*", &["WILDCARD_WITHOUT_LIKE_OPERATOR"]);
        check("ForAnyValue:StringNotEqualsIgnoreCaseIfExists", "repo?", &["WILDCARD_WITHOUT_LIKE_OPERATOR"]);
        check("StringLike", "repo/*", &[]);
        check("StringEquals", "repo/${*}", &[]);
        check("ArnEquals", "arn:aws:s3:::*", &[]);
    }
}
