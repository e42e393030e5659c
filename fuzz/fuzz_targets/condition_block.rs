//! Do the laws about conditions hold for a text with a condition and a context?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::condition_block);
