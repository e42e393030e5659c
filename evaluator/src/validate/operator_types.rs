//! *What it finds*: an operator that does not fit the type of a global condition key, or of one of AWS Batch (`TYPE_MISMATCH`).
//!
//! *Why it matters*: a string operator compares the text of the value, so that `True` is not `true` and `10` is not `10.0`; any other
//! operator cannot read the value and never holds.
//!
//! *Example*: `{ "StringEquals": { "aws:ViaAWSService": "true" } }`. *Better*: `{ "Bool": { "aws:ViaAWSService": "true" } }`.
//!
//! *Sources*: COND-045, GKEY-001, BATCH-055, BATCH-057 and BATCH-062 for the types. Tags may hold anything, so every operator fits them; string operators fit ARNs, and
//! addresses that are compared with a variable, which `IpAddress` does not take (VAR-007).

use super::family::{Family, family};
use super::walk::{Document, Test, has_variable};
use super::{Code, Finding};
use crate::context::global;
use crate::service::batch::model;

const MISMATCH: Code = Code::warning("TYPE_MISMATCH", "COND-045");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.tests().filter_map(|test| mismatch(&test)).collect()
}

fn mismatch(test: &Test<'_>) -> Option<Finding> {
    let operator = test.clause.operator?;
    let key = &test.test.key;
    let known = data_type(key)?;
    let with_variable = test.test.values.iter().any(|value| has_variable(&value.text));
    let message = format!("`{operator}` does not fit the key `{}`, whose type is {known}", **key);
    (!fits(family(operator.base), &known, with_variable)).then(|| MISMATCH.at(key.span, test.path.as_str(), message))
}

/// The type of a global key, or of a key of AWS Batch; tags have none.
fn data_type(key: &str) -> Option<String> {
    if let Some(known) = global::find(key) {
        return (!known.name.ends_with("${TagKey}")).then(|| known.data_type.clone());
    }
    let known = model().key(key)?;
    Some(if known.value_type == "ArrayOfString" { "string".to_owned() } else { known.value_type.to_ascii_lowercase() })
}

fn fits(family: Family, data_type: &str, with_variable: bool) -> bool {
    let one_of = |types: &[&str]| types.contains(&data_type);
    match family {
        Family::Null => true,
        Family::String => one_of(&["string", "arn"]) || with_variable && one_of(&["ip"]),
        // Dates may come as seconds since 1970, which are numbers.
        Family::Numeric => one_of(&["numeric", "date"]),
        Family::Date => one_of(&["date"]),
        Family::Bool => one_of(&["bool"]),
        Family::Binary => false,
        Family::IpAddress => one_of(&["ip"]),
        Family::Arn => one_of(&["arn"]),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn the_operator_fits_the_key() {
        let check = |operator: &str, key: &str, value: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "{operator}": {{ "{key}": "{value}" }} }}"#)), expected);
        };
        check("StringEquals", "aws:ViaAWSService", "true", &["TYPE_MISMATCH"]);
        check("Bool", "aws:ViaAWSService", "true", &[]);
        check("StringEquals", "aws:SourceIp", "203.0.113.7", &["TYPE_MISMATCH"]);
        check("StringNotEquals", "aws:Ec2InstanceSourcePrivateIPv4", "${aws:VpcSourceIp}", &[]);
        check("Bool", "aws:username", "true", &["TYPE_MISMATCH"]);
        check("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", &[]);
        check("NumericLessThan", "aws:EpochTime", "1700000000", &[]);
        check("NumericEquals", "aws:PrincipalTag/level", "3", &[]);
        check("NumericEquals", "batch:User", "1000", &["TYPE_MISMATCH"]);
        check("StringEquals", "batch:Privileged", "true", &["TYPE_MISMATCH"]);
        check("NumericEquals", "batch:EKSRunAsUser", "0", &[]);
        check("ForAnyValue:StringEquals", "batch:ComputeResourcesTagKeys", "Team", &[]);
    }
}
