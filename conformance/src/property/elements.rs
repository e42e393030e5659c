//! Elements as sets: lists are alternatives, Not-forms complements, the asterisk everything.

use verdict_evaluator::operator::{BaseOperator, SetOperator};
use verdict_evaluator::policy::{
    ConditionValue, Element, List, Notation, Policy, PolicyType, PrincipalEntry, PrincipalKind, Principals, Statement, StatementElement,
};
use verdict_evaluator::resource::{Resource, Setting};
use verdict_evaluator::span::Spanned;
use verdict_evaluator::statement::{action_answer, resource_answer};

use super::Truth;
use super::order::assert_same_decision;
use crate::generate::{Question, Varied};

/// PROP-015. Not for `NotAction`, whose statements would be alternatives.
pub fn actions_are_alternatives(varied: &Varied) -> Truth {
    assert_alternatives(varied, |statement| {
        let Element::Is(list) = &statement.action else { return Vec::new() };
        singles(list).map(|only| Statement { action: Element::Is(only), ..statement.clone() }).collect()
    })
}

/// PROP-016. Not for `NotResource`.
pub fn resources_are_alternatives(varied: &Varied) -> Truth {
    assert_alternatives(varied, |statement| {
        let Some(Element::Is(list)) = &statement.resource else { return Vec::new() };
        singles(list).map(|only| Statement { resource: Some(Element::Is(only)), ..statement.clone() }).collect()
    })
}

/// PROP-017. Not for `NotPrincipal`.
pub fn principals_are_alternatives(varied: &Varied) -> Truth {
    assert_alternatives(varied, |statement| {
        let Some(Element::Is(Principals::Map { entries, span })) = &statement.principal else { return Vec::new() };
        let each =
            entries.iter().flat_map(|entry| singles(&entry.values).map(|values| PrincipalEntry { kind: entry.kind.clone(), values }));
        let alone = |entry| Some(Element::Is(Principals::Map { entries: vec![entry], span: *span }));
        each.map(|entry| Statement { principal: alone(entry), ..statement.clone() }).collect()
    })
}

/// PROP-018. Of positive operators and Null, with `IfExists` and `ForAnyValue` too. Not for negated operators, nor for `ForAllValues`.
pub fn condition_values_are_alternatives(varied: &Varied) -> Truth {
    assert_alternatives(varied, |statement| {
        let Some((clause, test)) = a_disjunction(statement) else { return Vec::new() };
        let values = |statement: &Statement| statement.condition.as_ref().map(|block| block.clauses[clause].tests[test].values.clone());
        let each = values(statement).into_iter().flat_map(|list| singles(&list).collect::<Vec<_>>());
        each.map(|only| {
            let mut alone = statement.clone();
            alone.condition.iter_mut().for_each(|block| block.clauses[clause].tests[test].values = only.clone());
            alone
        })
        .collect()
    })
}

/// PROP-027. For lists that are not empty; an empty one has no effect in either form (GRAM-025).
pub fn not_action_is_the_complement(varied: &Varied) -> Truth {
    let Question { request, profile, .. } = &varied.question;
    for statement in varied.question.documents().iter().flat_map(|policy| &policy.statements) {
        let matches = action_answer(&statement.action, request, profile).matches;
        let complement = action_answer(&turned(statement.action.clone()), request, profile).matches;
        assert_eq!(matches != complement, !statement.action.content().is_empty(), "{:?}", statement.action);
    }
    Truth::Held
}

/// PROP-028. An entry with a variable without value names nothing in either form (RES-036, RES-037).
pub fn not_resource_is_the_complement(varied: &Varied) -> Truth {
    let Question { request, profile, .. } = &varied.question;
    let mut truth = Truth::Vacuous;
    for policy in varied.question.documents() {
        let setting = Setting { context: &request.context, version: policy.language(), policy_type: policy.policy_type, profile };
        for resource in policy.statements.iter().filter_map(|statement| statement.resource.as_ref()) {
            let matches = resource_answer(resource, &request.resource, &setting).matches;
            let complement = resource_answer(&turned(resource.clone()), &request.resource, &setting).matches;
            assert_eq!(matches != complement, !resource.content().is_empty(), "{resource:?}");
            truth = Truth::Held;
        }
    }
    truth
}

