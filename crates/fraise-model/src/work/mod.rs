//! One operation, carried out on a copy of the rows: statements, and what follows each of them.
//!
//! The laws of a schema are asked in the order in which the language has them (LANGUAGE 6.3 and 7.3), so that of several
//! errors it is clear which one comes.
//!
//! - `statement`: rows that come, change and go, and the queue of what follows when a statement ends
//! - `insert`, `update`, `delete`: one row each, up to its constraints
//! - `constraint`: types, checks, uniques, references
//! - `follow`: what is asked and done at the end of a statement, table by table
//! - `machine`, `moves`, `effect`, `outbox`: what the constructs of those names do
//! - `call`: functions of mutations; `step`: their steps
//! - `raw`: raw operations; `plain`: plain statements; `due`: events whose time has come

mod call;
mod constraint;
mod delete;
mod due;
mod effect;
mod follow;
mod input;
mod insert;
mod machine;
mod moves;
mod outbox;
mod plain;
mod raw;
mod statement;
mod step;
mod update;

use fraise_ir::{EntityId, Expr, Ir};

use crate::{
    Actor, Approach, Frame, NotKnown, Operation, Oracle, Row, State, Stop, Table, Unknown, Value, Way, World,
    refusal::not_known,
};

/// What came of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The rows afterwards.
    pub state: State,
    /// What it gave back: the key of a mutation's row, the number of events that fired.
    pub answer: Option<Value>,
}

/// An operation that is under way.
#[derive(Debug, Clone)]
pub(crate) struct Work<'m> {
    ir: &'m Ir,
    state: State,
    actor: Actor,
    /// For the logs.
    note: Value,
    now: Unknown,
}

impl<'m> Work<'m> {
    pub(crate) fn new(ir: &'m Ir, mut state: State, actor: &Actor) -> Self {
        state.numbers += 1;
        let now = Unknown::Now(state.numbers, state.now);
        Self { ir, state, actor: actor.clone(), note: Value::Null, now }
    }

    pub(crate) fn carry_out(mut self, operation: &Operation) -> Result<Outcome, Stop> {
        let answer = match operation {
            Operation::Insert { entity, values } => {
                self.insert_plainly(*entity, values)?;
                None
            }
            Operation::Update { entity, key, values } => {
                self.update_plainly(*entity, key, values)?;
                None
            }
            Operation::Delete { entity, key } => {
                self.delete_plainly(*entity, key)?;
                None
            }
            Operation::Fire { entity, key, event, input, note } => {
                self.asks_as_somebody()?;
                let note = note.clone().map_or(Value::Null, Value::Text);
                self.ask_event(*entity, key, event, input, note)?;
                None
            }
            Operation::Call { mutation, inputs, idempotency_key, hooks } => {
                self.asks_as_somebody()?;
                Some(self.call(*mutation, inputs, idempotency_key.as_deref(), hooks)?)
            }
            Operation::Raw { entity, verb, key, input } => {
                self.asks_as_somebody()?;
                Some(self.raw(*entity, *verb, key, input)?)
            }
            Operation::FireDue { limit } => Some(self.fire_due(*limit)?),
            Operation::Age { entity, key, by } => {
                self.age(*entity, key, *by)?;
                None
            }
        };
        Ok(Outcome { state: self.state, answer })
    }

    /// Functions ask PostgreSQL which roles a login has, and the owner may have any.
    fn asks_as_somebody(&self) -> Result<(), Stop> {
        match self.actor.approach {
            Approach::Owner => not_known("which roles the owner holds"),
            Approach::Psql | Approach::Service => Ok(()),
        }
    }

    fn world(&self) -> World<'_> {
        World { ir: self.ir, rows: &self.state.rows, asker: &self.actor.asker, now: self.now }
    }

    fn value(&self, expr: &Expr, frame: Frame<'_>) -> Result<Value, Stop> {
        self.world().value(expr, frame)
    }

    fn holds(&self, expr: &Expr, frame: Frame<'_>) -> Result<bool, Stop> {
        self.world().holds(expr, frame)
    }

    /// The row exists for the one who asks, in a function.
    fn sees(&self, row: &Row) -> Result<bool, Stop> {
        Oracle { world: self.world(), way: Way::Service }.sees(row)
    }

    fn find(&self, entity: EntityId, key: &[Value]) -> Option<Row> {
        let fields = self.ir.entity(entity).key_fields();
        let is_it = |row: &&Row| {
            fields.iter().zip(key).all(|(field, value)| row.get(*field).is_some_and(|it| it.is(value)))
        };
        self.state.rows.of(entity).iter().find(is_it).cloned()
    }

    /// The row as it is now; gone rows stay as they were.
    fn as_now(&self, row: &Row) -> Row {
        self.state.rows.now(self.ir, row).unwrap_or(row).clone()
    }

    /// A value that is like nothing that is there.
    fn new_value(&mut self) -> Value {
        self.state.numbers += 1;
        Value::Unknown(Unknown::New(self.state.numbers))
    }

    fn key_of(&self, row: &Row) -> Vec<Value> {
        let fields = self.ir.entity(row.entity).key_fields();
        fields.iter().map(|it| row.get(*it).cloned().unwrap_or(Value::Null)).collect()
    }

    /// The key of a row as a text.
    fn key_text(&self, row: &Row) -> Result<Value, Stop> {
        match self.key_of(row).as_slice() {
            [only @ Value::Unknown(Unknown::New(_))] => Ok(only.clone()),
            all => {
                let texts: Option<Vec<String>> = all.iter().map(Value::text).collect();
                match texts {
                    Some(texts) => Ok(Value::Text(texts.join(" "))),
                    None => Err(NotKnown("a composite key that is yet to come".to_owned()).into()),
                }
            }
        }
    }

    fn record(&mut self, table: Table, record: Vec<Value>) {
        self.state.records.entry(table).or_default().push(record);
    }
}
