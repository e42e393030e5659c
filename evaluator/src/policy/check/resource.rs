//! Which resource entries IAM stores (RES-002, RES-003, RES-005, RES-006, RES-018 to RES-025, RES-034, RES-039, RES-043, RES-045, GRAM-048).

use super::Findings;
use crate::arn::split_fields;
use crate::pattern::Wildcard;
use crate::policy::error::ParseErrorKind as Kind;
use crate::policy::variable::{Part, parts};
use crate::policy::{PolicyType, Statement};
use crate::profile::{Judging, OtherIncompleteArn, PartitionWildcard, ServiceWildcard, SessionIncompleteArn, SeveralStarsResource};

impl Findings<'_> {
    /// Each entry is `*` or an ARN.
    pub(super) fn resources(&mut self, statement: &Statement) {
        let Some(resource) = statement.resource.as_ref().filter(|_| self.policy.policy_type != PolicyType::Trust) else { return };
        for (path, entry) in self.entries(statement, resource, "Resource", "NotResource") {
            if let Some(kind) = self.arn_form(&entry.value) {
                self.error(entry.span, path, kind);
            }
        }
    }

    fn arn_form(&self, text: &str) -> Option<Kind> {
        let entry = || text.to_owned();
        if Wildcard::new(text).is_asterisks() {
            let accepted = text == "*" || self.profile.several_stars_resource == SeveralStarsResource::Accepted;
            return (!accepted).then(|| Kind::ArnPrefix { entry: entry() });
        }
        let variables = self.policy.language().has_variables();
        if let Some(fault) = self.malformed_variable(text) {
            return Some(fault);
        }
        let fields = split_fields(text, variables);
        let [first, partition, rest @ ..] = fields.as_slice() else { return Some(Kind::ArnPrefix { entry: entry() }) };
        if *first != "arn" {
            return Some(Kind::ArnPrefix { entry: entry() });
        }
        if rest.first().is_none_or(|service| service.is_empty()) {
            // A lost service: `arn:aws`, `arn:aws:`, `arn:aws::us-east-1:…` (RES-006, RES-023, RES-024).
            let two_fields = rest.len() <= 1;
            return Some(if two_fields { Kind::ArnFields { entry: entry() } } else { Kind::ArnEmptyField { entry: entry() } });
        }
        self.partition(partition)
            .or_else(|| self.service(rest.first().copied().unwrap_or_default()))
            .or_else(|| self.complete(text, &fields))
            .or_else(|| iam_resource(self.policy.policy_type, text, &fields))
    }

    /// RES-039. Under 2008-10-17 there are no variables, so none can be malformed.
    fn malformed_variable(&self, text: &str) -> Option<Kind> {
        let variables = self.policy.language().has_variables();
        parts(text).filter(|_| variables).find_map(|(_, part)| match part {
            Part::Malformed(fault) => Some(Kind::Variable { fault }),
            Part::Text(_) | Part::Escape(_) | Part::Variable { .. } => None,
        })
    }

    /// RES-003, RES-005.
    fn partition(&self, partition: &str) -> Option<Kind> {
        let refused = Some(Kind::ArnPartition { partition: partition.to_owned() });
        if partition.contains(['*', '?']) && !partition.contains("${") {
            return match self.profile.partition_wildcard {
                PartitionWildcard::StarOnly if partition == "*" => None,
                PartitionWildcard::Patterns => None,
                PartitionWildcard::StarOnly | PartitionWildcard::None => refused,
            };
        }
        if !crate::data::partitions().iter().any(|known| known == partition) {
            return refused;
        }
        let own = self.environment.partition.as_deref().filter(|_| self.profile.judging == Judging::StrictSave);
        if own.is_some_and(|own| own != partition) { refused } else { None }
    }

    /// RES-006.
    fn service(&self, service: &str) -> Option<Kind> {
        let saved_by_iam = self.policy.policy_type.is_identity_like();
        let refused = saved_by_iam && self.profile.service_wildcard == ServiceWildcard::RefusedWhereIamSaves;
        (refused && service.contains(['*', '?'])).then(|| Kind::ArnServiceWildcard { service: service.to_owned() })
    }

    /// An ARN with three to five fields, by policy type (RES-019 to RES-024).
    fn complete(&self, text: &str, fields: &[&str]) -> Option<Kind> {
        if fields.len() >= 6 {
            return None;
        }
        let inner = fields.split_last().map_or(&[][..], |(_, inner)| inner);
        if inner.iter().any(|field| field.is_empty()) {
            return Some(Kind::ArnEmptyField { entry: text.to_owned() });
        }
        let others_completed = self.profile.other_incomplete_arn == OtherIncompleteArn::Completed;
        let accepted = match self.policy.policy_type {
            PolicyType::Identity | PolicyType::Boundary | PolicyType::Resource | PolicyType::Endpoint | PolicyType::Trust => true,
            PolicyType::Session => self.profile.session_incomplete_arn == SessionIncompleteArn::Completed,
            PolicyType::Scp => others_completed || text.ends_with('*'),
            PolicyType::Rcp => others_completed,
        };
        (!accepted).then(|| Kind::ArnFields { entry: text.to_owned() })
    }
}

/// A complete ARN of IAM has no Region, and its resource field is of a known kind (RES-025).
fn iam_resource(policy_type: PolicyType, text: &str, fields: &[&str]) -> Option<Kind> {
    let [_, _, "iam", region, _, resource] = fields else { return None };
    if !policy_type.is_identity_like() {
        return None;
    }
    if !region.is_empty() {
        return Some(Kind::ArnRegion { entry: text.to_owned() });
    }
    let known = matches!(*resource, "*" | "root") || IAM_RESOURCES.iter().any(|kind| resource.starts_with(kind));
    (!known).then(|| Kind::ArnResource { entry: text.to_owned() })
}

/// How the resource field of an IAM ARN starts (RES-025).
const IAM_RESOURCES: &[&str] = &[
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
    "assumed-role/",
    "delegation-request/",
    "role-template/",
    "contextProvider/",
];
