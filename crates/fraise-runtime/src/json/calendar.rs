//! Dates, times and intervals as ISO 8601 text.
//!
//! PostgreSQL counts days and microseconds from 2000-01-01; its calendar is the Gregorian one, extended to both
//! sides. Years are printed with at least four digits; the year before 0001 is 0000, as in ISO 8601.

use super::text;
use super::wire::{Malformed, Wire};

const DAY: i64 = 86_400_000_000;

/// `date`.
pub(crate) fn date(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let mut wire = Wire(bytes);
    match wire.i32()? {
        i32::MAX => out.extend_from_slice(b"infinity"),
        i32::MIN => out.extend_from_slice(b"-infinity"),
        days => day(days.into(), out),
    }
    wire.end()
}

/// `time`: microseconds since midnight, up to 24:00:00.
pub(crate) fn time(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let mut wire = Wire(bytes);
    clock(wire.i64()?, out);
    wire.end()
}

/// `timestamptz`: RFC 3339, in UTC.
pub(crate) fn date_time(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let mut wire = Wire(bytes);
    match wire.i64()? {
        i64::MAX => out.extend_from_slice(b"infinity"),
        i64::MIN => out.extend_from_slice(b"-infinity"),
        micros => {
            day(micros.div_euclid(DAY), out);
            out.push(b'T');
            clock(micros.rem_euclid(DAY), out);
            out.push(b'Z');
        }
    }
    wire.end()
}

/// `interval`: months, days and microseconds, which PostgreSQL keeps apart and which may differ in sign.
pub(crate) fn duration(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let mut wire = Wire(bytes);
    let micros = wire.i64()?;
    let days = wire.i32()?;
    let months = wire.i32()?;
    wire.end()?;
    out.push(b'P');
    for (amount, unit) in [(months / 12, 'Y'), (months % 12, 'M'), (days, 'D')] {
        if amount != 0 {
            text::display(format_args!("{amount}{unit}"), out);
        }
    }
    if micros == 0 {
        if months == 0 && days == 0 {
            out.extend_from_slice(b"T0S");
        }
        return Ok(());
    }
    out.push(b'T');
    for (amount, unit) in [(micros / 3_600_000_000, 'H'), (micros / 60_000_000 % 60, 'M')] {
        if amount != 0 {
            text::display(format_args!("{amount}{unit}"), out);
        }
    }
    let rest = micros % 60_000_000;
    if rest != 0 {
        if rest < 0 {
            out.push(b'-');
        }
        text::display(rest.abs() / 1_000_000, out);
        fraction(rest.abs() % 1_000_000, out);
        out.push(b'S');
    }
    Ok(())
}

/// The day so many days after 2000-01-01. Years are counted from March, so that the leap day is the last of a year;
/// 400 years are one cycle of 146 097 days.
fn day(days: i64, out: &mut Vec<u8>) {
    let since_march_of_0000 = days + 730_425;
    let cycle = since_march_of_0000.div_euclid(146_097);
    let of_cycle = since_march_of_0000.rem_euclid(146_097);
    let year_of_cycle = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = cycle * 400 + year_of_cycle + i64::from(month <= 2);
    let sign = if year < 0 { "-" } else { "" };
    text::display(format_args!("{sign}{:04}-{month:02}-{day:02}", year.abs()), out);
}

fn clock(micros: i64, out: &mut Vec<u8>) {
    let seconds = micros / 1_000_000;
    text::display(format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60), out);
    fraction(micros % 1_000_000, out);
}

/// `.5` for half a second, nothing for a whole one.
fn fraction(micros: i64, out: &mut Vec<u8>) {
    if micros == 0 {
        return;
    }
    text::display(format_args!(".{micros:06}"), out);
    while out.last() == Some(&b'0') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use chrono::{Days, NaiveDate};

    #[test]
    fn every_day_of_two_thousand_years_is_the_calendar_s() {
        let start = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        for days in 0..365_243_i32 {
            for (number, expected) in
                [(days, start + Days::new(days as u64)), (-days, start - Days::new(days as u64))]
            {
                let mut out = Vec::new();
                date(&number.to_be_bytes(), &mut out).unwrap();
                assert_eq!(String::from_utf8(out).unwrap(), expected.to_string());
            }
        }
    }

    #[test]
    fn intervals_keep_the_signs_of_their_parts() {
        let shown = |micros: i64, days: i32, months: i32| {
            let bytes =
                [&micros.to_be_bytes()[..], &days.to_be_bytes()[..], &months.to_be_bytes()[..]].concat();
            let mut out = Vec::new();
            duration(&bytes, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(0, 0, 0), "PT0S");
        assert_eq!(shown(0, 3, 14), "P1Y2M3D");
        assert_eq!(shown(-3_661_500_000, 1, -1), "P-1M1DT-1H-1M-1.5S");
        assert_eq!(shown(-500_000, 0, 0), "PT-0.5S");
    }
}
