//! The rows of all tables, as somebody sees them who sees everything.

use std::collections::BTreeMap;

use fraise_ir::{Entity, EntityId, FieldId, Ir};

use crate::Value;

/// What the tables hold.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// In the order of their keys.
    of: BTreeMap<EntityId, Vec<Row>>,
}

/// One row. A field that is computed has no value until somebody asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The table it is of.
    pub entity: EntityId,
    values: BTreeMap<FieldId, Value>,
}

impl Rows {
    /// Adds a row.
    pub fn add(&mut self, row: Row) {
        self.of.entry(row.entity).or_default().push(row);
    }

    /// The rows of a table.
    pub fn of(&self, entity: EntityId) -> &[Row] {
        self.of.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// The rows that hold this value in a field.
    pub fn with<'r>(&'r self, field: FieldId, value: &'r Value) -> impl Iterator<Item = &'r Row> + 'r {
        self.of(field.entity).iter().filter(move |row| row.get(field).is_some_and(|it| it.is(value)))
    }

    /// The row that a reference points to.
    pub fn target(&self, ir: &Ir, reference: FieldId, value: &Value) -> Option<&Row> {
        let target = ir.field(reference).reference?.target;
        let id = ir.entity(target).id_field()?;
        self.of(target).iter().find(|row| row.get(id).is_some_and(|it| it.is(value)))
    }
}

impl Row {
    /// A row of these values.
    pub fn new(entity: EntityId, values: impl IntoIterator<Item = (FieldId, Value)>) -> Self {
        Self { entity, values: values.into_iter().collect() }
    }

    /// The value of a field, if the row has it.
    pub fn get(&self, field: FieldId) -> Option<&Value> {
        self.values.get(&field)
    }

    /// The same row with another value; what is computed of its values is computed again.
    pub fn changed(&self, ir: &Ir, field: FieldId, value: Value) -> Self {
        let mut row = self.clone();
        row.values.insert(field, value);
        row.values.retain(|field, _| !is_computed(ir, *field));
        row
    }

    /// The key, as a reference to the row holds it; null where it is composite.
    pub fn key(&self, ir: &Ir) -> Value {
        let id = ir.entity(self.entity).id_field();
        id.and_then(|it| self.get(it)).cloned().unwrap_or(Value::Null)
    }

    /// The key for people: `7`, `(7, 2026-01-01)`.
    pub fn name(&self, ir: &Ir) -> String {
        let key = ir.entity(self.entity).key_fields();
        let texts: Vec<String> =
            key.iter().map(|it| self.get(*it).and_then(Value::text).unwrap_or_default()).collect();
        texts.join(", ")
    }

    /// Not marked as deleted.
    pub fn is_living(&self, entity: &Entity) -> bool {
        let deleted_at = entity.soft_delete.then(|| entity.find_field("deleted_at")).flatten();
        deleted_at.and_then(|it| self.get(it)).is_none_or(|it| *it == Value::Null)
    }
}

/// A generated column.
fn is_computed(ir: &Ir, field: FieldId) -> bool {
    matches!(ir.field(field).kind, fraise_ir::FieldKind::StoredRow(_))
}
