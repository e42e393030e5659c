//! Numeric operators: exact decimal numbers (COND-046 to COND-051). Values hold no variables (VAR-007).

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use super::Match;
use crate::profile::{NumberSpelling, Profile};

/// Compares the context's number with the policy's, in this order (COND-047).
pub(super) fn compare(actual: &str, wanted: &str, profile: &Profile, holds: impl Fn(Ordering) -> bool) -> Match {
    match (Decimal::read(actual, profile), Decimal::read(wanted, profile)) {
        (None, _) => Match::UnreadableContext,
        (_, None) => Match::UnreadablePolicy,
        (Some(actual), Some(wanted)) => Match::of(holds(actual.cmp(&wanted))),
    }
}

/// An exact number: ±0.d₁d₂d₃… × 10^exponent, with neither leading nor trailing zeros among the digits; zero has none and is not negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: String,
    exponent: BigInt,
}

impl Decimal {
    /// Reads `-12.5e3`: the number grammar of JSON, leading zeros allowed (COND-050).
    pub fn read(text: &str, profile: &Profile) -> Option<Self> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, Some(power)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        if !is_digits(whole) || fraction.is_some_and(|fraction| !is_digits(fraction)) {
            return None;
        }
        if profile.number_spelling == NumberSpelling::IntegersOnly && (fraction.is_some() || power.is_some()) {
            return None;
        }
        let power = power.map_or(Some(BigInt::ZERO), read_exponent)?;
        let all = format!("{whole}{}", fraction.unwrap_or_default());
        let significant = all.trim_start_matches('0');
        let leading_zeros = all.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: BigInt::ZERO });
        }
        let exponent = power + BigInt::from(whole.len()) - BigInt::from(leading_zeros);
        Some(Self { negative, digits, exponent })
    }

    /// -1, 0 or 1.
    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // Digit texts without leading and trailing zeros compare as fractions do.
        let magnitude = || self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        self.sign().cmp(&other.sign()).then_with(|| if self.negative { magnitude().reverse() } else { magnitude() })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An exponent of more digits cannot be read: it would serve nothing but to take time.
const LONGEST_EXPONENT: usize = 10_000;

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_exponent(text: &str) -> Option<BigInt> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (Sign::Minus, text.get(1..)?),
        b'+' => (Sign::Plus, text.get(1..)?),
        _ => (Sign::Plus, text),
    };
    let readable = is_digits(digits) && digits.len() <= LONGEST_EXPONENT;
    let magnitude = readable.then(|| digits.parse::<BigInt>().ok())??;
    Some(if sign == Sign::Minus { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Ordering, Profile};

    #[test]
    fn compares_exactly() {
        let check = |left: &str, right: &str, expected: Ordering| {
            let read = |text| Decimal::read(text, &Profile::default()).expect(text);
            assert_eq!(read(left).cmp(&read(right)), expected, "{left} against {right}");
            assert_eq!(read(left).partial_cmp(&read(right)), Some(expected), "{left} against {right}");
            assert_eq!(read(right).cmp(&read(left)), expected.reverse(), "{right} against {left}");
        };
        check("1.5", "1.50", Ordering::Equal);
        check("-2", "-10", Ordering::Greater);
        check("0.001", "1e-3", Ordering::Equal);
        check("-0", "0", Ordering::Equal);
        check("0e99999999999999999999999", "0", Ordering::Equal);
        check("1e99999999999999999999999", "9e99999999999999999999998", Ordering::Greater);
        check("123", "12.3E+1", Ordering::Equal);
    }
}
