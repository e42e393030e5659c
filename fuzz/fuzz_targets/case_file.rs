//! Is any text read without panic as a case file, and as a case in one?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::case_file);
