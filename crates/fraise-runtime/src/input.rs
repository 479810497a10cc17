//! Values that clients give, on their way to PostgreSQL.
//!
//! A value comes as JSON (a variable) or as GraphQL (a literal). Numbers stay the text they were written as, so that
//! decimals and big integers never pass through a float. Each is checked here, completely, and becomes the text form
//! of its PostgreSQL type: what the server refuses afterwards is only what depends on the statement.

use std::borrow::Cow;
use std::collections::BTreeMap;

use apollo_compiler::ast;
use serde_json::value::RawValue;

use crate::model::{Enum, Input, ValueType};
use crate::nearest;

/// A value as it was given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given<'a> {
    Null,
    Bool(bool),
    /// As written.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Given<'a>>),
    Object(Vec<(String, Given<'a>)>),
}

/// The variables of a request, as written.
#[derive(Debug, Default)]
pub(crate) struct Variables<'a> {
    pub(crate) given: BTreeMap<String, &'a RawValue>,
    /// Defaults of the operation, for those that are absent.
    pub(crate) defaults: BTreeMap<&'a str, &'a ast::Value>,
    /// Whether a refusal tells what may have been meant.
    pub(crate) suggest: bool,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The rest of a sentence that begins with the name of the argument.
    pub(crate) why: Cow<'static, str>,
    /// What may have been meant; told only where introspection is on.
    pub(crate) meant: Option<&'static str>,
}

impl From<&'static str> for Refusal {
    fn from(why: &'static str) -> Self {
        Self { why: why.into(), meant: None }
    }
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self { why: why.into(), meant: None }
    }
}

impl Refusal {
    /// The same of a field inside the argument.
    fn inside(self, field: &str) -> Self {
        Self { why: format!("holds {field}, which {}", self.why).into(), meant: self.meant }
    }
}

impl<'a> Variables<'a> {
    /// The value of a variable; none when it is absent and has no default.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Given<'a>>, Refusal> {
        if let Some(raw) = self.given.get(name) {
            return Given::json(raw.get()).map(Some);
        }
        self.defaults.get(name).map(|value| Given::literal(value, self)).transpose()
    }
}

impl<'a> Given<'a> {
    /// Reads JSON text.
    pub(crate) fn json(text: &'a str) -> Result<Self, Refusal> {
        let bad = |_| Refusal::from("is not proper JSON");
        let text = text.trim_ascii();
        Ok(match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::Text(Cow::Owned(serde_json::from_str::<String>(text).map_err(bad)?)),
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(bad)?;
                Self::List(items.into_iter().map(|it| Self::json(it.get())).collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(bad)?;
                let fields =
                    fields.into_iter().map(|(name, it)| Ok::<_, Refusal>((name, Self::json(it.get())?)));
                Self::Object(fields.collect::<Result<_, _>>()?)
            }
            _ => Self::Number(Cow::Borrowed(text)),
        })
    }

    /// Reads a literal of a document, with its variables put in.
    pub(crate) fn literal(value: &'a ast::Value, variables: &Variables<'a>) -> Result<Self, Refusal> {
        Ok(match value {
            ast::Value::Null => Self::Null,
            ast::Value::Boolean(it) => Self::Bool(*it),
            ast::Value::Int(it) => Self::Number(Cow::Borrowed(it.as_str())),
            ast::Value::Float(it) => Self::Number(Cow::Borrowed(it.as_str())),
            ast::Value::String(it) => Self::Text(Cow::Borrowed(it)),
            ast::Value::Enum(it) => Self::Text(Cow::Borrowed(it.as_str())),
            ast::Value::Variable(name) => variables.get(name)?.unwrap_or(Self::Null),
            ast::Value::List(items) => {
                Self::List(items.iter().map(|it| Self::literal(it, variables)).collect::<Result<_, _>>()?)
            }
            ast::Value::Object(fields) => {
                let mut given = Vec::new();
                for (name, it) in fields {
                    // A field whose variable is absent is absent itself.
                    let value = match it.as_ref() {
                        ast::Value::Variable(variable) => variables.get(variable)?,
                        it => Some(Self::literal(it, variables)?),
                    };
                    given.extend(value.map(|it| (name.to_string(), it)));
                }
                Self::Object(given)
            }
        })
    }
}

