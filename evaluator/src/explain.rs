//! Why was a request allowed or denied: the trace of a decision as text.
//!
//! The text names first what was decided, then the statements that decide, then those that apply without deciding, then those that do not
//! apply, the nearest miss first. Every reason ends with the rule that it rests on. The text is ASCII, values included, which are escaped
//! as in JSON; only `…` marks where a long value was cut.
//!
//! Rules: EVAL-001 to EVAL-006, EVAL-041, EVAL-042; those of each element stand in the file about it. What holds is taken from the trace.
//! Hints ask what a slightly different entry would have done, under the default profile.

mod condition;
mod headline;
mod page;
mod principal;
mod resource;
mod statement;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use page::Page;

use crate::authorizer::Policies;
use crate::decision::{Decision, Layer, Outcome, StatementId, Traced};
use crate::policy::{Effect, Policy, PolicyType, Statement};
use crate::principal::MatchClass;
use crate::profile::Profile;
use crate::request::Request;
use crate::span::line_and_column;

/// Where the policies of a question come from, by layer, level, and place in the level.
///
/// ```
/// use verdict_evaluator::decision::Layer;
/// use verdict_evaluator::explain::{Source, Sources};
///
/// let mut sources = Sources::default();
/// sources.insert(Layer::Identity, 0, 0, Source { name: Some("policy.json"), ..Source::default() });
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    named: BTreeMap<(Layer, usize, usize), Source<'a>>,
    levels: BTreeMap<(Layer, usize), &'a str>,
}

/// Where one policy comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// How to call it, usually the name of its file.
    pub name: Option<&'a str>,
    /// The text it was read from, for line numbers.
    pub text: Option<&'a str>,
    /// How many lines of the file stand before that text; 0 if it is all of the file.
    pub lines_before: usize,
}

impl<'a> Sources<'a> {
    /// Says where a policy comes from; level and place are those of [`StatementId`].
    pub fn insert(&mut self, layer: Layer, level: usize, policy: usize, source: Source<'a>) {
        self.named.insert((layer, level, policy), source);
    }

    /// Says how a level of service or resource control policies is called.
    pub fn name_level(&mut self, layer: Layer, level: usize, name: &'a str) {
        self.levels.insert((layer, level), name);
    }

    /// `level 2`, with its name if it has one: `level 2 "Workloads"`.
    fn level(&self, layer: Layer, level: usize) -> String {
        let name = self.levels.get(&(layer, level)).map(|name| format!(" {}", page::quoted(name)));
        format!("level {}{}", level + 1, name.unwrap_or_default())
    }

    fn of(&self, at: StatementId) -> Source<'a> {
        self.named.get(&(at.layer, at.level, at.policy)).copied().unwrap_or_default()
    }
}

/// Explains a decision that [`authorize`](crate::authorizer::authorize) made of these policies and this request.
///
/// Statements of the trace that these policies do not have are left out.
pub fn explain(decision: &Decision, policies: &Policies, request: &Request, sources: &Sources<'_>) -> String {
    let question = Question { decision, policies, request, sources, profile: &Profile::default() };
    let mut page = Page::default();
    headline::write(&question, &mut page);
    question.write_deciding(&mut page);
    question.write_overruled(&mut page);
    question.write_misses(&mut page);
    page.into_text()
}

/// All that an explanation looks at.
struct Question<'a> {
    decision: &'a Decision,
    policies: &'a Policies,
    request: &'a Request,
    sources: &'a Sources<'a>,
    /// The readings under which hints are tried.
    profile: &'a Profile,
}

/// One statement of the trace, with the document it stands in.
#[derive(Clone, Copy)]
struct Asked<'a> {
    traced: &'a Traced,
    policy: &'a Policy,
    statement: &'a Statement,
}

/// How near a statement came to applying, the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Miss {
    Condition,
    Resource,
    ActionOrPrincipal,
}

impl Asked<'_> {
    fn miss(&self) -> Miss {
        let answer = &self.traced.answer;
        let names_caller = answer.principal.map_or(!self.policy.policy_type.has_principal(), |class| class != MatchClass::None);
        let names_resource = answer.resource.as_ref().map_or(!self.needs_resource(), |resource| resource.matches);
        if !names_caller || !answer.action.matches {
            Miss::ActionOrPrincipal
        } else if !names_resource {
            Miss::Resource
        } else {
            Miss::Condition
        }
    }

    /// Must the statement say on what it works (GRAM-034, GRAM-035)?
    const fn needs_resource(&self) -> bool {
        match self.policy.policy_type {
            PolicyType::Resource | PolicyType::Trust => false,
            PolicyType::Identity
            | PolicyType::Boundary
            | PolicyType::Session
            | PolicyType::Scp
            | PolicyType::Rcp
            | PolicyType::Endpoint => true,
        }
    }
}

