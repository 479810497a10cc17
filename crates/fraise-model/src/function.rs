//! Functions of the language.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use fraise_ir::{
    Type,
    expr::{BinaryOp, Function, PartFunction},
};

use crate::{
    Value,
    moment::Interval,
    number::Number,
    operator::{ANY, binary, calculated, remainder},
    refusal::{Stop, not_known, refused},
    value::Unknown,
};

pub(crate) fn call(function: Function, arguments: &[Value], now: Unknown) -> Result<Value, Stop> {
    match function {
        Function::Coalesce => {
            return Ok(arguments.iter().find(|it| **it != Value::Null).cloned().unwrap_or(Value::Null));
        }
        Function::Greatest => return extreme(arguments, BinaryOp::Greater),
        Function::Least => return extreme(arguments, BinaryOp::Less),
        Function::Concat => {
            let mut all = String::new();
            for argument in arguments.iter().filter(|it| **it != Value::Null) {
                match argument.text() {
                    Some(text) => all.push_str(&text),
                    None => return Ok(ANY),
                }
            }
            return Ok(Value::Text(all));
        }
        Function::Nullif => {
            let [a, b] = arguments else { return not_known((function, arguments)) };
            return match binary(BinaryOp::Equal, a, b, &Type::Bool)? {
                Value::Unknown(_) => Ok(ANY),
                is_same => Ok(if is_same.holds() { Value::Null } else { a.clone() }),
            };
        }
        Function::Now => return Ok(Value::Unknown(now)),
        Function::Today => return today(arguments, now),
        _ => {}
    }
    if arguments.contains(&Value::Null) {
        return Ok(Value::Null);
    }
    if arguments.iter().any(Value::is_unknown) {
        return Ok(ANY);
    }
    match (function, arguments) {
        (Function::Abs, [Value::Number(it)]) => calculated(it.absolute()),
        (Function::Round, [Value::Number(it)]) => calculated(it.rounded(0)),
        (Function::Round, [Value::Number(it), Value::Number(digits)]) => {
            match digits.whole().map(u32::try_from) {
                Some(Ok(digits)) => calculated(it.rounded(digits)),
                _ => not_known((function, arguments)),
            }
        }
        (Function::Floor, [Value::Number(it)]) => calculated(it.floor()),
        (Function::Ceil, [Value::Number(it)]) => calculated(it.ceil()),
        (Function::Mod, [a, b]) => remainder(a, b),
        (Function::Sign, [Value::Number(it)]) => {
            Ok(Value::int(i64::from(!it.is_zero()) * if it.is_negative() { -1 } else { 1 }))
        }
        (Function::Power, [Value::Number(base), Value::Number(exponent)]) => power(*base, *exponent),
        (Function::Lower, [Value::Text(text)]) => Ok(Value::Text(ascii(text)?.to_ascii_lowercase())),
        (Function::Upper, [Value::Text(text)]) => Ok(Value::Text(ascii(text)?.to_ascii_uppercase())),
        (Function::Trim, [Value::Text(text)]) => Ok(Value::Text(text.trim_matches(' ').to_owned())),
        (Function::Length, [Value::Text(text)]) => length(text),
        (Function::Left, [Value::Text(text), Value::Number(it)]) => {
            let kept = kept(text, *it)?;
            Ok(Value::Text(text.chars().take(kept).collect()))
        }
        (Function::Right, [Value::Text(text), Value::Number(it)]) => {
            let kept = kept(text, *it)?;
            Ok(Value::Text(text.chars().skip(text.chars().count() - kept).collect()))
        }
        (Function::Substring, [Value::Text(text), Value::Number(from)]) => substring(text, *from, None),
        (Function::Substring, [Value::Text(text), Value::Number(from), Value::Number(length)]) => {
            substring(text, *from, Some(*length))
        }
        (Function::Replace, [Value::Text(text), Value::Text(from), Value::Text(to)]) => {
            Ok(Value::Text(if from.is_empty() { text.clone() } else { text.replace(from.as_str(), to) }))
        }
        (Function::StartsWith, [Value::Text(text), Value::Text(start)]) => {
            Ok(Value::Bool(text.starts_with(start.as_str())))
        }
        (Function::Position, [Value::Text(wanted), Value::Text(text)]) => {
            match text.split_once(wanted.as_str()) {
                Some((before, _)) => match length(before)? {
                    Value::Number(it) => calculated(it.plus(Number::int(1))),
                    other => not_known(other),
                },
                None => Ok(Value::int(0)),
            }
        }
        (Function::Age, [Value::Day(a), Value::Day(b)]) => {
            age(a.and_time(NaiveTime::MIN).and_utc(), b.and_time(NaiveTime::MIN).and_utc())
        }
        (Function::Age, [Value::Moment(a), Value::Moment(b)]) => age(*a, *b),
        (Function::DayStart, [Value::Day(day), Value::Text(zone)]) if is_utc(zone) => {
            Ok(Value::Moment(day.and_time(NaiveTime::MIN).and_utc()))
        }
        _ => not_known((function, arguments)),
    }
}

