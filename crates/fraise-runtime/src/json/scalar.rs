//! One value of the wire as JSON.

use super::calendar;
use super::numeric;
use super::text;
use super::wire::{Malformed, Wire, array};
use crate::model::ValueType;

/// `numeric`, as `pg_type` numbers it.
const NUMERIC: u32 = 1700;
/// `json`; `jsonb` has a version byte before the same text.
const JSON: u32 = 114;

/// Appends a value that is not null.
pub(crate) fn write(ty: &ValueType, oid: u32, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    match ty {
        ValueType::Uuid => uuid(bytes, out),
        ValueType::Text => {
            text::write(bytes, out);
            Ok(())
        }
        ValueType::Int => int(bytes, out),
        ValueType::BigInt | ValueType::Decimal => quoted(out, |out| exact(oid, bytes, out)),
        ValueType::Bool => bool(bytes, out),
        ValueType::Date => quoted(out, |out| calendar::date(bytes, out)),
        ValueType::Time => quoted(out, |out| calendar::time(bytes, out)),
        ValueType::DateTime => quoted(out, |out| calendar::date_time(bytes, out)),
        ValueType::Duration => quoted(out, |out| calendar::duration(bytes, out)),
        ValueType::Json => json(oid, bytes, out),
        ValueType::Bytes => {
            base64(bytes, out);
            Ok(())
        }
        ValueType::Enum(of) => {
            let member = of.values.iter().find(|it| it.sql.as_bytes() == bytes);
            text::write(member.map_or(bytes, |it| it.graphql.as_bytes()), out);
            Ok(())
        }
        ValueType::List(of) => list(of, bytes, out),
        ValueType::Object(_) => Err(Malformed("input object in an answer")),
    }
}

fn quoted(
    out: &mut Vec<u8>,
    content: impl FnOnce(&mut Vec<u8>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    out.push(b'"');
    content(out)?;
    out.push(b'"');
    Ok(())
}

fn uuid(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let id = uuid::Uuid::from_slice(bytes).map_err(|_| Malformed("uuid is not of 16 bytes"))?;
    let mut buffer = uuid::Uuid::encode_buffer();
    out.push(b'"');
    out.extend_from_slice(id.hyphenated().encode_lower(&mut buffer).as_bytes());
    out.push(b'"');
    Ok(())
}

fn integer(bytes: &[u8]) -> Result<i64, Malformed> {
    let mut wire = Wire(bytes);
    let value = match bytes.len() {
        2 => wire.i16()?.into(),
        4 => wire.i32()?.into(),
        _ => wire.i64()?,
    };
    wire.end()?;
    Ok(value)
}

/// GraphQL's `Int` has 32 bits.
fn int(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let value = i32::try_from(integer(bytes)?).map_err(|_| Malformed("Int is over 32 bits"))?;
    text::display(value, out);
    Ok(())
}

fn exact(oid: u32, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    if oid == NUMERIC {
        return numeric::write(bytes, out);
    }
    text::display(integer(bytes)?, out);
    Ok(())
}

fn bool(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let word: &[u8] = match bytes {
        [0] => b"false",
        [1] => b"true",
        _ => return Err(Malformed("boolean is neither")),
    };
    out.extend_from_slice(word);
    Ok(())
}

fn json(oid: u32, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let text = match (oid, bytes.split_first()) {
        (JSON, _) => bytes,
        (_, Some((1, text))) => text,
        _ => return Err(Malformed("jsonb of an unknown version")),
    };
    out.extend_from_slice(text);
    Ok(())
}

fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.push(b'"');
    for chunk in bytes.chunks(3) {
        let number =
            chunk.iter().enumerate().fold(0_u32, |sum, (at, byte)| sum | u32::from(*byte) << (16 - 8 * at));
        for place in 0..4 {
            let digit = (number >> (18 - 6 * place)) & 63;
            let shown = place <= chunk.len();
            out.push(if shown { DIGITS.get(digit as usize).copied().unwrap_or(b'=') } else { b'=' });
        }
    }
    out.push(b'"');
}

fn list(of: &ValueType, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    out.push(b'[');
    for (at, element) in array(bytes)?.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match element? {
            (oid, Some(bytes)) => write(of, oid, bytes, out)?,
            (_, None) => out.extend_from_slice(b"null"),
        }
    }
    out.push(b']');
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn bytes(of: &[u8]) -> String {
        let mut out = Vec::new();
        base64(of, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn base64_is_padded() {
        assert_eq!(bytes(b""), r#""""#);
        assert_eq!(bytes(b"f"), r#""Zg==""#);
        assert_eq!(bytes(b"fo"), r#""Zm8=""#);
        assert_eq!(bytes(b"foo"), r#""Zm9v""#);
        assert_eq!(bytes(&[0xff, 0xfe, 0x00, 0x80]), r#""//4AgA==""#);
    }

    #[test]
    fn an_int_over_32_bits_is_refused() {
        let mut out = Vec::new();
        assert!(int(&5_000_000_000_i64.to_be_bytes(), &mut out).is_err());
        int(&(-7_i64).to_be_bytes(), &mut out).unwrap();
        assert_eq!(out, b"-7");
    }
}
