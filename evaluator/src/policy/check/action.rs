//! Which action entries IAM stores (ACT-001, ACT-009, ACT-010, ACT-013 to ACT-015, GRAM-041, GRAM-048).

use super::Findings;
use crate::pattern::Wildcard;
use crate::policy::error::ParseErrorKind as Kind;
use crate::policy::{PolicyType, Statement};
use crate::profile::SeveralStarsAction;

impl Findings<'_> {
    /// Each entry is `*` or `service:name` with one colon and a literal service.
    pub(super) fn actions(&mut self, statement: &Statement) {
        for (path, entry) in self.entries(statement, &statement.action, "Action", "NotAction") {
            let text = entry.value.clone();
            let kind = match self.policy.policy_type {
                PolicyType::Trust => trust_action(&text),
                PolicyType::Identity
                | PolicyType::Boundary
                | PolicyType::Session
                | PolicyType::Resource
                | PolicyType::Scp
                | PolicyType::Rcp
                | PolicyType::Endpoint => None,
            };
            if let Some(kind) = self.action_form(&text).or(kind) {
                self.error(entry.span, path, kind);
            }
        }
    }

    fn action_form(&self, text: &str) -> Option<Kind> {
        let entry = text.to_owned();
        if Wildcard::new(text).is_asterisks() {
            let accepted = text == "*" || self.profile.several_stars_action == SeveralStarsAction::Accepted;
            return (!accepted).then_some(Kind::ActionWithoutVendor { entry });
        }
        let Some((service, name)) = text.split_once(':') else { return Some(Kind::ActionWithoutVendor { entry }) };
        if name.contains(':') {
            return Some(Kind::ActionColons { entry });
        }
        let literal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.');
        (service.is_empty() || !service.chars().all(literal)).then_some(Kind::ActionVendor { entry })
    }
}

/// Trust policies name existing actions of `sts`, or patterns of them (GRAM-041).
fn trust_action(text: &str) -> Option<Kind> {
    let refused = Kind::TrustAction { entry: text.to_owned() };
    let Some((service, name)) = text.split_once(':') else { return Some(refused) };
    let pattern = Wildcard::new(&name.to_ascii_lowercase());
    let exists = crate::data::sts_actions().iter().any(|action| pattern.matches(&action.to_ascii_lowercase()));
    (!service.eq_ignore_ascii_case("sts") || !exists).then_some(refused)
}
