//! The permissions boundary: it limits and never grants (EVAL-021, EVAL-022).

use super::{Asked, Court};
use crate::decision::Layer;

impl Court<'_> {
    /// Absent if no boundary is set, or for principals that can have none.
    pub(super) fn boundary(&self) -> Asked {
        match &self.policies.boundary {
            Some(boundary) if self.request.principal.has_identity() => {
                Asked::any(self.ask(Layer::Boundary, 0, std::slice::from_ref(boundary)))
            }
            Some(_) | None => Asked::default(),
        }
    }
}