/// PROP-029. For lists that are not empty, of Action or of Resource. Resource control policies take no `NotAction`, trust policies no resource
/// and no action `*`.
pub fn an_element_and_its_complement_cover_all(varied: &Varied) -> Truth {
    let of_resource = varied.choices.clone().flip();
    let change = |parts: fn(Statement, Pair) -> Vec<Statement>| {
        varied.question.with_policies(|policy| {
            if policy.policy_type == PolicyType::Trust {
                return;
            }
            let pair = if of_resource || policy.policy_type == PolicyType::Rcp { Pair::Resource } else { Pair::Action };
            policy.statements = policy.statements.drain(..).flat_map(|statement| parts(statement, pair)).collect();
            policy.statements_in_list = true;
        })
    };
    let whole = change(|statement, pair| vec![pair.replaced(&statement, |_| Element::Is(star_list()))]);
    let both = change(|statement, pair| {
        let other = Statement { sid: None, ..pair.replaced(&statement, turned) };
        if pair.is_empty(&statement) { vec![statement] } else { vec![statement, other] }
    });
    assert_same_decision(&whole, &both)
}

/// PROP-030. In Action, Resource, Principal and the values of `StringLike`.
pub fn an_asterisk_absorbs_its_list(varied: &Varied) -> Truth {
    let further = varied.question.with_policies(|policy| with_asterisks(policy, false));
    let alone = varied.question.with_policies(|policy| with_asterisks(policy, true));
    assert_same_decision(&further, &alone)
}

/// PROP-033. For a requested ARN without `${`; not for actions that work on no particular resource.
pub fn the_requested_arn_is_as_good_as_an_asterisk(varied: &Varied) -> Truth {
    let Resource::Arn(arn) = &varied.question.request.resource else { return Truth::Vacuous };
    if arn.contains("${") {
        return Truth::Vacuous;
    }
    let after = varied.question.with_policies(|policy| {
        let elements = policy.statements.iter_mut().filter_map(|statement| statement.resource.as_mut());
        for Element::Is(list) | Element::Not(list) in elements {
            list.entries.iter_mut().filter(|entry| entry.value == "*").for_each(|entry| entry.value.clone_from(arn));
        }
    });
    assert_same_decision(&varied.question, &after)
}

/// The decision stays when statements fall into parts. Where none has several that says nothing.
fn assert_alternatives(varied: &Varied, parts: impl Fn(&Statement) -> Vec<Statement>) -> Truth {
    let after = split(&varied.question, parts);
    assert_same_decision(&varied.question, &after);
    let count = |question: &Question| question.documents().iter().map(|policy| policy.statements.len()).sum::<usize>();
    Truth::held_if(count(&after) > count(&varied.question))
}

/// The question with every statement replaced by what `parts` makes of it, if it makes anything. Sids stay unique by being dropped.
fn split(question: &Question, parts: impl Fn(&Statement) -> Vec<Statement>) -> Question {
    question.with_policies(|policy| {
        let replaced = |statement: Statement| {
            let mut split = parts(&statement);
            split.iter_mut().for_each(|part| part.sid = None);
            if split.is_empty() { vec![statement] } else { split }
        };
        policy.statements = policy.statements.drain(..).flat_map(replaced).collect();
        policy.statements_in_list = true;
    })
}

/// Each entry of a list as a list of its own.
fn singles<T: Clone>(list: &List<T>) -> impl Iterator<Item = List<T>> {
    list.entries.iter().map(|entry| List { entries: vec![entry.clone()], in_brackets: false, span: list.span })
}

/// The first entry of a Condition block whose values are alternatives.
fn a_disjunction(statement: &Statement) -> Option<(usize, usize)> {
    let clauses = statement.condition.iter().flat_map(|condition| condition.clauses.iter().enumerate());
    let mut positive = clauses.filter(|(_, clause)| {
        clause.operator.is_some_and(|operator| !operator.base.is_negated() && operator.set != Some(SetOperator::ForAllValues))
    });
    positive.find_map(|(place, clause)| clause.tests.iter().position(|test| test.values.len() > 1).map(|test| (place, test)))
}

