//! A database with rows that the model knows too.

use std::collections::BTreeMap;

use fraise_ir::{Checked, Ir};
use fraise_lower::names;
use fraise_model::Rows;
use fraise_pg::{Database, Error};
use fraise_sql::{Ident, Literal, QualifiedName, sql};

use crate::rows::rows_of;

/// A database with rows that the model knows too.
pub struct Ground {
    /// What the schema says.
    pub ir: Checked<Ir>,
    /// Where the rows are.
    pub database: Database,
    /// What the tables hold.
    pub rows: Rows,
    /// Claims of tokens, beside id and roles: one map for each kind of token.
    pub claims: Vec<BTreeMap<String, serde_json::Value>>,
    /// Tables that no type declares, each with its first column.
    pub other_tables: Vec<(QualifiedName, Ident)>,
}

impl Ground {
    /// A database with the rows that are in it.
    pub async fn of(
        ir: &Checked<Ir>,
        database: Database,
        claims: Vec<BTreeMap<String, serde_json::Value>>,
    ) -> Result<Self, Error> {
        let administrator = database.connect().await?;
        let rows = rows_of(&administrator, ir).await?;
        let schema = Literal::text(&ir.service.schema);
        let tables = sql![
            "select n.nspname, c.relname, a.attname from pg_class as c
             join pg_namespace as n on n.oid = c.relnamespace
             join pg_attribute as a on a.attrelid = c.oid and a.attnum = 1
             where c.relkind in ('r', 'p') and n.nspname in ('fraise', ",
            schema,
            ") order by 1, 2"
        ];
        let mut other_tables = Vec::new();
        for row in administrator.rows(&tables).await? {
            let mut texts = row.into_iter().flatten().map(|it| names::ident(&it));
            let (Some(schema), Some(table), Some(column)) = (texts.next(), texts.next(), texts.next()) else {
                continue;
            };
            if !ir.entities.iter().any(|it| names::ident(&it.table) == table) {
                other_tables.push((QualifiedName::new(schema, table), column));
            }
        }
        Ok(Self { ir: ir.clone(), database, rows, claims, other_tables })
    }

    /// The same rows in a copy of the database.
    pub fn in_database(&self, database: Database) -> Self {
        Self {
            ir: self.ir.clone(),
            database,
            rows: self.rows.clone(),
            claims: self.claims.clone(),
            other_tables: self.other_tables.clone(),
        }
    }

    /// A role of PostgreSQL by the end of its name.
    pub fn role(&self, end: &str) -> Ident {
        names::ident(&format!("{}_{end}", self.ir.service.roles_prefix))
    }
}
