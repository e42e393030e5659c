//! The reference evaluator of AWS IAM policy decisions.
//!
//! x
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
pub mod operator;
pub mod pattern;
pub mod policy;
pub mod principal;
pub mod profile;
pub mod request;
pub mod resource;
pub mod span;
pub mod statement;
pub mod validate;
