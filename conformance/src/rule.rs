//! The rule book: what the corpus rests on, and what coverage is counted against.

use std::collections::{BTreeMap, BTreeSet};

use verdict_evaluator::json::Node;

use crate::case::Evidence;
use crate::fault::{Fault, FaultyText};
use crate::reading::{self, Members, Read};

/// All rules by id, in the order of their families and numbers.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    /// The families in the order of the rule book.
    pub families: Vec<Family>,
}

/// Rules about one subject.
#[derive(Clone, Debug)]
pub struct Family {
    /// The letters before the number: `COND`.
    pub name: String,
    /// The rules, by number.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the members are those of corpus/rules, described in corpus/README.md")]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub statement: String,
    pub source: String,
    pub confidence: Evidence,
    pub confidence_note: Option<String>,
    pub readings: Vec<RuleReading>,
    /// What a policy's author does so that the decision is the same under every reading.
    pub safe: Option<String>,
    pub trap: Option<String>,
}

/// One reading of a disputed rule; the first is the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReading {
    /// Its name in profiles.
    pub name: String,
    /// What it says.
    pub means: String,
}

/// The families in the order of the rule book.
pub const FAMILIES: [&str; 21] = [
    "GRAM", "ELEM", "ACT", "RES", "PRIN", "LIM", "COND", "VAR", "GKEY", "EVAL", "XACC", "SESS", "TRUST", "PASS", "SLR", "MSG", "PROP",
    "BATCH", "TAG", "ROLE", "DOC",
];

impl RuleBook {
    /// Reads the rule book from its files, one a family: name and text.
    ///
    /// # Errors
    /// A file is malformed.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, FaultyText> {
        let mut families = Vec::new();
        for (name, text) in files {
            let family = family(text).map_err(|faults| FaultyText { name: name.clone(), text: text.clone(), faults })?;
            families.push(family);
        }
        families.sort_by_key(|family| FAMILIES.iter().position(|name| *name == family.name));
        Ok(Self { families })
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.families.iter().flat_map(|family| &family.rules)
    }

    /// The rule with this id.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }
}

/// The letters before a rule's number.
pub fn family_of(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}

/// Ids of rules, such as `COND-012`, in a text.
pub fn cited(text: &str) -> BTreeSet<&str> {
    let words = text.split(|character: char| !(character.is_ascii_uppercase() || character.is_ascii_digit() || character == '-'));
    let is_rule = |word: &&str| {
        word.split_once('-').is_some_and(|(family, number)| {
            FAMILIES.contains(&family) && number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    words.filter(is_rule).collect()
}

fn family(text: &str) -> Read<Family> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "a rule file")?;
    let name = members.string("family")?;
    let rules = reading::all(reading::array(members.required("rules")?, "rules")?.iter().map(rule))?;
    members.end()?;
    Ok(Family { name, rules })
}

fn rule(node: &Node) -> Read<Rule> {
    let mut members = Members::of(node, "a rule")?;
    let word = members.string("confidence")?;
    let confidence = Evidence::from_name(&word).ok_or_else(|| vec![Fault::new(format!("`{word}` is no confidence"), node.span)])?;
    let readings = match members.optional("readings") {
        None => Vec::new(),
        Some(node) => reading::all(reading::array(node, "readings")?.iter().map(rule_reading))?,
    };
    let rule = Rule {
        id: members.string("id")?,
        title: members.string("title")?,
        statement: members.string("statement")?,
        source: members.string("source")?,
        confidence,
        confidence_note: members.optional_string("confidenceNote")?,
        readings,
        safe: members.optional_string("safe")?,
        trap: members.optional_string("trap")?,
    };
    members.end()?;
    Ok(rule)
}

fn rule_reading(node: &Node) -> Read<RuleReading> {
    let mut members = Members::of(node, "a reading")?;
    let reading = RuleReading { name: members.string("name")?, means: members.string("means")? };
    members.end()?;
    Ok(reading)
}
