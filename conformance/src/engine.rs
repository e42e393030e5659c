//! What the suite judges: anything that answers cases.

pub mod reference;

use verdict_evaluator::context::Context;
use verdict_evaluator::decision::{Layer, Outcome};
use verdict_evaluator::message::DeniedMessage;
use verdict_evaluator::service::CallOutcome;

use crate::capability::Capability;
use crate::case::lifecycle::StepValues;
use crate::case::{Case, Facts, SessionExpectation, Ternary};
use crate::decoded::Decoded;
use crate::simulator::import::Imported;

/// An engine that decides IAM policies.
pub trait Engine: Sync {
    /// Its name in reports.
    fn name(&self) -> &str;

    /// Why the engine cannot be asked something that needs this, if it cannot.
    fn lacks(&self, capability: &Capability) -> Option<String>;

    /// The engine's answer to a case.
    fn answer(&self, case: &Case) -> Answer;
}

/// What an engine answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a match or condition case.
    Ternary(Ternary),
    /// To a decision case.
    Decision(DecisionAnswer),
    /// To a document case: it is accepted, with these findings.
    Accepted {
        /// Codes of a validator.
        findings: Vec<String>,
    },
    /// To a document case: it is refused, for these reasons.
    Rejected(Vec<Refusal>),
    /// To a limit case.
    WithinLimit(bool),
    /// To a limit case that asks for a size.
    Size(usize),
    /// To an `sts` case.
    Session(SessionAnswer),
    /// To a lifecycle case.
    Lifecycle(LifecycleAnswer),
    /// To a simulation.
    Simulation(SimulationAnswer),
    /// To recorded results of the policy simulator.
    Imported(Imported),
    /// To a call case.
    Call(CallAnswer),
    /// To an ARN case: its resource type, if it has one.
    ResourceType(Option<String>),
    /// To a model case.
    Facts(Facts),
    /// To a message case.
    Message(MessageAnswer),
    /// To a case with a decoded message: what it says, or why it is refused.
    Decoded(Result<Box<Decoded>, String>),
    /// The engine cannot be asked this, and why.
    Unsupported(String),
    /// The engine failed to answer, and how.
    Error(String),
}

/// What becomes of a request for temporary credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionAnswer {
    /// A session is made, of which the engine tells this.
    Accepted(SessionExpectation),
    /// It is refused.
    Refused {
        /// By this rule, if the engine tells.
        rule: Option<String>,
        /// Why, in words.
        reason: String,
    },
}

/// A decision; `None` as outcome means that the input is refused.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DecisionAnswer {
    /// The decision value.
    pub outcome: Option<Outcome>,
    /// The Sids of the statements that decide, if the engine tells.
    pub by: Option<Vec<String>>,
    /// The layer that decides, or that none does, if the engine tells.
    pub layer: Option<Option<Layer>>,
    /// The rule that closes the request whatever policies say, or that none does, if the engine tells.
    pub refused_by: Option<Option<String>>,
    /// All layers that deny explicitly, if the engine tells.
    pub denied_by: Option<Vec<Layer>>,
    /// The check of a compound call that is named, if the engine tells.
    pub check: Option<usize>,
    /// The readings that the decision leans on, if the case asks and the engine tells.
    pub leans_on: Option<Vec<String>>,
    /// In which words the decision is told.
    pub texts: DecisionTexts,
    /// Why, in words.
    pub why: String,
}

/// The texts that belong to a decision, as far as the engine tells them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DecisionTexts {
    /// The text of the denial.
    pub message: Option<String>,
    /// The decoded message, as JSON text.
    pub decoded: Option<String>,
    /// Code and HTTP status of the error.
    pub error: Option<(String, usize)>,
}

/// What the text of a denial says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageAnswer {
    /// It says this.
    Read(DeniedMessage),
    /// It is none that can be read.
    Unreadable {
        /// Because it is encoded?
        encoded: bool,
        /// Why, in words.
        why: String,
    },
}

/// What the steps of a lifecycle came to, and what is there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleAnswer {
    /// One answer a step.
    pub steps: Vec<StepAnswer>,
    /// Does the role exist?
    pub present: bool,
    /// Its description.
    pub description: Option<String>,
    /// The status of the deletion task that was submitted last.
    pub status: Option<String>,
}

/// What one step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepAnswer {
    /// It is accepted and returns these values.
    Accepted(StepValues),
    /// It is refused.
    Refused {
        /// By this rule, if the engine tells.
        rule: Option<String>,
        /// In these words.
        why: String,
    },
}

/// What a simulator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationAnswer {
    /// The response, in AWS's shape.
    Response(serde_json::Value),
    /// It refuses the input: error codes, with their places in the input.
    Refused(Vec<Refusal>),
}

/// One reason why a document is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its code.
    pub code: String,
    /// Where.
    pub path: String,
    /// In which words the IAM API refuses it, if known.
    pub message: Option<String>,
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAnswer {
    /// It is refused as input.
    Invalid {
        /// At which JSON paths.
        paths: Vec<String>,
        /// Why, in words.
        why: String,
    },
    /// It makes checks.
    Checked {
        /// The checks.
        checks: Vec<CheckAnswer>,
        /// What they come to, if policies are given.
        verdict: Option<CallVerdict>,
    },
}

/// One check of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckAnswer {
    /// The action.
    pub action: String,
    /// The resource; `None` if it is not known.
    pub resource: Option<String>,
    /// The container, as a JSON path.
    pub unit: Option<String>,
    /// The keys that the call feeds.
    pub context: Context,
    /// Its value, if policies are given.
    pub outcome: Option<CallOutcome>,
}

/// What a call comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallVerdict {
    /// Its value.
    pub outcome: CallOutcome,
    /// The Sids of the statements that decide.
    pub by: Vec<String>,
    /// The layer that decides.
    pub layer: Option<Layer>,
    /// The rule by which it is refused whatever policies say.
    pub refused_by: Option<String>,
}
