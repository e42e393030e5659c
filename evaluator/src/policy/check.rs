//! What IAM refuses to store although its shape is right: the grammar of each policy type, element by element.
//!
//! Rules: GRAM-010, GRAM-011, GRAM-019, GRAM-020, GRAM-024, GRAM-034 to GRAM-050, ELEM-008 to ELEM-011; what concerns one element stands in
//! [`action`], [`resource`], [`principal`], [`condition`].

pub mod action;
pub mod condition;
pub mod principal;
pub mod resource;

use std::collections::HashMap;

use crate::policy::error::{ParseError, ParseErrorKind as Kind};
use crate::policy::{Effect, Element, Environment, List, Policy, PolicyType, Statement, StatementElement, TopElement, Version};
use crate::profile::{EmptyLists, IdentityId, IdentityVersion, Profile, ResourcePolicyResource, ScpLanguage, VersionPosition};
use crate::span::Span;

/// All reasons not to store the policy, grouped by statement.
pub fn check(policy: &Policy, environment: &Environment, profile: &Profile) -> Vec<ParseError> {
    let mut found = Findings { errors: Vec::new(), policy, environment, profile };
    found.version();
    found.id();
    found.sids();
    for statement in &policy.statements {
        found.statement(statement);
    }
    found.errors
}

/// In which order the IAM write API is recorded to check (GRAM-050); smaller comes first.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other kinds are faults of JSON or of the element's syntax, which come first")]
pub fn save_order(error: &ParseError) -> usize {
    match &error.kind {
        // A word that is no effect in any letter case is a syntax error (ELEM-001).
        Kind::InvalidEffect { found } if !Effect::is_word(found) => 0,
        Kind::OldVersion { .. } | Kind::VersionRequired { .. } => 1,
        Kind::InvalidEffect { .. } | Kind::UnreadableDate { .. } | Kind::ArnEmptyField { .. } | Kind::VersionAfterStatement => 2,
        Kind::DuplicateSid { .. } => 3,
        Kind::MissingAction | Kind::EmptyList { element: "Action" | "NotAction" } => 4,
        Kind::ArnPrefix { .. }
        | Kind::ArnPartition { .. }
        | Kind::ArnServiceWildcard { .. }
        | Kind::ArnFields { .. }
        | Kind::ArnRegion { .. }
        | Kind::ArnResource { .. }
        | Kind::Variable { .. } => 5,
        Kind::ActionWithoutVendor { .. } | Kind::ActionColons { .. } | Kind::ActionVendor { .. } => {
            if error.path.contains(".NotAction") {
                7
            } else {
                6
            }
        }
        Kind::MissingResource { .. } | Kind::EmptyList { .. } | Kind::TrustAction { .. } | Kind::ResourceInTrust => 8,
        _ => 0,
    }
}

/// Collects what is wrong, with what the checks need at hand.
struct Findings<'a> {
    errors: Vec<ParseError>,
    policy: &'a Policy,
    environment: &'a Environment,
    profile: &'a Profile,
}

