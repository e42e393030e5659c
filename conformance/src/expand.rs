//! Variants of a decision case that must not change its answer: what two authors could write for the same policy.
//!
//! Rules: PROP-006, PROP-009 to PROP-011, PROP-013, PROP-014, PROP-025, PROP-046.

use verdict_evaluator::json::{Member, Node, Value, quote};
use verdict_evaluator::limit::RAW_DOCUMENT;

use crate::case::{CallExpectation, CallQuestion, Case, DecisionExpectation, DecisionQuestion, PolicySet, PolicyText, Question};
use crate::reading;

/// One way to write a question differently.
#[derive(Clone, Copy, Debug)]
pub struct Variation {
    /// What it changes, in words that end a sentence: "with the statements reversed".
    pub name: &'static str,
    /// Changes a policy.
    policy: fn(&mut Node),
    /// Changes the action of the request.
    action: fn(&str) -> String,
    /// Changes the context of the request.
    context: fn(&mut Node),
}

/// All variations.
pub const VARIATIONS: [Variation; 8] = [
    Variation { policy: reverse_statements, ..Variation::named("with the statements reversed") },
    Variation { policy: reverse_lists, ..Variation::named("with all lists reversed") },
    Variation { policy: toggle_brackets, ..Variation::named("with strings as lists and lists of one as strings") },
    Variation { policy: upper_case_actions, action: str::to_ascii_lowercase, ..Variation::named("with actions in other letter case") },
    Variation { policy: upper_case_keys, context: lower_case_names, ..Variation::named("with condition keys in other letter case") },
    Variation { policy: repeat_statements, ..Variation::named("with every statement repeated") },
    Variation { policy: toggle_statement_brackets, ..Variation::named("with one statement as object or list") },
    Variation::named("with other white space"),
];

impl Variation {
    const fn named(name: &'static str) -> Self {
        Self { name, policy: |_| (), action: str::to_owned, context: |_| () }
    }
}

/// The variants of a case; none for other kinds, for refused inputs and for policies that are no JSON.
pub fn variants(case: &Case) -> Vec<(Variation, Case)> {
    let vary = |variation: Variation| {
        let varied = Case { question: vary_question(&case.question, variation)?, ..case.clone() };
        Some((variation, Case { id: format!("{} {}", case.id, variation.name), ..varied }))
    };
    VARIATIONS.into_iter().filter_map(vary).collect()
}

fn vary_question(question: &Question, variation: Variation) -> Option<Question> {
    match question {
        Question::Decision(_, DecisionExpectation { outcome: None, .. }) | Question::Call(_, CallExpectation::Invalid { .. }) => None,
        Question::Decision(question, expectation) => {
            let mut varied: DecisionQuestion = question.as_ref().clone();
            vary_policies(&mut varied.policies, variation)?;
            varied.request.action = varied.request.action.as_deref().map(variation.action);
            (variation.context)(&mut varied.request.context);
            // Texts quote the request and the policy as they are written.
            let mut expectation = expectation.clone();
            expectation.texts.decoded = None;
            if varied.request.action != question.request.action {
                expectation.texts.message.clear();
            }
            Some(Question::Decision(Box::new(varied), expectation))
        }
        Question::Call(question, expectation) => {
            let mut varied: CallQuestion = question.as_ref().clone();
            vary_policies(varied.policies.as_mut()?, variation)?;
            (variation.context)(&mut varied.context);
            Some(Question::Call(Box::new(varied), expectation.clone()))
        }
        Question::Match(..)
        | Question::Condition(..)
        | Question::Document(..)
        | Question::Limit(..)
        | Question::Sts(..)
        | Question::Lifecycle(..)
        | Question::Simulation(..)
        | Question::SimulationResult(..)
        | Question::Message(..)
        | Question::Decoded(..)
        | Question::Arn(..)
        | Question::Model(..) => None,
    }
}

fn vary_policies(set: &mut PolicySet, variation: Variation) -> Option<()> {
    let levels = set.scp.iter_mut().chain(&mut set.rcp).flatten().flatten();
    let policies = (set.identity.iter_mut())
        .chain(&mut set.resource)
        .chain(&mut set.trust)
        .chain(&mut set.boundary)
        .chain(set.session.iter_mut().flatten())
        .chain(levels)
        .chain(&mut set.endpoint);
    for policy in policies {
        *policy = vary_policy(policy, variation)?;
    }
    Some(())
}

fn vary_policy(policy: &PolicyText, variation: Variation) -> Option<PolicyText> {
    let mut node = reading::json(&policy.text()).ok()?;
    (variation.policy)(&mut node);
    let text = write(&node);
    // What became too long, or has one name twice, is another document.
    let usable = text.len() <= RAW_DOCUMENT && reading::json(&text).is_ok();
    usable.then(|| PolicyText::new(text))
}

/// JSON text with uncommon white space.
fn write(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => quote(text),
        Value::Array(entries) => format!("[\t{}\r\n]", entries.iter().map(write).collect::<Vec<_>>().join(" ,\t")),
        Value::Object(members) => {
            let members = members.iter().map(|member| format!("{} :\n{}", quote(&member.name), write(&member.value)));
            format!("{{\t{}\r\n}}", members.collect::<Vec<_>>().join(" ,\t"))
        }
    }
}

fn statements(policy: &mut Node) -> Vec<&mut Node> {
    match member(policy, "Statement") {
        Some(Node { value: Value::Array(statements), .. }) => statements.iter_mut().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    }
}

