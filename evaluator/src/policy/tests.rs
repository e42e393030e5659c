//! What errors say besides their codes: rule, place, the other place they are about, the recorded answer. And one fault is one error.

use super::{ParseError, PolicyType, read};
use crate::policy::Environment;
use crate::profile::{EmptyLists, Profile};
use crate::span::Span;

fn errors(policy_type: PolicyType, profile: &Profile, text: &str) -> Vec<ParseError> {
    read(text, policy_type, &Environment::default(), profile).errors
}

/// The one error of a text.
#[track_caller]
fn only(policy_type: PolicyType, text: &str) -> ParseError {
    let found = errors(policy_type, &Profile::default(), text);
    let [error] = found.as_slice() else { panic!("{text}: {found:?}") };
    error.clone()
}

/// Has the text exactly these errors: code, rule, and the piece of the text that is marked?
#[track_caller]
fn check_in(profile: &Profile, policy_type: PolicyType, text: &str, expected: &[(&str, &str, &str)]) {
    let found = errors(policy_type, profile, text);
    let told: Vec<_> = found
        .iter()
        .map(|error| {
            let words = error.kind.words();
            (words.code, words.rule, error.span.of(text).unwrap_or_default())
        })
        .collect();
    assert_eq!(told, expected, "{text}");
}

#[track_caller]
fn check(policy_type: PolicyType, text: &str, expected: &[(&str, &str, &str)]) {
    check_in(&Profile::default(), policy_type, text, expected);
}

