//! What a live database contains, read from the system catalogs in one read-only snapshot.
//!
//! Expressions come as PostgreSQL prints them with nothing but `pg_catalog` on the search path, so
//! that every name of ours is qualified. What the model has no word for is not lost: it is listed
//! as [`Beyond`].

mod constraint;
mod function;
mod grant;
mod index;
mod policy;
mod relation;
mod schema;
mod table;
mod trigger;
mod types;

use std::collections::BTreeMap;

use fraise_sql::catalog::Catalog;
use fraise_sql::{Fragment, Ident, Text};
use tokio_postgres::{Client, Row};

use crate::Error;
use types::Types;

pub(crate) use trigger::condition as trigger_condition;

/// What a live database contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspection {
    /// What the model has words for. All functions are in `functions`; `owner` is who owns most.
    pub catalog: Catalog,
    /// What it has no words for.
    pub beyond: Vec<Beyond>,
}

/// A property of a live object that a catalog cannot express, so that it can never be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// The object: `table public.orders`.
    pub object: String,
    /// What it is or has: `forces row security on its owner`.
    pub what: String,
}

/// Reads what some schemas contain, in a snapshot. The session must not be in a transaction.
pub async fn introspect(client: &Client, schemas: &[Ident]) -> Result<Introspection, Error> {
    client.batch_execute("begin isolation level repeatable read, read only").await?;
    let read = introspect_within(client, schemas).await;
    client.batch_execute("rollback").await?;
    read
}

/// The same within a transaction that the caller has begun: what is there if it commits.
pub async fn introspect_within(client: &Client, schemas: &[Ident]) -> Result<Introspection, Error> {
    client.batch_execute("savepoint reading; set local search_path = pg_catalog").await?;
    let read = read(client, schemas).await;
    client.batch_execute("rollback to reading").await?;
    read
}

async fn read(client: &Client, schemas: &[Ident]) -> Result<Introspection, Error> {
    let mut reader = Reader {
        client,
        schemas: schemas.iter().map(|it| it.as_str().to_owned()).collect(),
        types: types::read(client).await?,
        owners: BTreeMap::new(),
        beyond: Vec::new(),
    };
    let mut catalog = Catalog {
        schemas: schema::read(&mut reader).await?,
        extensions: schema::extensions(&reader).await?,
        default_privileges: schema::default_privileges(&mut reader).await?,
        enums: schema::enums(&mut reader).await?,
        sequences: relation::sequences(&mut reader).await?,
        tables: table::read(&mut reader).await?,
        views: relation::views(&mut reader).await?,
        functions: function::read(&mut reader).await?,
        ..Catalog::default()
    };
    relation::others(&mut reader).await?;
    catalog.owner = reader.owner_of_most();
    let beyond = reader.finish(catalog.owner.as_ref());
    Ok(Introspection { catalog, beyond })
}

/// What the queries share.
struct Reader<'a> {
    client: &'a Client,
    schemas: Vec<String>,
    types: Types,
    owners: BTreeMap<String, Vec<String>>,
    beyond: Vec<Beyond>,
}

impl Reader<'_> {
    /// The rows of a query whose `$1` is the list of schemas.
    async fn rows(&self, query: &str) -> Result<Vec<Row>, Error> {
        Ok(self.client.query(query, &[&self.schemas]).await?)
    }

    fn beyond(&mut self, object: impl ToString, what: impl Into<String>) {
        let beyond = Beyond { object: object.to_string(), what: what.into() };
        // Rights on relations are read by each kind of relation.
        if !self.beyond.contains(&beyond) {
            self.beyond.push(beyond);
        }
    }

    fn owned(&mut self, object: impl ToString, owner: String) {
        self.owners.entry(owner).or_default().push(object.to_string());
    }

    fn owner_of_most(&self) -> Option<Ident> {
        let (owner, _) = self.owners.iter().max_by_key(|(_, objects)| objects.len())?;
        Ident::new(owner.as_str()).ok()
    }

    fn finish(mut self, owner: Option<&Ident>) -> Vec<Beyond> {
        let others = std::mem::take(&mut self.owners);
        for (other, objects) in others {
            if owner.is_some_and(|owner| owner.as_str() == other) {
                continue;
            }
            for object in objects {
                self.beyond(object, format!("belongs to {other}"));
            }
        }
        self.beyond
    }
}

/// A name that the server gave. It always is one.
fn ident(name: &str) -> Result<Ident, Error> {
    Ident::new(name).map_err(|error| Error::Unknown { what: "name", value: format!("{name}: {error}") })
}

fn idents(names: &[String]) -> Result<Vec<Ident>, Error> {
    names.iter().map(|name| ident(name)).collect()
}

/// A column of a row that is a name.
fn name_at(row: &Row, column: &str) -> Result<Ident, Error> {
    ident(row.try_get::<_, &str>(column)?)
}

/// The columns `schema` and `name` of a row.
fn qualified(row: &Row) -> Result<fraise_sql::QualifiedName, Error> {
    Ok(fraise_sql::QualifiedName::new(name_at(row, "schema")?, name_at(row, "name")?))
}

/// The column `comment` of a row.
fn comment(row: &Row) -> Result<Option<Text>, Error> {
    let comment: Option<&str> = row.try_get("comment")?;
    Ok(comment.map(Text::without_nul))
}

/// A column of a row that is an expression.
fn expression(row: &Row, column: &str) -> Result<Option<Fragment>, Error> {
    let text: Option<String> = row.try_get(column)?;
    Ok(text.map(Fragment::deparsed))
}

/// A code letter of the system catalogs that has no meaning here.
fn unknown(what: &'static str, value: &str) -> Error {
    Error::Unknown { what, value: value.to_owned() }
}
