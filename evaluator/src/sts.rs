//! What STS makes of a request for temporary credentials: a session with its name, tags and source identity, or a refusal.
//!
//! Whether the caller may make the request at all is a decision like any other ([`crate::authorizer`]); here stand the limits that no policy
//! changes.
//!
//! Rules: SESS-001, SESS-010 to SESS-012, SESS-016 to SESS-019, SESS-021.

use std::fmt;

use crate::arn::Arn;
use crate::context::derived::Facts;
use crate::limit::{self, Counted, Name};
use crate::principal::Principal;
use crate::profile::{Profile, SessionPolicyLength};

/// The operations of STS that make sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A session of a role, for a caller with AWS credentials.
    AssumeRole,
    /// A session of a role, for a SAML assertion.
    AssumeRoleWithSaml,
    /// A session of a role, for a web identity token.
    AssumeRoleWithWebIdentity,
    /// A session of a member account's root user, for one task.
    AssumeRoot,
    /// A session under a name of the caller's choice.
    GetFederationToken,
    /// A session of the calling user.
    GetSessionToken,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 6] = [
        Self::AssumeRole,
        Self::AssumeRoleWithSaml,
        Self::AssumeRoleWithWebIdentity,
        Self::AssumeRoot,
        Self::GetFederationToken,
        Self::GetSessionToken,
    ];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssumeRole => "AssumeRole",
            Self::AssumeRoleWithSaml => "AssumeRoleWithSAML",
            Self::AssumeRoleWithWebIdentity => "AssumeRoleWithWebIdentity",
            Self::AssumeRoot => "AssumeRoot",
            Self::GetFederationToken => "GetFederationToken",
            Self::GetSessionToken => "GetSessionToken",
        }
    }
}

/// A request for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRequest {
    /// The operation.
    pub operation: Operation,
    /// The ARN of the role that is assumed.
    pub role: Option<String>,
    /// The tags of that role.
    pub role_tags: Vec<(String, String)>,
    /// Its maximum session duration in seconds: 3,600 to 43,200.
    pub role_maximum: Option<usize>,
    /// `RoleSessionName`, or `Name` of GetFederationToken.
    pub name: Option<String>,
    /// `DurationSeconds`.
    pub duration: Option<usize>,
    /// How many inline session policies are passed.
    pub inline_policies: usize,
    /// How many ARNs of managed session policies are passed.
    pub managed_policies: usize,
    /// The plain text of all session policies together, in characters.
    pub policy_size: usize,
    /// The session tags.
    pub tags: Vec<(String, String)>,
    /// Which of their keys are transitive.
    pub transitive_keys: Vec<String>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
}

/// A session: who makes requests with it, and what they carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The principal of its requests.
    pub principal: Principal,
    /// What it carries.
    pub facts: Facts,
}

/// Why STS refuses a request whatever policies say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that the request breaks.
    pub rule: &'static str,
    /// How.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.reason, self.rule)
    }
}

impl std::error::Error for Refusal {}

fn refused<T>(rule: &'static str, reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { rule, reason: reason.into() })
}

/// The session that the request of `caller`, who carries `facts`, makes.
///
/// # Errors
/// STS refuses the request whatever policies allow.
pub fn begin(caller: &Principal, facts: &Facts, request: &SessionRequest, profile: &Profile) -> Result<Session, Refusal> {
    check_duration(caller, request)?;
    check_policies(request, profile)?;
    let facts = passed_on(facts, request)?;
    Ok(Session { principal: principal(caller, request)?, facts })
}

/// From 900 seconds to the maximum of the role, which is 3,600 unless it was raised; a chained session and one of AssumeRoot have limits of
/// their own (SESS-019, SESS-021).
fn check_duration(caller: &Principal, request: &SessionRequest) -> Result<(), Refusal> {
    if let Some(maximum) = request.role_maximum.filter(|maximum| !(HOUR..=12 * HOUR).contains(maximum)) {
        return refused("SESS-019", format!("a role's maximum session duration is 3600 to 43200 seconds, not {maximum}"));
    }
    let Some(duration) = request.duration else { return Ok(()) };
    let chained = request.operation == Operation::AssumeRole && matches!(caller, Principal::RoleSession { .. });
    match request.operation {
        Operation::AssumeRole if chained && duration > HOUR => {
            refused("SESS-019", format!("a session of a role chain lasts at most 3600 seconds, not {duration}"))
        }
        Operation::AssumeRole | Operation::AssumeRoleWithSaml | Operation::AssumeRoleWithWebIdentity => {
            let most = request.role_maximum.unwrap_or(HOUR);
            if (SHORTEST..=most).contains(&duration) {
                return Ok(());
            }
            refused("SESS-019", format!("a session of this role lasts 900 to {most} seconds, not {duration}"))
        }
        Operation::AssumeRoot if duration > SHORTEST => {
            refused("SESS-021", format!("a session of AssumeRoot lasts at most 900 seconds, not {duration}"))
        }
        Operation::AssumeRoot | Operation::GetFederationToken | Operation::GetSessionToken => Ok(()),
    }
}

const HOUR: usize = 3600;

/// The shortest session of a role, in seconds.
const SHORTEST: usize = 900;

