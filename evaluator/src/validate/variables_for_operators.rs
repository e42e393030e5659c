//! *What it finds*: a variable in a value of an operator that is neither a String nor an Arn operator
//! (`INVALID_VARIABLE_FOR_OPERATOR`).
//!
//! *Why it matters*: numbers, dates, addresses and `Null` do not expand it, and the value is unreadable or matches nothing. For `Bool`
//! documents disagree.
//!
//! *Example*: `{ "NumericLessThan": { "aws:MultiFactorAuthAge": "${aws:PrincipalTag/maxage}" } }`.
//! *Better*: the number itself.
//!
//! *Sources*: VAR-007, VAR-008.

use super::family::{Family, family};
use super::walk::{Document, has_variable};
use super::{Code, Finding};
use crate::operator::BaseOperator;

const UNSUPPORTED: Code = Code::error("INVALID_VARIABLE_FOR_OPERATOR", "VAR-007");
const BOOL: Code = Code::error("INVALID_VARIABLE_FOR_OPERATOR", "VAR-008");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if !document.policy.language().has_variables() {
        return Vec::new();
    }
    let tests = document.tests().filter_map(|test| Some((refusal(test.clause.operator?.base)?, test)));
    tests
        .flat_map(|(code, test)| {
            let found = test.values().filter(|(_, value)| has_variable(&value.text));
            found.map(move |(path, value)| {
                code.at(value.span, path, format!("`{}` should not be used with the variable in `{}`", *test.clause.name, value.text))
            })
        })
        .collect()
}

/// The code for operators whose values should have no variables.
const fn refusal(base: BaseOperator) -> Option<Code> {
    match family(base) {
        Family::String | Family::Arn => None,
        Family::Bool => Some(BOOL),
        Family::Numeric | Family::Date | Family::Binary | Family::IpAddress | Family::Null => Some(UNSUPPORTED),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn strings_and_arns_take_variables() {
        let check = |operator: &str, key: &str, expected: &[&str]| {
            let block = format!(r#"{{ "{operator}": {{ "{key}": "${{aws:PrincipalTag/x}}" }} }}"#);
            check(PolicyType::Identity, &condition(&block), expected);
        };
        check("NumericLessThan", "aws:MultiFactorAuthAge", &["INVALID_VARIABLE_FOR_OPERATOR"]);
        check("IpAddress", "aws:SourceIp", &["INVALID_VARIABLE_FOR_OPERATOR"]);
        check("Bool", "batch:Privileged", &["INVALID_VARIABLE_FOR_OPERATOR"]);
        check("StringEqualsIfExists", "batch:User", &[]);
        check("ArnLike", "aws:PrincipalArn", &[]);
    }
}
