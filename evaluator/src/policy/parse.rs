//! Text to policy: JSON, then shape, then what IAM refuses to store.
//!
//! All errors of a document are reported, not the first one. What has no meaning at all is left out of the tree, so that a document can
//! also be decided with as it is ([`Judging::EvaluateAnyway`]).
//!
//! Rules: GRAM-001 to GRAM-016, GRAM-021 to GRAM-023, GRAM-026, GRAM-027, GRAM-032, GRAM-033, GRAM-049, GRAM-050, LIM-006, LIM-008 to
//! LIM-010; the rest in [`check`].

use crate::json::{self, Member, Node, Value};
use crate::limit;
use crate::operator::Operator;
use crate::policy::check;
use crate::policy::error::{ParseError, ParseErrorKind as Kind};
use crate::policy::{
    Clause, Condition, ConditionValue, Effect, Element, KeyTest, List, Notation, Policy, PolicyType, PrincipalEntry, PrincipalKind,
    Principals, Statement, StatementElement, TopElement, Version,
};
use crate::profile::{Judging, NullEntries, Profile};
use crate::span::{Span, Spanned};

/// What the answer depends on besides the text and the type.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Environment {
    /// The partition of the account, for example `aws-cn` (RES-003).
    pub partition: Option<String>,
    /// The type of the resource that the policy is attached to, for example `AWS::S3::Bucket` (ACT-022).
    pub resource_type: Option<String>,
    /// ARNs of all users, roles and account roots that exist, if known (PRIN-037).
    pub existing: Option<Vec<String>>,
    /// The quota of role trust policies, in counted characters, if it was changed (LIM-005).
    pub trust_policy_quota: Option<usize>,
    /// The quota of service control policies, in characters, if it was changed (LIM-008).
    pub scp_quota: Option<usize>,
}

/// What a text holds: the policy as far as there is one, and everything that IAM would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The policy; present whenever the text is one JSON object of readable size.
    pub policy: Option<Policy>,
    /// All reasons not to store it, in the order of the text; under [`Judging::StrictSave`] only the first that the API would name.
    pub errors: Vec<ParseError>,
}

/// Reads a policy of the given type under the default profile.
///
/// # Errors
/// All reasons why IAM would not store the document.
///
/// ```
/// use verdict_evaluator::policy::{PolicyType, parse};
///
/// let text = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "allow", "Actions": "batch:*", "Resource": "*" } }"#;
/// let errors = parse(text, PolicyType::Identity).unwrap_err();
/// let codes: Vec<&str> = errors.iter().map(|error| error.code()).collect();
/// assert_eq!(codes, ["MISSING_ACTION", "INVALID_EFFECT", "INVALID_POLICY_ELEMENT"]);
/// assert_eq!(errors[1].path, "Statement.Effect");
/// ```
pub fn parse(text: &str, policy_type: PolicyType) -> Result<Policy, Vec<ParseError>> {
    parse_in(text, policy_type, &Environment::default(), &Profile::default())
}

/// Reads a policy as [`parse`] does, in a given environment and under a given profile.
///
/// # Errors
/// All reasons why IAM would not store the document; none but unreadable text under [`Judging::EvaluateAnyway`].
pub fn parse_in(text: &str, policy_type: PolicyType, environment: &Environment, profile: &Profile) -> Result<Policy, Vec<ParseError>> {
    let Reading { policy, errors } = read(text, policy_type, environment, profile);
    let judged = profile.judging != Judging::EvaluateAnyway;
    match policy {
        Some(policy) if errors.is_empty() || !judged => Ok(policy),
        _ => Err(errors),
    }
}

