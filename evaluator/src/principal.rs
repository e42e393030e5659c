//! Principals: who makes a request, and whether `Principal` or `NotPrincipal` names them.
//!
//! Rules: PRIN-002 to PRIN-038 as far as they speak of matching.

use std::collections::BTreeMap;
use std::fmt;

use crate::arn::Arn;
use crate::policy::{Element, PrincipalKind, Principals};
use crate::profile::{AwsStar, EmptyNotList, NotPrincipalAccount, NotPrincipalChain, Profile, RoleOfSession};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// An IAM user.
    User {
        /// Its ARN, path included.
        arn: String,
        /// Its unique id, `AIDA…`.
        id: Option<String>,
    },
    /// A session of a role.
    RoleSession {
        /// The ARN of the session; absent if only the role is known, and then equal to no session in any policy (EVAL-017).
        arn: Option<String>,
        /// The ARN of the role with its path, which a session's ARN does not have (PRIN-012).
        role: Option<String>,
        /// The unique id of the role, `AROA…`.
        id: Option<String>,
    },
    /// A session made by GetFederationToken.
    FederatedUser {
        /// The ARN of the session.
        arn: String,
        /// The ARN of the user who made it (PRIN-014). Never guessed from the session's name.
        issuer: Option<String>,
    },
    /// The root user of an account.
    Root {
        /// `arn:aws:iam::111122223333:root`
        arn: String,
        /// Does it act in a session of AssumeRoot, whose task policy is a session policy (SESS-021)?
        assumed: bool,
    },
    /// An AWS service.
    Service {
        /// `batch.amazonaws.com`
        name: String,
    },
    /// A caller with a web identity or a SAML assertion, before a session exists.
    Federated {
        /// The provider: a name or an ARN (PRIN-020).
        provider: String,
    },
    /// An unsigned request (PRIN-026).
    Anonymous,
}

/// A text that names no principal that can make a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPrincipal(pub String);

impl fmt::Display for InvalidPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot make a request: write the ARN of a user, role, session or account root, or `anonymous`", self.0)
    }
}

impl std::error::Error for InvalidPrincipal {}

impl Principal {
    /// The principal that an ARN or the word `anonymous` names.
    ///
    /// ```
    /// use verdict_evaluator::principal::Principal;
    ///
    /// let ana = Principal::new("arn:aws:iam::111122223333:user/ana").unwrap();
    /// assert_eq!(ana.account(), Some("111122223333"));
    /// assert!(Principal::new("arn:aws:iam::111122223333:group/devs").is_err()); // PRIN-015
    /// ```
    ///
    /// # Errors
    /// It is no ARN of a user, role, session or account root.
    pub fn new(text: &str) -> Result<Self, InvalidPrincipal> {
        if text == "anonymous" {
            return Ok(Self::Anonymous);
        }
        let invalid = || InvalidPrincipal(text.to_owned());
        let arn = Arn::new(text).filter(|arn| is_account_id(arn.account)).ok_or_else(invalid)?;
        let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        let text = text.to_owned();
        match (arn.service, kind, name.is_empty()) {
            ("iam", "root", true) => Ok(Self::Root { arn: text, assumed: false }),
            ("iam", "user", false) => Ok(Self::User { arn: text, id: None }),
            ("iam", "role", false) => Ok(Self::RoleSession { arn: None, role: Some(text), id: None }),
            ("sts", "assumed-role", false) if name.contains('/') => Ok(Self::RoleSession { arn: Some(text), role: None, id: None }),
            ("sts", "federated-user", false) => Ok(Self::FederatedUser { arn: text, issuer: None }),
            _ => Err(invalid()),
        }
    }

    /// The ARN by which the principal is best known: a session's own, else its role's.
    pub fn arn(&self) -> Option<&str> {
        match self {
            Self::User { arn, .. } | Self::FederatedUser { arn, .. } | Self::Root { arn, .. } => Some(arn),
            Self::RoleSession { arn, role, .. } => arn.as_deref().or(role.as_deref()),
            Self::Service { .. } | Self::Federated { .. } | Self::Anonymous => None,
        }
    }

    /// The account that the principal belongs to.
    pub fn account(&self) -> Option<&str> {
        self.arn().and_then(Arn::new).map(|arn| arn.account)
    }

    /// Is it the root user, or a federated session that the root user issued (SESS-023)?
    pub fn acts_as_root(&self) -> bool {
        match self {
            Self::Root { .. } => true,
            Self::FederatedUser { issuer, .. } => issuer.as_deref().and_then(Arn::new).is_some_and(|arn| arn.resource == "root"),
            Self::User { .. } | Self::RoleSession { .. } | Self::Service { .. } | Self::Federated { .. } | Self::Anonymous => false,
        }
    }

    /// Is it a user, a role or a session of one, to which identity-based policies and a boundary can be attached?
    pub fn has_identity(&self) -> bool {
        match self {
            Self::User { .. } | Self::RoleSession { .. } => true,
            Self::FederatedUser { .. } => !self.acts_as_root(),
            Self::Root { .. } | Self::Service { .. } | Self::Federated { .. } | Self::Anonymous => false,
        }
    }

