//! Running the command as a person would.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) fn verdict(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verdict")).args(arguments).output().expect("the command runs")
}

pub(crate) fn verdict_with_input(arguments: &[&str], input: &[u8]) -> Output {
    run_with_input(Command::new(env!("CARGO_BIN_EXE_verdict")).args(arguments), input)
}

/// Runs a command with a text as its standard input. One that refuses its arguments reads nothing.
pub(crate) fn run_with_input(command: &mut Command, input: &[u8]) -> Output {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the command runs");
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the command ends")
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory of its own for a test.
pub(crate) fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("the directory can be made");
    directory
}

/// Writes a file of a test and returns its path.
pub(crate) fn write(directory: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = directory.join(name);
    fs::write(&path, text).expect("the file can be written");
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// The JSON that the command printed; its errors if it printed none.
pub(crate) fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&out(output)).unwrap_or_else(|error| panic!("{error}: {}{}", out(output), err(output)))
}
