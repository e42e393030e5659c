//! Identity-based policies: the statements of all of them are alternatives (EVAL-007, EVAL-043). In a session they are
//! those of its role, never of whoever assumed it (SESS-020, SESS-022, XACC-016, SLR-019, SLR-022).

use super::{Asked, Court};
use crate::decision::Layer;

impl Court<'_> {
    /// Without any policy the layer allows nothing; for principals that can have none it does not apply (EVAL-016, EVAL-030, EVAL-045).
    pub(super) fn identity(&self) -> Asked {
        if !self.request.principal.has_identity() {
            return Asked::default();
        }
        Asked::any(self.ask(Layer::Identity, 0, &self.policies.identity))
    }
}