fn turned<T>(element: Element<T>) -> Element<T> {
    match element {
        Element::Is(content) => Element::Not(content),
        Element::Not(content) => Element::Is(content),
    }
}

/// An element that has a Not-form.
#[derive(Clone, Copy)]
enum Pair {
    Action,
    Resource,
}

impl Pair {
    fn of(self, statement: &Statement) -> Option<&Element<List<String>>> {
        match self {
            Self::Action => Some(&statement.action),
            Self::Resource => statement.resource.as_ref(),
        }
    }

    fn is_empty(self, statement: &Statement) -> bool {
        self.of(statement).is_none_or(|element| element.content().is_empty())
    }

    /// The statement with `change` of the element; unchanged if that lists nothing.
    fn replaced(self, statement: &Statement, change: impl Fn(Element<List<String>>) -> Element<List<String>>) -> Statement {
        use StatementElement as E;
        let mut replaced = statement.clone();
        let Some(element) = self.of(statement).filter(|_| !self.is_empty(statement)).cloned().map(change) else { return replaced };
        match self {
            Self::Action => {
                rename(&mut replaced, [E::Action, E::NotAction], element.is_negated());
                replaced.action = element;
            }
            Self::Resource => {
                rename(&mut replaced, [E::Resource, E::NotResource], element.is_negated());
                replaced.resource = Some(element);
            }
        }
        replaced
    }
}

/// Keeps the order of elements in step with which form of a pair the statement has.
fn rename(statement: &mut Statement, [plain, negated]: [StatementElement; 2], to_negated: bool) {
    let (from, to) = if to_negated { (plain, negated) } else { (negated, plain) };
    statement.order.iter_mut().filter(|element| **element == from).for_each(|element| *element = to);
}

fn star_list() -> List<String> {
    let nowhere = verdict_evaluator::span::Span::default();
    List { entries: vec![Spanned::new("*".to_owned(), nowhere)], in_brackets: false, span: nowhere }
}

