//! The case format: what a case file says, read strictly. `corpus/README.md` is its description, field by field.

mod arn;
mod bundle;
mod call;
mod decision;
mod expect;
pub mod lifecycle;
mod message;
mod model;
mod policies;
mod question;
mod simulation;
mod sts;
mod text;

use std::fmt;
use std::path::Path;

use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::profile::{PRESETS, Profile};

pub use bundle::{Bundle, read_bundle};
pub use call::{CallExpectation, CallQuestion, CheckExpectation, state};
pub use decision::{DecisionQuestion, RequestText};
pub use expect::{DecisionExpectation, DocumentExpectation, DocumentVerdict, LimitExpectation, Ternary};
pub use message::{DecodedExpectation, ExpectedTexts, MessageExpectation, Said};
pub use model::{Fact, Facts, ModelPart, ModelQuestion};
pub use policies::{PolicySet, PolicyText};
pub use question::{ConditionQuestion, DocumentQuestion, LimitQuestion, MatchQuestion};
pub use simulation::{EvidenceExpectation, SimulationExpectation, SimulationQuestion, SimulationResultQuestion};
pub use sts::{SessionExpectation, StsExpectation, StsQuestion};

use self::lifecycle::{LifecycleExpectation, LifecycleQuestion};
use crate::fault::Fault;
use crate::reading::{self, Members, Read, fault};

/// A file of cases about one topic.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// What the cases have in common.
    pub topic: String,
    /// Where the file's policy was taken from.
    pub source: Option<String>,
    /// What a reader should know about the file's policy.
    pub note: Option<String>,
    /// The policy that cases without one of their own share.
    pub document: Option<PolicyText>,
    /// The type of the policies that are judged without one of their own.
    pub policy_type: Option<PolicyType>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One golden case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its file's path without `.json`, a slash, and its name.
    pub id: String,
    /// One sentence that a reviewer can check; empty if somebody's own test gives none.
    pub why: String,
    /// The rules it rests on, the one it is about first.
    pub rules: Vec<String>,
    /// How sure the rule is; unknown for somebody's own tests.
    pub evidence: Option<Evidence>,
    /// The classes of engine bugs that it would expose.
    pub catches: Vec<String>,
    /// Under which readings of the disputed rules it holds.
    pub profile: ProfileChoice,
    /// What is asked, and what the answer must be.
    pub question: Question,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// AWS says so.
    Documented,
    /// AWS in part, with recorded answers or independent engines.
    Corroborated,
    /// Our reading.
    Inferred,
    /// Sources or engines disagree.
    Disputed,
}

impl Evidence {
    /// The word in the rule book and in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Corroborated => "corroborated",
            Self::Inferred => "inferred",
            Self::Disputed => "disputed",
        }
    }

    /// The evidence that the word names.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Documented, Self::Corroborated, Self::Inferred, Self::Disputed].into_iter().find(|evidence| evidence.name() == name)
    }
}

/// The readings that a case names, and the profile they make.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProfileChoice {
    /// The preset, if one is named.
    pub preset: Option<String>,
    /// Rule ids and the readings chosen.
    pub readings: Vec<(String, String)>,
    /// What they come to.
    pub profile: Profile,
}

impl ProfileChoice {
    /// Puts the choices over another profile than the default one.
    pub fn rebase(&mut self, base: Profile) {
        let mut profile = base;
        if let Some(preset) = &self.preset {
            profile.apply_preset(preset);
        }
        for (rule, reading) in &self.readings {
            // The readings were checked when the case was read.
            let _ = profile.set(rule, reading);
        }
        self.profile = profile;
    }
}

impl fmt::Display for ProfileChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let readings = self.readings.iter().map(|(rule, reading)| format!("{rule}={reading}"));
        let parts: Vec<String> = self.preset.iter().cloned().chain(readings).collect();
        f.write_str(&parts.join(", "))
    }
}

