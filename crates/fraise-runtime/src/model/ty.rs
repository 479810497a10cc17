//! Types and their fields.

use super::{AccessItem, Object, OrderKey, Page, Sql, ValueType};

/// A type of the schema: what a row of one table is.
#[derive(Clone, Copy)]
pub struct Type {
    /// The name in GraphQL.
    pub name: &'static str,
    /// The table, qualified, each part quoted where it must be: `public.products`, `public."order"`.
    pub table: &'static str,
    /// The columns of the key, quoted where they must be.
    pub key: &'static [&'static str],
    /// Which rows exist for the viewer: `access.read`.
    pub read: &'static [AccessItem],
    /// `soft_delete: true`: true for a living row. Asked in lists, gets and to-many relations; a to-one still
    /// resolves to a deleted row.
    pub living: Option<Sql>,
    /// What can be asked of a row.
    pub fields: &'static [Field],
}

/// Types refer to each other in circles, so a type prints as its name only.
impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Type({})", self.name)
    }
}

/// A field of a type or of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name in GraphQL.
    pub name: &'static str,
    /// Whether the SDL lets it be null.
    pub nullable: bool,
    /// The field's own read rule, beside the one of the row; none: whoever sees the row. Unreadable is null and an
    /// error `FORBIDDEN`.
    pub read: Option<&'static [AccessItem]>,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field is.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// A column or a computed value.
    Value {
        /// The expression over the row.
        sql: Sql,
        /// Its type.
        ty: ValueType,
    },
    /// A typed JSON object, or a list of such.
    Object {
        /// The `jsonb` expression over the row.
        sql: Sql,
        /// Its fields.
        object: &'static Object,
        /// Whether it is a JSON array of them.
        list: bool,
    },
    /// A reference, or the inverse of a unique one.
    ToOne {
        /// The type of the other row.
        target: &'static Type,
        /// How it is found: `Row` is the other row, `Parent` this one.
        join: Sql,
        /// Whether only a living row counts: true for the inverse of a unique reference, false for a reference.
        living: bool,
    },
    /// The rows that refer to this one, with arguments `limit` and `offset`.
    ToMany {
        /// The type of the other rows.
        target: &'static Type,
        /// How they are found: `Row` is the other row, `Parent` this one.
        join: Sql,
        /// In which order; it ends in the key.
        order: &'static [OrderKey],
        /// How many.
        page: Page,
    },
}

impl Field {
    /// A column or a computed value, not null.
    pub const fn value(name: &'static str, ty: ValueType, sql: Sql) -> Self {
        Self::new(name, FieldKind::Value { sql, ty })
    }

    /// A typed JSON object, not null.
    pub const fn object(name: &'static str, object: &'static Object, sql: Sql) -> Self {
        Self::new(name, FieldKind::Object { sql, object, list: false })
    }

    /// A list of typed JSON objects, not null.
    pub const fn objects(name: &'static str, object: &'static Object, sql: Sql) -> Self {
        Self::new(name, FieldKind::Object { sql, object, list: true })
    }

    /// `category: Category`, not null.
    pub const fn to_one(name: &'static str, target: &'static Type, join: Sql) -> Self {
        Self::new(name, FieldKind::ToOne { target, join, living: false })
    }

    /// `inventory: Inventory.variant` where that reference is unique; nullable, as the other row may be missing.
    pub const fn inverse(name: &'static str, target: &'static Type, join: Sql) -> Self {
        Self::new(name, FieldKind::ToOne { target, join, living: true }).nullable()
    }

    /// `variants: ProductVariant.product`.
    pub const fn to_many(
        name: &'static str,
        target: &'static Type,
        join: Sql,
        order: &'static [OrderKey],
        page: Page,
    ) -> Self {
        Self::new(name, FieldKind::ToMany { target, join, order, page })
    }

    /// The same field, which the SDL lets be null.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same field with a read rule of its own.
    pub const fn read(mut self, items: &'static [AccessItem]) -> Self {
        self.read = Some(items);
        self
    }

    const fn new(name: &'static str, kind: FieldKind) -> Self {
        Self { name, nullable: false, read: None, kind }
    }
}
