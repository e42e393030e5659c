//! The reference evaluator of AWS IAM policy decisions: policies and a request in, a decision and its reasons out.
//!
//! A pure library: no input or output, no clock, no random numbers, no `unsafe`, and no panic on any input. It is written to be read beside
//! the rule book: each item names the rules that it implements (`COND-024`), and nothing is optimised that a reader would have to untangle.
//!
//! ```
//! use verdict_evaluator::action::Action;
//! use verdict_evaluator::authorizer::{Policies, authorize};
//! use verdict_evaluator::context::{Context, ContextValue};
//! use verdict_evaluator::decision::Outcome;
//! use verdict_evaluator::explain::{Sources, explain};
//! use verdict_evaluator::policy::{PolicyType, parse};
//! use verdict_evaluator::principal::Principal;
//! use verdict_evaluator::profile::Profile;
//! use verdict_evaluator::request::Request;
//! use verdict_evaluator::resource::Resource;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // 1. Text to policy. Errors carry a code, a place in the text and the rule that is broken.
//! let text = r#"{ "Version": "2012-10-17", "Statement": [
//!   { "Effect": "Allow", "Action": "batch:*", "Resource": "*" },
//!   { "Sid": "OnlyNobody", "Effect": "Deny", "Action": "batch:RegisterJobDefinition", "Resource": "*",
//!     "Condition": { "StringNotEquals": { "batch:User": "nobody" } } } ] }"#;
//! let policy = parse(text, PolicyType::Identity).map_err(|errors| errors[0].clone())?;
//!
//! // 2. The request: who, what, on what, with which keys. Time would be a key too.
//! let mut context = Context::default();
//! context.insert("batch:User", ContextValue::One("root".to_owned()))?;
//! let request = Request {
//!     principal: Principal::new("arn:aws:iam::111122223333:user/ana")?,
//!     action: Action::new("batch:RegisterJobDefinition")?,
//!     resource: Resource::new("arn:aws:batch:us-east-1:111122223333:job-definition/render")?,
//!     resource_account: None,
//!     context,
//! };
//!
//! // 3. The decision, with what every statement answered.
//! let policies = Policies { identity: vec![policy], ..Policies::default() };
//! let decision = authorize(&policies, &request, &Profile::default());
//! assert_eq!(decision.outcome, Outcome::ExplicitDeny);
//! assert_eq!(decision.deciding().next().and_then(|traced| traced.sid.as_deref()), Some("OnlyNobody"));
//!
//! // 4. The same in words.
//! let explanation = explain(&decision, &policies, &request, &Sources::default());
//! assert!(explanation.starts_with("explicitDeny: a statement of the identity-based policy denies"));
//! # Ok(())
//! # }
//! ```
//!
//! # Where to start reading
//!
//! | module | question |
//! | --- | --- |
//! | [`authorizer`] | which decision follows from all layers? |
//! | [`statement`] | does one statement apply to one request? |
//! | [`action`], [`resource`], [`principal`] | does one entry of an element name what the request has? |
//! | [`operator`] | does a Condition block hold? one file for each type of value |
//! | [`pattern`], [`arn`], [`policy::variable`] | wildcards, fields of ARNs, `${…}` |
//! | [`policy`] | the document as its author wrote it: reading it, printing it, what IAM would refuse to store |
//! | [`request`], [`context`] | what a request is made of |
//! | [`sts`] | what STS makes of a request for temporary credentials |
//! | [`decision`], [`explain`](mod@explain) | what was decided and why; the same in words |
//! | [`service`] | which checks does one call of AWS Batch make, and what do they come to? |
//! | [`message`] | the text with which AWS refuses a request: written, and read back |
//! | [`validate`](mod@validate) | stored, but questionable: findings in the codes of IAM Access Analyzer |
//! | [`profile`] | the readings of disputed rules as switches |
//! | [`limit`], [`data`] | quotas and names; lists that grow with AWS |
//! | [`json`], [`span`] | JSON with positions |
//!
//! # Profiles
//!
//! Where AWS's documents and independent engines disagree, the rule book names the readings. A [`profile::Profile`] chooses one of each;
//! the default follows the rule book.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod action;
pub mod arn;
pub mod authorizer;
pub mod context;
pub mod data;
pub mod decision;
pub mod explain;
pub mod json;
pub mod limit;
pub mod message;
pub mod operator;
pub mod pattern;
pub mod policy;
pub mod principal;
pub mod profile;
pub mod request;
pub mod resource;
pub mod service;
pub mod span;
pub mod statement;
pub mod sts;
pub mod validate;
