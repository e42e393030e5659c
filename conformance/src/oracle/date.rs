//! The instant that a text names (COND-052 to COND-055), in nanoseconds since 1970: counted out, and by another calendar library.

use chrono::NaiveDate;

const SECOND: i128 = 1_000_000_000;

/// The instant, counted out: the days of the years, of the months, and the rest.
pub fn instant(text: &str) -> Option<i128> {
    if let Some(seconds) = epoch_seconds(text) {
        return Some(seconds * SECOND);
    }
    let written = written(text)?;
    let Written { year, month, day, .. } = written;
    let years = -292_275_054..=292_278_993;
    if !years.contains(&year) || !(1..=12).contains(&month) || !(1..=days_of(month, year)).contains(&day) {
        return None;
    }
    let days_of_years = 365 * (year - 1970) + leap_days_until(year - 1) - leap_days_until(1969);
    let days_of_months: i128 = (1..month).map(|month| days_of(month, year)).sum();
    Some((days_of_years + days_of_months + day - 1) * 86_400 * SECOND + written.since_midnight()?)
}

/// The same by the library; `None` if the year is beyond its calendar.
pub fn instant_by_library(text: &str) -> Option<Option<i128>> {
    if let Some(seconds) = epoch_seconds(text) {
        return Some(Some(seconds * SECOND));
    }
    let Some(written) = written(text) else { return Some(None) };
    let year = i32::try_from(written.year).ok().filter(|year| (-262_000..=262_000).contains(year))?;
    let small = |number: i128| number.try_into().ok();
    let date = small(written.month).zip(small(written.day)).and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    let midnight = date.and_then(|date| date.and_hms_opt(0, 0, 0)).map(|date| i128::from(date.and_utc().timestamp()) * SECOND);
    Some(midnight.zip(written.since_midnight()).map(|(midnight, since)| midnight + since))
}

/// Nothing but digits (COND-052).
fn epoch_seconds(text: &str) -> Option<i128> {
    let digits = !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
    let seconds = digits.then(|| text.trim_start_matches('0')).filter(|text| text.len() <= 19)?;
    let seconds = if seconds.is_empty() { 0 } else { seconds.parse().ok()? };
    (seconds <= 9_223_372_036_854_775_807).then_some(seconds)
}

/// The fields of a date, as far as the form goes: a month may be the 17th.
struct Written {
    year: i128,
    month: i128,
    day: i128,
    hour: i128,
    minute: i128,
    second: i128,
    nanosecond: i128,
    /// How far the clock is ahead of UTC.
    ahead: (i128, i128, i128),
}

impl Written {
    /// Nanoseconds since midnight UTC, if all fields are those of a clock.
    fn since_midnight(&self) -> Option<i128> {
        let (sign, hours, minutes) = self.ahead;
        if [self.hour, hours].iter().any(|hour| *hour > 23) || [self.minute, self.second, minutes].iter().any(|number| *number > 59) {
            return None;
        }
        let clock = self.hour * 3600 + self.minute * 60 + self.second;
        Some((clock - sign * (hours * 3600 + minutes * 60)) * SECOND + self.nanosecond)
    }
}

/// `[-]year[-month[-day]]`, then `T`, a time and a zone.
fn written(text: &str) -> Option<Written> {
    let mut rest = Rest(text);
    let sign = if rest.takes("-") { -1 } else { 1 };
    let mut written =
        Written { year: sign * rest.digits(9)?, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0, ahead: (1, 0, 0) };
    if rest.takes("-") {
        written.month = rest.digits(2)?;
        if rest.takes("-") {
            written.day = rest.digits(2)?;
        }
    }
    if rest.takes("Tt") {
        time(&mut rest, &mut written)?;
        zone(&mut rest, &mut written)?;
    }
    rest.0.is_empty().then_some(written)
}

/// Nothing, or `hour[:minute[:second[.fraction]]]`.
fn time(rest: &mut Rest<'_>, written: &mut Written) -> Option<()> {
    if !rest.0.starts_with(|character: char| character.is_ascii_digit()) {
        return Some(());
    }
    written.hour = rest.digits(2)?;
    if rest.takes(":") {
        written.minute = rest.digits(2)?;
        if rest.takes(":") {
            written.second = rest.digits(2)?;
            if rest.takes(".") {
                let before = rest.0.len();
                written.nanosecond = rest.digits(9)?;
                for _ in before - rest.0.len()..9 {
                    written.nanosecond *= 10;
                }
            }
        }
    }
    Some(())
}

/// Nothing, `Z`, or a sign, two digits and perhaps two more (COND-054).
fn zone(rest: &mut Rest<'_>, written: &mut Written) -> Option<()> {
    let sign = match rest.0.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        Some(_) | None => {
            rest.takes("Zz");
            return Some(());
        }
    };
    rest.takes("+-");
    let hours = rest.two_digits()?;
    let minutes = if rest.takes(":") || !rest.0.is_empty() { rest.two_digits()? } else { 0 };
    written.ahead = (sign, hours, minutes);
    Some(())
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// Takes one of these characters, if it is next.
    fn takes(&mut self, one_of: &str) -> bool {
        let next = self.0.chars().next().filter(|character| one_of.contains(*character));
        self.0 = &self.0[next.map_or(0, char::len_utf8)..];
        next.is_some()
    }

    /// Takes all digits that are next, one to `most`.
    fn digits(&mut self, most: usize) -> Option<i128> {
        let length = self.0.find(|character: char| !character.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        if length > most { None } else { digits.parse().ok() }
    }

    fn two_digits(&mut self) -> Option<i128> {
        let (digits, rest) = self.0.split_at_checked(2)?;
        self.0 = rest;
        digits.chars().all(|character| character.is_ascii_digit()).then(|| digits.parse().ok())?
    }
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The days of a month; the months are 1 to 12.
fn days_of(month: i128, year: i128) -> i128 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The leap days of the years 1 to `year`, less those before.
fn leap_days_until(year: i128) -> i128 {
    year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let check = |text: &str, seconds: Option<i128>| assert_eq!(instant(text), seconds.map(|seconds| seconds * SECOND), "{text}");
        check("2018-08-10", Some(1_533_859_200));
        check("2018-8-1T9", Some(1_533_114_000));
        check("2018", Some(2018));
        check("2018T", Some(1_514_764_800));
        check("1969-12-31T23:59:59Z", Some(-1));
        check("2024-01-01T02:00+0200", Some(1_704_067_200));
        check("2016-12-13t23:00:00+23", Some(1_481_587_200));
        check("9223372036854775807", Some(9_223_372_036_854_775_807));
        for text in ["2016-12-13t2:00:00.5+1", "234-13", "2023-02-29", "2024-01-01T24:00", "T10:00Z", "9223372036854775808", "2018-W32", ""]
        {
            check(text, None);
        }
    }

    #[test]
    fn both_calendars_agree_day_by_day() {
        for year in [-100_000, -401, -5, -4, -1, 0, 1, 4, 1582, 1600, 1900, 1969, 2000, 2023, 2024, 2100, 200_000] {
            for month in 1..=13 {
                for day in 0..=32 {
                    let text = format!("{year}-{month}-{day}");
                    assert_eq!(instant_by_library(&text), Some(instant(&text)), "{text}");
                }
            }
        }
    }
}
