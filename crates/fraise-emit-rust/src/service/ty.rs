//! Types with a table, and their fields.

use fraise_sql::{Ident, QualifiedName};
use serde::Serialize;

use super::{AccessItem, OrderKey, Sql, StaticName, ValueType};

/// What a row of a table is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Type {
    /// Its static.
    pub constant: StaticName,
    /// Name in the SDL, or in the schema when it is not published.
    pub name: String,
    /// Prose.
    pub description: Option<String>,
    /// It stands in the SDL.
    pub published: bool,
    /// The table.
    pub table: QualifiedName,
    /// Columns of the key.
    pub key: Vec<Ident>,
    /// Which rows exist for the viewer.
    pub read: Vec<AccessItem>,
    /// True for a living row of a soft-delete type.
    pub living: Option<Sql>,
    /// What can be asked of a row; nothing of a type that is not published.
    pub fields: Vec<Field>,
}

/// A field of a type or of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Name in the SDL.
    pub name: String,
    /// As the SDL says.
    pub nullable: bool,
    /// Its own read rule.
    pub read: Option<Vec<AccessItem>>,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum FieldKind {
    /// A column or a computed value.
    Value {
        /// Over the row.
        sql: Sql,
        /// Its type.
        ty: ValueType,
    },
    /// Typed JSON.
    Object {
        /// Over the row.
        sql: Sql,
        /// Its fields.
        object: StaticName,
        /// A list of them.
        list: bool,
    },
    /// A reference.
    ToOne {
        /// The type of the other row.
        target: StaticName,
        /// `Row` is the other row, `Parent` this one.
        join: Sql,
    },
    /// The other side of a unique reference; always nullable.
    Inverse {
        /// The type of the other row.
        target: StaticName,
        /// `Row` is the other row, `Parent` this one.
        join: Sql,
    },
    /// Rows that refer to this one.
    ToMany {
        /// The type of the other rows.
        target: StaticName,
        /// `Row` is the other row, `Parent` this one.
        join: Sql,
        /// Ends in the key.
        order: Vec<OrderKey>,
        /// Sizes.
        page: Page,
    },
}

/// Sizes of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Without `limit`.
    pub default: u32,
    /// The most that `limit` may be.
    pub max: u32,
}
