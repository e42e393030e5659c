//! `BinaryEquals` (COND-062, COND-063).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Match;
use crate::profile::{BinaryComparison, Profile};

/// Padded standard base64; unused bits before the padding are ignored (COND-062).
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// The same bytes. What is not base64 never matches (COND-063).
pub(super) fn equals(actual: &str, wanted: &str, profile: &Profile) -> Match {
    if profile.binary_comparison == BinaryComparison::Text {
        return Match::of(actual == wanted);
    }
    match (BASE64.decode(actual), BASE64.decode(wanted)) {
        (Err(_), _) => Match::UnreadableContext,
        (_, Err(_)) => Match::UnreadablePolicy,
        (Ok(actual), Ok(wanted)) => Match::of(actual == wanted),
    }
}
