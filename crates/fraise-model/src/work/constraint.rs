//! What must hold of a row by itself and beside others: not null and checks (23502, 23514), uniques (23505), references
//! (23503), equal paths that are references too.

use fraise_ir::{
    EntityId, Expr, FieldId,
    field::FieldKind,
    law::{Same, SamePath},
};

use super::{Work, statement::Change};
use crate::{
    Frame, Row, Value,
    column::{fits_type, is_between, scalar_holds},
    refusal::{Refusal, Stop, not_known, refused},
    value::Order,
};

impl Work<'_> {
    /// Not null and checks.
    pub(super) fn row_holds(&self, row: &Row) -> Result<(), Stop> {
        let place = || format!("constraints of {}", self.ir.entity(row.entity).table);
        self.constraints_hold(row).map_err(|it| it.at(place))
    }

    fn constraints_hold(&self, row: &Row) -> Result<(), Stop> {
        let entity = self.ir.entity(row.entity);
        let mut is_good = true;
        for id in entity.field_ids() {
            let field = self.ir.field(id);
            if !field.is_stored() {
                continue;
            }
            let value = row.get(id).unwrap_or(&Value::Null);
            if *value == Value::Null && !field.nullable {
                return refused("23502");
            }
        }
        for id in entity.field_ids() {
            let field = self.ir.field(id);
            if !field.is_stored() {
                continue;
            }
            let value = row.get(id).unwrap_or(&Value::Null);
            let bounds = match (value, field.bounds) {
                (Value::List(all), Some((least, most))) => is_between(all.len(), least, most),
                _ => true,
            };
            is_good &= bounds
                && fits_type(self.ir, &field.ty, value)?
                && scalar_holds(self.ir, field.scalar, value)?;
            is_good &= self.check_holds(field.check.as_ref(), row)?;
        }
        for check in &entity.checks {
            is_good &= self.check_holds(Some(&check.expr), row)?;
        }
        if is_good { Ok(()) } else { refused("23514") }
    }

    fn check_holds(&self, check: Option<&Expr>, row: &Row) -> Result<bool, Stop> {
        match check {
            Some(check) => Ok(!self.world().fails(check, Frame::of(row))?),
            None => Ok(true),
        }
    }

    /// No other row has its key, or what must be unique.
    pub(super) fn is_unique(&self, row: &Row, old: Option<&Row>) -> Result<(), Stop> {
        let entity = self.ir.entity(row.entity);
        let key = entity.key_fields();
        let mut all: Vec<(&[FieldId], Option<&Expr>, bool)> = vec![(&key, None, true)];
        for unique in &entity.uniques {
            all.push((&unique.fields, unique.condition.as_ref(), false));
        }
        for (fields, condition, is_of_all) in all {
            if self.conflicts(row, old, fields, condition, is_of_all)?.is_some() {
                return refused("23505");
            }
        }
        Ok(())
    }

    /// The other row that has the same values in these fields; soft-deleted ones do not count unless `is_of_all`.
    pub(super) fn conflicts(
        &self,
        row: &Row,
        old: Option<&Row>,
        fields: &[FieldId],
        condition: Option<&Expr>,
        is_of_all: bool,
    ) -> Result<Option<Row>, Stop> {
        let entity = self.ir.entity(row.entity);
        let counts = |it: &Row| -> Result<bool, Stop> {
            let is_met = match condition {
                Some(condition) => self.holds(condition, Frame::of(it))?,
                None => true,
            };
            Ok(is_met && (is_of_all || it.is_living(entity)))
        };
        if !counts(row)? {
            return Ok(None);
        }
        for other in self.state.rows.of(row.entity) {
            if old.is_some_and(|old| old.is_same(self.ir, other)) {
                continue;
            }
            if self.is_equal(row, other, fields)? && counts(other)? {
                return Ok(Some(other.clone()));
            }
        }
        Ok(None)
    }

    fn is_equal(&self, row: &Row, other: &Row, fields: &[FieldId]) -> Result<bool, Stop> {
        let mut is_known = true;
        for field in fields {
            let (a, b) = (row.get(*field).unwrap_or(&Value::Null), other.get(*field).unwrap_or(&Value::Null));
            match a.order(b) {
                Order::Is(order) if order.is_eq() => {}
                Order::Is(_) | Order::Differs | Order::Null => return Ok(false),
                Order::NotKnown => is_known = false,
            }
        }
        if is_known { Ok(true) } else { not_known("whether a value that is yet to come is unique") }
    }

    /// The rows that it refers to are there.
    pub(super) fn references_hold(&self, change: &Change) -> Result<(), Stop> {
        let Some(row) = &change.new else { return Ok(()) };
        let is_new = |field: FieldId| match change.old.as_ref().and_then(|old| old.get(field)) {
            Some(old) => row.get(field).is_none_or(|new| !new.is(old)),
            None => true,
        };
        let entity = self.ir.entity(row.entity);
        for field in entity.field_ids().filter(|it| self.ir.field(*it).reference.is_some()) {
            let value = row.get(field).unwrap_or(&Value::Null);
            if *value != Value::Null
                && is_new(field)
                && self.state.rows.target(self.ir, field, value).is_none()
            {
                return refused("23503");
            }
        }
        for same in &entity.same {
            if let Some((hop, remote, own)) = one_side(same)
                && (is_new(hop) || is_new(own))
                && !self.is_same(row, hop, remote, own)?
            {
                return Err(same_law());
            }
        }
        Ok(())
    }

    /// Rows that refer to it by more than its key still find it.
    pub(super) fn referrers_hold(&self, old: &Row, new: &Row) -> Result<(), Stop> {
        for entity in &self.ir.entities {
            for (hop, remote, own) in entity.same.iter().filter_map(one_side) {
                let is_about = self.ir.field(hop).reference.is_some_and(|it| it.target == new.entity);
                let is_moved = old.get(remote) != new.get(remote);
                if !is_about || !is_moved {
                    continue;
                }
                for row in self.state.rows.with(hop, &new.key(self.ir)) {
                    if !self.is_same(row, hop, remote, own)? {
                        return Err(same_law());
                    }
                }
            }
        }
        Ok(())
    }

    /// `billing_address.customer = customer`, where neither is null.
    fn is_same(&self, row: &Row, hop: FieldId, remote: FieldId, own: FieldId) -> Result<bool, Stop> {
        let at = |field| row.get(field).cloned().unwrap_or(Value::Null);
        let (through, own) = (at(hop), at(own));
        if through == Value::Null || own == Value::Null {
            return Ok(true);
        }
        let target = self.state.rows.target(self.ir, hop, &through);
        Ok(target.and_then(|it| it.get(remote)).is_some_and(|it| it.is(&own)))
    }

    /// The key that a defaulted or computed column is not part of.
    pub(super) fn stored(&self, entity: EntityId) -> Vec<FieldId> {
        self.ir.entity(entity).field_ids().filter(|it| self.ir.field(*it).is_stored()).collect()
    }

    /// Computes the generated columns of a row.
    pub(super) fn compute(&self, row: &mut Row) -> Result<(), Stop> {
        for id in self.stored(row.entity) {
            if let FieldKind::StoredRow(expr) = &self.ir.field(id).kind {
                let value = self.value(expr, Frame::of(row))?;
                let value = crate::column::assigned(self.ir, &self.ir.field(id).ty, value)?;
                row.set(id, value);
            }
        }
        Ok(())
    }
}

/// A law that is a foreign key of two columns: PostgreSQL has its state for it, and who knows the key its own code.
fn same_law() -> Stop {
    let told = Refusal { sqlstate: "23503".to_owned(), code: "SAME_LAW".to_owned() };
    Stop::any_of([Refusal::of_state("23503"), told])
}

/// The paths of a law of which one side is a field of the row: the hop, what is read there, the field.
pub(super) fn one_side(same: &Same) -> Option<(FieldId, FieldId, FieldId)> {
    match (same.left, same.right) {
        (SamePath { hop: Some(hop), field: remote }, SamePath { hop: None, field: own })
        | (SamePath { hop: None, field: own }, SamePath { hop: Some(hop), field: remote }) => {
            Some((hop, remote, own))
        }
        (SamePath { hop: Some(_), .. }, SamePath { hop: Some(_), .. })
        | (SamePath { hop: None, .. }, SamePath { hop: None, .. }) => None,
    }
}
