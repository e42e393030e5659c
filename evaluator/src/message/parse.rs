//! What does the text of a denial say?
//!
//! The text is read word by word, so line breaks of a terminal do no harm. What stands before `User:` (the name of the call, as command
//! lines print it) and behind the message (status code, request id) is left out. Every recorded form is read; a text in another form is
//! an error, never half understood.
//!
//! Rules: MSG-001 to MSG-007, MSG-009, MSG-012, MSG-014, MSG-030, MSG-031.

use std::fmt;

use super::{DeniedMessage, NotAuthorized, Reason, words};
use crate::action::Action;
use crate::arn::Arn;
use crate::policy::PolicyType;
use crate::span::{Span, Spanned};

/// Why a text is no denial that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageError {
    /// What is wrong.
    pub kind: MessageErrorKind,
    /// Where.
    pub span: Span,
}

/// What is wrong with the text of a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageErrorKind {
    /// There is nothing but white space.
    Empty,
    /// The text holds an encoded message and no clear one; only AWS can decode it (MSG-014).
    Encoded,
    /// It has not the form of a denial (MSG-001).
    NoDenial,
    /// What should be the action is none.
    InvalidAction(String),
    /// What should be the resource is empty, or a quotation that does not end.
    InvalidResource(String),
    /// Behind action and resource stands neither of the two contexts (MSG-002, MSG-003).
    UnknownContext(String),
    /// What should be a policy type is none (MSG-004).
    UnknownPolicyType(String),
    /// The context speaks of another action than the message (MSG-002).
    OtherAction {
        /// The action of the message.
        message: String,
        /// The action of the context.
        context: String,
    },
    /// An implicit denial by a resource control policy, which does not exist (MSG-006).
    ImplicitRcp,
    /// What should be the ARN of a policy is none (MSG-009).
    InvalidPolicyArn(String),
}

impl fmt::Display for MessageErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the text is empty"),
            Self::Encoded => write!(f, "the authorization message is encoded, and only AWS can decode it"),
            Self::NoDenial => write!(f, "the text is no denial: it must read `User: … is not authorized to perform: …`"),
            Self::InvalidAction(text) => write!(f, "`{text}` is no action: it must be `service:Name`"),
            Self::InvalidResource(text) => write!(f, "`{text}` is no resource that a denial names"),
            Self::UnknownContext(text) => {
                write!(
                    f,
                    "`{text}` is no reason of a denial: it must be `because no … allows the … action` or `with an explicit deny in …`"
                )
            }
            Self::UnknownPolicyType(text) => write!(f, "`{text}` is no policy type that a denial names"),
            Self::OtherAction { message, context } => {
                write!(f, "the denial is about `{message}`, and its reason about `{context}`")
            }
            Self::ImplicitRcp => write!(f, "no denial says that a resource control policy does not allow something"),
            Self::InvalidPolicyArn(text) => write!(f, "`{text}` is no ARN of a policy"),
        }
    }
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for MessageError {}

/// Reads the text of a denial.
///
/// ```
/// use verdict_evaluator::message::{DeniedMessage, parse};
///
/// let text = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: batch:SubmitJob on resource: * \
///             because no identity-based policy allows the batch:SubmitJob action";
/// let DeniedMessage::NotAuthorized(message) = parse(text).unwrap() else { panic!() };
/// assert_eq!(message.action, "batch:SubmitJob");
/// assert!(!message.reason.unwrap().explicit);
/// ```
///
/// # Errors
/// The text has none of the recorded forms, or holds an encoded message only.
pub fn parse(text: &str) -> Result<DeniedMessage, MessageError> {
    let words = split(text);
    let whole = Span::new(words.first().map_or(0, |word| word.span.start), words.last().map_or(0, |word| word.span.end));
    if words.is_empty() {
        return Err(MessageError { kind: MessageErrorKind::Empty, span: whole });
    }
    let mut reader = Reader { text, words: &words };
    if reader.skip_to_denial() {
        return reader.not_authorized().map(DeniedMessage::NotAuthorized);
    }
    if reader.ends_in(CROSS_ACCOUNT_PASS) {
        Ok(DeniedMessage::CrossAccountPass)
    } else if reader.is_encoded() {
        Err(MessageError { kind: MessageErrorKind::Encoded, span: whole })
    } else if reader.ends_in(BARE) {
        Ok(DeniedMessage::Bare)
    } else {
        Err(MessageError { kind: MessageErrorKind::NoDenial, span: whole })
    }
}

const DENIAL: &[&str] = &["is", "not", "authorized", "to", "perform:"];
const CROSS_ACCOUNT_PASS: &[&str] = &["Cross-account", "pass", "role", "is", "not", "allowed"];
const BARE: &[&str] = &["Access", "Denied"];
const ENCODED: &[&str] = &["Encoded", "authorization", "failure", "message:"];

/// A text of one word that is at least this long, and could be Base64, is taken for an encoded message.
const SHORTEST_ENCODED: usize = 40;

