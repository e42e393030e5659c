//! Session policies: they limit a session and never grant (EVAL-023, SESS-005 to SESS-009, SESS-021).

use super::{Asked, Court};
use crate::decision::Layer;
use crate::principal::Principal;

impl Court<'_> {
    /// Absent if none was passed, or if the request is made by no session.
    pub(super) fn session(&self) -> Asked {
        let in_session = match self.request.principal {
            Principal::RoleSession { .. } | Principal::FederatedUser { .. } => true,
            // The task policy of AssumeRoot (SESS-021).
            Principal::Root { assumed, .. } => assumed,
            Principal::User { .. } | Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => false,
        };
        match &self.policies.session {
            Some(policies) if in_session => Asked::any(self.ask(Layer::Session, 0, policies)),
            Some(_) | None => Asked::default(),
        }
    }
}
