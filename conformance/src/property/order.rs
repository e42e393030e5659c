//! Order, repetition and merging.

use verdict_evaluator::decision::{Decision, Layer, Outcome};
use verdict_evaluator::policy::{Element, List, Policy, Principals, Statement};

use super::Truth;
use crate::generate::question::reread;
use crate::generate::{Choices, Question, Varied};

/// PROP-006. The same statements match; only their places differ.
pub fn statements_stand_in_any_order(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let after = varied.question.with_policies(|policy| choices.shuffle(&mut policy.statements));
    assert_eq!(matched(&varied.question.ask()), matched(&after.ask()), "before: {:?}\nafter: {after:?}", varied.question);
    assert_same_decision(&varied.question, &after)
}

/// PROP-007.
pub fn policies_stand_in_any_order(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.clone();
    for policies in policy_lists(&mut after) {
        choices.shuffle(policies);
    }
    assert_same_decision(&varied.question, &after)
}

/// PROP-008.
pub fn levels_stand_in_any_order(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.clone();
    for levels in [&mut after.policies.scp, &mut after.policies.rcp].into_iter().flatten() {
        choices.shuffle(levels);
    }
    assert_same_decision(&varied.question, &after)
}

/// PROP-009. Values of all elements, operators and keys of Condition blocks.
pub fn values_stand_in_any_order(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let after = varied.question.with_policies(|policy| {
        for statement in &mut policy.statements {
            each_list(statement, &mut Shuffle(&mut choices));
            if let Some(condition) = &mut statement.condition {
                choices.shuffle(&mut condition.clauses);
                condition.clauses.iter_mut().for_each(|clause| choices.shuffle(&mut clause.tests));
            }
        }
    });
    assert_same_decision(&varied.question, &after)
}

/// PROP-010. Values, statements, policies and levels; a repeated statement has no Sid.
pub fn duplicates_change_nothing(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.with_policies(|policy| {
        for statement in &mut policy.statements {
            each_list(statement, &mut Repeat(&mut choices));
        }
        choices.repeat(&mut policy.statements);
        policy.statements.last_mut().into_iter().for_each(|statement| statement.sid = None);
        policy.statements_in_list = true;
    });
    for policies in policy_lists(&mut after) {
        choices.repeat(policies);
    }
    for levels in [&mut after.policies.scp, &mut after.policies.rcp].into_iter().flatten() {
        choices.repeat(levels);
    }
    assert_same_decision(&varied.question, &after)
}

/// PROP-021. Documents of one layer and one Version; Sids stay unique, here by being dropped.
pub fn policies_of_one_layer_may_be_merged(varied: &Varied) -> Truth {
    let mut after = varied.question.clone();
    for policies in policy_lists(&mut after) {
        merge_first_two(policies);
    }
    assert_same_decision(&varied.question, &after)
}

/// PROP-022. Of service control policies; across levels a merge may raise.
pub fn merging_levels_never_lowers(varied: &Varied) -> Truth {
    let mut after = varied.question.clone();
    if let Some(levels) = &mut after.policies.scp {
        *levels = vec![levels.drain(..).flatten().collect()];
    }
    assert_not_lowered(&varied.question, &after)
}

/// The same outcome, for the same reason. Of one question twice that says nothing.
pub(crate) fn assert_same_decision(before: &Question, after: &Question) -> Truth {
    let (first, second) = (before.ask(), after.ask());
    let reason = |decision: &Decision| (decision.outcome, decision.layer, decision.denied_by.clone());
    assert_eq!(reason(&first), reason(&second), "before: {before:?}\nafter: {after:?}");
    Truth::held_if(before.written() != after.written())
}

/// No more is allowed than before. Of what was allowed that says nothing.
pub(super) fn assert_not_raised(before: &Question, after: &Question) -> Truth {
    let (first, second) = (before.outcome(), after.outcome());
    assert!(first >= second, "raised to {}\nbefore: {before:?}\nafter: {after:?}", second.name());
    Truth::held_if(first != Outcome::Allowed && before.written() != after.written())
}

/// No less is allowed than before. Of what was denied explicitly that says nothing.
pub(super) fn assert_not_lowered(before: &Question, after: &Question) -> Truth {
    let (first, second) = (before.outcome(), after.outcome());
    assert!(first <= second, "lowered to {}\nbefore: {before:?}\nafter: {after:?}", second.name());
    Truth::held_if(first != Outcome::ExplicitDeny && before.written() != after.written())
}

/// The statements that match, without their places.
fn matched(decision: &Decision) -> Vec<(Layer, usize, usize, Option<String>, bool)> {
    let matching = decision.trace.iter().filter(|traced| traced.answer.applies);
    let mut all: Vec<_> =
        matching.map(|traced| (traced.at.layer, traced.at.level, traced.at.policy, traced.sid.clone(), traced.decides)).collect();
    all.sort();
    all
}

