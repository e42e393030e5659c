//! Texts that are nearly refusals by AWS: recorded forms with some words dropped, repeated or exchanged.

use arbitrary::{Result, Unstructured};

/// A denial or a decoded message with up to four words changed, so that many are still read and the others nearly.
///
/// # Errors
/// None in practice.
pub fn nearly_a_refusal(u: &mut Unstructured<'_>) -> Result<String> {
    let mut words: Vec<String> = u.choose(&TEXTS)?.split(' ').map(str::to_owned).collect();
    for _ in 0..u.int_in_range(0..=4)? {
        let at = u.choose_index(words.len())?;
        match u.int_in_range(0..=3)? {
            0 if words.len() > 1 => {
                words.remove(at);
            }
            0 | 1 => words.insert(at, any_word(u)?.to_owned()),
            2 => words[at] = any_word(u)?.to_owned(),
            _ => words[at].push(*u.choose(&['.', ':', ',', '"', '\n', '\u{e9}'])?),
        }
    }
    Ok(words.join(" "))
}

fn any_word(u: &mut Unstructured<'_>) -> Result<&'static str> {
    let words: Vec<&str> = u.choose(&TEXTS)?.split(' ').collect();
    u.choose(&words).copied()
}

/// One text of each form.
const TEXTS: [&str; 6] = [
    "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: batch:SubmitJob on resource: * because no identity-based policy allows the batch:SubmitJob action",
    "User: arn:aws:sts::111122223333:assumed-role/R/s is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/a b\" with an explicit deny in a VPC endpoint policy transitively through a service control policy, with policy ARN: arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-1. Encoded authorization failure message: EXAMPLE",
    "operation: Cross-account pass role is not allowed.",
    "Access Denied",
    r#"{ "allowed": false, "explicitDeny": true, "matchedStatements": { "items": [ { "statementId": "No", "effect": "DENY", "principals": { "items": [ { "value": "AROAX" } ] }, "principalGroups": { "items": [] }, "actions": { "items": [ { "value": "ec2:RunInstances" } ] }, "resources": { "items": [] }, "conditions": { "items": [] } } ] }, "failures": { "items": [] }, "context": { "principal": { "id": "AROAX:s", "arn": "arn:aws:sts::111122223333:assumed-role/R/s" }, "action": "RunInstances", "resource": "arn:aws:ec2:us-east-1:111122223333:instance/*", "conditions": { "items": [ { "key": "aws:TagKeys", "values": { "items": [ { "value": "a" } ] } } ] } } }"#,
    r#"{ "allowed": "false", "explicitDeny": "false", "matchedStatements": "", "failures": "", "context": { "principal": { "id": "AIDAX", "name": "ana", "arn": "arn:aws:iam::111122223333:user/ana" }, "action": "ec2:StopInstances", "resource": "*", "conditions": [ { "item": { "key": "ec2:Tenancy", "values": [ "default" , "x" ] } } ] } }"#,
];
