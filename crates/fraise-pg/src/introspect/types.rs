//! Data types by their numbers.

use std::collections::BTreeMap;

use fraise_sql::{Ident, QualifiedName, SqlType};
use tokio_postgres::Client;

use super::{ident, name_at, qualified};
use crate::Error;

/// All types of a database.
pub(super) struct Types(BTreeMap<u32, Type>);

struct Type {
    name: QualifiedName,
    /// The type of the elements, if it is a true array.
    element: Option<u32>,
}

pub(super) async fn read(client: &Client) -> Result<Types, Error> {
    let rows = client
        .query(
            "select t.oid, n.nspname as schema, t.typname as name,
                    case when t.typsubscript = 'array_subscript_handler'::regproc
                         then t.typelem end as element
             from pg_type t join pg_namespace n on n.oid = t.typnamespace",
            &[],
        )
        .await?;
    let mut types = BTreeMap::new();
    for row in &rows {
        // Type names such as those of arrays of long names are names like all others.
        name_at(row, "name")?;
        let ty = Type { name: qualified(row)?, element: row.try_get("element")? };
        types.insert(row.try_get("oid")?, ty);
    }
    Ok(Types(types))
}

impl Types {
    /// The type with this number and modifier.
    pub(super) fn get(&self, oid: u32, modifier: i32) -> Result<SqlType, Error> {
        let ty = self.0.get(&oid).ok_or(Error::Unknown { what: "type", value: oid.to_string() })?;
        if let Some(element) = ty.element {
            return Ok(self.get(element, modifier)?.array());
        }
        if ty.name.schema.as_str() != "pg_catalog" {
            return Ok(SqlType::Named(ty.name.clone()));
        }
        system(&ty.name.name, modifier)
    }

    /// The type with this number, without a modifier.
    pub(super) fn plain(&self, oid: u32) -> Result<SqlType, Error> {
        self.get(oid, -1)
    }
}

fn system(name: &Ident, modifier: i32) -> Result<SqlType, Error> {
    let limit = (modifier >= 4).then(|| modifier - 4);
    Ok(match (name.as_str(), limit) {
        ("varchar", limit) => SqlType::Varchar(limit.map(i32::unsigned_abs)),
        ("numeric", limit) => SqlType::Numeric(limit.map(precision_and_scale)),
        ("uuid", None) => SqlType::Uuid,
        ("text", None) => SqlType::Text,
        ("int2", None) => SqlType::Smallint,
        ("int4", None) => SqlType::Integer,
        ("int8", None) => SqlType::Bigint,
        ("bool", None) => SqlType::Boolean,
        ("date", None) => SqlType::Date,
        ("time", None) if modifier < 0 => SqlType::Time,
        ("timestamptz", None) if modifier < 0 => SqlType::Timestamptz,
        ("interval", None) => SqlType::Interval,
        ("jsonb", None) => SqlType::Jsonb,
        ("bytea", None) => SqlType::Bytea,
        ("tsvector", None) => SqlType::Tsvector,
        (other, _) if modifier < 0 => SqlType::System(ident(other)?),
        // No type of ours has such a limit; the name only has to differ.
        (other, _) => SqlType::System(ident(&format!("{other}({modifier})"))?),
    })
}

/// The modifier of `numeric`: precision in the upper half, scale in the lowest 11 bits, signed.
fn precision_and_scale(limit: i32) -> (u16, i16) {
    let precision = u16::try_from((limit >> 16) & 0xffff).unwrap_or(u16::MAX);
    let scale = i16::try_from(((limit & 0x7ff) ^ 0x400) - 0x400).unwrap_or(i16::MAX);
    (precision, scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_numeric_are_read() {
        assert_eq!(precision_and_scale((12 << 16) | 2), (12, 2));
        assert_eq!(precision_and_scale(5 << 16), (5, 0));
        assert_eq!(precision_and_scale((5 << 16) | 0x7fe), (5, -2));
    }
}
