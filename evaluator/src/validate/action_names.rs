//! *What it finds*: an action of a service that does not exist (`INVALID_SERVICE_IN_ACTION`), and an action that its service cannot have
//! (`INVALID_ACTION`): an unknown one of AWS Batch or AWS STS, an empty name, a name with white space or a comma.
//!
//! *Why it matters*: IAM stores it, and it matches nothing. In a Deny that means that nothing is denied.
//!
//! *Example*: `batch:SubmitJobb`, `bach:SubmitJob`, `batch:SubmitJob,TerminateJob`. *Better*: `batch:SubmitJob`, and a list of several.
//!
//! *Sources*: ACT-012 to ACT-015. A name with wildcards is not looked up. In trust policies the parser refuses all of these (GRAM-041).

use super::walk::{Document, Entry};
use super::{Code, Finding};
use crate::data;
use crate::policy::PolicyType;
use crate::policy::error::closest;

const SERVICE: Code = Code::error("INVALID_SERVICE_IN_ACTION", "ACT-012");
const UNKNOWN: Code = Code::error("INVALID_ACTION", "ACT-012");
const WHITE_SPACE: Code = Code::error("INVALID_ACTION", "ACT-013");
const COMMA: Code = Code::error("INVALID_ACTION", "ACT-014");
const EMPTY: Code = Code::error("INVALID_ACTION", "ACT-015");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if document.policy_type() == PolicyType::Trust {
        return Vec::new();
    }
    document.actions().filter_map(|entry| action(&entry)).collect()
}

/// What is wrong with an entry of the form `service:name`; others are refused by the parser, but for the asterisk.
fn action(entry: &Entry<'_>) -> Option<Finding> {
    let (service, name) = entry.text.split_once(':').filter(|(service, name)| !service.is_empty() && !name.contains(':'))?;
    let literal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if !service.bytes().all(literal) || name.contains("${") {
        return None;
    }
    let lower = service.to_ascii_lowercase();
    if !data::services().contains(&lower) {
        return Some(unknown_service(entry, service));
    }
    let finding = |code: &Code, what: &str| code.at(entry.span, entry.path.as_str(), format!("the action `{}` {what}", entry.text));
    if name.is_empty() {
        return Some(finding(&EMPTY, "has no name"));
    }
    if name.contains(char::is_whitespace) {
        return Some(finding(&WHITE_SPACE, "has white space, so it matches nothing"));
    }
    if name.contains(',') {
        return Some(finding(&COMMA, "has a comma, so it matches nothing").with_help("write several actions as a list"));
    }
    unknown_action(entry, &lower, name)
}

fn unknown_service(entry: &Entry<'_>, service: &str) -> Finding {
    let known: Vec<&str> = data::services().iter().map(String::as_str).collect();
    let help = closest(service, &known).map(|service| format!("did you mean `{service}`?"));
    let finding = SERVICE.at(entry.span, entry.path.as_str(), format!("there is no service `{service}`"));
    Finding { help, ..finding }
}

/// A literal name that a service whose actions are known does not have.
fn unknown_action(entry: &Entry<'_>, service: &str, name: &str) -> Option<Finding> {
    let actions = match service {
        "batch" => data::batch_actions(),
        "sts" => data::sts_actions(),
        _ => return None,
    };
    if name.contains(['*', '?']) || actions.iter().any(|action| action.eq_ignore_ascii_case(name)) {
        return None;
    }
    let known: Vec<&str> = actions.iter().map(String::as_str).collect();
    let help = closest(name, &known).map(|name| format!("did you mean `{service}:{name}`?"));
    let finding = UNKNOWN.at(entry.span, entry.path.as_str(), format!("there is no action `{}`", entry.text));
    Some(Finding { help, ..finding })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, statement};

    #[test]
    fn names_that_match_nothing() {
        let check = |action: &str, expected: &[&str]| {
            let text = statement(&format!(r#""Effect": "Allow", "Action": "{action}", "Resource": "*""#));
            check(PolicyType::Identity, &text, expected);
        };
        check("batch:SubmitJobb", &["INVALID_ACTION"]);
        check("sts:TagSessions", &["INVALID_ACTION"]);
        check("batch: SubmitJob", &["INVALID_ACTION"]);
        check("batch:SubmitJob,TerminateJob", &["INVALID_ACTION"]);
        check("batch:", &["INVALID_ACTION"]);
        check("bach:SubmitJob", &["INVALID_SERVICE_IN_ACTION"]);
        check("BATCH:submitjob", &[]);
        check("batch:NoSuch*", &[]);
        check("s3:NotLookedUp", &[]);
        check("*", &[]);
        // The parser refuses these, and nothing is said twice.
        check(":ListJobs", &[]);
        check("batch:a:b", &[]);
    }
}