    /// Is it a session of a service-linked role, told by the role's path (EVAL-029)?
    pub fn is_service_linked_role(&self) -> bool {
        let Self::RoleSession { role: Some(role), .. } = self else { return false };
        Arn::new(role).is_some_and(|arn| arn.linked_service().is_some())
    }

    /// The name by which an explanation calls it.
    pub fn name(&self) -> &str {
        match self {
            Self::Service { name } => name,
            Self::Federated { provider } => provider,
            Self::User { .. } | Self::RoleSession { .. } | Self::FederatedUser { .. } | Self::Root { .. } | Self::Anonymous => {
                self.arn().unwrap_or("anonymous")
            }
        }
    }
}

/// How a statement of a resource-based policy names the requester, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchClass {
    /// Not at all.
    None,
    /// By its account, which only delegates (PRIN-008).
    Account,
    /// By the role or user behind the session (PRIN-011, PRIN-014).
    Entity,
    /// By the wildcard, which counts as direct (EVAL-018).
    Everyone,
    /// By itself.
    Direct,
}

/// What principals are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Has the requester a permissions boundary (PRIN-035)?
    pub has_boundary: bool,
    /// What the ARNs of the policy stood for when it was saved: ARN to unique id (PRIN-024).
    pub saved_ids: &'a BTreeMap<String, String>,
    /// The canonical user id of the requester's account, if known (PRIN-022).
    pub canonical_user: Option<&'a str>,
    /// The readings of the disputed rules.
    pub profile: &'a Profile,
}

/// In which class does `Principal` or `NotPrincipal` of an Allow (`deny` off) or Deny statement match the requester?
///
/// `NotPrincipal` matches directly or not at all.
pub fn element_matches(element: &Element<Principals>, deny: bool, principal: &Principal, setting: &Setting<'_>) -> MatchClass {
    match element {
        Element::Is(principals) => class_of(principals, principal, setting),
        Element::Not(principals) => {
            let matches = if principals.is_empty() {
                setting.profile.empty_not_list == EmptyNotList::MatchesAll
            } else if deny {
                !is_spared(principals, principal, setting)
            } else {
                class_of(principals, principal, setting) == MatchClass::None
            };
            if matches { MatchClass::Direct } else { MatchClass::None }
        }
    }
}

/// The strongest class in which any entry matches (PRIN-006).
fn class_of(principals: &Principals, principal: &Principal, setting: &Setting<'_>) -> MatchClass {
    match principals {
        Principals::Star(_) => MatchClass::Everyone,
        Principals::Map { .. } => {
            entries(principals).map(|(kind, entry)| entry_class(kind, entry, principal, setting)).max().unwrap_or(MatchClass::None)
        }
    }
}

fn entries(principals: &Principals) -> impl Iterator<Item = (PrincipalKind, &str)> {
    let map = match principals {
        Principals::Star(_) => &[][..],
        Principals::Map { entries, .. } => entries,
    };
    map.iter().flat_map(|entry| entry.values.iter().map(|value| (entry.kind.value, value.as_str())))
}

fn entry_class(kind: PrincipalKind, entry: &str, principal: &Principal, setting: &Setting<'_>) -> MatchClass {
    let direct_if = |matches: bool| if matches { MatchClass::Direct } else { MatchClass::None };
    let no_services = setting.profile.aws_star == AwsStar::NoServicePrincipals;
    match (kind, principal) {
        (PrincipalKind::Aws, Principal::Service { .. }) if entry == "*" && no_services => MatchClass::None,
        (PrincipalKind::Aws, _) if entry == "*" => MatchClass::Everyone,
        (PrincipalKind::Aws, _) => aws_entry_class(entry, principal, setting),
        // Compared as text, lower case included (PRIN-017, PRIN-019).
        (PrincipalKind::Service, Principal::Service { name }) => direct_if(name == entry),
        (PrincipalKind::Federated, Principal::Federated { provider }) => direct_if(provider == entry),
        (PrincipalKind::CanonicalUser, _) if setting.canonical_user == Some(entry) => MatchClass::Account,
        (PrincipalKind::Service | PrincipalKind::Federated | PrincipalKind::CanonicalUser, _) => MatchClass::None,
    }
}

/// An entry under `AWS` other than the asterisk (PRIN-007 to PRIN-014, PRIN-023 to PRIN-025).
fn aws_entry_class(entry: &str, principal: &Principal, setting: &Setting<'_>) -> MatchClass {
    if is_account_entry(entry, principal) {
        return MatchClass::Account;
    }
    match principal {
        Principal::User { arn, id } if same_identity(entry, arn, id.as_deref(), setting) => MatchClass::Direct,
        Principal::RoleSession { arn: Some(arn), .. } if entry == arn => MatchClass::Direct,
        Principal::RoleSession { id, .. } if is_role_of(entry, principal, setting.profile) || is_unique_id(entry) => {
            // A saved ARN stands for the id it had (PRIN-024).
            let saved = setting.saved_ids.get(entry).map_or(entry, String::as_str);
            let own_id = id.as_deref().map(|id| id.split(':').next().unwrap_or(id));
            let matches = if is_unique_id(saved) { own_id.map_or(!is_unique_id(entry), |id| id == saved) } else { true };
            if matches { MatchClass::Entity } else { MatchClass::None }
        }
        Principal::FederatedUser { arn, .. } if entry == arn => MatchClass::Direct,
        Principal::FederatedUser { issuer: Some(issuer), .. } if entry == issuer => MatchClass::Entity,
        Principal::User { .. }
        | Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => MatchClass::None,
    }
}

