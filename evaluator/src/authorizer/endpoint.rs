//! The policy of the VPC endpoint that the request came through (EVAL-038 to EVAL-040).

use super::{Asked, Court};
use crate::decision::Layer;

impl Court<'_> {
    /// Absent if the request came through no endpoint.
    pub(super) fn endpoint(&self) -> Asked {
        match &self.policies.endpoint {
            Some(policy) => Asked::any(self.ask(Layer::Endpoint, 0, std::slice::from_ref(policy))),
            None => Asked::default(),
        }
    }
}
