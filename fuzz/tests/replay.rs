//! Runs every stored input through its target, on stable.

use std::fs;
use std::path::Path;

use verdict_fuzz::{TARGETS, Target};

#[test]
fn every_stored_input_is_judged() {
    for kind in ["regressions", "seeds"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind);
        for directory in fs::read_dir(&root).expect("the directory of stored inputs") {
            let directory = directory.expect("an entry").path();
            let name = directory.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let known = TARGETS.iter().find(|(target, _)| *target == name);
            let (_, target) = known.unwrap_or_else(|| panic!("{} belongs to no target", directory.display()));
            assert!(run_all(&directory, *target) > 0, "{} holds no input", directory.display());
        }
    }
}

#[test]
fn every_target_has_seeds_and_a_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in TARGETS {
        assert!(root.join("seeds").join(name).is_dir(), "no seeds for {name}");
        assert!(root.join("fuzz_targets").join(format!("{name}.rs")).is_file(), "no program for {name}");
    }
}

/// Runs all files of a directory; the test's output names the one that fails, the last one shown.
#[expect(clippy::print_stdout, reason = "shown by the test harness if an input fails")]
fn run_all(directory: &Path, target: Target) -> usize {
    let mut files: Vec<_> = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    for file in &files {
        println!("{}", file.display());
        target(&fs::read(file).expect("a file"));
    }
    files.len()
}

#[test]
fn golden_cases_give_seeds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let seeds = verdict_fuzz::seeds::of_corpus(&corpus).expect("the corpus is readable");
    // The bytes of the others are draws, which no case tells.
    for (name, target) in TARGETS.iter().filter(|(name, _)| !["authorize", "calls", "oracles"].contains(name)) {
        let of_target: Vec<_> = seeds.iter().filter(|(of, _)| of == name).collect();
        assert!(of_target.len() >= 20, "{} seeds for {name}", of_target.len());
        for (_, bytes) in of_target {
            target(bytes);
        }
    }
}

#[test]
fn the_dictionary_has_the_words_of_the_evaluator() {
    let stored = include_str!("../policy.dict");
    assert!(stored == verdict_fuzz::dictionary::text(), "cargo run -p verdict-fuzz --example dictionary > fuzz/policy.dict");
}
