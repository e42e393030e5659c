//! How each rule about decisions, accounts and sessions explains itself: a snapshot of one case a rule, for review when it changes.

use verdict_conformance::case::{Case, Question};
use verdict_conformance::corpus::Corpus;
use verdict_conformance::engine::reference::explanation;
use verdict_conformance::rule::family_of;

/// The families whose rules are about whole decisions.
const FAMILIES: [&str; 3] = ["EVAL", "XACC", "SESS"];

/// Rules that have no decision of their own: what a policy may name, and what STS makes of a request for a session.
const WITHOUT_DECISION: [&str; 3] = ["XACC-009", "SESS-011", "SESS-019"];

#[test]
fn one_case_of_each_rule() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    let mut without = Vec::new();
    for rule in corpus.rules.rules().filter(|rule| FAMILIES.contains(&family_of(&rule.id))) {
        let about = |case: &&Case| case.rules.first() == Some(&rule.id) && is_explained(case);
        match corpus.cases().find(about) {
            Some(case) => insta::assert_snapshot!(rule.id.clone(), explained(case)),
            None => without.push(rule.id.as_str()),
        }
    }
    assert_eq!(without, WITHOUT_DECISION);
}

/// Is it a decision under the default profile whose input is not refused?
fn is_explained(case: &Case) -> bool {
    let Question::Decision(_, expectation) = &case.question else { return false };
    expectation.outcome.is_some() && case.profile.preset.is_none() && case.profile.readings.is_empty()
}

fn explained(case: &Case) -> String {
    let Question::Decision(question, _) = &case.question else { return String::new() };
    let text = explanation(question, &case.profile.profile).unwrap_or_else(|error| error.to_string());
    format!("# {}\n# {}\n\n{text}", case.id, case.why)
}
