//! One entry `operator: { key: values }` of a Condition block: which value met which, or what was missing (COND-001 to COND-088).

use super::page::{Page, bare, listed, quoted};
use super::{Asked, Question, words};
use crate::operator::{BaseOperator, Comparison, Match, Operator, Reason, SetOperator, Setting};
use crate::pattern::Wildcard;
use crate::policy::KeyTest;
use crate::policy::variable::{Expanded, has_variables};
use crate::statement::EntryAnswered;

/// Says why one entry holds or does not. A hint that was `said` about another entry is not repeated.
pub(super) fn write(entry: &EntryAnswered, asked: Asked<'_>, question: &Question<'_>, said: &mut Vec<String>, page: &mut Page) {
    let clauses = asked.statement.condition.as_ref().map_or(&[][..], |condition| &condition.clauses);
    let Some(clause) = clauses.get(entry.clause) else { return };
    let Some(test) = clause.tests.get(entry.test) else { return };
    let setting = Setting { context: &question.request.context, version: asked.policy.language(), profile: question.profile };
    let head = format!("Condition {} {}:", bare(&clause.name), bare(&test.key));
    let Some(operator) = clause.operator else {
        return page.line(2, &format!("{head} there is no such operator, so it never holds [COND-011]"));
    };
    let told = Told { operator, test, setting: &setting, holds: entry.answer.holds };
    page.line(2, &format!("{head} {}", told.reason(&entry.answer.reason)));
    for hint in told.hints(&entry.answer.reason) {
        if !said.contains(&hint) {
            page.line(3, &format!("hint: {hint}"));
            said.push(hint);
        }
    }
}

/// One entry with what is needed to speak of it.
struct Told<'a> {
    operator: Operator,
    test: &'a KeyTest,
    setting: &'a Setting<'a>,
    holds: bool,
}