fn member<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    members(node).iter_mut().find(|member| *member.name == name).map(|member| &mut member.value)
}

fn members(node: &mut Node) -> &mut [Member] {
    match &mut node.value {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => &mut [],
    }
}

/// The values that may be one or many: of action and resource elements, under the keys of principals and conditions.
fn for_each_list(policy: &mut Node, change: fn(&mut Node)) {
    for statement in statements(policy) {
        for element in members(statement) {
            match element.name.as_str() {
                "Action" | "NotAction" | "Resource" | "NotResource" => change(&mut element.value),
                "Principal" | "NotPrincipal" => members(&mut element.value).iter_mut().for_each(|entry| change(&mut entry.value)),
                "Condition" => {
                    let operators = members(&mut element.value).iter_mut();
                    operators.flat_map(|operator| members(&mut operator.value)).for_each(|key| change(&mut key.value));
                }
                _ => {}
            }
        }
    }
}

fn reverse_statements(policy: &mut Node) {
    if let Some(Node { value: Value::Array(statements), .. }) = member(policy, "Statement") {
        statements.reverse();
    }
}

fn reverse_lists(policy: &mut Node) {
    for_each_list(policy, |list| {
        if let Value::Array(entries) = &mut list.value {
            entries.reverse();
        }
    });
}

fn toggle_brackets(policy: &mut Node) {
    for_each_list(policy, |list| match &mut list.value {
        Value::Array(entries) if entries.len() == 1 => *list = entries.remove(0),
        Value::Array(_) | Value::Object(_) | Value::Null => {}
        Value::String(_) | Value::Number(_) | Value::Bool(_) => list.value = Value::Array(vec![list.clone()]),
    });
}

fn toggle_statement_brackets(policy: &mut Node) {
    let Some(statement) = member(policy, "Statement") else { return };
    match &mut statement.value {
        Value::Array(statements) if statements.len() == 1 => *statement = statements.remove(0),
        Value::Object(_) => statement.value = Value::Array(vec![statement.clone()]),
        Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

fn upper_case_actions(policy: &mut Node) {
    let upper = |text: &mut Node| {
        if let Value::String(action) = &mut text.value {
            *action = action.to_ascii_uppercase();
        }
    };
    for statement in statements(policy) {
        for name in ["Action", "NotAction"] {
            match member(statement, name) {
                Some(Node { value: Value::Array(entries), .. }) => entries.iter_mut().for_each(upper),
                Some(action) => upper(action),
                None => {}
            }
        }
    }
}

fn upper_case_keys(policy: &mut Node) {
    for statement in statements(policy) {
        let Some(condition) = member(statement, "Condition") else { continue };
        for operator in members(condition) {
            for key in members(&mut operator.value) {
                key.name.value = key.name.to_ascii_uppercase();
            }
        }
    }
}

fn lower_case_names(context: &mut Node) {
    for entry in members(context) {
        entry.name.value = entry.name.to_ascii_lowercase();
    }
}

/// A repeated statement has no Sid, which must be unique.
fn repeat_statements(policy: &mut Node) {
    let Some(Node { value: Value::Array(statements), .. }) = member(policy, "Statement") else { return };
    let mut repeated = statements.clone();
    for statement in &mut repeated {
        if let Value::Object(members) = &mut statement.value {
            members.retain(|member| *member.name != "Sid");
        }
    }
    statements.extend(repeated);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{VARIATIONS, variants};
    use crate::case::{Case, Origin, Question, read_file};

    fn case(policy: &str, decision: &str) -> Case {
        let text = format!(
            r#"{{ "topic": "t", "cases": [ {{ "name": "a-claim", "policies": {{ "identity": [ {policy} ] }},
                 "request": {{ "action": "batch:SubmitJob", "context": {{ "k:A": "x" }} }}, "expect": {{ "decision": "{decision}" }} }} ] }}"#
        );
        let file = read_file(&text, "file", Origin::Own(std::path::Path::new(""))).expect("a case file");
        file.cases.into_iter().next().expect("a case")
    }

    /// The only policy of a decision case, and its whole question.
    fn written(case: &Case) -> (String, String) {
        let Question::Decision(question, _) = &case.question else { panic!("a decision case") };
        let policy = question.policies.identity[0].text();
        (policy.clone(), format!("{policy} {:?}", question.request))
    }

    #[test]
    fn each_variation_writes_the_question_differently() {
        let policy = r#"{ "Statement": [ { "Sid": "A", "Effect": "Allow", "Action": "batch:*", "Resource": ["a", "b"],
          "Condition": { "StringEquals": { "k:a": "x" } } }, { "Effect": "Deny", "Action": "iam:*", "Resource": "*" } ] }"#;
        let questions: BTreeSet<String> = variants(&case(policy, "allowed")).iter().map(|(_, case)| written(case).1).collect();
        // One statement as object or list says nothing about two of them, and is the same as other white space here.
        assert_eq!(questions.len(), VARIATIONS.len() - 1);
        let single = r#"{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }"#;
        let bracketed = |(_, case): &(_, Case)| written(case).0.contains("\"Statement\" :\n[");
        assert!(variants(&case(single, "allowed")).iter().any(bracketed));
    }

    #[test]
    fn refused_inputs_and_other_texts_have_no_variants() {
        assert!(variants(&case(r#"{ "Statement": [] }"#, "invalid")).is_empty());
        assert!(variants(&case(r#""no JSON""#, "implicitDeny")).is_empty());
    }
}
