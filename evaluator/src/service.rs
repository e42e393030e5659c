//! From one call of a service's API to the authorization checks that it makes, and from these to the decision.
//!
//! A call of AWS Batch is not one request: each container of a job definition, each queue that is named, each role that is passed is asked for
//! on its own, and the call is allowed only if all are (EVAL-051). [`checks`] turns a call into its checks, [`decide_call`] decides them with
//! [`authorize`](crate::authorizer::authorize). The evaluator itself knows nothing of AWS Batch; what is particular stands in [`batch`], and
//! its facts in a data file.

pub mod batch;
mod decide;
mod error;

use std::collections::BTreeMap;

pub use decide::{CallDecision, CallOutcome, CheckDecision, Deciding, Requester, check_call_input, decide_call};
pub use error::{CallError, CallErrorKind};

use crate::action::Action;
use crate::context::Context;
use crate::json::Node;
use crate::profile::Profile;
use crate::resource::Resource;

/// One call of the API.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation, as in the API (`SubmitJob`) or as in the AWS CLI (`submit-job`).
    pub operation: String,
    /// Its input, as the API takes it.
    pub input: Node,
    /// Where the call comes from.
    pub caller: Caller,
    /// What exists already.
    pub state: State,
}

/// The partition, Region and account by which names are completed (BATCH-018).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// `aws`, `aws-cn`, …
    pub partition: String,
    /// `us-east-1`
    pub region: String,
    /// `123456789012`
    pub account: String,
}

/// What exists already, as far as checks depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct State {
    /// The tags of resources, by ARN (TAG-010).
    pub resource_tags: BTreeMap<String, BTreeMap<String, String>>,
    /// The roles inside instance profiles, by ARN or name of the profile (ROLE-007).
    pub instance_profiles: BTreeMap<String, Vec<String>>,
    /// Whether a service-linked role exists, by its name. What is not said exists (DOC-035, ROLE-033).
    pub service_linked_roles: BTreeMap<String, bool>,
    /// The latest active revision of job definitions, by name, for the readings that need it (BATCH-022, BATCH-040).
    pub latest_revisions: BTreeMap<String, u64>,
}

/// One question that the service asks before it does what a call wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The container that it is about, as a JSON path (BATCH-042); `None` for a check of the whole request.
    pub unit: Option<String>,
    /// The parameter that names the resource, as a JSON path.
    pub named_by: Option<String>,
    /// The action.
    pub action: Action,
    /// The resource.
    pub target: Target,
    /// The keys that the call feeds. Keys that every request has (principal, time, source) are not among them.
    pub context: Context,
    /// The rules that make the check what it is.
    pub rules: Vec<&'static str>,
}

/// The resource of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// This one.
    Resource(Resource),
    /// One that the call does not tell, and the state neither (ROLE-007, BATCH-022).
    Unknown(String),
}

impl Target {
    /// The ARN, `*`, or what is not known.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Resource(resource) => resource.as_str(),
            Self::Unknown(what) => what,
        }
    }
}

/// Something that a user should know beside the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where in the input, as a JSON path; empty for the whole call.
    pub path: String,
    /// What, on one line.
    pub text: String,
    /// The rules it rests on.
    pub rules: Vec<&'static str>,
}

/// The checks of a call, and what else is to be said.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    /// The checks, in the order in which they are explained.
    pub checks: Vec<Check>,
    /// The notes.
    pub notes: Vec<Note>,
}

/// A call that makes more checks is refused: no call that AWS takes has so many, and each costs time.
pub const MOST_CHECKS: usize = 10_000;

/// So many errors of one call are reported.
pub const MOST_ERRORS: usize = 1_000;

/// The checks of a call.
///
/// ```
/// use verdict_evaluator::json;
/// use verdict_evaluator::profile::Profile;
/// use verdict_evaluator::service::{Call, Caller, State, checks};
///
/// let input = json::read(r#"{ "jobName": "run1", "jobQueue": "queue1", "jobDefinition": "render:3" }"#).node.unwrap();
/// let caller = Caller { partition: "aws".into(), region: "us-east-1".into(), account: "123456789012".into() };
/// let call = Call { operation: "submit-job".into(), input, caller, state: State::default() };
/// let checks = checks(&call, &Profile::default()).unwrap();
/// let resources: Vec<&str> = checks.iter().map(|check| check.target.as_str()).collect();
/// assert_eq!(resources, [
///     "arn:aws:batch:us-east-1:123456789012:job-definition/render:3",
///     "arn:aws:batch:us-east-1:123456789012:job-queue/queue1",
/// ]);
/// ```
///
/// # Errors
/// Everything by which the call is not one that the API takes. Nothing is guessed.
pub fn checks(call: &Call, profile: &Profile) -> Result<Vec<Check>, Vec<CallError>> {
    plan(call, profile).map(|plan| plan.checks)
}

/// The checks of a call, with notes.
///
/// # Errors
/// As [`checks`].
pub fn plan(call: &Call, profile: &Profile) -> Result<Plan, Vec<CallError>> {
    batch::plan(call, profile)
}
