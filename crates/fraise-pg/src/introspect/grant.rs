//! Rights, without those that an owner has anyway.

use std::collections::BTreeMap;

use fraise_sql::catalog::{Grant, Grantee, Privilege};
use tokio_postgres::Row;

use super::{Reader, ident, unknown};
use crate::Error;

/// Rights by the number of their object.
pub(super) type Grants = BTreeMap<u32, Vec<Grant>>;

/// Rights on schemas.
pub(super) const SCHEMAS: &str = "
    select n.oid, n.nspname::text as shown, a.privilege_type, a.is_grantable, null as col,
           r.rolname
    from pg_namespace n
    cross join aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname = any ($1) and a.grantee <> n.nspowner
    order by n.oid, a.grantee, a.privilege_type";

/// Rights on whole tables, views and sequences.
pub(super) const RELATIONS: &str = "
    select c.oid, c.oid::regclass::text as shown, a.privilege_type, a.is_grantable, null as col,
           r.rolname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join aclexplode(coalesce(
      c.relacl, acldefault(case c.relkind when 'S' then 's'::\"char\" else 'r' end, c.relowner))) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and a.grantee <> c.relowner
    order by c.oid, a.grantee, a.privilege_type";

/// Rights on columns.
pub(super) const COLUMNS: &str = "
    select c.oid, c.oid::regclass::text as shown, a.privilege_type, a.is_grantable,
           t.attname as col, r.rolname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute t on t.attrelid = c.oid and not t.attisdropped
    cross join aclexplode(t.attacl) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname = any ($1) and a.grantee <> c.relowner
    order by c.oid, a.grantee, a.privilege_type, t.attnum";

/// Rights on functions.
pub(super) const FUNCTIONS: &str = "
    select p.oid, p.oid::regprocedure::text as shown, a.privilege_type, a.is_grantable, null as col,
           r.rolname
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    left join pg_roles r on r.oid = a.grantee
    where n.nspname = any ($1) and a.grantee <> p.proowner
    order by p.oid, a.grantee, a.privilege_type";

/// The rights that one of the queries above finds.
pub(super) async fn read(reader: &mut Reader<'_>, query: &str) -> Result<Grants, Error> {
    let mut grants = Grants::new();
    for row in &reader.rows(query).await? {
        let shown: String = row.try_get("shown")?;
        if row.try_get("is_grantable")? {
            reader.beyond(format!("a right on {shown}"), "may be passed on");
        }
        let list = grants.entry(row.try_get("oid")?).or_default();
        add(list, row)?;
    }
    Ok(grants)
}

/// Adds a right; columns of the same right come one after the other.
fn add(list: &mut Vec<Grant>, row: &Row) -> Result<(), Error> {
    let privilege = privilege(row.try_get("privilege_type")?)?;
    let to = grantee(row)?;
    let Some(column) = row.try_get::<_, Option<String>>("col")? else {
        list.push(Grant::whole(privilege, to));
        return Ok(());
    };
    let column = ident(&column)?;
    match list.last_mut() {
        Some(last) if last.privilege == privilege && last.to == to && !last.columns.is_empty() => {
            last.columns.push(column);
        }
        _ => list.push(Grant::on_columns(privilege, vec![column], to)),
    }
    Ok(())
}

fn grantee(row: &Row) -> Result<Grantee, Error> {
    let role: Option<&str> = row.try_get("rolname")?;
    role.map_or(Ok(Grantee::Public), |role| Ok(Grantee::Role(ident(role)?)))
}

fn privilege(word: &str) -> Result<Privilege, Error> {
    Ok(match word {
        "SELECT" => Privilege::Select,
        "INSERT" => Privilege::Insert,
        "UPDATE" => Privilege::Update,
        "DELETE" => Privilege::Delete,
        "TRUNCATE" => Privilege::Truncate,
        "REFERENCES" => Privilege::References,
        "TRIGGER" => Privilege::Trigger,
        "MAINTAIN" => Privilege::Maintain,
        "USAGE" => Privilege::Usage,
        "CREATE" => Privilege::Create,
        "EXECUTE" => Privilege::Execute,
        other => return Err(unknown("privilege", other)),
    })
}
