//! *What it finds*: a resource ARN with fewer than six fields (`MISSING_ARN_FIELD`).
//!
//! *Why it matters*: every missing field is read as `*`, so that a forgotten field silently widens the statement.
//!
//! *Example*: `arn:aws:batch:us-east-1`. *Better*: `arn:aws:batch:us-east-1:*:*`, which says what it covers.
//!
//! *Sources*: RES-019, RES-020. An ARN with an empty field before the last is refused by the parser (RES-024), and so is an incomplete one
//! in some policy types (RES-021 to RES-023).

use super::walk::Document;
use super::{Code, Finding};

const MISSING_FIELD: Code = Code::error("MISSING_ARN_FIELD", "RES-019");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let incomplete = document.resources().filter(|entry| {
        let fields = document.arn_fields(entry.text).filter(|fields| fields.len() < 6);
        fields.is_some_and(|fields| fields.iter().all(|field| !field.is_empty()))
    });
    incomplete
        .map(|entry| {
            let finding = MISSING_FIELD.at(entry.span, entry.path, format!("the ARN `{}` lacks fields", entry.text));
            finding.with_help("arn:partition:service:region:account:resource")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, resource};

    #[test]
    fn three_to_five_fields_are_incomplete() {
        let check = |arn: &str, expected: &[&str]| check(PolicyType::Identity, &resource(&format!(r#""{arn}""#)), expected);
        check("arn:aws:batch", &["MISSING_ARN_FIELD"]);
        check("arn:aws:batch:us-east-1", &["MISSING_ARN_FIELD"]);
        check("arn:aws:batch:us-east-1:111122223333", &["MISSING_ARN_FIELD"]);
        check("arn:aws:batch:us-east-1:111122223333:*", &[]);
        check("arn:aws:s3:::bucket", &[]);
        check("*", &[]);
    }
}
