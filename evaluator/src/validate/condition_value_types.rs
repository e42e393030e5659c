//! *What it finds*: a list of condition values of different JSON types, or of a JSON type that does not fit the operator
//! (`INVALID_CONDITION_DATA_TYPE`), and `Bool` with both truth values (`INVALID_CONDITION_MULTIPLE_BOOLEAN`).
//!
//! *Why it matters*: each value is read on its own, so the types change nothing, but the author may think otherwise. Both truth values
//! together only ask whether the key is there.
//!
//! *Example*: `{ "Bool": { "batch:Privileged": ["true", false] } }`. *Better*: `{ "Null": { "batch:Privileged": "false" } }`.
//!
//! *Sources*: GRAM-030, COND-061.

use super::family::{Family, family};
use super::walk::{Document, Test};
use super::{Code, Finding};
use crate::operator::BaseOperator;
use crate::policy::Notation;

const JSON_TYPE: Code = Code::error("INVALID_CONDITION_DATA_TYPE", "GRAM-030");
const BOTH: Code = Code::error("INVALID_CONDITION_MULTIPLE_BOOLEAN", "COND-061");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.tests().flat_map(|test| json_types(&test).into_iter().chain(both_truths(&test))).collect()
}

fn json_types(test: &Test<'_>) -> Option<Finding> {
    let values = &test.test.values;
    let first = values.first()?.notation;
    let mixed = values.iter().any(|value| value.notation != first);
    let unfit = test.clause.operator.is_some_and(|operator| !fits(first, family(operator.base)));
    let message = match (mixed, unfit) {
        (true, _) => format!("the values of `{}` have different JSON types", *test.test.key),
        (false, true) => format!("the JSON type of the value does not fit `{}`", *test.clause.name),
        (false, false) => return None,
    };
    Some(JSON_TYPE.at(values.span, test.path.as_str(), message).with_help("put the values in quotation marks"))
}

/// Can a value that is written so be what the operator compares? Text can be anything, and anything is text.
const fn fits(notation: Notation, family: Family) -> bool {
    match notation {
        Notation::String => true,
        Notation::Bool => matches!(family, Family::Bool | Family::Null | Family::String),
        Notation::Number => matches!(family, Family::Numeric | Family::Date | Family::String),
    }
}

fn both_truths(test: &Test<'_>) -> Option<Finding> {
    let operator = test.clause.operator.filter(|operator| operator.base == BaseOperator::Bool)?;
    let values = &test.test.values;
    let both = ["true", "false"].iter().all(|truth| values.iter().any(|value| value.text.eq_ignore_ascii_case(truth)));
    let message = format!("`{operator}` with `true` and `false` holds for every value of `{}`", *test.test.key);
    both.then(|| BOTH.at(values.span, test.path.as_str(), message))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn one_type_and_one_truth_are_fine() {
        let check = |condition_block: &str, expected: &[&str]| check(PolicyType::Identity, &condition(condition_block), expected);
        check(r#"{ "StringEquals": { "batch:User": ["a", 1] } }"#, &["INVALID_CONDITION_DATA_TYPE"]);
        check(r#"{ "StringEquals": { "batch:User": ["a", "1"] } }"#, &[]);
        let both = ["INVALID_CONDITION_DATA_TYPE", "INVALID_CONDITION_MULTIPLE_BOOLEAN"];
        check(r#"{ "Bool": { "batch:Privileged": ["true", false] } }"#, &both);
        check(r#"{ "Bool": { "batch:Privileged": ["true", "False"] } }"#, &["INVALID_CONDITION_MULTIPLE_BOOLEAN"]);
        check(r#"{ "Bool": { "batch:Privileged": [true] } }"#, &[]);
        check(r#"{ "StringEquals": { "batch:Image": ["true", "false"] } }"#, &[]);
        check(r#"{ "NumericLessThan": { "aws:MultiFactorAuthAge": true } }"#, &["INVALID_CONDITION_DATA_TYPE"]);
        check(r#"{ "NumericLessThan": { "aws:MultiFactorAuthAge": 3600 } }"#, &[]);
        check(r#"{ "Null": { "batch:Image": false } }"#, &[]);
    }
}
