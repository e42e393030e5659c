//! The reference evaluator as an engine.

mod call;
mod lifecycle;
mod message;
mod model;
mod simulation;
mod sts;

use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::{Policies, authorize, check_input};
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::limit::{self, Counted, Holder, Name};
use verdict_evaluator::message::ENCODED_LENGTH;
use verdict_evaluator::operator::{self, block_holds};
use verdict_evaluator::policy::{self, Environment, Policy, PolicyType, StatementElement};
use verdict_evaluator::principal::{self, MatchClass, Principal};
use verdict_evaluator::profile::{Judging, Profile};
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::{self, Resource};
use verdict_evaluator::service::batch::resource_type;
use verdict_evaluator::statement;
use verdict_evaluator::validate::validate_in;

use super::{Answer, DecisionAnswer, Engine, Refusal};
use crate::capability::Capability;
use crate::case::{
    Case, ConditionQuestion, DecisionQuestion, DocumentQuestion, LimitQuestion, MatchQuestion, PolicySet, PolicyText, Question,
    RequestText, Ternary,
};
use crate::request::{Caller, InvalidInput, context, principal, request};
use crate::sensitivity::{INVALID, Lean, leans};

/// The evaluator of this project.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl Engine for Reference {
    fn name(&self) -> &str {
        "reference"
    }

    fn lacks(&self, _: &Capability) -> Option<String> {
        None
    }

    fn answer(&self, case: &Case) -> Answer {
        let profile = &case.profile.profile;
        match &case.question {
            Question::Match(question, _) => ternary(match_answer(question, profile)),
            Question::Condition(question, _) => ternary(condition_answer(question, profile)),
            Question::Decision(question, expected) => {
                let mut answer = decision_answer(question, profile);
                if expected.leans_on.is_some() {
                    let leans = leans(profile, |changed| decision_name(question, changed));
                    answer.leans_on = Some(leans.iter().map(Lean::choice).collect());
                }
                Answer::Decision(answer)
            }
            Question::Document(question, _) => document_answer(question, profile),
            Question::Limit(question, _) => limit_answer(question, profile),
            Question::Sts(question, _) => sts::answer(question, profile),
            Question::Lifecycle(question, _) => Answer::Lifecycle(lifecycle::answer(question)),
            Question::Simulation(question, _) => simulation::simulated(question, profile),
            Question::SimulationResult(question, _) => simulation::imported(question, profile),
            Question::Call(question, _) => Answer::Call(call::answer(question, profile)),
            Question::Arn(arn, _) => Answer::ResourceType(resource_type(arn).map(str::to_owned)),
            Question::Model(question, _) => Answer::Facts(model::answer(question)),
            Question::Message(text, _) => message::message_answer(text),
            Question::Decoded(text, _) => message::decoded_answer(text, profile),
        }
    }
}

fn ternary(answer: Result<bool, InvalidInput>) -> Answer {
    Answer::Ternary(answer.map_or(Ternary::Invalid, Ternary::from))
}

/// Wraps the element into a statement whose other elements match everything, and asks the element alone.
fn match_answer(question: &MatchQuestion, profile: &Profile) -> Result<bool, InvalidInput> {
    let text = wrapped(question);
    let policy = read_policy(&PolicyText::new(text), question.policy_type, profile)?;
    let statement = policy.statements.first().ok_or_else(|| InvalidInput("the element is no statement's".to_owned()))?;
    let asked = &question.request;
    let context = context(&asked.context, profile)?;
    match question.element {
        StatementElement::Action | StatementElement::NotAction => {
            let action = Action::new(asked.action.as_deref().unwrap_or_default()).map_err(|error| InvalidInput(error.to_string()))?;
            let request = Request { principal: Principal::Anonymous, action, resource: Resource::Any, resource_account: None, context };
            Ok(statement::action_answer(&statement.action, &request, profile).matches)
        }
        StatementElement::Resource | StatementElement::NotResource => {
            let resource = Resource::new(asked.resource.as_deref().unwrap_or("*")).map_err(|error| InvalidInput(error.to_string()))?;
            let setting = resource::Setting { context: &context, version: policy.language(), policy_type: policy.policy_type, profile };
            let element = statement.resource.as_ref();
            Ok(element.is_some_and(|element| statement::resource_answer(element, &resource, &setting).matches))
        }
        StatementElement::Principal | StatementElement::NotPrincipal => {
            let caller = asked.principal.as_ref().ok_or_else(|| InvalidInput("the request has no principal".to_owned()))?;
            let Caller { principal: caller, canonical_user, .. } = principal(caller)?;
            let setting = principal::Setting {
                has_boundary: question.boundary,
                saved_ids: &question.saved_ids,
                canonical_user: canonical_user.as_deref(),
                profile,
            };
            let class = statement.principal.as_ref().map(|element| principal::element_matches(element, question.deny, &caller, &setting));
            Ok(class.is_some_and(|class| class != MatchClass::None))
        }
        StatementElement::Sid | StatementElement::Effect | StatementElement::Condition => Ok(false),
    }
}

