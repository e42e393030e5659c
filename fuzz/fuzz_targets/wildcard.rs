//! Does the wildcard matcher agree with the obvious one?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::wildcard);
