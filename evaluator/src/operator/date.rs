//! Date operators: instants, given as seconds since 1970 or in the ISO 8601 profile that IAM reads (COND-052 to COND-058).

use std::cmp::Ordering;

use jiff::civil::Date;

use super::Match;
use crate::profile::{BareYear, Profile};

/// Compares the context's instant with the policy's, in this order (COND-057).
pub(super) fn compare(actual: &str, wanted: &str, profile: &Profile, holds: impl Fn(Ordering) -> bool) -> Match {
    match (read(actual, profile), read(wanted, profile)) {
        (None, _) => Match::UnreadableContext,
        (_, None) => Match::UnreadablePolicy,
        (Some(actual), Some(wanted)) => Match::of(holds(actual.cmp(&wanted))),
    }
}

/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanoseconds: u32,
}

/// Reads a date (COND-052): digits alone count seconds, everything else is `[-]year[-month[-day]][T[time][zone]]`.
pub fn read(text: &str, profile: &Profile) -> Option<Instant> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !(profile.bare_year == BareYear::Year && text.len() == 4) {
        // 0 to 9223372036854775807 (COND-055).
        return text.parse().ok().map(|seconds| Instant { seconds, nanoseconds: 0 });
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let midnight = read_date(date)?;
    let Some(time) = time else { return Some(Instant { seconds: midnight, nanoseconds: 0 }) };
    let (clock, zone) = time.split_at(time.find(['Z', 'z', '+', '-']).unwrap_or(time.len()));
    let (seconds, nanoseconds) = read_clock(clock)?;
    Some(Instant { seconds: midnight + seconds - read_zone(zone)?, nanoseconds })
}

/// The years that can be read (COND-055).
const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;

/// Days after which the calendar repeats, and the years they make.
const CYCLE_DAYS: i64 = 146_097;
const CYCLE_YEARS: i64 = 400;

/// `[-]year[-month[-day]]`: the seconds from 1970 to its first instant.
fn read_date(text: &str) -> Option<i64> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut fields = unsigned.split('-');
    let year = number(fields.next()?, 9)?;
    let year = if negative { -year } else { year };
    let month = fields.next().map_or(Some(1), |month| number(month, 2))?;
    let day = fields.next().map_or(Some(1), |day| number(day, 2))?;
    if fields.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    // The library's years are few; 400 years later every date has the same name, month length and weekday.
    let stand_in = 2000 + year.rem_euclid(CYCLE_YEARS);
    let cycles = (year - stand_in) / CYCLE_YEARS;
    let date = Date::new(stand_in.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let days = date.duration_since(Date::constant(1970, 1, 1)).as_secs() / 86_400;
    Some((days + cycles * CYCLE_DAYS) * 86_400)
}

/// `hour[:minute[:second[.fraction]]]`, or nothing: seconds and nanoseconds since midnight.
fn read_clock(text: &str) -> Option<(i64, u32)> {
    if text.is_empty() {
        return Some((0, 0));
    }
    let mut fields = text.split(':');
    let hour = number(fields.next()?, 2)?;
    let minute = fields.next().map_or(Some(0), |minute| number(minute, 2))?;
    let (second, nanoseconds) = fields.next().map_or(Some((0, 0)), read_second)?;
    let in_range = hour <= 23 && minute <= 59 && second <= 59 && fields.next().is_none();
    in_range.then_some((hour * 3600 + minute * 60 + second, nanoseconds))
}

/// `second[.fraction]`, the fraction with one to nine digits.
fn read_second(text: &str) -> Option<(i64, u32)> {
    let Some((second, fraction)) = text.split_once('.') else { return Some((number(text, 2)?, 0)) };
    number(fraction, 9)?;
    Some((number(second, 2)?, format!("{fraction:0<9}").parse().ok()?))
}

/// `Z`, `+hh`, `+hh:mm`, `+hhmm` or nothing, which is UTC: seconds east of UTC (COND-054).
fn read_zone(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, offset) = match text.strip_prefix('-') {
        Some(offset) => (-1, offset),
        None => (1, text.strip_prefix('+')?),
    };
    let (hour, rest) = offset.split_at_checked(2)?;
    let minute = if rest.is_empty() { "00" } else { rest.strip_prefix(':').unwrap_or(rest) };
    let (hour, minute) = (number(hour, 2)?, Some(minute).filter(|minute| minute.len() == 2).and_then(|minute| number(minute, 2))?);
    (hour <= 23 && minute <= 59).then_some(sign * (hour * 3600 + minute * 60))
}

/// One to `most` decimal digits.
fn number(text: &str, most: usize) -> Option<i64> {
    let well_formed = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    well_formed.then(|| text.parse().ok())?
}
