//! The number that a text spells (COND-046 to COND-051), by another library for exact decimals.

use bigdecimal::BigDecimal;

/// An optional minus sign, digits, an optional fraction, an optional exponent, and nothing else (COND-050).
pub fn read(text: &str) -> Option<BigDecimal> {
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    rest = without_digits(rest)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = without_digits(fraction)?;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        rest = without_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))?;
    }
    if rest.is_empty() { text.parse().ok() } else { None }
}

/// What stands behind one or more digits.
fn without_digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// Has the text an exponent so large that the library would write out as many zeros?
pub fn is_beyond_the_library(text: &str) -> bool {
    text.split_once(['e', 'E']).is_some_and(|(_, exponent)| exponent.len() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        for (one, other) in [("10", "10.0"), ("7", "007"), ("1e3", "1000"), ("-5", "-5.0E+0"), ("-0", "0"), ("12.5e-1", "1.25")] {
            assert!(read(one).is_some() && read(one) == read(other), "{one}, {other}");
        }
        assert!(read("0.1") < read("0.10000000000000000001"));
        for text in ["", "+5", "5.", ".5", "1e", "1e+", " 5", "5 ", "0x5", "NaN", "inf", "1_000", "--5", "\u{665}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
