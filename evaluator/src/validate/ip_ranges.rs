//! *What it finds*: a value of `IpAddress` or `NotIpAddress` that is neither an address nor a range (`TYPE_MISMATCH_IP_RANGE`).
//!
//! *Why it matters*: it never matches, and it makes `NotIpAddress` false: one misspelt range keeps a Deny from ever firing.
//!
//! *Example*: `10.0.0.*`, `10.0.0.0/33`. *Better*: `10.0.0.0/24`.
//!
//! *Sources*: COND-069, COND-025. A variable in such a value is reported as such (VAR-007).

use super::walk::{Document, has_variable};
use super::{Code, Finding};
use crate::operator::{BaseOperator, ip};
use crate::profile::Profile;

const UNREADABLE: Code = Code::warning("TYPE_MISMATCH_IP_RANGE", "COND-069");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let variables = document.policy.language().has_variables();
    let compares_addresses = |base: BaseOperator| matches!(base, BaseOperator::IpAddress | BaseOperator::NotIpAddress);
    let tests = document.tests().filter(|test| test.clause.operator.is_some_and(|operator| compares_addresses(operator.base)));
    let unreadable = tests.flat_map(|test| test.values()).filter(|(_, value)| {
        let reported = variables && has_variable(&value.text);
        !reported && !ip::is_range(&value.text, &Profile::default())
    });
    unreadable
        .map(|(path, value)| {
            let finding = UNREADABLE.at(value.span, path, format!("`{}` is no IP address and no range", value.text));
            finding.with_help("write an address, or a range such as `203.0.113.0/24` or `2001:db8::/32`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn ranges_are_read_as_in_a_decision() {
        let check = |operator: &str, value: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "{operator}": {{ "aws:SourceIp": "{value}" }} }}"#)), expected);
        };
        check("IpAddress", "10.0.0", &["TYPE_MISMATCH_IP_RANGE"]);
        check("NotIpAddressIfExists", "10.0.0.0/33", &["TYPE_MISMATCH_IP_RANGE"]);
        check("IpAddress", "203.0.113.0/24", &[]);
        check("IpAddress", "2001:db8::1", &[]);
        check("StringEquals", "10.0.0", &["TYPE_MISMATCH"]);
    }
}