/// The lists of policies of one layer and level each.
fn policy_lists(question: &mut Question) -> Vec<&mut Vec<Policy>> {
    let policies = &mut question.policies;
    let mut lists = vec![&mut policies.identity];
    lists.extend(&mut policies.session);
    lists.extend(policies.scp.iter_mut().flatten());
    lists.extend(policies.rcp.iter_mut().flatten());
    lists
}

fn merge_first_two(policies: &mut Vec<Policy>) {
    let [first, second, ..] = policies.as_slice() else { return };
    if first.language() != second.language() {
        return;
    }
    let mut merged = first.clone();
    merged.statements.extend(second.statements.iter().cloned());
    merged.statements.iter_mut().for_each(|statement| statement.sid = None);
    merged.statements_in_list = true;
    policies.remove(1);
    policies[0] = reread(&merged);
}

/// Something done to every list of values.
trait Change {
    fn change<T: Clone>(&mut self, entries: &mut Vec<T>);
}

struct Shuffle<'a>(&'a mut Choices);

impl Change for Shuffle<'_> {
    fn change<T: Clone>(&mut self, entries: &mut Vec<T>) {
        self.0.shuffle(entries);
    }
}

struct Repeat<'a>(&'a mut Choices);

impl Change for Repeat<'_> {
    fn change<T: Clone>(&mut self, entries: &mut Vec<T>) {
        self.0.repeat(entries);
    }
}

fn each_list(statement: &mut Statement, change: &mut impl Change) {
    if let Some(Element::Is(principals) | Element::Not(principals)) = &mut statement.principal
        && let Principals::Map { entries, .. } = principals
    {
        entries.iter_mut().for_each(|entry| in_list(&mut entry.values, change));
    }
    for element in [Some(&mut statement.action), statement.resource.as_mut()].into_iter().flatten() {
        let (Element::Is(list) | Element::Not(list)) = element;
        in_list(list, change);
    }
    for clause in statement.condition.iter_mut().flat_map(|condition| &mut condition.clauses) {
        clause.tests.iter_mut().for_each(|test| in_list(&mut test.values, change));
    }
}

fn in_list<T: Clone>(list: &mut List<T>, change: &mut impl Change) {
    change.change(&mut list.entries);
    list.in_brackets |= list.entries.len() != 1;
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::Outcome;
    use verdict_evaluator::policy::{Effect, PolicyType, parse};

    use crate::generate::policy::fitted;
    use crate::property::tests::ana;

    /// PROP-021 fails across levels.
    #[test]
    fn merging_levels_may_raise() {
        let allow = |action: &str| {
            let text = format!(r#"{{ "Effect": "Allow", "Action": "{action}", "Resource": "*" }}"#);
            let statement = ana(&text, "batch:ListJobs", "*", &[]).policies.identity[0].statements[0].clone();
            fitted(&statement, Effect::Allow, PolicyType::Scp)
        };
        let mut question = ana(r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#, "batch:ListJobs", "*", &[]);
        question.policies.scp = Some(vec![vec![allow("s3:*")], vec![allow("batch:*")]]);
        assert_eq!(question.outcome(), Outcome::ImplicitDeny);
        question.policies.scp = Some(vec![vec![allow("s3:*"), allow("batch:*")]]);
        assert_eq!(question.outcome(), Outcome::Allowed, "PROP-021 fails across levels");
    }

    /// PROP-006 fails for the places that a report names, and for their order.
    #[test]
    fn places_follow_the_order_of_statements() {
        let allow = r#"{ "Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
        let other = r#"{ "Sid": "S3", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }"#;
        let place = |statements: &str| {
            let decision = ana(statements, "batch:ListJobs", "*", &[]).ask();
            decision.deciding().map(|traced| traced.at.statement).collect::<Vec<_>>()
        };
        assert_eq!(place(&format!("[{allow}, {other}]")), [0]);
        assert_eq!(place(&format!("[{other}, {allow}]")), [1]);
    }

    /// PROP-021 fails across versions, of which only one has variables.
    #[test]
    fn merging_versions_changes_variables() {
        let own = r#"{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::111122223333:user/${aws:username}" }"#;
        let mut question = ana(own, "iam:GetUser", "arn:aws:iam::111122223333:user/ana", &[("aws:username", "ana")]);
        let older = r#"{ "Version": "2008-10-17", "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }"#;
        question.policies.identity.push(parse(older, PolicyType::Identity).expect(older));
        assert_eq!(question.outcome(), Outcome::Allowed);
        let moved = question.policies.identity[0].statements.remove(0);
        question.policies.identity[1].statements.push(moved);
        assert_eq!(question.outcome(), Outcome::ImplicitDeny);
    }
}
