//! A decision as a decoded authorization message.

use std::fmt;

use verdict_evaluator::arn::Arn;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::context::ContextValue;
use verdict_evaluator::decision::{Decision, Layer, Outcome, StatementId, Traced};
use verdict_evaluator::policy::{Element, List, Policy, Statement};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::DecodedMessageForm;
use verdict_evaluator::request::Request;

/// Why there is no decoded message of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The principal has no ARN: an AWS service, a caller with a web identity, an anonymous one.
    NoArn,
    /// The unique id of the user or role is not known.
    NoUniqueId,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoArn => f.write_str("a decoded message needs a principal with an ARN"),
            Self::NoUniqueId => f.write_str("a decoded message needs the unique id of the user, or of the session's role"),
        }
    }
}

impl std::error::Error for Unwritable {}

/// The decoded message of a decision, as JSON text (MSG-015 to MSG-017).
///
/// # Errors
/// Something that the message must say about the principal is not known.
pub fn write(decision: &Decision, policies: &Policies, request: &Request, form: DecodedMessageForm) -> Result<String, Unwritable> {
    let caller = Caller::of(&request.principal)?;
    let shape = Shape { form };
    let denies = decision.deciding().filter(|_| decision.outcome == Outcome::ExplicitDeny);
    let matched = denies.filter_map(|traced| statement_at(policies, traced.at).map(|found| shape.statement(traced, found, &caller)));
    let conditions = request.context.iter().map(|(key, value)| match value {
        ContextValue::One(value) => shape.condition(key, [value.as_str()]),
        ContextValue::Many(values) => shape.condition(key, values.iter().map(String::as_str)),
    });
    Ok(object(&[
        ("allowed", shape.truth(decision.outcome == Outcome::Allowed)),
        ("explicitDeny", shape.truth(decision.outcome == Outcome::ExplicitDeny)),
        ("matchedStatements", shape.objects(matched)),
        ("failures", shape.objects([])),
        (
            "context",
            object(&[
                ("principal", caller.written()),
                ("action", string(request.action.as_str())),
                ("resource", string(request.resource.as_str())),
                ("conditions", shape.objects(conditions)),
            ]),
        ),
    ]))
}

/// Who asked, as the message names them. Users have a name, sessions have none (MSG-015).
struct Caller {
    id: String,
    name: Option<String>,
    arn: String,
}

impl Caller {
    fn of(principal: &Principal) -> Result<Self, Unwritable> {
        let last = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
        let account = |arn: &str| Arn::new(arn).map(|arn| arn.account.to_owned()).unwrap_or_default();
        match principal {
            Principal::User { arn, id } => {
                let id = id.clone().ok_or(Unwritable::NoUniqueId)?;
                Ok(Self { id, name: Some(last(arn)), arn: arn.clone() })
            }
            Principal::RoleSession { arn: Some(arn), id, .. } => {
                let id = id.clone().ok_or(Unwritable::NoUniqueId)?;
                let id = if id.contains(':') { id } else { format!("{id}:{}", last(arn)) };
                Ok(Self { id, name: None, arn: arn.clone() })
            }
            Principal::FederatedUser { arn, .. } => {
                Ok(Self { id: format!("{}:{}", account(arn), last(arn)), name: None, arn: arn.clone() })
            }
            Principal::Root { arn, .. } => Ok(Self { id: account(arn), name: None, arn: arn.clone() }),
            Principal::RoleSession { arn: None, .. } | Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => {
                Err(Unwritable::NoArn)
            }
        }
    }

    /// The unique id of the user or role itself, without the name of its session (MSG-016).
    fn entity(&self) -> &str {
        if self.id.starts_with('A') { self.id.split(':').next().unwrap_or_default() } else { &self.id }
    }

    fn written(&self) -> String {
        let id = ("id", string(&self.id));
        let arn = ("arn", string(&self.arn));
        match &self.name {
            Some(name) => object(&[id, ("name", string(name)), arn]),
            None => object(&[id, arn]),
        }
    }
}

