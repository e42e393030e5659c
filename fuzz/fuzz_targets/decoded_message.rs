//! Is any text read without panic as a denial and as a decoded message, and what is written read the same?
#![cfg_attr(fuzzing, no_main)]
verdict_fuzz::target!(verdict_fuzz::decoded_message);