impl Findings<'_> {
    fn error(&mut self, span: Span, path: impl Into<String>, kind: Kind) {
        self.errors.push(ParseError { kind, span, path: path.into() });
    }

    /// The path of an element of a statement.
    fn path(&self, statement: &Statement, element: &str) -> String {
        let dot = if element.is_empty() { "" } else { "." };
        format!("{}{dot}{element}", self.statement_path(statement.index))
    }

    fn statement_path(&self, index: usize) -> String {
        if self.policy.statements_in_list { format!("Statement[{index}]") } else { "Statement".to_owned() }
    }

    /// GRAM-011, GRAM-019, GRAM-020.
    fn version(&mut self) {
        let policy_type = self.policy.policy_type;
        let required = matches!(policy_type, PolicyType::Scp | PolicyType::Rcp);
        let wanted = required
            || matches!(policy_type, PolicyType::Identity | PolicyType::Boundary)
                && self.profile.identity_version == IdentityVersion::Requires2012;
        match &self.policy.version {
            Some(version) if wanted && version.value == Version::V2008 => {
                self.error(version.span, "Version", Kind::OldVersion { policy_type });
            }
            None if required && !self.policy.order.contains(&TopElement::Version) => {
                self.error(self.policy.span, "", Kind::VersionRequired { policy_type });
            }
            None if wanted && !self.policy.order.contains(&TopElement::Version) => {
                self.error(self.policy.span, "", Kind::OldVersion { policy_type });
            }
            Some(version) if self.profile.version_position == VersionPosition::VersionFirst => {
                let mut before = self.policy.order.iter().take_while(|element| **element != TopElement::Version);
                if before.any(|element| *element == TopElement::Statement) {
                    self.error(version.span, "Version", Kind::VersionAfterStatement);
                }
            }
            Some(_) | None => {}
        }
    }

    /// GRAM-047.
    fn id(&mut self) {
        let refused = self.profile.identity_id == IdentityId::Refused && self.policy.policy_type.is_identity_like();
        if let Some(id) = self.policy.id.as_ref().filter(|_| refused) {
            self.error(id.span, "Id", Kind::IdRefused);
        }
    }

    /// Letters and digits, unique unless empty; other services' resource policies are free in both (ELEM-008 to ELEM-011).
    fn sids(&mut self) {
        let policy_type = self.policy.policy_type;
        if matches!(policy_type, PolicyType::Resource | PolicyType::Endpoint) {
            return;
        }
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for statement in &self.policy.statements {
            let Some(sid) = &statement.sid else { continue };
            let path = self.path(statement, "Sid");
            if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                self.error(sid.span, path.clone(), Kind::UnsupportedSid { policy_type });
            }
            if let Some(first) = seen.get(sid.as_str()).copied().filter(|_| !sid.is_empty()) {
                self.error(sid.span, path, Kind::DuplicateSid { sid: sid.value.clone(), first });
            }
            seen.entry(sid.as_str()).or_insert(sid.span);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.principal_element(statement);
        self.resource_element(statement);
        self.empty_lists(statement);
        match self.policy.policy_type {
            PolicyType::Scp if self.profile.scp_language == ScpLanguage::Legacy => self.legacy_scp(statement),
            PolicyType::Rcp => self.rcp(statement),
            PolicyType::Identity
            | PolicyType::Boundary
            | PolicyType::Session
            | PolicyType::Resource
            | PolicyType::Trust
            | PolicyType::Scp
            | PolicyType::Endpoint => {}
        }
        self.actions(statement);
        self.resources(statement);
        self.principals(statement);
        self.conditions(statement);
    }

    /// Where a principal must or must not stand (GRAM-036 to GRAM-040, GRAM-042, GRAM-043, GRAM-045, PRIN-001, PRIN-031).
    fn principal_element(&mut self, statement: &Statement) {
        let policy_type = self.policy.policy_type;
        let written = statement.order.iter().find(|e| matches!(e, StatementElement::Principal | StatementElement::NotPrincipal));
        let Some(written) = written else {
            if policy_type == PolicyType::Rcp {
                self.error(statement.span, self.path(statement, ""), Kind::RcpPrincipal);
            } else if policy_type.has_principal() {
                self.error(statement.span, self.path(statement, ""), Kind::MissingPrincipal { policy_type });
            }
            return;
        };
        let span = statement.principal.as_ref().map_or(statement.span, |principal| principal.content().span());
        let path = self.path(statement, written.name());
        let negated = *written == StatementElement::NotPrincipal;
        match policy_type {
            PolicyType::Identity | PolicyType::Boundary | PolicyType::Session | PolicyType::Scp => {
                self.error(span, path, Kind::UnsupportedPrincipal { policy_type });
            }
            PolicyType::Trust if negated => self.error(span, path, Kind::NotPrincipalInTrust),
            PolicyType::Rcp | PolicyType::Resource | PolicyType::Trust | PolicyType::Endpoint => {}
        }
    }

    /// Where a resource must or must not stand (GRAM-034, GRAM-035, GRAM-040).
    fn resource_element(&mut self, statement: &Statement) {
        let policy_type = self.policy.policy_type;
        let written = statement.order.iter().find(|e| matches!(e, StatementElement::Resource | StatementElement::NotResource));
        let optional = match policy_type {
            PolicyType::Trust => true,
            PolicyType::Resource => self.profile.resource_policy_resource == ResourcePolicyResource::Optional,
            PolicyType::Identity
            | PolicyType::Boundary
            | PolicyType::Session
            | PolicyType::Scp
            | PolicyType::Rcp
            | PolicyType::Endpoint => false,
        };
        match written {
            None if !optional => self.error(statement.span, self.path(statement, ""), Kind::MissingResource { policy_type }),
            Some(written) if policy_type == PolicyType::Trust => {
                let span = statement.resource.as_ref().map_or(statement.span, |resource| resource.content().span);
                self.error(span, self.path(statement, written.name()), Kind::ResourceInTrust);
            }
            None | Some(_) => {}
        }
    }

    /// GRAM-024.
    fn empty_lists(&mut self, statement: &Statement) {
        if self.profile.empty_lists == EmptyLists::Accepted {
            return;
        }
        let lists = [(Some(&statement.action), "Action", "NotAction"), (statement.resource.as_ref(), "Resource", "NotResource")];
        for (element, name, not_name) in lists {
            let Some(element) = element.filter(|element| element.content().is_empty()) else { continue };
            let element_name = if element.is_negated() { not_name } else { name };
            if !statement.order.iter().any(|written| written.name() == element_name) {
                continue;
            }
            self.error(element.content().span, self.path(statement, element_name), Kind::EmptyList { element: element_name });
        }
    }

    /// The limits before 19 September 2025 (GRAM-042).
    fn legacy_scp(&mut self, statement: &Statement) {
        let allow = statement.effect.value == Effect::Allow;
        if let Some(condition) = statement.condition.as_ref().filter(|_| allow) {
            self.error(condition.span, self.path(statement, "Condition"), Kind::ScpAllowCondition);
        }
        if allow && statement.action.is_negated() {
            self.error(statement.action.content().span, self.path(statement, "NotAction"), Kind::ScpAllowNotAction);
        }
        match &statement.resource {
            Some(Element::Not(list)) => self.error(list.span, self.path(statement, "NotResource"), Kind::ScpNotResource),
            Some(Element::Is(list)) if allow && list.iter().any(|entry| entry.value != "*") => {
                self.error(list.span, self.path(statement, "Resource"), Kind::ScpAllowResource);
            }
            Some(Element::Is(_)) | None => {}
        }
        let early_asterisk = |text: &str| text.trim_end_matches('*').contains('*');
        for (path, entry) in self.entries(statement, &statement.action, "Action", "NotAction") {
            if early_asterisk(&entry.value) {
                self.error(entry.span, path, Kind::ScpActionWildcard { entry: entry.value.clone() });
            }
        }
    }

    /// Deny, principal `"*"`, `Action` of a covered service (GRAM-043, GRAM-044).
    fn rcp(&mut self, statement: &Statement) {
        if statement.effect.value == Effect::Allow {
            self.error(statement.effect.span, self.path(statement, "Effect"), Kind::RcpAllow);
        }
        match &statement.principal {
            Some(Element::Is(crate::policy::Principals::Star(_))) | None => {}
            Some(other) => {
                let name = if other.is_negated() { "NotPrincipal" } else { "Principal" };
                self.error(other.content().span(), self.path(statement, name), Kind::RcpPrincipal);
            }
        }
        if statement.action.is_negated() {
            self.error(statement.action.content().span, self.path(statement, "NotAction"), Kind::RcpNotAction);
            return;
        }
        for (path, entry) in self.entries(statement, &statement.action, "Action", "NotAction") {
            let service = entry.value.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if !crate::data::rcp_services().contains(&service) {
                self.error(entry.span, path, Kind::RcpAction { entry: entry.value.clone() });
            }
        }
    }

    /// The entries of a list with their paths; a value without brackets has the path of its element.
    fn entries<'b>(
        &self,
        statement: &Statement,
        element: &'b Element<List<String>>,
        name: &str,
        not_name: &str,
    ) -> Vec<(String, &'b crate::span::Spanned<String>)> {
        let list = element.content();
        let path = self.path(statement, if element.is_negated() { not_name } else { name });
        entry_paths(&path, list).collect()
    }
}

/// The entries of a list with their paths.
pub(crate) fn entry_paths<'a, T>(
    path: &str,
    list: &'a List<T>,
) -> impl Iterator<Item = (String, &'a crate::span::Spanned<T>)> + use<'a, T> {
    let path = path.to_owned();
    list.iter().enumerate().map(move |(index, entry)| {
        let path = if list.in_brackets { format!("{path}[{index}]") } else { path.clone() };
        (path, entry)
    })
}
