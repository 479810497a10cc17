//! The storefront's tables on a real server against those of the founding document.
//!
//! The texts in `tests/founding_document` are data: what the document has, and where and why the
//! storefront differs on purpose. The live database differs in exactly these points. What a type of either
//! text means is asked of the server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fraise_pg::Session;
use pretty_assertions::assert_eq;

use crate::case;
use crate::server::{self, load, texts};

/// `products.sku` to its type and nullability.
type Columns = BTreeMap<String, (String, String)>;

/// A column (or a table), what the document has, what we have: `products.status`, `varchar(50)`, `text`.
type Differences = BTreeSet<[String; 3]>;

fn read(name: &str) -> String {
    fs::read_to_string(case::folder().join("founding_document").join(name)).unwrap()
}

/// Lines that are indented, each under the last one that is not.
fn entries(text: &str) -> Vec<(&str, &str)> {
    let mut heading = "";
    let mut entries = Vec::new();
    for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(entry) => entries.push((heading, entry)),
            None => heading = line,
        }
    }
    entries
}

fn founding_columns() -> Columns {
    let text = read("columns.txt");
    let column = |(table, entry): (&str, &str)| {
        let (name, rest) = entry.split_once(' ').unwrap();
        let (ty, nullability) = match rest.trim().strip_suffix("not null") {
            Some(ty) => (ty, "not null"),
            None => (rest.trim().strip_suffix("null").unwrap(), "null"),
        };
        (format!("{table}.{name}"), (ty.trim().to_owned(), nullability.to_owned()))
    };
    entries(&text).into_iter().map(column).collect()
}

fn intended() -> Differences {
    let text = read("differences.txt");
    let entries = entries(&text);
    let differences: Differences = entries
        .iter()
        .map(|(_, entry)| {
            let (before, here) = entry.split_once(" -> ").unwrap_or_else(|| panic!("{entry}"));
            let (what, document) = before.split_once(' ').unwrap();
            [what, document, here].map(|it| it.trim().to_owned())
        })
        .collect();
    assert_eq!(differences.len(), entries.len(), "no line is there twice");
    differences
}

/// The tables and columns of the schema `public`.
async fn live_columns(session: &Session) -> Columns {
    let query = "
        select concat_ws('.', relname, attname), format_type(atttypid, atttypmod),
          case when attnotnull then 'not null' else 'null' end
        from pg_attribute join pg_class t on t.oid = attrelid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped";
    let rows = texts(session, query).await;
    rows.into_iter()
        .map(|row| row.try_into().unwrap())
        .map(|[name, ty, null]: [String; 3]| (name, (ty, null)))
        .collect()
}

/// Each type in the server's own spelling.
async fn spelled(session: &Session, types: BTreeSet<String>) -> BTreeMap<String, String> {
    let mut spelled = BTreeMap::new();
    for ty in types {
        session.batch_execute(&format!("create temporary table asked (it {ty})")).await.unwrap();
        let query = "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'asked'::regclass and attname = 'it'";
        let answer = texts(session, query).await.remove(0).remove(0);
        session.batch_execute("drop table asked").await.unwrap();
        spelled.insert(ty, answer);
    }
    spelled
}

/// In which points the live columns differ from the document's.
fn differences(document: &Columns, live: &Columns) -> Differences {
    let table = |column: &str| column.split_once('.').unwrap().0.to_owned();
    let tables: BTreeSet<String> = document.keys().map(|it| table(it)).collect();
    let difference = |what: &str, document: &str, here: &str| [what, document, here].map(str::to_owned);
    let mut found = Differences::new();
    for (column, (ty, nullability)) in document {
        let Some((live_ty, live_nullability)) = live.get(column) else {
            found.insert(difference(column, &format!("{ty} {nullability}"), "absent"));
            continue;
        };
        for (document, here) in [(ty, live_ty), (nullability, live_nullability)] {
            if document != here {
                found.insert(difference(column, document, here));
            }
        }
    }
    for (column, (ty, nullability)) in live.iter().filter(|(it, _)| !document.contains_key(*it)) {
        let table = table(column);
        found.insert(match tables.contains(&table) {
            true => difference(column, "absent", &format!("{ty} {nullability}")),
            false => difference(&table, "absent", "table"),
        });
    }
    found
}

