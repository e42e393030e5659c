//! A case and an answer make a verdict: agree, disagree, unsupported, error. The four are counted apart, never merged.

mod call;
mod lifecycle;
mod simulation;
mod sts;

use std::collections::BTreeSet;

use verdict_evaluator::decision::{Layer, Outcome};
mod message;

use message::{as_told, compare_decoded, compare_message, same_texts, show_texts};

use crate::capability::needs;
use crate::case::{Case, DecisionExpectation, DocumentExpectation, DocumentVerdict, ExpectedTexts, LimitExpectation, Question, Ternary};
use crate::engine::{Answer, DecisionAnswer, Engine, Refusal};

/// How an engine stands to one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It gives the expected answer.
    Agree,
    /// It gives another answer.
    Disagree {
        /// The expected answer.
        expected: String,
        /// The engine's.
        got: String,
        /// The engine's reasons, if it gives any.
        reasons: String,
    },
    /// It cannot be asked, for this reason.
    Unsupported(String),
    /// It failed to answer, in this way.
    Error(String),
}

/// Asks an engine one case and compares.
pub fn judge(engine: &dyn Engine, case: &Case) -> Verdict {
    if let Some(reason) = needs(case).iter().find_map(|capability| engine.lacks(capability)) {
        return Verdict::Unsupported(reason);
    }
    compare(case, engine.answer(case))
}

/// Compares an answer with what the case expects.
pub fn compare(case: &Case, answer: Answer) -> Verdict {
    match (&case.question, answer) {
        (_, Answer::Unsupported(reason)) => Verdict::Unsupported(reason),
        (_, Answer::Error(message)) => Verdict::Error(message),
        (Question::Match(_, expected) | Question::Condition(_, expected), Answer::Ternary(got)) => compare_ternary(*expected, got),
        (Question::Decision(_, expected), Answer::Decision(got)) => compare_decision(expected, &got),
        (Question::Document(_, expected), Answer::Accepted { findings }) => compare_accepted(expected, &findings),
        (Question::Document(_, expected), Answer::Rejected(refusals)) => compare_rejected(expected, &refusals),
        (Question::Limit(_, LimitExpectation::Verdict(expected)), Answer::WithinLimit(within)) => {
            let got = if within { DocumentVerdict::Accept } else { DocumentVerdict::Reject };
            verdict(*expected == got, expected.name().to_owned(), got.name().to_owned(), String::new())
        }
        (Question::Limit(_, LimitExpectation::Size(expected)), Answer::Size(got)) => {
            verdict(*expected == got, expected.to_string(), got.to_string(), String::new())
        }
        (Question::Sts(_, expected), Answer::Session(got)) => sts::compare(expected, &got),
        (Question::Lifecycle(question, expected), Answer::Lifecycle(got)) => lifecycle::compare(question, expected, &got),
        (Question::Simulation(_, expected), Answer::Simulation(got)) => simulation::compare_simulation(expected, &got),
        (Question::SimulationResult(_, expected), Answer::Imported(got)) => simulation::compare_imported(expected, &got),
        (Question::Call(_, expected), Answer::Call(got)) => call::compare(expected, &got),
        (Question::Arn(_, expected), Answer::ResourceType(got)) => call::compare_type(expected.as_ref(), got.as_ref()),
        (Question::Model(_, expected), Answer::Facts(got)) => call::compare_facts(expected, &got),
        (Question::Message(_, expected), Answer::Message(got)) => compare_message(expected, &got),
        (Question::Decoded(_, expected), Answer::Decoded(got)) => compare_decoded(expected, &got, &case.profile.profile),
        (_, other) => Verdict::Error(format!("the answer is of another kind than the case: {other:?}")),
    }
}

fn verdict(agree: bool, expected: String, got: String, reasons: String) -> Verdict {
    if agree { Verdict::Agree } else { Verdict::Disagree { expected, got, reasons } }
}

fn compare_ternary(expected: Ternary, got: Ternary) -> Verdict {
    verdict(expected == got, expected.name().to_owned(), got.name().to_owned(), String::new())
}

