//! Days, moments and lengths of time, read and printed as PostgreSQL does with `DateStyle` ISO and the zone UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A length of time in the three parts that PostgreSQL keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    /// Months, years among them.
    pub months: i32,
    /// Days, weeks among them.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

const SECOND: i64 = 1_000_000;

impl Interval {
    /// `24 hours`, `1 day 02:00:00`, `P1DT2H`; none of what is written otherwise.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(parts) = text.strip_prefix('P') {
            return Self::read_parts(parts);
        }
        let mut interval = Self::default();
        let mut words = text.split_whitespace().peekable();
        words.peek()?;
        while let Some(word) = words.next() {
            if word.contains(':') {
                interval.micros = interval.micros.checked_add(clock(word)?)?;
                continue;
            }
            let number: i64 = word.parse().ok()?;
            interval.add(number, words.next()?)?;
        }
        Some(interval)
    }

    /// `1Y2M3DT4H5M6S`
    fn read_parts(text: &str) -> Option<Self> {
        let mut interval = Self::default();
        let mut number = String::new();
        let mut is_clock = false;
        for it in text.chars() {
            let unit = match (it, is_clock) {
                ('T', false) => {
                    is_clock = true;
                    continue;
                }
                ('0'..='9' | '-', _) => {
                    number.push(it);
                    continue;
                }
                ('Y', false) => "year",
                ('M', false) => "month",
                ('W', false) => "week",
                ('D', false) => "day",
                ('H', true) => "hour",
                ('M', true) => "minute",
                ('S', true) => "second",
                _ => return None,
            };
            interval.add(std::mem::take(&mut number).parse().ok()?, unit)?;
        }
        number.is_empty().then_some(interval)
    }

    fn add(&mut self, number: i64, unit: &str) -> Option<()> {
        let unit = unit.strip_suffix('s').filter(|it| !it.is_empty()).unwrap_or(unit);
        let small = i32::try_from(number).ok();
        match unit {
            "year" => self.months = self.months.checked_add(small?.checked_mul(12)?)?,
            "month" | "mon" => self.months = self.months.checked_add(small?)?,
            "week" => self.days = self.days.checked_add(small?.checked_mul(7)?)?,
            "day" => self.days = self.days.checked_add(small?)?,
            "hour" => self.micros = self.micros.checked_add(number.checked_mul(3600 * SECOND)?)?,
            "minute" | "min" => self.micros = self.micros.checked_add(number.checked_mul(60 * SECOND)?)?,
            "second" | "sec" => self.micros = self.micros.checked_add(number.checked_mul(SECOND)?)?,
            _ => return None,
        }
        Some(())
    }

    /// The same length the other way.
    pub fn negative(self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }

    /// As PostgreSQL compares them: a month has 30 days, a day 24 hours.
    pub fn length(self) -> i128 {
        let days = i128::from(self.months) * 30 + i128::from(self.days);
        days * 24 * 3600 * i128::from(SECOND) + i128::from(self.micros)
    }

    /// `1 mon 2 days 03:00:00`
    pub fn text(self) -> String {
        let mut parts = Vec::new();
        let mut part = |number: i32, unit: &str| {
            let plural = if number == 1 { "" } else { "s" };
            if number != 0 {
                parts.push(format!("{number} {unit}{plural}"));
            }
        };
        part(self.months / 12, "year");
        part(self.months % 12, "mon");
        part(self.days, "day");
        if self.micros != 0 || parts.is_empty() {
            let sign = if self.micros < 0 { "-" } else { "" };
            let all = self.micros.unsigned_abs();
            let seconds = all / 1_000_000;
            let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let fraction = fraction(all % 1_000_000);
            parts.push(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}"));
        }
        parts.join(" ")
    }
}

/// `-02:00:00.5`
fn clock(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut parts = digits.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let (seconds, part) = match parts.next() {
        Some(it) => it.split_once('.').unwrap_or((it, "")),
        None => ("0", ""),
    };
    let seconds: i64 = seconds.parse().ok()?;
    let part: i64 = format!("{part:0<6}").get(..6)?.parse().ok()?;
    Some(sign * ((hours * 3600 + minutes * 60 + seconds) * SECOND + part))
}

fn fraction(micros: u64) -> String {
    match micros {
        0 => String::new(),
        _ => format!(".{}", format!("{micros:06}").trim_end_matches('0')),
    }
}

/// `2026-01-31`
pub(crate) fn read_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// `12:30:00`
pub(crate) fn read_time(text: &str) -> Option<NaiveTime> {
    let formats = ["%H:%M:%S%.f", "%H:%M"];
    formats.iter().find_map(|it| NaiveTime::parse_from_str(text, it).ok())
}

