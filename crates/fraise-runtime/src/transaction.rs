//! One transaction: who acts, what is done, and its end.
//!
//! What must not hang on the connection afterwards does not: a transaction that is dropped before its end, because the
//! client has gone or the time is over, takes its connection with it.

use deadpool_postgres::{Object, Pool};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::database::{self, Text, Trouble};
use crate::identity::Identity;
use crate::model::Service;

/// The statement that says who acts, and its values.
pub(crate) struct Acting {
    sql: String,
    values: Vec<Option<String>>,
}

impl Acting {
    /// The settings of a transaction for somebody.
    pub(crate) fn as_(service: &Service, identity: &Identity, request_id: &str) -> Self {
        let roles: Vec<&str> =
            service.roles.iter().filter(|it| it.bit.meets(identity.roles)).map(|it| it.name).collect();
        let mut names = vec!["viewer_id".to_owned(), "roles".to_owned(), "request_id".to_owned()];
        names.extend(service.viewer.claims.iter().map(|it| format!("claim.{}", it.name)));
        let mut values = vec![identity.id.clone(), Some(roles.join(",")), Some(request_id.to_owned())];
        values.extend(identity.claims.iter().cloned());
        let setting = |(at, name): (usize, &String)| {
            format!("set_config('fraise.{}', coalesce(${}, ''), true)", name.replace('\'', "''"), at + 1)
        };
        let settings: Vec<String> = names.iter().enumerate().map(setting).collect();
        Self { sql: format!("select {}", settings.join(", ")), values }
    }
}

/// A transaction that is open.
pub(crate) struct Transaction {
    client: Option<Object>,
}

impl Transaction {
    /// Begins, and says who acts: one trip to the server, once the connection knows the statement.
    pub(crate) async fn begin(pool: &Pool, acting: &Acting) -> Result<Self, Trouble> {
        let client = database::client(pool).await?;
        let settings = client.prepare_cached(&acting.sql).await?;
        let values = database::texts(&acting.values);
        let open = Self { client: Some(client) };
        let client = open.client()?;
        let values = parameters(&values);
        // Sent one behind the other, in this order.
        let (begun, set) =
            tokio::join!(client.batch_execute("begin read write"), client.query_one(&settings, &values));
        begun?;
        set?;
        Ok(open)
    }

    /// Runs a statement of one row.
    pub(crate) async fn query(&self, sql: &str, values: &[Option<String>]) -> Result<Row, Trouble> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await?;
        let values = database::texts(values);
        Ok(client.query_one(&statement, &parameters(&values)).await?)
    }

    /// Runs a statement that may give rows or none.
    pub(crate) async fn rows(&self, sql: &str, values: &[Option<String>]) -> Result<Vec<Row>, Trouble> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await?;
        let values = database::texts(values);
        Ok(client.query(&statement, &parameters(&values)).await?)
    }

    /// Makes it last.
    pub(crate) async fn commit(mut self) -> Result<(), Trouble> {
        self.client()?.batch_execute("commit").await.map_err(|error| match error.code() {
            Some(_) => Trouble::Database(error),
            None => Trouble::Unknown(error),
        })?;
        // Now it may go back to the others.
        self.client = None;
        Ok(())
    }

    /// Takes everything back.
    pub(crate) async fn roll_back(mut self) {
        if let Ok(client) = self.client()
            && client.batch_execute("rollback").await.is_ok()
        {
            self.client = None;
        }
    }

    fn client(&self) -> Result<&Object, Trouble> {
        self.client.as_ref().ok_or(Trouble::Pool(deadpool_postgres::PoolError::Closed))
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

fn parameters<'v>(values: &'v [Option<Text<'v>>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|it| it as &(dyn ToSql + Sync)).collect()
}
