//! The matrix of one asker: every table, verb, row and column, each with the answer.

use std::collections::BTreeSet;
use std::fmt;

use fraise_ir::{EntityId, Field, FieldId, FieldKind, Ir, field::Default as FieldDefault};

use fraise_model::{Asker, Frame, Oracle, Row, Stop, Value, Way, World};

/// Values of other rows that an update tries, beside the one that is there.
const OTHER_VALUES: usize = 2;

/// One question and its answer.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The row that is there; of an insert the one that it copies.
    pub row: Row,
    /// What is tried.
    pub attempt: Attempt,
    /// Whether the rules allow it.
    pub is_allowed: bool,
    /// A rule about the viewer lets this asker read the row, and nothing else does.
    pub is_own: bool,
}

/// What somebody tries.
#[derive(Debug, Clone)]
pub enum Attempt {
    /// To read one field.
    Select(FieldId),
    /// To make a row of these values.
    Insert {
        /// What is given.
        given: Vec<(FieldId, Value)>,
        /// One of them that is not theirs to give.
        beside: Option<FieldId>,
    },
    /// To write one field.
    Update(FieldId, Value),
    /// To take the row away.
    Delete,
}

/// What kind of column a field is, by who writes and reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the kinds")]
pub enum Class {
    Key,
    Plain,
    ReadGuarded,
    WriteGuarded,
    ServerWritten,
    Frozen,
    Computed,
}

impl Class {
    /// All kinds.
    pub const ALL: [Class; 7] = [
        Class::Key,
        Class::Plain,
        Class::ReadGuarded,
        Class::WriteGuarded,
        Class::ServerWritten,
        Class::Frozen,
        Class::Computed,
    ];

    /// The kind of a field.
    pub fn of(ir: &Ir, id: FieldId) -> Self {
        let field = ir.field(id);
        if ir.entity(id.entity).key_fields().contains(&id) {
            Class::Key
        } else if field.read.is_some() {
            Class::ReadGuarded
        } else if field.computed().is_some() {
            Class::Computed
        } else if field.server_only {
            Class::ServerWritten
        } else if field.write.is_some() {
            Class::WriteGuarded
        } else if field.frozen {
            Class::Frozen
        } else {
            Class::Plain
        }
    }
}

impl Attempt {
    /// The field it is about.
    pub fn field(&self) -> Option<FieldId> {
        match self {
            Attempt::Select(field) | Attempt::Update(field, _) => Some(*field),
            Attempt::Insert { beside, .. } => *beside,
            Attempt::Delete => None,
        }
    }

    /// The verb.
    pub fn verb(&self) -> &'static str {
        match self {
            Attempt::Select(_) => "select",
            Attempt::Insert { .. } => "insert",
            Attempt::Update(..) => "update",
            Attempt::Delete => "delete",
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb())
    }
}

/// All cells of an asker, and what of them the model knows no answer to. In the service they only read, as long as it
/// writes nothing; functions only write.
pub fn cells(oracle: &Oracle<'_>) -> (Vec<Cell>, BTreeSet<String>) {
    let (mut all, mut not_known) = (Vec::new(), BTreeSet::new());
    for entity in &oracle.world.ir.entities {
        let rows = oracle.world.rows.of(entity.id);
        for row in rows {
            let attempts = match oracle.way {
                Way::Policies => attempts(oracle, rows, row),
                Way::Functions => attempts(oracle, rows, row)
                    .map(|all| all.into_iter().filter(|it| !matches!(it, Attempt::Select(_))).collect()),
                Way::Service => Ok(entity.field_ids().map(Attempt::Select).collect()),
            };
            let is_own = match is_own(oracle, row) {
                Ok(is_own) => is_own,
                Err(error) => {
                    not_known.insert(error.to_string());
                    continue;
                }
            };
            for attempt in attempts.unwrap_or_else(|error| {
                not_known.insert(error.to_string());
                Vec::new()
            }) {
                match is_allowed(oracle, row, &attempt) {
                    Ok(is_allowed) => all.push(Cell { row: row.clone(), attempt, is_allowed, is_own }),
                    Err(error) => {
                        not_known.insert(error.to_string());
                    }
                }
            }
        }
    }
    (all, not_known)
}

fn is_allowed(oracle: &Oracle<'_>, row: &Row, attempt: &Attempt) -> Result<bool, Stop> {
    match attempt {
        Attempt::Select(field) => oracle.reads(row, *field),
        Attempt::Insert { given, .. } => {
            let fields: Vec<FieldId> = given.iter().map(|(field, _)| *field).collect();
            oracle.creates(&made(&oracle.world, row.entity, given)?, &fields)
        }
        Attempt::Update(field, value) => {
            oracle.updates(row, &row.changed(oracle.world.ir, *field, value.clone()), *field)
        }
        Attempt::Delete => oracle.deletes(row),
    }
}

