//! Does the evaluator agree with its oracles?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::oracles);
