//! The keys that follow from who asks and for what: a request builder fills them in (GKEY-003 to GKEY-005, GKEY-008, GKEY-014).
//!
//! Keys of time, network, MFA and calling services follow from neither and are the caller's to give.
//!
//! Rules: SESS-003, SESS-004, SESS-016 to SESS-018, VAR-027, VAR-028, GKEY-004, GKEY-005, GKEY-008, GKEY-014.

use super::{Context, ContextValue};
use crate::arn::Arn;
use crate::principal::Principal;

/// What a principal carries into its requests besides its name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Facts {
    /// Tags of the user or role.
    pub tags: Vec<(String, String)>,
    /// Tags that an earlier session of a role chain passed on (SESS-017).
    pub transitive_tags: Vec<(String, String)>,
    /// Tags passed when the session was made.
    pub session_tags: Vec<(String, String)>,
    /// The source identity of the session (SESS-018).
    pub source_identity: Option<String>,
}

impl Facts {
    /// The principal's tags as its requests carry them: a session tag goes before an inherited one, and that before the role's own, keys
    /// being equal without regard to case (SESS-016, SESS-017).
    ///
    /// ```
    /// use verdict_evaluator::context::derived::Facts;
    ///
    /// let tag = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
    /// let facts = Facts { tags: tag("team", "a"), session_tags: tag("Team", "b"), ..Facts::default() };
    /// assert_eq!(facts.effective_tags(), tag("Team", "b"));
    /// ```
    pub fn effective_tags(&self) -> Vec<(String, String)> {
        let mut effective: Vec<(String, String)> = Vec::new();
        for (key, value) in self.tags.iter().chain(&self.transitive_tags).chain(&self.session_tags) {
            effective.retain(|(known, _)| !known.eq_ignore_ascii_case(key));
            effective.push((key.clone(), value.clone()));
        }
        effective
    }
}

/// Adds what follows from the principal and the owner of the resource. A key that the context has already goes before.
pub fn add(context: &mut Context, principal: &Principal, facts: &Facts, owner: Option<&str>) {
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| context.get(key).is_none()) {
            context.set(key, ContextValue::One(value));
        }
    };
    add("aws:PrincipalArn", principal_arn(principal));
    add("aws:PrincipalAccount", principal_account(principal));
    add("aws:PrincipalType", principal_type(principal).map(str::to_owned));
    add("aws:userid", user_id(principal));
    add("aws:username", user_name(principal).map(str::to_owned));
    add("aws:PrincipalIsAWSService", is_aws_service(principal).map(|is| is.to_string()));
    add("aws:PrincipalServiceName", service_name(principal).map(str::to_owned));
    for (key, value) in facts.effective_tags() {
        add(&format!("aws:PrincipalTag/{key}"), Some(value));
    }
    add("aws:SourceIdentity", facts.source_identity.clone());
    add("aws:ResourceAccount", owner.map(str::to_owned));
}

/// The user, the role behind a session with its path, the federated user, or the account root (SESS-003, GKEY-005).
fn principal_arn(principal: &Principal) -> Option<String> {
    match principal {
        Principal::User { arn, .. } | Principal::FederatedUser { arn, .. } | Principal::Root { arn, .. } => Some(arn.clone()),
        Principal::RoleSession { role: Some(role), .. } => Some(role.clone()),
        Principal::RoleSession { arn, role: None, .. } => {
            let arn = Arn::new(arn.as_deref()?)?;
            let name = arn.resource.strip_prefix("assumed-role/")?.split('/').next()?;
            Some(format!("arn:{}:iam::{}:role/{name}", arn.partition, arn.account))
        }
        Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => None,
    }
}

fn principal_account(principal: &Principal) -> Option<String> {
    match principal {
        Principal::Anonymous => Some("anonymous".to_owned()),
        Principal::User { .. }
        | Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. } => principal.account().map(str::to_owned),
    }
}

/// SESS-004, VAR-028. The rules give no type to services and to identities of a provider.
const fn principal_type(principal: &Principal) -> Option<&'static str> {
    match principal {
        Principal::User { .. } => Some("User"),
        Principal::RoleSession { .. } => Some("AssumedRole"),
        Principal::FederatedUser { .. } => Some("FederatedUser"),
        Principal::Root { .. } => Some("Account"),
        Principal::Anonymous => Some("Anonymous"),
        Principal::Service { .. } | Principal::Federated { .. } => None,
    }
}

/// SESS-004, VAR-028: absent where the unique id is not known.
fn user_id(principal: &Principal) -> Option<String> {
    match principal {
        Principal::User { id, .. } => id.clone(),
        Principal::RoleSession { arn, id, .. } => {
            let session = arn.as_deref().and_then(|arn| arn.rsplit('/').next());
            match (id.as_deref()?, session) {
                (id, _) if id.contains(':') => Some(id.to_owned()),
                (id, Some(session)) => Some(format!("{id}:{session}")),
                (_, None) => None,
            }
        }
        Principal::FederatedUser { arn, .. } => {
            let arn = Arn::new(arn)?;
            Some(format!("{}:{}", arn.account, arn.resource.strip_prefix("federated-user/")?))
        }
        Principal::Root { .. } => principal.account().map(str::to_owned),
        Principal::Anonymous => Some("anonymous".to_owned()),
        Principal::Service { .. } | Principal::Federated { .. } => None,
    }
}

/// The friendly name, without path, of an IAM user alone (VAR-027).
fn user_name(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::User { arn, .. } => arn.rsplit('/').next(),
        Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => None,
    }
}

/// False for signed requests of others, missing for anonymous ones (GKEY-004, GKEY-014).
const fn is_aws_service(principal: &Principal) -> Option<bool> {
    match principal {
        Principal::Service { .. } => Some(true),
        Principal::User { .. } | Principal::RoleSession { .. } | Principal::FederatedUser { .. } | Principal::Root { .. } => Some(false),
        Principal::Federated { .. } | Principal::Anonymous => None,
    }
}

fn service_name(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::Service { name } => Some(name),
        Principal::User { .. }
        | Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => None,
    }
}

#[cfg(test)]
mod tests {
    use super::user_id;
    use crate::principal::Principal;

    #[test]
    fn user_id_of_a_session_holds_its_name_once() {
        let check = |id: Option<&str>, arn: Option<&str>, expected: Option<&str>| {
            let session = Principal::RoleSession { arn: arn.map(str::to_owned), role: None, id: id.map(str::to_owned) };
            assert_eq!(user_id(&session).as_deref(), expected, "{session:?}");
        };
        let arn = Some("arn:aws:sts::111122223333:assumed-role/jobs/run");
        check(Some("AROACKCEVSQ6C2EXAMPLE"), arn, Some("AROACKCEVSQ6C2EXAMPLE:run"));
        // As a decoded message has it.
        check(Some("AROACKCEVSQ6C2EXAMPLE:run"), arn, Some("AROACKCEVSQ6C2EXAMPLE:run"));
        check(Some("AROACKCEVSQ6C2EXAMPLE:run"), None, Some("AROACKCEVSQ6C2EXAMPLE:run"));
        check(Some("AROACKCEVSQ6C2EXAMPLE"), None, None);
        check(None, arn, None);
    }
}
