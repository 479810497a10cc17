//! What the extension plpgsql_check says of functions.

use fraise_pg::{Error, Session};
use fraise_sql::sql;

/// The extension.
pub(super) const EXTENSION: &str = "plpgsql_check";

/// Asks of all functions, of those of triggers with each of their tables. The extension is made in a schema of its own.
pub async fn findings(session: &Session) -> Result<Vec<Vec<String>>, Error> {
    let extension = sql!["create schema plpgsql_check; create extension plpgsql_check schema plpgsql_check"];
    session.rows(&extension).await?;
    let rows = session
        .rows(&sql![
            "select f.oid::regprocedure::text, t.tgrelid::regclass::text, c.level, c.message
            from pg_proc f
            join pg_language l on l.oid = f.prolang and l.lanname = 'plpgsql'
            join pg_namespace n on n.oid = f.pronamespace and n.nspname !~ '^pg_|^information_schema$'
            left join pg_trigger t on t.tgfoid = f.oid
            cross join lateral plpgsql_check.plpgsql_check_function_tb(f.oid, coalesce(t.tgrelid, 0),
              oldtable => t.tgoldtable, newtable => t.tgnewtable, extra_warnings => false) c
            order by 1, 2, 3, 4"
        ])
        .await?;
    let text = |it: Option<String>| it.unwrap_or_else(|| "null".to_owned());
    Ok(rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect())
}
