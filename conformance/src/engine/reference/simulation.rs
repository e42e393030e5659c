//! Answers to simulations and recorded results (MSG-018 to MSG-028).

use verdict_evaluator::profile::Profile;

use crate::case::{SimulationQuestion, SimulationResultQuestion};
use crate::engine::{Answer, Refusal, SimulationAnswer};
use crate::simulator::import::import;
use crate::simulator::input::path_of;
use crate::simulator::{code, simulate};

/// The response, or why there is none.
pub(super) fn simulated(question: &SimulationQuestion, profile: &Profile) -> Answer {
    let answer = simulate(question.operation, &question.input, &question.account, profile).map_err(|faults| {
        let refusal = |fault: &crate::fault::Fault| Refusal {
            code: fault.code.unwrap_or(code::INVALID_INPUT).to_owned(),
            path: path_of(&question.input, fault.span),
            message: Some(fault.message.clone()),
        };
        faults.iter().map(refusal).collect()
    });
    Answer::Simulation(answer.map_or_else(SimulationAnswer::Refused, SimulationAnswer::Response))
}

/// The evidence in recorded results.
pub(super) fn imported(question: &SimulationResultQuestion, profile: &Profile) -> Answer {
    match import(&question.input, &question.output, profile) {
        Ok(imported) => Answer::Imported(imported),
        Err(faults) => {
            let words: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            Answer::Error(format!("the recorded output cannot be read: {}", words.join("; ")))
        }
    }
}
