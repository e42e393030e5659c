//! The result of judging, for people, programs and CI servers.

pub mod call;
pub mod disputes;
pub mod human;
pub mod sequence;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use crate::case::Case;
use crate::corpus::Corpus;
use crate::judge::Verdict;
use crate::score::{FamilyScore, Score};

/// The standing as JSON: counts, rules, the same by family, and every case that does not agree.
pub fn json(score: &Score<'_>, corpus: &Corpus, engine: &str) -> String {
    let families: serde_json::Map<String, Value> = score.families.iter().map(|family| (family.family.clone(), counts(family))).collect();
    let mut whole = counts(&score.total);
    whole["engine"] = json!(engine);
    whole["corpus"] = json!(corpus.version);
    whole["families"] = Value::Object(families);
    whole["failures"] = score.failures.iter().map(|(case, verdict)| failure(case, verdict)).collect();
    format!("{whole:#}\n")
}

fn counts(family: &FamilyScore) -> Value {
    json!({
        "cases": family.counts.cases(),
        "agree": family.counts.agree,
        "disagree": family.counts.disagree,
        "unsupported": family.counts.unsupported,
        "errors": family.counts.error,
        "rules": { "total": family.rules.total, "covered": family.rules.covered },
    })
}

fn failure(case: &Case, verdict: &Verdict) -> Value {
    let mut failure = json!({ "name": case.id, "why": case.why, "rules": case.rules, "catches": case.catches });
    match verdict {
        Verdict::Agree => failure["verdict"] = json!("agree"),
        Verdict::Disagree { expected, got, reasons } => {
            failure["verdict"] = json!("disagree");
            failure["expected"] = json!(expected);
            failure["got"] = json!(got);
            failure["reasons"] = json!(reasons);
        }
        Verdict::Unsupported(reason) => {
            failure["verdict"] = json!("unsupported");
            failure["got"] = json!(reason);
        }
        Verdict::Error(message) => {
            failure["verdict"] = json!("error");
            failure["got"] = json!(message);
        }
    }
    failure
}

/// The verdicts as a JUnit report, one suite a case file.
///
/// # Errors
/// The report cannot be written as XML.
pub fn junit(score: &Score<'_>, cases: &[Case], engine: &str) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(format!("verdict: {engine}"));
    for case in cases {
        let (file, name) = case.id.rsplit_once('/').unwrap_or(("", &case.id));
        let verdict = score.failures.iter().find(|(failed, _)| failed.id == case.id).map_or(&Verdict::Agree, |(_, verdict)| verdict);
        let mut test = TestCase::new(name, status(verdict));
        test.set_classname(file.replace('/', "."));
        if report.test_suites.last().is_none_or(|suite| suite.name.as_str() != file) {
            report.add_test_suite(TestSuite::new(file));
        }
        if let Some(suite) = report.test_suites.last_mut() {
            suite.add_test_case(test);
        }
    }
    report.to_string()
}

fn status(verdict: &Verdict) -> TestCaseStatus {
    let (mut status, message) = match verdict {
        Verdict::Agree => return TestCaseStatus::success(),
        Verdict::Disagree { expected, got, .. } => {
            (TestCaseStatus::non_success(NonSuccessKind::Failure), format!("expected {expected}, got {got}"))
        }
        Verdict::Unsupported(reason) => (TestCaseStatus::skipped(), reason.clone()),
        Verdict::Error(message) => (TestCaseStatus::non_success(NonSuccessKind::Error), message.clone()),
    };
    status.set_message(message);
    status
}
