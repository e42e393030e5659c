//! *What it finds*: a VPC endpoint policy whose `Principal` is not `"*"`, or that has `NotPrincipal` (`endpoint-principal-restricted`).
//!
//! *Why it matters*: documents disagree on which principals an endpoint policy takes, and gateway endpoints take `"*"` only.
//!
//! *Example*: `"Principal": { "AWS": "111122223333" }`. *Better*: `"Principal": "*"` with a condition on `aws:PrincipalAccount`.
//!
//! *Sources*: GRAM-045.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{PolicyType, Principals};

const RESTRICTED: Code = Code::warning("endpoint-principal-restricted", "GRAM-045");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if document.policy_type() != PolicyType::Endpoint {
        return Vec::new();
    }
    let star = |principals: &Principals| matches!(principals, Principals::Star(_));
    let restricted = document.principal_elements().filter(|(_, element, _)| element.is_negated() || !star(element.content()));
    restricted
        .map(|(_, element, path)| {
            let finding = RESTRICTED.at(element.content().span(), path, "some VPC endpoints take the principal `\"*\"` only");
            finding.with_help("write `\"Principal\": \"*\"` and test aws:PrincipalArn in a condition")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, statement};

    #[test]
    fn only_the_asterisk_is_free_of_doubt() {
        let endpoint =
            |principal: &str| statement(&format!(r#""Effect": "Allow", "Principal": {principal}, "Action": "batch:*", "Resource": "*""#));
        check(PolicyType::Endpoint, &endpoint(r#"{ "AWS": "111122223333" }"#), &["endpoint-principal-restricted"]);
        check(PolicyType::Endpoint, &endpoint(r#""*""#), &[]);
    }
}
