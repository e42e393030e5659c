//! Order, repetition and merging.

use verdict_evaluator::decision::{Decision, Layer};
use verdict_evaluator::policy::{Element, List, Policy, Principals, Statement};

use crate::generate::question::reread;
use crate::generate::{Choices, Question, Varied};

/// PROP-006. The same statements match; only their places differ.
pub fn statements_stand_in_any_order(varied: &Varied) {
    let mut choices = varied.choices.clone();
    let after = varied.question.with_policies(|policy| choices.shuffle(&mut policy.statements));
    assert_same_decision(&varied.question, &after);
    assert_eq!(matched(&varied.question.ask()), matched(&after.ask()));
}

/// PROP-007.
pub fn policies_stand_in_any_order(varied: &Varied) {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.clone();
    for policies in policy_lists(&mut after) {
        choices.shuffle(policies);
    }
    assert_same_decision(&varied.question, &after);
}

/// PROP-008.
pub fn levels_stand_in_any_order(varied: &Varied) {
    let mut choices = varied.choices.clone();
    let mut after = varied.question.clone();
    for levels in [&mut after.policies.scp, &mut after.policies.rcp].into_iter().flatten() {
        choices.shuffle(levels);
    }
    assert_same_decision(&varied.question, &after);
}

/// PROP-009. Values of all elements, operators and keys of Condition blocks.
pub fn values_stand_in_any_order(varied: &Varied) {
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
    assert_same_decision(&varied.question, &after);
}

/// PROP-010. Values, statements, policies and levels; a repeated statement has no Sid.
pub fn duplicates_change_nothing(varied: &Varied) {
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
    assert_same_decision(&varied.question, &after);
}

/// PROP-021. Documents of one layer and one Version; Sids stay unique, here by being dropped.
pub fn policies_of_one_layer_may_be_merged(varied: &Varied) {
    let mut after = varied.question.clone();
    for policies in policy_lists(&mut after) {
        merge_first_two(policies);
    }
    assert_same_decision(&varied.question, &after);
}

/// PROP-022. Of service control policies; across levels a merge may raise.
pub fn merging_levels_never_lowers(varied: &Varied) {
    let mut after = varied.question.clone();
    if let Some(levels) = &mut after.policies.scp {
        *levels = vec![levels.drain(..).flatten().collect()];
    }
    assert!(after.outcome() >= varied.question.outcome(), "merging levels lowered it: {after:?}");
}

/// The same outcome, for the same reason.
pub(super) fn assert_same_decision(before: &Question, after: &Question) {
    let (first, second) = (before.ask(), after.ask());
    let reason = |decision: &Decision| (decision.outcome, decision.layer, decision.denied_by.clone());
    assert_eq!(reason(&first), reason(&second), "before: {before:?}\nafter: {after:?}");
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
    use verdict_evaluator::policy::{Effect, PolicyType};

    use crate::generate::policy::fitted;
    use crate::property::tests::ana;

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
}
