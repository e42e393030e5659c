//! Does one statement apply to one request?
//!
//! A statement contributes its effect only if every element it has matches (ELEM-002); entries of one element are alternatives, those of a
//! Not-form are excluded together (ELEM-003). The answer keeps what each element said, matching or not.
//!
//! Rules: ELEM-002 to ELEM-004, ACT-018 to ACT-021, RES-026 to RES-030, RES-037, GRAM-025, GRAM-035.

use crate::action;
use crate::operator::{self, TestAnswer};
use crate::policy::{Element, List, Policy, PolicyType, Statement};
use crate::principal::{self, MatchClass};
use crate::profile::{EmptyNotList, Profile, UnresolvedNotResource};
use crate::request::Request;
use crate::resource::{self, EntryAnswer};
use crate::span::Span;

/// What a statement answered to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementAnswer {
    /// Do all elements match?
    pub applies: bool,
    /// Its principal element; `None` if it has none.
    pub principal: Option<MatchClass>,
    /// Its action element.
    pub action: ListAnswer,
    /// Its resource element; `None` if it has none.
    pub resource: Option<ListAnswer>,
    /// The entries of its Condition block, in their order.
    pub condition: Vec<EntryAnswered>,
}

/// What an action or resource element answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAnswer {
    /// Does the element match?
    pub matches: bool,
    /// The first entry that names what was asked for: in a Not-form the one that excludes it.
    pub entry: Option<usize>,
    /// Entries that name a variable without value: their places and the variables (RES-036, RES-037).
    pub without_value: Vec<(usize, String)>,
}

/// What one entry `operator: { key: values }` answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryAnswered {
    /// Which operator of the block.
    pub clause: usize,
    /// Which key of the operator.
    pub test: usize,
    /// Where key and values stand in the source.
    pub span: Span,
    /// Whether it holds, and why.
    pub answer: TestAnswer,
}

/// Asks a statement of `policy` about a request. `principals` is what its principal element is compared with.
pub fn ask(
    statement: &Statement,
    policy: &Policy,
    request: &Request,
    principals: &principal::Setting<'_>,
    profile: &Profile,
) -> StatementAnswer {
    let principal = statement.principal.as_ref().map(|element| {
        let deny = statement.effect.value == crate::policy::Effect::Deny;
        principal::element_matches(element, deny, &request.principal, principals)
    });
    let action = action_answer(&statement.action, request, profile);
    let setting = resource::Setting { context: &request.context, version: policy.language(), policy_type: policy.policy_type, profile };
    let resource = statement.resource.as_ref().map(|element| resource_answer(element, &request.resource, &setting));
    let condition = condition_answers(statement, policy, request, profile);
    let applies = principal.map_or(!policy.policy_type.has_principal(), |class| class != MatchClass::None)
        && action.matches
        && resource.as_ref().map_or(needs_no_resource(policy.policy_type), |answer| answer.matches)
        && condition.iter().all(|entry| entry.answer.holds);
    StatementAnswer { applies, principal, action, resource, condition }
}

/// Without a resource element, a statement concerns the resource that its policy is attached to (GRAM-034, GRAM-035, GRAM-040).
const fn needs_no_resource(policy_type: PolicyType) -> bool {
    match policy_type {
        PolicyType::Resource | PolicyType::Trust => true,
        PolicyType::Identity | PolicyType::Boundary | PolicyType::Session | PolicyType::Scp | PolicyType::Rcp | PolicyType::Endpoint => {
            false
        }
    }
}

/// Does `Action` or `NotAction` match (ACT-008, ACT-018)?
pub fn action_answer(element: &Element<List<String>>, request: &Request, profile: &Profile) -> ListAnswer {
    let list = element.content();
    let entry = list.iter().position(|entry| action::entry_matches(entry, &request.action));
    ListAnswer { matches: joined(element, entry.is_some(), profile), entry, without_value: Vec::new() }
}

/// Does `Resource` or `NotResource` match (RES-026, RES-027, RES-036, RES-037)?
pub fn resource_answer(element: &Element<List<String>>, resource: &resource::Resource, setting: &resource::Setting<'_>) -> ListAnswer {
    let mut entry = None;
    let mut without_value = Vec::new();
    for (index, text) in element.content().iter().enumerate() {
        match resource::entry_matches(text, resource, setting) {
            EntryAnswer::Match => {
                entry = Some(index);
                break;
            }
            EntryAnswer::NoMatch => {}
            EntryAnswer::NoValue(variable) => without_value.push((index, variable)),
        }
    }
    let spoiled = element.is_negated()
        && !without_value.is_empty()
        && setting.profile.unresolved_not_resource == UnresolvedNotResource::StatementDoesNotMatch;
    ListAnswer { matches: !spoiled && joined(element, entry.is_some(), setting.profile), entry, without_value }
}

/// One entry suffices; a Not-form matches if there is none (ELEM-003). An empty list makes the statement have no effect (GRAM-025).
fn joined(element: &Element<List<String>>, found: bool, profile: &Profile) -> bool {
    match element {
        Element::Is(_) => found,
        Element::Not(list) if list.is_empty() => profile.empty_not_list == EmptyNotList::MatchesAll,
        Element::Not(_) => !found,
    }
}

fn condition_answers(statement: &Statement, policy: &Policy, request: &Request, profile: &Profile) -> Vec<EntryAnswered> {
    let setting = operator::Setting { context: &request.context, version: policy.language(), profile };
    let clauses = statement.condition.iter().flat_map(|condition| condition.clauses.iter().enumerate());
    clauses
        .flat_map(|(clause_index, clause)| {
            clause.tests.iter().enumerate().map(move |(test_index, test)| EntryAnswered {
                clause: clause_index,
                test: test_index,
                span: Span::new(test.key.span.start, test.values.span.end),
                answer: operator::entry_holds(clause.operator.as_ref(), test, &setting),
            })
        })
        .collect()
}