/// What the engine does not tell is not compared.
fn compare_decision(expected: &DecisionExpectation, got: &DecisionAnswer) -> Verdict {
    let same_sids = match (&expected.by, &got.by) {
        (Some(expected), Some(got)) => sorted(expected) == sorted(got),
        _ => true,
    };
    let same_layer = told(expected.layer.map(Some).as_ref(), got.layer.as_ref());
    let same_rule = told(expected.refused_by.clone().map(Some).as_ref(), got.refused_by.as_ref());
    let layers = |layers: &Option<Vec<Layer>>| layers.as_ref().map(|layers| layers.iter().copied().collect::<BTreeSet<_>>());
    let same_denials = told(layers(&expected.denied_by).as_ref(), layers(&got.denied_by).as_ref());
    let same_check = told(expected.check.as_ref(), got.check.as_ref());
    let same_leans = match (&expected.leans_on, &got.leans_on) {
        (Some(expected), Some(got)) => sorted(expected) == sorted(got),
        _ => true,
    };
    let agree = expected.outcome == got.outcome
        && same_sids
        && same_layer
        && same_rule
        && same_denials
        && same_check
        && same_leans
        && same_texts(&expected.texts, &got.texts);
    let wanted = show_expectation(expected) + &show_texts(&expected.texts, &as_told(&expected.texts));
    let shown = show_answer(expected, got) + &show_texts(&expected.texts, &got.texts);
    verdict(agree, wanted, shown, got.why.clone())
}

/// Is what the case expects, if anything, what the engine tells, if anything?
fn told<T: PartialEq>(expected: Option<&T>, got: Option<&T>) -> bool {
    match (expected, got) {
        (Some(expected), Some(got)) => expected == got,
        (Some(_), None) | (None, _) => true,
    }
}

fn show_expectation(expected: &DecisionExpectation) -> String {
    let mut shown = expected.outcome.map_or("invalid", Outcome::name).to_owned();
    let mut add = |text: Option<String>| shown.push_str(&text.unwrap_or_default());
    add(expected.by.as_ref().map(|by| format!(" by {:?}", sorted(by))));
    add(expected.layer.map(|layer| format!(" in layer {}", layer.name())));
    add(expected.refused_by.as_ref().map(|rule| format!(" refused by {rule}")));
    add(expected.denied_by.as_ref().map(|layers| format!(" denied by {:?}", layer_names(layers))));
    add(expected.check.map(|check| format!(" in check {check}")));
    add(expected.leans_on.as_ref().map(|leans| format!(" leaning on {:?}", sorted(leans))));
    shown
}

/// As much of the answer as the case expects something of.
fn show_answer(expected: &DecisionExpectation, got: &DecisionAnswer) -> String {
    show_expectation(&DecisionExpectation {
        outcome: got.outcome,
        by: got.by.clone().filter(|_| expected.by.is_some()),
        layer: got.layer.flatten().filter(|_| expected.layer.is_some()),
        refused_by: got.refused_by.clone().flatten().filter(|_| expected.refused_by.is_some()),
        denied_by: got.denied_by.clone().filter(|_| expected.denied_by.is_some()),
        check: got.check.filter(|_| expected.check.is_some()),
        leans_on: got.leans_on.clone(),
        texts: ExpectedTexts::default(),
    })
}

fn layer_names(layers: &[Layer]) -> Vec<&'static str> {
    layers.iter().map(|layer| layer.name()).collect()
}

fn sorted(sids: &[String]) -> Vec<&str> {
    let mut sids: Vec<&str> = sids.iter().map(String::as_str).collect();
    sids.sort_unstable();
    sids.dedup();
    sids
}

fn compare_accepted(expected: &DocumentExpectation, findings: &[String]) -> Verdict {
    let missing = expected.findings.iter().filter(|code| !findings.contains(code));
    let surplus = expected.without.iter().filter(|code| findings.contains(code));
    let agree = expected.verdict == DocumentVerdict::Accept && missing.count() == 0 && surplus.count() == 0;
    verdict(agree, show_document(expected), format!("accept, findings {findings:?}"), String::new())
}

/// Code, path and message must all be those of one refusal.
fn compare_rejected(expected: &DocumentExpectation, refusals: &[Refusal]) -> Verdict {
    let fits = |refusal: &Refusal| {
        expected.code.as_ref().is_none_or(|code| *code == refusal.code)
            && expected.path.as_ref().is_none_or(|path| *path == refusal.path)
            && expected.message.as_ref().is_none_or(|message| Some(message) == refusal.message.as_ref())
    };
    let agree = expected.verdict == DocumentVerdict::Reject && refusals.iter().any(fits);
    let got: Vec<String> = refusals
        .iter()
        .map(|refusal| {
            let message = refusal.message.as_ref().map(|message| format!(" ({message})")).unwrap_or_default();
            format!("{} at `{}`{message}", refusal.code, refusal.path)
        })
        .collect();
    verdict(agree, show_document(expected), format!("reject: {}", got.join("; ")), String::new())
}

