//! All rows at one moment, and what an operation makes of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fraise_ir::{FieldId, Ir};

use crate::{
    Actor, Operation, Row, Rows, Stop, Table, Value,
    refusal::NotKnown,
    work::{Outcome, Work},
};

/// A row in the order of [`Table::columns`].
pub type Record = Vec<Value>;

/// What a server's tables hold, as PostgreSQL prints it in UTC: lists as JSON, in the order of [`Table::columns`].
pub type Printed = BTreeMap<Table, Vec<Vec<Option<String>>>>;

/// All rows at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Those of types.
    pub rows: Rows,
    /// Those of the language's own tables.
    pub records: BTreeMap<Table, Vec<Record>>,
    /// About when it is; without it nothing that hangs on the time is known.
    pub now: Option<DateTime<Utc>>,
    /// What the calls with an idempotency key were given, by mutation, owner and key: the server keeps a hash of it.
    pub(crate) claimed: BTreeMap<(String, String, String), Vec<Value>>,
    /// New values and transactions so far, each of which has a number.
    pub(crate) numbers: u64,
}

impl State {
    /// What a server's tables hold.
    pub fn read(ir: &Ir, printed: &Printed) -> Result<Self, NotKnown> {
        let mut state = Self::default();
        for (table, rows) in printed {
            let columns = table.columns(ir);
            for row in rows {
                let values = columns.iter().zip(row).map(|(column, text)| {
                    let value = Value::read(&column.ty, text.as_deref());
                    value.ok_or_else(|| NotKnown(format!("{text:?} in {}", column.name)))
                });
                state.add(ir, *table, values.collect::<Result<_, _>>()?);
            }
        }
        Ok(state)
    }

    /// The state afterwards, with what the operation gives back.
    ///
    /// # Errors
    /// The errors of which one must come, and then nothing changes; or what the model does not know.
    pub fn apply(&self, ir: &Ir, operation: &Operation, actor: &Actor) -> Result<Outcome, Stop> {
        Work::new(ir, self.clone(), actor).carry_out(operation)
    }

    /// The rows of a table in the order of its columns.
    pub fn records(&self, ir: &Ir, table: Table) -> Vec<Record> {
        match table {
            Table::Of(entity) => {
                let fields: Vec<FieldId> =
                    ir.entity(entity).field_ids().filter(|it| ir.field(*it).is_stored()).collect();
                let record = |row: &Row| {
                    fields.iter().map(|it| row.get(*it).cloned().unwrap_or(Value::Null)).collect()
                };
                self.rows.of(entity).iter().map(record).collect()
            }
            Table::Log(_) | Table::Outbox | Table::Idempotency | Table::Jobs => {
                self.records.get(&table).cloned().unwrap_or_default()
            }
        }
    }

    pub(crate) fn add(&mut self, ir: &Ir, table: Table, record: Record) {
        match table {
            Table::Of(entity) => {
                let fields = ir.entity(entity).field_ids().filter(|it| ir.field(*it).is_stored());
                self.rows.add(Row::new(entity, fields.zip(record)));
            }
            Table::Log(_) | Table::Outbox | Table::Idempotency | Table::Jobs => {
                self.records.entry(table).or_default().push(record);
            }
        }
    }
}
