//! The ground with rows: those of the seeds, several times, and keys that can be said beforehand.
//!
//! A key that the database would draw is counted instead, from a number that is set before each operation, so that the rows
//! of an operation have the same keys whatever was done before it.

use fraise_emit_postgres::seeds;
use fraise_ir::{
    Checked, Entity, FieldKind, Ir,
    field::Default,
    seed::{RowValue, SeedRow, SeedSet},
};
use fraise_lower::names;
use fraise_pg::{Database, Error, RowsError, Session, insert_rows};
use fraise_sql::{Fragment, Literal, sql};

use crate::ground::{Ground, row_batches};

/// How often the seeds are loaded.
const TIMES: usize = 3;

/// Between the numbers of two operations.
const STEP: usize = 1000;

/// A database to be copied, and what somebody types to have the same.
pub(crate) struct Seeded {
    pub(crate) database: Database,
    pub(crate) script: String,
}

impl Seeded {
    pub(crate) async fn of(ground: &Ground<'_>) -> Result<Self, Error> {
        let database = ground.copy().await?;
        let administrator = database.connect().await?;
        let mut script = Vec::new();
        for statement in fixed_keys(ground.ir) {
            administrator.rows(&statement).await?;
            script.push(format!("{statement};"));
        }
        let session = ground.deployer(&database).await?;
        for time in 0..TIMES {
            script.extend(load(&session, ground, time).await?);
        }
        Ok(Self { database, script: script.join("\n") })
    }
}

/// Loads the seeds, or a copy of them; of a copy that is refused nothing is loaded. Gives the statements.
async fn load(session: &Session, ground: &Ground<'_>, time: usize) -> Result<Vec<String>, Error> {
    let mut ir = Ir::clone(ground.ir);
    if time > 0 {
        ir.seeds = ir.seeds.iter().map(|it| copied(ground.ir, it, time)).collect();
    }
    let ir = Checked::assume(ir);
    let sets: Vec<usize> = (0..ir.seeds.len()).collect();
    let batches = row_batches(&seeds(&ir, &sets));
    match insert_rows(session, &ground.owner, &batches).await {
        Ok(_) => {}
        Err(RowsError::Refused(_)) => return Ok(Vec::new()),
        Err(RowsError::Server(error)) => return Err(error),
    }
    let statement = |it: &fraise_pg::RowBatch| {
        fraise_sql::print::statement(&fraise_sql::statement::Statement::Insert(&it.all))
    };
    Ok(batches.iter().map(statement).collect())
}

/// The same rows under other labels, and with other texts where no two rows may have the same.
fn copied(ir: &Ir, set: &SeedSet, time: usize) -> SeedSet {
    let label = |it: &str| format!("{it}_{time}");
    let row = |row: &SeedRow| {
        let entity = ir.entity(row.entity);
        let value = |(field, value): &(fraise_ir::FieldId, RowValue)| {
            let is_unique = is_unique_text(entity, *field);
            let value = match value {
                RowValue::Row(it) => RowValue::Row(label(it)),
                RowValue::Text(text) if is_unique => RowValue::Text(format!("{text}{time}")),
                other => other.clone(),
            };
            (*field, value)
        };
        // The key of a copy is made of its label.
        let given = row.values.iter().filter(|(field, _)| Some(*field) != entity.id_field());
        SeedRow { label: label(&row.label), values: given.map(value).collect(), ..row.clone() }
    };
    SeedSet { rows: set.rows.iter().map(row).collect(), ..set.clone() }
}

fn is_unique_text(entity: &Entity, field: fraise_ir::FieldId) -> bool {
    let declared = entity.fields.get(field.index);
    let is_text = declared.is_some_and(|it| it.ty.is_text());
    is_text && entity.uniques.iter().any(|it| it.fields.contains(&field))
}

/// The statements by which keys are counted.
fn fixed_keys(ir: &Ir) -> Vec<Fragment> {
    let mut all = vec![
        sql!["create schema fraise_walk"],
        sql!["create sequence fraise_walk.keys"],
        sql![
            "create function fraise_walk.key() returns uuid language sql security definer ",
            "set search_path = pg_catalog, pg_temp as $$ select ",
            "concat('00000000-0000-4000-8000-', lpad(nextval('fraise_walk.keys')::text, 12, '0'))::uuid $$"
        ],
        sql!["grant usage on schema fraise_walk to public"],
    ];
    for (entity, field, default) in drawn_keys(ir) {
        if default == Default::RandomUuid {
            let column = names::column(ir, field);
            let alter = sql!["alter table ", names::table(ir, entity.id), " alter column ", column];
            all.push(sql![alter, " set default fraise_walk.key()"]);
        }
    }
    all
}

/// The keys that the database draws.
fn drawn_keys(ir: &Ir) -> Vec<(&Entity, fraise_ir::FieldId, Default)> {
    let of = |entity| {
        let entity: &Entity = entity;
        let id = entity.id_field()?;
        match &ir.field(id).kind {
            FieldKind::Plain { default: Some(default @ (Default::RandomUuid | Default::Identity)) } => {
                Some((entity, id, default.clone()))
            }
            _ => None,
        }
    };
    ir.entities.iter().filter_map(of).collect()
}

/// Sets the number from which the keys of the next operation are counted.
pub(crate) fn count_from(ir: &Ir, operation: usize) -> Fragment {
    let number = Literal::Integer(i64::try_from((operation + 1) * STEP).unwrap_or(i64::MAX));
    let mut all = vec![sql!["setval('fraise_walk.keys', ", &number, ")"]];
    for (entity, field, default) in drawn_keys(ir) {
        if default == Default::Identity {
            let table = Literal::text(&names::table(ir, entity.id).to_string());
            let column = Literal::text(names::column(ir, field).as_str());
            all.push(sql!["setval(pg_get_serial_sequence(", table, ", ", column, "), ", &number, ")"]);
        }
    }
    sql!["select ", Fragment::join(", ", all)]
}
