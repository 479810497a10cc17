//! Fields of an entity.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{AccessItem, EntityId, Expr, RelationId, ScalarId, Type};

/// One field, declared or given by the language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Name in expressions, snake case.
    pub name: String,
    /// Column name; `None` for a virtual field.
    pub column: Option<String>,
    /// Name in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared; the entity's name for fields of the language.
    pub span: Span,
    /// Who declared it.
    pub origin: FieldOrigin,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// Type of its value; `Type::Ref` for a to-one.
    pub ty: Type,
    /// The scalar it was declared with.
    pub scalar: Option<ScalarId>,
    /// Least and most elements of a list.
    pub bounds: Option<(u32, u32)>,
    /// May be null.
    pub nullable: bool,
    /// Where its value comes from.
    pub kind: FieldKind,
    /// What a to-one does when its target goes.
    pub reference: Option<Reference>,
    /// `unique: true`.
    pub unique: bool,
    /// `check:`, null passes.
    pub check: Option<Expr>,
    /// Set at insert and never changed.
    pub frozen: bool,
    /// Narrows the entity's read access; an empty list is the server only.
    pub read: Option<Vec<AccessItem>>,
    /// Narrows the entity's write access; an empty list is the server only.
    pub write: Option<Vec<AccessItem>>,
    /// Only the server writes it: keys, times, computed fields, states, and what moves, stamps and events set.
    pub server_only: bool,
    /// Its name in the previous snapshot.
    pub renamed_from: Option<String>,
    /// Value for rows that exist.
    pub backfill: Option<Expr>,
}

/// Why a field is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FieldOrigin {
    /// The schema says so.
    Declared,
    /// `id`.
    Id,
    /// `created_at`.
    CreatedAt,
    /// `updated_at`.
    UpdatedAt,
    /// `deleted_at` of a soft-delete type.
    DeletedAt,
    /// `<field>_since` of a machine with timers.
    StateSince,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum FieldKind {
    /// A column that somebody writes.
    Plain {
        /// Value when an insert gives none.
        default: Option<Default>,
    },
    /// An expression put into each query that asks for it.
    Virtual(Expr),
    /// `generated always as (..) stored`; reads of other such fields are inlined when it is printed.
    StoredRow(Expr),
    /// A column kept by triggers on the children.
    StoredAggregate {
        /// Its value.
        value: Expr,
        /// The relations whose rows it reads, each once.
        sources: Vec<RelationId>,
        /// The value over no rows, an expression without names; `None` is null.
        empty: Option<Expr>,
    },
}

/// The value of a column that an insert does not give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Default {
    /// Reads own columns only, or nothing: column DEFAULT where it reads nothing.
    Column(Expr),
    /// Reads other rows: filled by a BEFORE INSERT trigger.
    Path(Expr),
    /// `numbered('ORD-{yyyy}-{seq:6}')`.
    Numbered(Vec<NumberPart>),
    /// `gen_random_uuid()` of a key.
    RandomUuid,
    /// Identity of a bigint key.
    Identity,
    /// `random_token(n)`, n characters.
    RandomToken(u32),
}

/// A piece of a numbering pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum NumberPart {
    /// As it stands.
    Text(String),
    /// Four digits of the year in UTC.
    Year,
    /// The next number with at least so many digits.
    Sequence(u32),
}

/// `{type: Customer, on_delete: restrict}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// What it points to.
    pub target: EntityId,
    /// What happens when that row goes.
    pub on_delete: OnDelete,
}

/// What happens to a row when the row it points to goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum OnDelete {
    /// The delete is refused.
    Restrict,
    /// It goes too.
    Cascade,
    /// The reference becomes null.
    SetNull,
}

impl Field {
    /// It has a column.
    pub fn is_stored(&self) -> bool {
        self.column.is_some()
    }

    /// Its expression, if it is computed.
    pub fn computed(&self) -> Option<&Expr> {
        match &self.kind {
            FieldKind::Plain { .. } => None,
            FieldKind::Virtual(expr) | FieldKind::StoredRow(expr) => Some(expr),
            FieldKind::StoredAggregate { value, .. } => Some(value),
        }
    }
}
