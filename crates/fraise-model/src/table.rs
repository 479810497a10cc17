//! The tables that an operation may change: those of types, and those of the language.

use fraise_ir::{EntityId, Ir, Type, names};

use crate::column;

/// One table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// The rows of a type.
    Of(EntityId),
    /// What its machine wrote down.
    Log(EntityId),
    /// `fraise.outbox`
    Outbox,
    /// `fraise.idempotency`
    Idempotency,
    /// `fraise.jobs`
    Jobs,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the database.
    pub name: String,
    /// The type of its values.
    pub ty: Type,
}

impl Table {
    /// All tables that a schema has.
    pub fn all(ir: &Ir) -> Vec<Table> {
        let mut all: Vec<Table> = ir.entities.iter().map(|it| Table::Of(it.id)).collect();
        let logged = ir.entities.iter().filter(|it| it.machine.as_ref().is_some_and(|it| it.log));
        all.extend(logged.map(|it| Table::Log(it.id)));
        let finished = || ir.mutations.iter().filter(|it| it.unfinished(ir).is_none());
        if !ir.events.is_empty() {
            all.push(Table::Outbox);
        }
        if finished().any(|it| it.idempotent.is_some()) {
            all.push(Table::Idempotency);
        }
        if finished().any(|it| !it.after_commit.is_empty()) {
            all.push(Table::Jobs);
        }
        all
    }

    /// The schema that it is in, and its name there.
    pub fn name(self, ir: &Ir) -> (String, String) {
        let of_language = |name: &str| ("fraise".to_owned(), name.to_owned());
        match self {
            Table::Of(entity) => (ir.service.schema.clone(), ir.entity(entity).table.clone()),
            Table::Log(entity) => (ir.service.schema.clone(), names::transitions(&ir.entity(entity).name)),
            Table::Outbox => of_language("outbox"),
            Table::Idempotency => of_language("idempotency"),
            Table::Jobs => of_language("jobs"),
        }
    }

    /// The columns that the model knows, in the order of its records.
    pub fn columns(self, ir: &Ir) -> Vec<Column> {
        let text = || Type::Text(None);
        let of = |columns: &[(&str, Type)]| {
            columns.iter().map(|(name, ty)| Column { name: (*name).to_owned(), ty: ty.clone() }).collect()
        };
        match self {
            Table::Of(entity) => {
                let fields = ir.entity(entity).field_ids();
                let columns = fields.filter_map(|it| {
                    Some(Column { name: ir.field(it).column.clone()?, ty: column::type_of(ir, it) })
                });
                columns.collect()
            }
            Table::Log(entity) => {
                let mut all = vec![Column { name: "id".to_owned(), ty: Type::BigInt }];
                // A composite key is one text.
                let key = ir.entity(entity).id_field();
                let ty = key.map_or(Type::Text(None), |it| column::type_of(ir, it));
                all.push(Column { name: "row_id".to_owned(), ty });
                all.extend(
                    ["from_state", "to_state", "event", "actor", "role", "note"]
                        .map(|name| Column { name: name.to_owned(), ty: text() }),
                );
                all.push(Column { name: "at".to_owned(), ty: Type::Timestamptz });
                all
            }
            Table::Outbox => of(&[
                ("id", Type::BigInt),
                ("event", text()),
                ("type", text()),
                ("row_id", text()),
                ("payload", Type::Json),
                ("actor", text()),
                ("at", Type::Timestamptz),
                ("published_at", Type::Timestamptz),
            ]),
            Table::Idempotency => of(&[
                ("mutation", text()),
                ("viewer", text()),
                ("key", text()),
                ("input", Type::Bytes),
                ("result", text()),
                ("expires_at", Type::Timestamptz),
            ]),
            Table::Jobs => of(&[
                ("id", Type::Uuid),
                ("mutation", text()),
                ("arguments", Type::Json),
                ("results", Type::Json),
                ("attempts", Type::Int),
                ("created_at", Type::Timestamptz),
                ("run_at", Type::Timestamptz),
                ("leased_until", Type::Timestamptz),
                ("done_at", Type::Timestamptz),
                ("failed_at", Type::Timestamptz),
                ("error", text()),
            ]),
        }
    }

    /// The positions of the columns that find a row.
    pub fn key(self, ir: &Ir) -> Vec<usize> {
        match self {
            Table::Of(entity) => {
                let stored: Vec<_> =
                    ir.entity(entity).field_ids().filter(|it| ir.field(*it).is_stored()).collect();
                let key = ir.entity(entity).key_fields();
                key.iter().filter_map(|field| stored.iter().position(|it| it == field)).collect()
            }
            Table::Log(_) | Table::Outbox | Table::Jobs => vec![0],
            Table::Idempotency => vec![0, 1, 2],
        }
    }
}
