//! Writes seeds from the golden cases: `cargo run -p verdict-fuzz --example seeds -- DIRECTORY` fills `DIRECTORY/TARGET`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

#[expect(clippy::print_stdout, reason = "how many seeds there are")]
fn main() -> Result<(), Box<dyn Error>> {
    let into = PathBuf::from(std::env::args_os().nth(1).ok_or("give a directory")?);
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let seeds = verdict_fuzz::seeds::of_corpus(&corpus).map_err(|error| format!("{error:?}"))?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (target, bytes) in seeds {
        let count = counts.entry(target).or_default();
        fs::create_dir_all(into.join(target))?;
        fs::write(into.join(target).join(format!("golden-{count:04}")), bytes)?;
        *count += 1;
    }
    for (target, count) in counts {
        println!("{target}: {count} seeds");
    }
    Ok(())
}