/// The text form of an argument, as its PostgreSQL type reads it.
pub(crate) fn argument(given: &Given<'_>, input: &Input) -> Result<String, Refusal> {
    fits(given, input.max_length)?;
    match (&input.ty, given) {
        // GraphQL lets an `ID` be a number.
        (ValueType::Text, Given::Number(it)) => Ok(it.to_string()),
        _ => postgres_text(given, &input.ty),
    }
}

fn fits(given: &Given<'_>, max_length: Option<u32>) -> Result<(), Refusal> {
    match (max_length, given) {
        (Some(max), Given::Text(text)) if text.chars().count() > max as usize => {
            Err(format!("is longer than {max} characters").into())
        }
        _ => Ok(()),
    }
}

/// The text form of a value, as its PostgreSQL type reads it.
pub(crate) fn postgres_text(given: &Given<'_>, ty: &ValueType) -> Result<String, Refusal> {
    match (ty, given) {
        // A list of objects is one JSON value, as an object is.
        (ValueType::Object(_), it) | (ValueType::List(ValueType::Object(_)), it) => {
            let mut out = String::new();
            json_of(it, ty, &mut out)?;
            Ok(out)
        }
        (ValueType::List(of), Given::List(items)) => array(items, of),
        (ValueType::List(of), one) => array(std::slice::from_ref(one), of),
        (ValueType::Json, it) => {
            let mut out = String::new();
            json(it, &mut out)?;
            Ok(out)
        }
        (ValueType::Bool, Given::Bool(it)) => Ok(it.to_string()),
        (ValueType::Bool, _) => Err("must be true or false".into()),
        (ValueType::Int, Given::Number(it)) => whole::<i32>(it, "a whole number of 32 bits"),
        (ValueType::Int, _) => Err("must be a whole number of 32 bits".into()),
        (ValueType::BigInt, Given::Number(it) | Given::Text(it)) => {
            whole::<i64>(it, "a whole number of 64 bits")
        }
        (ValueType::BigInt, _) => Err("must be a whole number of 64 bits".into()),
        (ValueType::Decimal, Given::Number(it) | Given::Text(it)) => decimal(it),
        (ValueType::Decimal, _) => Err("must be a decimal number".into()),
        (_, Given::Text(it)) if it.contains('\0') => Err("holds a character that cannot be stored".into()),
        (ValueType::Text, Given::Text(it)) => Ok(it.to_string()),
        (ValueType::Text, _) => Err("must be a text".into()),
        (ValueType::Uuid, Given::Text(it)) => {
            uuid::Uuid::try_parse(it).map(|id| id.to_string()).map_err(|_| "is not a UUID".into())
        }
        (ValueType::Uuid, _) => Err("is not a UUID".into()),
        (ValueType::Date, Given::Text(it)) => date(it),
        (ValueType::Date, _) => Err("must be a date, YYYY-MM-DD".into()),
        (ValueType::Time, Given::Text(it)) => time(it),
        (ValueType::Time, _) => Err("must be a time, HH:MM:SS".into()),
        (ValueType::DateTime, Given::Text(it)) => date_time(it),
        (ValueType::DateTime, _) => Err("must be a moment with its zone, as RFC 3339 has it".into()),
        (ValueType::Duration, Given::Text(it)) => duration(it),
        (ValueType::Duration, _) => Err("must be an ISO 8601 duration".into()),
        (ValueType::Bytes, Given::Text(it)) => bytes(it),
        (ValueType::Bytes, _) => Err("must be base64".into()),
        (ValueType::Enum(of), Given::Text(it)) => member(it, of),
        (ValueType::Enum(of), _) => Err(format!("is not a member of {}", of.name).into()),
    }
}

fn whole<T: std::str::FromStr + ToString>(text: &str, what: &str) -> Result<String, Refusal> {
    text.parse::<T>().map(|it| it.to_string()).map_err(|_| format!("must be {what}").into())
}

/// Digits with an optional point and exponent, as JSON numbers have them.
fn decimal(text: &str) -> Result<String, Refusal> {
    let refused = || Refusal::from("must be a decimal number");
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let exponent_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let fits = text.len() <= 1000 && exponent_digits.len() <= 3;
    if digits(whole) && digits(fraction) && digits(exponent_digits) && fits {
        Ok(text.to_owned())
    } else {
        Err(refused())
    }
}