/// `2026-01-31 12:30:00.5+00`; without a zone it is of UTC.
pub(crate) fn read_moment(text: &str) -> Option<DateTime<Utc>> {
    let zoned =
        ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z", "%Y-%m-%dT%H:%M%#z"];
    let zoned = zoned.iter().find_map(|it| DateTime::parse_from_str(text, it).ok());
    if let Some(moment) = zoned.or_else(|| DateTime::parse_from_rfc3339(text).ok()) {
        return Some(moment.with_timezone(&Utc));
    }
    let bare = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let bare = bare.iter().find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    let bare = bare.or_else(|| Some(read_day(text)?.and_time(NaiveTime::MIN)));
    bare.map(|it| it.and_utc())
}

/// `12:30:00.5`
pub(crate) fn time_text(time: NaiveTime) -> String {
    let micros = u64::from(chrono::Timelike::nanosecond(&time) / 1000);
    format!("{}{}", time.format("%H:%M:%S"), fraction(micros))
}

/// `2026-01-31 12:30:00.5+00`
pub(crate) fn moment_text(moment: DateTime<Utc>) -> String {
    let micros = u64::from(moment.timestamp_subsec_micros());
    format!("{}{}+00", moment.format("%Y-%m-%d %H:%M:%S"), fraction(micros))
}

/// `2026-01-31T12:30:00.5+00:00`, as `to_jsonb` writes it.
pub(crate) fn moment_in_json(moment: DateTime<Utc>) -> String {
    let micros = u64::from(moment.timestamp_subsec_micros());
    format!("{}{}+00:00", moment.format("%Y-%m-%dT%H:%M:%S"), fraction(micros))
}

/// A moment so much later: months first, then days, then what a clock counts.
pub(crate) fn later(moment: DateTime<Utc>, by: Interval) -> Option<DateTime<Utc>> {
    let months = Months::new(by.months.unsigned_abs());
    let days = Days::new(u64::from(by.days.unsigned_abs()));
    let moment = match by.months < 0 {
        true => moment.checked_sub_months(months)?,
        false => moment.checked_add_months(months)?,
    };
    let moment = match by.days < 0 {
        true => moment.checked_sub_days(days)?,
        false => moment.checked_add_days(days)?,
    };
    moment.checked_add_signed(TimeDelta::microseconds(by.micros))
}

/// From one moment to another, as `a - b` of PostgreSQL: days and a clock.
pub(crate) fn between(earlier: DateTime<Utc>, later: DateTime<Utc>) -> Option<Interval> {
    let micros = later.signed_duration_since(earlier).num_microseconds()?;
    let day = 24 * 3600 * SECOND;
    Some(Interval { months: 0, days: i32::try_from(micros / day).ok()?, micros: micros % day })
}

/// A day so many days later.
pub(crate) fn days_later(day: NaiveDate, days: i128) -> Option<NaiveDate> {
    let by = Days::new(u64::try_from(days.unsigned_abs()).ok()?);
    if days < 0 { day.checked_sub_days(by) } else { day.checked_add_days(by) }
}

/// So many days later there is no day that PostgreSQL knows.
pub(crate) fn is_beyond(day: NaiveDate, days: Option<i128>) -> bool {
    // By the numbers of Julian days: from the beginning of 4713 BC to the end of what 32 bits count.
    let number = i128::from(day.num_days_from_ce()) + 1_721_425;
    days.is_some_and(|days| !(0..2_147_483_494).contains(&(number + days)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn moments_are_printed_as_they_are_read() {
        for text in ["2026-01-31 12:30:00+00", "2026-01-31 12:30:00.5+00", "2026-01-31 12:30:00.000001+00"] {
            assert_eq!(moment_text(read_moment(text).unwrap()), text);
        }
        let other = read_moment("2026-01-31T13:30:00+01:00").unwrap();
        assert_eq!(moment_text(other), "2026-01-31 12:30:00+00");
        assert_eq!(moment_in_json(other), "2026-01-31T12:30:00+00:00");
    }

    #[test]
    fn intervals_have_three_parts() {
        assert_eq!(Interval::read("24 hours").unwrap().text(), "24:00:00");
        assert_eq!(Interval::read("1 day 02:00:00").unwrap().text(), "1 day 02:00:00");
        assert_eq!(Interval::read("14 months 1 week").unwrap().text(), "1 year 2 mons 7 days");
        assert_eq!(Interval::read("P1DT2H"), Interval::read("1 day 02:00:00"));
        assert!(Interval::read("soon").is_none());
        let end = later(read_moment("2026-01-31 00:00:00+00").unwrap(), Interval::read("1 month").unwrap());
        assert_eq!(moment_text(end.unwrap()), "2026-02-28 00:00:00+00");
    }
}
