//! Which entry of a principal element names the caller (PRIN-002 to PRIN-035).

use super::Question;
use super::page::{Page, bare, listed, quoted};
use crate::policy::{Effect, Element, PrincipalEntry, Principals};
use crate::principal::{self, MatchClass, Principal, Setting};

/// How an element that matches names the caller.
pub(super) fn matched(element: &Element<Principals>, class: MatchClass, effect: Effect, question: &Question<'_>) -> String {
    let principals = match element {
        Element::Is(principals) => principals,
        Element::Not(_) => {
            let rule = if effect == Effect::Deny { "PRIN-033" } else { "PRIN-032" };
            return format!("NotPrincipal: does not exempt the caller [{rule}]");
        }
    };
    let Some(entry) = naming(principals, class, question) else {
        return "Principal: \"*\" names every caller [PRIN-002]".to_owned();
    };
    let (what, rule) = match (class, &question.request.principal) {
        (MatchClass::Everyone, _) => ("every caller", "PRIN-003"),
        (MatchClass::Direct, Principal::Service { .. }) => ("the calling service", "PRIN-017"),
        (MatchClass::Direct, Principal::Federated { .. }) => ("the identity provider", "PRIN-020"),
        (MatchClass::Direct, Principal::RoleSession { .. }) => ("the session itself", "PRIN-013"),
        (MatchClass::Entity, Principal::FederatedUser { .. }) => ("the user who made the session", "PRIN-014"),
        (MatchClass::Entity, _) => ("the role of the session", "PRIN-011"),
        (MatchClass::Account, _) => ("the caller's account", "PRIN-007"),
        (MatchClass::Direct | MatchClass::None, _) => ("the caller", "PRIN-010"),
    };
    format!("Principal: {entry} names {what} [{rule}]")
}

/// Why an element does not match.
pub(super) fn write_miss(element: &Element<Principals>, question: &Question<'_>, page: &mut Page) {
    let caller = bare(question.request.principal.name());
    match element {
        Element::Not(_) => page.line(2, "NotPrincipal: exempts the caller [PRIN-033]"),
        Element::Is(principals) if principals.is_empty() => page.line(2, "Principal: the list is empty [PRIN-030]"),
        Element::Is(principals) => {
            let values = members(principals).iter().flat_map(|entry| entry.values.iter().map(|value| value.as_str()));
            let values: Vec<&str> = values.collect();
            let verb = if values.len() == 1 { "does not name" } else { "do not name" };
            page.line(2, &format!("Principal: {} {verb} {caller} [PRIN-006]", listed(values)));
        }
    }
}

fn members(principals: &Principals) -> &[PrincipalEntry] {
    match principals {
        Principals::Star(_) => &[],
        Principals::Map { entries, .. } => entries,
    }
}

/// The entry that names the caller in this class, as `AWS "arn…"`: the one that does so alone.
fn naming(principals: &Principals, class: MatchClass, question: &Question<'_>) -> Option<String> {
    let setting = Setting {
        has_boundary: question.policies.boundary.is_some(),
        saved_ids: &question.policies.saved_ids,
        canonical_user: question.policies.canonical_user.as_deref(),
        profile: question.profile,
    };
    members(principals).iter().find_map(|member| {
        let found = member.values.iter().find(|value| {
            let mut alone = member.clone();
            alone.values.entries = vec![(*value).clone()];
            let alone = Element::Is(Principals::Map { entries: vec![alone], span: principals.span() });
            principal::element_matches(&alone, false, &question.request.principal, &setting) == class
        })?;
        Some(format!("{} {}", member.kind.name(), quoted(found)))
    })
}