fn date(text: &str) -> Result<String, Refusal> {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .filter(|it| *it >= chrono::NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(chrono::NaiveDate::MAX))
        .map(|it| it.to_string())
        .ok_or_else(|| "must be a date, YYYY-MM-DD".into())
}

fn time(text: &str) -> Result<String, Refusal> {
    chrono::NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
        .or_else(|_| chrono::NaiveTime::parse_from_str(text, "%H:%M"))
        .map(|it| it.to_string())
        .map_err(|_| "must be a time, HH:MM:SS".into())
}

fn date_time(text: &str) -> Result<String, Refusal> {
    use chrono::Datelike;
    chrono::DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|it| it.to_utc())
        .filter(|it| (1..=9999).contains(&it.year()))
        .map(|it| it.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        .ok_or_else(|| "must be a moment with its zone, as RFC 3339 has it".into())
}

/// `P1Y2M3DT4H5M6.7S`, `P2W`: each part once, in this order, each perhaps with a sign.
fn duration(text: &str) -> Result<String, Refusal> {
    let parts = text.strip_prefix('P').and_then(|body| {
        let (date, time) = body.split_once('T').map_or((body, None), |(date, time)| (date, Some(time)));
        let named = !date.is_empty() || time.is_some();
        (named && amounts(date, "YMWD") && time.is_none_or(|it| !it.is_empty() && amounts(it, "HMS")))
            .then_some(())
    });
    parts.map(|()| text.to_owned()).ok_or_else(|| "must be an ISO 8601 duration".into())
}

/// Whether a text is numbers, each with one of these units, in their order; only seconds have a fraction.
fn amounts(mut text: &str, mut units: &str) -> bool {
    let digits = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit());
    while let Some((number, unit, rest)) = text
        .find(|it: char| it.is_ascii_alphabetic())
        .and_then(|at| text.split_at_checked(at))
        .and_then(|(number, rest)| take(rest).map(|(unit, rest)| (number, unit, rest)))
    {
        let number = number.strip_prefix('-').unwrap_or(number);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let Some((_, later)) = units.split_once(unit) else { return false };
        if !digits(whole) || !digits(fraction) || (number.contains('.') && unit != 'S') {
            return false;
        }
        (text, units) = (rest, later);
    }
    text.is_empty()
}

fn take(text: &str) -> Option<(char, &str)> {
    let mut characters = text.chars();
    characters.next().map(|first| (first, characters.as_str()))
}

/// base64 with padding, as the hexadecimal form of `bytea`.
fn bytes(text: &str) -> Result<String, Refusal> {
    let refused = || Refusal::from("must be base64");
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return Err(refused());
    }
    let mut hex = String::from("\\x");
    let (mut number, mut bits) = (0_u32, 0_u32);
    for digit in body.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(refused()),
        };
        number = number << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            hex.push_str(&format!("{:02x}", number >> bits & 0xff));
        }
        number &= (1 << bits) - 1;
    }
    if number == 0 { Ok(hex) } else { Err(refused()) }
}

fn member(text: &str, of: &Enum) -> Result<String, Refusal> {
    of.values
        .iter()
        .find(|it| it.graphql == text)
        .or_else(|| of.values.iter().find(|it| it.sql == text))
        .map(|it| it.sql.to_owned())
        .ok_or_else(|| Refusal {
            why: format!("is not a member of {}", of.name).into(),
            meant: nearest::nearest(text, of.values.iter().map(|it| it.graphql)),
        })
}

/// The text form of an array; its elements are not null.
fn array(items: &[Given<'_>], of: &ValueType) -> Result<String, Refusal> {
    let mut out = String::from("{");
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if matches!(item, Given::Null) {
            return Err("holds a null".into());
        }
        out.push('"');
        for character in postgres_text(item, of)?.chars() {
            if matches!(character, '"' | '\\') {
                out.push('\\');
            }
            out.push(character);
        }
        out.push('"');
    }
    out.push('}');
    Ok(out)
}

