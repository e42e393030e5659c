//! What a case needs of an engine, derived from the case.
//!
//! An engine that lacks a capability is counted as unsupported where it is needed, never as right or wrong.

use std::collections::BTreeSet;
use std::fmt;

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::{PolicyType, StatementElement};

use crate::case::{Case, PolicySet, PolicyText, Question};
use crate::reading;

/// Something that an engine may or may not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Answers this kind of case: `match`, `condition`, `decision`, `document`, `limit`, `sts`, `lifecycle`, `simulation`, `simulationResult`,
    /// `call`, `arn`, `model`, `message`, `decodedMessage`.
    Kind(&'static str),
    /// Knows policies of this type.
    PolicyType(PolicyType),
    /// Knows this element.
    Element(&'static str),
    /// Knows this condition operator, without set operator and suffix.
    Operator(String),
    /// Knows `ForAllValues` or `ForAnyValue`.
    SetOperator(String),
    /// Knows the suffix `IfExists`.
    IfExists,
    /// Expands policy variables.
    Variables,
    /// Knows default values of variables.
    VariableDefaults,
    /// Reports findings about accepted documents.
    Findings,
    /// Follows this reading of a disputed rule, or has this preset.
    Profile(String),
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "kind:{kind}"),
            Self::PolicyType(policy_type) => write!(f, "policy-type:{}", policy_type.name()),
            Self::Element(element) => write!(f, "element:{element}"),
            Self::Operator(operator) => write!(f, "operator:{operator}"),
            Self::SetOperator(set) => write!(f, "set-operator:{set}"),
            Self::IfExists => f.write_str("if-exists"),
            Self::Variables => f.write_str("variables"),
            Self::VariableDefaults => f.write_str("variable-defaults"),
            Self::Findings => f.write_str("findings"),
            Self::Profile(choice) => write!(f, "profile:{choice}"),
        }
    }
}

/// Everything that a case needs.
pub fn needs(case: &Case) -> BTreeSet<Capability> {
    let mut needs = BTreeSet::new();
    let choice = &case.profile;
    needs.extend(choice.preset.iter().map(|preset| Capability::Profile(preset.clone())));
    needs.extend(choice.readings.iter().map(|(rule, reading)| Capability::Profile(format!("{rule}={reading}"))));
    match &case.question {
        Question::Match(question, _) => {
            needs.insert(Capability::Kind("match"));
            needs.insert(Capability::PolicyType(question.policy_type));
            needs.insert(Capability::Element(question.element.name()));
            text_needs(&question.value, &mut needs);
        }
        Question::Condition(question, _) => {
            needs.insert(Capability::Kind("condition"));
            text_needs(&question.condition, &mut needs);
            if let Ok(node) = reading::json(&question.condition) {
                condition_needs(&node, &mut needs);
            }
        }
        Question::Decision(question, _) => {
            needs.insert(Capability::Kind("decision"));
            for (policy_type, policy) in question.policies.iter() {
                needs.insert(Capability::PolicyType(policy_type));
                policy_needs(policy, &mut needs);
            }
        }
        Question::Document(question, expectation) => {
            needs.insert(Capability::Kind("document"));
            needs.insert(Capability::PolicyType(question.policy_type));
            if !expectation.findings.is_empty() || !expectation.without.is_empty() {
                needs.insert(Capability::Findings);
            }
        }
        Question::Limit(..) => {
            needs.insert(Capability::Kind("limit"));
        }
        Question::Sts(..) => {
            needs.insert(Capability::Kind("sts"));
        }
        Question::Lifecycle(..) => {
            needs.insert(Capability::Kind("lifecycle"));
        }
        Question::Simulation(..) => {
            needs.insert(Capability::Kind("simulation"));
        }
        Question::SimulationResult(..) => {
            needs.insert(Capability::Kind("simulationResult"));
        }
        Question::Call(question, _) => {
            needs.insert(Capability::Kind("call"));
            for (policy_type, policy) in question.policies.iter().flat_map(PolicySet::iter) {
                needs.insert(Capability::PolicyType(policy_type));
                policy_needs(policy, &mut needs);
            }
        }
        Question::Arn(..) => {
            needs.insert(Capability::Kind("arn"));
        }
        Question::Model(..) => {
            needs.insert(Capability::Kind("model"));
        }
        Question::Message(..) => {
            needs.insert(Capability::Kind("message"));
        }
        Question::Decoded(..) => {
            needs.insert(Capability::Kind("decodedMessage"));
        }
    }
    needs
}

fn policy_needs(policy: &PolicyText, needs: &mut BTreeSet<Capability>) {
    let text = policy.text();
    text_needs(&text, needs);
    let Ok(node) = reading::json(&text) else { return };
    let statements = match node.get("Statement").map(|statement| &statement.value) {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(_) => node.get("Statement").into_iter().collect(),
        None => Vec::new(),
    };
    for statement in statements {
        for element in StatementElement::ALL.iter().filter(|element| statement.get(element.name()).is_some()) {
            needs.insert(Capability::Element(element.name()));
        }
        if let Some(condition) = statement.get("Condition") {
            condition_needs(condition, needs);
        }
    }
}

fn condition_needs(node: &Node, needs: &mut BTreeSet<Capability>) {
    let Value::Object(operators) = &node.value else { return };
    for operator in operators {
        let (set, rest) = operator.name.split_once(':').map_or((None, operator.name.as_str()), |(set, rest)| (Some(set), rest));
        needs.extend(set.map(|set| Capability::SetOperator(set.to_owned())));
        let base = rest.strip_suffix("IfExists");
        needs.extend(base.map(|_| Capability::IfExists));
        needs.insert(Capability::Operator(base.unwrap_or(rest).to_owned()));
    }
}

fn text_needs(text: &str, needs: &mut BTreeSet<Capability>) {
    if text.contains("${") {
        needs.insert(Capability::Variables);
    }
    if text.contains("${") && text.contains(", '") {
        needs.insert(Capability::VariableDefaults);
    }
}

#[cfg(test)]
mod tests {
    use super::needs;
    use crate::case::{Origin, read_file};

    #[test]
    fn needs_are_read_from_the_case() {
        let text = r#"{ "topic": "t", "cases": [ { "name": "a-claim", "profile": { "preset": "evaluate-anyway", "RES-014": "whole-string" },
          "policies": { "identity": [ { "Version": "2012-10-17", "Statement": [ { "Effect": "Deny", "Action": "*",
            "NotResource": "arn:aws:s3:::${aws:PrincipalTag/t, 'x'}",
            "Condition": { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": "a*" }, "Null": { "k": "true" } } } ] } ],
            "boundary": "not JSON" }, "request": {}, "expect": { "decision": "invalid" } } ] }"#;
        let file = read_file(text, "file", Origin::Own(std::path::Path::new(""))).expect("a case file");
        let found: Vec<String> = needs(&file.cases[0]).iter().map(ToString::to_string).collect();
        let expected = [
            "kind:decision",
            "policy-type:identity",
            "policy-type:boundary",
            "element:Action",
            "element:Condition",
            "element:Effect",
            "element:NotResource",
            "operator:Null",
            "operator:StringLike",
            "set-operator:ForAnyValue",
            "if-exists",
            "variables",
            "variable-defaults",
            "profile:RES-014=whole-string",
            "profile:evaluate-anyway",
        ];
        assert_eq!(found, expected);
    }
}
