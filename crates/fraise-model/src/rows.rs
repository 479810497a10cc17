//! The rows of all tables, as somebody sees them who sees everything.

use std::collections::BTreeMap;

use fraise_ir::{Entity, EntityId, FieldId, Ir};

use crate::Value;

/// What the tables hold.
#[derive(Debug, Clone, Default, PartialEq)]
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

    /// Types that have rows, with them.
    pub fn iter(&self) -> impl Iterator<Item = (EntityId, &[Row])> {
        self.of.iter().map(|(entity, rows)| (*entity, rows.as_slice()))
    }

    /// The row of a key that is one field.
    pub fn find(&self, ir: &Ir, entity: EntityId, key: &Value) -> Option<&Row> {
        let id = ir.entity(entity).id_field()?;
        self.of(entity).iter().find(|row| row.get(id).is_some_and(|it| it.is(key)))
    }

    /// Puts a row in the place of the one with its key.
    pub(crate) fn replace(&mut self, ir: &Ir, old: &Row, new: Row) {
        let place =
            self.of.get_mut(&old.entity).and_then(|rows| rows.iter_mut().find(|it| it.is_same(ir, old)));
        if let Some(place) = place {
            *place = new;
        }
    }

    /// Takes a row away.
    pub(crate) fn remove(&mut self, ir: &Ir, row: &Row) {
        if let Some(rows) = self.of.get_mut(&row.entity) {
            rows.retain(|it| !it.is_same(ir, row));
        }
    }

    /// The row with the key of another, as it is now.
    pub(crate) fn now(&self, ir: &Ir, row: &Row) -> Option<&Row> {
        self.of(row.entity).iter().find(|it| it.is_same(ir, row))
    }

    /// The rows that hold this value in a field.
    pub fn with<'r>(&'r self, field: FieldId, value: &'r Value) -> impl Iterator<Item = &'r Row> + 'r {
        self.of(field.entity).iter().filter(move |row| row.get(field).is_some_and(|it| it.is(value)))
    }

    /// The row that a reference points to.
    pub fn target(&self, ir: &Ir, reference: FieldId, value: &Value) -> Option<&Row> {
        self.find(ir, ir.field(reference).reference?.target, value)
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

    /// It has the key of another row of its type.
    pub fn is_same(&self, ir: &Ir, other: &Row) -> bool {
        let key = ir.entity(self.entity).key_fields();
        self.entity == other.entity
            && key.iter().all(|it| match (self.get(*it), other.get(*it)) {
                (Some(a), Some(b)) => a.is(b),
                _ => false,
            })
    }

    /// Puts a value in.
    pub(crate) fn set(&mut self, field: FieldId, value: Value) {
        self.values.insert(field, value);
    }

    /// All values that it has.
    pub fn values(&self) -> impl Iterator<Item = (FieldId, &Value)> {
        self.values.iter().map(|(field, value)| (*field, value))
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