fn statement(members: &str) -> String {
    format!(r#"{{ "Version": "2012-10-17", "Statement": {{ {members} }} }}"#)
}

#[test]
fn a_principal_in_its_wrong_place_is_one_error() {
    let nobody = r#"{ "AWS": "nobody" }"#;
    let allow = statement(&format!(r#""Effect": "Allow", "Principal": {nobody}, "Action": "batch:ListJobs", "Resource": "*""#));
    check(PolicyType::Identity, &allow, &[("UNSUPPORTED_PRINCIPAL", "GRAM-036", nobody)]);
    check(PolicyType::Scp, &allow, &[("SCP_SYNTAX_ERROR_PRINCIPAL", "GRAM-042", nobody)]);
    let deny = statement(&format!(r#""Effect": "Deny", "Principal": {nobody}, "Action": "s3:GetObject", "Resource": "*""#));
    check(PolicyType::Rcp, &deny, &[("RCP_SYNTAX_ERROR_PRINCIPAL", "GRAM-043", nobody)]);
    check(PolicyType::Resource, &deny, &[("INVALID_PRINCIPAL_FORMAT", "PRIN-004", r#""nobody""#)]);
}

#[test]
fn no_version_is_another_fault_than_an_old_one() {
    let without = r#"{ "Statement": { "Effect": "Deny", "Action": "batch:*", "Resource": "*" } }"#;
    check(PolicyType::Scp, without, &[("version-required", "GRAM-020", without)]);
    let old = r#"{ "Version": "2008-10-17", "Statement": { "Effect": "Deny", "Action": "batch:*", "Resource": "*" } }"#;
    check(PolicyType::Scp, old, &[("INVALID_VERSION", "GRAM-020", r#""2008-10-17""#)]);
    let unknown = r#"{ "Version": "2013-10-17", "Statement": { "Effect": "Deny", "Action": "batch:*", "Resource": "*" } }"#;
    check(PolicyType::Scp, unknown, &[("INVALID_VERSION", "GRAM-016", r#""2013-10-17""#)]);
}

#[test]
fn a_missing_action_is_no_empty_one() {
    let refused = Profile { empty_lists: EmptyLists::Refused, ..Profile::default() };
    let missing = statement(r#""Effect": "Allow", "Resource": "*""#);
    check_in(&refused, PolicyType::Identity, &missing, &[("MISSING_ACTION", "GRAM-033", r#"{ "Effect": "Allow", "Resource": "*" }"#)]);
    let empty = statement(r#""Effect": "Allow", "Action": [], "Resource": "*""#);
    check_in(&refused, PolicyType::Identity, &empty, &[("EMPTY_ARRAY_ACTION", "GRAM-024", "[]")]);
    check(PolicyType::Identity, &empty, &[]);
}

#[test]
fn a_run_of_other_characters_is_marked_once() {
    let text = |sid: &str| statement(&format!(r#""Sid": "{sid}", "Effect": "Allow", "Action": "batch:ListJobs", "Resource": "*""#));
    let found = |sid: &str| -> Vec<(Option<usize>, String)> {
        let text = text(sid);
        let other = |error: &ParseError| error.code() == "character-not-permitted";
        let place = |error: ParseError| (text.get(..error.span.start).map(str::len), error.span.of(&text).unwrap_or_default().to_owned());
        errors(PolicyType::Identity, &Profile::default(), &text).into_iter().filter(other).map(place).collect()
    };
    let start = text("").find(r#""", "Effect""#).map(|at| at + 1);
    let dash = "\u{2014}".to_owned();
    assert_eq!(found("a-b"), []);
    assert_eq!(found("\u{2014}\u{2014}\u{2014}"), [(start, dash.clone())]);
    assert_eq!(found("\u{2014}\u{2014}a\u{2014}"), [(start, dash.clone()), (start.map(|at| at + 7), dash)]);
}

#[test]
fn errors_about_two_places_name_the_first_too() {
    let check = |text: &str, first: Option<&str>, second: &str| {
        let error = only(PolicyType::Identity, text);
        let span = |word: &str, at: Option<usize>| at.map(|at| Span::new(at, at + word.len()));
        assert_eq!(error.related(), first.and_then(|word| span(word, text.find(word))), "{text}");
        assert_eq!(Some(error.span), span(second, text.rfind(second)), "{text}");
    };
    let listing = r#""Effect": "Allow", "Action": "batch:ListJobs", "Resource": "*""#;
    check(&statement(&format!(r#"{listing}, "Action": "batch:ListJobs""#)), Some(r#""Action""#), r#""Action""#);
    let sids = format!(r#"{{ "Version": "2012-10-17", "Statement": [{{ "Sid": "List", {listing} }}, {{ "Sid": "List", {listing} }}] }}"#);
    check(&sids, Some(r#""List""#), r#""List""#);
    let keys = format!(r#"{listing}, "Condition": {{ "StringEquals": {{ "batch:User": "a", "BATCH:user": "b" }} }}"#);
    check(&statement(&keys), Some(r#""batch:User""#), r#""BATCH:user""#);
    check(&statement(r#""Effect": "allow", "Action": "batch:ListJobs", "Resource": "*""#), None, r#""allow""#);
}

#[test]
fn the_answer_about_wildcards_is_for_wildcards() {
    let check = |action: &str, expected: Option<&str>| {
        let error = only(PolicyType::Identity, &statement(&format!(r#""Effect": "Allow", "Action": "{action}", "Resource": "*""#)));
        assert_eq!(error.code(), "INVALID_SERVICE_IN_ACTION", "{action}");
        assert_eq!(error.save_message().as_deref(), expected, "{action}");
    };
    check("b*:SubmitJob", Some("Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."));
    check("b?tch:SubmitJob", Some("Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."));
    check("b@tch:SubmitJob", None);
}

#[test]
fn types_are_named_in_sentences() {
    let check = |policy_type: PolicyType, expected: &str| assert_eq!(policy_type.with_article(), expected);
    check(PolicyType::Identity, "an identity policy");
    check(PolicyType::Boundary, "a permissions boundary");
    check(PolicyType::Session, "a session policy");
    check(PolicyType::Resource, "a resource-based policy");
    check(PolicyType::Trust, "a role trust policy");
    check(PolicyType::Scp, "a service control policy");
    check(PolicyType::Rcp, "a resource control policy");
    check(PolicyType::Endpoint, "a VPC endpoint policy");
}