fn extreme(arguments: &[Value], operator: BinaryOp) -> Result<Value, Stop> {
    let mut best = Value::Null;
    for it in arguments.iter().filter(|it| **it != Value::Null) {
        best = match binary(operator, it, &best, &Type::Bool)? {
            Value::Null => it.clone(),
            Value::Unknown(_) => return Ok(ANY),
            is_better => {
                if is_better.holds() {
                    it.clone()
                } else {
                    best
                }
            }
        };
    }
    Ok(best)
}

/// The day in UTC, where it does not hang on a few minutes.
fn today(zone: &[Value], now: Unknown) -> Result<Value, Stop> {
    let is_known_zone = match zone {
        [] => true,
        [Value::Text(zone)] => is_utc(zone),
        _ => false,
    };
    let Unknown::Now(_, Some(now)) = now else { return Ok(ANY) };
    if !is_known_zone {
        return not_known(("today", zone));
    }
    let tolerance = chrono::TimeDelta::minutes(10);
    let (early, late) = ((now - tolerance).date_naive(), (now + tolerance).date_naive());
    Ok(if early == late { Value::Day(early) } else { ANY })
}

fn is_utc(zone: &str) -> bool {
    zone == "UTC"
}

fn ascii(text: &str) -> Result<&str, Stop> {
    if text.is_ascii() { Ok(text) } else { not_known(("case of", text)) }
}

fn length(text: &str) -> Result<Value, Stop> {
    i64::try_from(text.chars().count()).map(Value::int).or_else(|_| not_known("so long a text"))
}

/// How many characters `left` and `right` keep: of a negative number all but so many.
fn kept(text: &str, number: Number) -> Result<usize, Stop> {
    let length = text.chars().count();
    let Some(number) = number.whole() else { return not_known(number) };
    let wanted = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
    Ok(if number < 0 { length.saturating_sub(wanted) } else { length.min(wanted) })
}

fn substring(text: &str, from: Number, length: Option<Number>) -> Result<Value, Stop> {
    let Some(from) = from.whole() else { return not_known(from) };
    let end = match length {
        None => None,
        Some(length) if length.is_negative() => return refused("22011"),
        Some(length) => Some(from + length.whole().unwrap_or(0)),
    };
    let characters = text.chars().zip(1_i128..);
    let inside = characters.filter(|(_, at)| *at >= from && end.is_none_or(|end| *at < end));
    Ok(Value::Text(inside.map(|(it, _)| it).collect()))
}

fn power(base: Number, exponent: Number) -> Result<Value, Stop> {
    let count = exponent.whole().and_then(|it| u32::try_from(it).ok()).filter(|it| *it <= 64);
    let Some(count) = count else { return not_known(("power", base, exponent)) };
    let mut all = Some(Number::int(1));
    for _ in 0..count {
        all = all.and_then(|it| it.times(base));
    }
    match all {
        // Beyond that PostgreSQL rounds.
        Some(it) if it.text().len() < 16 => Ok(Value::Number(it)),
        _ => not_known(("power", base, exponent)),
    }
}

