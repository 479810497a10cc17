//! Rows that change.

use std::collections::BTreeSet;

use fraise_ir::{EntityId, FieldId, FieldKind, FieldOrigin, reads};

use super::{
    Work,
    statement::{Kind, Statement},
};
use crate::{
    Frame, Row, Value,
    column::assigned,
    refusal::{Refusal, Stop, refused},
};

impl Work<'_> {
    /// One statement for all of these rows.
    pub(super) fn update(
        &mut self,
        entity: EntityId,
        rows: Vec<(Row, Vec<(FieldId, Value)>)>,
    ) -> Result<(), Stop> {
        self.statement(|work, statement| {
            for (row, values) in rows {
                work.update_row(&row, &values, statement)?;
            }
            statement.ends(entity, Kind::Update);
            Ok(())
        })
    }

    /// Changes a row, up to its constraints.
    pub(super) fn update_row(
        &mut self,
        old: &Row,
        values: &[(FieldId, Value)],
        statement: &mut Statement,
    ) -> Result<Row, Stop> {
        let new = self.changed_row(old, values)?;
        self.put(old, new, statement)
    }

    /// The row as it will be, once the triggers before it have seen it.
    pub(super) fn changed_row(&mut self, old: &Row, values: &[(FieldId, Value)]) -> Result<Row, Stop> {
        let mut new = old.clone();
        for (field, value) in values {
            let value = assigned(self.ir, &self.ir.field(*field).ty, value.clone())?;
            new = new.changed(self.ir, *field, value);
        }
        self.before_update(old, new)
    }

    pub(super) fn put(&mut self, old: &Row, new: Row, statement: &mut Statement) -> Result<Row, Stop> {
        let mut new = self.counted_again(old, new)?;
        self.compute(&mut new)?;
        self.row_holds(&new)?;
        self.is_unique(&new, Some(old))?;
        self.state.rows.replace(self.ir, old, new.clone());
        statement.changed(old.clone(), new.clone());
        Ok(new)
    }

    /// What is counted and reads a column of the row itself is counted again when that column changes.
    fn counted_again(&self, old: &Row, new: Row) -> Result<Row, Stop> {
        let mut counted = new.clone();
        for id in self.stored(old.entity) {
            let field = self.ir.field(id);
            let FieldKind::StoredAggregate { value, .. } = &field.kind else { continue };
            let own = reads::own_columns(&reads::reads(self.ir, value));
            if own.iter().any(|it| !is_unchanged(old, &new, *it)) {
                counted.set(id, assigned(self.ir, &field.ty, self.value(value, Frame::of(&new))?)?);
            }
        }
        Ok(counted)
    }

    /// Append-only, frozen, machine, touch: by the names of their triggers.
    fn before_update(&self, old: &Row, new: Row) -> Result<Row, Stop> {
        let entity = self.ir.entity(old.entity);
        if entity.append_only {
            return refused("ZF012");
        }
        let key = entity.key_fields();
        let mut is_emptied = false;
        for id in entity.field_ids() {
            let field = self.ir.field(id);
            if !(field.frozen || key.contains(&id)) || is_unchanged(old, &new, id) {
                continue;
            }
            if !field.nullable && new.get(id).is_none_or(|it| *it == Value::Null) {
                is_emptied = true;
            } else {
                return refused("ZF003");
            }
        }
        let changed = match &entity.machine {
            Some(machine) if !is_unchanged(old, &new, machine.field) => self.change_state(machine, old, new),
            _ => Ok(new),
        };
        // Null where none may be breaks two laws; the trigger may leave it to the column, behind what others say.
        if is_emptied {
            let mut any: BTreeSet<Refusal> = ["ZF003", "23502"].map(Refusal::of_state).into();
            if let Err(Stop::Refused(others)) = changed {
                any.extend(others.0);
            }
            return Err(Stop::any_of(any));
        }
        let mut new = changed?;
        let updated_at = entity.field_ids().find(|it| self.ir.field(*it).origin == FieldOrigin::UpdatedAt);
        if let Some(updated_at) = updated_at {
            let counts = |id: &FieldId| {
                *id != updated_at && matches!(self.ir.field(*id).kind, FieldKind::Plain { .. })
            };
            if entity.field_ids().filter(counts).any(|id| !is_unchanged(old, &new, id)) {
                new.set(updated_at, self.now());
            }
        }
        Ok(new)
    }
}

/// A field holds what it held, null included.
pub(super) fn is_unchanged(old: &Row, new: &Row, field: FieldId) -> bool {
    let (old, new) = (old.get(field).unwrap_or(&Value::Null), new.get(field).unwrap_or(&Value::Null));
    match (old, new) {
        (Value::Null, Value::Null) => true,
        _ => old == new || old.is(new),
    }
}
