//! Actions: what a request does, and whether an entry of `Action` or `NotAction` names it.
//!
//! Rules: ACT-001 to ACT-017, ACT-023.

use std::fmt;

use crate::pattern::Wildcard;

/// The one concrete action of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    // INVARIANT: one colon, no wildcard, something on both sides.
    text: String,
}

/// A text that is no concrete action (ACT-023).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAction(pub String);

impl fmt::Display for InvalidAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an action of a request: it must be `service:Name`, without wildcards", self.0)
    }
}

impl std::error::Error for InvalidAction {}

impl Action {
    /// The action called `text`, for example `batch:SubmitJob`.
    ///
    /// # Errors
    /// It has a wildcard, or not exactly one colon with text on both sides (ACT-023).
    pub fn new(text: &str) -> Result<Self, InvalidAction> {
        let concrete = text
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty() && !name.contains(':') && !text.contains(['*', '?']));
        if concrete { Ok(Self { text: text.to_owned() }) } else { Err(InvalidAction(text.to_owned())) }
    }

    /// As the request names it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The service prefix, in lower case.
    pub fn service(&self) -> String {
        self.text.split(':').next().unwrap_or_default().to_ascii_lowercase()
    }
}

/// Does an entry of an action list name this action?
///
/// Prefix and name are compared without regard to ASCII letter case (ACT-002, ACT-003); wildcards work in the name only and never reach
/// the colon (ACT-010, ACT-011). Variables are not expanded (ACT-017).
///
/// ```
/// use verdict_evaluator::action::{Action, entry_matches};
///
/// let submit = Action::new("batch:SubmitJob").unwrap();
/// assert!(entry_matches("BATCH:submit*", &submit));
/// assert!(!entry_matches("b*:SubmitJob", &submit));
/// ```
pub fn entry_matches(entry: &str, action: &Action) -> bool {
    if Wildcard::new(entry).is_asterisks() {
        return true;
    }
    let entry = entry.to_ascii_lowercase();
    let action = action.text.to_ascii_lowercase();
    match (entry.split_once(':'), action.split_once(':')) {
        (Some((wanted_service, wanted_name)), Some((service, name))) => {
            wanted_service == service && Wildcard::new(wanted_name).matches(name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn what_is_no_action_says_so() {
        let check = |text: &str, words: &str| assert_eq!(Action::new(text).map_err(|error| error.to_string()), Err(words.to_owned()));
        check("batch", "`batch` is not an action of a request: it must be `service:Name`, without wildcards");
        check("batch:*", "`batch:*` is not an action of a request: it must be `service:Name`, without wildcards");
    }
}
