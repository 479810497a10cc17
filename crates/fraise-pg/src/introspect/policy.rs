//! Policies.

use fraise_sql::catalog::{Grantee, Policy, PolicyCommand};

use super::table::Tables;
use super::{Reader, comment, expression, ident, name_at, unknown};
use crate::Error;

pub(super) async fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), Error> {
    let rows = reader
        .rows(
            "select p.polrelid, p.polname as name, p.polcmd::text, not p.polpermissive as narrows,
                    obj_description(p.oid, 'pg_policy') as comment,
                    pg_get_expr(p.polqual, p.polrelid) as using,
                    pg_get_expr(p.polwithcheck, p.polrelid) as with_check,
                    array(select r.rolname::text from unnest(p.polroles) with ordinality
                            as k (num, place)
                          join pg_roles r on r.oid = num order by place) as roles
             from pg_policy p
             join pg_class t on t.oid = p.polrelid
             join pg_namespace n on n.oid = t.relnamespace
             where n.nspname = any ($1) and t.relkind = 'r'
             order by p.polrelid, p.polname",
        )
        .await?;
    for row in &rows {
        let Some(table) = tables.get_mut(&row.try_get("polrelid")?) else {
            continue;
        };
        let name = name_at(row, "name")?;
        if row.try_get("narrows")? {
            reader.beyond(format!("policy {name} on {}", table.name), "is restrictive");
        }
        let roles: Vec<String> = row.try_get("roles")?;
        let roles: Result<Vec<Grantee>, Error> =
            roles.iter().map(|role| Ok(Grantee::Role(ident(role)?))).collect();
        table.policies.push(Policy {
            name,
            command: command(row.try_get("polcmd")?)?,
            roles: roles?,
            using: expression(row, "using")?,
            with_check: expression(row, "with_check")?,
            comment: comment(row)?,
        });
    }
    Ok(())
}

fn command(code: &str) -> Result<PolicyCommand, Error> {
    Ok(match code {
        "*" => PolicyCommand::All,
        "r" => PolicyCommand::Select,
        "a" => PolicyCommand::Insert,
        "w" => PolicyCommand::Update,
        "d" => PolicyCommand::Delete,
        other => return Err(unknown("command of a policy", other)),
    })
}