fn show_document(expected: &DocumentExpectation) -> String {
    let mut shown = expected.verdict.name().to_owned();
    for (what, text) in [("code", &expected.code), ("path", &expected.path), ("message", &expected.message)] {
        if let Some(text) = text {
            shown.push_str(&format!(", {what} `{text}`"));
        }
    }
    if !expected.findings.is_empty() {
        shown.push_str(&format!(", findings {:?}", expected.findings));
    }
    if !expected.without.is_empty() {
        shown.push_str(&format!(", without {:?}", expected.without));
    }
    shown
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::{Layer, Outcome};

    use super::{Verdict, compare};
    use crate::case::{Case, Origin, read_file};
    use crate::engine::{Answer, DecisionAnswer, Refusal};

    /// The only case of a file.
    fn case(kind: &str) -> Case {
        let text = format!(r#"{{ "topic": "t", "cases": [ {{ "name": "a-claim", {kind} }} ] }}"#);
        let file = read_file(&text, "file", Origin::Own(std::path::Path::new(""))).expect("a case file");
        file.cases.into_iter().next().expect("a case")
    }

    fn denied_by(sids: &[&str]) -> Answer {
        let by = sids.iter().map(|sid| (*sid).to_owned()).collect();
        let layer = Some(Some(Layer::Identity));
        Answer::Decision(DecisionAnswer { outcome: Some(Outcome::ExplicitDeny), by: Some(by), layer, ..DecisionAnswer::default() })
    }

    #[test]
    fn a_decision_agrees_in_value_statements_and_layer() {
        let case =
            case(r#""policies": {}, "request": {}, "expect": { "decision": "explicitDeny", "by": ["A", "B"], "layer": "identity" }"#);
        let agrees = |answer: Answer| compare(&case, answer) == Verdict::Agree;
        assert!(agrees(denied_by(&["B", "A", "A"])), "Sids are a set");
        assert!(!agrees(denied_by(&["A"])));
        let untold = DecisionAnswer { outcome: Some(Outcome::ExplicitDeny), ..DecisionAnswer::default() };
        assert!(agrees(Answer::Decision(untold.clone())), "what an engine does not tell is not compared");
        assert!(!agrees(Answer::Decision(DecisionAnswer { layer: Some(Some(Layer::Scp)), ..untold.clone() })));
        assert!(!agrees(Answer::Decision(DecisionAnswer { layer: Some(None), ..untold.clone() })));
        assert!(!agrees(Answer::Decision(DecisionAnswer { outcome: None, ..untold })), "refused input is no decision");
    }

    #[test]
    fn code_path_and_message_are_those_of_one_refusal() {
        let case = case(
            r#""document": {}, "policyType": "identity", "expect": { "document": "reject", "code": "INVALID_EFFECT", "path": "Statement[1].Effect" }"#,
        );
        let refusal = |code: &str, path: &str| Refusal { code: code.to_owned(), path: path.to_owned(), message: None };
        let agrees = |refusals: Vec<Refusal>| compare(&case, Answer::Rejected(refusals)) == Verdict::Agree;
        assert!(agrees(vec![refusal("MISSING_ACTION", ""), refusal("INVALID_EFFECT", "Statement[1].Effect")]));
        assert!(!agrees(vec![refusal("INVALID_EFFECT", "Statement[0].Effect"), refusal("MISSING_ACTION", "Statement[1].Effect")]));
        assert!(!agrees(vec![]));
        assert!(compare(&case, Answer::Accepted { findings: vec![] }) != Verdict::Agree);
    }

    #[test]
    fn unsupported_and_error_are_neither_right_nor_wrong() {
        let case = case(r#""condition": {}, "context": {}, "expect": { "holds": true }"#);
        assert_eq!(compare(&case, Answer::Unsupported("why".to_owned())), Verdict::Unsupported("why".to_owned()));
        assert_eq!(compare(&case, Answer::Error("how".to_owned())), Verdict::Error("how".to_owned()));
        assert!(matches!(compare(&case, Answer::WithinLimit(true)), Verdict::Error(_)), "an answer of another kind");
    }
}
