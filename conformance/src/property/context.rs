//! The keys of the request that nothing asks for.

use verdict_evaluator::context::ContextValue;
use verdict_evaluator::policy::print::print;

use super::Truth;
use super::order::assert_same_decision;
use crate::generate::Varied;

/// Keys that may be added or removed; among them keys that policies use often.
const KEYS: [&str; 6] = ["verdict:Unmentioned", "batch:User", "aws:username", "aws:PrincipalArn", "aws:TagKeys", "batch:Image"];

/// PROP-045. Mentioned is what a Condition or a variable of any policy names; then mere presence may matter.
pub fn keys_that_nothing_mentions_are_irrelevant(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let texts = varied.question.documents().iter().map(print).collect::<String>().to_ascii_lowercase();
    let mut after = varied.question.clone();
    for key in KEYS.iter().filter(|key| !texts.contains(&key.to_ascii_lowercase())) {
        match choices.below(4) {
            0 => after.request.context.set(key, ContextValue::One("ana".to_owned())),
            1 => after.request.context.set(key, ContextValue::Many(vec!["ana".to_owned(), String::new()])),
            2 => after.request.context.remove(key),
            _ => {}
        }
    }
    assert_same_decision(&varied.question, &after)
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::Outcome;

    use crate::property::tests::ana;

    /// PROP-045 fails for keys that a policy mentions.
    #[test]
    fn a_mentioned_key_matters_by_its_presence() {
        let policy = r#"[{ "Effect": "Allow", "Action": "*", "Resource": "*" }, { "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": { "StringNotEquals": { "batch:User": "nobody" } } }]"#;
        let asked = |context: &[(&str, &str)]| ana(policy, "batch:ListJobs", "*", context).outcome();
        assert_eq!(asked(&[]), Outcome::ExplicitDeny);
        assert_eq!(asked(&[("batch:User", "nobody")]), Outcome::Allowed, "PROP-045 fails for mentioned keys");
    }
}
