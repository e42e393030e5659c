//! Sizes, counts and names that IAM, STS and AWS Organizations limit (LIM-001 to LIM-016).

use crate::policy::{Environment, ParseErrorKind, PolicyType};
use crate::profile::{AttachedPolicies, Profile, SessionPolicyLength, TrustPolicyMaximum};

/// The longest document text that the IAM APIs take, in characters (LIM-010).
pub const RAW_DOCUMENT: usize = 131_072;

/// The largest identity policy for Access Analyzer, in counted characters: the sum for a role's inline policies (LIM-004).
pub const LARGEST_IDENTITY_POLICY: usize = 10_240;

/// The quota of role trust policies unless it was raised, in counted characters (LIM-005).
pub const TRUST_POLICY: usize = 2048;

/// The longest service control policy, in characters (LIM-008).
pub const SCP: usize = 10_240;

/// The longest resource control policy, in characters (LIM-009).
pub const RCP: usize = 5120;

/// The longest session policy, in characters (LIM-006).
pub const SESSION_POLICY: usize = 2048;

/// The size that IAM quotas count: characters without the white space outside strings (LIM-001).
///
/// The text need not be JSON; quotation marks tell what is a string.
///
/// ```
/// assert_eq!(verdict_evaluator::limit::counted_size(r#"{ "Version" : "2012-10-17" }"#), 24);
/// ```
pub fn counted_size(text: &str) -> usize {
    let mut in_string = false;
    let mut escaped = false;
    let counts = |character: char| {
        let white = matches!(character, ' ' | '\t' | '\n' | '\r');
        let counted = in_string || !white;
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        counted
    };
    text.chars().map(counts).filter(|counted| *counted).count()
}

/// Is the text too long for its policy type, whatever it says?
pub(crate) fn document_too_long(
    text: &str,
    policy_type: PolicyType,
    environment: &Environment,
    profile: &Profile,
) -> Option<ParseErrorKind> {
    let length = text.chars().count();
    let too_long =
        |what, length, limit, code, rule| (length > limit).then_some(ParseErrorKind::TooLong { what, length, limit, code, rule });
    let raw = too_long("a policy document", length, RAW_DOCUMENT, "document-too-long", "LIM-010");
    let by_type = match policy_type {
        PolicyType::Scp => {
            let quota = environment.scp_quota.unwrap_or(SCP);
            too_long("a service control policy", length, quota, "POLICY_SIZE_EXCEEDS_SCP_QUOTA", "LIM-008")
        }
        PolicyType::Rcp => too_long("a resource control policy", length, RCP, "POLICY_SIZE_EXCEEDS_RCP_QUOTA", "LIM-009"),
        PolicyType::Session if profile.session_policy_length == SessionPolicyLength::Limited => {
            too_long("a session policy", length, SESSION_POLICY, "session-policy-too-long", "LIM-006")
        }
        PolicyType::Trust => {
            let counted = if raw.is_some() { length } else { counted_size(text) };
            let quota = trust_policy_maximum(profile);
            too_long("a role trust policy", counted, quota, "trust-policy-too-long", "LIM-005")
        }
        PolicyType::Identity | PolicyType::Boundary | PolicyType::Session | PolicyType::Resource | PolicyType::Endpoint => None,
    };
    by_type.or(raw)
}

/// How far the quota of trust policies can be raised (LIM-005).
pub const fn trust_policy_maximum(profile: &Profile) -> usize {
    match profile.trust_policy_maximum {
        TrustPolicyMaximum::AtMost8192 => 8192,
        TrustPolicyMaximum::AtMost4096 => 4096,
    }
}

/// A kind of name with a limited form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the name it says")]
pub enum Name {
    Policy,
    User,
    Role,
    Group,
    Path,
    RoleSession,
    ExternalId,
    UniqueId,
    TagKey,
    TagValue,
}

