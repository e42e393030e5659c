//! Recorded results of AWS's simulator as evidence of decisions (MSG-022, MSG-028).
//!
//! Both shapes are read: one result per action with the results per resource inside, and one result per action and resource. What the
//! simulator is known not to evaluate is no evidence, and the reason is given.

use std::collections::BTreeSet;

use verdict_evaluator::action::Action;
use verdict_evaluator::arn::Arn;
use verdict_evaluator::decision::Outcome;
use verdict_evaluator::json::{Node, Value};
use verdict_evaluator::policy::{Environment, PolicyType, parse_in};
use verdict_evaluator::principal::is_account_id;
use verdict_evaluator::profile::{Profile, SimulatorScope};
use verdict_evaluator::resource::Resource;

use super::input::{self, Input, is_role};
use super::{Operation, scenario};
use crate::fault::Fault;
use crate::reading::{self, Read};

/// What recorded results are good for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Imported {
    /// The decisions that they show.
    pub evidence: Vec<Evidence>,
    /// Why some or all of them show nothing.
    pub refused: BTreeSet<Reason>,
}

/// One decision that the simulator made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The action.
    pub action: String,
    /// The resource: an ARN or `*`.
    pub resource: String,
    /// The decision.
    pub outcome: Outcome,
}

/// Why a result is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The caller is a session, which the simulator does not take.
    SessionCaller,
    /// The caller is a role and there is a resource-based policy, which is then not simulated.
    ResourcePolicyForRole,
    /// The action is one of `sts:Assume*`, for which a trust policy has no effect.
    Assumption,
    /// The operation would not take the input.
    InvalidInput,
    /// Several resources share one result, which is that of the most restrictive one.
    SharedResult,
    /// The call goes from one account to another, in the reading of MSG-028 in which that is not simulated.
    AcrossAccounts,
    /// A service control policy has a global condition key, in the reading of MSG-028 in which it is not evaluated.
    ScpConditionKey,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 7] = [
        Self::SessionCaller,
        Self::ResourcePolicyForRole,
        Self::Assumption,
        Self::InvalidInput,
        Self::SharedResult,
        Self::AcrossAccounts,
        Self::ScpConditionKey,
    ];

    /// Its name in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SessionCaller => "session-caller",
            Self::ResourcePolicyForRole => "resource-policy-for-role",
            Self::Assumption => "assumption",
            Self::InvalidInput => "invalid-input",
            Self::SharedResult => "shared-result",
            Self::AcrossAccounts => "across-accounts",
            Self::ScpConditionKey => "scp-condition-key",
        }
    }

    /// The reason with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Turns an input and the recorded output into evidence.
///
/// # Errors
/// The output has not the shape of a response.
pub fn import(input: &Node, output: &Node, profile: &Profile) -> Read<Imported> {
    let results = results(output)?;
    let refuse = |reason| Ok(Imported { evidence: Vec::new(), refused: BTreeSet::from([reason]) });
    if names_session(input) {
        return refuse(Reason::SessionCaller);
    }
    let Ok(input) = input::read(Operation::of(input), input) else { return refuse(Reason::InvalidInput) };
    if let Some(reason) = unusable(&input, profile) {
        return refuse(reason);
    }
    let mut imported = Imported::default();
    for result in results {
        imported.add(result, &input, profile);
    }
    imported.evidence.sort();
    imported.evidence.dedup();
    Ok(imported)
}

/// Why no result for this input is evidence.
fn unusable(input: &Input, profile: &Profile) -> Option<Reason> {
    if input.resource_policy.is_some() && input.caller.as_ref().is_some_and(is_role) {
        return Some(Reason::ResourcePolicyForRole);
    }
    let older = profile.simulator_scope == SimulatorScope::OlderGuide;
    let texts = input.organization.iter().flatten().flatten();
    let mut scps = texts.filter_map(|text| parse_in(text, PolicyType::Scp, &Environment::default(), profile).ok());
    (older && scps.any(|scp| scenario::has_global_key(&scp))).then_some(Reason::ScpConditionKey)
}

