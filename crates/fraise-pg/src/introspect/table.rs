//! Tables and their columns; what hangs on them is read by its own file.

use std::collections::BTreeMap;

use fraise_sql::catalog::{Column, Generated, GeneratedKind, Identity, Table};

use super::{
    Reader, comment, constraint, expression, grant, index, name_at, policy, qualified, trigger, unknown,
};
use crate::Error;

/// Tables by their numbers.
pub(super) type Tables = BTreeMap<u32, Table>;

pub(super) async fn read(reader: &mut Reader<'_>) -> Result<Vec<Table>, Error> {
    let (mut tables, order) = bare(reader).await?;
    columns(reader, &mut tables).await?;
    constraint::read(reader, &mut tables).await?;
    index::read(reader, &mut tables).await?;
    trigger::read(reader, &mut tables).await?;
    policy::read(reader, &mut tables).await?;
    for query in [grant::RELATIONS, grant::COLUMNS] {
        for (oid, grants) in grant::read(reader, query).await? {
            if let Some(table) = tables.get_mut(&oid) {
                table.grants.extend(grants);
            }
        }
    }
    Ok(order.iter().filter_map(|oid| tables.remove(oid)).collect())
}

/// The tables without anything on them, and their numbers in the order of their names.
async fn bare(reader: &mut Reader<'_>) -> Result<(Tables, Vec<u32>), Error> {
    let rows = reader
        .rows(
            "select c.oid, n.nspname as schema, c.relname as name,
                    pg_get_userbyid(c.relowner) as owner,
                    obj_description(c.oid, 'pg_class') as comment,
                    c.relrowsecurity, c.relforcerowsecurity, c.relpersistence <> 'p' as unlogged,
                    c.relhassubclass or c.relispartition
                      or exists (select from pg_inherits i where i.inhrelid = c.oid) as inherits
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r' and n.nspname = any ($1) order by 2, 3",
        )
        .await?;
    let mut tables = Tables::new();
    let mut order = Vec::new();
    for row in &rows {
        let mut table = Table::new(qualified(row)?);
        let shown = format!("table {}", table.name);
        reader.owned(&shown, row.try_get("owner")?);
        for (column, what) in [
            ("relforcerowsecurity", "forces row security on its owner"),
            ("unlogged", "is unlogged"),
            ("inherits", "inherits or is inherited"),
        ] {
            if row.try_get(column)? {
                reader.beyond(&shown, what);
            }
        }
        table.row_security = row.try_get("relrowsecurity")?;
        table.comment = comment(row)?;
        let oid = row.try_get("oid")?;
        tables.insert(oid, table);
        order.push(oid);
    }
    Ok((tables, order))
}

async fn columns(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select a.attrelid, a.attname as name, a.atttypid, a.atttypmod, a.attnotnull,
                    a.attidentity::text, a.attgenerated::text,
                    pg_get_expr(d.adbin, d.adrelid) as expression,
                    col_description(a.attrelid, a.attnum) as comment,
                    a.attcollation <> t.typcollation as collated
             from pg_attribute a
             join pg_type t on t.oid = a.atttypid
             join pg_class c on c.oid = a.attrelid
             join pg_namespace n on n.oid = c.relnamespace
             left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where c.relkind = 'r' and n.nspname = any ($1)
               and a.attnum > 0 and not a.attisdropped
             order by a.attrelid, a.attnum",
        )
        .await?;
    for row in &rows {
        let Some(table) = tables.get_mut(&row.try_get("attrelid")?) else {
            continue;
        };
        let name = name_at(row, "name")?;
        if row.try_get("collated")? {
            reader.beyond(format!("column {}.{name}", table.name), "has a collation of its own");
        }
        let ty = reader.types.get(row.try_get("atttypid")?, row.try_get("atttypmod")?)?;
        let mut column = Column::new(name, ty);
        column.not_null = row.try_get("attnotnull")?;
        column.comment = comment(row)?;
        column.identity = identity(row.try_get("attidentity")?)?;
        let kind = generated(row.try_get("attgenerated")?)?;
        let expression = expression(row, "expression")?;
        match (kind, expression) {
            (Some(kind), Some(expression)) => {
                column.generated = Some(Generated { expression, kind });
            }
            (_, default) => column.default = default,
        }
        table.columns.push(column);
    }
    Ok(())
}

fn identity(code: &str) -> Result<Option<Identity>, Error> {
    match code {
        "" => Ok(None),
        "a" => Ok(Some(Identity::Always)),
        "d" => Ok(Some(Identity::ByDefault)),
        other => Err(unknown("kind of identity", other)),
    }
}

fn generated(code: &str) -> Result<Option<GeneratedKind>, Error> {
    match code {
        "" => Ok(None),
        "s" => Ok(Some(GeneratedKind::Stored)),
        "v" => Ok(Some(GeneratedKind::Virtual)),
        other => Err(unknown("kind of generated column", other)),
    }
}
