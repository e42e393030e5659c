//! The result of judging, for people.

use std::fmt::Write as _;

use crate::case::Case;
use crate::corpus::Corpus;
use crate::judge::Verdict;
use crate::score::{FamilyScore, Score};

/// The standing on a corpus: what does not agree, then a table by family.
pub fn standing(score: &Score<'_>, corpus: &Corpus, engine: &str) -> String {
    let mut out = failures(score);
    let header = ["family", "cases", "agree", "disagree", "unsupported", "error", "rules covered"];
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).to_vec()];
    rows.extend(score.families.iter().map(row));
    rows.push(row(&score.total));
    out.push_str(&table(&rows));
    let total = &score.total.counts;
    let _ = writeln!(
        out,
        "\n{engine} on corpus {}: {} of {} cases agree, {} disagree, {} unsupported, {} errors",
        corpus.version,
        total.agree,
        total.cases(),
        total.disagree,
        total.unsupported,
        total.error,
    );
    out
}

/// The result of somebody's own tests: what does not agree, then the count.
pub fn own_tests(score: &Score<'_>) -> String {
    let mut out = failures(score);
    let counts = &score.total.counts;
    let failed = counts.cases() - counts.agree;
    let _ = writeln!(out, "{} passed, {failed} failed", counts.agree);
    out
}

fn row(score: &FamilyScore) -> Vec<String> {
    let counts = &score.counts;
    let numbers = [counts.cases(), counts.agree, counts.disagree, counts.unsupported, counts.error];
    let mut row = vec![score.family.clone()];
    row.extend(numbers.iter().map(usize::to_string));
    row.push(format!("{}/{}", score.rules.covered, score.rules.total));
    row
}

/// The first column to the left, all others to the right; a line under the header and above the last row.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 1 || index + 1 == rows.len() {
            let _ = writeln!(out, "{}", "-".repeat(widths.iter().map(|width| width + 2).sum::<usize>().saturating_sub(2)));
        }
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  "));
    }
    out
}

fn failures(score: &Score<'_>) -> String {
    score.failures.iter().map(|(case, verdict)| failure(case, verdict)).collect()
}

fn failure(case: &Case, verdict: &Verdict) -> String {
    let mut out = format!("{}: {}\n", word(verdict), case.id);
    if !case.why.is_empty() {
        let _ = writeln!(out, "  why       {}", case.why);
    }
    if !case.rules.is_empty() {
        let _ = writeln!(out, "  rules     {}", case.rules.join(", "));
    }
    match verdict {
        Verdict::Agree => {}
        Verdict::Disagree { expected, got, reasons } => {
            let _ = writeln!(out, "  expected  {expected}\n  got       {got}");
            for line in reasons.lines() {
                let _ = writeln!(out, "{}", format!("  | {line}").trim_end());
            }
        }
        Verdict::Unsupported(reason) | Verdict::Error(reason) => {
            let _ = writeln!(out, "  reason    {reason}");
        }
    }
    out.push('\n');
    out
}

const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Agree => "agree",
        Verdict::Disagree { .. } => "disagree",
        Verdict::Unsupported(_) => "unsupported",
        Verdict::Error(_) => "error",
    }
}
