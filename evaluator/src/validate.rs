//! What is questionable about a document although IAM stores it.
//!
//! A finding is not a reason to refuse the document; these are [`ParseError`](crate::policy::ParseError)s. Types and codes are those of
//! IAM Access Analyzer where it has one; codes in kebab-case are this project's. Each file below finds one thing, or a few that belong
//! together, and says why it matters.
//!
//! What the parser always refuses is not looked for again. Where it refuses something in some policy types only, or under some readings
//! of a disputed rule, the finding stands beside the error.
//!
//! Rules: those that each file names under *Sources*.

mod action_names;
mod action_of_other_service;
mod arn_account_and_region;
mod arn_service;
mod batch_condition_keys;
mod condition_key_names;
mod condition_value_types;
mod empty_condition_values;
mod empty_elements;
mod endpoint_principal;
mod family;
mod federated_action;
mod id_in_identity_policy;
mod incomplete_arn;
mod ip_ranges;
mod malformed_variables;
mod missing_resource;
mod missing_version;
mod not_principal_with_allow;
mod operator_types;
mod permissive_wildcards;
mod policy_size;
mod redundant_actions;
mod redundant_resources;
mod redundant_sessions;
mod redundant_statements;
mod service_principals;
mod set_operators;
mod sids;
#[cfg(test)]
mod testing;
mod trust_action_wildcards;
mod unique_ids;
mod variable_places;
mod variables_for_operators;
mod walk;
mod wildcards_without_like;

use crate::policy::{Environment, Policy};
use crate::profile::Profile;
use crate::span::Span;
use walk::Document;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingType {
    /// A part of the policy does not work.
    Error,
    /// The policy may allow more than its author thinks.
    SecurityWarning,
    /// The policy departs from what IAM's documents ask for.
    Warning,
    /// The policy could be simpler or clearer.
    Suggestion,
}

impl FindingType {
    /// The name that IAM Access Analyzer gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::SecurityWarning => "SECURITY_WARNING",
            Self::Warning => "WARNING",
            Self::Suggestion => "SUGGESTION",
        }
    }
}

/// One thing that is questionable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub kind: FindingType,
    /// In capitals a code of IAM Access Analyzer, in kebab-case one of this project's.
    pub code: &'static str,
    /// The rule that speaks of it.
    pub rule: &'static str,
    /// What is questionable, on one line.
    pub message: String,
    /// Where, in the source text.
    pub span: Span,
    /// Where, as a path: `Statement[0].Action[1]`; empty for the whole document.
    pub path: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All findings about a policy, in the order of its text.
///
/// `text` is what the policy was read from: sizes are counted in it.
///
/// ```
/// use verdict_evaluator::policy::{Environment, PolicyType, parse};
/// use verdict_evaluator::validate::{FindingType, validate};
///
/// let text = r#"{ "Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": ["batch:SubmitJobb", "batch:ListJobs"], "Resource": "*" } }"#;
/// let policy = parse(text, PolicyType::Identity).unwrap(); // IAM stores it
/// let findings = validate(&policy, text, &Environment::default());
/// assert_eq!(findings.len(), 1);
/// assert_eq!((findings[0].kind, findings[0].code), (FindingType::Error, "INVALID_ACTION"));
/// assert_eq!(findings[0].path, "Statement.Action[0]");
/// assert_eq!(findings[0].help.as_deref(), Some("did you mean `batch:SubmitJob`?"));
/// ```
pub fn validate(policy: &Policy, text: &str, environment: &Environment) -> Vec<Finding> {
    validate_in(policy, text, environment, &Profile::default())
}

/// The same under the readings of a profile: which condition keys exist is disputed here and there (DOC-003, DOC-021, DOC-027).
pub fn validate_in(policy: &Policy, text: &str, environment: &Environment, profile: &Profile) -> Vec<Finding> {
    let document = Document { policy, text, environment, profile };
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|find| find(&document)).collect();
    findings.sort_by_key(|finding| finding.span);
    findings
}

