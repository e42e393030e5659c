//! *What it finds*: a condition key with the prefix `aws:` that does not exist (`INVALID_GLOBAL_CONDITION_KEY`), and a tag key's prefix
//! without the tag's key (`MISSING_TAG_KEY_IN_CONDITION`).
//!
//! *Why it matters*: no request carries such a key. A positive operator never holds, a negated one always does.
//!
//! *Example*: `aws:UserNam`, `aws:ResourceTag`. *Better*: `aws:username`, `aws:ResourceTag/team`.
//!
//! *Sources*: GKEY-001, COND-020. Keys of AWS Batch stand in a file of their own, those of other services are not looked up.

use super::walk::{Document, Test};
use super::{Code, Finding};
use crate::context::global;
use crate::policy::error::closest;

const UNKNOWN: Code = Code::error("INVALID_GLOBAL_CONDITION_KEY", "GKEY-001");
const NO_TAG_KEY: Code = Code::error("MISSING_TAG_KEY_IN_CONDITION", "COND-020");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.tests().filter_map(|test| key(&test)).collect()
}

fn key(test: &Test<'_>) -> Option<Finding> {
    let key = &test.test.key;
    let lower = key.to_ascii_lowercase();
    let known: Vec<&str> = global::keys().iter().map(|key| key.name.as_str()).collect();
    let without_tag =
        |known: &&str| known.strip_suffix("/${TagKey}").is_some_and(|prefix| prefix.eq_ignore_ascii_case(lower.trim_end_matches('/')));
    if let Some(tags) = known.iter().find(|known| without_tag(known)) {
        let message = format!("the condition key `{}` names no tag", **key);
        let help = format!("write `{}`, with the key of a tag behind the slash", tags.replace("${TagKey}", "…"));
        return Some(NO_TAG_KEY.at(key.span, test.path.as_str(), message).with_help(help));
    }
    // A key with a variable is reported as such.
    if !lower.starts_with("aws:") || lower.contains("${") || global::find(key).is_some() {
        return None;
    }
    let help = closest(key, &known).map(|key| format!("did you mean `{key}`?"));
    Some(Finding { help, ..UNKNOWN.at(key.span, test.path.as_str(), format!("there is no global condition key `{}`", **key)) })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn letter_case_makes_no_difference() {
        let check = |key: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "StringEquals": {{ "{key}": "a" }} }}"#)), expected);
        };
        check("aws:UserNam", &["INVALID_GLOBAL_CONDITION_KEY"]);
        check("AWS:requesttag", &["MISSING_TAG_KEY_IN_CONDITION"]);
        check("aws:ResourceTag/", &["MISSING_TAG_KEY_IN_CONDITION"]);
        check("aws:USERNAME", &[]);
        check("aws:ResourceTag/team", &[]);
        check("s3:NotLookedUp", &[]);
    }
}
