//! *What it finds*: an entry under `Service` that has not the form of a service principal (`INVALID_SERVICE_PRINCIPAL_FORMAT`).
//!
//! *Why it matters*: it is compared as text, letter case included, and so names nobody.
//!
//! *Example*: `{ "Service": "batch" }`. *Better*: `{ "Service": "batch.amazonaws.com" }`.
//!
//! *Sources*: PRIN-017. Whether the service exists is not asked.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::PrincipalKind;

const FORMAT: Code = Code::error("INVALID_SERVICE_PRINCIPAL_FORMAT", "PRIN-017");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    // What is empty or has wildcards or variables is refused by the parser.
    let services = document
        .principals()
        .filter(|(kind, entry)| *kind == PrincipalKind::Service && !entry.text.is_empty() && !entry.text.contains(['*', '?', '$']));
    let malformed = services.filter(|(_, entry)| !is_service_principal(entry.text));
    malformed
        .map(|(_, entry)| {
            let finding = FORMAT.at(entry.span, entry.path, format!("`{}` is not written like a service principal", entry.text));
            finding.with_help("write it in lower case, `service.amazonaws.com`")
        })
        .collect()
}

/// `service.amazonaws.com`, or with another ending that AWS uses, in lower case.
fn is_service_principal(text: &str) -> bool {
    let endings = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];
    let label = |label: &str| {
        let permitted = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(permitted)
    };
    endings.iter().filter_map(|ending| text.strip_suffix(ending)).any(|service| service.split('.').all(label))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, trust};

    #[test]
    fn lower_case_with_a_known_ending() {
        let check = |service: &str, expected: &[&str]| {
            check(PolicyType::Trust, &trust(&format!(r#"{{ "Service": "{service}" }}"#)), expected);
        };
        check("batch", &["INVALID_SERVICE_PRINCIPAL_FORMAT"]);
        check("Batch.amazonaws.com", &["INVALID_SERVICE_PRINCIPAL_FORMAT"]);
        check(".amazonaws.com", &["INVALID_SERVICE_PRINCIPAL_FORMAT"]);
        check("batch.amazonaws.com", &[]);
        check("states.us-east-1.amazonaws.com", &[]);
        check("ec2.amazonaws.com.cn", &[]);
    }
}