/// The kinds of case, each with its expectation.
#[derive(Clone, Debug)]
pub enum Question {
    /// One element of a statement × one request.
    Match(MatchQuestion, Ternary),
    /// One Condition block × one context.
    Condition(ConditionQuestion, Ternary),
    /// A whole decision.
    Decision(Box<DecisionQuestion>, DecisionExpectation),
    /// Is a text a policy of its type?
    Document(DocumentQuestion, DocumentExpectation),
    /// A name, a size or a count.
    Limit(LimitQuestion, LimitExpectation),
    /// A request for temporary credentials.
    Sts(Box<StsQuestion>, StsExpectation),
    /// The life of a service-linked role.
    Lifecycle(LifecycleQuestion, LifecycleExpectation),
    /// An input of the policy simulator.
    Simulation(Box<SimulationQuestion>, SimulationExpectation),
    /// Recorded results of the policy simulator.
    SimulationResult(Box<SimulationResultQuestion>, EvidenceExpectation),
    /// A whole call of AWS Batch.
    Call(Box<CallQuestion>, CallExpectation),
    /// Which resource type of AWS Batch has this ARN?
    Arn(String, Option<String>),
    /// What exists in a service, and what is known of it.
    Model(ModelQuestion, Facts),
    /// The text of a denial.
    Message(String, MessageExpectation),
    /// A decoded authorization message.
    Decoded(PolicyText, DecodedExpectation),
}

/// Whose case file it is.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// The corpus: each case says why, on which rules and how surely; policies stand in the case file.
    Corpus,
    /// Somebody's own tests: these members may be left out, and policies may be files, beside the case file in this directory.
    Own(&'a Path),
}

/// Reads a case file. `id` is its path without `.json`.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read_file(text: &str, id: &str, origin: Origin<'_>) -> Read<CaseFile> {
    let node = reading::json(text)?;
    let mut members = Members::of(&node, "a case file")?;
    let source = Source { text, origin };
    let topic = members.string("topic");
    let source_line = members.optional_string("source")?;
    let note = members.optional_string("note")?;
    let document = members.optional("document").map(|node| source.policy(node)).transpose()?;
    let policy_type = members.optional("policyType").map(policy_type).transpose()?;
    let entries = reading::array(members.required("cases")?, "cases")?;
    let shared = Shared { id, source, document: document.as_ref(), policy_type };
    let cases = reading::all(entries.iter().map(|entry| shared.case(entry)));
    let (topic, cases) = reading::both(topic, cases)?;
    members.end()?;
    unique_names(entries)?;
    Ok(CaseFile { topic, source: source_line, note, document, policy_type, cases })
}

/// Reads a request in the form of a case's `request`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_request(text: &str) -> Read<RequestText> {
    let node = reading::json(text)?;
    Source { text, origin: Origin::Corpus }.request(&node)
}

/// Two cases of one file cannot have one name.
fn unique_names(entries: &[Node]) -> Read<()> {
    let mut seen = std::collections::HashMap::new();
    let mut faults = Vec::new();
    for name in entries.iter().filter_map(|entry| entry.get("name")) {
        if let Some(first) = seen.insert(format!("{:?}", name.value), name.span) {
            let mut twice = Fault::new("two cases have this name", name.span);
            twice.related = Some((first, "first here"));
            faults.push(twice);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The text that nodes come from, and whose it is.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) origin: Origin<'a>,
}

/// What all cases of a file share.
struct Shared<'a> {
    id: &'a str,
    source: Source<'a>,
    document: Option<&'a PolicyText>,
    policy_type: Option<PolicyType>,
}

