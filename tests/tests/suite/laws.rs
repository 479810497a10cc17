//! What a loaded schema does: the statements of a case's `laws.sql`, in their order, with the answers that
//! stand above them.
//!
//! A paragraph is a comment and a statement. The comment says who asks, if it is not the administrator (a role of
//! the schema, whose people log in; `service`, the service's login; `nobody`), and what the answer is: `fine`,
//! `gives` and the rows, or an SQLSTATE with the constraint, if one is broken.
//!
//! ```sql
//! -- 23514 steps_place_check
//! insert into steps (place) values (0);
//!
//! -- as nurse, gives Alice|5, Bob|null
//! select name, visits from patients order by 1;
//! ```

use std::collections::BTreeMap;
use std::fs;

use fraise_pg::{Database, Session};
use pretty_assertions::assert_eq;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::error::SqlState;

use crate::case::{self, Case};
use crate::server::{self, load, run};

/// A statement, and who gives it. The answer is compared in the text of the whole file.
struct Law<'t> {
    login: &'t str,
    statement: &'t str,
}

const ADMINISTRATOR: &str = "postgres";

fn laws(text: &str) -> Vec<Law<'_>> {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
    paragraphs
        .map(|paragraph| {
            let (comment, statement) = paragraph.split_once('\n').unwrap_or_else(|| panic!("{paragraph}"));
            let comment = comment.strip_prefix("-- ").unwrap_or_else(|| panic!("{paragraph}"));
            let asked = comment.strip_prefix("as ").and_then(|it| it.split_once(", "));
            let login = asked.map_or(ADMINISTRATOR, |(login, _)| login);
            Law { login, statement }
        })
        .collect()
}

/// The logins of a database, each with its one session.
struct Logins {
    /// What their names begin with.
    prefix: String,
    database: Database,
    sessions: BTreeMap<String, Session>,
}

impl Logins {
    /// Makes a login for people of each role, one of the service, and one that is nobody.
    async fn make(case: &Case, database: Database) -> Self {
        let administrator = database.connect().await.unwrap();
        let login = |name: &str| case.role(&format!("login_{name}"));
        let people = case.ir.roles.iter().filter(|it| !it.internal).map(|it| {
            let role = case.role(&format!("role_{}", it.name));
            format!("create role {login} login; grant {role} to {login};", login = login(&it.name))
        });
        let service = format!(
            "create role {login} login; grant {group} to {login}; create role {nobody} login;",
            login = login("service"),
            group = case.role("service"),
            nobody = login("nobody"),
        );
        run(&administrator, case, &people.chain([service]).collect::<String>()).await;
        let sessions = BTreeMap::from([(ADMINISTRATOR.to_owned(), administrator)]);
        Self { prefix: login(""), database, sessions }
    }

    /// What the server says, in the words of the file.
    async fn answer(&mut self, login: &str, statement: &str) -> String {
        if !self.sessions.contains_key(login) {
            let session = self.database.connect_as(&format!("{}{login}", self.prefix)).await;
            let session = session.unwrap_or_else(|error| panic!("{login}: {error}"));
            self.sessions.insert(login.to_owned(), session);
        }
        let messages = match self.sessions[login].simple_query(statement).await {
            Ok(messages) => messages,
            Err(error) => {
                let error = error.as_db_error().unwrap_or_else(|| panic!("{statement}: {error}"));
                let named = error.constraint().map(|it| format!(" {it}")).unwrap_or_default();
                // A restricted delete has a code of its own since PostgreSQL 18.
                let state =
                    if *error.code() == SqlState::RESTRICT_VIOLATION { "23503" } else { error.code().code() };
                return format!("{state}{named}");
            }
        };
        let rows = messages.iter().filter_map(|it| match it {
            SimpleQueryMessage::Row(row) => {
                let values: Vec<&str> = (0..row.len()).map(|at| row.get(at).unwrap_or("null")).collect();
                Some(values.join("|"))
            }
            _ => None,
        });
        let rows: Vec<String> = rows.collect();
        let is_query = messages.iter().any(|it| matches!(it, SimpleQueryMessage::RowDescription(_)));
        match is_query {
            true => format!("gives {}", rows.join(", ")).trim_end().to_owned(),
            false => "fine".to_owned(),
        }
    }
}

/// The file as it would be right.
async fn held(case: &Case, database: Database, text: &str) -> String {
    let mut logins = Logins::make(case, database).await;
    let mut right = Vec::new();
    for law in laws(text) {
        let answer = logins.answer(law.login, law.statement).await;
        let who = if law.login == ADMINISTRATOR { String::new() } else { format!("as {}, ", law.login) };
        right.push(format!("-- {who}{answer}\n{}", law.statement));
    }
    right.join("\n\n") + "\n"
}

#[tokio::test]
async fn they_hold_on_every_server() {
    let cases = case::small();
    let file = |case: &Case| case::folder().join("compile").join(&case.name).join("laws.sql");
    let cases: Vec<&Case> = cases.iter().filter(|it| file(it).exists()).collect();
    assert!(cases.len() > 9, "the files were found");
    for server in server::each() {
        let (mut found, mut expected) = (String::new(), String::new());
        for case in &cases {
            let text = fs::read_to_string(file(case)).unwrap();
            let database = load(&server, case).await;
            found.push_str(&held(case, database, &text).await);
            expected.push_str(&text);
        }
        assert_eq!(found, expected, "PostgreSQL {}", server.binaries().version);
    }
}
