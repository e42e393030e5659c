//! `verdict rules`: the rule book, and how the corpus covers it.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use verdict_conformance::corpus::Corpus;
use verdict_conformance::property::laws_of;
use verdict_conformance::rule::{Family, Rule};
use verdict_conformance::score::{CASES_PER_RULE, is_covered};

use super::{BadInput, print};

/// Show the rule book: all families, one family, or one rule with the cases that cite it.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A family (`COND`) or a rule (`COND-012`).
    id: Option<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, BadInput> {
    let corpus = Corpus::embedded()?;
    let shown = match &arguments.id {
        None => families(&corpus),
        Some(id) => {
            let family = corpus.rules.families.iter().find(|family| family.name.eq_ignore_ascii_case(id));
            match (corpus.rules.find(id), family) {
                (Some(rule), _) => one_rule(rule, &corpus),
                (None, Some(family)) => one_family(family, &corpus),
                (None, None) => {
                    return Err(BadInput::new(format!("there is no rule or family `{id}`"), "`verdict rules` lists the families"));
                }
            }
        }
    };
    print(&shown);
    Ok(ExitCode::SUCCESS)
}

fn families(corpus: &Corpus) -> String {
    let coverage = corpus.coverage();
    let mut out = String::new();
    for family in &corpus.rules.families {
        let covered = family.rules.iter().filter(|rule| coverage.get(rule.id.as_str()).is_some_and(|cases| is_covered(&rule.id, *cases)));
        let _ = writeln!(
            out,
            "{:<6} {:>3} rules, {:>3} covered by {CASES_PER_RULE} cases or more, or by properties",
            family.name,
            family.rules.len(),
            covered.count()
        );
    }
    out
}

fn one_family(family: &Family, corpus: &Corpus) -> String {
    let coverage = corpus.coverage();
    let mut out = String::new();
    for rule in &family.rules {
        let cases = coverage.get(rule.id.as_str()).copied().unwrap_or_default();
        let _ = writeln!(out, "{} · {} ({}, {cases} cases)", rule.id, rule.title, rule.confidence.name());
        let _ = writeln!(out, "{}", wrapped(&rule.statement));
        if let Some(trap) = &rule.trap {
            let _ = writeln!(out, "{}", wrapped(&format!("trap: {trap}")));
        }
        out.push('\n');
    }
    out
}

/// A paragraph under a heading.
fn wrapped(text: &str) -> String {
    textwrap::fill(text, textwrap::Options::new(100).initial_indent("  ").subsequent_indent("  "))
}

fn one_rule(rule: &Rule, corpus: &Corpus) -> String {
    let statement = textwrap::fill(&rule.statement, 100);
    let mut out = format!("{} · {}\n\n{statement}\n\n", rule.id, rule.title);
    let note = rule.confidence_note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    let _ = writeln!(out, "confidence  {}{note}\nsource      {}", rule.confidence.name(), rule.source);
    if let Some(trap) = &rule.trap {
        let _ = writeln!(out, "trap        {trap}");
    }
    for (index, reading) in rule.readings.iter().enumerate() {
        let default = if index == 0 { " (default)" } else { "" };
        let _ = writeln!(out, "reading     {}{default}: {}", reading.name, reading.means);
    }
    if let Some(safe) = &rule.safe {
        let _ = writeln!(out, "to be safe  {safe}");
    }
    let cases: Vec<&str> = corpus.cases().filter(|case| case.rules.contains(&rule.id)).map(|case| case.id.as_str()).collect();
    let _ = writeln!(out, "\n{} cases", cases.len());
    for case in cases {
        let _ = writeln!(out, "  {case}");
    }
    let laws: Vec<&str> = laws_of(&rule.id).collect();
    if !laws.is_empty() {
        let _ = writeln!(out, "\n{} {}", laws.len(), if laws.len() == 1 { "property" } else { "properties" });
        laws.iter().for_each(|law| {
            let _ = writeln!(out, "  {law}");
        });
    }
    out
}
