//! The steps of the administrator. Each looks first, so that a second run changes nothing, says
//! nothing, and no role gets more than it had.

use std::fmt::Display;

use crate::catalog::{DefaultPrivilege, Extension, Membership, OwnedSchema, Role};
use crate::{Body, Fragment, Ident, Literal, sql};

/// Roles that are missing are made with their memberships. A role that exists gets no membership:
/// if it lacks one, or if it can log in, that is an error for the administrator to decide on.
pub(super) fn ensure_roles(roles: &[Role], memberships: &[Membership]) -> String {
    let wanted = rows(roles.iter().map(|role| {
        let comment = match &role.comment {
            Some(text) => Literal::Text(text.clone()),
            None => Literal::Null,
        };
        vec![name(&role.name), comment]
    }));
    let members = rows(memberships.iter().map(|it| vec![name(&it.role), name(&it.member)]));
    let mut body = sql![
        "declare
  made name[] := '{}';
  it record;
begin
  for it in
    select * from (values
",
        wanted,
        "
    ) as wanted (role, comment)
  loop
    if not exists (select from pg_roles where rolname = it.role) then
      execute format('create role %I nologin', it.role);
      execute format('comment on role %I is %L', it.role, it.comment);
      made := made || it.role::name;
    elsif (select rolcanlogin or rolsuper from pg_roles where rolname = it.role) then
      raise exception 'role \"%\" is there and can log in or is a superuser', it.role
        using hint = 'It must be a role of its own that cannot log in: choose other names.';
    end if;
  end loop;
"
    ];
    if !memberships.is_empty() {
        body = sql![
            body,
            "
  for it in
    select * from (values
",
            members,
            "
    ) as wanted (role, member)
    where not exists (
      select from pg_auth_members m
      join pg_roles as shared on shared.oid = m.roleid
      join pg_roles as member on member.oid = m.member
      where shared.rolname = wanted.role and member.rolname = wanted.member
    )
  loop
    if it.member <> all (made) then
      raise exception 'role \"%\" is there but is no member of \"%\"', it.member, it.role
        using hint = 'Grant it by hand if this is meant, or choose other names.';
    end if;
    execute format('grant %I to %I', it.role, it.member);
  end loop;
"
        ];
    }
    do_block(&sql![body, "end"])
}

/// Schemas that are missing are made. One that belongs to nobody in particular, as `public` of a
/// new database does, is handed over; one that belongs to somebody else is an error. Extensions
/// that are missing are made, and the default privileges of the owners are narrowed.
///
/// An administrator who is not a superuser acts for the owners while he does so, and not after
/// (PostgreSQL 16 makes him no more than the one who may decide who acts for them).
pub(super) fn ensure_schemas(
    schemas: &[OwnedSchema],
    extensions: &[Extension],
    default_privileges: &[DefaultPrivilege],
) -> String {
    let wanted = || rows(schemas.iter().map(|it| vec![name(&it.name), name(&it.owner)]));
    let body = sql![
        "declare
  it record;
  acting_for name[] := '{}';
begin
  for it in
    select distinct owner from (values
",
        wanted(),
        "
    ) as wanted (schema, owner)
    where not pg_has_role(owner, 'usage')
  loop
    execute format('grant %I to current_user', it.owner);
    acting_for := acting_for || it.owner::name;
  end loop;

  for it in
    select wanted.*, pg_get_userbyid(nspowner) as owner_now
    from (values
",
        wanted(),
        "
    ) as wanted (schema, owner)
    left join pg_namespace on nspname = wanted.schema
  loop
    if it.owner_now is null then
      execute format('create schema %I authorization %I', it.schema, it.owner);
    elsif it.owner_now = 'pg_database_owner' then
      execute format('alter schema %I owner to %I', it.schema, it.owner);
    elsif it.owner_now <> it.owner then
      raise exception 'schema \"%\" belongs to \"%\"', it.schema, it.owner_now
        using hint = 'Choose another schema, or hand it over by hand.';
    end if;
    execute format('revoke all on schema %I from public', it.schema);
  end loop;
",
        extension_loop(extensions),
        default_privilege_loop(default_privileges),
        "
  for it in
    select unnest(acting_for) as owner
  loop
    execute format('revoke %I from current_user', it.owner);
  end loop;
end"
    ];
    do_block(&body)
}

fn extension_loop(extensions: &[Extension]) -> Fragment {
    if extensions.is_empty() {
        return Fragment::new();
    }
    let wanted = rows(extensions.iter().map(|it| vec![name(&it.name), name(&it.schema)]));
    sql![
        "
  for it in
    select wanted.*, nspname as schema_now
    from (values
",
        wanted,
        "
    ) as wanted (extension, schema)
    left join pg_extension on extname = wanted.extension
    left join pg_namespace on pg_namespace.oid = extnamespace
  loop
    if it.schema_now is null then
      execute format('create extension %I with schema %I', it.extension, it.schema);
    elsif it.schema_now <> it.schema then
      raise exception 'extension \"%\" is there, but in schema \"%\"', it.extension, it.schema_now
        using hint = format(
          'Move it: alter extension %I set schema %I. Or choose %I as the schema of the tables.',
          it.extension, it.schema, it.schema_now
        );
    end if;
  end loop;
"
    ]
}

fn default_privilege_loop(default_privileges: &[DefaultPrivilege]) -> Fragment {
    let statements = default_privileges.iter().map(|it| match it {
        DefaultPrivilege::RevokeExecuteFromPublic { role } => sql![
            "
  alter default privileges for role ",
            role,
            " revoke execute on functions from public;
"
        ],
    });
    Fragment::join("", statements)
}

fn name(name: &Ident) -> Literal {
    Literal::text(name.as_str())
}

/// The rows of `values`, one a line.
fn rows(rows: impl Iterator<Item = Vec<Literal>>) -> Fragment {
    let rows: Vec<Fragment> = rows.map(|row| sql!["      ("].list(", ", row).kw(")")).collect();
    Fragment::join(",\n", rows)
}

fn do_block(body: &impl Display) -> String {
    format!("do {};", Body::rendered(&body.to_string()))
}
