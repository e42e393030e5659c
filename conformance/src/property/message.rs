//! Laws about the texts with which AWS refuses a request.
//!
//! Rules: MSG-001, MSG-015.

use verdict_evaluator::authorizer::{Policies, authorize};
use verdict_evaluator::message::parse;
use verdict_evaluator::profile::{DecodedMessageForm, Profile};

use crate::decoded::{read, write};

/// No text makes the reader of denials panic; what is read and written again is read the same.
pub fn any_denial_reads_and_writes_alike(text: &str) {
    if let Ok(message) = parse(text) {
        assert_eq!(parse(&message.to_string()), Ok(message.clone()), "written as {message}");
    }
}

/// No text makes the reader of decoded messages panic; a request that is read, and written in either shape, is read the same (MSG-015).
pub fn any_decoded_message_reads_and_writes_alike(text: &str) {
    any_denial_reads_and_writes_alike(text);
    let profile = Profile::default();
    let Ok(decoded) = read(text, &profile) else { return };
    let policies = Policies::default();
    let decision = authorize(&policies, &decoded.request, &profile);
    for form in [DecodedMessageForm::BooleansAndItems, DecodedMessageForm::StringsAndPlainLists] {
        let Ok(written) = write(&decision, &policies, &decoded.request, form) else { return };
        let again = read(&written, &profile).map(|again| again.request);
        assert_eq!(again, Ok(decoded.request.clone()), "written as {written}");
    }
}
