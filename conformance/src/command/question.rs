//! From files and options to a question that can be decided: policies read as their types, and a request.

use verdict_conformance::account::{Account, Holdings, HoldingsError, Who};
use verdict_conformance::case::RequestText;
use verdict_conformance::documents::Documents;
use verdict_conformance::fault::FaultyText;
use verdict_conformance::request::{Caller, principal, request};
use verdict_conformance::sensitivity::INVALID;
use verdict_evaluator::authorizer::{Policies, assumes_role, authorize, check_input};
use verdict_evaluator::json::{Member, Node, Value};
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::principal::Principal;
use verdict_evaluator::profile::Profile;
use verdict_evaluator::request::Request;
use verdict_evaluator::span::{Span, Spanned};

use super::BadInput;
use super::request::node;

/// What files and options say, before the request is known.
pub(crate) struct Material {
    /// The readings of disputed rules.
    pub(crate) profile: Profile,
    /// The request of the bundle.
    pub(crate) request: RequestText,
    /// The policies of options and bundle.
    pub(crate) documents: Documents,
    /// The account that knows the rest.
    pub(crate) account: Option<Account>,
    /// What is wrong with the files.
    pub(crate) faulty: Vec<FaultyText>,
}

/// A question and where its policies stand.
pub(crate) struct Question {
    pub(crate) policies: Policies,
    pub(crate) request: Request,
    pub(crate) profile: Profile,
    pub(crate) documents: Documents,
    /// Whose policies the account's details gave.
    pub(crate) who: Option<String>,
    /// The request as it was given.
    text: RequestText,
}

impl Question {
    /// What would be decided under another profile, by name.
    pub(crate) fn outcome_under(&self, profile: &Profile) -> &'static str {
        let (Ok(policies), Ok((request, canonical_user))) = (self.documents.parse(profile), request(&self.text, profile)) else {
            return INVALID;
        };
        let policies = Policies { canonical_user, ..policies };
        match check_input(&policies, &request, profile).as_slice() {
            [] => authorize(&policies, &request, profile).outcome.name(),
            _ => INVALID,
        }
    }
}

/// Policies and a caller, for questions that are made one after the other.
pub(crate) struct Ground {
    pub(crate) policies: Policies,
    pub(crate) profile: Profile,
    pub(crate) documents: Documents,
    /// Who asks; nobody if no principal is named.
    pub(crate) caller: Option<Caller>,
    /// The keys that every question carries, as written.
    pub(crate) context: Node,
}

impl Ground {
    /// Was no policy given?
    pub(crate) fn is_empty(&self) -> bool {
        self.documents == Documents::default()
    }
}

impl Material {
    /// Policies and caller without a question, with what the account knows about the principal; or all that is wrong with all files.
    pub(crate) fn ground(mut self, mut text: RequestText) -> Result<Ground, BadInput> {
        if self.faulty.is_empty() {
            self.add_holdings(&mut text)?;
        }
        let policies = self.parsed()?;
        let caller = text.principal.as_ref().map(principal).transpose();
        let caller = caller.map_err(|error| BadInput::new(error, "for example arn:aws:iam::123456789012:user/ana"))?;
        let canonical_user = caller.as_ref().and_then(|caller| caller.canonical_user.clone());
        let policies = Policies { canonical_user, ..policies };
        Ok(Ground { policies, profile: self.profile, documents: self.documents, caller, context: text.context })
    }

    /// All documents as policies, or all that is wrong with all files.
    fn parsed(&mut self) -> Result<Policies, BadInput> {
        let faulty = std::mem::take(&mut self.faulty);
        match self.documents.parse(&self.profile) {
            Ok(policies) if faulty.is_empty() => Ok(policies),
            parsed => Err(BadInput::Faulty(faulty.into_iter().chain(parsed.err().into_iter().flatten()).collect())),
        }
    }