/// Years, months and days from one moment to another, field by field as PostgreSQL's `age` subtracts them.
fn age(first: DateTime<Utc>, second: DateTime<Utc>) -> Result<Value, Stop> {
    let is_back = first < second;
    let (later, earlier) = if is_back { (second, first) } else { (first, second) };
    let months = |at: DateTime<Utc>| i64::from(at.year()) * 12 + i64::from(at.month0());
    let clock = |at: DateTime<Utc>| {
        i64::from(at.num_seconds_from_midnight()) * 1_000_000 + i64::from(at.timestamp_subsec_micros())
    };
    let mut whole = months(later) - months(earlier);
    let mut days = i64::from(later.day()) - i64::from(earlier.day());
    let mut micros = clock(later) - clock(earlier);
    if micros < 0 {
        micros += 24 * 3600 * 1_000_000;
        days -= 1;
    }
    if days < 0 {
        // Of the month in which the earlier one lies.
        days += i64::from(earlier.num_days_in_month());
        whole -= 1;
    }
    let interval = match (i32::try_from(whole), i32::try_from(days)) {
        (Ok(months), Ok(days)) => Some(Interval { months, days, micros }),
        _ => None,
    };
    match interval.and_then(|it| if is_back { it.negative() } else { Some(it) }) {
        Some(interval) => Ok(Value::Interval(interval)),
        None => not_known("so great an age"),
    }
}

/// `extract(unit from x)`, `date_trunc('unit', x)`.
pub(crate) fn part(
    function: PartFunction,
    unit: &str,
    operand: &Value,
    zone: Option<&Value>,
) -> Result<Value, Stop> {
    match zone {
        Some(Value::Text(zone)) if !is_utc(zone) => return not_known(("the zone", zone)),
        Some(Value::Null) => return Ok(Value::Null),
        _ => {}
    }
    let moment = match operand {
        Value::Null => return Ok(Value::Null),
        Value::Unknown(_) => return Ok(ANY),
        Value::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
        Value::Moment(moment) => *moment,
        _ => return not_known((function, unit, operand)),
    };
    match function {
        PartFunction::Extract => extract(unit, moment),
        PartFunction::Truncate => {
            let Some(cut) = truncate(unit, moment) else { return not_known((function, unit)) };
            Ok(match operand {
                Value::Day(_) => Value::Day(cut.date_naive()),
                _ => Value::Moment(cut),
            })
        }
    }
}

fn extract(unit: &str, at: DateTime<Utc>) -> Result<Value, Stop> {
    let micros = i64::from(at.second()) * 1_000_000 + i64::from(at.timestamp_subsec_micros());
    let decimal = |micros: i64, scale: u32| {
        calculated(Number::read(&format!("{micros}")).and_then(|it| {
            let mut unit = Number::int(1);
            for _ in 0..scale {
                unit = unit.times(Number::read("0.1")?)?;
            }
            it.times(unit)
        }))
    };
    let whole = match unit {
        "year" => i64::from(at.year()),
        "quarter" => i64::from(at.month0() / 3 + 1),
        "month" => i64::from(at.month()),
        "week" => i64::from(at.iso_week().week()),
        "isoyear" => i64::from(at.iso_week().year()),
        "day" => i64::from(at.day()),
        "dow" => i64::from(at.weekday().num_days_from_sunday()),
        "isodow" => i64::from(at.weekday().number_from_monday()),
        "doy" => i64::from(at.ordinal()),
        "hour" => i64::from(at.hour()),
        "minute" => i64::from(at.minute()),
        "second" => return decimal(micros, 6),
        "milliseconds" => return decimal(micros, 3),
        "microseconds" => micros,
        "epoch" => return decimal(at.timestamp_micros(), 6),
        "decade" if at.year() > 0 => i64::from(at.year() / 10),
        "century" if at.year() > 0 => i64::from((at.year() + 99) / 100),
        _ => return not_known(("extract", unit)),
    };
    Ok(Value::int(whole))
}

fn truncate(unit: &str, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = at.date_naive();
    let midnight = |day: NaiveDate| Some(day.and_time(NaiveTime::MIN).and_utc());
    match unit {
        "year" => midnight(day.with_day(1)?.with_month(1)?),
        "quarter" => midnight(day.with_day(1)?.with_month0(at.month0() / 3 * 3)?),
        "month" => midnight(day.with_day(1)?),
        "week" => midnight(day - chrono::TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))),
        "day" => midnight(day),
        "hour" => at.with_minute(0)?.with_second(0)?.with_nanosecond(0),
        "minute" => at.with_second(0)?.with_nanosecond(0),
        "second" => at.with_nanosecond(0),
        _ => None,
    }
}
