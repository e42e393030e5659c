//! The evaluator against its second opinions. See [`oracle`](crate::oracle).
//!
//! Each law asks one kind of value, drawn so that both answers are frequent, and names the rules that the oracle is written from.

use std::slice;

use verdict_evaluator::context::ContextValue;
use verdict_evaluator::decision::{Layer, Outcome};
use verdict_evaluator::json::{self, JsonErrorKind, Value};
use verdict_evaluator::operator::{Operator, SetOperator};
use verdict_evaluator::pattern::{Token, Wildcard};
use verdict_evaluator::policy::Policy;
use verdict_evaluator::resource::{EntryAnswer, Resource, Setting, entry_matches};
use verdict_evaluator::{principal, profile::Profile, statement};

use super::Truth;
use crate::generate::near::ResourceAndArn;
use crate::generate::{Entry, PatternAndText, Question};
use crate::oracle::level::{Level, resource_control, service_control};
use crate::oracle::{address, date, entry as whole, json as library, resource, wildcard};

/// COND-003, COND-004, COND-013, COND-015, COND-023, COND-024, COND-025, COND-026, COND-027, COND-084, COND-086. Every operator, with and
/// without set operator and `IfExists`.
pub fn an_entry_agrees_with_the_oracle(entry: &Entry) -> Truth {
    // A table takes as many steps as both lengths multiplied.
    let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or(0);
    let context: usize = entry.context.iter().map(|(_, value)| longest(texts(value))).sum();
    if (longest(&entry.values) + context) * context > 1 << 20 {
        return Truth::Vacuous;
    }
    let Some(expected) = whole::holds(entry) else { return Truth::Vacuous };
    assert_eq!(entry.holds(), expected, "{entry:?}");
    Truth::Held
}

/// COND-033, COND-034, COND-035, COND-036, COND-037, COND-038, COND-039, COND-040, COND-041, COND-042, COND-043. Variables included.
pub fn strings_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-046, COND-047, COND-048, COND-049, COND-050, COND-051.
pub fn numbers_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-052, COND-053, COND-054, COND-055, COND-057, COND-058. The oracle's two calendars agree too.
pub fn dates_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
    for text in entry.values.iter().chain(entry.actual().map_or(&[][..], texts)) {
        if let Some(by_library) = date::instant_by_library(text) {
            assert_eq!(date::instant(text), by_library, "{text}: counted out, and by the library");
        }
    }
}

/// COND-059, COND-060, COND-061.
pub fn truth_values_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-062, COND-063.
pub fn bytes_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-064, COND-065, COND-066, COND-067, COND-068, COND-069. The oracle's two ways agree too.
pub fn addresses_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
    for actual in entry.actual().map_or(&[][..], texts) {
        for range in &entry.values {
            let by_library = address::contains_by_library(range, actual);
            assert_eq!(address::contains(range, actual), by_library, "{actual} in {range}: by bits, and by the library");
        }
    }
}

/// COND-070, COND-071, VAR-025.
pub fn arns_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-028, COND-029, COND-030, COND-031.
pub fn presence_agrees_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
}

/// COND-072, COND-073, COND-074, COND-075, COND-076, COND-077, COND-080, COND-081, COND-088. Of values of every type.
pub fn sets_agree_with_the_oracle(entry: &Entry) {
    an_entry_agrees_with_the_oracle(entry);
    for set in [SetOperator::ForAllValues, SetOperator::ForAnyValue] {
        an_entry_agrees_with_the_oracle(&Entry { operator: Operator { set: Some(set), ..entry.operator }, ..entry.clone() });
    }
}

/// PROP-032. Several asterisks are one, `*?` is `?*`.
pub fn the_matcher_agrees_with_the_oracle(drawn: &PatternAndText) {
    let PatternAndText { pattern, text, starts } = drawn;
    // A table takes as many steps as both lengths multiplied.
    if pattern.len() * text.len() > 1 << 20 {
        return;
    }
    let matcher = Wildcard::new(pattern);
    let obvious = wildcard::pieces(pattern);
    let expected = wildcard::covers(&obvious, text);
    assert_eq!(matcher.matches(text), expected, "`{pattern}` against `{text}`");
    assert_eq!(Wildcard::new(&pattern.replace('*', "**")).matches(text), expected, "`{pattern}` with two asterisks each");
    assert_eq!(Wildcard::new(&pattern.replace("*?", "?*")).matches(text), expected, "`{pattern}` with `?*`");
    let from_any = starts.iter().take(8).any(|start| wildcard::covers(&obvious, &text[*start..]));
    assert_eq!(matcher.matches_from_any(text, starts.iter().copied().take(8)), from_any, "`{pattern}` in `{text}` from {starts:?}");
    let tokens: Vec<Token> = pattern.chars().map(Token::of).collect();
    assert_eq!(matcher.has_wildcard(), tokens.iter().any(|token| !matches!(token, Token::Literal(_))));
    assert_eq!(matcher.ends_in_asterisk(), pattern.ends_with('*'));
    assert_eq!(matcher.is_asterisks(), !pattern.is_empty() && pattern.chars().all(|character| character == '*'));
}

