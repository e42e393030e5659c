//! Where an engine stands: verdicts counted by family, and how many rules the cases cover.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::corpus::Corpus;
use crate::judge::Verdict;
use crate::property::laws_of;
use crate::rule::family_of;

/// A rule counts as covered if at least this many cases cite it: one that holds, and its near miss. Or if a property checks it.
pub const CASES_PER_RULE: usize = 2;

/// Does the rule have cases enough, or a property of its own?
pub fn is_covered(rule: &str, cases: usize) -> bool {
    cases >= CASES_PER_RULE || laws_of(rule).next().is_some()
}

/// How many cases got which verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the members are the verdicts")]
pub struct Counts {
    pub agree: usize,
    pub disagree: usize,
    pub unsupported: usize,
    pub error: usize,
}

impl Counts {
    /// All cases.
    pub const fn cases(&self) -> usize {
        self.agree + self.disagree + self.unsupported + self.error
    }

    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Agree => self.agree += 1,
            Verdict::Disagree { .. } => self.disagree += 1,
            Verdict::Unsupported(_) => self.unsupported += 1,
            Verdict::Error(_) => self.error += 1,
        }
    }
}

/// How many rules there are, and how many of them are covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the summary says it")]
pub struct RuleCounts {
    pub total: usize,
    pub covered: usize,
}

/// The standing in one family of rules.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FamilyScore {
    /// The family.
    pub family: String,
    /// The cases whose first rule is of the family.
    pub counts: Counts,
    /// The family's rules.
    pub rules: RuleCounts,
}

/// The standing of an engine.
#[derive(Clone, Debug)]
pub struct Score<'a> {
    /// Family by family, in the order of the rule book.
    pub families: Vec<FamilyScore>,
    /// Everything together.
    pub total: FamilyScore,
    /// The cases that do not agree.
    pub failures: Vec<(&'a Case, Verdict)>,
}

impl<'a> Score<'a> {
    /// Counts the verdicts on cases of a corpus. Coverage is that of the whole corpus, whichever cases were judged.
    pub fn new(corpus: &Corpus, verdicts: impl IntoIterator<Item = (&'a Case, Verdict)>) -> Self {
        let mut families: Vec<FamilyScore> = corpus.rules.families.iter().map(|family| empty(&family.name)).collect();
        let places: BTreeMap<String, usize> = families.iter().enumerate().map(|(place, score)| (score.family.clone(), place)).collect();
        for (rule, cases) in corpus.coverage() {
            if let Some(score) = places.get(family_of(rule)).and_then(|place| families.get_mut(*place)) {
                score.rules.total += 1;
                score.rules.covered += usize::from(is_covered(rule, cases));
            }
        }
        let mut total = empty("all");
        for score in &families {
            total.rules.total += score.rules.total;
            total.rules.covered += score.rules.covered;
        }
        let mut failures = Vec::new();
        for (case, verdict) in verdicts {
            total.counts.add(&verdict);
            let family = case.rules.first().map(|rule| family_of(rule));
            if let Some(score) = family.and_then(|family| places.get(family)).and_then(|place| families.get_mut(*place)) {
                score.counts.add(&verdict);
            }
            if verdict != Verdict::Agree {
                failures.push((case, verdict));
            }
        }
        Self { families, total, failures }
    }

    /// Does every case agree?
    pub const fn all_agree(&self) -> bool {
        self.total.counts.agree == self.total.counts.cases()
    }
}

fn empty(family: &str) -> FamilyScore {
    FamilyScore { family: family.to_owned(), ..FamilyScore::default() }
}
