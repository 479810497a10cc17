//! Schemas, extensions, default privileges, enum types.

use fraise_sql::Text;
use fraise_sql::catalog::{DefaultPrivilege, EnumType, Extension, Schema};

use super::{Reader, comment, grant, name_at, qualified};
use crate::Error;

pub(super) async fn read(reader: &mut Reader<'_>) -> Result<Vec<Schema>, Error> {
    let mut grants = grant::read(reader, grant::SCHEMAS).await?;
    let rows = reader
        .rows(
            "select oid, nspname as name, pg_get_userbyid(nspowner) as owner,
                    obj_description(oid, 'pg_namespace') as comment
             from pg_namespace where nspname = any ($1) order by nspname",
        )
        .await?;
    let mut schemas = Vec::new();
    for row in &rows {
        let name = name_at(row, "name")?;
        reader.owned(format!("schema {name}"), row.try_get("owner")?);
        schemas.push(Schema {
            name,
            grants: grants.remove(&row.try_get("oid")?).unwrap_or_default(),
            comment: comment(row)?,
        });
    }
    Ok(schemas)
}

/// Every extension but the language that is always there.
pub(super) async fn extensions(reader: &Reader<'_>) -> Result<Vec<Extension>, Error> {
    let rows = reader
        .client
        .query(
            "select e.extname as name, n.nspname as schema
             from pg_extension e join pg_namespace n on n.oid = e.extnamespace
             where e.extname <> 'plpgsql' order by 1",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(Extension { name: name_at(row, "name")?, schema: name_at(row, "schema")? }))
        .collect()
}

/// The default privileges of whoever owns one of the schemas, or an object in them.
pub(super) async fn default_privileges(reader: &mut Reader<'_>) -> Result<Vec<DefaultPrivilege>, Error> {
    let rows = reader
        .rows(
            "select r.rolname as role,
                    d.defaclnamespace = 0 and d.defaclobjtype = 'f' and not exists (
                      select from aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole
                    ) as known
             from pg_default_acl d join pg_roles r on r.oid = d.defaclrole
             where d.defaclrole in (select nspowner from pg_namespace where nspname = any ($1))
             order by 1",
        )
        .await?;
    let mut privileges = Vec::new();
    for row in &rows {
        let role = name_at(row, "role")?;
        if row.try_get("known")? {
            privileges.push(DefaultPrivilege::RevokeExecuteFromPublic { role });
        } else {
            reader.beyond(format!("role {role}"), "has further default privileges");
        }
    }
    Ok(privileges)
}

pub(super) async fn enums(reader: &mut Reader<'_>) -> Result<Vec<EnumType>, Error> {
    let rows = reader
        .rows(
            "select n.nspname as schema, t.typname as name, pg_get_userbyid(t.typowner) as owner,
                    obj_description(t.oid, 'pg_type') as comment,
                    array(select enumlabel::text from pg_enum
                          where enumtypid = t.oid order by enumsortorder) as members
             from pg_type t join pg_namespace n on n.oid = t.typnamespace
             where t.typtype = 'e' and n.nspname = any ($1) order by 1, 2",
        )
        .await?;
    let mut enums = Vec::new();
    for row in &rows {
        let name = qualified(row)?;
        reader.owned(format!("type {name}"), row.try_get("owner")?);
        let members: Vec<String> = row.try_get("members")?;
        enums.push(EnumType {
            name,
            members: members.iter().map(|it| Text::without_nul(it)).collect(),
            comment: comment(row)?,
        });
    }
    Ok(enums)
}