/// A value of a type as JSON, in the form that columns of JSON have: keys and members as the database knows them,
/// numbers as numbers.
fn json_of(given: &Given<'_>, ty: &ValueType, out: &mut String) -> Result<(), Refusal> {
    match (ty, given) {
        (_, Given::Null) => out.push_str("null"),
        (ValueType::Object(object), Given::Object(fields)) => {
            out.push('{');
            let mut is_first = true;
            for field in object.fields {
                let Some((_, value)) = fields.iter().find(|(name, _)| name == field.name) else { continue };
                if !std::mem::take(&mut is_first) {
                    out.push(',');
                }
                string(field.key, out)?;
                out.push(':');
                fits(value, field.max_length)
                    .and_then(|()| json_of(value, &field.ty, out))
                    .map_err(|it| it.inside(field.name))?;
            }
            out.push('}');
        }
        (ValueType::Object(object), _) => return Err(format!("must be a {}", object.name).into()),
        (ValueType::List(of), Given::List(items)) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                if matches!(item, Given::Null) {
                    return Err("holds a null".into());
                }
                json_of(item, of, out)?;
            }
            out.push(']');
        }
        (ValueType::List(of), one) => {
            out.push('[');
            json_of(one, of, out)?;
            out.push(']');
        }
        (ValueType::Json, it) => json(it, out)?,
        (ValueType::Bool | ValueType::Int | ValueType::BigInt, it) => {
            out.push_str(&postgres_text(it, ty)?);
        }
        (ValueType::Decimal, it) => out.push_str(&json_number(&postgres_text(it, ty)?)),
        // In JSON it stays as it was given.
        (ValueType::Bytes, Given::Text(text)) => {
            bytes(text)?;
            string(text, out)?;
        }
        (
            ValueType::Uuid
            | ValueType::Text
            | ValueType::Date
            | ValueType::Time
            | ValueType::DateTime
            | ValueType::Duration
            | ValueType::Bytes
            | ValueType::Enum(_),
            it,
        ) => string(&postgres_text(it, ty)?, out)?,
    }
    Ok(())
}

/// JSON has no zeros before other digits.
fn json_number(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |it| ("-", it));
    let short = digits.trim_start_matches('0');
    let zero = if short.starts_with(|it: char| it.is_ascii_digit()) { "" } else { "0" };
    format!("{sign}{zero}{short}")
}

fn string(text: &str, out: &mut String) -> Result<(), Refusal> {
    if text.contains('\0') {
        return Err("holds a character that cannot be stored".into());
    }
    out.push_str(&serde_json::to_string(text).map_err(|_| Refusal::from("is not proper JSON"))?);
    Ok(())
}

