//! `fraise seed` and a real database: rows are loaded once, whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use fraise_pg::{Binaries, Database, Server, find};
use pretty_assertions::assert_eq;
use snapbox::cmd::OutputAssert;
use tempfile::TempDir;

use crate::{folder, fraise_in};

const STOREFRONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/storefront.yaml");
const KINDS: &str = include_str!("seeds.yaml");

/// The installed PostgreSQL, and with `FRAISE_FULL` a second version beside it. A missing one is a failure.
fn each_server() -> Vec<Server> {
    let mut wanted = vec![None];
    if std::env::var_os("FRAISE_FULL").is_some() {
        wanted.push(Some(18));
    }
    let binaries = wanted.into_iter().map(|major| find(major).unwrap());
    binaries.map(|it: Binaries| Server::start(&it).unwrap()).collect()
}

/// A database that both scripts of a schema have made, and a login that may take the role of the owner.
async fn made(server: &Server, schema: &Path, owner: &str) -> Database {
    let out = TempDir::new().unwrap();
    let command = fraise_in(out.path()).arg("compile").arg(schema);
    command.args(["--emit", "postgres", "--allow-unfinished"]).assert().code(0);
    let script = |name: &str| fs::read_to_string(out.path().join("out/postgres").join(name)).unwrap();
    let database = server.create_database("shop").await.unwrap();
    let administrator = database.connect().await.unwrap();
    administrator.run_script(&script("roles.sql")).await.unwrap();
    let logins =
        format!("create role deployer login; grant {owner} to deployer; create role stranger login;");
    administrator.run_script(&logins).await.unwrap();
    let deployer = database.connect_as("deployer").await.unwrap();
    deployer.run_script(&script("schema.sql")).await.unwrap();
    database
}

fn seed(schema: &Path, database: &Database, more: &[&str], code: i32) -> OutputAssert {
    let folder = TempDir::new().unwrap();
    let url = database.connection_string("deployer");
    let command = fraise_in(folder.path()).arg("seed").arg(schema).args(["--database-url", &url]);
    command.args(more).assert().code(code)
}

