//! Plain statements: by the owner, whom the laws alone stop, and by people, under policies and grants (42501).

use fraise_ir::{EntityId, FieldId, FieldOrigin};

use super::{Work, statement::Kind};
use crate::{
    Approach, Oracle, Row, Stop, Value, Way,
    moment::{self, Interval},
    refusal::{not_known, refused},
};

impl Work<'_> {
    pub(super) fn insert_plainly(
        &mut self,
        entity: EntityId,
        values: &[(FieldId, Value)],
    ) -> Result<(), Stop> {
        for (field, value) in values {
            crate::column::assigned(self.ir, &self.ir.field(*field).ty, value.clone())?;
        }
        let is_owner = self.actor.approach == Approach::Owner;
        // Rights are asked before a row is made, and policies of the row as it was made.
        let is_granted = self.ir.entity(entity).access.create.is_some()
            && values.iter().all(|(field, _)| self.policies().may_give(*field));
        if !is_owner && !is_granted {
            return refused("42501");
        }
        let row = self.new_row(entity, values)?;
        let given: Vec<FieldId> = values.iter().map(|(field, _)| *field).collect();
        if !is_owner && !self.policies().creates(&row, &given)? {
            return refused("42501");
        }
        self.statement(|work, statement| {
            work.insert_row(row, statement)?;
            statement.ends(entity, Kind::Insert);
            Ok(())
        })
    }

    pub(super) fn update_plainly(
        &mut self,
        entity: EntityId,
        key: &[Value],
        values: &[(FieldId, Value)],
    ) -> Result<(), Stop> {
        for (field, value) in values {
            crate::column::assigned(self.ir, &self.ir.field(*field).ty, value.clone())?;
        }
        let is_owner = self.actor.approach == Approach::Owner;
        if !is_owner && !values.iter().all(|(field, _)| self.policies().may_write(*field)) {
            return refused("42501");
        }
        let Some(old) = self.find(entity, key) else { return Ok(()) };
        if !is_owner && !self.policies().may_begin_update(&old)? {
            return Ok(());
        }
        let new = self.changed_row(&old, values)?;
        if !is_owner && !self.policies().may_end_update(&old, &new)? {
            return refused("42501");
        }
        self.statement(|work, statement| {
            work.put(&old, new, statement)?;
            statement.ends(entity, Kind::Update);
            Ok(())
        })
    }

    pub(super) fn delete_plainly(&mut self, entity: EntityId, key: &[Value]) -> Result<(), Stop> {
        let declared = self.ir.entity(entity);
        let is_owner = self.actor.approach == Approach::Owner;
        let is_granted = declared.access.delete.is_some() && !declared.append_only && !declared.soft_delete;
        if !is_owner && !is_granted {
            return refused("42501");
        }
        let Some(row) = self.find(entity, key) else { return Ok(()) };
        if !is_owner && !self.policies().deletes(&row)? {
            return Ok(());
        }
        self.delete(entity, &[row])
    }

    /// Since when the state of a row holds, put back without any trigger.
    pub(super) fn age(&mut self, entity: EntityId, key: &[Value], by: Interval) -> Result<(), Stop> {
        let declared = self.ir.entity(entity);
        let since = declared.field_ids().find(|it| self.ir.field(*it).origin == FieldOrigin::StateSince);
        let (Some(since), Some(row)) = (since, self.find(entity, key)) else { return Ok(()) };
        let Some(Value::Moment(at)) = row.get(since) else { return not_known("since when a state holds") };
        let earlier = by.negative().and_then(|by| moment::later(*at, by));
        let Some(earlier) = earlier else { return not_known("so long a time") };
        let mut new: Row = row.clone();
        new.set(since, Value::Moment(earlier));
        self.state.rows.replace(self.ir, &row, new);
        Ok(())
    }

    fn policies(&self) -> Oracle<'_> {
        Oracle { world: self.world(), way: Way::Policies }
    }
}
