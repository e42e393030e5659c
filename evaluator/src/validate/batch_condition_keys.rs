//! *What it finds*: a condition key with the prefix `batch:` that AWS Batch does not have (`INVALID_SERVICE_CONDITION_KEY`).
//!
//! *Why it matters*: no request carries such a key. A positive operator never holds, a negated one always does.
//!
//! *Example*: `batch:ResourceTag/Project`, `batch:Usr`. *Better*: `aws:ResourceTag/Project`, `batch:User`.
//!
//! *Sources*: BATCH-077, DOC-003, DOC-009, DOC-027. Keys of other services are not looked up.

use super::walk::{Document, Test};
use super::{Code, Finding};
use crate::policy::error::closest;
use crate::profile::{BatchResourceTag, ComputeResourceTags, Profile};
use crate::service::batch::{KeyFacts, model};

const UNKNOWN: Code = Code::error("INVALID_SERVICE_CONDITION_KEY", "BATCH-077");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.tests().filter_map(|test| key(&test, document.profile)).collect()
}

fn key(test: &Test<'_>, profile: &Profile) -> Option<Finding> {
    let key = &test.test.key;
    let lower = key.to_ascii_lowercase();
    let known = known_keys(profile);
    // A key with a variable is reported as such.
    if !lower.starts_with("batch:") || lower.contains("${") || known.iter().any(|known| names(known, &lower)) {
        return None;
    }
    let names: Vec<&str> = known.iter().map(|key| key.strip_suffix("${TagKey}").unwrap_or(key)).collect();
    let help = match lower.strip_prefix("batch:resourcetag") {
        Some(_) => Some(format!("write `aws:ResourceTag{}`", key.get("batch:ResourceTag".len()..).unwrap_or_default())),
        None => closest(key, &names).map(|key| format!("did you mean `{key}`?")),
    };
    let message = format!("AWS Batch has no condition key `{}`", **key);
    Some(Finding { help, ..UNKNOWN.at(key.span, test.path.as_str(), message) })
}

/// The keys of AWS Batch, as the disputed rules about them are read.
fn known_keys(profile: &Profile) -> Vec<&'static str> {
    let further: &'static [KeyFacts] = match profile.compute_resource_tags {
        ComputeResourceTags::Known => &model().further_keys,
        ComputeResourceTags::Unknown => &[],
    };
    let of_old_page: &[&'static str] = match profile.batch_resource_tag {
        BatchResourceTag::NoSuchKey => &[],
        BatchResourceTag::KeyExists => &["batch:ResourceTag/${TagKey}"],
    };
    let listed = model().condition_keys.iter().chain(further).map(|facts| facts.key.as_str());
    listed.filter(|key| key.starts_with("batch:")).chain(of_old_page.iter().copied()).collect()
}

/// Is this the key, or one of the keys for tags?
fn names(known: &str, lower: &str) -> bool {
    let known = known.to_ascii_lowercase();
    match known.strip_suffix("${tagkey}") {
        Some(prefix) => lower.strip_prefix(prefix).is_some_and(|tag| !tag.is_empty()),
        None => known == lower,
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn keys_of_batch_are_known() {
        let check = |key: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "StringEquals": {{ "{key}": "a" }} }}"#)), expected);
        };
        check("batch:User", &[]);
        check("BATCH:image", &[]);
        check("batch:Usr", &["INVALID_SERVICE_CONDITION_KEY"]);
        check("batch:ResourceTag/Project", &["INVALID_SERVICE_CONDITION_KEY"]);
        check("batch:ComputeResourcesTag/Team", &[]);
        check("batch:ComputeResourceTag/Team", &["INVALID_SERVICE_CONDITION_KEY"]);
        check("s3:NoSuchKey", &[]);
    }
}
