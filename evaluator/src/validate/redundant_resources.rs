//! *What it finds*: a resource that another entry of the same list covers (`REDUNDANT_RESOURCE`). Of two entries that cover each other the
//! later one is reported.
//!
//! *Why it matters*: it never changes a decision, and hides how much the statement really covers.
//!
//! *Example*: `job-queue/a*` and `job-queue/ab` of one account and Region. *Better*: `job-queue/a*` alone.
//!
//! *Sources*: ELEM-004, RES-014 for what a wildcard reaches.

use super::walk::{Document, Entry, Strings};
use super::{Code, Finding};
use crate::context::Context;
use crate::pattern::Wildcard;
use crate::policy::variable::has_variables;
use crate::profile::Profile;
use crate::resource::{EntryAnswer, Resource, Setting, entry_matches};

const REDUNDANT: Code = Code::suggestion("REDUNDANT_RESOURCE", "ELEM-004");

/// Only so many entries of one list are compared, each with every other; no policy within IAM's quotas has more.
const LONGEST_LIST: usize = 600;

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.resource_lists().flat_map(|list| redundant(document, &list)).collect()
}

fn redundant(document: &Document<'_>, list: &Strings<'_>) -> Vec<Finding> {
    let setting = Setting {
        context: &Context::default(),
        version: document.policy.language(),
        policy_type: document.policy_type(),
        profile: &Profile::default(),
    };
    let entries: Vec<Entry<'_>> = list.entries().take(LONGEST_LIST).collect();
    let covering = |index: usize, entry: &Entry<'_>| {
        entries.iter().enumerate().find(|(other, wider)| {
            // An entry and itself cover each other, and neither is the later one.
            let before = *other < index;
            covers(wider.text, entry.text, &setting) && (before || !covers(entry.text, wider.text, &setting))
        })
    };
    let found = entries.iter().enumerate();
    found
        .filter_map(|(index, entry)| {
            let (_, wider) = covering(index, entry)?;
            let message = if wider.text == entry.text {
                format!("the resource `{}` stands twice in the list", entry.text)
            } else {
                format!("the resource `{}` is covered by `{}`", entry.text, wider.text)
            };
            Some(REDUNDANT.at(entry.span, entry.path.as_str(), message).with_help("take it away"))
        })
        .collect()
}

/// Does the first entry name everything that the second names?
///
/// The second is compared as a text: its wildcards and variables can only stand where an asterisk of the first does. A `?` of the first
/// would take their characters too, so then the answer is no, which may miss something but reports nothing wrong.
fn covers(wider: &str, entry: &str, setting: &Setting<'_>) -> bool {
    if wider == entry || Wildcard::new(wider).is_asterisks() {
        return true;
    }
    let open = entry.contains('*') || has_variables(entry);
    if !wider.contains(['*', '?']) && wider.split(':').count() >= 6 || wider.contains('?') && open {
        return false;
    }
    Resource::new(entry).is_ok_and(|resource| match resource {
        Resource::Any => false,
        Resource::Arn(_) => entry_matches(wider, &resource, setting) == EntryAnswer::Match,
    })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, resource, told};

    #[test]
    fn the_narrower_entry_is_redundant() {
        let check = |first: &str, second: &str, expected: &[&str]| {
            let queue =
                |name: &str| if name == "*" { "*".to_owned() } else { format!("arn:aws:batch:us-east-1:111122223333:job-queue/{name}") };
            check(PolicyType::Identity, &resource(&format!(r#"["{}", "{}"]"#, queue(first), queue(second))), expected);
        };
        check("nightly", "nightly", &["REDUNDANT_RESOURCE"]);
        check("nightly", "n*", &["REDUNDANT_RESOURCE"]);
        check("n*y", "n*", &["REDUNDANT_RESOURCE"]);
        check("nightly", "*", &["REDUNDANT_RESOURCE"]);
        check("${aws:username}-a", "*-a", &["REDUNDANT_RESOURCE"]);
        check("nightly", "N*", &[]);
        check("n*", "n?", &["REDUNDANT_RESOURCE"]);
        check("n?*", "n??", &["REDUNDANT_RESOURCE"]);
        check("a*", "b*", &[]);
        check("*x", "?x", &["REDUNDANT_RESOURCE"]);
        check("a*b", "a?", &[]);
    }

    #[test]
    fn wildcards_reach_as_far_as_in_a_decision() {
        let narrow = "arn:aws:logs:*:*:log-group:/aws/lambda/Lake*";
        let text = resource(&format!(r#"["arn:aws:logs:*:*:/aws/lambda/Lake*", "{narrow}"]"#));
        check(PolicyType::Identity, &text, &["REDUNDANT_RESOURCE"]);
        check(PolicyType::Identity, &resource(&format!(r#"["arn:aws:logs:us-east-1:111122223333:/aws/lambda/Lake*", "{narrow}"]"#)), &[]);
    }

    #[test]
    fn of_two_equal_entries_the_later_is_reported() {
        let check = |first: &str, second: &str, place: &str, message: &str| {
            let bucket = |name: &str| format!("arn:aws:s3:::{name}");
            let text = resource(&format!(r#"["{}", "{}"]"#, bucket(first), bucket(second)));
            assert_eq!(told(PolicyType::Identity, &text), [(format!("Statement[0].Resource[{place}]"), message.to_owned())]);
        };
        check("a", "a", "1", "the resource `arn:aws:s3:::a` stands twice in the list");
        check("a**", "a*", "1", "the resource `arn:aws:s3:::a*` is covered by `arn:aws:s3:::a**`");
        check("ab", "a*", "0", "the resource `arn:aws:s3:::ab` is covered by `arn:aws:s3:::a*`");
    }
}
