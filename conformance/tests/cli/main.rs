//! The command line: exit codes, formats, hostile inputs.

mod account_details;
mod batch;
mod bundle;
mod evaluate;
mod explain;
mod harness;
mod judging;
mod large_account;
mod layers;
mod simulator;