fn json(given: &Given<'_>, out: &mut String) -> Result<(), Refusal> {
    match given {
        Given::Null => out.push_str("null"),
        Given::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Given::Number(it) => out.push_str(it),
        Given::Text(it) => string(it, out)?,
        Given::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json(item, out)?;
            }
            out.push(']');
        }
        Given::Object(fields) => {
            out.push('{');
            for (at, (name, item)) in fields.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(name, out)?;
                out.push(':');
                json(item, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::{EnumValue, InputField, InputObject};

    fn read(json: &str, ty: ValueType) -> Option<String> {
        postgres_text(&Given::json(json).unwrap(), &ty).ok()
    }

    #[test]
    fn numbers_never_pass_through_a_float() {
        let digits = "12345678901234567890.123456789012345678900";
        assert_eq!(read(digits, ValueType::Decimal).unwrap(), digits);
        assert_eq!(read(&format!("\"{digits}\""), ValueType::Decimal).unwrap(), digits);
        assert_eq!(read("9223372036854775807", ValueType::BigInt).unwrap(), "9223372036854775807");
        assert_eq!(read("9223372036854775808", ValueType::BigInt), None);
        assert_eq!(read("2147483648", ValueType::Int), None);
        for bad in ["\"\"", "\"1.\"", "\".5\"", "\"1e99999\"", "\"NaN\"", "\"1 \"", "\"0x1\"", "true", "[1]"]
        {
            assert_eq!(read(bad, ValueType::Decimal), None, "{bad}");
        }
    }

    #[test]
    fn texts_are_checked() {
        for bad in ["\"\"", "\"x\"", "1", "\"c4c7a1e8-1111-4111-8111-00000000000\"", "\"\\u0000\""] {
            assert_eq!(read(bad, ValueType::Uuid), None, "{bad}");
        }
        assert_eq!(read("\"a\\u0000b\"", ValueType::Text), None);
        assert!(Given::json("\"\\ud800\"").is_err());
        for bad in ["\"2026-02-30\"", "\"2026-2-3\"", "\"today\"", "\"0000-01-01\""] {
            assert_eq!(read(bad, ValueType::Date), None, "{bad}");
        }
        assert_eq!(read("\"2026-01-01\"", ValueType::DateTime), None);
        let moment = read("\"2026-01-01T01:00:00.5+02:00\"", ValueType::DateTime);
        assert_eq!(moment.unwrap(), "2025-12-31T23:00:00.500000Z");
    }

    #[test]
    fn durations_have_each_part_once_and_in_order() {
        for good in ["P1Y2M3DT4H5M6.7S", "P2W", "PT0S", "P-1DT-0.5S", "PT1M"] {
            assert_eq!(read(&format!("\"{good}\""), ValueType::Duration).as_deref(), Some(good));
        }
        for bad in ["P", "PT", "1D", "P1D1Y", "P1DT", "P1.5D", "P1H", "PT1H1H", "PT1ST1S", "P1D; select 1"] {
            assert_eq!(read(&format!("\"{bad}\""), ValueType::Duration), None, "{bad}");
        }
    }

    #[test]
    fn base64_becomes_hexadecimal() {
        assert_eq!(read("\"//4AgA==\"", ValueType::Bytes).unwrap(), "\\xfffe0080");
        assert_eq!(read("\"\"", ValueType::Bytes).unwrap(), "\\x");
        for bad in ["\"A\"", "\"AA\"", "\"AB==\"", "\"====\"", "\"A-A=\""] {
            assert_eq!(read(bad, ValueType::Bytes), None, "{bad}");
        }
    }

    #[test]
    fn input_objects_become_json_of_the_database() {
        static UNIT: Enum = Enum { name: "Unit", values: &[EnumValue { graphql: "CM", sql: "cm" }] };
        static FIELDS: [InputField; 5] = [
            InputField::new("variantId", "variant_id", ValueType::Uuid),
            InputField::new("width", "width", ValueType::Decimal),
            InputField::new("unit", "unit", ValueType::Enum(&UNIT)),
            InputField::new("note", "note", ValueType::Text).max_length(3),
            InputField::new("count", "count", ValueType::Int),
        ];
        static LINE: ValueType = ValueType::Object(&InputObject { name: "LineInput", fields: &FIELDS });
        let id = "a0000000-0000-4000-8000-000000000001";
        let line = format!(r#"{{"width": "007.50", "unit": "CM", "note": null, "variantId": "{id}"}}"#);
        let json = format!(r#"{{"variant_id":"{id}","width":7.50,"unit":"cm","note":null}}"#);
        assert_eq!(read(&line, LINE).unwrap(), json);
        assert_eq!(read(&format!("[{line}]"), ValueType::List(&LINE)).unwrap(), format!("[{json}]"));
        // One value is a list of one.
        assert_eq!(read(&line, ValueType::List(&LINE)).unwrap(), format!("[{json}]"));
        let refused = |text: &str| postgres_text(&Given::json(text).unwrap(), &LINE).unwrap_err();
        assert_eq!(refused(r#"{"note": "long"}"#).why, "holds note, which is longer than 3 characters");
        assert_eq!(refused(r#"{"unit": "CN"}"#).meant, Some("CM"));
        assert_eq!(refused("7").why, "must be a LineInput");
        for (text, number) in [("0", "0"), ("-0.5", "-0.5"), ("00", "0"), ("-012e3", "-12e3")] {
            assert_eq!(json_number(text), number);
        }
    }

    #[test]
    fn arrays_are_quoted() {
        static STATUS: Enum =
            Enum { name: "Status", values: &[EnumValue { graphql: "IN_USE", sql: "in_use" }] };
        let texts = ValueType::List(&ValueType::Text);
        assert_eq!(read(r#"["a\"b", "c\\d", "{,}", ""]"#, texts).unwrap(), r#"{"a\"b","c\\d","{,}",""}"#);
        assert_eq!(read("[null]", texts), None);
        static MEMBER: ValueType = ValueType::Enum(&STATUS);
        assert_eq!(read("[\"IN_USE\"]", ValueType::List(&MEMBER)).unwrap(), "{\"in_use\"}");
        assert_eq!(read("\"broken\"", ValueType::Enum(&STATUS)), None);
    }
}
