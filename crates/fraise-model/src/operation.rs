//! What can be done to a database.

use std::collections::BTreeMap;

use fraise_ir::{EntityId, FieldId, MutationId, raw::Verb};

use crate::{Value, moment::Interval};

/// One operation, a transaction of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// One row, by a plain statement.
    Insert {
        /// Into this table.
        entity: EntityId,
        /// What is given.
        values: Vec<(FieldId, Value)>,
    },
    /// One row of a key, by a plain statement.
    Update {
        /// In this table.
        entity: EntityId,
        /// Values of the key's fields.
        key: Vec<Value>,
        /// What is written.
        values: Vec<(FieldId, Value)>,
    },
    /// One row of a key, by a plain statement.
    Delete {
        /// From this table.
        entity: EntityId,
        /// Values of the key's fields.
        key: Vec<Value>,
    },
    /// `<type>_fire`
    Fire {
        /// Of this type.
        entity: EntityId,
        /// Values of the key's fields.
        key: Vec<Value>,
        /// The event's name, which the machine may not have.
        event: String,
        /// Its inputs, by the keys that JSON has.
        input: BTreeMap<String, Value>,
        /// For the log.
        note: Option<String>,
    },
    /// The function of a mutation.
    Call {
        /// Which.
        mutation: MutationId,
        /// Arguments by [`fraise_ir::Input::sql`]; those that are not there are left out.
        inputs: BTreeMap<String, Value>,
        /// `p_idempotency_key`
        idempotency_key: Option<String>,
        /// Outputs of the hooks called before, by their names; those that are not there are left out.
        hooks: BTreeMap<String, BTreeMap<String, Value>>,
    },
    /// `create_product`, `update_product`, `delete_product`
    Raw {
        /// Of this type.
        entity: EntityId,
        /// Which of them.
        verb: Verb,
        /// Values of the key's fields; none at create.
        key: Vec<Value>,
        /// What is given, by [`fraise_ir::Input::sql`]; nothing at delete.
        input: BTreeMap<String, Value>,
    },
    /// `fraise.fire_due`, by the service.
    FireDue {
        /// At most so many.
        limit: i64,
    },
    /// Time passes for one row: since when its state holds is put back, with triggers off.
    Age {
        /// Of this type, whose machine has timers.
        entity: EntityId,
        /// Values of the key's fields.
        key: Vec<Value>,
        /// By so much.
        by: Interval,
    },
}