impl Name {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Policy,
        Self::User,
        Self::Role,
        Self::Group,
        Self::Path,
        Self::RoleSession,
        Self::ExternalId,
        Self::UniqueId,
        Self::TagKey,
        Self::TagValue,
    ];

    /// What it is called in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy-name",
            Self::User => "user-name",
            Self::Role => "role-name",
            Self::Group => "group-name",
            Self::Path => "path",
            Self::RoleSession => "role-session-name",
            Self::ExternalId => "external-id",
            Self::UniqueId => "unique-id",
            Self::TagKey => "tag-key",
            Self::TagValue => "tag-value",
        }
    }

    /// The one called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// May a name of this kind have this text (LIM-011 to LIM-013)?
    ///
    /// ```
    /// use verdict_evaluator::limit::Name;
    ///
    /// assert!(Name::RoleSession.is_valid("job-42@ci"));
    /// assert!(!Name::RoleSession.is_valid("s")); // two characters at least
    /// ```
    pub fn is_valid(self, text: &str) -> bool {
        let length = text.chars().count();
        let plain = |extra: &str| text.chars().all(|character| character.is_ascii_alphanumeric() || extra.contains(character));
        match self {
            Self::Policy | Self::Group => (1..=128).contains(&length) && plain("+=,.@_-"),
            Self::User | Self::Role => (1..=64).contains(&length) && plain("+=,.@_-"),
            Self::Path => (1..=512).contains(&length) && text.starts_with('/') && text.ends_with('/'),
            Self::RoleSession => (2..=64).contains(&length) && plain("+=,.@_-"),
            Self::ExternalId => (2..=1224).contains(&length),
            Self::UniqueId => (1..=128).contains(&length),
            Self::TagKey => (1..=128).contains(&length),
            Self::TagValue => length <= 256,
        }
    }
}

/// Can names of one kind stand side by side in one account? They are unique without regard to case (LIM-011).
pub fn can_coexist(names: &[String]) -> bool {
    let mut seen = std::collections::HashSet::new();
    names.iter().all(|name| seen.insert(name.to_lowercase()))
}

/// Who can have inline policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the holder it names")]
pub enum Holder {
    User,
    Group,
    Role,
}

impl Holder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::Role];

    /// What it is called in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user-inline-policies",
            Self::Group => "group-inline-policies",
            Self::Role => "role-inline-policies",
        }
    }

    /// The one called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|holder| holder.name() == name)
    }

    /// How many counted characters all inline policies together may have (LIM-003).
    pub const fn inline_quota(self) -> usize {
        match self {
            Self::User => 2048,
            Self::Group => 5120,
            Self::Role => 10_240,
        }
    }
}

/// Something of which there is a limited number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Managed policies passed as session policies (LIM-007).
    ManagedSessionPolicies,
    /// Managed policies attached to a user (LIM-014).
    AttachedUserPolicies,
    /// Managed policies attached to a role (LIM-014).
    AttachedRolePolicies,
    /// Permissions boundaries of one user or role (LIM-014).
    Boundaries,
    /// Versions of a managed policy (LIM-014).
    PolicyVersions,
    /// Service control policies attached directly to one root, unit or account (LIM-016).
    AttachedScps,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ManagedSessionPolicies,
        Self::AttachedUserPolicies,
        Self::AttachedRolePolicies,
        Self::Boundaries,
        Self::PolicyVersions,
        Self::AttachedScps,
    ];

    /// What it is called in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ManagedSessionPolicies => "managed-session-policies",
            Self::AttachedUserPolicies => "attached-user-policies",
            Self::AttachedRolePolicies => "attached-role-policies",
            Self::Boundaries => "boundaries",
            Self::PolicyVersions => "policy-versions",
            Self::AttachedScps => "attached-scps",
        }
    }

    /// The one called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.name() == name)
    }

    /// The largest number; `None` if none is enforced.
    pub const fn most(self, profile: &Profile) -> Option<usize> {
        match self {
            Self::ManagedSessionPolicies | Self::AttachedScps => Some(10),
            Self::AttachedUserPolicies | Self::AttachedRolePolicies => match profile.attached_policies {
                AttachedPolicies::NotEnforced => None,
                AttachedPolicies::AtMostTwenty => Some(20),
            },
            Self::Boundaries => Some(1),
            Self::PolicyVersions => Some(5),
        }
    }
}

/// The largest managed policy, in counted characters (LIM-002).
pub const MANAGED_POLICY: usize = 6144;