/// The type in a cell of the differences, if there is one: `int` of `int not null`.
fn type_of(cell: &str) -> Option<&str> {
    let is_word = ["null", "not null", "absent", "table"].contains(&cell);
    (!is_word).then(|| cell.strip_suffix(" not null").or(cell.strip_suffix(" null")).unwrap_or(cell))
}

#[tokio::test]
async fn tables_and_columns_are_the_documents_but_for_what_is_meant() {
    let storefront = case::storefront();
    for server in server::each() {
        let session = load(&server, &storefront).await.connect().await.unwrap();
        let live = live_columns(&session).await;

        let mut document = founding_columns();
        let mut intended = intended();
        let cells = intended.iter().flat_map(|[_, document, here]| [document, here]);
        let types = document.values().map(|(ty, _)| ty.as_str()).chain(cells.filter_map(|it| type_of(it)));
        let spelled = spelled(&session, types.map(str::to_owned).collect()).await;
        for (ty, _) in document.values_mut() {
            *ty = spelled[ty].clone();
        }
        intended = intended
            .into_iter()
            .map(|[what, document, here]| {
                let spell = |cell: String| match type_of(&cell) {
                    Some(ty) => cell.replacen(ty, &spelled[ty], 1),
                    None => cell,
                };
                [what, spell(document), spell(here)]
            })
            .collect();

        let found = differences(&document, &live);
        let unexpected: Vec<_> = found.difference(&intended).collect();
        let dead: Vec<_> = intended.difference(&found).collect();
        assert_eq!(
            (unexpected, dead),
            (vec![], vec![]),
            "differences that are not listed, and listed ones that are none"
        );
    }
}

/// The foreign keys and what is unique, beside the primary keys, of the tables of the schema `public`: the
/// table and the key.
async fn live_keys(session: &Session) -> BTreeSet<(String, String)> {
    let query = "
        select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
        where contype in ('f', 'u') and connamespace = 'public'::regnamespace
        union all
        select t.relname, format('UNIQUE (%s) WHERE %s',
          (select string_agg(attname, ', ' order by attnum) from pg_attribute where attrelid = i.indexrelid),
          pg_get_expr(i.indpred, i.indrelid))
        from pg_index i join pg_class t on t.oid = i.indrelid
        where i.indisunique and i.indpred is not null and t.relnamespace = 'public'::regnamespace";
    let rows = texts(session, query).await;
    rows.into_iter()
        .map(|row| row.try_into().unwrap())
        .map(|[table, key]: [String; 2]| (table, key))
        .collect()
}

#[tokio::test]
async fn keys_are_the_documents_but_for_what_is_meant() {
    let storefront = case::storefront();
    let columns = founding_columns();
    let tables: BTreeSet<&str> = columns.keys().map(|it| it.split_once('.').unwrap().0).collect();
    let owned = |(table, key): (&str, &str)| (table.to_owned(), key.to_owned());
    let text = read("keys.txt");
    let document: BTreeSet<(String, String)> = entries(&text).into_iter().map(owned).collect();
    let text = read("key_differences.txt");
    let mut intended: Vec<(&str, &str, &str)> = Vec::new();
    for (_, entry) in entries(&text) {
        let (sign, rest) = entry.split_once(' ').unwrap();
        let (table, key) = rest.split_once(' ').unwrap();
        intended.push((sign, table, key));
    }
    intended.sort();
    for server in server::each() {
        let session = load(&server, &storefront).await.connect().await.unwrap();
        let mut live = live_keys(&session).await;
        live.retain(|(table, _)| tables.contains(table.as_str()));
        let added = live.difference(&document).map(|(table, key)| ("+", table.as_str(), key.as_str()));
        let gone = document.difference(&live).map(|(table, key)| ("-", table.as_str(), key.as_str()));
        let found: Vec<(&str, &str, &str)> = added.chain(gone).collect();
        assert_eq!(found, intended, "found, and listed");
    }
}

#[test]
fn the_documents_tables_are_thirteen() {
    let columns = founding_columns();
    let tables: BTreeSet<&str> = columns.keys().map(|it| it.split_once('.').unwrap().0).collect();
    assert_eq!((tables.len(), columns.len()), (13, 106));
}
