//! The README tells the truth: the files it shows are written, its `verdict` commands are run, and their output is compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of the README.
struct Block {
    language: String,
    text: String,
    /// The line of prose before it.
    before: String,
}

fn readme() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = fs::read_to_string(path).expect("there is a README");
    let mut blocks = Vec::new();
    let mut before = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block { language: language.to_owned(), text: inside.join("\n"), before: before.clone() });
        } else if !line.is_empty() {
            before = line.to_owned();
        }
    }
    blocks
}

/// The file that a line of prose names: the first word in backticks that ends in `.json`.
fn named_file(line: &str) -> Option<&str> {
    line.split('`').find(|word| word.ends_with(".json"))
}

/// Commands and their output: `$ ` starts a command, a backslash continues it.
fn commands(console: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in console.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((command, output))) if output.is_empty() && command.ends_with('\\') => {
                command.pop();
                command.push_str(line.trim_start());
            }
            (None, Some((_, output))) => output.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    commands
}

#[test]
fn commands_print_what_the_readme_shows() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("the directory can be made");
    let mut compared = 0;
    for block in readme() {
        if let Some(file) = named_file(&block.before).filter(|_| block.language == "json") {
            fs::write(directory.join(file), &block.text).expect("the file can be written");
        }
        let commands = if block.language == "console" { commands(&block.text) } else { Vec::new() };
        for (command, expected) in commands {
            let Some(arguments) = command.strip_prefix("verdict ").or(command.strip_prefix("cargo run --release -q -- ")) else { continue };
            if expected.is_empty() {
                continue;
            }
            // By a shell, so that quotation marks mean what they mean to a reader.
            let binary = env!("CARGO_BIN_EXE_verdict");
            let output = Command::new("sh")
                .args(["-c", &format!("'{binary}' {arguments}")])
                .current_dir(&directory)
                .output()
                .expect("the command runs");
            let shown = [output.stdout, output.stderr].concat();
            let shown = String::from_utf8_lossy(&shown);
            assert_eq!(shown.trim_end(), expected.trim_end(), "$ {command}");
            compared += 1;
        }
    }
    assert!(compared >= 3, "{compared} commands with output");
}

#[test]
fn the_scoreboard_is_the_current_one() {
    let output = Command::new(env!("CARGO_BIN_EXE_verdict")).output().expect("the command runs");
    let shown = String::from_utf8_lossy(&output.stdout);
    let found = readme().iter().any(|block| block.language == "text" && block.text.trim() == shown.trim());
    assert!(found, "the README shows another scoreboard than:\n{shown}");
}