/// Reads as much of a policy as there is, and says what is wrong with it.
pub fn read(text: &str, policy_type: PolicyType, environment: &Environment, profile: &Profile) -> Reading {
    let mut parser = Parser { policy_type, profile, errors: Vec::new(), incomplete: Vec::new() };
    if let Some(error) = limit::document_too_long(text, policy_type, environment, profile) {
        let unreadable = text.len() > limit::RAW_DOCUMENT;
        parser.error(Span::new(0, 0), "", error);
        if unreadable {
            return Reading { policy: None, errors: parser.errors };
        }
    }
    parser.permitted_characters(text);
    let reading = json::read(text);
    for error in reading.errors {
        parser.error(error.span, "", Kind::Json(error.kind));
    }
    let mut policy = reading.node.and_then(|node| parser.document(&node));
    let (mut errors, incomplete) = (parser.errors, parser.incomplete);
    if let Some(policy) = &mut policy {
        errors.extend(check::check(policy, environment, profile));
        policy.statements.retain(|statement| !incomplete.contains(&statement.index));
    }
    errors.sort_by_key(|error| error.span);
    if profile.judging == Judging::StrictSave {
        errors.sort_by_key(check::save_order);
        errors.truncate(1);
    }
    Reading { policy, errors }
}

struct Parser<'a> {
    policy_type: PolicyType,
    profile: &'a Profile,
    errors: Vec<ParseError>,
    /// Statements without effect or action. They are checked with stand-ins for these and then left out.
    incomplete: Vec<usize>,
}

