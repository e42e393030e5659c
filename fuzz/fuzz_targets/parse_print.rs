//! Is any text read without panic as the type of policy that its first byte chooses, and what is printed read the same?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::parse_print);
