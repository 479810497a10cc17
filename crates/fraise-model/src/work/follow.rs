//! The end of a statement on one table, in the order of its triggers: `editable_while` (05), stored aggregates (10), initial
//! state, machine, `same`, `within` (20), effects (30).

use std::collections::BTreeSet;

use fraise_ir::{
    Entity, EntityId, FieldId, FieldKind, FieldOrigin, RelationId,
    expr::Hop,
    law::{SamePath, Within},
    reads,
    relation::RelationKind,
};

use super::{
    Work,
    statement::{Change, Kind},
    update::is_unchanged,
};
use crate::{
    Frame, Row, Value,
    column::assigned,
    number::Number,
    refusal::{Refusal, Stop, not_known, refused},
};

impl Work<'_> {
    pub(super) fn follow(&mut self, id: EntityId, kind: Kind, changes: &[Change]) -> Result<(), Stop> {
        let entity = self.ir.entity(id);
        if changes.is_empty() {
            return Ok(());
        }
        let place = || format!("what follows a change of {}", entity.table);
        self.follow_in_order(id, kind, changes).map_err(|it| it.at(place))
    }

    fn follow_in_order(&mut self, id: EntityId, kind: Kind, changes: &[Change]) -> Result<(), Stop> {
        let entity = self.ir.entity(id);
        self.rows_may_change(entity, kind, changes)?;
        self.keep_aggregates(id)?;
        match kind {
            Kind::Insert => self.are_born_right(entity, changes)?,
            Kind::Update => self.follow_machine(id, changes)?,
            Kind::Delete => {}
        }
        self.lead_to_the_same(entity, changes)?;
        for law in &entity.within {
            self.is_within(law, changes)?;
        }
        match kind {
            Kind::Insert => self.row_effects(&entity.on_insert, changes),
            Kind::Delete => self.row_effects(&entity.on_delete, changes),
            Kind::Update => Ok(()),
        }
    }

    fn rows_may_change(&self, entity: &Entity, kind: Kind, changes: &[Change]) -> Result<(), Stop> {
        let Some(condition) = &entity.editable_while else { return Ok(()) };
        for change in changes {
            let asked: Vec<Row> = match (kind, &change.old, &change.new) {
                (Kind::Update, Some(old), Some(new)) => {
                    if edited(entity).iter().all(|it| is_unchanged(old, new, *it)) {
                        continue;
                    }
                    vec![old.clone(), self.moved(old, new, condition)]
                }
                (_, old, new) => old.iter().chain(new).cloned().collect(),
            };
            for row in asked {
                if !self.parent_is_gone(change.old.as_ref().unwrap_or(&row), condition)
                    && !self.holds(condition, Frame::of(&row))?
                {
                    return refused("ZF004");
                }
            }
        }
        Ok(())
    }

    /// A row as it was, where it hangs on now.
    fn moved(&self, old: &Row, new: &Row, condition: &fraise_ir::Expr) -> Row {
        let mut row = old.clone();
        for path in reads::paths(&reads::reads(self.ir, condition)) {
            if let Some(Hop::Reference(field)) = path.first() {
                row = row.changed(self.ir, *field, new.get(*field).cloned().unwrap_or(Value::Null));
            }
        }
        row
    }

    /// Recomputes what other rows count of this table.
    fn keep_aggregates(&mut self, child: EntityId) -> Result<(), Stop> {
        let mut parents: Vec<(&str, EntityId)> = Vec::new();
        for entity in &self.ir.entities {
            let counts = entity.fields.iter().any(|field| match &field.kind {
                FieldKind::StoredAggregate { sources, .. } => {
                    sources.iter().any(|it| self.passes(*it, child))
                }
                FieldKind::Plain { .. } | FieldKind::Virtual(_) | FieldKind::StoredRow(_) => false,
            });
            if counts {
                parents.push((&entity.name, entity.id));
            }
        }
        parents.sort();
        for (_, parent) in parents {
            self.keep_aggregates_of(parent, child)?;
        }
        Ok(())
    }

    /// A relation leads over rows of a table.
    fn passes(&self, relation: RelationId, child: EntityId) -> bool {
        match self.ir.relation(relation).kind {
            RelationKind::Inverse(field) => field.entity == child,
            RelationKind::Through(first, second) => self.passes(first, child) || self.passes(second, child),
        }
    }

    fn keep_aggregates_of(&mut self, parent: EntityId, child: EntityId) -> Result<(), Stop> {
        let entity = self.ir.entity(parent);
        let mut kept = Vec::new();
        for id in entity.field_ids() {
            if let FieldKind::StoredAggregate { value, sources, .. } = &self.ir.field(id).kind
                && sources.iter().any(|it| self.passes(*it, child))
            {
                kept.push((id, value));
            }
        }
        let mut rows = Vec::new();
        for row in self.state.rows.of(parent) {
            let mut values = Vec::new();
            for (field, expr) in &kept {
                let value = assigned(self.ir, &self.ir.field(*field).ty, self.value(expr, Frame::of(row))?)?;
                values.push((*field, value));
            }
            let differs = |(field, value): &(FieldId, Value)| {
                let old = row.get(*field).unwrap_or(&Value::Null);
                old != value && !old.is(value)
            };
            if values.iter().any(differs) {
                rows.push((row.clone(), values));
            }
        }
        if rows.is_empty() { Ok(()) } else { self.update(parent, rows) }
    }

    fn are_born_right(&self, entity: &Entity, changes: &[Change]) -> Result<(), Stop> {
        let Some(machine) = &entity.machine else { return Ok(()) };
        let initial = Value::Text(self.state_name(machine.field, machine.initial)?);
        let is_born = |it: &Change| {
            it.new.as_ref().and_then(|it| it.get(machine.field)).is_some_and(|it| it.is(&initial))
        };
        if changes.iter().all(is_born) { Ok(()) } else { refused("ZF001") }
    }

    /// Paths over two other rows.
    fn lead_to_the_same(&self, entity: &Entity, changes: &[Change]) -> Result<(), Stop> {
        for same in &entity.same {
            let (
                SamePath { hop: Some(left), field: left_end },
                SamePath { hop: Some(right), field: right_end },
            ) = (same.left, same.right)
            else {
                continue;
            };
            for row in changes.iter().filter_map(|it| it.new.as_ref()) {
                let end = |hop: FieldId, end: FieldId| {
                    let target = self.state.rows.target(self.ir, hop, row.get(hop)?)?;
                    target.get(end).filter(|it| **it != Value::Null)
                };
                if let (Some(left), Some(right)) = (end(left, left_end), end(right, right_end))
                    && !left.is(right)
                {
                    return refused("ZF007");
                }
            }
        }
        Ok(())
    }

    /// For the rows that something is summed for, the sum is within its bound.
    fn is_within(&self, law: &Within, changes: &[Change]) -> Result<(), Stop> {
        let parents: Vec<&Value> = changes
            .iter()
            .flat_map(|it| it.old.iter().chain(&it.new))
            .filter_map(|it| it.get(law.per))
            .filter(|it| **it != Value::Null)
            .collect();
        let entity = self.ir.entity(law.per.entity);
        for parent in parents {
            let mut sum = Number::int(0);
            let mut counted = Vec::new();
            for row in self.state.rows.with(law.per, parent).filter(|it| it.is_living(entity)) {
                let counts = match &law.counting {
                    Some(counting) => self.holds(counting, Frame::of(row))?,
                    None => true,
                };
                match row.get(law.sum) {
                    Some(Value::Number(number)) if counts => {
                        let Some(more) = sum.plus(*number) else { return not_known("so large a sum") };
                        sum = more;
                    }
                    Some(Value::Unknown(_)) => return not_known("a sum of what is yet to come"),
                    _ => {}
                }
                if counts {
                    counted.push(row);
                }
            }
            for row in counted {
                let bound = self.value(&law.at_most, Frame::of(row))?;
                if Value::Number(sum).compare(&bound).is_some_and(std::cmp::Ordering::is_gt) {
                    let refusal = match &law.error {
                        Some(error) => Refusal::raised(self.ir, error),
                        None => Refusal::of_state("ZF008"),
                    };
                    return Err(Stop::any_of([refusal]));
                }
            }
        }
        Ok(())
    }

    pub(super) fn state_name(&self, field: FieldId, state: usize) -> Result<String, Stop> {
        let fraise_ir::Type::Enum(id) = self.ir.field(field).ty else {
            return not_known("a state without members");
        };
        match self.ir.enumeration(id).members.get(state) {
            Some(member) => Ok(member.name.clone()),
            None => not_known("a state without a name"),
        }
    }
}

/// The fields that somebody edits: not what is set once, nor what the database, moves and machines keep.
fn edited(entity: &Entity) -> BTreeSet<FieldId> {
    let key = entity.key_fields();
    let is_edited = |id: &FieldId| {
        entity.fields.get(id.index).is_some_and(|field| {
            let is_written = match field.kind {
                FieldKind::Plain { .. } => !field.server_only || field.origin == FieldOrigin::DeletedAt,
                FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
            };
            is_written && !field.frozen && !key.contains(id)
        })
    };
    entity.field_ids().filter(is_edited).collect()
}
