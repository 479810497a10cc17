//! A statement: rows come, change and go, and when it ends, what has been queued is asked and done.
//!
//! As in PostgreSQL, references are asked first, row by row; then what hangs on the statement as a whole. What a cascade takes
//! away belongs to the statement, and is asked about behind it.

use std::collections::{BTreeMap, VecDeque};

use fraise_ir::{EntityId, field::OnDelete};

use super::Work;
use crate::{
    Row, Value,
    refusal::{Refusal, Stop},
};

/// What a statement does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Insert,
    Update,
    Delete,
}

/// A row before and after a statement.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) old: Option<Row>,
    pub(super) new: Option<Row>,
}

#[derive(Debug)]
enum After {
    /// A row refers to others.
    Refers(Change),
    /// Others may refer to a row that went.
    Gone(Row),
    /// Others may refer to a column of a row beside its key.
    Changed(Row, Row),
    /// The end of a statement on one table.
    End(EntityId, Kind),
}

/// A statement that has not ended.
#[derive(Debug, Default)]
pub(super) struct Statement {
    queue: VecDeque<After>,
    changes: BTreeMap<(EntityId, Kind), Vec<Change>>,
}

impl Statement {
    pub(super) fn came(&mut self, row: Row) {
        let entity = row.entity;
        let change = Change { old: None, new: Some(row) };
        self.queue.push_back(After::Refers(change.clone()));
        self.changes.entry((entity, Kind::Insert)).or_default().push(change);
    }

    pub(super) fn changed(&mut self, old: Row, new: Row) {
        let entity = new.entity;
        let change = Change { old: Some(old.clone()), new: Some(new.clone()) };
        self.queue.push_back(After::Refers(change.clone()));
        self.queue.push_back(After::Changed(old, new));
        self.changes.entry((entity, Kind::Update)).or_default().push(change);
    }

    pub(super) fn gone(&mut self, row: Row) {
        self.queue.push_back(After::Gone(row.clone()));
        let change = Change { old: Some(row.clone()), new: None };
        self.changes.entry((row.entity, Kind::Delete)).or_default().push(change);
    }

    /// The end of it for one table comes last of what is known so far.
    pub(super) fn ends(&mut self, entity: EntityId, kind: Kind) {
        self.queue.retain(|it| !matches!(it, After::End(known, of) if (*known, *of) == (entity, kind)));
        self.queue.push_back(After::End(entity, kind));
    }
}

impl Work<'_> {
    /// Carries out a statement and all that follows it.
    pub(super) fn statement<T>(
        &mut self,
        write: impl FnOnce(&mut Self, &mut Statement) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let mut statement = Statement::default();
        let written = write(self, &mut statement)?;
        while let Some(next) = statement.queue.pop_front() {
            match next {
                After::Refers(change) => self.references_hold(&change)?,
                After::Changed(old, new) => self.referrers_hold(&old, &new)?,
                After::Gone(row) => self.take_away(&row, &mut statement)?,
                After::End(entity, kind) => {
                    let changes = statement.changes.remove(&(entity, kind)).unwrap_or_default();
                    self.follow(entity, kind, &changes)?;
                }
            }
        }
        Ok(written)
    }

    /// What becomes of the rows that refer to one that went.
    fn take_away(&mut self, row: &Row, statement: &mut Statement) -> Result<(), Stop> {
        let key = row.key(self.ir);
        for entity in &self.ir.entities {
            for field in entity.field_ids() {
                let Some(reference) = self.ir.field(field).reference.filter(|it| it.target == row.entity)
                else {
                    continue;
                };
                let referring: Vec<Row> = self.state.rows.with(field, &key).cloned().collect();
                if referring.is_empty() {
                    continue;
                }
                match reference.on_delete {
                    // PostgreSQL 18 has a state of its own for it.
                    OnDelete::Restrict => {
                        return Err(Stop::any_of(["23503", "23001"].map(Refusal::of_state)));
                    }
                    OnDelete::Cascade => {
                        for child in referring {
                            self.delete_row(&child, statement)?;
                        }
                        statement.ends(entity.id, Kind::Delete);
                    }
                    OnDelete::SetNull => {
                        for child in referring {
                            self.update_row(&child, &[(field, Value::Null)], statement)?;
                        }
                        statement.ends(entity.id, Kind::Update);
                    }
                }
            }
        }
        Ok(())
    }
}
