//! Triggers.

use serde::Serialize;

use crate::{Fragment, Ident, QualifiedName, Text};

/// A trigger on a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trigger {
    /// Its name, unique on its table. Triggers of one kind fire in the order of their names.
    pub name: Ident,
    /// Whether it fires before or after the change.
    pub timing: Timing,
    /// What it fires for.
    pub events: Vec<Event>,
    /// How often it fires.
    pub level: Level,
    /// `referencing old table as gone`: the rows as they were, by this name.
    pub old_table: Option<Ident>,
    /// `referencing new table as come`: the rows as they are, by this name.
    pub new_table: Option<Ident>,
    /// For which rows it fires.
    pub condition: Option<Fragment>,
    /// What it calls.
    pub function: QualifiedName,
    /// What the function finds in `tg_argv`.
    pub arguments: Vec<Text>,
    /// Its comment.
    pub comment: Option<Text>,
}

/// Whether a trigger fires before or after the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Timing {
    /// It may still alter or refuse the row.
    Before,
    /// Everything has happened.
    After,
    /// In place of the change, on a view.
    InsteadOf,
}

/// What a trigger fires for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Event {
    /// `insert`
    Insert,
    /// `update`, or `update of` columns when some are named
    Update(Vec<Ident>),
    /// `delete`
    Delete,
    /// `truncate`
    Truncate,
}

/// How often a trigger fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Level {
    /// For each row.
    Row,
    /// Once for a statement.
    Statement,
}