const CHECKS: &[fn(&Document<'_>) -> Vec<Finding>] = &[
    policy_size::find,
    missing_version::find,
    id_in_identity_policy::find,
    sids::find,
    redundant_statements::find,
    missing_resource::find,
    empty_elements::find,
    not_principal_with_allow::find,
    endpoint_principal::find,
    service_principals::find,
    unique_ids::find,
    redundant_sessions::find,
    action_names::find,
    action_of_other_service::find,
    trust_action_wildcards::find,
    federated_action::find,
    redundant_actions::find,
    arn_service::find,
    arn_account_and_region::find,
    incomplete_arn::find,
    redundant_resources::find,
    condition_key_names::find,
    batch_condition_keys::find,
    operator_types::find,
    set_operators::find,
    empty_condition_values::find,
    condition_value_types::find,
    ip_ranges::find,
    wildcards_without_like::find,
    permissive_wildcards::find,
    variable_places::find,
    variables_for_operators::find,
    malformed_variables::find,
];

/// A code with its type and its rule, ready to be reported somewhere.
struct Code {
    kind: FindingType,
    code: &'static str,
    rule: &'static str,
}

impl Code {
    const fn error(code: &'static str, rule: &'static str) -> Self {
        Self { kind: FindingType::Error, code, rule }
    }

    const fn security_warning(code: &'static str, rule: &'static str) -> Self {
        Self { kind: FindingType::SecurityWarning, code, rule }
    }

    const fn warning(code: &'static str, rule: &'static str) -> Self {
        Self { kind: FindingType::Warning, code, rule }
    }

    const fn suggestion(code: &'static str, rule: &'static str) -> Self {
        Self { kind: FindingType::Suggestion, code, rule }
    }

    fn at(&self, span: Span, path: impl Into<String>, message: impl Into<String>) -> Finding {
        let Self { kind, code, rule } = *self;
        Finding { kind, code, rule, message: message.into(), span, path: path.into(), help: None }
    }
}

#[cfg(test)]
mod tests {
    use super::FindingType;
    use super::testing::{condition, findings, resource, statement};
    use crate::policy::{Environment, PolicyType};

    #[test]
    fn findings_say_what_may_be_meant() {
        let check = |text: &str, expected: &str| {
            let found = findings(&Environment::default(), PolicyType::Identity, text).into_iter();
            let helps: Vec<String> = found.filter_map(|finding| finding.help).collect();
            assert_eq!(helps, [expected], "{text}");
        };
        let action = |name: &str| statement(&format!(r#""Effect": "Allow", "Action": "{name}", "Resource": "*""#));
        check(&action("bacth:SubmitJob"), "did you mean `batch`?");
        check(&action("batch:SubmtJob"), "did you mean `batch:SubmitJob`?");
        check(&resource(r#""arn:aws:bacth:us-east-1:111122223333:job-queue/q""#), "did you mean `batch`?");
        check(&condition(r#"{ "IpAddress": { "aws:SourceIpp": "10.0.0.0/8" } }"#), "did you mean `aws:SourceIp`?");
        check(&condition(r#"{ "StringEqual": {} }"#), "did you mean `StringEquals`?");
        check(&condition(r#"{ "StringEquals": { "batch:Imag": "x" } }"#), "did you mean `batch:Image`?");
        check(&condition(r#"{ "StringEquals": { "batch:Image": "repo/*" } }"#), "write `StringLike` if a wildcard is meant");
    }

    #[test]
    fn findings_have_the_types_of_access_analyzer() {
        let check = |kind: FindingType, expected: &str| assert_eq!(kind.name(), expected);
        check(FindingType::Error, "ERROR");
        check(FindingType::SecurityWarning, "SECURITY_WARNING");
        check(FindingType::Warning, "WARNING");
        check(FindingType::Suggestion, "SUGGESTION");
    }
}
