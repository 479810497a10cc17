//! Indexes, without those of keys.

use fraise_sql::catalog::{Index, IndexKey, IndexMethod, IndexTerm, Nulls, Order};
use fraise_sql::{Fragment, QualifiedName};
use tokio_postgres::Row;

use super::table::Tables;
use super::{Reader, comment, expression, ident, idents, name_at, unknown};
use crate::Error;

/// Bits of `pg_index.indoption`.
const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

pub(super) async fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select x.indrelid, i.relname as name, m.amname, x.indisunique, not x.indisvalid as broken,
                    x.indnullsnotdistinct,
                    obj_description(i.oid, 'pg_class') as comment,
                    pg_get_expr(x.indpred, x.indrelid) as condition,
                    array(select a.attname::text from unnest(x.indkey::int2[]) with ordinality
                            as k (num, place)
                          join pg_attribute a on a.attrelid = x.indrelid and a.attnum = num
                          where place > x.indnkeyatts order by place) as include,
                    array(select coalesce(a.attname::text, '') from unnest(x.indkey::int2[])
                            with ordinality as k (num, place)
                          left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = num
                          where place <= x.indnkeyatts order by place) as columns,
                    array(select pg_get_indexdef(i.oid, place, false)
                          from generate_series(1, x.indnkeyatts) place order by place) as shown,
                    x.indoption::int2[] as options,
                    array(select case when o.opcdefault then '' else n.nspname end
                          from unnest(x.indclass::oid[]) with ordinality c (num, place)
                          join pg_opclass o on o.oid = num
                          join pg_namespace n on n.oid = o.opcnamespace
                          order by place) as class_schemas,
                    array(select o.opcname::text
                          from unnest(x.indclass::oid[]) with ordinality c (num, place)
                          join pg_opclass o on o.oid = num order by place) as classes
             from pg_index x
             join pg_class i on i.oid = x.indexrelid
             join pg_am m on m.oid = i.relam
             join pg_class t on t.oid = x.indrelid
             join pg_namespace n on n.oid = t.relnamespace
             where n.nspname = any ($1) and t.relkind = 'r' and not exists (
               select from pg_constraint c
               where c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x'))
             order by x.indrelid, i.relname",
        )
        .await?;
    for row in &rows {
        let Some(table) = tables.get_mut(&row.try_get("indrelid")?) else {
            continue;
        };
        let name = name_at(row, "name")?;
        for (column, what) in [("broken", "is not valid"), ("indnullsnotdistinct", "takes nulls as equal")] {
            if row.try_get(column)? {
                reader.beyond(format!("index {}.{name}", table.name.schema), what);
            }
        }
        table.indexes.push(Index {
            name,
            method: method(row.try_get("amname")?)?,
            keys: keys(row)?,
            include: idents(&row.try_get::<_, Vec<String>>("include")?)?,
            condition: expression(row, "condition")?,
            unique: row.try_get("indisunique")?,
            comment: comment(row)?,
        });
    }
    Ok(())
}

fn keys(row: &Row) -> Result<Vec<IndexKey>, Error> {
    let columns: Vec<String> = row.try_get("columns")?;
    let shown: Vec<String> = row.try_get("shown")?;
    let options: Vec<i16> = row.try_get("options")?;
    let class_schemas: Vec<String> = row.try_get("class_schemas")?;
    let classes: Vec<String> = row.try_get("classes")?;
    let mut keys = Vec::new();
    let parts = columns.iter().zip(&shown).zip(&options);
    for (((column, shown), option), (schema, class)) in parts.zip(class_schemas.iter().zip(&classes)) {
        let term = if column.is_empty() {
            IndexTerm::Expression(Fragment::deparsed(shown.as_str()))
        } else {
            IndexTerm::Column(ident(column)?)
        };
        let operator_class =
            if schema.is_empty() { None } else { Some(QualifiedName::new(ident(schema)?, ident(class)?)) };
        let descending = option & DESCENDING != 0;
        let nulls_first = option & NULLS_FIRST != 0;
        keys.push(IndexKey {
            term,
            operator_class,
            order: if descending { Order::Descending } else { Order::Ascending },
            nulls: if descending == nulls_first { Nulls::Default } else { Nulls::Reversed },
        });
    }
    Ok(keys)
}

fn method(name: &str) -> Result<IndexMethod, Error> {
    IndexMethod::ALL
        .into_iter()
        .find(|method| method.keyword() == name)
        .ok_or_else(|| unknown("index method", name))
}
