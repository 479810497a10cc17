//! Each schema on real servers: loaded without a word, and nothing there differs from what was meant.

use fraise_pg::{Server, Session, read_back};
use fraise_sql::Ident;
use pretty_assertions::assert_eq;

use crate::case::{self, Case};
use crate::server::{self, load, run, texts};

/// What a case's two schemas hold beside, or other than, what its catalog says.
pub(crate) async fn differences(session: &Session, case: &Case) -> Vec<String> {
    let schemas = [&case.ir.service.schema, "fraise"].map(|it| Ident::new(it).unwrap());
    let differences = read_back(session, &case.catalog(), &schemas).await;
    let differences = differences.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    differences.iter().map(|it| format!("{}: {it}", case.name)).collect()
}

/// Everything that the administrator's script may make or change, as rows.
const PREPARED: &str = "
    select 'role', rolname::text, concat_ws(' ', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
      rolreplication, rolbypassrls, rolconfig), shobj_description(oid, 'pg_authid') from pg_roles
    union all select 'member', roleid::regrole::text, member::regrole::text, admin_option::text from pg_auth_members
    union all select 'schema', nspname::text, nspowner::regrole::text, nspacl::text from pg_namespace
      where nspname !~ '^pg_(toast_)?temp_'
    union all select 'extension', extname::text, extnamespace::regnamespace::text, extversion from pg_extension
    order by 1, 2, 3, 4";

async fn the_administrators_script_changes_nothing_the_second_time(session: &Session, case: &Case) {
    let before = texts(session, PREPARED).await;
    run(session, case, case.file("postgres/roles.sql")).await;
    assert_eq!(texts(session, PREPARED).await, before, "{}", case.name);
}

async fn nobody_acts_as_the_owner(session: &Session, case: &Case) {
    let owner = case.role("owner");
    let members = format!(
        "select rolname from pg_roles where rolcanlogin and not rolsuper and pg_has_role(oid, '{owner}', 'member')"
    );
    assert_eq!(texts(session, &members).await, Vec::<Vec<String>>::new(), "{}", case.name);
    let powers =
        format!("select rolcanlogin, rolsuper, rolbypassrls from pg_roles where rolname = '{owner}'");
    assert_eq!(texts(session, &powers).await, [["f", "f", "f"]], "{}", case.name);
}

async fn every_schema_is_as_it_was_meant(server: &Server) {
    let mut found = Vec::new();
    for case in case::all() {
        let session = load(server, &case).await.connect().await.unwrap();
        found.extend(differences(&session, &case).await);
        nobody_acts_as_the_owner(&session, &case).await;
        the_administrators_script_changes_nothing_the_second_time(&session, &case).await;
    }
    assert_eq!(found, Vec::<String>::new(), "PostgreSQL {}", server.binaries().version);
}

#[tokio::test]
async fn the_oldest_postgresql_holds_what_was_meant() {
    every_schema_is_as_it_was_meant(&server::oldest()).await;
}

#[tokio::test]
async fn other_postgresqls_hold_what_was_meant() {
    for server in server::others() {
        every_schema_is_as_it_was_meant(&server).await;
    }
}

#[tokio::test]
async fn plpgsql_check_finds_what_is_broken() {
    let server = server::oldest();
    let session = server.create_database("broken").await.unwrap().connect().await.unwrap();
    let broken = "
        create table lines (total int);
        create function touch() returns trigger language plpgsql as 'begin new.updated_at := now(); return new; end';
        create trigger touch before update on lines for each row execute function touch()";
    session.batch_execute(broken).await.unwrap();
    let [found] = fraise_verify::catalog::findings_of_bodies(&session).await.unwrap().try_into().unwrap();
    assert_eq!(found, ["touch()", "lines", "error", "record \"new\" has no field \"updated_at\""]);
}
