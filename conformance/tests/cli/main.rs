//! The command line: exit codes, formats, hostile inputs.

mod account_details;
mod bundle;
mod evaluate;
mod harness;
mod judging;
mod large_account;
mod layers;