    /// The question, with what the account knows about the principal and the resource; or all that is wrong with all files.
    pub(crate) fn question(mut self, mut text: RequestText) -> Result<Question, BadInput> {
        let who = if self.faulty.is_empty() { self.add_holdings(&mut text)? } else { None };
        let asked = request(&text, &self.profile);
        if let (Ok((request, _)), true) = (&asked, self.faulty.is_empty()) {
            self.add_trust_policy(request)?;
        }
        let policies = self.parsed()?;
        let help = "give --principal, --action and --resource, or --request FILE";
        let (request, canonical_user) = asked.map_err(|error| BadInput::new(error, help))?;
        let policies = Policies { canonical_user, ..policies };
        if let Some(error) = check_input(&policies, &request, &self.profile).first() {
            return Err(BadInput::new(error, format!("`verdict rules {}` says why", error.rule())));
        }
        Ok(Question { policies, request, profile: self.profile, documents: self.documents, who, text })
    }

    /// Adds the principal's policies, and its unique id and tags to the request. A principal of another account is none of this file's business if
    /// its policies are given.
    fn add_holdings(&mut self, text: &mut RequestText) -> Result<Option<String>, BadInput> {
        let (Some(account), Some(caller)) = (&self.account, &text.principal) else { return Ok(None) };
        let Ok(Caller { principal, .. }) = principal(caller) else { return Ok(None) };
        let stranger = principal.account().is_some_and(|id| !account.is_account(id));
        if stranger && self.documents.identity.is_some() {
            return Ok(None);
        }
        let holdings = match account.holdings(&principal) {
            Ok(holdings) => holdings,
            Err(HoldingsError::Unknown(message, _)) if stranger => {
                return Err(BadInput::new(message, "it is of another account, whose policies --identity gives"));
            }
            Err(HoldingsError::Unknown(message, help)) => return Err(BadInput::new(message, help)),
            Err(HoldingsError::Faulty(faulty)) => {
                self.faulty.push(faulty);
                return Ok(None);
            }
        };
        let Holdings { who, identity, boundary } = holdings;
        let Some(who) = who else { return Ok(None) };
        text.principal = Some(with_details(caller, &principal, &who));
        let found = Documents { identity: Some(identity), boundary, ..Documents::default() };
        self.documents = std::mem::take(&mut self.documents).or(found);
        Ok(Some(who.arn))
    }

    /// Adds the trust policy of a role of the account that is assumed.
    fn add_trust_policy(&mut self, request: &Request) -> Result<(), BadInput> {
        let Some(account) = self.account.as_ref().filter(|_| self.documents.resource.is_none()) else { return Ok(()) };
        let role = request.resource.arn().filter(|arn| assumes_role(request) && account.is_account(arn.account));
        if role.is_none() {
            return Ok(());
        }
        match account.trust_policy(request.resource.as_str()) {
            Ok(document) => self.documents.resource = Some((PolicyType::Trust, document)),
            Err(HoldingsError::Unknown(message, help)) => return Err(BadInput::new(message, help)),
            Err(HoldingsError::Faulty(faulty)) => self.faulty.push(faulty),
        }
        Ok(())
    }
}

/// The principal as an object, with what an account knows of the user or role behind it: unique id, tags (SESS-016) and the role's ARN. What
/// is written already stays.
fn with_details(caller: &Node, principal: &Principal, who: &Who) -> Node {
    let mut members = match &caller.value {
        Value::Object(members) => members.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => vec![member("arn", node(principal.name()))],
    };
    let tags = || {
        let tags = who.tags.iter().map(|(key, value)| member(key, node(value)));
        Node { value: Value::Object(tags.collect()), span: Span::default() }
    };
    let known = match principal {
        Principal::User { .. } => vec![("id", node(&who.id)), ("tags", tags())],
        Principal::RoleSession { .. } => vec![("id", node(&who.id)), ("role", node(&who.arn)), ("tags", tags())],
        Principal::FederatedUser { .. } => vec![("tags", tags())],
        Principal::Root { .. } | Principal::Service { .. } | Principal::Federated { .. } | Principal::Anonymous => Vec::new(),
    };
    for (name, value) in known {
        if caller.get(name).is_none() {
            members.push(member(name, value));
        }
    }
    Node { value: Value::Object(members), span: caller.span }
}

fn member(name: &str, value: Node) -> Member {
    Member { name: Spanned::new(name.to_owned(), Span::default()), value }
}
