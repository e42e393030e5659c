//! Drives every law with random questions, and shrinks those that break one.
//!
//! A failure prints a golden case, in a file that `verdict test` reads. Nothing is written to the source tree: the minimal case becomes a golden case.

use std::fmt::Debug;

use arbitrary::{Result, Unstructured};
use proptest::prelude::*;
use proptest::test_runner::FailurePersistence;
use verdict_conformance::generate::call::Registration;
use verdict_conformance::generate::{self, Entry, Varied};
use verdict_conformance::property;

/// Random bytes through a generator. Fewer and smaller bytes are simpler values.
fn drawn<T: Debug>(generator: fn(&mut Unstructured<'_>) -> Result<T>) -> impl Strategy<Value = T> {
    proptest::collection::vec(any::<u8>(), 0..=768)
        .prop_map(move |bytes| generator(&mut Unstructured::new(&bytes)).expect("generators take any bytes"))
}

/// 256 draws a law, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    let failure_persistence: Option<Box<dyn FailurePersistence>> = None;
    ProptestConfig { failure_persistence, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

macro_rules! drive_questions {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        proptest! {
            #![proptest_config(config())]
            $( $( #[test] fn $law(varied in drawn::<Varied>(generate::varied)) { property::$file::$law(&varied); } )+ )+
        }
    };
}
verdict_conformance::question_laws!(drive_questions);

macro_rules! drive_entries {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        proptest! {
            #![proptest_config(config())]
            $( $( #[test] fn $law(entry in drawn::<Entry>(generate::entry)) { property::$file::$law(&entry); } )+ )+
        }
    };
}
verdict_conformance::entry_laws!(drive_entries);

macro_rules! drive_calls {
    ($( $file:ident: $( $law:ident: [$( $rule:literal ),+] ),+; )+) => {
        proptest! {
            #![proptest_config(config())]
            $( $( #[test] fn $law(drawn in drawn::<Registration>(generate::call::registration)) { property::$file::$law(&drawn); } )+ )+
        }
    };
}
verdict_conformance::call_laws!(drive_calls);

macro_rules! drive_oracles {
    ($( $law:ident($generator:path): [$( $rule:literal ),+]; )+) => {
        proptest! {
            #![proptest_config(config())]
            $( #[test] fn $law(value in drawn($generator)) { property::oracle::$law(&value); } )+
        }
    };
}
verdict_conformance::oracle_laws!(drive_oracles);

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_reads_and_prints_alike(text in drawn(generate::text::nearly_a_policy)) {
        property::document::any_text_reads_and_prints_alike(&text);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_decoded_message_reads_and_writes_alike(text in drawn(generate::message::nearly_a_refusal)) {
        property::message::any_decoded_message_reads_and_writes_alike(&text);
    }
}