/// At most one inline and ten managed session policies, of at most 2,048 characters together; none for GetSessionToken (SESS-010).
fn check_policies(request: &SessionRequest, profile: &Profile) -> Result<(), Refusal> {
    let (inline, managed) = (request.inline_policies, request.managed_policies);
    if request.operation == Operation::GetSessionToken && inline + managed > 0 {
        return refused("SESS-010", "GetSessionToken takes no session policy");
    }
    if inline > 1 {
        return refused("SESS-010", format!("{inline} inline session policies: one can be passed"));
    }
    if Counted::ManagedSessionPolicies.most(profile).is_some_and(|most| managed > most) {
        return refused("SESS-010", format!("{managed} managed session policies: ten can be passed"));
    }
    // LIM-006: whether AssumeRole has the limit, too, is disputed.
    let unlimited = request.operation == Operation::AssumeRole && profile.session_policy_length == SessionPolicyLength::AssumeRoleUnlimited;
    if request.policy_size > limit::SESSION_POLICY && !unlimited {
        return refused("SESS-010", format!("the session policies have {} characters, more than 2048", request.policy_size));
    }
    Ok(())
}

fn principal(caller: &Principal, request: &SessionRequest) -> Result<Principal, Refusal> {
    match request.operation {
        Operation::AssumeRole | Operation::AssumeRoleWithSaml | Operation::AssumeRoleWithWebIdentity => role_session(request),
        Operation::GetFederationToken => {
            let valid = |name: &&str| (2..=32).contains(&name.chars().count()) && Name::RoleSession.is_valid(name);
            let Some(name) = request.name.as_deref().filter(valid) else {
                return refused("SESS-011", "the name of a federated session has 2 to 32 letters, digits and `_+=,.@-`");
            };
            let issuer = caller.arn().map(str::to_owned);
            let Some(arn) = issuer.as_deref().and_then(Arn::new) else {
                return refused("SESS-011", "GetFederationToken is called by a user of an account");
            };
            let arn = format!("arn:{}:sts::{}:federated-user/{name}", arn.partition, arn.account);
            Ok(Principal::FederatedUser { arn, issuer })
        }
        // SESS-012: the same principal as the caller.
        Operation::GetSessionToken | Operation::AssumeRoot => Ok(caller.clone()),
    }
}

/// The session's ARN has the role's name without its path (SESS-001).
fn role_session(request: &SessionRequest) -> Result<Principal, Refusal> {
    let arn = request.role.as_deref().and_then(Arn::new).filter(|arn| arn.service == "iam");
    let role_name = arn.and_then(|arn| arn.resource.strip_prefix("role/")).and_then(|path| path.rsplit('/').next());
    let (Some(arn), Some(role_name)) = (arn, role_name) else {
        return refused("SESS-001", "the request names no role");
    };
    let Some(session) = request.name.as_deref().filter(|name| Name::RoleSession.is_valid(name)) else {
        return refused("SESS-001", "the request has no valid session name");
    };
    let session = format!("arn:{}:sts::{}:assumed-role/{role_name}/{session}", arn.partition, arn.account);
    Ok(Principal::RoleSession { arn: Some(session), role: request.role.clone(), id: None })
}

/// Tags and source identity of the new session.
fn passed_on(facts: &Facts, request: &SessionRequest) -> Result<Facts, Refusal> {
    let inherited = &facts.transitive_tags;
    if request.operation == Operation::GetSessionToken {
        let tags = request.tags.is_empty();
        return if tags { Ok(facts.clone()) } else { refused("SESS-012", "GetSessionToken takes no session tags") };
    }
    let same_key = |key: &str| inherited.iter().find(|(known, _)| known.eq_ignore_ascii_case(key));
    if let Some((key, _)) = request.tags.iter().find_map(|(key, _)| same_key(key)) {
        return refused("SESS-017", format!("the tag `{key}` is inherited from an earlier session of the chain and cannot be passed anew"));
    }
    let is_transitive = |key: &str| request.transitive_keys.iter().any(|known| known.eq_ignore_ascii_case(key));
    let (transitive, passed): (Vec<_>, Vec<_>) = request.tags.iter().cloned().partition(|(key, _)| is_transitive(key));
    Ok(Facts {
        tags: request.role_tags.clone(),
        transitive_tags: inherited.iter().cloned().chain(transitive).collect(),
        session_tags: passed,
        source_identity: source_identity(facts, request)?,
    })
}

/// Once set, the source identity goes through the whole chain and cannot be changed (SESS-018).
fn source_identity(facts: &Facts, request: &SessionRequest) -> Result<Option<String>, Refusal> {
    match (&facts.source_identity, &request.source_identity) {
        (Some(set), Some(new)) if set != new => refused("SESS-018", format!("the source identity `{set}` cannot be changed to `{new}`")),
        (set, new) => Ok(set.clone().or_else(|| new.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn a_refusal_ends_with_its_rule() {
        let refusal = Refusal { rule: "SESS-012", reason: "GetSessionToken takes no session tags".to_owned() };
        assert_eq!(refusal.to_string(), "GetSessionToken takes no session tags [SESS-012]");
    }
}
