//! Do the laws about decisions hold?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::authorize);