/// How truth values and lists are written.
#[derive(Clone, Copy)]
struct Shape {
    form: DecodedMessageForm,
}

impl Shape {
    fn truth(self, yes: bool) -> String {
        match self.form {
            DecodedMessageForm::BooleansAndItems => yes.to_string(),
            DecodedMessageForm::StringsAndPlainLists => string(&yes.to_string()),
        }
    }

    fn objects(self, entries: impl IntoIterator<Item = String>) -> String {
        let entries: Vec<String> = entries.into_iter().collect();
        match self.form {
            DecodedMessageForm::BooleansAndItems => object(&[("items", array(&entries))]),
            DecodedMessageForm::StringsAndPlainLists if entries.is_empty() => string(""),
            DecodedMessageForm::StringsAndPlainLists => {
                array(&entries.into_iter().map(|entry| object(&[("item", entry)])).collect::<Vec<_>>())
            }
        }
    }

    fn texts<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> String {
        match self.form {
            DecodedMessageForm::BooleansAndItems => self.objects(texts.into_iter().map(|text| object(&[("value", string(text))]))),
            DecodedMessageForm::StringsAndPlainLists => {
                let texts: Vec<String> = texts.into_iter().map(string).collect();
                if texts.is_empty() { string("") } else { array(&texts) }
            }
        }
    }

    fn condition<'t>(self, key: &str, values: impl IntoIterator<Item = &'t str>) -> String {
        object(&[("key", string(key)), ("values", self.texts(values))])
    }

    /// MSG-016. There is no place for Not-forms; they are shown as empty lists.
    fn statement(self, traced: &Traced, statement: &Statement, caller: &Caller) -> String {
        let tests = statement.condition.iter().flat_map(|condition| &condition.clauses).flat_map(|clause| &clause.tests);
        let conditions = tests.map(|test| self.condition(&test.key, test.values.iter().map(|value| value.text.as_str())));
        object(&[
            ("statementId", string(traced.sid.as_deref().unwrap_or_default())),
            ("effect", string(&traced.effect.as_str().to_ascii_uppercase())),
            ("principals", self.texts([caller.entity()])),
            ("principalGroups", self.objects([])),
            ("actions", self.texts(listed(Some(&statement.action)))),
            ("resources", self.texts(listed(statement.resource.as_ref()))),
            ("conditions", self.objects(conditions)),
        ])
    }
}

/// The entries of an element; none of a Not-form.
fn listed(element: Option<&Element<List<String>>>) -> Vec<&str> {
    match element {
        Some(Element::Is(list)) => list.texts().collect(),
        Some(Element::Not(_)) | None => Vec::new(),
    }
}

fn statement_at(policies: &Policies, at: StatementId) -> Option<&Statement> {
    policy_at(policies, at)?.statements.iter().find(|statement| statement.index == at.statement)
}

fn policy_at(policies: &Policies, at: StatementId) -> Option<&Policy> {
    let policies = match at.layer {
        Layer::Rcp => policies.rcp.as_ref()?.get(at.level).map(Vec::as_slice),
        Layer::Scp => policies.scp.as_ref()?.get(at.level).map(Vec::as_slice),
        Layer::Identity => Some(policies.identity.as_slice()),
        Layer::Session => policies.session.as_deref(),
        Layer::Endpoint => policies.endpoint.as_ref().map(std::slice::from_ref),
        Layer::Resource => policies.resource.as_ref().map(std::slice::from_ref),
        Layer::Boundary => policies.boundary.as_ref().map(std::slice::from_ref),
    };
    policies?.get(at.policy)
}

fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", string(name))).collect();
    format!("{{{}}}", members.join(","))
}

fn array(entries: &[String]) -> String {
    format!("[{}]", entries.join(","))
}

fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