impl Parser<'_> {
    fn error(&mut self, span: Span, path: &str, kind: Kind) {
        self.errors.push(ParseError { kind, span, path: path.to_owned() });
    }

    fn wrong_type(&mut self, node: &Node, path: &str, expected: &'static str, rule: &'static str) {
        self.error(node.span, path, Kind::WrongType { expected, found: node.value.kind(), rule });
    }

    /// Only U+0009, U+000A, U+000D and U+0020 to U+00FF, in documents that IAM and STS take (GRAM-003). A run of others is reported once.
    fn permitted_characters(&mut self, text: &str) {
        match self.policy_type {
            PolicyType::Identity | PolicyType::Boundary | PolicyType::Session | PolicyType::Trust => {}
            PolicyType::Resource | PolicyType::Scp | PolicyType::Rcp | PolicyType::Endpoint => return,
        }
        let permitted = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{ff}');
        let mut run_end = None;
        for (at, character) in text.char_indices().filter(|(_, character)| !permitted(*character)) {
            if run_end != Some(at) {
                self.error(Span::new(at, at + character.len_utf8()), "", Kind::CharacterNotPermitted { character });
            }
            run_end = Some(at + character.len_utf8());
        }
    }

    fn document(&mut self, node: &Node) -> Option<Policy> {
        let Value::Object(members) = &node.value else {
            self.wrong_type(node, "", "an object", "GRAM-001");
            return None;
        };
        let mut policy = Policy {
            policy_type: self.policy_type,
            version: None,
            id: None,
            statements: Vec::new(),
            statements_in_list: true,
            order: Vec::new(),
            span: node.span,
        };
        let mut found_statement = false;
        for member in firsts(members) {
            let element = match member.name.as_str() {
                "Version" => {
                    policy.version = self.version(&member.value);
                    TopElement::Version
                }
                "Id" => {
                    policy.id = self.string(&member.value, "Id", "GRAM-047");
                    TopElement::Id
                }
                "Statement" => {
                    found_statement = true;
                    self.statements(&member.value, &mut policy);
                    TopElement::Statement
                }
                name => {
                    let kind = Kind::UnknownElement { name: name.to_owned(), known: vec!["Version", "Id", "Statement"] };
                    self.error(member.name.span, name, kind);
                    continue;
                }
            };
            policy.order.push(element);
        }
        if !found_statement {
            self.error(node.span, "", Kind::MissingStatement);
        }
        Some(policy)
    }

    /// Exactly one of two strings (GRAM-016).
    fn version(&mut self, node: &Node) -> Option<Spanned<Version>> {
        let text = self.string(node, "Version", "GRAM-016")?;
        let version = Version::from_text(&text);
        if version.is_none() {
            self.error(node.span, "Version", Kind::InvalidVersion { found: text.value });
        }
        version.map(|version| Spanned::new(version, node.span))
    }

    /// One statement or a list of them (GRAM-012 to GRAM-015).
    fn statements(&mut self, node: &Node, policy: &mut Policy) {
        match &node.value {
            Value::Object(_) => {
                policy.statements_in_list = false;
                policy.statements.extend(self.statement(node, 0, "Statement"));
            }
            Value::Array(entries) if entries.is_empty() => self.error(node.span, "Statement", Kind::MissingStatement),
            Value::Array(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    let path = format!("Statement[{index}]");
                    if matches!(entry.value, Value::Object(_)) {
                        policy.statements.extend(self.statement(entry, index, &path));
                    } else {
                        self.wrong_type(entry, &path, "a statement, which is an object", "GRAM-015");
                    }
                }
            }
            Value::Null => self.error(node.span, "Statement", Kind::MissingStatement),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.wrong_type(node, "Statement", "a statement or a list of statements", "GRAM-015");
            }
        }
    }

    fn statement(&mut self, node: &Node, index: usize, path: &str) -> Option<Statement> {
        let Value::Object(members) = &node.value else { return None };
        let mut sid = None;
        let mut effect = None;
        let mut principal = None;
        let mut action = None;
        let mut resource = None;
        let mut condition = None;
        let mut order: Vec<StatementElement> = Vec::new();
        for member in firsts(members) {
            let Some(element) = StatementElement::from_name(&member.name) else {
                let known = StatementElement::ALL.map(StatementElement::name).to_vec();
                let kind = Kind::UnknownElement { name: member.name.value.clone(), known };
                self.error(member.name.span, &join(path, &member.name), kind);
                continue;
            };
            let value = &member.value;
            let path = join(path, element.name());
            match element {
                StatementElement::Sid => sid = self.string(value, &path, "ELEM-007"),
                StatementElement::Effect => effect = self.effect(value, &path),
                StatementElement::Principal => principal = principal.or(self.principals(value, &path).map(Element::Is)),
                StatementElement::NotPrincipal => principal = principal.or(self.principals(value, &path).map(Element::Not)),
                StatementElement::Action => action = action.or(self.strings(value, &path).map(Element::Is)),
                StatementElement::NotAction => action = action.or(self.strings(value, &path).map(Element::Not)),
                StatementElement::Resource => resource = resource.or(self.strings(value, &path).map(Element::Is)),
                StatementElement::NotResource => resource = resource.or(self.strings(value, &path).map(Element::Not)),
                StatementElement::Condition => condition = self.condition(value, &path),
            }
            order.push(element);
        }
        self.required_and_exclusive(node, path, &order);
        if effect.is_none() || action.is_none() {
            self.incomplete.push(index);
        }
        let effect = effect.unwrap_or(Spanned::new(Effect::Deny, node.span));
        let action = action.unwrap_or(Element::Is(List { entries: Vec::new(), in_brackets: true, span: node.span }));
        Some(Statement { index, sid, effect, principal, action, resource, condition, order, span: node.span })
    }

    /// Effect and an action element must be there (GRAM-032, GRAM-033); a pair excludes itself (GRAM-031).
    fn required_and_exclusive(&mut self, node: &Node, path: &str, order: &[StatementElement]) {
        use StatementElement as E;
        if !order.contains(&E::Effect) {
            self.error(node.span, path, Kind::MissingEffect);
        }
        if !order.contains(&E::Action) && !order.contains(&E::NotAction) {
            self.error(node.span, path, Kind::MissingAction);
        }
        for (first, second) in [(E::Action, E::NotAction), (E::Resource, E::NotResource), (E::Principal, E::NotPrincipal)] {
            if order.contains(&first) && order.contains(&second) {
                let kind = Kind::ElementsExclude { first: first.name(), second: second.name() };
                self.error(node.span, path, kind);
            }
        }
    }

    /// `Allow` or `Deny`, exactly (ELEM-001).
    fn effect(&mut self, node: &Node, path: &str) -> Option<Spanned<Effect>> {
        let text = self.string(node, path, "ELEM-001")?;
        let effect = [Effect::Allow, Effect::Deny].into_iter().find(|effect| effect.as_str() == *text);
        if effect.is_none() {
            self.error(node.span, path, Kind::InvalidEffect { found: text.value });
        }
        effect.map(|effect| Spanned::new(effect, node.span))
    }

    fn string(&mut self, node: &Node, path: &str, rule: &'static str) -> Option<Spanned<String>> {
        if let Value::String(text) = &node.value {
            return Some(Spanned::new(text.clone(), node.span));
        }
        self.wrong_type(node, path, "a string", rule);
        None
    }

    /// One string or a list of strings (GRAM-021, GRAM-022).
    fn strings(&mut self, node: &Node, path: &str) -> Option<List<String>> {
        self.list(node, path, |parser, node, path| parser.string(node, path, "GRAM-022"))
    }

    /// One value or a list of values, each read by `entry`. A null entry is refused or dropped (GRAM-023).
    fn list<T>(&mut self, node: &Node, path: &str, entry: impl Fn(&mut Self, &Node, &str) -> Option<Spanned<T>>) -> Option<List<T>> {
        let Value::Array(nodes) = &node.value else {
            let only = entry(self, node, path)?;
            return Some(List { entries: vec![only], in_brackets: false, span: node.span });
        };
        let mut entries = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            if node.value == Value::Null && self.profile.null_entries == NullEntries::Dropped {
                continue;
            }
            entries.extend(entry(self, node, &format!("{path}[{index}]")));
        }
        Some(List { entries, in_brackets: true, span: node.span })
    }

    /// `"*"` or a map (PRIN-004, PRIN-005).
    fn principals(&mut self, node: &Node, path: &str) -> Option<Principals> {
        match &node.value {
            Value::String(text) if text == "*" => Some(Principals::Star(node.span)),
            Value::String(text) => {
                self.error(node.span, path, Kind::InvalidPrincipal { entry: text.clone() });
                None
            }
            Value::Array(_) => {
                self.error(node.span, path, Kind::InvalidPrincipal { entry: "[…]".to_owned() });
                None
            }
            Value::Object(members) => {
                let entries = firsts(members).filter_map(|member| self.principal_entry(member, path)).collect();
                Some(Principals::Map { entries, span: node.span })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                self.wrong_type(node, path, "`\"*\"` or a map of principals", "GRAM-022");
                None
            }
        }
    }

    fn principal_entry(&mut self, member: &Member, path: &str) -> Option<PrincipalEntry> {
        let path = join(path, &member.name);
        let Some(kind) = PrincipalKind::from_name(&member.name) else {
            self.error(member.name.span, &path, Kind::InvalidPrincipalKey { key: member.name.value.clone() });
            return None;
        };
        let values = self.strings(&member.value, &path)?;
        Some(PrincipalEntry { kind: Spanned::new(kind, member.name.span), values })
    }

    /// An object of objects of values (GRAM-026).
    fn condition(&mut self, node: &Node, path: &str) -> Option<Condition> {
        let Value::Object(members) = &node.value else {
            self.wrong_type(node, path, "an object of condition operators", "GRAM-026");
            return None;
        };
        let clauses = firsts(members).filter_map(|member| self.clause(member, &join(path, &member.name))).collect();
        Some(Condition { clauses, span: node.span })
    }

    fn clause(&mut self, member: &Member, path: &str) -> Option<Clause> {
        let Value::Object(keys) = &member.value.value else {
            self.wrong_type(&member.value, path, "an object of condition keys", "GRAM-026");
            return None;
        };
        let tests = firsts(keys)
            .filter_map(|key| {
                let values = self.list(&key.value, &join(path, &key.name), Self::condition_value)?;
                Some(KeyTest { key: key.name.clone(), values })
            })
            .collect();
        Some(Clause { name: member.name.clone(), operator: Operator::from_name(&member.name, self.profile), tests })
    }

    /// A string, number or boolean (GRAM-028, COND-008, COND-009).
    fn condition_value(&mut self, node: &Node, path: &str) -> Option<Spanned<ConditionValue>> {
        let (text, notation) = match &node.value {
            Value::String(text) => (text.clone(), Notation::String),
            Value::Number(text) => (text.clone(), Notation::Number),
            Value::Bool(value) => (value.to_string(), Notation::Bool),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                self.wrong_type(node, path, "a string, number or boolean", "COND-009");
                return None;
            }
        };
        Some(Spanned::new(ConditionValue { text, notation }, node.span))
    }
}

/// The members without those whose name stood before; these are reported as duplicates.
fn firsts(members: &[Member]) -> impl Iterator<Item = &Member> {
    let mut seen = std::collections::HashSet::new();
    members.iter().filter(move |member| seen.insert(member.name.value.as_str()))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