/// RES-001, RES-009, RES-011, RES-013, RES-014, RES-015, RES-019, RES-020, RES-022, RES-024, RES-034, RES-036, RES-038, RES-039.
pub fn resources_agree_with_the_oracle(drawn: &ResourceAndArn) {
    let ResourceAndArn { entry, arn, policy_type, version, context } = drawn;
    let profile = Profile::default();
    let setting = Setting { context, version: *version, policy_type: *policy_type, profile: &profile };
    let answer = entry_matches(entry, &Resource::Arn(arn.clone()), &setting);
    let expected = resource::names(entry, arn, *policy_type, *version, context);
    assert_eq!(answer == EntryAnswer::Match, expected, "{answer:?} of {drawn:?}");
}

/// EVAL-003, EVAL-004, EVAL-007, EVAL-025, EVAL-033, EVAL-035, EVAL-042. Of questions without other layers than the identity's.
pub fn levels_agree_with_the_oracle(question: &Question) {
    let decision = question.ask();
    let answers = |levels: &Option<Vec<Vec<Policy>>>, layer, together: fn(&[Level]) -> Outcome| {
        let levels = levels.as_ref().filter(|_| question.applies(layer))?;
        Some(together(&levels.iter().map(|policies| level(policies, question)).collect::<Vec<Level>>()))
    };
    let scp = answers(&question.policies.scp, Layer::Scp, service_control);
    let rcp = answers(&question.policies.rcp, Layer::Rcp, resource_control);
    for (layer, expected) in [(Layer::Scp, scp), (Layer::Rcp, rcp)] {
        assert_eq!(decision.denied_by.contains(&layer), expected == Some(Outcome::ExplicitDeny), "{layer:?}: {question:?}");
    }
    if decision.denied_by.is_empty() && decision.refused_by.is_none() {
        assert_eq!(decision.layer == Some(Layer::Scp), scp == Some(Outcome::ImplicitDeny), "{:?}: {question:?}", decision.layer);
    }
    let stopped = [scp, rcp].into_iter().flatten().min().unwrap_or(Outcome::Allowed);
    assert!(decision.outcome <= stopped, "{:?} beyond {stopped:?}: {question:?}", decision.outcome);
}

/// The effects of the statements of some policies that apply.
fn level(policies: &[Policy], question: &Question) -> Level {
    let Question { policies: all, request, profile } = question;
    let setting = principal::Setting { has_boundary: false, saved_ids: &all.saved_ids, canonical_user: None, profile };
    let statements = policies.iter().flat_map(|policy| policy.statements.iter().map(move |statement| (policy, statement)));
    let applying = statements.filter(|(policy, statement)| statement::ask(statement, policy, request, &setting, profile).applies);
    applying.map(|(_, statement)| statement.effect.value).collect()
}

/// GRAM-002, GRAM-004, GRAM-009, GRAM-029, GRAM-049. The same texts, but for names that stand twice and for depth; the same values, each with
/// its place.
pub fn the_reader_agrees_with_the_oracle(text: &str) {
    let reading = json::read(text);
    let too_deep = reading.errors.iter().any(|error| error.kind == JsonErrorKind::TooDeep);
    let duplicates = reading.errors.iter().filter(|error| matches!(error.kind, JsonErrorKind::Duplicate { .. })).count();
    assert_eq!(reading.node.is_none(), reading.errors.len() > duplicates, "{:?}", reading.errors);
    match library::library(text) {
        library::Library::Refused | library::Library::TooDeep => {
            assert!(reading.node.is_none(), "read, but refused by the library: {text:?}");
        }
        library::Library::Value(value) => {
            assert_eq!(too_deep, library::depth(text) > json::MAX_DEPTH, "{:?}: {text:?}", reading.errors);
            assert_eq!(reading.node.is_none(), too_deep, "{:?}: {text:?}", reading.errors);
            if let Some(node) = &reading.node {
                assert_eq!(library::as_the_library_has_it(node), value, "{text:?}");
                assert_eq!(library::has_duplicates(node), duplicates > 0, "{:?}: {text:?}", reading.errors);
            }
        }
        library::Library::TooLarge => {}
    }
    for node in reading.node.iter().flat_map(library::all_nodes) {
        let part = node.span.of(text).unwrap_or_else(|| panic!("{:?} is no part of {text:?}", node.span));
        let alone = match &node.value {
            Value::Number(number) => number == part,
            Value::Null | Value::Bool(_) | Value::String(_) => {
                library::library(part) == library::Library::Value(library::as_the_library_has_it(node))
            }
            Value::Array(_) => part.starts_with('[') && part.ends_with(']'),
            Value::Object(_) => part.starts_with('{') && part.ends_with('}'),
        };
        assert!(alone, "{:?} does not stand at {:?} of {text:?}", node.value, node.span);
    }
}

/// The values of a key, as a list.
fn texts(value: &ContextValue) -> &[String] {
    match value {
        ContextValue::One(value) => slice::from_ref(value),
        ContextValue::Many(list) => list,
    }
}
