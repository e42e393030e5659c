//! *What it finds*: an action that another entry of the same list covers (`REDUNDANT_ACTION`). Of two entries that cover each other the
//! later one is reported.
//!
//! *Why it matters*: it never changes a decision, and hides how much the statement really says.
//!
//! *Example*: `["ecs:DescribeClusters", "ecs:Describe*"]`. *Better*: `"ecs:Describe*"`.
//!
//! *Sources*: ELEM-004.

use super::walk::{Document, Entry, Strings};
use super::{Code, Finding};
use crate::pattern::Wildcard;

const REDUNDANT: Code = Code::suggestion("REDUNDANT_ACTION", "ELEM-004");

/// Only so many entries of one list are compared, each with every other; no policy within IAM's quotas has more.
const LONGEST_LIST: usize = 2000;

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document.action_lists().flat_map(|list| redundant(&list)).collect()
}

fn redundant(list: &Strings<'_>) -> Vec<Finding> {
    let entries: Vec<Entry<'_>> = list.entries().take(LONGEST_LIST).collect();
    let patterns: Vec<Pattern> = entries.iter().map(|entry| Pattern::new(entry.text)).collect();
    let covering = |index: usize, pattern: &Pattern| {
        let others = patterns.iter().zip(&entries).enumerate();
        // An entry and itself cover each other, and neither is the later one.
        let mut covering = others.filter(|(other, (wider, _))| wider.covers(pattern) && (*other < index || !pattern.covers(wider)));
        covering.next().map(|(_, (_, entry))| entry.text)
    };
    let found = entries.iter().zip(&patterns).enumerate();
    found
        .filter_map(|(index, (entry, pattern))| {
            let wider = covering(index, pattern)?;
            let message = if wider == entry.text {
                format!("the action `{wider}` stands twice in the list")
            } else {
                format!("the action `{}` is covered by `{wider}`", entry.text)
            };
            Some(REDUNDANT.at(entry.span, entry.path.as_str(), message).with_help("take it away"))
        })
        .collect()
}

/// An action entry, in lower case.
struct Pattern {
    text: String,
    /// The service, and the pattern of the name; `*` has none.
    parts: Option<(String, Wildcard)>,
    everything: bool,
}

impl Pattern {
    fn new(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        let parts = text.split_once(':').map(|(service, name)| (service.to_owned(), Wildcard::new(name)));
        let everything = Wildcard::new(&text).is_asterisks();
        Self { text, parts, everything }
    }

    /// Does this pattern cover everything that the other covers?
    ///
    /// The other is compared as a text: its `*` can only stand where an asterisk of ours does. A `?` of ours would take it too, so then the
    /// answer is no, which may miss something but reports nothing wrong.
    fn covers(&self, other: &Self) -> bool {
        if self.everything || self.text == other.text {
            return true;
        }
        let Some(((service, name), (other_service, other_name))) = self.parts.as_ref().zip(other.text.split_once(':')) else {
            return false;
        };
        let safe = !self.text.contains('?') || !other_name.contains('*');
        safe && service == other_service && name.matches(other_name)
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, statement, told};

    #[test]
    fn the_narrower_entry_is_redundant() {
        let check = |actions: &str, expected: &[&str]| {
            check(PolicyType::Identity, &statement(&format!(r#""Effect": "Allow", "Action": [{actions}], "Resource": "*""#)), expected);
        };
        check(r#""ecs:DescribeClusters", "ecs:Describe*""#, &["REDUNDANT_ACTION"]);
        check(r#""batch:ListJobs", "BATCH:listjobs""#, &["REDUNDANT_ACTION"]);
        check(r#""batch:Describe*", "batch:*", "*""#, &["REDUNDANT_ACTION", "REDUNDANT_ACTION"]);
        check(r#""batch:SubmitJob", "batch:SubmitJo?""#, &["REDUNDANT_ACTION"]);
        check(r#""batch:SubmitJo?", "batch:SubmitJo*""#, &["REDUNDANT_ACTION"]);
        check(r#""batch:SubmitJo*", "batch:SubmitJo?""#, &["REDUNDANT_ACTION"]);
        check(r#""batch:L*s", "batch:List*""#, &[]);
        check(r#""batch:Tag?", "batch:Tag*e""#, &[]);
        check(r#""batch:ListJobs", "ecs:List*""#, &[]);
    }

    #[test]
    fn of_two_equal_entries_the_later_is_reported() {
        let check = |actions: &str, place: &str, message: &str| {
            let text = statement(&format!(r#""Effect": "Allow", "Action": [{actions}], "Resource": "*""#));
            assert_eq!(told(PolicyType::Identity, &text), [(format!("Statement[0].Action[{place}]"), message.to_owned())]);
        };
        check(r#""batch:ListJobs", "batch:ListJobs""#, "1", "the action `batch:ListJobs` stands twice in the list");
        check(r#""batch:ListJobs", "BATCH:listjobs""#, "1", "the action `BATCH:listjobs` is covered by `batch:ListJobs`");
        check(r#""batch:ListJobs", "batch:List*""#, "0", "the action `batch:ListJobs` is covered by `batch:List*`");
    }
}