impl Shared<'_> {
    fn case(&self, node: &Node) -> Read<Case> {
        let mut members = Members::of(node, "a case")?;
        let name = name(members.required("name")?)?;
        let why = members.optional_string("why")?;
        let rules = members.strings("rules")?;
        let evidence = members.optional("evidence").map(evidence).transpose()?;
        let catches = members.strings("catches")?;
        let profile = members.optional("profile").map(profile).transpose()?.unwrap_or_default();
        let expect = members.required("expect")?;
        let question = self.question(&mut members, expect)?;
        members.end()?;
        let founded = why.is_some() && evidence.is_some() && !rules.is_empty();
        if matches!(self.source.origin, Origin::Corpus) && !founded {
            return fault("a case of the corpus has `why`, `evidence` and at least one of `rules`", node.span);
        }
        let why = why.unwrap_or_default();
        Ok(Case { id: format!("{}/{name}", self.id), why, rules, evidence, catches, profile, question })
    }

    /// The kind is told by the member that a case has.
    fn question(&self, members: &mut Members<'_>, expect: &Node) -> Read<Question> {
        let source = self.source;
        if members.has("match") {
            Ok(Question::Match(source.match_question(members)?, expect::ternary(expect, "matches")?))
        } else if members.has("condition") {
            Ok(Question::Condition(source.condition_question(members)?, expect::ternary(expect, "holds")?))
        } else if members.has("limit") {
            Ok(Question::Limit(source.limit_question(members)?, expect::limit(expect)?))
        } else if members.has("sts") {
            Ok(Question::Sts(Box::new(sts::question(members)?), sts::expectation(expect)?))
        } else if members.has("lifecycle") {
            Ok(Question::Lifecycle(lifecycle::question(members)?, lifecycle::expectation(expect)?))
        } else if members.has("simulation") {
            Ok(Question::Simulation(Box::new(source.simulation_question(members)?), source.simulation_expectation(expect)?))
        } else if members.has("simulationResult") {
            let question = simulation::simulation_result_question(members)?;
            Ok(Question::SimulationResult(Box::new(question), simulation::evidence_expectation(expect)?))
        } else if members.has("call") {
            let question = source.call_question(members, self.document, self.policy_type)?;
            let expectation = call::expectation(expect, question.policies.is_some())?;
            Ok(Question::Call(Box::new(question), expectation))
        } else if members.has("arn") {
            Ok(Question::Arn(members.string("arn")?, arn::expectation(expect)?))
        } else if members.has("model") {
            Ok(Question::Model(model::question(members.required("model")?)?, model::expectation(expect)?))
        } else if members.has("message") {
            let text = source.long_text(members.required("message")?, "message")?;
            Ok(Question::Message(text, message::message(expect)?))
        } else if members.has("decodedMessage") {
            Ok(Question::Decoded(source.decoded_question(members)?, source.decoded_expectation(expect)?))
        } else if members.has("policies") || members.has("request") {
            let question = source.decision_question(members, self.document, self.policy_type)?;
            Ok(Question::Decision(Box::new(question), source.decision_expectation(expect)?))
        } else {
            Ok(Question::Document(source.document_question(members, self.document, self.policy_type)?, expect::document(expect)?))
        }
    }
}

/// A claim in kebab-case.
fn name(node: &Node) -> Read<String> {
    let name = reading::string(node, "name")?;
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if name.split('-').all(word) && !name.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(name);
    }
    Err(vec![Fault::new("a name is a claim in kebab-case: small letters, digits and single hyphens", node.span)])
}

fn evidence(node: &Node) -> Read<Evidence> {
    let word = reading::string(node, "evidence")?;
    Evidence::from_name(&word).ok_or_else(|| {
        vec![Fault::new(format!("`{word}` is no evidence"), node.span).with_help("`documented`, `corroborated`, `inferred` or `disputed`")]
    })
}

pub(crate) fn policy_type(node: &Node) -> Read<PolicyType> {
    let word = reading::string(node, "policyType")?;
    let names = PolicyType::ALL.map(PolicyType::name).join("`, `");
    PolicyType::from_name(&word)
        .ok_or_else(|| vec![Fault::new(format!("`{word}` is no policy type"), node.span).with_help(format!("`{names}`"))])
}

/// `{ "preset": …, "RES-014": … }`
pub(crate) fn profile(node: &Node) -> Read<ProfileChoice> {
    let Value::Object(entries) = &node.value else { return fault("`profile` must be an object", node.span) };
    let mut choice = ProfileChoice::default();
    let (presets, readings): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| *entry.name == "preset");
    for entry in presets {
        let preset = reading::string(&entry.value, "preset")?;
        if !choice.profile.apply_preset(&preset) {
            let help = format!("`{}`", PRESETS.join("`, `"));
            return Err(vec![Fault::new(format!("there is no preset `{preset}`"), entry.value.span).with_help(help)]);
        }
        choice.preset = Some(preset);
    }
    for entry in readings {
        let reading = reading::string(&entry.value, &entry.name)?;
        choice.profile.set(&entry.name, &reading).map_err(|unknown| vec![Fault::new(unknown.to_string(), entry.value.span)])?;
        choice.readings.push((entry.name.value.clone(), reading));
    }
    Ok(choice)
}