/// What a run said, product and talk.
fn told(run: &OutputAssert) -> String {
    let output = run.get_output();
    format!("{}---\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The first column of the only row.
async fn one(database: &Database, query: &str) -> String {
    let session = database.connect().await.unwrap();
    session.batch_execute("set timezone to 'UTC'").await.unwrap();
    session.query_one(query, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_storefronts_rows_are_loaded_once() {
    for server in each_server() {
        let schema = Path::new(STOREFRONT);
        let database = made(&server, schema, "storefront_owner").await;
        insta::assert_snapshot!("the_storefront", told(&seed(schema, &database, &[], 0)));
        let lines = "select string_agg(concat_ws(' ', v.sku, i.quantity_on_hand, c.slug), ', ')
                     from inventory i join product_variants v on v.id = i.variant_id
                     join products p on p.id = v.product_id join categories c on c.id = p.category_id";
        assert_eq!(one(&database, lines).await, "SHIRT-M 100 shirts");
        // A change made since is kept by a second run, and a row that went is loaded again.
        let administrator = database.connect().await.unwrap();
        administrator
            .batch_execute("update customers set name = 'Alicia' where name = 'Alice'")
            .await
            .unwrap();
        administrator.batch_execute("delete from discounts").await.unwrap();
        insta::assert_snapshot!(
            "the_storefront_again",
            told(&seed(schema, &database, &["--set", "shop"], 0))
        );
        assert_eq!(
            one(&database, "select string_agg(name, ' ' order by name) from customers").await,
            "Alicia Bob"
        );
    }
}

#[tokio::test]
async fn values_of_every_type_arrive() {
    for server in each_server() {
        let folder = folder(&[("shop.yaml", KINDS)]);
        let schema = folder.path().join("shop.yaml");
        let database = made(&server, &schema, "shop_owner").await;
        seed(&schema, &database, &[], 0);
        let row = "select to_jsonb(thing) - 'id' - 'created_at' - 'updated_at' #>> '{}'
                   from things thing where name = 'All'";
        let all: String = one(&database, row).await;
        let all: serde_json::Value = serde_json::from_str(&all).unwrap();
        insta::assert_snapshot!("values_of_every_type_arrive", serde_json::to_string_pretty(&all).unwrap());
        let tree = "select string_agg(concat_ws('<', c.name, p.name), ' ' order by c.name)
                    from nodes c left join nodes p on p.id = c.parent_id";
        assert_eq!(one(&database, tree).await, "leaf<twig root twig<root");
        let numbers = "select bool_and(id < 0)::text || ' ' || count(*) from counters";
        assert_eq!(one(&database, numbers).await, "true 2");
        // The sequence of a bigint key is not in the way, nor the other way round.
        let administrator = database.connect().await.unwrap();
        administrator.batch_execute("insert into counters (name) values ('third')").await.unwrap();
        seed(&schema, &database, &[], 0);
        assert_eq!(one(&database, "select count(*)::text from counters").await, "3");
    }
}

/// A set brings the sets that its rows reference, and no others.
#[tokio::test]
async fn a_set_brings_what_it_leans_on() {
    let server = each_server().remove(0);
    let folder = folder(&[("shop.yaml", KINDS)]);
    let schema = folder.path().join("shop.yaml");
    let database = made(&server, &schema, "shop_owner").await;
    seed(&schema, &database, &["--set", "forest"], 0);
    let counts = "select concat_ws(' ', (select count(*) from things), (select count(*) from nodes),
                         (select count(*) from counters))";
    assert_eq!(one(&database, counts).await, "0 3 1");
}

#[tokio::test]
async fn one_refused_row_keeps_all_out_and_is_named() {
    let server = each_server().remove(0);
    let folder = folder(&[("shop.yaml", KINDS)]);
    let schema = folder.path().join("shop.yaml");
    let database = made(&server, &schema, "shop_owner").await;
    let broken = folder.path().join("broken.yaml");
    fs::write(&broken, KINDS.replace("twig: {name: twig,", "twig: {name: root,")).unwrap();
    let told = told(&seed(&broken, &database, &[], 1));
    insta::assert_snapshot!(told.replace(&folder.path().display().to_string(), "[FOLDER]"));
    assert_eq!(one(&database, "select count(*)::text from counters").await, "0");
}

/// The script of `--dry-run` does the same by itself, as often as it is run.
#[tokio::test]
async fn the_printed_sql_loads_the_rows() {
    for server in each_server() {
        let (folder, schema) = shop();
        let database = made(&server, &schema, "shop_owner").await;
        let run = fraise_in(folder.path()).args(["seed", "shop.yaml", "--dry-run"]).assert().code(0);
        let script = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        let deployer = database.connect_as("deployer").await.unwrap();
        for _ in 0..2 {
            deployer.run_script(&script).await.unwrap();
        }
        assert_eq!(one(&database, "select count(*)::text from things").await, "2");
        seed(&schema, &database, &[], 0).stderr_eq("0 rows loaded, 9 there already\n");
    }
}

#[tokio::test]
async fn a_database_that_cannot_take_them_ends_with_4() {
    let server = each_server().remove(0);
    let folder = folder(&[("shop.yaml", KINDS)]);
    let schema = folder.path().join("shop.yaml");
    let empty = server.create_database("empty").await.unwrap();
    let administrator = empty.connect().await.unwrap();
    administrator.batch_execute("create role deployer login").await.unwrap();
    let output = seed(&schema, &empty, &[], 4);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(
        told.starts_with("error: cannot load into the database: role \"shop_owner\" does not exist"),
        "{told}"
    );
    administrator.batch_execute("create role shop_owner").await.unwrap();
    let told = String::from_utf8_lossy(&seed(&schema, &empty, &[], 4).get_output().stderr).into_owned();
    assert!(told.contains("permission denied to set role"), "{told}");
    administrator.batch_execute("grant shop_owner to deployer").await.unwrap();
    let told = String::from_utf8_lossy(&seed(&schema, &empty, &[], 4).get_output().stderr).into_owned();
    assert!(told.contains("does not exist (42P01)"), "{told}");
    assert!(told.contains("Run postgres/roles.sql and postgres/schema.sql there first"), "{told}");
}

fn shop() -> (TempDir, PathBuf) {
    let folder = folder(&[("shop.yaml", KINDS)]);
    let schema = folder.path().join("shop.yaml");
    (folder, schema)
}

#[test]
fn no_database_ends_with_4() {
    let (folder, _) = shop();
    let seed = || fraise_in(folder.path()).args(["seed", "shop.yaml"]);
    insta::assert_snapshot!(told(&seed().assert().code(4)));
    let nowhere = "host=/nowhere user=nobody dbname=nothing";
    insta::assert_snapshot!(told(&seed().args(["--database-url", nowhere]).assert().code(4)));
    insta::assert_snapshot!(told(&seed().env("DATABASE_URL", "mysql://x").assert().code(4)));
}

#[test]
fn a_set_that_is_not_there_ends_with_2() {
    let (folder, _) = shop();
    let seed = |set| {
        fraise_in(folder.path()).args(["seed", "shop.yaml", "--dry-run", "--set", set]).assert().code(2)
    };
    insta::assert_snapshot!(told(&seed("forrest")));
    insta::assert_snapshot!(told(&seed("x")));
}

#[test]
fn a_schema_with_errors_ends_with_1() {
    let folder = folder(&[("shop.yaml", &KINDS.replace("parent: root", "parent: rot"))]);
    let output = fraise_in(folder.path()).args(["seed", "shop.yaml", "--dry-run"]).assert().code(1);
    let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(told.starts_with("error[F1201]: unknown label `rot`"), "{told}");
}

#[test]
fn the_sql_can_be_looked_at() {
    let (folder, _) = shop();
    let output = fraise_in(folder.path()).args(["seed", "shop.yaml", "--dry-run"]).assert().code(0);
    insta::assert_snapshot!(String::from_utf8_lossy(&output.get_output().stdout));
}
