//! `verdict evaluate --simulation`: an input of SimulateCustomPolicy or SimulatePrincipalPolicy, and what the operation would return.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use verdict_conformance::corpus::not_utf8;
use verdict_conformance::fault::{Fault, FaultyText};
use verdict_conformance::simulator::{Account, simulate_text};

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
pub(crate) fn run(simulation: &Simulation, choices: &[String]) -> Result<Option<ExitCode>, BadInput> {
    let Some(path) = &simulation.simulation else { return Ok(None) };
    let profile = profile(choices)?;
    let account = match &simulation.entities {
        Some(path) => {
            let (name, text) = read(path)?;
            Account::from_text(&text).map_err(|faults| faulty(name, text, faults))?
        }
        None => Account::default(),
    };
    let (name, text) = read(path)?;
    let response = simulate_text(&text, &account, &profile).map_err(|faults| faulty(name, text, faults))?;
    print(&format!("{response:#}\n"));
    Ok(Some(ExitCode::SUCCESS))
}

fn faulty(name: String, text: String, faults: Vec<Fault>) -> BadInput {
    BadInput::Faulty(vec![FaultyText { name, text, faults }])
}

/// The largest input, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Name and text of a file; `-` is standard input.
fn read(path: &Path) -> Result<(String, String), BadInput> {
    let mut bytes = Vec::new();
    let standard = path.as_os_str() == "-";
    let name = if standard { "standard input".to_owned() } else { path.display().to_string() };
    let read = if standard {
        std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    if read.map_err(|error| BadInput::unreadable(path, &error))? as u64 > LARGEST {
        return Err(BadInput::new(
            format!("`{name}` is larger than {LARGEST} bytes"),
            "a simulation takes policies of at most 131072 characters",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(BadInput::Faulty(vec![not_utf8(&name, error.as_bytes())])),
    }
}
