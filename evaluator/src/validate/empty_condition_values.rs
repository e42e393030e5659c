//! *What it finds*: a condition key with an empty list of values: `EMPTY_ARRAY_CONDITION`, with a set operator
//! `EMPTY_ARRAY_CONDITION_FORALLVALUES` or `EMPTY_ARRAY_CONDITION_FORANYVALUE`, with the suffix `EMPTY_ARRAY_CONDITION_IFEXISTS`.
//!
//! *Why it matters*: nothing is equal to no value. The entry never holds, or only when the key is missing; if negated, always.
//!
//! *Example*: `{ "StringEquals": { "batch:User": [] } }`. *Better*: the values that were meant, or no entry.
//!
//! *Sources*: COND-015.

use super::walk::Document;
use super::{Code, Finding};
use crate::operator::{Operator, SetOperator};

const PLAIN: Code = Code::suggestion("EMPTY_ARRAY_CONDITION", "COND-015");
const FOR_ALL: Code = Code::suggestion("EMPTY_ARRAY_CONDITION_FORALLVALUES", "COND-015");
const FOR_ANY: Code = Code::suggestion("EMPTY_ARRAY_CONDITION_FORANYVALUE", "COND-015");
const IF_EXISTS: Code = Code::suggestion("EMPTY_ARRAY_CONDITION_IFEXISTS", "COND-015");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let empty = document.tests().filter(|test| test.test.values.is_empty() && document.is_written_empty(test.test.values.span));
    let found = empty.filter_map(|test| {
        let code = code(test.clause.operator.as_ref()?);
        let message = format!("the condition key `{}` is compared with no value", *test.test.key);
        Some(code.at(test.test.values.span, test.path, message))
    });
    found.collect()
}

fn code(operator: &Operator) -> Code {
    match (operator.set, operator.if_exists) {
        (Some(SetOperator::ForAllValues), _) => FOR_ALL,
        (Some(SetOperator::ForAnyValue), _) => FOR_ANY,
        (None, true) => IF_EXISTS,
        (None, false) => PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn the_code_depends_on_the_operator() {
        let check = |operator: &str, values: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "{operator}": {{ "batch:User": {values} }} }}"#)), expected);
        };
        check("StringEquals", "[]", &["EMPTY_ARRAY_CONDITION"]);
        check("ForAllValues:StringEquals", "[ ]", &["FORALLVALUES_WITH_SINGLE_VALUED_KEY", "EMPTY_ARRAY_CONDITION_FORALLVALUES"]);
        check("ForAnyValue:StringEqualsIfExists", "[]", &["EMPTY_ARRAY_CONDITION_FORANYVALUE"]);
        check("StringEqualsIfExists", "[]", &["EMPTY_ARRAY_CONDITION_IFEXISTS"]);
        check("StringEquals", r#"[""]"#, &[]);
        // A list of things without meaning, which the parser refuses, is not empty.
        check("StringEquals", "[null]", &[]);
    }
}
