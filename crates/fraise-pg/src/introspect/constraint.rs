//! Keys, checks, foreign keys.

use fraise_sql::catalog::{Check, ForeignKey, Key, OnDelete};
use fraise_sql::{Ident, QualifiedName};
use tokio_postgres::Row;

use super::table::Tables;
use super::{Reader, comment, expression, idents, name_at, unknown};
use crate::Error;

/// From PostgreSQL 18 on `not null` is a constraint too (`n`); the column says the same.
pub(super) async fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select c.conrelid, c.conname as name, c.contype::text,
                    obj_description(c.oid, 'pg_constraint') as comment,
                    pg_get_expr(c.conbin, c.conrelid) as expression,
                    columns.names as columns, target_columns.names as target_columns,
                    set_columns.names as set_columns,
                    fn.nspname as target_schema, f.relname as target_name,
                    c.confdeltype::text,
                    c.confupdtype not in ('a', ' ') as updates,
                    c.confmatchtype not in ('s', ' ') as matches,
                    c.condeferrable, not c.convalidated as unproved,
                    coalesce(x.indnullsnotdistinct, false) as nulls_equal,
                    x.indnatts <> x.indnkeyatts as includes
             from pg_constraint c
             join pg_class t on t.oid = c.conrelid
             join pg_namespace n on n.oid = t.relnamespace
             left join pg_class f on f.oid = c.confrelid
             left join pg_namespace fn on fn.oid = f.relnamespace
             left join pg_index x on x.indexrelid = c.conindid and c.contype in ('p', 'u')
             cross join lateral (
               select array(select attname::text
                            from unnest(c.conkey) with ordinality k (num, place)
                            join pg_attribute on attrelid = c.conrelid and attnum = num
                            order by place) as names) as columns
             cross join lateral (
               select array(select attname::text
                            from unnest(c.confkey) with ordinality k (num, place)
                            join pg_attribute on attrelid = c.confrelid and attnum = num
                            order by place) as names) as target_columns
             cross join lateral (
               select array(select attname::text
                            from unnest(c.confdelsetcols) with ordinality k (num, place)
                            join pg_attribute on attrelid = c.conrelid and attnum = num
                            order by place) as names) as set_columns
             where n.nspname = any ($1) and t.relkind = 'r' and c.contype not in ('n', 't')
             order by c.conrelid, c.conname",
        )
        .await?;
    for row in &rows {
        let Some(table) = tables.get_mut(&row.try_get("conrelid")?) else {
            continue;
        };
        let name = name_at(row, "name")?;
        note_beyond(reader, row, &name, &table.name)?;
        let columns = idents(&row.try_get::<_, Vec<String>>("columns")?)?;
        let comment = comment(row)?;
        match row.try_get("contype")? {
            "p" => {
                table.primary_key = Some(Key { name, columns, comment });
            }
            "u" => table.uniques.push(Key { name, columns, comment }),
            "c" => table.checks.push(Check {
                name,
                expression: expression(row, "expression")?.unwrap_or_default(),
                comment,
            }),
            "f" => table.foreign_keys.push(ForeignKey {
                name,
                columns,
                target: QualifiedName::new(name_at(row, "target_schema")?, name_at(row, "target_name")?),
                target_columns: idents(&row.try_get::<_, Vec<String>>("target_columns")?)?,
                on_delete: on_delete(row)?,
                comment,
            }),
            other => reader
                .beyond(format!("constraint {name} on {}", table.name), format!("is of the kind {other}")),
        }
    }
    Ok(())
}

fn note_beyond(reader: &mut Reader<'_>, row: &Row, name: &Ident, table: &QualifiedName) -> Result<(), Error> {
    for (column, what) in [
        ("updates", "acts on update"),
        ("matches", "matches in full"),
        ("condeferrable", "is deferrable"),
        ("unproved", "is not validated"),
        ("nulls_equal", "takes nulls as equal"),
        ("includes", "includes further columns"),
    ] {
        if row.try_get::<_, Option<bool>>(column)? == Some(true) {
            reader.beyond(format!("constraint {name} on {table}"), what);
        }
    }
    Ok(())
}

fn on_delete(row: &Row) -> Result<OnDelete, Error> {
    let columns = idents(&row.try_get::<_, Vec<String>>("set_columns")?)?;
    Ok(match row.try_get("confdeltype")? {
        "a" => OnDelete::NoAction,
        "r" => OnDelete::Restrict,
        "c" => OnDelete::Cascade,
        "n" if columns.is_empty() => OnDelete::SetNull,
        "n" => OnDelete::SetNullColumns(columns),
        "d" => OnDelete::SetDefault,
        other => return Err(unknown("action on delete", other)),
    })
}
