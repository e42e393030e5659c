//! Which principals IAM stores (PRIN-004, PRIN-009, PRIN-015 to PRIN-023, PRIN-025, PRIN-027 to PRIN-029, PRIN-032, PRIN-037, GRAM-045, GRAM-048).

use super::{Findings, entry_paths};
use crate::arn::Arn;
use crate::policy::error::ParseErrorKind as Kind;
use crate::policy::{Effect, PolicyType, PrincipalKind, Principals, Statement};
use crate::principal::{is_account_id, is_unique_id};
use crate::profile::{AllowNotPrincipal, EndpointPrincipal};

impl Findings<'_> {
    pub(super) fn principals(&mut self, statement: &Statement) {
        let policy_type = self.policy.policy_type;
        let Some(element) = &statement.principal else { return };
        if !policy_type.has_principal() || policy_type == PolicyType::Rcp {
            return;
        }
        let name = if element.is_negated() { "NotPrincipal" } else { "Principal" };
        let path = self.path(statement, name);
        let span = element.content().span();
        let refused = self.profile.allow_not_principal == AllowNotPrincipal::Refused;
        if element.is_negated() && statement.effect.value == Effect::Allow && refused {
            self.error(span, path.clone(), Kind::AllowNotPrincipal);
        }
        let star = matches!(element.content(), Principals::Star(_));
        if policy_type == PolicyType::Trust && star && !element.is_negated() {
            self.error(span, path.clone(), Kind::StarInTrust);
        }
        let star_only = policy_type == PolicyType::Endpoint && self.profile.endpoint_principal == EndpointPrincipal::StarOnly;
        if star_only && (!star || element.is_negated()) {
            self.error(span, path.clone(), Kind::EndpointPrincipal);
        }
        let Principals::Map { entries, .. } = element.content() else { return };
        for entry in entries {
            for (path, value) in entry_paths(&format!("{path}.{}", entry.kind.name()), &entry.values) {
                if let Some(kind) = self.principal_form(entry.kind.value, value) {
                    self.error(value.span, path, kind);
                }
            }
        }
    }

    fn principal_form(&self, kind: PrincipalKind, text: &str) -> Option<Kind> {
        let entry = text.to_owned();
        let policy_type = self.policy.policy_type;
        if text.contains("${") {
            return Some(Kind::VariableInPrincipal { entry });
        }
        if kind == PrincipalKind::Aws && text == "*" {
            return None;
        }
        if text.contains(['*', '?']) {
            return Some(Kind::WildcardInPrincipal { entry });
        }
        match kind {
            PrincipalKind::Aws if !is_aws_principal(text) => Some(Kind::InvalidPrincipal { entry }),
            PrincipalKind::Aws if !self.exists(text) => Some(Kind::PrincipalNotFound { entry }),
            PrincipalKind::Service if text.is_empty() => Some(Kind::InvalidPrincipal { entry }),
            PrincipalKind::Federated if policy_type != PolicyType::Trust => Some(Kind::FederatedOutsideTrust),
            PrincipalKind::Federated if !is_identity_provider(text) => Some(Kind::InvalidFederated { entry }),
            PrincipalKind::CanonicalUser if policy_type == PolicyType::Trust => Some(Kind::CanonicalUserUnsupported { policy_type }),
            PrincipalKind::CanonicalUser if !is_canonical_id(text) => Some(Kind::InvalidPrincipal { entry }),
            PrincipalKind::Aws | PrincipalKind::Service | PrincipalKind::Federated | PrincipalKind::CanonicalUser => None,
        }
    }

    /// Is the principal among those known to exist, if a list is supplied? Only users and roles of accounts on the list can be missing
    /// (PRIN-037).
    fn exists(&self, text: &str) -> bool {
        let Some(existing) = &self.environment.existing else { return true };
        let Some(arn) = Arn::new(text).filter(|arn| arn.service == "iam") else { return true };
        let of_account = |known: &&String| Arn::new(known).is_some_and(|known| known.account == arn.account);
        let mut known = existing.iter().filter(of_account).peekable();
        known.peek().is_none() || arn.resource == "root" || known.any(|known| known == text)
    }
}

/// An account id, a unique id, or the ARN of a user, role, session, federated-user session or account root.
fn is_aws_principal(text: &str) -> bool {
    let named = |resource: &str, kind: &str| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty());
    match Arn::new(text) {
        Some(Arn { partition, service: "iam", region: "", account, resource }) => {
            let kind = resource == "root" || named(resource, "user/") || named(resource, "role/");
            !partition.is_empty() && !account.is_empty() && kind
        }
        Some(Arn { partition, service: "sts", region: "", account, resource }) => {
            let kind = named(resource, "assumed-role/") || named(resource, "federated-user/");
            !partition.is_empty() && !account.is_empty() && kind
        }
        Some(_) => false,
        None => is_account_id(text) || is_unique_id(text),
    }
}

/// A domain name or the ARN of a SAML or OIDC provider (PRIN-020).
fn is_identity_provider(text: &str) -> bool {
    if let Some(arn) = Arn::new(text) {
        return arn.service == "iam" && (arn.resource.starts_with("saml-provider/") || arn.resource.starts_with("oidc-provider/"));
    }
    let label = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    text.contains('.') && text.split('/').next().is_some_and(|host| host.split('.').all(label))
}

/// 64 hexadecimal digits (PRIN-022).
fn is_canonical_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
