//! The reference evaluator agrees with every golden case, and with every variant of it. One test for each case file.

use std::path::{Path, PathBuf};

use rstest::rstest;
use verdict_conformance::case::{Case, Origin, read_file};
use verdict_conformance::engine::reference::Reference;
use verdict_conformance::expand::variants;
use verdict_conformance::fault::FaultyText;
use verdict_conformance::judge::{Verdict, judge};

#[rstest]
fn agrees_with(
    #[files("../corpus/**/*.json")]
    #[exclude("/corpus/(rules/.*|corpus|bug-classes|case\\.schema)(\\.json)?$")]
    path: PathBuf,
) {
    let text = std::fs::read_to_string(&path).expect("a case file is UTF-8 text");
    let id = path.with_extension("");
    let file = match read_file(&text, &id.to_string_lossy(), Origin::Corpus) {
        Ok(file) => file,
        Err(faults) => {
            let faulty = FaultyText { name: path.display().to_string(), text, faults };
            panic!("{}", faulty.lines().collect::<Vec<_>>().join("\n"));
        }
    };
    assert!(!file.cases.is_empty(), "{} has no cases", path.display());
    let mut failures = Vec::new();
    for case in &file.cases {
        failures.extend(failure(case, &path));
        for (_, variant) in variants(case) {
            failures.extend(failure(&variant, &path));
        }
    }
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

fn failure(case: &Case, path: &Path) -> Option<String> {
    let verdict = judge(&Reference, case);
    let answer = match &verdict {
        Verdict::Agree => return None,
        Verdict::Disagree { expected, got, reasons } => format!("expected {expected}\n  got      {got}\n{reasons}"),
        Verdict::Unsupported(reason) | Verdict::Error(reason) => format!("{verdict:?}: {reason}"),
    };
    let name = case.id.rsplit_once('/').map_or(case.id.as_str(), |(_, name)| name);
    Some(format!("{}: {name}\n  why      {}\n  {answer}\n", path.display(), case.why))
}
