//! Types of columns, arguments and results.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Ident, QualifiedName};

/// A data type, printed in the spelling that people write.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// `uuid`
    Uuid,
    /// `text`
    Text,
    /// `varchar(50)`, or `varchar` without a limit
    Varchar(Option<u32>),
    /// `smallint`
    Smallint,
    /// `integer`
    Integer,
    /// `bigint`
    Bigint,
    /// `numeric(12,2)`: precision and scale; or `numeric` without a limit
    Numeric(Option<(u16, i16)>),
    /// `boolean`
    Boolean,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamptz`
    Timestamptz,
    /// `interval`
    Interval,
    /// `jsonb`
    Jsonb,
    /// `bytea`
    Bytea,
    /// `tsvector`
    Tsvector,
    /// Any other type of `pg_catalog`, by its name in `pg_type`: `regclass`, `oid`, `record`
    System(Ident),
    /// A type made by somebody: a native enum, a table's row
    Named(QualifiedName),
    /// `integer[]`
    Array(Box<SqlType>),
}

impl SqlType {
    /// The array of this type.
    pub fn array(self) -> Self {
        Self::Array(Box::new(self))
    }

    /// This type without its limit: what PostgreSQL keeps of the types of arguments and results.
    pub fn without_limit(&self) -> Self {
        match self {
            Self::Varchar(_) => Self::Varchar(None),
            Self::Numeric(_) => Self::Numeric(None),
            Self::Array(element) => element.without_limit().array(),
            Self::Uuid
            | Self::Text
            | Self::Smallint
            | Self::Integer
            | Self::Bigint
            | Self::Boolean
            | Self::Date
            | Self::Time
            | Self::Timestamptz
            | Self::Interval
            | Self::Jsonb
            | Self::Bytea
            | Self::Tsvector
            | Self::System(_)
            | Self::Named(_) => self.clone(),
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid => f.write_str("uuid"),
            Self::Text => f.write_str("text"),
            Self::Varchar(None) => f.write_str("varchar"),
            Self::Varchar(Some(length)) => write!(f, "varchar({length})"),
            Self::Smallint => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::Bigint => f.write_str("bigint"),
            Self::Numeric(None) => f.write_str("numeric"),
            Self::Numeric(Some((precision, scale))) => write!(f, "numeric({precision},{scale})"),
            Self::Boolean => f.write_str("boolean"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::Timestamptz => f.write_str("timestamptz"),
            Self::Interval => f.write_str("interval"),
            Self::Jsonb => f.write_str("jsonb"),
            Self::Bytea => f.write_str("bytea"),
            Self::Tsvector => f.write_str("tsvector"),
            Self::System(name) => write!(f, "{name}"),
            Self::Named(name) => write!(f, "{name}"),
            Self::Array(element) => write!(f, "{element}[]"),
        }
    }
}

impl Serialize for SqlType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ident;

    #[test]
    fn types_print_as_people_write_them() {
        let named = QualifiedName::new(ident!("public"), ident!("Mood"));
        let cases = [
            (SqlType::Varchar(Some(50)), "varchar(50)"),
            (SqlType::Numeric(Some((12, 2))), "numeric(12,2)"),
            (SqlType::Integer.array(), "integer[]"),
            (SqlType::Named(named).array(), "public.\"Mood\"[]"),
            (SqlType::System(ident!("regclass")), "regclass"),
        ];
        for (ty, printed) in cases {
            assert_eq!(ty.to_string(), printed);
        }
    }
}
