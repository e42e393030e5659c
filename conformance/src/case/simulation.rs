//! Simulations: an input of the policy simulator and its results, and recorded results as evidence (MSG-018 to MSG-028).

use serde_json::Value as Json;
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::json::Node;

use super::Source;
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};
use crate::simulator::import::{Evidence, Reason};
use crate::simulator::{Account, Operation, code};

/// What does the simulator answer?
#[derive(Clone, Debug)]
pub struct SimulationQuestion {
    /// The operation.
    pub operation: Operation,
    /// Its input, as AWS takes it.
    pub input: Node,
    /// The entities that SimulatePrincipalPolicy knows.
    pub account: Account,
}

/// What the simulator must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationExpectation {
    /// It answers.
    Results {
        /// Of each result the members that matter; `null` is a member that must be absent.
        results: Vec<Json>,
        /// Are there more results, if it matters?
        is_truncated: Option<bool>,
    },
    /// It refuses the input.
    Refused {
        /// With this error code.
        code: String,
        /// Because of this place of the input, if it matters.
        at: Option<String>,
    },
}

/// What do recorded results show?
#[derive(Clone, Debug)]
pub struct SimulationResultQuestion {
    /// The input of the simulation.
    pub input: Node,
    /// What AWS returned.
    pub output: Node,
}

/// What recorded results must show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceExpectation {
    /// All decisions.
    pub evidence: Vec<Evidence>,
    /// Why results are refused, if it matters.
    pub refused: Option<Vec<Reason>>,
}

impl Source<'_> {
    pub(super) fn simulation_question(self, members: &mut Members<'_>) -> Read<SimulationQuestion> {
        let mut simulation = Members::of(members.required("simulation")?, "simulation")?;
        let operation = operation(simulation.required("operation")?)?;
        let input = simulation.required("input")?.clone();
        let account = self.account(&mut simulation)?;
        simulation.end()?;
        Ok(SimulationQuestion { operation, input, account })
    }

    pub(super) fn simulation_expectation(self, node: &Node) -> Read<SimulationExpectation> {
        let mut members = Members::of(node, "expect")?;
        let expectation = match members.optional("simulation") {
            Some(node) => SimulationExpectation::Refused { code: error_code(node)?, at: members.optional_string("at")? },
            None => SimulationExpectation::Results {
                results: self.plain_json(members.required("results")?)?,
                is_truncated: members.optional("isTruncated").map(|node| reading::boolean(node, "isTruncated")).transpose()?,
            },
        };
        members.end()?;
        Ok(expectation)
    }

    /// The entries of a list as JSON without places.
    fn plain_json(self, node: &Node) -> Read<Vec<Json>> {
        let text = node.span.of(self.text).unwrap_or_default();
        serde_json::from_str(text).or_else(|error| fault(format!("`results` must be a list: {error}"), node.span))
    }
}

pub(super) fn simulation_result_question(members: &mut Members<'_>) -> Read<SimulationResultQuestion> {
    let mut recorded = Members::of(members.required("simulationResult")?, "simulationResult")?;
    let question = SimulationResultQuestion { input: recorded.required("input")?.clone(), output: recorded.required("output")?.clone() };
    recorded.end()?;
    Ok(question)
}

pub(super) fn evidence_expectation(node: &Node) -> Read<EvidenceExpectation> {
    let mut members = Members::of(node, "expect")?;
    let entries = reading::array(members.required("evidence")?, "evidence")?;
    let mut evidence = reading::all(entries.iter().map(evidence_entry))?;
    evidence.sort();
    let reasons = members.optional("refused").map(|node| reading::array(node, "refused")).transpose()?;
    let refused = reasons.map(|reasons| reading::all(reasons.iter().map(reason))).transpose()?;
    members.end()?;
    Ok(EvidenceExpectation { evidence, refused })
}

fn evidence_entry(node: &Node) -> Read<Evidence> {
    let mut members = Members::of(node, "an entry of `evidence`")?;
    let decision = members.required("decision")?;
    let word = reading::string(decision, "decision")?;
    let outcomes = [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny];
    let outcome = outcomes.into_iter().find(|outcome| outcome.name() == word);
    let outcome = outcome.ok_or_else(|| vec![Fault::new(format!("`{word}` is no decision"), decision.span)])?;
    let entry = Evidence { action: members.string("action")?, resource: members.string("resource")?, outcome };
    members.end()?;
    Ok(entry)
}

fn operation(node: &Node) -> Read<Operation> {
    let name = reading::string(node, "operation")?;
    let names = Operation::ALL.map(Operation::name).join("`, `");
    let found = Operation::ALL.into_iter().find(|operation| operation.name() == name);
    found.ok_or_else(|| vec![Fault::new(format!("`{name}` is no simulation"), node.span).with_help(format!("`{names}`"))])
}

fn error_code(node: &Node) -> Read<String> {
    let word = reading::string(node, "simulation")?;
    if [code::INVALID_INPUT, code::NO_SUCH_ENTITY].contains(&word.as_str()) {
        return Ok(word);
    }
    fault(format!("`simulation` must be \"{}\" or \"{}\"", code::INVALID_INPUT, code::NO_SUCH_ENTITY), node.span)
}

fn reason(node: &Node) -> Read<Reason> {
    let word = reading::string(node, "refused")?;
    let names = Reason::ALL.map(Reason::name).join("`, `");
    Reason::from_name(&word).ok_or_else(|| vec![Fault::new(format!("`{word}` is no reason"), node.span).with_help(format!("`{names}`"))])
}
