//! The words of the language, for libFuzzer: `policy.dict` is written from the tables of the evaluator.

use verdict_evaluator::context::global;
use verdict_evaluator::operator::BASE_OPERATORS;
use verdict_evaluator::policy::principal::PrincipalKind;
use verdict_evaluator::policy::{PolicyType, StatementElement};
use verdict_evaluator::service::batch::model;

/// Values, pieces of names, variables and escapes: what no table holds.
const OTHERS: &[&str] = &[
    "2012-10-17",
    "2008-10-17",
    "Allow",
    "Deny",
    "IfExists",
    "ForAllValues:",
    "ForAnyValue:",
    "arn:aws:",
    "arn:aws:batch:us-east-1:111122223333:job-queue/",
    "arn:aws:iam::111122223333:role/",
    "arn:aws:s3:::",
    "111122223333",
    "batch:SubmitJob",
    "batch:*",
    "sts:AssumeRole",
    "s3:*",
    "batch.amazonaws.com",
    "2024-01-01T00:00:00Z",
    "10.0.0.0/8",
    "2001:db8::/32",
    "QQ==",
    "true",
    "false",
    "null",
    "1e10",
    "${",
    "}",
    "${aws:username}",
    "${k, '",
    "'}",
    "${*}",
    "${?}",
    "${$}",
    "\\ud800",
    "\\udc00",
    "\\u0000",
];

/// Members of case files and of the inputs of the command.
const MEMBERS: &[&str] = &[
    "condition",
    "context",
    "match",
    "request",
    "principal",
    "action",
    "resource",
    "policies",
    "document",
    "policyType",
    "expect",
    "decision",
    "call",
    "operation",
    "input",
    "state",
    "simulation",
    "lifecycle",
    "sts",
    "limit",
    "message",
    "decodedMessage",
    "profile",
    "organization",
    "topic",
    "cases",
    "name",
    "why",
    "rules",
    "evidence",
    "entities",
    "UserDetailList",
    "RoleDetailList",
    "GroupDetailList",
    "Policies",
];

/// The text of `policy.dict`.
pub fn text() -> String {
    let members = ["Version", "Id", "Statement"].into_iter().chain(StatementElement::ALL.iter().map(|element| element.name()));
    let members = members.chain(PrincipalKind::ALL.iter().map(|kind| kind.name()));
    let quoted = |word: &str| format!("\"{word}\"");
    let sections: [(&str, Vec<String>); 6] = [
        ("Elements", members.map(quoted).collect()),
        ("Condition operators", BASE_OPERATORS.iter().map(|operator| operator.name().to_owned()).collect()),
        ("Condition keys", keys().into_iter().collect()),
        ("Policy types", PolicyType::ALL.iter().map(|kind| quoted(kind.name())).collect()),
        ("Members of input files", MEMBERS.iter().map(|word| quoted(word)).collect()),
        ("Values, variables and escapes", OTHERS.iter().map(|word| (*word).to_owned()).collect()),
    ];
    let mut text =
        "# Words of the policy language, for libFuzzer: -dict=fuzz/policy.dict. Written by fuzz/examples/dictionary.rs.\n".to_owned();
    for (title, words) in sections {
        let lines: String = words.iter().map(|word| format!("\"{}\"\n", word.replace('\\', "\\\\").replace('"', "\\\""))).collect();
        text.push_str(&format!("\n# {title}\n{lines}"));
    }
    text
}

/// Global keys and those of AWS Batch; of keys with a name behind a slash, all up to the slash.
fn keys() -> std::collections::BTreeSet<String> {
    let batch = model().condition_keys.iter().chain(&model().further_keys).map(|key| key.key.as_str());
    let names = global::keys().iter().map(|key| key.name.as_str()).chain(batch);
    names.map(|name| name.split_inclusive('/').next().unwrap_or(name).to_owned()).collect()
}
