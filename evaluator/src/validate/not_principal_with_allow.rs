//! *What it finds*: `NotPrincipal` together with `Allow` (`ALLOW_WITH_NOT_PRINCIPAL`).
//!
//! *Why it matters*: it allows everybody who is not listed, anonymous callers included.
//!
//! *Example*: `{ "Effect": "Allow", "NotPrincipal": { "AWS": "111122223333" }, … }`.
//! *Better*: `Principal` with those who are meant, or a `Deny` with a condition on `aws:PrincipalArn`.
//!
//! *Sources*: PRIN-032. Trust policies have no `NotPrincipal`; there the parser says so.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::{Effect, PolicyType};

const ALLOW_WITH_NOT_PRINCIPAL: Code = Code::security_warning("ALLOW_WITH_NOT_PRINCIPAL", "PRIN-032");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if !matches!(document.policy_type(), PolicyType::Resource | PolicyType::Endpoint) {
        return Vec::new();
    }
    let elements = document.principal_elements();
    let allowing = elements.filter(|(statement, element, _)| element.is_negated() && statement.effect.value == Effect::Allow);
    allowing
        .map(|(_, element, path)| {
            let message = "`Allow` with `NotPrincipal` allows everybody who is not listed, anonymous callers included";
            ALLOW_WITH_NOT_PRINCIPAL.at(element.content().span(), path, message).with_help("name in `Principal` who is allowed")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, statement};

    #[test]
    fn deny_is_fine() {
        let bucket = |effect: &str| {
            let members = r#""NotPrincipal": { "AWS": "111122223333" }, "Action": "s3:*", "Resource": "arn:aws:s3:::b""#;
            statement(&format!(r#""Effect": "{effect}", {members}"#))
        };
        check(PolicyType::Resource, &bucket("Allow"), &["ALLOW_WITH_NOT_PRINCIPAL"]);
        check(PolicyType::Resource, &bucket("Deny"), &[]);
    }
}
