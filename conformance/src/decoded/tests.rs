//! What is written is read back, in both shapes and for every request of the corpus; hostile texts are faults with a place.

use verdict_evaluator::authorizer::authorize;
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::profile::{DecodedMessageForm, Profile};
use verdict_evaluator::request::Request;

use super::{read, write};
use crate::case::Question;
use crate::corpus::Corpus;
use crate::engine::reference::policies;
use crate::request::request;

/// The keys as a decoded message tells them: a list of one is no other than a single value.
fn keys(context: &Context) -> Vec<(&str, &[String])> {
    fn values(value: &ContextValue) -> &[String] {
        match value {
            ContextValue::One(only) => std::slice::from_ref(only),
            ContextValue::Many(values) => values.as_slice(),
        }
    }
    context.iter().map(|(key, value)| (key, values(value))).collect()
}

fn same(left: &Request, right: &Request) -> bool {
    left.principal.arn() == right.principal.arn()
        && left.action == right.action
        && left.resource == right.resource
        && keys(&left.context) == keys(&right.context)
}

#[test]
fn every_decision_of_the_corpus_is_written_and_read_back() {
    let corpus = Corpus::embedded().expect("the corpus is well-formed");
    let mut written = 0;
    for case in corpus.cases() {
        let (Question::Decision(question, _), profile) = (&case.question, &case.profile.profile) else { continue };
        let (Ok((request, _)), Ok(policies)) = (request(&question.request, profile), policies(&question.policies, profile)) else {
            continue;
        };
        let decision = authorize(&policies, &request, profile);
        for form in [DecodedMessageForm::BooleansAndItems, DecodedMessageForm::StringsAndPlainLists] {
            let Ok(text) = write(&decision, &policies, &request, form) else { continue };
            let decoded = read(&text, profile).unwrap_or_else(|faults| panic!("{}: {text}: {faults:?}", case.id));
            assert_eq!(decoded.outcome, decision.outcome, "{}", case.id);
            assert!(same(&decoded.request, &request), "{}: {text}", case.id);
            written += 1;
        }
    }
    assert!(written > 100, "{written} messages");
}

#[test]
fn hostile_texts_are_faults_with_a_place() {
    let good = r#"{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},"failures":{"items":[]},"context":{"principal":{"id":"AIDAX","name":"ana","arn":"arn:aws:iam::111122223333:user/ana"},"action":"batch:SubmitJob","resource":"*","conditions":{"items":[{"key":"k:a","values":{"items":[{"value":"é"}]}}]}}}"#;
    assert!(read(good, &Profile::default()).is_ok());
    for (from, to, words) in [
        ("\"allowed\":", "\"allowed\":false,\"allowed\":", "stands twice"),
        ("\"failures\":", "\"faliures\":", "`failures` is missing"),
        ("\"failures\":{", "\"more\":1,\"failures\":{", "unknown member `more`"),
        ("\"items\":[]", "\"items\":{}", "must be a list"),
        ("{\"value\":\"é\"}", "{\"value\":null}", "must be a string"),
        ("{\"value\":\"é\"}", "{\"value\":\"é\",\"x\":1}", "must be a string"),
        ("\"*\"", "\"\"", "is not a resource"),
        ("batch:SubmitJob", "SubmitJob", "is not an action"),
        ("batch:SubmitJob", "batch:*", "is not an action"),
        ("arn:aws:iam::111122223333:user/ana", "ana", "cannot make a request"),
        ("{\"allowed\"", "[{\"allowed\"", "the text is not JSON"),
    ] {
        let text = good.replacen(from, to, 1);
        let faults = read(&text, &Profile::default()).expect_err(&text);
        assert!(faults.iter().any(|fault| fault.message.contains(words)), "{text}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.span.end <= text.len()), "{text}: {faults:?}");
    }
    let deep = format!("{{\"allowed\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    assert!(read(&deep, &Profile::default()).is_err());
    for end in (0..good.len()).filter(|end| good.is_char_boundary(*end)) {
        assert!(read(&good[..end], &Profile::default()).is_err());
    }
}