/// The words of a text, each with its place.
fn split(text: &str) -> Vec<Spanned<&str>> {
    let mut at = 0;
    text.split_whitespace()
        .map(|word| {
            let start = at + text.get(at..).and_then(|rest| rest.find(word)).unwrap_or_default();
            at = start + word.len();
            Spanned::new(word, Span::new(start, at))
        })
        .collect()
}

/// What is still to be read.
struct Reader<'a> {
    text: &'a str,
    words: &'a [Spanned<&'a str>],
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.first().map(|word| word.value)
    }

    fn next(&mut self) -> Option<Spanned<&'a str>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first.clone())
    }

    /// Do these words come next? A full stop behind the last one is no part of it.
    fn starts_with(&self, phrase: &[&str]) -> bool {
        let fits = |(word, wanted): (&Spanned<&str>, &&str)| without_full_stop(word.value).eq_ignore_ascii_case(wanted);
        self.words.len() >= phrase.len() && self.words.iter().zip(phrase).all(fits)
    }

    /// Takes these words, if they come next.
    fn take(&mut self, phrase: &[&str]) -> bool {
        let found = self.starts_with(phrase);
        if found {
            self.words = self.words.get(phrase.len()..).unwrap_or_default();
        }
        found
    }

    fn ends_in(&self, phrase: &[&str]) -> bool {
        let tail = self.words.len().checked_sub(phrase.len()).and_then(|start| self.words.get(start..));
        tail.is_some_and(|words| Reader { text: self.text, words }.starts_with(phrase))
    }

    /// Skips what stands before `User: … is not authorized to perform:`.
    fn skip_to_denial(&mut self) -> bool {
        let mut rest = Reader { text: self.text, words: self.words };
        while let Some(word) = rest.next() {
            let behind_principal = Reader { text: self.text, words: rest.words.get(1..).unwrap_or_default() };
            if word.value == "User:" && behind_principal.starts_with(DENIAL) {
                self.words = rest.words;
                return true;
            }
        }
        false
    }

    fn is_encoded(&self) -> bool {
        let announced = (0..self.words.len()).any(|start| {
            let words = self.words.get(start..).unwrap_or_default();
            Reader { text: self.text, words }.starts_with(ENCODED)
        });
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/' | b'=');
        let alone = matches!(self.words, [only] if only.value.len() >= SHORTEST_ENCODED && only.value.bytes().all(base64));
        announced || alone
    }

    /// Everything from the next word on.
    fn rest(&self) -> Spanned<String> {
        let start = self.words.first().map_or(self.text.len(), |word| word.span.start);
        let end = self.words.last().map_or(self.text.len(), |word| word.span.end);
        let span = Span::new(start, end);
        Spanned::new(span.of(self.text).unwrap_or_default().to_owned(), span)
    }

    /// The parts behind `User:`.
    fn not_authorized(mut self) -> Result<NotAuthorized, MessageError> {
        let principal = self.next().map(|word| word.value.to_owned()).unwrap_or_default();
        self.take(DENIAL);
        let action = self.action()?;
        let resource = if self.take(&["on", "resource:"]) { Some(self.resource()?) } else { None };
        let reason = self.reason(&action)?;
        let encoded = if self.take(ENCODED) { self.next().map(|word| word.value.to_owned()) } else { None };
        self.end()?;
        Ok(NotAuthorized { principal, action, resource, reason, encoded })
    }

    fn action(&mut self) -> Result<String, MessageError> {
        let word = self.next().unwrap_or_else(|| Spanned::new("", Span::new(self.text.len(), self.text.len())));
        let text = if self.is_last_part() { word.value.trim_end_matches('.') } else { word.value };
        match Action::new(text) {
            Ok(action) => Ok(action.as_str().to_owned()),
            Err(_) => Err(MessageError { kind: MessageErrorKind::InvalidAction(text.to_owned()), span: word.span }),
        }
    }

    /// Is what follows no part of the message itself? Then a full stop may stand before it.
    fn is_last_part(&self) -> bool {
        self.words.is_empty() || self.starts_with(ENCODED)
    }

    /// A resource, in quotation marks or without; an old pseudo ARN means `*` (MSG-012).
    fn resource(&mut self) -> Result<String, MessageError> {
        let first = self.next().unwrap_or_else(|| Spanned::new("", Span::new(self.text.len(), self.text.len())));
        let mut end = first.span.end;
        if first.value.starts_with('"') {
            let is_closed = |start: usize, end: usize| end > start + 1 && self.text.get(start..end).is_some_and(closes_quotation);
            while !is_closed(first.span.start, end) && !self.words.is_empty() {
                end = self.words.first().map_or(end, |word| word.span.end);
                self.words = self.words.get(1..).unwrap_or_default();
            }
        }
        let text = self.text.get(first.span.start..end).unwrap_or_default();
        let text = if self.starts_with(ENCODED) { without_full_stop(text) } else { text };
        let bare = text.strip_prefix('"').and_then(|text| without_full_stop(text).strip_suffix('"')).unwrap_or(text);
        if bare.is_empty() || bare.contains('"') {
            let span = Span::new(first.span.start, end);
            return Err(MessageError { kind: MessageErrorKind::InvalidResource(text.to_owned()), span });
        }
        Ok(if is_pseudo_arn(bare) { "*".to_owned() } else { bare.to_owned() })
    }

    fn reason(&mut self, action: &str) -> Result<Option<Reason>, MessageError> {
        if self.take(&["because", "no"]) {
            self.implicit(action).map(Some)
        } else if self.take(&["with", "an", "explicit", "deny", "in"]) {
            self.explicit().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `… allows the … action` (MSG-002)
    fn implicit(&mut self, action: &str) -> Result<Reason, MessageError> {
        let (policy_type, span) = self.policy_type()?;
        if policy_type == PolicyType::Rcp {
            return Err(MessageError { kind: MessageErrorKind::ImplicitRcp, span });
        }
        let rest = self.rest();
        if !self.take(&["allows", "the"]) {
            return Err(MessageError { kind: MessageErrorKind::UnknownContext(rest.value), span: rest.span });
        }
        let named = self.next().unwrap_or_else(|| Spanned::new("", rest.span));
        if !self.take(&["action"]) {
            return Err(MessageError { kind: MessageErrorKind::UnknownContext(rest.value), span: rest.span });
        }
        if !named.value.eq_ignore_ascii_case(action) {
            let kind = MessageErrorKind::OtherAction { message: action.to_owned(), context: named.value.to_owned() };
            return Err(MessageError { kind, span: named.span });
        }
        Ok(Reason { policy_type, explicit: false, through_endpoint: false, policy_arn: None })
    }

    /// `… a service control policy: ARN` and its kin (MSG-003, MSG-007, MSG-009).
    fn explicit(&mut self) -> Result<Reason, MessageError> {
        let (mut policy_type, _) = self.policy_type_with_article()?;
        let through_endpoint = policy_type == PolicyType::Endpoint && self.take(&["transitively", "through"]);
        if through_endpoint {
            (policy_type, _) = self.policy_type_with_article()?;
        }
        let policy_arn = match self.previous_ends_with() {
            Some(':') => Some(self.policy_arn()?),
            Some(',') if self.take(&["with", "policy", "ARN:"]) => Some(self.policy_arn()?),
            _ => None,
        };
        Ok(Reason { policy_type, explicit: true, through_endpoint, policy_arn })
    }

    fn policy_type_with_article(&mut self) -> Result<(PolicyType, Span), MessageError> {
        let _ = self.take(&["a"]) || self.take(&["an"]) || self.take(&["the"]);
        self.policy_type()
    }

    /// The name of a policy type, up to its last word; a mark may stand behind it. Session policies have two spellings (MSG-005).
    fn policy_type(&mut self) -> Result<(PolicyType, Span), MessageError> {
        let rest = self.rest();
        let mut name = String::new();
        while let Some(word) = self.next() {
            let bare = word.value.trim_end_matches([':', ',', '.']);
            name.push_str(bare);
            if matches!(bare, "policy" | "boundary") {
                let found = PolicyType::ALL.into_iter().find(|policy_type| words(*policy_type) == name);
                let found = found.or_else(|| (name == "sessions policy").then_some(PolicyType::Session));
                let span = Span::new(rest.span.start, word.span.end);
                let unknown = || MessageError { kind: MessageErrorKind::UnknownPolicyType(name.clone()), span };
                return found.map(|policy_type| (policy_type, span)).ok_or_else(unknown);
            }
            name.push(' ');
        }
        Err(MessageError { kind: MessageErrorKind::UnknownPolicyType(rest.value), span: rest.span })
    }

    /// The last character before the next word.
    fn previous_ends_with(&self) -> Option<char> {
        let start = self.words.first().map_or(self.text.len(), |word| word.span.start);
        self.text.get(..start).and_then(|before| before.trim_end().chars().next_back())
    }

    /// An ARN; the full stop of the sentence is no part of it (MSG-009).
    fn policy_arn(&mut self) -> Result<String, MessageError> {
        let word = self.next().unwrap_or_else(|| Spanned::new("", Span::new(self.text.len(), self.text.len())));
        let text = word.value.trim_end_matches('.');
        match Arn::new(text) {
            Some(_) => Ok(text.to_owned()),
            None => Err(MessageError { kind: MessageErrorKind::InvalidPolicyArn(text.to_owned()), span: word.span }),
        }
    }

    /// Nothing follows but what SDKs append: status code and request id.
    fn end(&self) -> Result<(), MessageError> {
        let appended = [&["status", "code:"][..], &["(Service:"]].iter().any(|words| self.starts_with(words));
        if self.peek().is_none() || appended {
            return Ok(());
        }
        let rest = self.rest();
        Err(MessageError { kind: MessageErrorKind::UnknownContext(rest.value), span: rest.span })
    }
}

fn without_full_stop(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

fn closes_quotation(text: &str) -> bool {
    without_full_stop(text).ends_with('"')
}

/// `arn:P:batch:REGION:ACCOUNT:/v1/operation`, which stood in old denials of actions without resource (MSG-012).
fn is_pseudo_arn(text: &str) -> bool {
    Arn::new(text).is_some_and(|arn| arn.service == "batch" && arn.resource.starts_with("/v1/"))
}