/// Is the caller, or the source of the policies, a session of STS?
fn names_session(input: &Node) -> bool {
    ["CallerArn", "PolicySourceArn"].into_iter().filter_map(|name| input.get(name)).any(|node| {
        let Value::String(arn) = &node.value else { return false };
        Arn::new(arn).is_some_and(|arn| arn.service == "sts")
    })
}

impl Imported {
    /// Adds what one result shows. Results per resource go before the common one, which is theirs in sum.
    fn add(&mut self, result: Recorded, input: &Input, profile: &Profile) {
        if Action::new(&result.action).is_ok_and(|action| scenario::is_assumption(&action)) {
            self.refused.insert(Reason::Assumption);
            return;
        }
        let decided = if !result.specific.is_empty() {
            result.specific
        } else if Resource::new(&result.resource).is_ok() && !result.resource.contains("${") {
            vec![(result.resource, result.outcome)]
        } else if let [only] = input.resources.as_slice() {
            vec![(only.as_str().to_owned(), result.outcome)]
        } else {
            self.refused.insert(Reason::SharedResult);
            return;
        };
        for (resource, outcome) in decided {
            if profile.simulator_scope == SimulatorScope::OlderGuide && is_foreign(&resource, input) {
                self.refused.insert(Reason::AcrossAccounts);
            } else {
                self.evidence.push(Evidence { action: result.action.clone(), resource, outcome });
            }
        }
    }
}

/// Does the resource belong to another account than the caller?
fn is_foreign(resource: &str, input: &Input) -> bool {
    let by_arn = Arn::new(resource).map(|arn| arn.account).filter(|account| is_account_id(account));
    let owner = by_arn.or(input.owner.as_deref());
    owner.zip(input.caller.as_ref().and_then(|caller| caller.account())).is_some_and(|(owner, own)| owner != own)
}

/// One recorded result.
struct Recorded {
    action: String,
    resource: String,
    outcome: Outcome,
    specific: Vec<(String, Outcome)>,
}

/// Only the members that tell decisions are looked at: recorded outputs have others that changed over the years.
fn results(output: &Node) -> Read<Vec<Recorded>> {
    reading::all(reading::array(member(output, "EvaluationResults")?, "EvaluationResults")?.iter().map(recorded))
}

fn recorded(node: &Node) -> Read<Recorded> {
    let specific = node.get("ResourceSpecificResults").map_or(Ok(&[][..]), |node| reading::array(node, "ResourceSpecificResults"))?;
    let on_resource = |node: &Node| {
        let resource = reading::string(member(node, "EvalResourceName")?, "EvalResourceName")?;
        Ok((resource, outcome(member(node, "EvalResourceDecision")?)?))
    };
    Ok(Recorded {
        action: reading::string(member(node, "EvalActionName")?, "EvalActionName")?,
        resource: node.get("EvalResourceName").map_or(Ok("*".to_owned()), |node| reading::string(node, "EvalResourceName"))?,
        outcome: outcome(member(node, "EvalDecision")?)?,
        specific: reading::all(specific.iter().map(on_resource))?,
    })
}

fn member<'a>(node: &'a Node, name: &str) -> Read<&'a Node> {
    node.get(name).ok_or_else(|| vec![Fault::new(format!("the member `{name}` is missing"), node.span)])
}

/// The three words of MSG-018.
fn outcome(node: &Node) -> Read<Outcome> {
    let word = reading::string(node, "a decision")?;
    let found = [Outcome::Allowed, Outcome::ExplicitDeny, Outcome::ImplicitDeny].into_iter().find(|outcome| outcome.name() == word);
    found.ok_or_else(|| vec![Fault::new(format!("`{word}` is no decision of the simulator"), node.span)])
}
