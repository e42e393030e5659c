//! `verdict fmt`: keeps corpus files in their canonical layout.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use verdict_conformance::corpus::{json_files, read_text};
use verdict_conformance::fault::FaultyText;
use verdict_conformance::layout::layout;

use super::{BadInput, print};

/// Bring case files into their canonical layout.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files, or directories of JSON files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that are not canonical, and fail if there are any.
    #[arg(long)]
    check: bool,
}

/// Runs the command. A file that is no JSON stops it before anything is written.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let mut changed = Vec::new();
    for path in &arguments.paths {
        let files = if path.is_dir() { json_files(path)? } else { vec![path.clone()] };
        for file in files {
            let text = read_text(&file)?;
            let canonical = layout(&text)
                .map_err(|faults| BadInput::Faulty(vec![FaultyText { name: file.display().to_string(), text: text.clone(), faults }]))?;
            if canonical != text {
                changed.push((file, canonical));
            }
        }
    }
    for (file, canonical) in &changed {
        if !arguments.check {
            replace(file, canonical)?;
        }
        print(&format!("{}\n", file.display()));
    }
    let failed = arguments.check && !changed.is_empty();
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Writes beside the file and renames, so that nothing is ever half written.
fn replace(file: &Path, text: &str) -> Result<(), BadInput> {
    let beside = file.with_extension("json.new");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    written.map_err(|error| BadInput::new(format!("`{}` cannot be written: {error}", file.display()), "check its permissions"))
}
