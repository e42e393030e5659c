//! With which error code and HTTP status does AWS Batch refuse a call? (MSG-011)

use crate::action::Action;
use crate::decision::{Decision, Outcome};
use crate::profile::{BatchDenialError, Profile};
use crate::request::Request;

/// The error around a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServiceError {
    /// Its code, which SDKs call the exception.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
}

const CLIENT_EXCEPTION: ServiceError = ServiceError { code: "ClientException", status: 400 };
const ACCESS_DENIED: ServiceError = ServiceError { code: "AccessDeniedException", status: 403 };

/// The error of a denied call of AWS Batch; `None` if the call is allowed, or goes to another service.
pub fn service_error(decision: &Decision, request: &Request, profile: &Profile) -> Option<ServiceError> {
    let denied = decision.outcome != Outcome::Allowed && is_batch(&request.action);
    denied.then_some(match profile.batch_denial_error {
        BatchDenialError::AccessDeniedException => ACCESS_DENIED,
        BatchDenialError::ClientException => CLIENT_EXCEPTION,
    })
}

/// The error of a call of AWS Batch that is malformed, whoever makes it; `None` for other services.
pub fn malformed_call(action: &Action) -> Option<ServiceError> {
    is_batch(action).then_some(CLIENT_EXCEPTION)
}

fn is_batch(action: &Action) -> bool {
    action.service() == "batch"
}
