//! Sequences and views, and the kinds of relation that the model does not know.

use fraise_sql::catalog::{OwnedBy, Sequence, View, ViewColumn};
use fraise_sql::{Fragment, QualifiedName};

use super::{Reader, comment, grant, idents, name_at, qualified};
use crate::Error;

pub(super) async fn sequences(reader: &mut Reader<'_>) -> Result<Vec<Sequence>, Error> {
    let mut grants = grant::read(reader, grant::RELATIONS).await?;
    let rows = reader
        .rows(
            "select c.oid, n.nspname as schema, c.relname as name,
                    pg_get_userbyid(c.relowner) as owner,
                    obj_description(c.oid, 'pg_class') as comment,
                    s.seqtypid, s.seqstart, s.seqincrement, s.seqcycle,
                    tn.nspname as table_schema, t.relname as table_name, a.attname as column_name
             from pg_sequence s
             join pg_class c on c.oid = s.seqrelid
             join pg_namespace n on n.oid = c.relnamespace
             left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
               and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
               and d.refobjsubid > 0
             left join pg_class t on t.oid = d.refobjid
             left join pg_namespace tn on tn.oid = t.relnamespace
             left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
             where n.nspname = any ($1) and d.deptype is distinct from 'i' order by 2, 3",
        )
        .await?;
    let mut sequences = Vec::new();
    for row in &rows {
        let name = qualified(row)?;
        reader.owned(format!("sequence {name}"), row.try_get("owner")?);
        if row.try_get("seqcycle")? {
            reader.beyond(format!("sequence {name}"), "starts again at its end");
        }
        let table: Option<&str> = row.try_get("table_name")?;
        let owned_by = match table {
            Some(_) => Some(OwnedBy {
                table: QualifiedName::new(name_at(row, "table_schema")?, name_at(row, "table_name")?),
                column: name_at(row, "column_name")?,
            }),
            None => None,
        };
        sequences.push(Sequence {
            name,
            ty: reader.types.plain(row.try_get("seqtypid")?)?,
            start: row.try_get("seqstart")?,
            increment: row.try_get("seqincrement")?,
            owned_by,
            grants: grants.remove(&row.try_get("oid")?).unwrap_or_default(),
            comment: comment(row)?,
        });
    }
    Ok(sequences)
}

pub(super) async fn views(reader: &mut Reader<'_>) -> Result<Vec<View>, Error> {
    let mut grants = grant::read(reader, grant::RELATIONS).await?;
    for (oid, of_columns) in grant::read(reader, grant::COLUMNS).await? {
        grants.entry(oid).or_default().extend(of_columns);
    }
    let rows = reader
        .rows(
            "select c.oid, n.nspname as schema, c.relname as name,
                    pg_get_userbyid(c.relowner) as owner,
                    obj_description(c.oid, 'pg_class') as comment,
                    coalesce(c.reloptions, '{}') as options,
                    rtrim(pg_get_viewdef(c.oid), ';') as query,
                    array(select attname::text from pg_attribute
                          where attrelid = c.oid and attnum > 0 order by attnum) as columns,
                    array(select atttypid from pg_attribute
                          where attrelid = c.oid and attnum > 0 order by attnum) as types
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'v' and n.nspname = any ($1) order by 2, 3",
        )
        .await?;
    let mut views = Vec::new();
    for row in &rows {
        let name = qualified(row)?;
        let shown = format!("view {name}");
        reader.owned(&shown, row.try_get("owner")?);
        let options: Vec<String> = row.try_get("options")?;
        let is_invoker = |it: &String| matches!(it.as_str(), "security_invoker=true" | "security_invoker=on");
        if !options.iter().any(is_invoker) {
            reader.beyond(&shown, "is no security invoker");
        }
        for option in options.iter().filter(|it| !is_invoker(it)) {
            reader.beyond(&shown, format!("has the option {option}"));
        }
        let names = idents(&row.try_get::<_, Vec<String>>("columns")?)?;
        let mut columns = Vec::new();
        for (column, ty) in names.into_iter().zip(row.try_get::<_, Vec<u32>>("types")?) {
            columns.push(ViewColumn::new(column, reader.types.plain(ty)?));
        }
        views.push(View {
            name,
            note: None,
            columns,
            query: Fragment::deparsed(row.try_get::<_, String>("query")?),
            grants: grants.remove(&row.try_get("oid")?).unwrap_or_default(),
            comment: comment(row)?,
        });
    }
    Ok(views)
}

/// Relations and types that the model does not know.
pub(super) async fn others(reader: &mut Reader<'_>) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select n.nspname as schema, c.relname as name,
                    case c.relkind when 'm' then 'materialized view' when 'f' then 'foreign table'
                      when 'p' then 'partitioned table' else 'composite type' end as kind
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('m', 'f', 'p', 'c') and n.nspname = any ($1)
             union all
             select n.nspname, t.typname,
                    case t.typtype when 'd' then 'domain' else 'range type' end
             from pg_type t join pg_namespace n on n.oid = t.typnamespace
             where t.typtype in ('d', 'r') and n.nspname = any ($1)
             union all
             select n.nspname, p.proname,
                    case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate'
                      else 'window function' end
             from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where p.prokind <> 'f' and n.nspname = any ($1)
             union all
             select n.nspname, c.relname, 'rule ' || r.rulename || ' on table'
             from pg_rewrite r join pg_class c on c.oid = r.ev_class
             join pg_namespace n on n.oid = c.relnamespace
             where r.rulename <> '_RETURN' and n.nspname = any ($1)
             order by 1, 2, 3",
        )
        .await?;
    for row in &rows {
        let kind: &str = row.try_get("kind")?;
        let name = qualified(row)?;
        reader.beyond(format!("{kind} {name}"), "is of a kind that is never made");
    }
    Ok(())
}
