//! What was decided and by which layer, in one sentence, and who asked for what (EVAL-041, EVAL-042).

use super::page::{self, Page};
use super::{Question, levels_of};
use crate::decision::{Layer, Outcome};
use crate::policy::{Effect, PolicyType};
use crate::resource::Resource;

/// Writes the first paragraph.
pub(super) fn write(question: &Question<'_>, page: &mut Page) {
    let request = question.request;
    page.line(0, &format!("{}: {}", question.decision.outcome.name(), verdict(question)));
    page.line(1, &format!("principal  {}", page::bare(request.principal.name())));
    page.line(1, &format!("action     {}", page::bare(request.action.as_str())));
    match &request.resource {
        Resource::Any => page.line(1, "resource   * (no particular resource)"),
        Resource::Arn(arn) => page.line(1, &format!("resource   {}", page::bare(arn))),
    }
    write_notes(question, page);
}

fn verdict(question: &Question<'_>) -> String {
    let action = page::bare(question.request.action.as_str());
    let Some(layer) = question.decision.layer else {
        return match question.decision.refused_by {
            Some(rule) => format!("{action} is closed to this caller or target, whatever policies say [{rule}]"),
            None => format!("{action} needs no permission, whatever policies say [EVAL-054, EVAL-055]"),
        };
    };
    match question.decision.outcome {
        Outcome::ExplicitDeny => match deciding_in(question, layer) {
            0 | 1 => format!("a statement of the {} denies {action}", question.words(layer)),
            several => format!("{several} statements of the {} deny {action}", question.words(layer)),
        },
        Outcome::Allowed => allowed(question, &action),
        Outcome::ImplicitDeny => nothing_allows(question, layer, &action),
    }
}

fn deciding_in(question: &Question<'_>, layer: Layer) -> usize {
    question.decision.deciding().filter(|traced| traced.at.layer == layer).count()
}

fn allowed(question: &Question<'_>, action: &str) -> String {
    let granting: Vec<&str> =
        Layer::ALL.into_iter().filter(|layer| deciding_in(question, *layer) > 0).map(|layer| question.words(layer)).collect();
    match granting.as_slice() {
        // Nobody else is allowed what no statement allows (EVAL-030).
        [] => format!("no policy denies {action}, and the root user needs no identity-based policy"),
        [only] => format!("a statement of the {only} allows {action}"),
        several => format!("the {} allow {action}", several.join(" and the ")),
    }
}

fn nothing_allows(question: &Question<'_>, layer: Layer, action: &str) -> String {
    let words = question.words(layer);
    match layer {
        Layer::Scp => match level_without_allow(question) {
            Some(level) if levels_of(question.policies, layer) > 1 => {
                format!("no {words} at {} from the root allows {action}", question.sources.level(layer, level))
            }
            Some(_) | None => format!("no {words} allows {action}"),
        },
        Layer::Session if question.policies.session.is_none() => {
            format!("a federated user needs a {words} that allows {action}, and there is none")
        }
        Layer::Rcp | Layer::Identity | Layer::Session => format!("no {words} allows {action}"),
        Layer::Resource if question.policies.at(layer, 0).is_empty() => {
            format!("the resource has no {words}, and one must allow {action}")
        }
        Layer::Endpoint | Layer::Resource | Layer::Boundary => format!("the {words} does not allow {action}"),
    }
}

/// The first level of service control policies that allows nothing (EVAL-025).
fn level_without_allow(question: &Question<'_>) -> Option<usize> {
    (0..levels_of(question.policies, Layer::Scp)).find(|level| {
        let mut allows = question.decision.trace.iter().filter(|traced| traced.answer.applies && traced.effect == Effect::Allow);
        !allows.any(|traced| traced.at.layer == Layer::Scp && traced.at.level == *level)
    })
}

fn write_notes(question: &Question<'_>, page: &mut Page) {
    let named = question.decision.layer;
    let others: Vec<&str> =
        question.decision.denied_by.iter().filter(|layer| Some(**layer) != named).map(|layer| question.words(*layer)).collect();
    if !others.is_empty() {
        page.line(1, &format!("note: the {} denies it too [EVAL-042]", others.join(" and the ")));
    }
    if let Some(named) = named.filter(|named| question.decision.outcome == Outcome::ImplicitDeny && *named != Layer::Identity) {
        let mut trace = question.decision.trace.iter();
        if trace.any(|traced| traced.at.layer == Layer::Identity && traced.answer.applies && traced.effect == Effect::Allow) {
            let rule = rule_of_need(question, named);
            page.line(
                1,
                &format!("note: the identity-based policy allows it, but the {} must allow it too [{rule}]", question.words(named)),
            );
        }
    }
    for layer in Layer::ALL {
        if has_statements(question, layer) && question.decision.trace.iter().all(|traced| traced.at.layer != layer) {
            let trust = layer == Layer::Resource && has_trust_policy(question);
            let words = if trust { crate::message::words(PolicyType::Trust) } else { question.words(layer) };
            page.line(1, &format!("note: the {words} does not apply to this request [{}]", rule_of_absence(question, layer)));
        }
    }
    if question.decision.trace.is_empty() {
        page.line(1, "note: no policy that applies to this request has a statement [EVAL-002]");
    }
}

fn has_statements(question: &Question<'_>, layer: Layer) -> bool {
    let mut levels = 0..levels_of(question.policies, layer);
    levels.any(|level| question.policies.at(layer, level).iter().any(|policy| !policy.statements.is_empty()))
}

/// Why this layer, too, must allow.
pub(super) fn rule_of_need(question: &Question<'_>, layer: Layer) -> &'static str {
    let request = question.request;
    let one_account = request.owner().is_none_or(|owner| request.principal.account() == Some(owner));
    match layer {
        Layer::Rcp => "EVAL-035",
        Layer::Scp => "EVAL-025",
        Layer::Endpoint => "EVAL-038",
        Layer::Resource if one_account => "EVAL-024",
        Layer::Identity if one_account => "EVAL-009",
        Layer::Resource | Layer::Identity => "XACC-001",
        Layer::Boundary => "EVAL-021",
        Layer::Session => "EVAL-023",
    }
}

fn has_trust_policy(question: &Question<'_>) -> bool {
    question.policies.resource.as_ref().is_some_and(|policy| policy.policy_type == PolicyType::Trust)
}

/// Why policies that are there were not asked.
fn rule_of_absence(question: &Question<'_>, layer: Layer) -> &'static str {
    match layer {
        Layer::Resource if has_trust_policy(question) => "TRUST-019",
        Layer::Rcp => "EVAL-036",
        Layer::Scp => "EVAL-027",
        Layer::Endpoint => "EVAL-038",
        Layer::Resource => "GRAM-046",
        Layer::Identity | Layer::Boundary => "EVAL-016",
        Layer::Session => "EVAL-023",
    }
}
