//! Why IAM would not store a document: every kind of parse error with its words.

use std::fmt;

use crate::json::{JsonErrorKind, MAX_DEPTH};
use crate::policy::variable::Fault;
use crate::policy::{Effect, PolicyType};
use crate::span::Span;

/// One reason not to store a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where, in the source text.
    pub span: Span,
    /// Where, as a path: `Statement[0].Action[1]`; empty for the whole document.
    pub path: String,
}

/// What is wrong with a document. The words of a kind stand in [`ParseErrorKind::words`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each kind say what it is")]
pub enum ParseErrorKind {
    // The text.
    Json(JsonErrorKind),
    CharacterNotPermitted { character: char },
    TooLong { what: &'static str, length: usize, limit: usize, code: &'static str, rule: &'static str },
    // Shape.
    WrongType { expected: &'static str, found: &'static str, rule: &'static str },
    UnknownElement { name: String, known: Vec<&'static str> },
    MissingStatement,
    InvalidVersion { found: String },
    VersionRequired { policy_type: PolicyType },
    OldVersion { policy_type: PolicyType },
    VersionAfterStatement,
    IdRefused,
    // Statements.
    MissingEffect,
    InvalidEffect { found: String },
    MissingAction,
    MissingResource { policy_type: PolicyType },
    EmptyList { element: &'static str },
    ElementsExclude { first: &'static str, second: &'static str },
    UnsupportedSid { policy_type: PolicyType },
    DuplicateSid { sid: String, first: Span },
    // Principals.
    MissingPrincipal { policy_type: PolicyType },
    UnsupportedPrincipal { policy_type: PolicyType },
    NotPrincipalInTrust,
    ResourceInTrust,
    AllowNotPrincipal,
    InvalidPrincipalKey { key: String },
    InvalidPrincipal { entry: String },
    WildcardInPrincipal { entry: String },
    VariableInPrincipal { entry: String },
    FederatedOutsideTrust,
    InvalidFederated { entry: String },
    StarInTrust,
    CanonicalUserUnsupported { policy_type: PolicyType },
    PrincipalNotFound { entry: String },
    EndpointPrincipal,
    // Actions.
    ActionWithoutVendor { entry: String },
    ActionColons { entry: String },
    ActionVendor { entry: String },
    TrustAction { entry: String },
    // Resources.
    ArnPrefix { entry: String },
    ArnPartition { partition: String },
    ArnServiceWildcard { service: String },
    ArnFields { entry: String },
    ArnEmptyField { entry: String },
    ArnRegion { entry: String },
    ArnResource { entry: String },
    Variable { fault: Fault },
    // Conditions.
    UnknownOperator { name: String, suggestion: Option<String> },
    NullIfExists { name: String },
    KeyTwins { key: String, first: Span },
    UnreadableDate { text: String },
    UnquotedNumber,
    // Service and resource control policies.
    ScpAllowCondition,
    ScpAllowNotAction,
    ScpAllowResource,
    ScpNotResource,
    ScpActionWildcard { entry: String },
    RcpAllow,
    RcpPrincipal,
    RcpNotAction,
    RcpAction { entry: String },
}

/// The words of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In capitals a code of IAM Access Analyzer, in kebab-case one of this project's.
    pub code: &'static str,
    /// The rule that the document breaks.
    pub rule: &'static str,
    /// What is wrong, on one line.
    pub message: String,
    /// What is wrong at the marked place.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl ParseError {
    /// The text with which the IAM write API is recorded to refuse such a document, where that is known (GRAM-050).
    #[expect(clippy::wildcard_enum_match_arm, reason = "no answer of the API is recorded for the other kinds")]
    pub fn save_message(&self) -> Option<String> {
        use ParseErrorKind as Kind;
        let text = match &self.kind {
            Kind::Json(_) | Kind::WrongType { .. } | Kind::UnknownElement { .. } | Kind::MissingStatement => "Syntax errors in policy.",
            Kind::ElementsExclude { .. } | Kind::MissingEffect => "Syntax errors in policy.",
            Kind::InvalidEffect { found } if !Effect::is_word(found) => "Syntax errors in policy.",
            Kind::InvalidVersion { .. } | Kind::OldVersion { .. } => "Policy document must be version 2012-10-17 or greater.",
            Kind::VersionAfterStatement | Kind::InvalidEffect { .. } | Kind::UnreadableDate { .. } | Kind::ArnEmptyField { .. } => {
                "The policy failed legacy parsing"
            }
            Kind::DuplicateSid { .. } => "Statement IDs (SID) in a single policy must be unique.",
            Kind::MissingAction | Kind::EmptyList { element: "Action" | "NotAction" } => "Policy statement must contain actions.",
            Kind::MissingResource { .. } | Kind::EmptyList { .. } => "Policy statement must contain resources.",
            Kind::ArnPrefix { entry } => return Some(format!("Resource {entry} must be in ARN format or \"*\".")),
            Kind::ArnFields { .. } | Kind::ArnServiceWildcard { .. } => {
                "Resource vendor must be fully qualified and cannot contain regexes."
            }
            Kind::ActionWithoutVendor { .. } => "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            Kind::ActionColons { .. } => "Actions/Condition can contain only one colon.",
            Kind::ActionVendor { entry } if entry.contains(['*', '?']) => {
                "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."
            }
            Kind::TrustAction { .. } => "AssumeRole policy may only specify STS AssumeRole actions.",
            Kind::ResourceInTrust => "Has prohibited field Resource",
            Kind::UnsupportedPrincipal { .. } => "Has prohibited field Principal",
            Kind::UnknownOperator { name, .. } => return Some(format!("Invalid Condition type : {name}")),
            Kind::PrincipalNotFound { .. } => "Invalid principal in policy",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Its code, see [`Words::code`].
    pub fn code(&self) -> &'static str {
        self.kind.words().code
    }

    /// The other place that the error is about, if it is about two: the first of two equal names or Sids.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are about one place")]
    pub fn related(&self) -> Option<Span> {
        match &self.kind {
            ParseErrorKind::Json(JsonErrorKind::Duplicate { first, .. })
            | ParseErrorKind::DuplicateSid { first, .. }
            | ParseErrorKind::KeyTwins { first, .. } => Some(*first),
            _ => None,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind.words().message)
    }
}

impl std::error::Error for ParseError {}

impl ParseErrorKind {
    /// Code, rule, message, label and help.
    pub fn words(&self) -> Words {
        let words = |code, rule, message: String, label: &str, help: Option<&str>| Words {
            code,
            rule,
            message,
            label: label.to_owned(),
            help: help.map(str::to_owned),
        };
        match self {
            Self::Json(kind) => json_words(kind),
            Self::CharacterNotPermitted { character } => words(
                "character-not-permitted",
                "GRAM-003",
                format!("the character U+{:04X} cannot stand in an IAM policy", u32::from(*character)),
                "beyond U+00FF",
                Some("write it as a JSON escape, or replace it"),
            ),
            Self::TooLong { what, length, limit, code, rule } => {
                words(code, rule, format!("{what} has at most {limit} characters, this one has {length}"), "too long", None)
            }
            Self::WrongType { expected, found, rule } => words(
                "DATA_TYPE_MISMATCH",
                rule,
                format!("expected {expected}, found {found}"),
                &format!("{found} cannot stand here"),
                None,
            ),
            Self::UnknownElement { name, known } => Words {
                code: "INVALID_POLICY_ELEMENT",
                rule: "GRAM-007",
                message: format!("`{name}` is not a policy element"),
                label: "not an element".to_owned(),
                help: Some(match closest(name, known) {
                    Some(element) => format!("did you mean `{element}`?"),
                    None => format!("here stand {}", known.join(", ")),
                }),
            },
            Self::MissingStatement => words(
                "MISSING_STATEMENT",
                "GRAM-012",
                "the document has no statement".to_owned(),
                "`Statement` is missing or empty",
                Some("a policy that grants nothing is better deleted than stored"),
            ),
            Self::InvalidVersion { found } => words(
                "INVALID_VERSION",
                "GRAM-016",
                format!("`{found}` is not a version of the policy language"),
                "not a version",
                Some("write `2012-10-17`; the date of a policy does not belong here"),
            ),
            Self::VersionRequired { policy_type } => words(
                "version-required",
                "GRAM-020",
                format!("{} must have `\"Version\": \"2012-10-17\"`", policy_type.with_article()),
                "no `Version`",
                Some("add `\"Version\": \"2012-10-17\"`"),
            ),
            Self::OldVersion { policy_type } => words(
                if matches!(policy_type, PolicyType::Scp | PolicyType::Rcp) { "INVALID_VERSION" } else { "version-2012-10-17-required" },
                if matches!(policy_type, PolicyType::Scp | PolicyType::Rcp) { "GRAM-020" } else { "GRAM-019" },
                format!("{} must have version 2012-10-17", policy_type.with_article()),
                "an older version",
                Some("write `\"Version\": \"2012-10-17\"`"),
            ),
            Self::VersionAfterStatement => words(
                "version-after-statement",
                "GRAM-011",
                "`Version` stands behind `Statement`".to_owned(),
                "too late",
                Some("put `Version` first: the save API is recorded to refuse the other order"),
            ),
            Self::IdRefused => {
                words("id-in-identity-policy", "GRAM-047", "an identity policy has no `Id`".to_owned(), "not here", Some("leave `Id` out"))
            }
            Self::MissingEffect => words(
                "MISSING_EFFECT",
                "GRAM-032",
                "a statement must have `Effect`".to_owned(),
                "no `Effect`",
                Some("there is no default: write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`"),
            ),
            Self::InvalidEffect { found } => words(
                "INVALID_EFFECT",
                "ELEM-001",
                format!("`{found}` is not an effect"),
                "not an effect",
                Some("write `Allow` or `Deny`, letter case included"),
            ),
            Self::MissingAction => {
                words("MISSING_ACTION", "GRAM-033", "a statement must have `Action` or `NotAction`".to_owned(), "no action element", None)
            }
            Self::MissingResource { policy_type } => words(
                "MISSING_RESOURCE",
                "GRAM-034",
                format!("a statement of {} must have `Resource` or `NotResource`", policy_type.with_article()),
                "no resource element",
                None,
            ),
            Self::EmptyList { element } => words(
                if element.ends_with("Action") { "EMPTY_ARRAY_ACTION" } else { "EMPTY_ARRAY_RESOURCE" },
                "GRAM-024",
                format!("`{element}` lists nothing"),
                "empty",
                Some("remove the statement: it has no effect"),
            ),
            Self::ElementsExclude { first, second } => words(
                "UNSUPPORTED_ELEMENT_COMBINATION",
                "GRAM-031",
                format!("a statement has either `{first}` or `{second}`"),
                "one too many",
                Some("make two statements of it"),
            ),
            Self::UnsupportedSid { policy_type } => words(
                "UNSUPPORTED_SID",
                "ELEM-008",
                format!("a Sid of {} has only letters and digits", policy_type.with_article()),
                "only A-Z, a-z, 0-9",
                None,
            ),
            Self::DuplicateSid { sid, .. } => words(
                "UNIQUE_SIDS_REQUIRED",
                "ELEM-010",
                format!("the Sid `{sid}` stands twice in one policy"),
                "used before",
                Some("give each statement a Sid of its own, or none"),
            ),
            Self::MissingPrincipal { policy_type } => words(
                "MISSING_PRINCIPAL",
                "GRAM-039",
                format!("a statement of {} must have `Principal`", policy_type.with_article()),
                "no principal",
                None,
            ),
            Self::UnsupportedPrincipal { policy_type } => words(
                if *policy_type == PolicyType::Scp { "SCP_SYNTAX_ERROR_PRINCIPAL" } else { "UNSUPPORTED_PRINCIPAL" },
                if *policy_type == PolicyType::Scp { "GRAM-042" } else { "GRAM-036" },
                format!("{} has no principals", policy_type.with_article()),
                "not here",
                Some("it concerns whoever it is attached to"),
            ),
            Self::NotPrincipalInTrust => words(
                "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
                "GRAM-040",
                "a role trust policy has no `NotPrincipal`".to_owned(),
                "not here",
                Some("name in `Principal` who may assume the role"),
            ),
            Self::ResourceInTrust => words(
                "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
                "GRAM-040",
                "a role trust policy names no resource".to_owned(),
                "not here",
                Some("the resource is the role itself"),
            ),
            Self::AllowNotPrincipal => words(
                "ALLOW_WITH_NOT_PRINCIPAL",
                "PRIN-032",
                "`NotPrincipal` stands with `Allow`".to_owned(),
                "allows everyone else",
                Some("name in `Principal` who is allowed"),
            ),
            Self::InvalidPrincipalKey { key } => Words {
                code: "INVALID_PRINCIPAL_KEY",
                rule: "PRIN-005",
                message: format!("`{key}` is not a kind of principal"),
                label: "not a kind of principal".to_owned(),
                help: Some(match closest(key, &["AWS", "Service", "Federated", "CanonicalUser"]) {
                    Some(kind) => format!("did you mean `{kind}`?"),
                    None => "here stand AWS, Service, Federated, CanonicalUser".to_owned(),
                }),
            },
            Self::InvalidPrincipal { entry } => words(
                "INVALID_PRINCIPAL_FORMAT",
                "PRIN-004",
                format!("`{entry}` is no principal"),
                "not a principal",
                Some("write `{ \"AWS\": … }` with an account id, or with the ARN of a user, role, session or account root"),
            ),
            Self::WildcardInPrincipal { entry } => words(
                "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
                "PRIN-016",
                format!("`{entry}` has a wildcard, which a principal cannot have"),
                "no wildcard here",
                Some("name the account, and test aws:PrincipalArn with ArnLike"),
            ),
            Self::VariableInPrincipal { entry } => words(
                "VARIABLE_UNSUPPORTED_IN_ELEMENT",
                "PRIN-028",
                format!("`{entry}` has a variable, which a principal cannot have"),
                "no variable here",
                None,
            ),
            Self::FederatedOutsideTrust => words(
                "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
                "PRIN-021",
                "only role trust policies know federated principals".to_owned(),
                "not here",
                None,
            ),
            Self::InvalidFederated { entry } => words(
                "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
                "PRIN-020",
                format!("`{entry}` is no identity provider"),
                "neither a domain name nor the ARN of a provider",
                None,
            ),
            Self::StarInTrust => words(
                "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
                "PRIN-027",
                "a role trust policy cannot trust `\"*\"`".to_owned(),
                "not here",
                Some("write `{ \"AWS\": \"*\" }` if every account is meant"),
            ),
            Self::CanonicalUserUnsupported { policy_type } => words(
                "canonical-user-not-supported",
                "PRIN-022",
                format!("{} knows no canonical users", policy_type.with_article()),
                "only policies in the style of Amazon S3",
                None,
            ),
            Self::PrincipalNotFound { entry } => words(
                "principal-not-found",
                "PRIN-037",
                format!("`{entry}` does not exist"),
                "nobody of that name",
                Some("the save turns names into ids; check letter case and account"),
            ),
            Self::EndpointPrincipal => words(
                "endpoint-principal-restricted",
                "GRAM-045",
                "an endpoint policy names the principal `*` only".to_owned(),
                "not here",
                Some("write `\"Principal\": \"*\"` and test aws:PrincipalArn in a condition"),
            ),
            Self::ActionWithoutVendor { entry } => words(
                "INVALID_ACTION",
                "ACT-001",
                format!("the action `{entry}` names no service"),
                "no service",
                Some("write `service:Action`, for example `batch:SubmitJob`, or `*`"),
            ),
            Self::ActionColons { entry } => words(
                "INVALID_ACTION",
                "ACT-001",
                format!("the action `{entry}` has more than one colon"),
                "one colon too many",
                Some("one entry names one action; write several as a list"),
            ),
            Self::ActionVendor { entry } => words(
                "INVALID_SERVICE_IN_ACTION",
                "ACT-010",
                format!("the service of the action `{entry}` is no service prefix"),
                "letters, digits, hyphens and dots only",
                Some("wildcards can stand behind the colon only"),
            ),
            Self::TrustAction { entry } => words(
                "trust-policy-action",
                "GRAM-041",
                format!("a role trust policy cannot name the action `{entry}`"),
                "not an action of AWS STS",
                Some("write `sts:AssumeRole` or another existing action of `sts`"),
            ),
            Self::ArnPrefix { entry } => {
                words("INVALID_ARN_PREFIX", "RES-002", format!("`{entry}` is neither an ARN nor `*`"), "does not start with `arn:`", None)
            }
            Self::ArnPartition { partition } => words(
                "INVALID_PARTITION",
                "RES-003",
                format!("`{partition}` is no partition that this policy can name"),
                "not a partition",
                Some("the second field is `aws`, `aws-cn`, `aws-us-gov`, … or `*`"),
            ),
            Self::ArnServiceWildcard { service } => words(
                "wildcard-in-service",
                "RES-006",
                format!("the service `{service}` has a wildcard"),
                "no wildcard in the service field",
                Some("write `*` for everything, or one ARN for each service"),
            ),
            Self::ArnFields { entry } => words(
                "MISSING_ARN_FIELD",
                "RES-019",
                format!("the ARN `{entry}` lacks fields"),
                "six fields are needed here",
                Some("arn:partition:service:region:account:resource"),
            ),
            Self::ArnEmptyField { entry } => words(
                "MISSING_ARN_FIELD",
                "RES-024",
                format!("the ARN `{entry}` has an empty field where it needs one"),
                "a field is empty or lost",
                Some("arn:partition:service:region:account:resource"),
            ),
            Self::ArnRegion { entry } => words(
                "ARN_REGION_NOT_ALLOWED",
                "RES-025",
                format!("the ARN `{entry}` of IAM has a Region"),
                "IAM is global",
                Some("leave the fourth field empty"),
            ),
            Self::ArnResource { entry } => words(
                "INVALID_ARN_RESOURCE",
                "RES-025",
                format!("the ARN `{entry}` names no resource of IAM"),
                "not a resource of IAM",
                Some("the last field is `user/…`, `role/…`, `policy/…` and the like, `root`, or `*`"),
            ),
            Self::Variable { fault } => {
                let (code, message) = match fault {
                    Fault::MissingBrace => ("MISSING_BRACE_IN_VARIABLE", "`${` is never closed"),
                    Fault::Empty => ("EMPTY_VARIABLE", "a variable has no name"),
                    Fault::Space => ("UNSUPPORTED_SPACE_IN_VARIABLE", "a variable's name has a blank"),
                    Fault::Quote => ("MISSING_QUOTE_IN_VARIABLE", "a default value is not written `, 'text'`"),
                };
                words(code, "RES-039", message.to_owned(), "not a variable", None)
            }
            Self::UnknownOperator { name, suggestion } => Words {
                code: "INVALID_CONDITION_OPERATOR",
                rule: "COND-011",
                message: format!("`{name}` is not a condition operator"),
                label: "not an operator".to_owned(),
                help: suggestion.as_ref().map(|operator| format!("did you mean `{operator}`?")),
            },
            Self::NullIfExists { name } => words(
                "NULL_WITH_IF_EXISTS",
                "COND-031",
                format!("`{name}` is not a condition operator"),
                "Null takes no IfExists",
                Some("Null itself tells whether the key exists"),
            ),
            Self::KeyTwins { key, .. } => words(
                "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
                "GRAM-010",
                format!("the condition key `{key}` stands twice under one operator"),
                "the same key in another letter case",
                None,
            ),
            Self::UnreadableDate { text } => words(
                "unreadable-date",
                "COND-056",
                format!("`{text}` is not a date"),
                "not a date",
                Some("write `2026-01-31T00:00:00Z`, or seconds since 1970"),
            ),
            Self::UnquotedNumber => words(
                "unquoted-number",
                "COND-008",
                "a number without quotation marks is no condition value".to_owned(),
                "put it in quotation marks",
                None,
            ),
            Self::ScpAllowCondition => legacy_scp("SCP_SYNTAX_ERROR_ALLOW_CONDITION", "an Allow has no `Condition`"),
            Self::ScpAllowNotAction => legacy_scp("SCP_SYNTAX_ERROR_ALLOW_NOTACTION", "an Allow has no `NotAction`"),
            Self::ScpAllowResource => legacy_scp("SCP_SYNTAX_ERROR_ALLOW_RESOURCE", "an Allow names the resource `*` only"),
            Self::ScpNotResource => legacy_scp("SCP_SYNTAX_ERROR_NOTRESOURCE", "there is no `NotResource`"),
            Self::ScpActionWildcard { entry } => {
                legacy_scp("SCP_SYNTAX_ERROR_ACTION_WILDCARD", &format!("in `{entry}` the asterisk does not stand at the end"))
            }
            Self::RcpAllow => {
                words("RCP_SYNTAX_ERROR_ALLOW", "GRAM-043", "a resource control policy can only deny".to_owned(), "not `Deny`", None)
            }
            Self::RcpPrincipal => words(
                "RCP_SYNTAX_ERROR_PRINCIPAL",
                "GRAM-043",
                "a resource control policy names the principal `\"*\"` only".to_owned(),
                "not `\"*\"`",
                Some("restrict principals in a condition"),
            ),
            Self::RcpNotAction => {
                words("RCP_SYNTAX_ERROR_NOTACTION", "GRAM-043", "a resource control policy has no `NotAction`".to_owned(), "not here", None)
            }
            Self::RcpAction { entry } => words(
                "RCP_SYNTAX_ERROR_ACTION",
                "GRAM-044",
                format!("a resource control policy cannot name the action `{entry}`"),
                "not an action of a service that such policies cover",
                None,
            ),
        }
    }
}

fn json_words(kind: &JsonErrorKind) -> Words {
    let (code, rule, label, help) = match kind {
        JsonErrorKind::Syntax(_) => ("JSON_SYNTAX_ERROR", "GRAM-002", "here", None),
        JsonErrorKind::Empty => ("JSON_SYNTAX_ERROR", "GRAM-001", "nothing but white space", None),
        JsonErrorKind::ByteOrderMark => {
            ("JSON_SYNTAX_ERROR", "GRAM-051", "an invisible U+FEFF", Some("save the file as UTF-8 without byte order mark".to_owned()))
        }
        JsonErrorKind::LoneSurrogate => ("JSON_SYNTAX_ERROR", "GRAM-005", "not a character", None),
        JsonErrorKind::TooDeep => {
            ("JSON_SYNTAX_ERROR", "GRAM-049", "too deep", Some(format!("at most {MAX_DEPTH} levels are read; a policy needs six")))
        }
        JsonErrorKind::Duplicate { .. } => (
            "duplicate-key",
            "GRAM-009",
            "written before",
            Some("keep one of the two: JSON readers differ in which one they take".to_owned()),
        ),
    };
    Words { code, rule, message: kind.to_string(), label: label.to_owned(), help }
}

fn legacy_scp(code: &'static str, limit: &str) -> Words {
    Words {
        code,
        rule: "GRAM-042",
        message: format!("before 19 September 2025 a service control policy could not say this: {limit}"),
        label: "not under the old grammar".to_owned(),
        help: None,
    }
}

/// The candidate that `name` most likely stands for, if one is near: equal but for letter case, or a few letters away.
pub fn closest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let name = name.chars().take(100).collect::<String>().to_lowercase();
    let letters = name.chars().count();
    let edits_allowed = |candidate: &str| 1 + candidate.len() / 6;
    // Each letter too few or too many is an edit.
    let alike_in_length = candidates.iter().filter(|candidate| candidate.chars().count().abs_diff(letters) <= edits_allowed(candidate));
    let near = alike_in_length.map(|candidate| (strsim::damerau_levenshtein(&name, &candidate.to_lowercase()), *candidate));
    let (edits, candidate) = near.min_by_key(|(edits, _)| *edits)?;
    (edits <= edits_allowed(candidate)).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::{ParseError, ParseErrorKind, closest};
    use crate::span::Span;

    #[test]
    fn longer_names_may_differ_in_more_letters() {
        let check = |name: &str, candidate: &str, near: bool| assert_eq!(closest(name, &[candidate]).is_some(), near, "{name}");
        check("BOOL", "Bool", true);
        check("Bol", "Bool", true);
        check("Bl", "Bool", false);
        check("StrngEquls", "StringEquals", true);
        check("StrngEqul", "StringEquals", true);
        check("StrngEqu", "StringEquals", false);
    }

    #[test]
    fn the_nearest_name_is_meant() {
        assert_eq!(closest("Resources", &["NotResource", "Resource"]), Some("Resource"));
    }

    #[test]
    fn an_error_reads_as_its_message() {
        let check = |kind: ParseErrorKind, words: &str| {
            let error = ParseError { kind, span: Span::new(2, 5), path: "Statement[0]".to_owned() };
            assert_eq!(error.to_string(), words);
        };
        check(ParseErrorKind::MissingEffect, "a statement must have `Effect`");
        check(ParseErrorKind::InvalidEffect { found: "allow".to_owned() }, "`allow` is not an effect");
    }
}
