//! One statement: which entry of each element matched, or which element failed first and why (ELEM-002, ACT-001 to ACT-018).

use super::page::{Page, bare, listed, quoted};
use super::{Asked, Question, condition, principal, resource};
use crate::pattern::Wildcard;
use crate::policy::Element;
use crate::principal::MatchClass;

impl Question<'_> {
    /// What each element of a statement that applies matched.
    pub(super) fn write_matches(&self, asked: Asked<'_>, page: &mut Page) {
        let answer = &asked.traced.answer;
        if let Some((element, class)) = asked.statement.principal.as_ref().zip(answer.principal) {
            page.line(2, &principal::matched(element, class, asked.traced.effect, self));
        }
        page.line(2, &self.matched_action(asked));
        if let Some((element, answer)) = asked.statement.resource.as_ref().zip(answer.resource.as_ref()) {
            page.line(2, &resource::matched(element, answer, asked, self));
        }
        let mut said = Vec::new();
        for entry in &answer.condition {
            condition::write(entry, asked, self, &mut said, page);
        }
    }

    /// The first element that did not match, in the order principal, action, resource, condition.
    pub(super) fn write_miss(&self, asked: Asked<'_>, page: &mut Page) {
        let answer = &asked.traced.answer;
        match (&asked.statement.principal, answer.principal) {
            (Some(element), Some(MatchClass::None)) => return principal::write_miss(element, self, page),
            (None, None) if asked.policy.policy_type.has_principal() => {
                return page.line(2, "Principal: missing, and a statement of this policy type must have one [PRIN-001]");
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        if !answer.action.matches {
            return self.write_missed_action(asked, page);
        }
        match (&asked.statement.resource, &answer.resource) {
            (Some(element), Some(found)) if !found.matches => return resource::write_miss(element, found, asked, self, page),
            (None, None) if asked.needs_resource() => {
                return page.line(2, "Resource: missing, and a statement of this policy type must have one [GRAM-034]");
            }
            (Some(_) | None, Some(_) | None) => {}
        }
        let mut said = Vec::new();
        for entry in answer.condition.iter().filter(|entry| !entry.answer.holds) {
            condition::write(entry, asked, self, &mut said, page);
        }
    }

    fn matched_action(&self, asked: Asked<'_>) -> String {
        let wanted = self.request.action.as_str();
        let list = asked.statement.action.content();
        if asked.statement.action.is_negated() {
            let verb = if list.len() == 1 { "does not exclude" } else { "do not exclude" };
            return format!("NotAction: {} {verb} {} [ACT-018]", listed(list.texts()), bare(wanted));
        }
        let entry = asked.traced.answer.action.entry.and_then(|index| list.texts().nth(index)).unwrap_or_default();
        if entry == wanted {
            return format!("Action: {} is listed [ACT-001]", quoted(entry));
        }
        let (verb, rule) = if entry.chars().all(|character| character == '*') {
            ("covers every action", "ACT-008")
        } else if entry.contains('*') {
            ("covers it", "ACT-004")
        } else if entry.contains('?') {
            ("covers it", "ACT-005")
        } else {
            ("names it in another letter case", "ACT-002")
        };
        format!("Action: {} {verb} [{rule}]", quoted(entry))
    }

    fn write_missed_action(&self, asked: Asked<'_>, page: &mut Page) {
        let wanted = bare(self.request.action.as_str());
        match &asked.statement.action {
            Element::Is(list) if list.is_empty() => page.line(2, "Action: the list is empty [GRAM-025]"),
            Element::Not(list) if list.is_empty() => page.line(2, "NotAction: the list is empty [GRAM-025]"),
            Element::Is(list) => {
                let missed = if list.len() == 1 { "does not cover" } else { "do not cover" };
                page.line(2, &format!("Action: {} {missed} {wanted} [ACT-007]", listed(list.texts())));
                let lower = self.request.action.as_str().to_ascii_lowercase();
                if list.texts().any(|entry| Wildcard::new(&entry.to_ascii_lowercase()).matches(&lower)) {
                    page.line(3, "hint: before the colon a wildcard matches nothing [ACT-010]");
                }
            }
            Element::Not(list) => {
                let entry = asked.traced.answer.action.entry.and_then(|index| list.texts().nth(index)).unwrap_or_default();
                page.line(2, &format!("NotAction: {} excludes {wanted} [ACT-018]", quoted(entry)));
            }
        }
    }
}
