//! What the wire will hold and how it becomes JSON: the other half of a plan, beside its statement.

use crate::error::Code;
use crate::model::ValueType;

/// The fields of one object, in the order asked.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) slots: Vec<Slot>,
}

/// One field of an answer.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The response key.
    pub(crate) key: String,
    /// Whether it may be null; if not, a null takes the object with it.
    pub(crate) nullable: bool,
    /// What a null means where none may be.
    pub(crate) missing: Code,
    pub(crate) kind: SlotKind,
}

#[derive(Debug)]
pub(crate) enum SlotKind {
    /// No column: `__typename`, as JSON.
    Constant(String),
    /// No column: null and an error.
    Denied(Code),
    /// No column: answered from the schema. At the root only.
    Introspection,
    /// The next column.
    Column(Column),
}

/// What a column holds.
#[derive(Debug)]
pub(crate) enum Column {
    Value(ValueType),
    /// A record.
    Object(Record),
    /// An array of records.
    List(Record),
    /// A record of one column, or null for somebody who may not see it.
    Guarded(Box<Column>, Code),
}
