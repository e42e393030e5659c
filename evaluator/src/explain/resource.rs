//! Which entry of a resource element names the resource, or in what the entries differ from it (RES-001 to RES-037).

use super::page::{Page, bare, listed, quoted};
use super::{Asked, Question};
use crate::arn::{Arn, split_fields};
use crate::pattern::Wildcard;
use crate::policy::variable::has_variables;
use crate::policy::{Effect, Element, List};
use crate::resource::{EntryAnswer, Resource, Setting, entry_matches};
use crate::statement::ListAnswer;

/// More entries are not shown one by one.
const FEW: usize = 3;

/// What an element that matches matched.
pub(super) fn matched(element: &Element<List<String>>, answer: &ListAnswer, asked: Asked<'_>, question: &Question<'_>) -> String {
    let list = match element {
        Element::Is(list) => list,
        Element::Not(list) => return not_excluded(list, answer, question),
    };
    let entry = answer.entry.and_then(|index| list.texts().nth(index)).unwrap_or_default();
    let (verb, rule) = match &question.request.resource {
        Resource::Any => ("covers a request without resource", "RES-028"),
        Resource::Arn(arn) if entry == arn => ("is the resource", "RES-009"),
        Resource::Arn(_) if Wildcard::new(entry).is_asterisks() => ("covers every resource", "RES-017"),
        Resource::Arn(_) if asked.policy.language().has_variables() && has_variables(entry) => {
            ("covers it with the variable's value", "VAR-001")
        }
        Resource::Arn(_) if split_fields(entry, false).len() < 6 => ("covers it, completed with \"*\"", "RES-019"),
        Resource::Arn(_) if entry.contains('*') => ("covers it", "RES-011"),
        Resource::Arn(_) => ("covers it", "RES-015"),
    };
    format!("Resource: {} {verb} [{rule}]", quoted(entry))
}

fn not_excluded(list: &List<String>, answer: &ListAnswer, question: &Question<'_>) -> String {
    let verb = if list.len() == 1 { "does not exclude" } else { "do not exclude" };
    let entries = listed(list.texts());
    if let Some((_, variable)) = answer.without_value.first() {
        return format!("NotResource: {entries} {verb} it; {} has no value in this request [RES-037]", bare(variable));
    }
    match question.request.resource {
        Resource::Any => format!("NotResource: {entries} {verb} a request without resource [RES-030]"),
        Resource::Arn(_) => format!("NotResource: {entries} {verb} it [RES-026]"),
    }
}

/// Why an element does not match: each entry if they are few, else the closest.
pub(super) fn write_miss(element: &Element<List<String>>, answer: &ListAnswer, asked: Asked<'_>, question: &Question<'_>, page: &mut Page) {
    let list = match element {
        Element::Is(list) if list.is_empty() => return page.line(2, "Resource: the list is empty [GRAM-025]"),
        Element::Not(list) if list.is_empty() => return page.line(2, "NotResource: the list is empty [GRAM-025]"),
        Element::Not(list) => return page.line(2, &excluded(list, answer)),
        Element::Is(list) => list,
    };
    let Some(arn) = question.request.resource.arn() else {
        page.line(2, "Resource: the request names no resource, which only the entry \"*\" covers, never an ARN [RES-028]");
        return;
    };
    let resource = Named { text: question.request.resource.as_str(), arn };
    page.line(2, &format!("Resource: no entry covers {}", bare(resource.text)));
    let mut entries: Vec<(usize, &str)> = list.texts().enumerate().collect();
    if entries.len() > FEW {
        let closest = entries.iter().copied().max_by_key(|(index, entry)| (closeness(entry, &resource), usize::MAX - index));
        page.line(3, &format!("closest of {} entries:", entries.len()));
        entries = closest.into_iter().collect();
    }
    for (index, entry) in entries {
        let without_value = answer.without_value.iter().find(|(at, _)| *at == index).map(|(_, variable)| variable.as_str());
        page.line(3, &difference(entry, without_value, &resource));
        if let Some(hint) = hint(entry, &resource, asked, question) {
            page.line(4, &hint);
        }
    }
    if is_forgotten(&resource, asked, question) {
        let kind = with_article(resource.kind());
        page.line(3, &format!("hint: every resource of a call must be covered, and no Allow of this action names {kind} [RES-032]"));
    }
}

fn excluded(list: &List<String>, answer: &ListAnswer) -> String {
    match answer.entry.and_then(|index| list.texts().nth(index)) {
        Some(entry) => format!("NotResource: {} excludes it [RES-026]", quoted(entry)),
        None => format!("NotResource: {} holds a variable without value [RES-037]", listed(list.texts())),
    }
}

/// The resource of the request, whole and in fields.
struct Named<'a> {
    text: &'a str,
    arn: Arn<'a>,
}

impl Named<'_> {
    /// The five fields behind `arn`, each with its name and the rule by which it is compared.
    const fn fields(&self) -> [(&'static str, &'static str, &str); 5] {
        [
            ("partition", "RES-004", self.arn.partition),
            ("service", "RES-006", self.arn.service),
            ("Region", "RES-007", self.arn.region),
            ("account", "RES-008", self.arn.account),
            ("name", "RES-009", self.arn.resource),
        ]
    }

    /// `job-queue` of `job-queue/nightly`.
    fn kind(&self) -> &str {
        kind_of(self.arn.resource)
    }

    /// Does its name begin with its kind? Of an object in a bucket it begins with the bucket.
    fn has_kind(&self) -> bool {
        self.arn.service != "s3"
    }
}