/// A policy with the element in question.
fn wrapped(question: &MatchQuestion) -> String {
    let rcp = question.policy_type == PolicyType::Rcp;
    let trust = question.policy_type == PolicyType::Trust;
    let kind = question.element;
    let is = |elements: [StatementElement; 2]| elements.contains(&kind);
    let mut members = vec![format!("\"Effect\": \"{}\"", if question.deny || rcp { "Deny" } else { "Allow" })];
    if question.policy_type.has_principal() && !is([StatementElement::Principal, StatementElement::NotPrincipal]) {
        members.push(if trust { r#""Principal": { "AWS": "*" }"# } else { r#""Principal": "*""# }.to_owned());
    }
    if !is([StatementElement::Action, StatementElement::NotAction]) {
        let action = if rcp { "s3:*" } else { "*" };
        members.push(format!("\"Action\": \"{}\"", if trust { "sts:AssumeRole" } else { action }));
    }
    if !trust && !is([StatementElement::Resource, StatementElement::NotResource]) {
        members.push(r#""Resource": "*""#.to_owned());
    }
    members.push(format!("\"{}\": {}", kind.name(), question.value));
    with_version(question.version.as_deref(), &members.join(", "))
}

fn with_version(version: Option<&str>, statement: &str) -> String {
    let version = version.map(|version| format!("\"Version\": \"{version}\", ")).unwrap_or_default();
    format!("{{ {version}\"Statement\": {{ {statement} }} }}")
}

fn condition_answer(question: &ConditionQuestion, profile: &Profile) -> Result<bool, InvalidInput> {
    let statement = format!(r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}"#, question.condition);
    let text = PolicyText::new(with_version(question.version.as_deref(), &statement));
    let policy = read_policy(&text, PolicyType::Identity, profile)?;
    let context = context(&question.context, profile)?;
    let setting = operator::Setting { context: &context, version: policy.language(), profile };
    let condition = policy.statements.first().and_then(|statement| statement.condition.as_ref());
    condition.map(|condition| block_holds(condition, &setting)).ok_or_else(|| InvalidInput("there is no block".to_owned()))
}

/// A policy as the profile judges it.
pub(crate) fn read_policy(text: &PolicyText, policy_type: PolicyType, profile: &Profile) -> Result<Policy, InvalidInput> {
    let text = std::str::from_utf8(&text.bytes).map_err(|error| InvalidInput(error.to_string()))?;
    policy::parse_in(text, policy_type, &Environment::default(), profile).map_err(|errors| {
        let words: Vec<String> = errors.iter().map(|error| format!("{}: {error}", error.code())).collect();
        InvalidInput(words.join("; "))
    })
}

fn decision_name(question: &DecisionQuestion, profile: &Profile) -> &'static str {
    decision_answer(question, profile).outcome.map_or(INVALID, Outcome::name)
}

/// The decision value of a decision or call case and the readings that it leans on; `None` for other kinds of case.
pub fn sensitivity(case: &Case) -> Option<(&'static str, Vec<Lean>)> {
    let decide = |profile: &Profile| {
        if let Question::Decision(question, _) = &case.question {
            return Some(decision_name(question, profile));
        }
        let Question::Call(question, _) = &case.question else { return None };
        question.policies.is_some().then(|| call::outcome_name(question, profile))
    };
    let profile = &case.profile.profile;
    let outcome = decide(profile)?;
    Some((outcome, leans(profile, |changed| decide(changed).unwrap_or(INVALID))))
}

fn decision_answer(question: &DecisionQuestion, profile: &Profile) -> DecisionAnswer {
    match decide(question, profile) {
        Ok(answer) => answer,
        Err(invalid) => DecisionAnswer { why: invalid.0, texts: message::refused_texts(question), ..DecisionAnswer::default() },
    }
}

/// The only check of the question, or that of a compound call which decides it: the first with the lowest value (EVAL-051).
fn decide(question: &DecisionQuestion, profile: &Profile) -> Result<DecisionAnswer, InvalidInput> {
    if question.checks.is_empty() {
        return decide_check(question, &question.request, profile);
    }
    let answers = question.checks.iter().map(|check| decide_check(question, check, profile)).collect::<Result<Vec<_>, _>>()?;
    let lowest = answers.into_iter().enumerate().min_by_key(|(_, answer)| answer.outcome);
    let (index, answer) = lowest.ok_or_else(|| InvalidInput("the call has no check".to_owned()))?;
    Ok(DecisionAnswer { check: Some(index), ..answer })
}

fn decide_check(question: &DecisionQuestion, asked: &RequestText, profile: &Profile) -> Result<DecisionAnswer, InvalidInput> {
    let (request, canonical_user) = request(asked, profile)?;
    let mut policies = policies(&question.policies, profile)?;
    policies.saved_ids = question.saved_ids.clone();
    policies.canonical_user = canonical_user;
    policies.organization = question.organization.clone();
    if let Some(error) = check_input(&policies, &request, profile).first() {
        return Err(InvalidInput(error.to_string()));
    }
    let decision = authorize(&policies, &request, profile);
    let why = verdict_evaluator::explain::explain(&decision, &policies, &request, &verdict_evaluator::explain::Sources::default());
    Ok(DecisionAnswer {
        outcome: Some(decision.outcome),
        by: Some(decision.deciding().filter_map(|traced| traced.sid.clone()).collect()),
        layer: Some(decision.layer),
        refused_by: Some(decision.refused_by.map(str::to_owned)),
        texts: message::texts(&decision, &policies, &request, &question.policy_arns, profile),
        denied_by: Some(decision.denied_by),
        why,
        ..DecisionAnswer::default()
    })
}

/// Why a decision case comes out as it does, in words.
///
/// # Errors
/// The input is refused.
pub fn explanation(question: &DecisionQuestion, profile: &Profile) -> Result<String, InvalidInput> {
    decide(question, profile).map(|answer| answer.why)
}

/// The policies of a case, read under the profile.
pub(crate) fn policies(set: &PolicySet, profile: &Profile) -> Result<Policies, InvalidInput> {
    if let Some(why) = set.unsupported {
        return Err(InvalidInput(why.to_owned()));
    }
    let one = |policy_type, text: &Option<PolicyText>| text.as_ref().map(|text| read_policy(text, policy_type, profile)).transpose();
    let list =
        |policy_type, texts: &[PolicyText]| texts.iter().map(|text| read_policy(text, policy_type, profile)).collect::<Result<Vec<_>, _>>();
    let levels = |policy_type, levels: &Option<Vec<Vec<PolicyText>>>| {
        levels.as_ref().map(|levels| levels.iter().map(|level| list(policy_type, level)).collect::<Result<Vec<_>, _>>()).transpose()
    };
    let (resource, trust) = (one(PolicyType::Resource, &set.resource)?, one(PolicyType::Trust, &set.trust)?);
    Ok(Policies {
        identity: list(PolicyType::Identity, &set.identity)?,
        resource: resource.or(trust),
        boundary: one(PolicyType::Boundary, &set.boundary)?,
        session: set.session.as_ref().map(|texts| list(PolicyType::Session, texts)).transpose()?,
        scp: levels(PolicyType::Scp, &set.scp)?,
        rcp: levels(PolicyType::Rcp, &set.rcp)?,
        endpoint: one(PolicyType::Endpoint, &set.endpoint)?,
        ..Policies::default()
    })
}

fn document_answer(question: &DocumentQuestion, profile: &Profile) -> Answer {
    let Ok(text) = std::str::from_utf8(&question.document.bytes) else {
        let refusal = Refusal { code: "JSON_SYNTAX_ERROR".to_owned(), path: String::new(), message: None };
        return Answer::Rejected(vec![refusal]);
    };
    let reading = policy::read(text, question.policy_type, &question.environment, profile);
    let judged = profile.judging != Judging::EvaluateAnyway;
    match reading.policy {
        Some(policy) if reading.errors.is_empty() || !judged => {
            let findings = validate_in(&policy, text, &question.environment, profile);
            Answer::Accepted { findings: findings.into_iter().map(|finding| finding.code.to_owned()).collect() }
        }
        _ => {
            let refusal = |error: &policy::ParseError| Refusal {
                code: error.code().to_owned(),
                path: error.path.clone(),
                message: error.save_message(),
            };
            Answer::Rejected(reading.errors.iter().map(refusal).collect())
        }
    }
}

fn limit_answer(question: &LimitQuestion, profile: &Profile) -> Answer {
    let of = question.of.as_str();
    let text = question.document.as_ref().map(PolicyText::text);
    if let Some(name) = Name::from_name(of) {
        Answer::WithinLimit(name.is_valid(question.value.as_deref().unwrap_or_default()))
    } else if let Some(counted) = Counted::from_name(of) {
        Answer::WithinLimit(counted.most(profile).is_none_or(|most| question.count.unwrap_or_default() <= most))
    } else if let Some(holder) = Holder::from_name(of) {
        Answer::WithinLimit(question.sizes.iter().copied().fold(0, usize::saturating_add) <= holder.inline_quota())
    } else if of == "names-in-one-account" {
        Answer::WithinLimit(limit::can_coexist(&question.values))
    } else if of == "counted-size" {
        Answer::Size(limit::counted_size(text.as_deref().unwrap_or_default()))
    } else {
        size_answer(question, text.as_deref(), profile)
    }
}

/// The size of a document, as its limit counts it.
fn size_answer(question: &LimitQuestion, text: Option<&str>, profile: &Profile) -> Answer {
    let all = text.map(|text| text.chars().count());
    let counted = text.map(limit::counted_size);
    let unlimited = question.operation.as_deref() == Some("AssumeRole")
        && profile.session_policy_length == verdict_evaluator::profile::SessionPolicyLength::AssumeRoleUnlimited;
    let (size, most) = match question.of.as_str() {
        "managed-policy" => (counted, limit::MANAGED_POLICY),
        "trust-policy" => {
            let maximum = limit::trust_policy_maximum(profile);
            (counted, question.quota.unwrap_or(limit::TRUST_POLICY).min(maximum))
        }
        "encoded-message" => {
            let length = question.value.as_ref().map_or(0, |value| value.chars().count());
            return Answer::WithinLimit(ENCODED_LENGTH.contains(&length));
        }
        "session-policy" => (all, if unlimited { usize::MAX } else { limit::SESSION_POLICY }),
        "raw-document" => (all, limit::RAW_DOCUMENT),
        "scp" => (all, question.quota.unwrap_or(limit::SCP)),
        "rcp" => (all, question.quota.unwrap_or(limit::RCP)),
        other => return Answer::Unsupported(format!("there is no limit called `{other}`")),
    };
    match question.size.or(size) {
        Some(0) if question.of == "raw-document" => Answer::WithinLimit(false),
        Some(size) => Answer::WithinLimit(size <= most),
        None => Answer::Error("the case has neither a document nor a size".to_owned()),
    }
}
