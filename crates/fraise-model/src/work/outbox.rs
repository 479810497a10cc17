//! Events of the outbox.

use std::collections::BTreeMap;

use fraise_ir::EventId;

use super::Work;
use crate::{
    Row, Table, Value,
    refusal::{Stop, not_known},
};

impl Work<'_> {
    pub(super) fn emit(&mut self, event: EventId, row: &Row) -> Result<(), Stop> {
        let Some(declared) = self.ir.events.get(event.0) else { return not_known("an event without a name") };
        let mut payload = BTreeMap::new();
        for id in &declared.payload {
            let field = self.ir.field(*id);
            let name = match field.reference {
                Some(_) => format!("{}_id", field.name),
                None => field.name.clone(),
            };
            payload.insert(name, self.world().field(row, *id)?.in_json());
        }
        let record = vec![
            self.new_value(),
            Value::Text(declared.name.clone()),
            Value::Text(self.ir.entity(declared.of).name.clone()),
            self.key_text(row)?,
            Value::Object(payload),
            self.actor.name(),
            self.now(),
            Value::Null,
        ];
        self.record(Table::Outbox, record);
        Ok(())
    }
}
