//! The reference evaluator agrees with every golden case, and with every variant of it. One test for each case file.

use std::path::{Path, PathBuf};

use rstest::rstest;
use verdict_conformance::case::{Case, Origin, Question, read_file};
use verdict_conformance::engine::reference::Reference;
use verdict_conformance::engine::{Answer, Engine};
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
        Verdict::Agree => match untold(case) {
            Some(member) => format!("the reference does not tell `{member}`, so that it was not compared"),
            None => return None,
        },
        Verdict::Disagree { expected, got, reasons } => format!("expected {expected}\n  got      {got}\n{reasons}"),
        Verdict::Unsupported(reason) | Verdict::Error(reason) => format!("{verdict:?}: {reason}"),
    };
    let name = case.id.rsplit_once('/').map_or(case.id.as_str(), |(_, name)| name);
    Some(format!("{}: {name}\n  why      {}\n  {answer}\n", path.display(), case.why))
}

/// What a decision case expects and the answer leaves out. Of other engines that is let pass.
fn untold(case: &Case) -> Option<&'static str> {
    let Question::Decision(_, expected) = &case.question else { return None };
    let Answer::Decision(answer) = Reference.answer(case) else { return None };
    let (texts, told) = (&expected.texts, &answer.texts);
    let members = [
        ("by", expected.by.is_some(), answer.by.is_some()),
        ("layer", expected.layer.is_some(), answer.layer.is_some()),
        ("refusedBy", expected.refused_by.is_some(), answer.refused_by.is_some()),
        ("deniedBy", expected.denied_by.is_some(), answer.denied_by.is_some()),
        ("check", expected.check.is_some(), answer.check.is_some()),
        ("leansOn", expected.leans_on.is_some(), answer.leans_on.is_some()),
        ("message", !texts.message.is_empty(), told.message.is_some()),
        ("decoded", texts.decoded.is_some(), told.decoded.is_some()),
        ("error", texts.error.is_some(), told.error.is_some()),
    ];
    members.into_iter().find(|(_, expected, told)| *expected && !told).map(|(member, _, _)| member)
}
