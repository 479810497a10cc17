//! Roles, grants and policies.

use super::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &NOBODY_IS_THE_OWNER,
    &ROLES_ARE_PLAIN,
    &NO_ROLE_LEADS_TO_ANOTHER,
    &ROWS_ARE_GUARDED,
    &POLICIES_NAME_ROLES,
    &WRITES_ARE_CHECKED,
    &HELPERS_ARE_ASKED_ONCE,
    &VIEWS_ACT_FOR_THE_READER,
    &NOTHING_BEYOND_THE_FOUR_VERBS,
    &NOTHING_FOR_EVERYBODY,
    &NOBODY_CREATES,
];

/// Row security does not hold for who owns the table.
const NOBODY_IS_THE_OWNER: Lint = Lint {
    name: "no login may become the owner",
    finds: "
        select rolname from pg_roles
        where rolcanlogin and not rolsuper and pg_has_role(oid, :'prefix_owner', 'member')",
    damage: "create role loose login; grant :prefix_owner to loose",
};

/// One of these attributes is worth more than all grants.
const ROLES_ARE_PLAIN: Lint = Lint {
    name: "roles have no power of their own and no login",
    finds: "
        select rolname from pg_roles
        where (rolname in (:'prefix_owner', :'prefix_api', :'prefix_service')
            or starts_with(rolname, :'prefix_role_'))
          and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
    damage: "alter role :prefix_api bypassrls",
};

/// A role that is granted to another makes `set role` a way up; included roles are written out instead.
const NO_ROLE_LEADS_TO_ANOTHER: Lint = Lint {
    name: "roles are members of the common role alone",
    finds: "
        select m.rolname, r.rolname from pg_auth_members
        join pg_roles m on m.oid = member
        join pg_roles r on r.oid = roleid
        where starts_with(m.rolname, :'prefix_') and not m.rolcanlogin and r.rolname <> :'prefix_api'",
    damage: "grant :prefix_role_admin to :prefix_service",
};

/// Enabled, so that no grant shows every row; not forced, since the functions of the owner must write.
const ROWS_ARE_GUARDED: Lint = Lint {
    name: "every table has row security that its owner passes",
    finds: "
        select oid::regclass from pg_class
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          and relkind in ('r', 'p') and (not relrowsecurity or relforcerowsecurity)",
    damage: "alter table :schema.orders disable row level security",
};

/// A policy for everybody is asked of roles that nobody thought of.
const POLICIES_NAME_ROLES: Lint = Lint {
    name: "policies name their roles",
    finds: "
        select polname, polrelid::regclass from pg_policy
        where 0 = any (polroles)
          or exists (
            select from unnest(polroles) as it
            where it::regrole::text not in (:'prefix_api', :'prefix_service'))",
    damage: "alter policy orders_select on :schema.orders to public",
};

/// Without it a row may be moved to where its writer has no right.
const WRITES_ARE_CHECKED: Lint = Lint {
    name: "policies for writing ask of the new row",
    finds: "
        select polname, polrelid::regclass from pg_policy
        where polcmd not in ('r', 'd') and polwithcheck is null or polcmd = '*' or not polpermissive",
    damage: "create policy loose on :schema.orders for update to :prefix_api using (true)",
};

/// In a sub-select they are asked once for each statement; bare, for each row.
const HELPERS_ARE_ASKED_ONCE: Lint = Lint {
    name: "policies ask helpers in scalar sub-selects",
    finds: r"
        select polname, polrelid::regclass, it from pg_policy,
          unnest(array[pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)]) as it
        where regexp_replace(it, 'SELECT \(*fraise\.\w+\([^()]*\)( OR fraise\.\w+\([^()]*\))*', '', 'g')
          ~ 'fraise\.(has_role|viewer_id|claim)\('",
    damage: "alter policy orders_select on :schema.orders using (fraise.has_role('admin'))",
};

/// Else a view shows what its owner sees.
const VIEWS_ACT_FOR_THE_READER: Lint = Lint {
    name: "views act for who reads them",
    finds: "
        select oid::regclass from pg_class
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and relkind in ('v', 'm')
          and not coalesce(reloptions @> array['security_invoker=true'], false)",
    damage: "create view :schema.loose as select id from :schema.orders",
};

/// `truncate` asks no policy, a foreign key tells which keys are there, a trigger runs as whoever writes.
const NOTHING_BEYOND_THE_FOUR_VERBS: Lint = Lint {
    name: "rights on tables are to read, insert, update and delete",
    finds: "
        select c.oid::regclass, it.grantee::regrole, it.privilege_type from pg_class c, aclexplode(c.relacl) as it
        where c.relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          and it.grantee <> c.relowner
          and (it.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE') or it.is_grantable)",
    damage: "grant truncate on :schema.orders to :prefix_api",
};

/// Rights on tables and columns; the schema `public` is everybody's to look into by nature.
const NOTHING_FOR_EVERYBODY: Lint = Lint {
    name: "nothing is granted to everybody",
    finds:
        "
        select c.oid::regclass::text, it.privilege_type from pg_class c, aclexplode(c.relacl) as it
        where c.relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and it.grantee = 0
        union all
        select a.attrelid::regclass || '.' || a.attname, it.privilege_type
        from pg_attribute a join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) as it
        where c.relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and it.grantee = 0",
    damage: "grant select (id) on :schema.orders to public",
};

/// A table in a schema of ours is found by our names.
const NOBODY_CREATES: Lint = Lint {
    name: "nobody but the owner creates in our schemas",
    finds: "
        select r.rolname, n.nspname from pg_roles r, pg_namespace n
        where n.nspname in (:schemas) and not r.rolsuper and r.oid <> n.nspowner and r.rolname !~ '^pg_'
          and has_schema_privilege(r.oid, n.oid, 'create')",
    damage: "grant create on schema :schema to :prefix_api",
};
