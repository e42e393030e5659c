//! Every document of the corpus that is accepted prints back: printing what was printed gives the same text, and the same policy but for its
//! spans (PROP-012).

use verdict_conformance::case::{DocumentVerdict, PolicyText, Question};
use verdict_conformance::corpus::Corpus;
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Environment, Policy, PolicyType, parse_in};
use verdict_evaluator::profile::Profile;

fn parsed(text: &str, policy_type: PolicyType, environment: &Environment, profile: &Profile) -> Policy {
    parse_in(text, policy_type, environment, profile).unwrap_or_else(|errors| panic!("{text}\n{}", errors[0]))
}

/// Long texts that are nothing but white space become shorter; quotas on raw characters are not what is tested here.
fn prints_back(document: &PolicyText, policy_type: PolicyType, environment: &Environment, profile: &Profile) {
    let text = document.text();
    let once = print(&parsed(&text, policy_type, environment, profile));
    if once.chars().count() > text.chars().count() && matches!(policy_type, PolicyType::Scp | PolicyType::Rcp | PolicyType::Session) {
        return;
    }
    let again = print(&parsed(&once, policy_type, environment, profile));
    assert_eq!(again, once);
}

#[test]
fn accepted_documents_print_back() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    let mut printed = 0;
    for case in corpus.cases() {
        let Question::Document(question, expectation) = &case.question else { continue };
        if expectation.verdict == DocumentVerdict::Accept {
            prints_back(&question.document, question.policy_type, &question.environment, &case.profile.profile);
            printed += 1;
        }
    }
    assert!(printed > 300, "{printed} documents");
}

#[test]
fn documented_and_managed_policies_print_back() {
    let corpus = Corpus::embedded().expect("the corpus in the binary is well-formed");
    let files: Vec<_> = corpus.files.iter().filter(|(id, _)| id.starts_with("documented/") || id.starts_with("managed/")).collect();
    assert_eq!(files.len(), 63);
    let mut printed = 0;
    for (id, file) in files {
        let Some(document) = file.document.as_ref().filter(|_| id != "documented/policy-structure-template") else { continue };
        let policy_type = file.policy_type.unwrap_or(PolicyType::Identity);
        let malformed_arns = id == "documented/guide-example-share-identifier";
        let judged = if malformed_arns { "evaluate-anyway" } else { "default" };
        let profile = Profile::preset(judged).expect("a preset");
        prints_back(document, policy_type, &Environment::default(), &profile);
        printed += 1;
    }
    assert_eq!(printed, 59, "three fragments cannot be completed to a policy, and a template of placeholder words is none");
}

#[test]
fn what_an_author_wrote_is_kept() {
    let text = r#"{
  "Statement": {
    "Resource": ["*"],
    "Condition": {
      "NumericLessThan": {
        "aws:MultiFactorAuthAge": 3.60e3
      },
      "Bool": {
        "aws:SecureTransport": [
          true
        ]
      }
    },
    "NotAction": "iam:*",
    "Effect": "Deny"
  },
  "Version": "2012-10-17"
}
"#;
    let policy = parsed(text, PolicyType::Identity, &Environment::default(), &Profile::default());
    assert_eq!(print(&policy), text.replace("[\"*\"]", "[\n      \"*\"\n    ]"));
}
