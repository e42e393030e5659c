//! *What it finds*: a resource ARN of AWS Batch without Region (`MISSING_ARN_REGION`) or account (`MISSING_ARN_ACCOUNT`), and an account
//! that is neither twelve digits, nor a pattern, nor `aws` (`INVALID_ARN_ACCOUNT`).
//!
//! *Why it matters*: an empty field only matches an empty field, and no resource of AWS Batch has one.
//!
//! *Example*: `arn:aws:batch::111122223333:job-queue/q`. *Better*: `arn:aws:batch:*:111122223333:job-queue/q`.
//!
//! *Sources*: RES-007, RES-008. Which fields other services need is not known here.

use super::walk::{Document, Entry};
use super::{Code, Finding};
use crate::principal::is_account_id;

const REGION: Code = Code::error("MISSING_ARN_REGION", "RES-007");
const ACCOUNT: Code = Code::error("MISSING_ARN_ACCOUNT", "RES-008");
const INVALID_ACCOUNT: Code = Code::error("INVALID_ARN_ACCOUNT", "RES-008");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let found = document.resources().flat_map(|entry| match document.arn_fields(entry.text).as_deref() {
        Some([_, _, service, region, account, _]) => fields(&entry, service, region, account),
        Some([_, _, _, _, account]) => invalid_account(&entry, account).into_iter().collect(),
        Some(_) | None => Vec::new(),
    });
    found.collect()
}

fn fields(entry: &Entry<'_>, service: &str, region: &str, account: &str) -> Vec<Finding> {
    let missing = |code: &Code, field: &str| {
        let finding = code.at(entry.span, entry.path.as_str(), format!("the ARN `{}` has no {field}", entry.text));
        finding.with_help("write `*` if any is meant")
    };
    let batch = service.eq_ignore_ascii_case("batch");
    let region = (batch && region.is_empty()).then(|| missing(&REGION, "Region"));
    let no_account = (batch && account.is_empty()).then(|| missing(&ACCOUNT, "account"));
    region.into_iter().chain(no_account).chain(invalid_account(entry, account)).collect()
}

fn invalid_account(entry: &Entry<'_>, account: &str) -> Option<Finding> {
    let open = account.contains(['*', '?']) || account.contains("${");
    if open || account.is_empty() || account == "aws" || is_account_id(account) {
        return None;
    }
    let finding = INVALID_ACCOUNT.at(entry.span, entry.path.as_str(), format!("`{account}` is no account"));
    Some(finding.with_help("an account id has twelve digits"))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, resource};

    #[test]
    fn batch_needs_both_fields() {
        let check = |arn: &str, expected: &[&str]| check(PolicyType::Identity, &resource(&format!(r#""{arn}""#)), expected);
        check("arn:aws:batch::111122223333:job-queue/q", &["MISSING_ARN_REGION"]);
        check("arn:aws:batch:us-east-1::job-queue/q", &["MISSING_ARN_ACCOUNT"]);
        check("arn:aws:batch:*:12345:job-queue/q", &["INVALID_ARN_ACCOUNT"]);
        check("arn:aws:iam::amazon:policy/AWSBatchFullAccess", &["INVALID_ARN_ACCOUNT"]);
        check("arn:aws:iam::aws:policy/AWSBatchFullAccess", &[]);
        check("arn:aws:batch:*:1111*:job-queue/q", &[]);
        check("arn:aws:s3:::bucket", &[]);
    }
}
