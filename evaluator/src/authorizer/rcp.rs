//! Resource control policies of the resource's account: they can only deny, and only for the services that they cover (GRAM-044, EVAL-034
//! to EVAL-037).

use super::{Asked, Court, Organization, any_outcome};
use crate::context::ContextValue;
use crate::decision::{Layer, Outcome};

impl Court<'_> {
    /// Absent for services that RCPs do not cover and for service-linked roles. RCPFullAWSAccess allows at every level (EVAL-035).
    pub(super) fn rcp(&self) -> Asked {
        let covered = crate::data::rcp_services().contains(&self.request.action.service()) && !self.is_beyond_rcps();
        let Some(levels) = self.policies.rcp.as_ref().filter(|_| covered && !self.request.principal.is_service_linked_role()) else {
            return Asked::default();
        };
        let answers = levels.iter().enumerate().map(|(level, policies)| self.ask(Layer::Rcp, level, policies));
        let trace: Vec<_> = answers.flatten().collect();
        let denied = any_outcome(&trace) == Outcome::ExplicitDeny;
        Asked { outcome: Some(if denied { Outcome::ExplicitDeny } else { Outcome::Allowed }), trace }
    }

    /// Resources of the management account (EVAL-028) or of an account on another path (EVAL-034), AWS managed keys, a service-linked role
    /// as the target, and `kms:RetireGrant` (EVAL-037).
    fn is_beyond_rcps(&self) -> bool {
        let organization = &self.policies.organization;
        let owner = self.request.owner().or(self.request.principal.account());
        let service_linked = self.request.resource.arn().is_some_and(|arn| arn.linked_service().is_some());
        organization.is_management(owner)
            || !Organization::concerns(organization.rcp_account.as_deref(), owner)
            || self.is_aws_managed_key()
            || service_linked
            || self.request.action.as_str().eq_ignore_ascii_case("kms:RetireGrant")
    }

    /// Is the resource a key that AWS manages for one of its services? Such a key is told by its alias, `alias/aws/s3` for one: as the
    /// resource itself, or under `kms:ResourceAliases`.
    fn is_aws_managed_key(&self) -> bool {
        let of_aws = |alias: &str| alias.starts_with("alias/aws/");
        let by_arn = self.request.resource.arn().is_some_and(|arn| arn.service == "kms" && of_aws(arn.resource));
        by_arn
            || match self.request.context.get("kms:ResourceAliases") {
                Some(ContextValue::One(alias)) => of_aws(alias),
                Some(ContextValue::Many(aliases)) => aliases.iter().any(|alias| of_aws(alias)),
                None => false,
            }
    }
}