/// They see the row, and somebody with the same roles and no identity does not.
fn is_own(oracle: &Oracle<'_>, row: &Row) -> Result<bool, Stop> {
    let stranger = Asker {
        viewer: Value::Null,
        claims: std::collections::BTreeMap::new(),
        ..oracle.world.asker.clone()
    };
    let world = World { asker: &stranger, ..oracle.world };
    Ok(oracle.sees(row)? && !Oracle { world, way: oracle.way }.sees(row)?)
}

fn attempts(oracle: &Oracle<'_>, rows: &[Row], row: &Row) -> Result<Vec<Attempt>, Stop> {
    let ir = oracle.world.ir;
    let columns: Vec<FieldId> =
        ir.entity(row.entity).field_ids().filter(|it| ir.field(*it).is_stored()).collect();
    let value = |field: FieldId| oracle.world.field(row, field);
    let mut all: Vec<Attempt> = columns.iter().map(|it| Attempt::Select(*it)).collect();
    let mut own = Vec::new();
    for field in columns.iter().filter(|it| oracle.may_give(**it)) {
        own.push((*field, value(*field)?));
    }
    // What is nobody's right is so whatever the row.
    let is_first = rows.first() == Some(row);
    let access = &ir.entity(row.entity).access;
    if is_first || access.create.is_some() {
        all.push(Attempt::Insert { given: own.clone(), beside: None });
    }
    for field in columns.iter().filter(|it| is_first && !oracle.may_give(**it)) {
        let given = own.iter().cloned().chain([(*field, value(*field)?)]).collect();
        all.push(Attempt::Insert { given, beside: Some(*field) });
    }
    for field in &columns {
        if !is_first && !oracle.is_changeable(*field) {
            continue;
        }
        all.push(Attempt::Update(*field, value(*field)?));
        if is_compared_elsewhere(ir, *field) {
            continue;
        }
        let here = value(*field)?;
        let mut others: Vec<&Value> = Vec::new();
        for other in rows.iter().filter_map(|it| it.get(*field)) {
            if *other != here && !others.contains(&other) && others.len() < OTHER_VALUES {
                others.push(other);
            }
        }
        all.extend(others.into_iter().map(|it| Attempt::Update(*field, it.clone())));
    }
    if is_first || access.delete.is_some() {
        all.push(Attempt::Delete);
    }
    Ok(all)
}

/// Its values belong to one row each, or to nobody who writes.
fn is_compared_elsewhere(ir: &Ir, field: FieldId) -> bool {
    let entity = ir.entity(field.entity);
    let field_itself = ir.field(field);
    field_itself.server_only
        || field_itself.computed().is_some()
        || entity.uniques.iter().any(|it| it.fields.contains(&field))
}

/// The row that an insert of these values makes; what the server gives is like nothing that is there.
fn made(world: &World<'_>, entity: EntityId, given: &[(FieldId, Value)]) -> Result<Row, Stop> {
    let mut values = given.to_vec();
    for id in world.ir.entity(entity).field_ids() {
        if values.iter().any(|(field, _)| *field == id) {
            continue;
        }
        let row = Row::new(entity, values.clone());
        if let Some(value) = by_default(world, world.ir.field(id), &row)? {
            values.push((id, value));
        }
    }
    Ok(Row::new(entity, values))
}

/// None: computed when it is asked for.
fn by_default(world: &World<'_>, field: &Field, row: &Row) -> Result<Option<Value>, Stop> {
    let new = Value::Text("made by the server".to_owned());
    match &field.kind {
        FieldKind::Plain { default: None } => Ok(Some(Value::Null)),
        FieldKind::Plain { default: Some(default) } => match default {
            FieldDefault::Column(expr) | FieldDefault::Path(expr) => {
                world.value(expr, Frame::of(row)).map(Some)
            }
            FieldDefault::Numbered(_)
            | FieldDefault::RandomUuid
            | FieldDefault::Identity
            | FieldDefault::RandomToken(_) => Ok(Some(new)),
        },
        FieldKind::StoredAggregate { empty, .. } => match empty {
            Some(expr) => world.value(expr, Frame::of(row)).map(Some),
            None => Ok(Some(Value::Null)),
        },
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) => Ok(None),
    }
}