/// Is the entry the account id or root ARN of the principal's account (PRIN-007)? An ARN names its partition, an id does not (PRIN-025).
fn is_account_entry(entry: &str, principal: &Principal) -> bool {
    let Some(own) = principal.arn().and_then(Arn::new) else { return false };
    if entry == own.account {
        return true;
    }
    Arn::new(entry)
        .is_some_and(|arn| arn.service == "iam" && arn.resource == "root" && arn.account == own.account && arn.partition == own.partition)
}

/// Does the entry name the identity by ARN, or by the unique id that the ARN stood for at save, or by the id itself?
fn same_identity(entry: &str, arn: &str, id: Option<&str>, setting: &Setting<'_>) -> bool {
    match (setting.saved_ids.get(entry), id) {
        (Some(saved), Some(id)) => saved == id,
        (_, id) => entry == arn || id == Some(entry),
    }
}

/// Does the entry, a role's ARN, name the role behind the session? A session's ARN has the role's name without its path (PRIN-012), so
/// where the role itself is not known, account and name are compared (SESS-002).
fn is_role_of(entry: &str, principal: &Principal, profile: &Profile) -> bool {
    let Principal::RoleSession { arn, role, .. } = principal else { return false };
    let exact = profile.role_of_session == RoleOfSession::ExactArn;
    if let Some(role) = role.as_ref().filter(|_| exact) {
        return entry == role;
    }
    let (Some(wanted), Some(own)) = (Arn::new(entry), role.as_deref().or(arn.as_deref()).and_then(Arn::new)) else { return false };
    let same_name = match (role_name(&wanted), role_name(&own)) {
        (Some(wanted), Some(own)) => {
            if exact {
                wanted == own
            } else {
                wanted.eq_ignore_ascii_case(own)
            }
        }
        _ => false,
    };
    wanted.service == "iam" && wanted.partition == own.partition && wanted.account == own.account && same_name
}

/// The name of a role, or of the role behind a session, without its path.
fn role_name<'a>(arn: &Arn<'a>) -> Option<&'a str> {
    match arn.resource.split_once('/')? {
        ("role", path) => path.rsplit('/').next(),
        ("assumed-role", rest) => rest.split('/').next(),
        _ => None,
    }
}

/// Does a Deny with `NotPrincipal` spare the requester (PRIN-033 to PRIN-035)?
fn is_spared(principals: &Principals, principal: &Principal, setting: &Setting<'_>) -> bool {
    if setting.has_boundary && principal.has_identity() {
        return false;
    }
    let listed = |test: &dyn Fn(&str) -> bool| entries(principals).any(|(kind, entry)| kind == PrincipalKind::Aws && test(entry));
    let everyone = matches!(principals, Principals::Star(_)) || listed(&|entry| entry == "*");
    let account = listed(&|entry| is_account_entry(entry, principal));
    if everyone || account && setting.profile.not_principal_account == NotPrincipalAccount::Spares {
        return true;
    }
    let class = |entry: &str| aws_entry_class(entry, principal, setting);
    let own = listed(&|entry| class(entry) == MatchClass::Direct);
    let role = listed(&|entry| class(entry) == MatchClass::Entity);
    match principal {
        Principal::Root { .. } => account,
        Principal::User { .. } | Principal::FederatedUser { .. } | Principal::RoleSession { .. } => {
            match setting.profile.not_principal_chain {
                NotPrincipalChain::WholeChain => own && account && (role || !matches!(principal, Principal::RoleSession { .. })),
                NotPrincipalChain::OwnArn => own,
                NotPrincipalChain::AnyLink => own || role || account,
            }
        }
        Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => {
            class_of(principals, principal, setting) == MatchClass::Direct
        }
    }
}

/// Exactly 12 digits (PRIN-009).
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An id such as `AIDACKCEVSQ6C2EXAMPLE` (PRIN-023): `A`, three letters of the kind, upper-case letters and digits.
pub fn is_unique_id(text: &str) -> bool {
    let upper = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    upper && (16..=128).contains(&text.len()) && ["AIDA", "AROA"].iter().any(|kind| text.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::Principal;

    #[test]
    fn what_makes_no_requests_says_so() {
        let error = Principal::new("arn:aws:iam::111122223333:group/devs").map_err(|error| error.to_string());
        let words = "`arn:aws:iam::111122223333:group/devs` cannot make a request: \
                     write the ARN of a user, role, session or account root, or `anonymous`";
        assert_eq!(error, Err(words.to_owned()));
    }
}
