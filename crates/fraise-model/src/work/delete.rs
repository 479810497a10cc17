//! Rows that go.

use fraise_ir::{EntityId, Expr, FieldId, Ir, expr::Hop, field::OnDelete, reads};

use super::{
    Work,
    statement::{Kind, Statement},
};
use crate::{
    Frame, Row, Value,
    refusal::{Stop, refused},
};

impl Work<'_> {
    /// One statement for all of these rows.
    pub(super) fn delete(&mut self, entity: EntityId, rows: &[Row]) -> Result<(), Stop> {
        self.statement(|work, statement| {
            for row in rows {
                work.delete_row(row, statement)?;
            }
            statement.ends(entity, Kind::Delete);
            Ok(())
        })
    }

    pub(super) fn delete_row(&mut self, row: &Row, statement: &mut Statement) -> Result<(), Stop> {
        if self.ir.entity(row.entity).append_only {
            return refused("ZF012");
        }
        self.children_may_go(row)?;
        self.state.rows.remove(self.ir, row);
        statement.gone(row.clone());
        Ok(())
    }

    /// Rows that go with it, or are let go by it, and that ask it whether they may change: it goes only while they may.
    fn children_may_go(&self, row: &Row) -> Result<(), Stop> {
        for child in &self.ir.entities {
            let Some(condition) = &child.editable_while else { continue };
            for path in asked_before(self.ir, condition) {
                let ends_here = path
                    .last()
                    .is_some_and(|it| self.ir.field(*it).reference.is_some_and(|it| it.target == row.entity));
                if !ends_here {
                    continue;
                }
                for line in self.state.rows.of(child.id) {
                    let leads_here = self.end_of(line, &path).is_some_and(|it| it.is_same(self.ir, row));
                    if leads_here
                        && !self.parent_is_gone(line, condition)
                        && !self.holds(condition, Frame::of(line))?
                    {
                        return refused("ZF004");
                    }
                }
            }
        }
        Ok(())
    }

    /// The row at the end of a path of references.
    fn end_of(&self, row: &Row, path: &[FieldId]) -> Option<Row> {
        path.iter()
            .try_fold(row.clone(), |row, hop| self.state.rows.target(self.ir, *hop, row.get(*hop)?).cloned())
    }

    /// A row on which this one hangs is gone, and has been asked before it went.
    pub(super) fn parent_is_gone(&self, row: &Row, condition: &Expr) -> bool {
        asked_before(self.ir, condition).iter().any(|path| {
            let is_null = |row: &Row, hop: FieldId| row.get(hop).is_none_or(|it| *it == Value::Null);
            let mut at = row.clone();
            for hop in path {
                if is_null(&at, *hop) {
                    return false;
                }
                let Some(next) = at.get(*hop).and_then(|it| self.state.rows.target(self.ir, *hop, it)) else {
                    return true;
                };
                at = next.clone();
            }
            false
        })
    }
}

/// The paths of references that a condition reads, at whose ends rows take the row along, or let it go, when they go.
fn asked_before(ir: &Ir, condition: &Expr) -> Vec<Vec<FieldId>> {
    let paths = reads::paths(&reads::reads(ir, condition));
    let references = paths.iter().filter_map(|path| {
        let hops = path.iter().map(|hop| match hop {
            Hop::Reference(field) => Some(*field),
            Hop::Inverse(_) => None,
        });
        hops.collect::<Option<Vec<FieldId>>>()
    });
    let takes_along = |path: &Vec<FieldId>| {
        let last = path.last().and_then(|it| ir.field(*it).reference);
        match last.map(|it| it.on_delete) {
            Some(OnDelete::Cascade) => true,
            Some(OnDelete::SetNull) => path.len() == 1,
            Some(OnDelete::Restrict) | None => false,
        }
    };
    references.filter(takes_along).collect()
}
