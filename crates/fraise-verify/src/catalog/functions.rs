//! Functions: most run with the rights of the owner, so that nobody may bend what they see.

use super::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &PINNED,
    &QUALIFIED,
    &NOT_PUBLIC,
    &TRIGGERS_ACT_FOR_THE_OWNER,
    &NO_STAR,
    &NO_LOCK_AGAINST_REFERENCES,
    &SETTINGS_MAY_BE_MISSING,
    &ALL_BELONG_TO_THE_OWNER,
];

/// A function that runs with the rights of its owner is bent by a table of the same name that its caller makes, unless
/// it says where it looks. Temporary tables come first where the path does not name them.
const PINNED: Lint = Lint {
    name: "functions say where they look, and in temporary tables last",
    finds: "
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
          and (p.prosecdef or p.prorettype = 'trigger'::regtype or p.prosrc ~ '\\mpg_|current_setting')
          and not exists (
            select from unnest(p.proconfig) as it
            where it ~ '^search_path=pg_catalog, (.*, )?pg_temp$' and it !~ 'pg_temp.*pg_temp')",
    damage: "create function :schema.loose() returns int language sql security definer
        set search_path = pg_temp, pg_catalog, public as 'select 1'",
};

/// The path is a second lock; names are the first.
const QUALIFIED: Lint = Lint {
    name: "functions name tables with their schema",
    finds: r#"
        select p.oid::regprocedure, c.relname from pg_proc p, pg_class c
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and c.relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
          and c.relkind in ('r', 'p', 'v')
          and p.prosrc ~* ('\m(from|join|update|into|using)\s+"?' || c.relname || '"?(\s|[;,)]|$)')"#,
    damage: "create function :schema.loose() returns bigint language plpgsql security definer
        set search_path = pg_catalog, :schema, pg_temp
        as 'begin return (select count(*) from orders); end'",
};

/// PostgreSQL lets everybody run a new function.
const NOT_PUBLIC: Lint = Lint {
    name: "functions are not for everybody",
    finds: "
        select p.oid::regprocedure from pg_proc p,
          aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as it
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
          and it.grantee = 0",
    damage: "grant execute on function fraise.has_role(text) to public",
};

/// Whoever writes a row needs no right on what a trigger reads and keeps.
const TRIGGERS_ACT_FOR_THE_OWNER: Lint = Lint {
    name: "functions of triggers act for the owner",
    finds: "
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and p.prorettype = 'trigger'::regtype and not p.prosecdef",
    damage: "create function fraise.loose() returns trigger language plpgsql
        set search_path = pg_catalog, pg_temp as 'begin return new; end'",
};

/// A column that is added later is in it as well.
const NO_STAR: Lint = Lint {
    name: "functions and views name the columns that they read",
    finds: r"
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
          and p.prosrc ~* '(\mselect\s+|\.)\*'",
    damage: "create function :schema.loose() returns setof :schema.orders language sql
        as 'select * from :schema.orders'",
};

/// A row locked for update blocks every foreign-key check on it.
const NO_LOCK_AGAINST_REFERENCES: Lint = Lint {
    name: "functions lock no row against references",
    finds: r"
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and p.prosrc ~* 'for\s+update'",
    damage: "create function :schema.loose() returns setof uuid language sql
        as 'select id from :schema.orders for update'",
};

/// Nobody asks where no setting was ever made; one that was made in an earlier transaction is empty, not missing. The
/// level of isolation is a setting of the server's, and there is always one.
const SETTINGS_MAY_BE_MISSING: Lint = Lint {
    name: "settings may be missing or empty",
    finds: r"
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and (
            regexp_count(p.prosrc, 'current_setting\((?!''transaction_isolation'')')
              <> regexp_count(p.prosrc, 'current_setting\([^()]*, true\)')
            or p.prosrc ~ 'current_setting\([^()]*\)::' )",
    damage: "create function fraise.loose() returns uuid language sql
        as $$ select current_setting('fraise.viewer_id', true)::uuid $$",
};

/// What somebody else owns he may change.
const ALL_BELONG_TO_THE_OWNER: Lint = Lint {
    name: "everything belongs to the owner",
    finds: "
        select oid::regprocedure::text, proowner::regrole from pg_proc
        where pronamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
          and proowner <> :'prefix_owner'::regrole
        union all
        select oid::regclass::text, relowner::regrole from pg_class
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          and relowner <> :'prefix_owner'::regrole
        union all
        select oid::regnamespace::text, nspowner::regrole from pg_namespace
        where nspname in (:schemas) and nspowner <> :'prefix_owner'::regrole",
    damage: "alter table :schema.orders owner to :prefix_api",
};
