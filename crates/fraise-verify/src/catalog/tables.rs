//! Columns, keys and names.

use fraise_diagnostics::Span;
use fraise_ir::{Ir, Type, service::EnumStorage};
use fraise_pg::{Error, Session};
use fraise_sql::{Literal, sql};

use super::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &REFERENCES_HAVE_INDEXES,
    &NO_NAME_IS_CUT,
    &NO_DOMAINS,
    &MOMENTS_HAVE_ZONES,
    &COMPUTED_COLUMNS_ARE_STORED,
    &ALL_IS_VALID,
    &TABLES_HAVE_KEYS,
];

/// To delete a row is to look for its children.
const REFERENCES_HAVE_INDEXES: Lint = Lint {
    name: "every foreign key has an index",
    finds: "
        select conrelid::regclass, conname from pg_constraint
        where connamespace in (select oid from pg_namespace where nspname in (:schemas)) and contype = 'f'
          and not exists (
            select from pg_index
            where indrelid = conrelid and indisvalid and indpred is null
              and indkey[0] = any (conkey)
              and (array_length(conkey, 1) = 1 or indnkeyatts = 1 or indkey[1] = any (conkey)
                or indkey[0] = conkey[1]))",
    damage: "alter table :schema.orders add column loose uuid references :schema.customers",
};

/// PostgreSQL cuts longer names in silence, and two may become one; ours are cut earlier and end in a hash.
/// Not those of `not null`, which the server names since PostgreSQL 18.
const NO_NAME_IS_CUT: Lint = Lint {
    name: "no name is cut by the server",
    finds: "
        select name from (
          select relname::text from pg_class
          where relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          union all
          select attname::text from pg_attribute
          join pg_class on pg_class.oid = attrelid
          where relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          union all
          select conname::text from pg_constraint
          where connamespace in (select oid from pg_namespace where nspname in (:schemas))
            and contype <> 'n'
          union all
          select tgname::text from pg_trigger where not tgisinternal
          union all
          select polname::text from pg_policy
          union all
          select proname::text from pg_proc
          where pronamespace in (select oid from pg_namespace where nspname in (:schemas))
        ) as names (name)
        where name !~ '_[0-9a-f]{8}$'
          and (octet_length(name) = 63 or octet_length(name) > 60 and octet_length(name) > length(name))",
    damage: "set local client_min_messages = error;
        alter table :schema.orders add constraint
        a_constraint_whose_name_is_so_long_that_the_server_cuts_it_without_an_error check (true)",
};

/// A domain with a check cannot be changed once an array uses it, and its violation names no column.
const NO_DOMAINS: Lint = Lint {
    name: "there are no domains",
    finds: "
        select oid::regtype from pg_type
        where typnamespace in (select oid from pg_namespace where nspname in (:schemas)) and typtype = 'd'",
    damage: "create domain :schema.loose as text",
};

/// A moment without a zone is another one for each session.
const MOMENTS_HAVE_ZONES: Lint = Lint {
    name: "moments have a zone",
    finds: "
        select attrelid::regclass, attname from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and relkind = 'r'
          and atttypid in ('timestamp'::regtype, 'timetz'::regtype, 'real'::regtype, 'float8'::regtype,
            'money'::regtype)",
    damage: "alter table :schema.orders add column loose timestamp",
};

/// Without the word a column is computed when it is read since PostgreSQL 18. On earlier ones no column is, so there
/// the damage is one that is no longer computed at all.
const COMPUTED_COLUMNS_ARE_STORED: Lint = Lint {
    name: "generated columns are stored",
    finds: "
        select attrelid::regclass, attname from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and relkind = 'r'
          and (attgenerated not in ('', 's')
            or attname = 'search_vector' and attgenerated = '')",
    damage: "alter table :schema.products alter column search_vector drop expression",
};

/// What is not valid guards nothing, or is not used.
const ALL_IS_VALID: Lint = Lint {
    name: "constraints and indexes are valid",
    finds: "
        select conname::text from pg_constraint
        where connamespace in (select oid from pg_namespace where nspname in (:schemas))
          and (not convalidated or condeferrable)
        union all
        select indexrelid::regclass::text from pg_index
        join pg_class on pg_class.oid = indrelid
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas))
          and not (indisvalid and indisready)",
    damage: "alter table :schema.orders add constraint loose check (total >= 0) not valid",
};

/// A row without a key cannot be named.
const TABLES_HAVE_KEYS: Lint = Lint {
    name: "every table has a primary key",
    finds: "
        select oid::regclass from pg_class
        where relnamespace in (select oid from pg_namespace where nspname in (:schemas)) and relkind = 'r'
          and not exists (select from pg_constraint where conrelid = pg_class.oid and contype = 'p')",
    damage: "create table :schema.loose (id int)",
};

/// A member is compared with a list, so that the list can grow without a lock on the table: the column is text, unless
/// the schema wants types of the server. The columns for which that is not so.
pub async fn enums_that_are_not_checked(session: &Session, ir: &Ir) -> Result<Vec<(Span, String)>, Error> {
    let mut found = Vec::new();
    if ir.service.enums != EnumStorage::Text {
        return Ok(found);
    }
    for entity in &ir.entities {
        for field in entity.fields.iter().filter(|it| matches!(it.ty, Type::Enum(_))) {
            let Some(column) = &field.column else { continue };
            let question = sql![
                r"select from pg_attribute as a
                 join pg_class as c on c.oid = a.attrelid
                 join pg_namespace as n on n.oid = c.relnamespace
                 where a.atttypid = 'text'::regtype
                   and exists (
                     select from pg_constraint
                     where conrelid = c.oid and contype = 'c' and conkey = array[a.attnum]
                       and pg_get_constraintdef(oid) ~ 'ANY \(ARRAY\[|= ''')
                   and (n.nspname, c.relname, a.attname) = (",
                Literal::text(&ir.service.schema),
                ", ",
                Literal::text(&entity.table),
                ", ",
                Literal::text(column),
                ")"
            ];
            if session.rows(&question).await?.is_empty() {
                found.push((field.span, format!("{}.{}.{column}", ir.service.schema, entity.table)));
            }
        }
    }
    Ok(found)
}