fn kind_of(field: &str) -> &str {
    field.split(['/', ':']).next().unwrap_or(field)
}

/// The kind of resource that an entry is for; `None` if it has no such field.
fn kind_of_entry(entry: &str) -> Option<&str> {
    fields_of(entry).get(4).copied().map(kind_of)
}

/// The fields of an entry behind `arn`.
fn fields_of(entry: &str) -> Vec<&str> {
    split_fields(entry, true).into_iter().skip(1).collect()
}

/// How many fields fit, and how far the last one agrees.
fn closeness(entry: &str, resource: &Named<'_>) -> (usize, usize) {
    let fields = fields_of(entry);
    let fitting = resource.fields().iter().zip(&fields).filter(|((_, _, actual), wanted)| Wildcard::new(wanted).matches(actual)).count();
    let last = fields.get(4).copied().unwrap_or_default();
    let common = last.chars().zip(resource.arn.resource.chars()).take_while(|(wanted, actual)| wanted == actual).count();
    (fitting, common)
}

/// The first field in which an entry differs from the resource; an entry with fewer fields may be completed (RES-019).
fn difference(entry: &str, without_value: Option<&str>, resource: &Named<'_>) -> String {
    let quoted_entry = quoted(entry);
    if let Some(variable) = without_value {
        return format!("{quoted_entry} covers nothing: {} has no value in this request [RES-036]", bare(variable));
    }
    let fields = fields_of(entry);
    let whole = fields.len() == 5;
    let is_arn = entry.starts_with("arn:");
    let differing =
        resource.fields().into_iter().zip(fields).find(|((_, _, actual), wanted)| is_arn && !Wildcard::new(wanted).matches(actual));
    match differing {
        Some((("name", rule, actual), wanted)) if resource.has_kind() => {
            format!("{quoted_entry} {} [{rule}]", other_name(wanted, actual))
        }
        Some((("name", rule, actual), _)) => format!("{quoted_entry} does not cover {} [{rule}]", quoted(actual)),
        Some(((what, rule, actual), wanted)) => {
            format!("{quoted_entry}: its {what} is {}, not {} [{rule}]", quoted(wanted), quoted(actual))
        }
        None if whole => format!("{quoted_entry} does not cover the whole ARN [RES-009]"),
        None => format!("{quoted_entry} is not a whole ARN [RES-001]"),
    }
}

/// How the sixth fields of an entry and of the resource differ: in the kind of resource, or behind it.
fn other_name(wanted: &str, actual: &str) -> String {
    match (wanted.split_once(['/', ':']), actual.split_once(['/', ':'])) {
        (Some((kind, wanted)), Some((same, actual))) if kind == same => {
            format!("names {}, which does not cover {}", quoted(wanted), quoted(actual))
        }
        (Some((kind, _)), Some((other, _))) if !Wildcard::new(kind).matches(other) => {
            format!("is for {}, not {}", with_article(kind), with_article(other))
        }
        (Some(_) | None, Some(_) | None) => format!("does not cover {}", quoted(actual)),
    }
}

/// `a job-queue`, `an instance-profile`, `a user`.
fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {}", bare(kind))
}

/// What a slightly different entry would have covered.
fn hint(entry: &str, resource: &Named<'_>, asked: Asked<'_>, question: &Question<'_>) -> Option<String> {
    let setting = Setting {
        context: &question.request.context,
        version: asked.policy.language(),
        policy_type: asked.policy.policy_type,
        profile: question.profile,
    };
    let would_cover = |entry: &str, text: &str| entry_matches(entry, &Resource::Arn(text.to_owned()), &setting) == EntryAnswer::Match;
    let definition = resource.kind() == "job-definition";
    if definition && would_cover(&format!("{entry}:*"), resource.text) {
        return Some("hint: a job definition's name does not cover its revisions; with \":*\" behind it, it would [RES-013]".to_owned());
    }
    let asks_for_revision = fields_of(entry).last().is_some_and(|name| name.contains(':'));
    if definition && asks_for_revision && would_cover(entry, &format!("{}:1", resource.text)) {
        return Some("hint: the request names no revision, the entry asks for one [RES-013]".to_owned());
    }
    would_cover(&entry.to_ascii_lowercase(), &resource.text.to_ascii_lowercase())
        .then(|| "hint: they differ in letter case only, which counts [RES-010]".to_owned())
}

/// Has no Allow of this action and layer an entry for the kind of resource? Often a call works on several kinds, and one was forgotten.
fn is_forgotten(resource: &Named<'_>, asked: Asked<'_>, question: &Question<'_>) -> bool {
    let names_kind = |entry: &str| kind_of_entry(entry).is_none_or(|kind| Wildcard::new(kind).matches(resource.kind()));
    let covers_kind = |other: Asked<'_>| match &other.statement.resource {
        Some(Element::Is(list)) => list.texts().any(names_kind),
        Some(Element::Not(_)) | None => true,
    };
    let allows = |other: &Asked<'_>| {
        let traced = other.traced;
        traced.effect == Effect::Allow && traced.answer.action.matches && traced.at.layer == asked.traced.at.layer
    };
    let kinds = resource.has_kind() && resource.arn.resource.contains('/');
    kinds && asked.traced.effect == Effect::Allow && !question.asked().filter(allows).any(covers_kind)
}
