//! `verdict test`: judges an engine on cases and prints where it stands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use verdict_conformance::case::Case;
use verdict_conformance::corpus::Corpus;
use verdict_conformance::engine::Engine;
use verdict_conformance::engine::reference::{Reference, sensitivity};
use verdict_conformance::expand::variants;
use verdict_conformance::judge::{Verdict, judge};
use verdict_conformance::report;
use verdict_conformance::score::Score;

use super::{BadInput, print, profile};

/// Judge the reference evaluator on golden cases, or run your own policy unit tests.
#[derive(Args, Debug, Default)]
pub(crate) struct Arguments {
    /// Case files, or directories of them; without any, the corpus in this binary.
    paths: Vec<PathBuf>,
    /// A corpus on disk instead of the one in this binary.
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    corpus: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Only cases whose full name contains this text.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Only cases that cite this rule.
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Judge under a preset or a reading (`RULE=READING`); what a case names itself goes before. May be repeated.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// Judge also the variants of decision cases that must not change the answer.
    #[arg(long)]
    expand: bool,
    /// Say also on which readings of disputed rules the decisions lean.
    #[arg(long)]
    disputes: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
    Junit,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let corpus = match (&arguments.corpus, arguments.paths.as_slice()) {
        (Some(directory), _) => Corpus::on_disk(directory)?,
        (None, []) => Corpus::embedded()?,
        (None, paths) => Corpus::own(paths)?,
    };
    let cases = selected(&corpus, arguments)?;
    if cases.is_empty() {
        return Err(BadInput::new("no case is selected", "try another --filter or --rule"));
    }
    let engine = Reference;
    let verdicts: Vec<Verdict> = judge_all(&engine, &cases);
    let score = Score::new(&corpus, cases.iter().zip(verdicts));
    let own = !arguments.paths.is_empty();
    let shown = match arguments.format {
        Format::Human if own => report::human::own_tests(&score),
        Format::Human => report::human::standing(&score, &corpus, engine.name()),
        Format::Json => report::json(&score, &corpus, engine.name()),
        Format::Junit => report::junit(&score, &cases, engine.name())
            .map_err(|error| BadInput::new(format!("the report cannot be written: {error}"), "try --format json"))?,
    };
    print(&shown);
    if arguments.disputes {
        let sensitivities: Vec<_> =
            cases.iter().filter_map(|case| sensitivity(case).map(|(outcome, leans)| (case, outcome, leans))).collect();
        print(&report::disputes::of_cases(&sensitivities));
    }
    Ok(if score.all_agree() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The cases to judge, each under the profile that the command line and the case make.
fn selected(corpus: &Corpus, arguments: &Arguments) -> Result<Vec<Case>, BadInput> {
    let base = profile(&arguments.profile)?;
    if let Some(rule) = arguments.rule.as_ref().filter(|rule| corpus.rules.find(rule).is_none()) {
        return Err(BadInput::new(format!("there is no rule `{rule}`"), "`verdict rules` lists them"));
    }
    let wanted = |case: &&Case| {
        let named = arguments.filter.as_ref().is_none_or(|text| case.id.contains(text.as_str()));
        let cited = |rule: &String| case.rules.iter().any(|cited| cited.eq_ignore_ascii_case(rule));
        named && arguments.rule.as_ref().is_none_or(cited)
    };
    let mut cases = Vec::new();
    for case in corpus.cases().filter(wanted) {
        let mut case = case.clone();
        case.profile.rebase(base);
        if arguments.expand {
            cases.extend(variants(&case).into_iter().map(|(_, variant)| variant));
        }
        cases.push(case);
    }
    Ok(cases)
}

fn judge_all(engine: &dyn Engine, cases: &[Case]) -> Vec<Verdict> {
    // Drawn on terminals only.
    let bar = ProgressBar::new(cases.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} cases") {
        bar.set_style(style);
    }
    let verdicts = cases.iter().map(|case| {
        bar.inc(1);
        judge(engine, case)
    });
    let verdicts = verdicts.collect();
    bar.finish_and_clear();
    verdicts
}
