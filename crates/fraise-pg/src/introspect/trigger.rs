//! Triggers.

use fraise_sql::catalog::{Event, Level, Timing, Trigger};
use fraise_sql::{Fragment, Ident, QualifiedName, Text};

use super::table::Tables;
use super::{Reader, comment, idents, name_at};
use crate::Error;

/// Bits of `pg_trigger.tgtype`.
const ROW: i16 = 1;
const BEFORE: i16 = 2;
const INSERT: i16 = 4;
const DELETE: i16 = 8;
const UPDATE: i16 = 16;
const TRUNCATE: i16 = 32;
const INSTEAD: i16 = 64;

pub(super) async fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select g.tgrelid, g.tgname as name, g.tgtype, g.tgenabled <> 'O' as switched,
                    g.tgconstraint <> 0 as deferred, g.tgargs,
                    g.tgoldtable::text, g.tgnewtable::text,
                    obj_description(g.oid, 'pg_trigger') as comment,
                    case when g.tgqual is not null then pg_get_triggerdef(g.oid) end as definition,
                    fn.nspname as schema, f.proname as function,
                    array(select a.attname::text from unnest(g.tgattr::int2[])
                            with ordinality k (num, place)
                          join pg_attribute a on a.attrelid = g.tgrelid and a.attnum = num
                          order by place) as columns
             from pg_trigger g
             join pg_class t on t.oid = g.tgrelid
             join pg_namespace n on n.oid = t.relnamespace
             join pg_proc f on f.oid = g.tgfoid
             join pg_namespace fn on fn.oid = f.pronamespace
             where n.nspname = any ($1) and t.relkind = 'r' and not g.tgisinternal
             order by g.tgrelid, g.tgname",
        )
        .await?;
    for row in &rows {
        let Some(table) = tables.get_mut(&row.try_get("tgrelid")?) else {
            continue;
        };
        let name = name_at(row, "name")?;
        for (column, what) in
            [("switched", "is switched off or to replication"), ("deferred", "is a constraint trigger")]
        {
            if row.try_get(column)? {
                reader.beyond(format!("trigger {name} on {}", table.name), what);
            }
        }
        let bits: i16 = row.try_get("tgtype")?;
        let columns = idents(&row.try_get::<_, Vec<String>>("columns")?)?;
        let definition: Option<&str> = row.try_get("definition")?;
        table.triggers.push(Trigger {
            name,
            timing: timing(bits),
            events: events(bits, columns),
            level: if bits & ROW == 0 { Level::Statement } else { Level::Row },
            old_table: transition(row.try_get("tgoldtable")?)?,
            new_table: transition(row.try_get("tgnewtable")?)?,
            condition: definition.and_then(condition),
            function: QualifiedName::new(name_at(row, "schema")?, name_at(row, "function")?),
            arguments: arguments(row.try_get("tgargs")?),
            comment: comment(row)?,
        });
    }
    Ok(())
}

/// The condition in what `pg_get_triggerdef` prints. `pg_get_expr` cannot print it, since it knows
/// one row and a trigger has two.
pub(crate) fn condition(definition: &str) -> Option<Fragment> {
    let (_, rest) = definition.split_once(" WHEN (")?;
    let (condition, _) = rest.rsplit_once(") EXECUTE FUNCTION ")?;
    Some(Fragment::deparsed(condition))
}

fn timing(bits: i16) -> Timing {
    if bits & INSTEAD != 0 {
        Timing::InsteadOf
    } else if bits & BEFORE != 0 {
        Timing::Before
    } else {
        Timing::After
    }
}

fn events(bits: i16, columns: Vec<Ident>) -> Vec<Event> {
    let all = [
        (INSERT, Event::Insert),
        (UPDATE, Event::Update(columns)),
        (DELETE, Event::Delete),
        (TRUNCATE, Event::Truncate),
    ];
    all.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, event)| event).collect()
}

fn transition(name: Option<&str>) -> Result<Option<Ident>, Error> {
    name.map(super::ident).transpose()
}

/// Arguments are kept one behind the other, each ended by NUL.
fn arguments(bytes: &[u8]) -> Vec<Text> {
    let all = bytes.strip_suffix(b"\0");
    all.iter()
        .flat_map(|bytes| bytes.split(|byte| *byte == 0))
        .map(|bytes| Text::without_nul(&String::from_utf8_lossy(bytes)))
        .collect()
}
