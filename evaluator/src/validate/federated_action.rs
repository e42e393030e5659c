//! *What it finds*: an action that no identity provider of its statement works with (`MISMATCHED_ACTION_FOR_PRINCIPAL`).
//!
//! *Why it matters*: a SAML provider goes with `sts:AssumeRoleWithSAML`, a web identity provider with `sts:AssumeRoleWithWebIdentity`;
//! crossed, nobody can assume the role.
//!
//! *Example*: the provider `arn:aws:iam::111122223333:saml-provider/corp` with `sts:AssumeRoleWithWebIdentity`.
//! *Better*: the same provider with `sts:AssumeRoleWithSAML`.
//!
//! *Sources*: PRIN-021, PRIN-020. Statements without federated principals are not looked at.

use super::walk::{Document, Strings};
use super::{Code, Finding};
use crate::arn::Arn;
use crate::policy::{Element, PolicyType, PrincipalKind, Principals, Statement};

const MISMATCHED: Code = Code::error("MISMATCHED_ACTION_FOR_PRINCIPAL", "PRIN-021");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if document.policy_type() != PolicyType::Trust {
        return Vec::new();
    }
    document.action_lists().flat_map(|list| mismatched(&list)).collect()
}

fn mismatched(list: &Strings<'_>) -> Vec<Finding> {
    let providers: Vec<&str> = providers(list.statement).collect();
    let saml = providers.iter().any(|provider| is_saml(provider));
    let web = providers.iter().any(|provider| !is_saml(provider));
    let wrong = list.entries().filter_map(|entry| match entry.text.to_ascii_lowercase().as_str() {
        "sts:assumerolewithsaml" if web && !saml => Some((entry, "a SAML provider")),
        "sts:assumerolewithwebidentity" if saml && !web => Some((entry, "a web identity provider")),
        _ => None,
    });
    wrong
        .map(|(entry, wanted)| {
            let message = format!("`{}` needs {wanted}, and the statement names none", entry.text);
            MISMATCHED.at(entry.span, entry.path, message)
        })
        .collect()
}

/// The federated principals of a statement.
fn providers(statement: &Statement) -> impl Iterator<Item = &str> {
    let entries = match statement.principal.as_ref().map(Element::content) {
        Some(Principals::Map { entries, .. }) => entries.as_slice(),
        Some(Principals::Star(_)) | None => &[],
    };
    let federated = entries.iter().filter(|entry| entry.kind.value == PrincipalKind::Federated);
    federated.flat_map(|entry| entry.values.iter().map(|value| value.value.as_str()))
}

fn is_saml(provider: &str) -> bool {
    Arn::new(provider).is_some_and(|arn| arn.resource.starts_with("saml-provider/"))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, trust};

    #[test]
    fn each_kind_of_provider_has_its_action() {
        let check = |provider: &str, action: &str, expected: &[&str]| {
            let text = trust(&format!(r#"{{ "Federated": "{provider}" }}"#)).replace("sts:AssumeRole", action);
            check(PolicyType::Trust, &text, expected);
        };
        let saml = "arn:aws:iam::111122223333:saml-provider/corp";
        check(saml, "sts:AssumeRoleWithWebIdentity", &["MISMATCHED_ACTION_FOR_PRINCIPAL"]);
        check(saml, "sts:AssumeRoleWithSAML", &[]);
        check("accounts.google.com", "sts:AssumeRoleWithSAML", &["MISMATCHED_ACTION_FOR_PRINCIPAL"]);
        check("accounts.google.com", "sts:AssumeRoleWithWebIdentity", &[]);
    }
}
