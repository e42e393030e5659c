//! Service control policies of the principal's account: every level must allow (EVAL-025 to EVAL-031).

use super::{Asked, Court, Organization, any_outcome};
use crate::decision::{Layer, Outcome};
use crate::principal::Principal;

impl Court<'_> {
    /// Absent for callers without an account of their own, for service-linked roles, and in the management account (EVAL-027 to EVAL-029). Each level's policies are
    /// alternatives; the lowest answer of all levels counts, and a level without policies denies.
    pub(super) fn scp(&self) -> Asked {
        let bound = match self.request.principal {
            Principal::User { .. } | Principal::RoleSession { .. } | Principal::FederatedUser { .. } | Principal::Root { .. } => true,
            Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => false,
        };
        let account = self.request.principal.account();
        let exempt = self.request.principal.is_service_linked_role()
            || self.policies.organization.is_management(account)
            || !Organization::concerns(self.policies.organization.scp_account.as_deref(), account)
            || UNRESTRICTED_SERVICES.contains(&self.request.action.service().as_str());
        let Some(levels) = self.policies.scp.as_ref().filter(|_| bound && !exempt) else { return Asked::default() };
        let answers: Vec<_> = levels.iter().enumerate().map(|(level, policies)| self.ask(Layer::Scp, level, policies)).collect();
        let outcome = answers.iter().map(|trace| any_outcome(trace)).min().unwrap_or(Outcome::ImplicitDeny);
        Asked { outcome: Some(outcome), trace: answers.into_iter().flatten().collect() }
    }
}

/// Services whose tasks a service control policy cannot restrict (EVAL-031). The other tasks of the rule have no action of their own.
const UNRESTRICTED_SERVICES: [&str; 1] = ["mechanicalturk"];
