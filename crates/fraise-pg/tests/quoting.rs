//! What `fraise-sql` quotes, real servers read back unchanged.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fraise_pg::{Server, Session, find};
use fraise_sql::{Body, Ident, Literal, SqlType, Text, print, statement};
use fraise_sql::{QualifiedName, catalog, ident};

/// Texts that break naive quoting.
const ODD: &[&str] = &[
    "plain",
    "Upper",
    "größe",
    "数",
    "a b",
    "it's",
    "''",
    "'",
    "\"",
    "\"\"",
    "a\"b",
    "\\",
    "\\'",
    "\\\\",
    "a\nb",
    "\r\n",
    "\t",
    "$$",
    "$fn$",
    "$1",
    "a$fn$b",
    "--",
    "/*",
    "*/",
    ";",
    "\u{1}",
    "\u{7f}",
    "\u{202e}",
    "\u{1f600}",
    "E'",
    "%s",
    "x'; drop table y; --",
    "\n\\! ls",
    ".",
    "a.b",
    "null",
    "select",
    "user",
    " ",
    " a ",
    "\u{a0}",
];

/// A session on the installed PostgreSQL, and with `FRAISE_FULL` one on a second version.
async fn sessions() -> Vec<(Server, Session)> {
    let mut wanted = vec![None];
    if std::env::var_os("FRAISE_FULL").is_some() {
        wanted.push(Some(18));
    }
    let mut sessions = Vec::new();
    for major in wanted {
        let binaries = find(major).unwrap_or_else(|error| panic!("{error}"));
        let server = Server::start(&binaries).unwrap();
        let session = server.maintenance().connect().await.unwrap();
        sessions.push((server, session));
    }
    sessions
}

#[tokio::test]
async fn texts_come_back() {
    for (_server, session) in sessions().await {
        for setting in ["on", "off"] {
            let set = format!("set standard_conforming_strings = {setting}");
            session.batch_execute(&set).await.unwrap();
            for text in ODD {
                let query = format!("select {}", Literal::text(text).typed(SqlType::Text));
                let row = session.query_one(&query, &[]).await.unwrap();
                assert_eq!(row.get::<_, &str>(0), *text);
            }
        }
    }
}

#[tokio::test]
async fn names_come_back() {
    for (_server, session) in sessions().await {
        let words =
            session.query("select word::text from pg_get_keywords() order by word", &[]).await.unwrap();
        let words: Vec<String> = words.iter().map(|row| row.get(0)).collect();
        assert!(words.len() > 400);
        for name in ODD.iter().copied().chain(words.iter().map(String::as_str)) {
            let name = Ident::new(name).unwrap();
            // As a column, a table and a function: the places differ in the words they take.
            let script = format!(
                "begin;
                 create table public.{name} ({name} int);
                 create function pg_temp.{name}() returns int language sql as 'select 1';
                 select {name} from public.{name} as {name} where {name}.{name} = pg_temp.{name}()"
            );
            session.batch_execute(&script).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            let row = session
                .query_one(
                    "select relname, attname from pg_class join pg_attribute on attrelid = pg_class.oid
                     where relnamespace = 'public'::regnamespace and attnum > 0",
                    &[],
                )
                .await
                .unwrap();
            let read: (&str, &str) = (row.get(0), row.get(1));
            assert_eq!(read, (name.as_str(), name.as_str()));
            session.batch_execute("rollback").await.unwrap();
        }
    }
}

/// Every word that a server does not take everywhere is quoted, so that lists of ours are complete.
#[tokio::test]
async fn reserved_words_are_quoted() {
    for (server, session) in sessions().await {
        let rows = session
            .query("select word::text from pg_get_keywords() where catcode <> 'U'", &[])
            .await
            .unwrap();
        for row in rows {
            let word: &str = row.get(0);
            let printed = Ident::new(word).unwrap().to_string();
            let version = &server.binaries().version;
            assert_eq!(printed, format!("\"{word}\""), "PostgreSQL {version}");
        }
    }
}

#[tokio::test]
async fn bodies_and_comments_come_back() {
    for (_server, session) in sessions().await {
        for text in ODD {
            let body = Body::stored(format!("\n  -- {text}\n  select 1; {text}"));
            let mut function = catalog::Function::new(
                QualifiedName::new(ident!("public"), ident!("f")),
                catalog::Language::Sql,
                body.clone(),
            );
            function.comment = Some(Text::new(*text).unwrap());
            let said = Text::new(*text).unwrap();
            let comment = statement::Statement::Comment { on: function.object(), text: &said };
            let create = statement::Statement::CreateFunction(&function);
            session.batch_execute("begin; set local check_function_bodies = off").await.unwrap();
            let script = format!("{}\n{}", print::statement(&create), print::statement(&comment));
            session.run_script(&script).await.unwrap_or_else(|error| panic!("{error}"));
            let row = session
                .query_one(
                    "select prosrc, obj_description(oid, 'pg_proc') from pg_proc where proname = 'f'",
                    &[],
                )
                .await
                .unwrap();
            assert_eq!(row.get::<_, &str>(0), body.as_str());
            assert_eq!(row.get::<_, &str>(1), *text);
            session.batch_execute("rollback").await.unwrap();
        }
    }
}
