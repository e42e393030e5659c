//! What SimulateCustomPolicy and SimulatePrincipalPolicy of IAM take and give, in AWS's own JSON shapes.
//!
//! [`input`] reads a request strictly, [`account`] the entities that SimulatePrincipalPolicy takes policies from, `scenario` asks the
//! evaluator once for each action and resource, [`output`] writes what AWS would return, [`import`] turns recorded results into evidence.
//!
//! The simulator knows less than the evaluator (MSG-028): no sessions, session policies, resource control policies or endpoint policies,
//! no resource's policy for calls of a role, and no trust policy for `sts:Assume*`. What it does not say is decided as everywhere else.
//!
//! Rules: MSG-018 to MSG-028.

pub mod account;
pub mod import;
pub mod input;
pub mod output;
mod scenario;
mod template;

use serde_json::Value;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::decision::Decision;
use verdict_evaluator::json::Node;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;

pub use account::Account;
pub use output::{Origin, Origins};

use crate::fault::Fault;
use crate::reading::{self, Read};

/// The two operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// SimulateCustomPolicy: the policies are in the input (MSG-019).
    Custom,
    /// SimulatePrincipalPolicy: they are also those of a user, group or role (MSG-020).
    Principal,
}

impl Operation {
    /// Both operations.
    pub const ALL: [Self; 2] = [Self::Custom, Self::Principal];

    /// Its name in the IAM API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "SimulateCustomPolicy",
            Self::Principal => "SimulatePrincipalPolicy",
        }
    }

    /// The operation whose input this is: only SimulatePrincipalPolicy names whose policies it takes.
    pub fn of(input: &Node) -> Self {
        if input.get("PolicySourceArn").is_some() { Self::Principal } else { Self::Custom }
    }
}

/// The error codes of the two operations, as faults carry them.
pub mod code {
    /// The input is not one that the operation takes.
    pub const INVALID_INPUT: &str = "InvalidInput";
    /// The user, group or role does not exist.
    pub const NO_SUCH_ENTITY: &str = "NoSuchEntity";
}

/// Simulates an input given as JSON text, as `aws iam simulate-custom-policy --cli-input-json` takes it.
///
/// # Errors
/// Everything for which the operation would refuse the input, each with its place.
pub fn simulate_text(text: &str, account: &Account, profile: &Profile) -> Read<Value> {
    let node = reading::json(text).map_err(|faults| coded(faults, code::INVALID_INPUT))?;
    simulate(Operation::of(&node), &node, account, profile)
}

/// Simulates an input.
///
/// # Errors
/// Everything for which the operation would refuse it, each with its place.
pub fn simulate(operation: Operation, input: &Node, account: &Account, profile: &Profile) -> Read<Value> {
    let input = input::read(operation, input)?;
    let scenario = scenario::Scenario::new(&input, account, profile)?;
    let simulated = scenario.play()?;
    Ok(output::response(&simulated, &scenario))
}

/// One decision as the result of a simulation of one action. `origins` says which texts the policies were read from.
pub fn result(decision: &Decision, policies: &Policies, request: &Request, origins: &Origins) -> Value {
    let simulated = output::Simulated::new(request, decision, policies, output::CrossAccount::Evaluated);
    output::single(&simulated, policies, origins)
}

/// Gives a code to the faults that have none.
fn coded(mut faults: Vec<Fault>, code: &'static str) -> Vec<Fault> {
    for fault in &mut faults {
        fault.code.get_or_insert(code);
    }
    faults
}
