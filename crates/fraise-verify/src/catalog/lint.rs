//! A fact that holds of every database: a question for what breaks it, and a statement that does.

use fraise_ir::Ir;
use fraise_pg::{Error, Session};

use crate::filled;

/// A fact that holds of every database.
#[derive(Debug)]
pub struct Lint {
    /// As a sentence that is true.
    pub name: &'static str,
    /// What breaks it, one row each; see [`filled`].
    pub finds: &'static str,
    /// Breaks it, in the storefront.
    pub damage: &'static str,
}

impl Lint {
    /// What breaks it in a database, one line each.
    pub async fn ask(&self, session: &Session, ir: &Ir) -> Result<Vec<String>, Error> {
        let rows = session.rows(&filled(self.finds, ir)).await?;
        let line = |row: &Vec<Option<String>>| {
            row.iter().map(|it| it.as_deref().unwrap_or("null")).collect::<Vec<_>>().join(" ")
        };
        Ok(rows.iter().map(line).collect())
    }
}