impl<'a> Question<'a> {
    fn asked(&self) -> impl Iterator<Item = Asked<'a>> {
        let policies = self.policies;
        self.decision.trace.iter().filter_map(move |traced| {
            let policy = policies.at(traced.at.layer, traced.at.level).get(traced.at.policy)?;
            let statement = policy.statements.iter().find(|statement| statement.index == traced.at.statement)?;
            Some(Asked { traced, policy, statement })
        })
    }

    fn write_deciding(&self, page: &mut Page) {
        let deciding: Vec<Asked<'_>> = self.asked().filter(|asked| asked.traced.decides).collect();
        if deciding.is_empty() {
            return;
        }
        page.section(if self.decision.outcome == Outcome::Allowed { "Allowed by:" } else { "Denied by:" });
        for asked in deciding {
            page.line(1, &self.head(asked));
            self.write_matches(asked, page);
        }
    }

    /// The statements that apply and decide nothing, each with what stands in its way.
    fn write_overruled(&self, page: &mut Page) {
        let overruled: Vec<Asked<'_>> = self.asked().filter(|asked| asked.traced.answer.applies && !asked.traced.decides).collect();
        if overruled.is_empty() {
            return;
        }
        page.section("Applying, but not deciding:");
        for asked in overruled {
            page.line(1, &format!("{}: {}", self.head(asked), self.overruled_because(asked.traced)));
        }
    }

    fn overruled_because(&self, traced: &Traced) -> String {
        let named = self.decision.layer.unwrap_or(Layer::Identity);
        if self.decision.outcome == Outcome::ExplicitDeny {
            return "a Deny wins over every Allow [EVAL-003]".to_owned();
        }
        let (reason, rule) = match traced.at.layer {
            Layer::Scp if named == Layer::Scp => ("every level must allow", "EVAL-025"),
            Layer::Scp => ("it sets a limit and grants nothing", "EVAL-026"),
            Layer::Rcp => ("it sets a limit and grants nothing", "EVAL-035"),
            Layer::Endpoint => ("it sets a limit and grants nothing", "EVAL-039"),
            Layer::Boundary => ("it sets a limit and grants nothing", "EVAL-021"),
            Layer::Session => ("it sets a limit and grants nothing", "EVAL-023"),
            Layer::Resource if traced.answer.principal == Some(MatchClass::Account) => {
                ("it names the caller's account, which must allow the caller itself", "EVAL-019")
            }
            Layer::Identity | Layer::Resource if self.decision.outcome == Outcome::Allowed => ("one grant is enough", "EVAL-009"),
            Layer::Identity | Layer::Resource => {
                return format!("the {} must allow it too [{}]", self.words(named), headline::rule_of_need(self, named));
            }
        };
        format!("{reason} [{rule}]")
    }

    /// The statements that do not apply. The layer that a denial names comes first, then the effect that would change the decision.
    fn write_misses(&self, page: &mut Page) {
        let mut missed: Vec<Asked<'_>> = self.asked().filter(|asked| !asked.traced.answer.applies).collect();
        if missed.is_empty() {
            return;
        }
        let denied = self.decision.outcome == Outcome::ImplicitDeny;
        let changing = if denied { Effect::Allow } else { Effect::Deny };
        let elsewhere = |asked: &Asked<'_>| denied && self.decision.layer != Some(asked.traced.at.layer);
        missed.sort_by_key(|asked| (elsewhere(asked), asked.miss(), asked.traced.effect != changing));
        let strangers = missed.iter().filter(|asked| asked.miss() == Miss::ActionOrPrincipal).count();
        let shown = if strangers > 3 { missed.len() - strangers } else { missed.len() };
        page.section(if shown > 1 { "Not applying, nearest miss first:" } else { "Not applying:" });
        for asked in missed.iter().filter(|asked| shown == missed.len() || asked.miss() != Miss::ActionOrPrincipal) {
            page.line(1, &self.head(*asked));
            self.write_miss(*asked, page);
        }
        if shown < missed.len() {
            let other = if shown > 0 { "other " } else { "" };
            let by_principal = missed.iter().any(|asked| asked.traced.answer.principal == Some(MatchClass::None));
            let what = if by_principal { "the action or the principal" } else { "the action" };
            page.line(1, &format!("{strangers} {other}statements do not cover {what} [ELEM-002]"));
        }
    }

    /// A layer's name as AWS words it (MSG-004).
    fn words(&self, layer: Layer) -> &'static str {
        crate::message::words(layer.named_type(self.request))
    }

    /// `Deny "OnlyNobody" (policy.json:7, statement 2)`
    fn head(&self, asked: Asked<'_>) -> String {
        let sid = asked.traced.sid.as_deref().map_or_else(String::new, |sid| format!(" {}", page::quoted(sid)));
        let place = page::protected(&format!("({})", self.place(asked)));
        format!("{}{sid} {place}", asked.traced.effect.as_str())
    }

    fn place(&self, asked: Asked<'_>) -> String {
        let at = asked.traced.at;
        let source = self.sources.of(at);
        let line = source.text.map(|text| line_and_column(text, asked.statement.span.start).0.saturating_add(source.lines_before));
        let statement = format!("statement {}", at.statement + 1);
        let levels =
            if levels_of(self.policies, at.layer) > 1 { format!(" of {}", self.sources.level(at.layer, at.level)) } else { String::new() };
        let layer = format!("{}{levels}", self.words(at.layer));
        let several_layers = self.decision.trace.iter().any(|traced| traced.at.layer != at.layer);
        match (source.name.map(page::bare), line) {
            (Some(name), line) => {
                let line = line.map_or_else(String::new, |line| format!(":{line}"));
                let layer = if several_layers || !levels.is_empty() { format!(", {layer}") } else { String::new() };
                format!("{name}{line}, {statement}{layer}")
            }
            (None, line) => {
                let several = self.policies.at(at.layer, at.level).len() > 1;
                let number = if several { format!(", policy {}", at.policy + 1) } else { String::new() };
                let line = line.map_or_else(String::new, |line| format!(", line {line}"));
                format!("{layer}{number}{line}, {statement}")
            }
        }
    }
}

/// How many levels a layer has: more than one only for service and resource control policies.
fn levels_of(policies: &Policies, layer: Layer) -> usize {
    match layer {
        Layer::Rcp => policies.rcp.as_ref().map_or(0, Vec::len),
        Layer::Scp => policies.scp.as_ref().map_or(0, Vec::len),
        Layer::Endpoint | Layer::Resource | Layer::Identity | Layer::Boundary | Layer::Session => 1,
    }
}
