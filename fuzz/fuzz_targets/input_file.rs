//! Is any text read without panic as the kind of input file that its first byte chooses?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::input_file);
