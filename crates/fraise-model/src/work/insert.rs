//! Rows that come.

use fraise_ir::{
    EntityId, FieldId, FieldOrigin,
    field::{Default as FieldDefault, FieldKind},
};

use super::{
    Work,
    statement::{Kind, Statement},
};
use crate::{
    Frame, Row, Value,
    column::assigned,
    refusal::{Stop, not_known},
};

impl Work<'_> {
    /// One statement for all of these rows.
    pub(super) fn insert(
        &mut self,
        entity: EntityId,
        rows: Vec<Vec<(FieldId, Value)>>,
    ) -> Result<Vec<Row>, Stop> {
        self.statement(|work, statement| {
            let mut all = Vec::new();
            for values in rows {
                let row = work.new_row(entity, &values)?;
                all.push(work.insert_row(row, statement)?);
            }
            statement.ends(entity, Kind::Insert);
            Ok(all)
        })
    }

    /// A row of these values and of defaults, not there yet.
    pub(super) fn new_row(&mut self, entity: EntityId, values: &[(FieldId, Value)]) -> Result<Row, Stop> {
        let mut row = Row::new(entity, []);
        for (field, value) in values {
            row.set(*field, assigned(self.ir, &self.ir.field(*field).ty, value.clone())?);
        }
        let mut paths = Vec::new();
        for id in self.stored(entity) {
            let field = self.ir.field(id);
            let is_given = row.get(id).is_some();
            match &field.kind {
                FieldKind::Plain { default: Some(FieldDefault::Path(expr)) } => paths.push((id, expr)),
                _ if is_given => {}
                FieldKind::Plain { default: Some(default) } => {
                    let value = self.by_default(default, &row)?;
                    row.set(id, assigned(self.ir, &field.ty, value)?);
                }
                FieldKind::Plain { default: None } => {
                    let value = match field.origin {
                        FieldOrigin::CreatedAt | FieldOrigin::UpdatedAt | FieldOrigin::StateSince => {
                            Value::Unknown(self.now)
                        }
                        FieldOrigin::Declared | FieldOrigin::Id | FieldOrigin::DeletedAt => Value::Null,
                    };
                    row.set(id, value);
                }
                // Nothing counts in a row that is new.
                FieldKind::StoredAggregate { value, .. } => paths.push((id, value)),
                FieldKind::StoredRow(_) | FieldKind::Virtual(_) => {}
            }
        }
        // A trigger fills what is null, also where null was given; what is counted was filled with the rest.
        for (id, expr) in paths {
            if row.get(id).is_none_or(|it| *it == Value::Null) {
                let value = self.value(expr, Frame::of(&row))?;
                row.set(id, assigned(self.ir, &self.ir.field(id).ty, value)?);
            }
        }
        self.compute(&mut row)?;
        Ok(row)
    }

    /// Puts a new row in.
    pub(super) fn insert_row(&mut self, row: Row, statement: &mut Statement) -> Result<Row, Stop> {
        self.row_holds(&row)?;
        self.is_unique(&row, None)?;
        self.state.rows.add(row.clone());
        statement.came(row.clone());
        Ok(row)
    }

    fn by_default(&mut self, default: &FieldDefault, row: &Row) -> Result<Value, Stop> {
        match default {
            FieldDefault::Column(expr) => self.value(expr, Frame::of(row)),
            FieldDefault::Path(_) => not_known("a default of a path"),
            FieldDefault::Numbered(_)
            | FieldDefault::RandomUuid
            | FieldDefault::Identity
            | FieldDefault::RandomToken(_) => Ok(self.new_value()),
        }
    }

    /// What an insert would put into a column that it does not give.
    pub(super) fn default_of(&mut self, field: FieldId) -> Result<Value, Stop> {
        match &self.ir.field(field).kind {
            FieldKind::Plain { default: Some(FieldDefault::Path(_)) } => Ok(Value::Null),
            FieldKind::Plain { default: Some(default) } => {
                self.by_default(default, &Row::new(field.entity, []))
            }
            FieldKind::Plain { default: None } => Ok(Value::Null),
            FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                not_known("a default of a computed field")
            }
        }
    }

    pub(super) fn now(&self) -> Value {
        Value::Unknown(self.now)
    }
}