impl Told<'_> {
    fn reason(&self, reason: &Reason) -> String {
        let key = bare(&self.test.key);
        match reason {
            Reason::UnknownOperator => "there is no such operator, so it never holds [COND-011]".to_owned(),
            Reason::NoValues => "the policy lists no values [COND-015]".to_owned(),
            Reason::MissingKey => format!("the request does not carry {key}{}", self.missing()),
            Reason::Multivalued(list) => {
                let values = if list.is_empty() {
                    "an empty list".to_owned()
                } else {
                    format!("the list {}", listed(list.iter().map(String::as_str)))
                };
                format!("the request carries {values}, and the operator lacks ForAllValues or ForAnyValue [COND-084]")
            }
            Reason::NullSet => {
                let name = self.operator.set.map_or("", SetOperator::name);
                let rule = if self.operator.set == Some(SetOperator::ForAllValues) { "COND-073" } else { "COND-075" };
                format!("the request carries no value of {key}, so {name} {} [{rule}]", if self.holds { "holds" } else { "fails" })
            }
            Reason::Presence { present } => self.presence(*present),
            Reason::Compared(comparisons) => self.compared(comparisons),
        }
    }

    /// Why a missing key makes the entry hold, if it does (COND-023, COND-024, COND-026).
    const fn missing(&self) -> &'static str {
        if !self.holds {
            " [COND-023]"
        } else if self.operator.base.is_negated() {
            ", so a negated operator holds [COND-024]"
        } else {
            ", so IfExists holds [COND-026]"
        }
    }

    fn presence(&self, present: bool) -> String {
        let carries = if present { "carries" } else { "does not carry" };
        let key = bare(&self.test.key);
        let asks = |text: &str| self.test.values.iter().any(|value| value.text.eq_ignore_ascii_case(text));
        let rule = if self.operator.set.is_some() { "COND-031" } else { "COND-028" };
        if !asks("true") && !asks("false") {
            let values = listed(self.test.values.iter().map(|value| value.text.as_str()));
            return format!("{values} is neither \"true\" nor \"false\", so it never holds [COND-030]");
        }
        let (text, wanted) = if asks("true") { ("true", "be missing") } else { ("false", "be there") };
        if self.holds {
            format!("the request {carries} {key}, as \"{text}\" asks [{rule}]")
        } else {
            format!("the request {carries} {key}, but \"{text}\" asks that it {wanted} [{rule}]")
        }
    }

    fn compared(&self, comparisons: &[Comparison]) -> String {
        let Some(set) = self.operator.set else {
            return comparisons.first().map_or_else(String::new, |only| self.one(only, words::rule(self.operator.base)));
        };
        let (decided_by_one, rule) = match set {
            SetOperator::ForAllValues => (false, "COND-072"),
            SetOperator::ForAnyValue => (true, "COND-074"),
        };
        let unreadable = comparisons.iter().find(|comparison| !comparison.holds && comparison.results.iter().any(is_unreadable));
        let deciding = comparisons.iter().find(|comparison| comparison.holds == decided_by_one).or(unreadable);
        match (comparisons, deciding) {
            ([only], _) | (_, Some(only)) => self.one(only, rule),
            (several, None) => self.each_or_none(several, !decided_by_one, rule),
        }
    }

    /// Several values of which all satisfy the operator (`satisfied`), or none does.
    fn each_or_none(&self, comparisons: &[Comparison], satisfied: bool, rule: &str) -> String {
        let actual = listed(comparisons.iter().map(|comparison| comparison.actual.as_str()));
        let verb = words::verb(self.operator.base).0;
        if satisfied == self.operator.base.is_negated() {
            return format!("none of {actual} {verb} {} [{rule}]", self.wanted("any"));
        }
        let excluded = if satisfied { "" } else { ", which is excluded" };
        format!("each of {actual} {verb} {}{excluded} [{rule}]", self.wanted("one"))
    }

    /// One value of the request against the values of the policy.
    fn one(&self, comparison: &Comparison, rule: &str) -> String {
        let actual = quoted(&comparison.actual);
        if comparison.results.contains(&Match::UnreadableContext) {
            let fails = if self.operator.base.is_negated() && !self.holds { ", so even a negated operator fails" } else { "" };
            return format!("{actual} is not {}{fails} [COND-025]", words::type_of_request_value(self.operator.base));
        }
        let matched = comparison.results.iter().position(|result| *result == Match::Yes);
        if let Some(wanted) = matched.and_then(|index| self.test.values.get(index)) {
            let excluded = if self.operator.base.is_negated() { ", which is excluded" } else { "" };
            if wanted.text == comparison.actual {
                return format!("the value is {actual}{excluded} [{rule}]");
            }
            return format!("{actual} {} {}{excluded} [{rule}]", words::verb(self.operator.base).0, self.shown(&wanted.text));
        }
        let unreadable = comparison.results.iter().position(|result| *result == Match::UnreadablePolicy);
        if let Some(wanted) = unreadable.and_then(|index| self.test.values.get(index)) {
            let so = match (self.operator.base.is_negated(), comparison.holds) {
                (false, _) => "it never matches",
                (true, false) => "a negated operator fails",
                (true, true) => "a negated operator holds",
            };
            return format!(
                "the policy's {} is not {}, so {so} [COND-025]",
                quoted(&wanted.text),
                words::type_of_policy_value(self.operator.base)
            );
        }
        if let [Match::NoValue(variable)] = comparison.results.as_slice() {
            let rule = if self.operator.base.is_negated() { "VAR-014" } else { "VAR-013" };
            let wanted = self.wanted("any");
            return format!(
                "{actual} {} {wanted}: {} has no value in this request [{rule}]",
                words::verb(self.operator.base).1,
                bare(variable)
            );
        }
        format!("{actual} {} {} [{rule}]", words::verb(self.operator.base).1, self.wanted("any"))
    }

    /// The values of the policy: the only one, or `any` or `one` of several.
    fn wanted(&self, which: &str) -> String {
        match self.test.values.entries.as_slice() {
            [only] => self.shown(&only.value.text),
            several => format!("{which} of {}", listed(several.iter().map(|value| value.value.text.as_str()))),
        }
    }

    /// A value of the policy, with what it stands for if it holds variables (VAR-001).
    fn shown(&self, text: &str) -> String {
        match self.setting.expansion().expand(text) {
            Expanded::Tokens(tokens) if has_variables(text) && words::takes_variables(self.operator.base) => {
                format!("{} (here {})", quoted(text), quoted(&Expanded::literal_text(&tokens)))
            }
            Expanded::Tokens(_) | Expanded::NoValue(_) => quoted(text),
        }
    }

    /// What a slightly different entry would have answered. An entry that holds needs no hint.
    fn hints(&self, reason: &Reason) -> Vec<String> {
        match reason {
            _ if self.holds => Vec::new(),
            Reason::MissingKey => self.hints_on_missing(),
            Reason::Compared(comparisons) => {
                let failed = comparisons.iter().find(|comparison| !comparison.holds);
                failed.map_or_else(Vec::new, |failed| self.hints_on(&failed.actual))
            }
            Reason::UnknownOperator | Reason::Multivalued(_) | Reason::NullSet | Reason::Presence { .. } | Reason::NoValues => Vec::new(),
        }
    }

    /// A key whose name is nearly the missing one is often what its author meant.
    fn hints_on_missing(&self) -> Vec<String> {
        let missing = self.test.key.to_ascii_lowercase();
        let similar = |name: &&str| strsim::osa_distance(&name.to_ascii_lowercase(), &missing) <= 2;
        let mut hints = vec!["without the key, IfExists and negated operators hold [COND-024, COND-026]".to_owned()];
        hints.extend(
            self.setting.context.iter().map(|(name, _)| name).find(similar).map(|name| format!("it carries {} [COND-022]", bare(name))),
        );
        hints
    }

    fn hints_on(&self, actual: &str) -> Vec<String> {
        use BaseOperator as B;
        let base = self.operator.base;
        let any = |test: &dyn Fn(&str) -> bool| self.test.values.iter().any(|wanted| test(&wanted.text));
        let lower = actual.to_ascii_lowercase();
        let mut hints = Vec::new();
        if base == B::StringEquals && any(&|wanted| wanted.eq_ignore_ascii_case(actual)) {
            hints.push("they differ in letter case only, which counts [COND-033]".to_owned());
        }
        if base == B::StringLike && any(&|wanted| Wildcard::new(&wanted.to_ascii_lowercase()).matches(&lower)) {
            hints.push("they differ in letter case only, which counts [COND-039]".to_owned());
        }
        let is_pattern = |wanted: &str| Wildcard::new(wanted).has_wildcard() && Wildcard::new(wanted).matches(actual);
        if matches!(base, B::StringEquals | B::StringEqualsIgnoreCase) && any(&is_pattern) {
            hints.push("here * and ? are ordinary characters; StringLike reads them as wildcards [COND-042]".to_owned());
        }
        if base == B::Bool && !matches!(lower.as_str(), "true" | "false") {
            hints.push(format!("{} counts as \"false\" [COND-060]", quoted(actual)));
        }
        hints
    }
}

const fn is_unreadable(result: &Match) -> bool {
    matches!(result, Match::UnreadableContext | Match::UnreadablePolicy)
}