/// Adds an asterisk to every list that takes one, alone or beside the others.
fn with_asterisks(policy: &mut Policy, alone: bool) {
    fn add<T>(list: &mut List<T>, star: T, alone: bool) {
        if alone {
            list.entries.clear();
        }
        list.entries.push(Spanned::new(star, list.span));
        list.in_brackets = true;
    }
    let some_services = matches!(policy.policy_type, PolicyType::Rcp | PolicyType::Trust);
    for statement in &mut policy.statements {
        if let Element::Is(list) = &mut statement.action
            && !some_services
        {
            add(list, "*".to_owned(), alone);
        }
        if let Some(Element::Is(list)) = &mut statement.resource {
            add(list, "*".to_owned(), alone);
        }
        if let Some(Element::Is(Principals::Map { entries, .. })) = &mut statement.principal {
            let accounts = entries.iter_mut().filter(|entry| entry.kind.value == PrincipalKind::Aws);
            accounts.for_each(|entry| add(&mut entry.values, "*".to_owned(), alone));
        }
        let clauses = statement.condition.iter_mut().flat_map(|condition| &mut condition.clauses);
        let like = clauses.filter(|clause| clause.operator.is_some_and(|operator| operator.base == BaseOperator::StringLike));
        for test in like.flat_map(|clause| &mut clause.tests) {
            add(&mut test.values, ConditionValue { text: "*".to_owned(), notation: Notation::String }, alone);
        }
    }
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::Outcome;
    use verdict_evaluator::policy::{PolicyType, parse};

    use crate::property::tests::ana;

    /// Are the two alternatives of one request decided alike? They must not be.
    fn check(whole: &str, parts: &str, context: &[(&str, &str)], expected: (Outcome, Outcome)) {
        let asked = |statements| ana(statements, "batch:ListJobs", "*", context).outcome();
        assert_eq!((asked(whole), asked(parts)), expected, "{whole}");
    }

    /// PROP-015, PROP-016 fails for NotAction and for NotResource.
    #[test]
    fn exclusions_are_no_alternatives() {
        check(
            r#"{ "Effect": "Allow", "NotAction": ["batch:ListJobs", "batch:SubmitJob"], "Resource": "*" }"#,
            r#"[{ "Effect": "Allow", "NotAction": "batch:ListJobs", "Resource": "*" },
                { "Effect": "Allow", "NotAction": "batch:SubmitJob", "Resource": "*" }]"#,
            &[],
            (Outcome::ImplicitDeny, Outcome::Allowed),
        );
        check(
            r#"{ "Effect": "Allow", "Action": "*", "NotResource": ["*", "arn:aws:s3:::results/q"] }"#,
            r#"[{ "Effect": "Allow", "Action": "*", "NotResource": "*" },
                { "Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::results/q" }]"#,
            &[],
            (Outcome::ImplicitDeny, Outcome::Allowed),
        );
    }

    /// PROP-018 fails for negated operators.
    #[test]
    fn negated_values_are_no_alternatives() {
        let statement = |values: &str| {
            format!(
                r#"{{ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{ "StringNotEquals": {{ "batch:User": {values} }} }} }}"#
            )
        };
        let parts = format!("[{}, {}]", statement(r#""ana""#), statement(r#""bob""#));
        let context = [("batch:User", "ana")];
        check(&statement(r#"["ana", "bob"]"#), &parts, &context, (Outcome::ImplicitDeny, Outcome::ExplicitDeny));
    }

    /// PROP-027, PROP-028 fails for empty lists.
    #[test]
    fn an_empty_list_has_no_complement() {
        check(
            r#"{ "Effect": "Allow", "Action": [], "Resource": "*" }"#,
            r#"{ "Effect": "Allow", "NotAction": [], "Resource": "*" }"#,
            &[],
            (Outcome::ImplicitDeny, Outcome::ImplicitDeny),
        );
    }

    /// PROP-033 fails for actions that work on no particular resource.
    #[test]
    fn an_action_without_resource_matches_no_arn() {
        check(
            r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#,
            r#"{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:batch:us-east-1:111122223333:job/a" }"#,
            &[],
            (Outcome::Allowed, Outcome::ImplicitDeny),
        );
    }

    /// PROP-017 fails for NotPrincipal.
    #[test]
    fn spared_principals_are_no_alternatives() {
        let asked = |statements: &str| {
            let mut question =
                ana(r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#, "s3:GetObject", "arn:aws:s3:::results/q", &[]);
            question.request.resource_account = Some("111122223333".to_owned());
            let text = format!(r#"{{ "Version": "2012-10-17", "Statement": {statements} }}"#);
            question.policies.resource = Some(parse(&text, PolicyType::Resource).expect(&text));
            question.outcome()
        };
        let deny =
            |spared: &str| format!(r#"{{ "Effect": "Deny", "NotPrincipal": {{ "AWS": {spared} }}, "Action": "*", "Resource": "*" }}"#);
        let (user, account) = (r#""arn:aws:iam::111122223333:user/ana""#, r#""111122223333""#);
        assert_eq!(asked(&deny(&format!("[{user}, {account}]"))), Outcome::Allowed);
        assert_eq!(asked(&format!("[{}, {}]", deny(user), deny(account))), Outcome::ExplicitDeny);
    }

    /// PROP-029 fails in a resource control policy, which takes no NotAction.
    #[test]
    fn a_resource_control_policy_has_no_complement_of_actions() {
        let accepts = |element: &str| {
            let statement = format!(r#"{{ "Effect": "Deny", "Principal": "*", "{element}": "s3:GetObject", "Resource": "*" }}"#);
            parse(&format!(r#"{{ "Version": "2012-10-17", "Statement": {statement} }}"#), PolicyType::Rcp).is_ok()
        };
        assert!(accepts("Action") && !accepts("NotAction"));
    }
}
