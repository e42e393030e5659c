//! Do the laws about calls of AWS Batch hold?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::calls);
