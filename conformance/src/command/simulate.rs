//! `verdict evaluate --simulation`: an input of SimulateCustomPolicy or SimulatePrincipalPolicy, and what the operation would return.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_conformance::simulator::{Account, simulate_text};

use super::input::{Inputs, Purpose, TextFile};
use super::{BadInput, print, profile};

/// The options of a simulation.
#[derive(Args, Debug)]
pub(crate) struct Simulation {
    /// Simulate instead: the input of SimulateCustomPolicy or SimulatePrincipalPolicy, as `--cli-input-json` of the AWS CLI takes it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identity", "request", "principal", "action", "resource", "context", "expect"])]
    simulation: Option<PathBuf>,
    /// The users, groups and roles that SimulatePrincipalPolicy knows: `{ "entities": […], "scp": […] }`.
    #[arg(long, value_name = "FILE", requires = "simulation")]
    entities: Option<PathBuf>,
}

/// Simulates, if that is asked for, and prints the response.
pub(crate) fn run(simulation: &Simulation, choices: &[String], inputs: &mut Inputs) -> Result<Option<ExitCode>, BadInput> {
    let Some(path) = &simulation.simulation else { return Ok(None) };
    let profile = profile(choices)?;
    let account = match &simulation.entities {
        Some(path) => {
            let file = inputs.read(path, Purpose::Simulation)?;
            Account::from_text(&file.text).map_err(|faults| faulty(&file, faults))?
        }
        None => Account::default(),
    };
    let file = inputs.read(path, Purpose::Simulation)?;
    let response = simulate_text(&file.text, &account, &profile).map_err(|faults| faulty(&file, faults))?;
    print(&format!("{response:#}\n"));
    Ok(Some(ExitCode::SUCCESS))
}

fn faulty(file: &TextFile, faults: Vec<Fault>) -> BadInput {
    BadInput::Faulty(vec![FaultyText { name: file.name.clone(), text: file.text.as_ref().to_owned(), faults }])
}
