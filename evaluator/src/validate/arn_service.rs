//! *What it finds*: a resource ARN whose service field has a wildcard (`WILDCARD_IN_SERVICE_NAME`), a capital letter
//! (`INVALID_ARN_SERVICE_CASE`), or names no service (`INVALID_SERVICE`).
//!
//! *Why it matters*: ARNs are compared with regard to letter case, so the last two match nothing. A wildcard cannot be saved in identity
//! policies and covers services that nobody had in mind.
//!
//! *Example*: `arn:aws:Batch:*:*:*`, `arn:aws:ba*:*:*:*`. *Better*: `arn:aws:batch:*:*:*`.
//!
//! *Sources*: RES-006.

use super::walk::{Document, Entry};
use super::{Code, Finding};
use crate::policy::error::closest;

const WILDCARD: Code = Code::suggestion("WILDCARD_IN_SERVICE_NAME", "RES-006");
const CASE: Code = Code::error("INVALID_ARN_SERVICE_CASE", "RES-006");
const UNKNOWN: Code = Code::error("INVALID_SERVICE", "RES-006");

/// Service fields of ARNs that are no prefixes of actions.
const OTHER_NAMES: &[&str] = &["catalog", "route53-recovery-control"];

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let found = document.resources().filter_map(|entry| {
        let fields = document.arn_fields(entry.text)?;
        service(&entry, fields.get(2)?)
    });
    found.collect()
}

fn service(entry: &Entry<'_>, service: &str) -> Option<Finding> {
    if service.is_empty() || service.contains("${") {
        return None;
    }
    let lower = service.to_ascii_lowercase();
    if service.contains(['*', '?']) {
        let finding = WILDCARD.at(entry.span, entry.path.as_str(), format!("the service `{service}` has a wildcard"));
        return Some(finding.with_help("write `*` for everything, or one ARN for each service"));
    }
    if lower != service {
        let finding = CASE.at(entry.span, entry.path.as_str(), format!("the service `{service}` has a capital letter"));
        return Some(finding.with_help(format!("write `{lower}`")));
    }
    let services = crate::data::services();
    if services.contains(&lower) || OTHER_NAMES.contains(&service) {
        return None;
    }
    let known: Vec<&str> = services.iter().map(String::as_str).collect();
    let help = closest(service, &known).map(|service| format!("did you mean `{service}`?"));
    Some(Finding { help, ..UNKNOWN.at(entry.span, entry.path.as_str(), format!("there is no service `{service}`")) })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, resource};

    #[test]
    fn known_services_in_lower_case_are_fine() {
        let check = |service: &str, expected: &[&str]| {
            check(PolicyType::Scp, &resource(&format!(r#""arn:aws:{service}:*:*:*""#)), expected);
        };
        check("ba*", &["WILDCARD_IN_SERVICE_NAME"]);
        check("Batch", &["INVALID_ARN_SERVICE_CASE"]);
        check("invalid-service", &["INVALID_SERVICE"]);
        check("batch", &[]);
        check("catalog", &[]);
    }

    #[test]
    fn what_is_no_arn_has_no_service() {
        check(PolicyType::Scp, &resource(r#""urn:aws:Batch:*:*:*""#), &[]);
        check(PolicyType::Scp, &resource(r#""arn:aws""#), &[]);
    }
}
