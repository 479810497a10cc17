//! Rows put into a live database: all of them or none.

use std::fmt;

use fraise_sql::statement::{Insert, Statement};
use fraise_sql::{Ident, print};
use tokio_postgres::error::DbError;

use crate::{Error, Session};

/// Rows that one statement inserts.
#[derive(Debug, Clone, PartialEq)]
pub struct RowBatch {
    /// All of them.
    pub all: Insert,
    /// Each for itself, to find the one that is refused.
    pub each: Vec<Insert>,
}

/// Why rows were not inserted; none of them was.
#[derive(Debug)]
pub enum RowsError {
    /// The server could not be asked, or lacks what the rows need: tables, the role of the owner.
    Server(Error),
    /// The database does not take a row.
    Refused(Box<Refusal>),
}

/// A row that the database does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its batch.
    pub batch: usize,
    /// Its place in the batch; none if only the rows together are refused.
    pub row: Option<usize>,
    /// What the server said.
    pub message: String,
    /// The SQLSTATE.
    pub code: String,
    /// Its detail.
    pub detail: Option<String>,
}

/// Inserts batches of rows in a transaction of its own, as the role that owns the tables. Gives how many rows of each
/// batch were inserted; the others were there already.
pub async fn insert_rows(
    session: &Session,
    owner: &Ident,
    batches: &[RowBatch],
) -> Result<Vec<u64>, RowsError> {
    session.batch_execute("begin").await?;
    let inserted = insert_within(session, owner, batches).await;
    if inserted.is_err() {
        session.batch_execute("rollback").await?;
        return inserted;
    }
    match session.batch_execute("commit").await {
        Ok(()) => inserted,
        Err(error) => {
            Err(refused(&error, batches.len().saturating_sub(1), None).unwrap_or_else(|| error.into()))
        }
    }
}

pub(crate) async fn insert_within(
    session: &Session,
    owner: &Ident,
    batches: &[RowBatch],
) -> Result<Vec<u64>, RowsError> {
    session.batch_execute(&print::statement(&Statement::SetLocalRole(owner))).await?;
    session.batch_execute("set local search_path = pg_catalog, pg_temp").await?;
    let mut inserted = Vec::new();
    for (place, batch) in batches.iter().enumerate() {
        session.batch_execute("savepoint batch").await?;
        match session.execute(&print::statement(&Statement::Insert(&batch.all)), &[]).await {
            Ok(count) => inserted.push(count),
            Err(error) => return Err(culprit(session, batch, place, error).await?),
        }
    }
    Ok(inserted)
}

/// The batch again, row by row.
async fn culprit(
    session: &Session,
    batch: &RowBatch,
    place: usize,
    error: tokio_postgres::Error,
) -> Result<RowsError, RowsError> {
    let Some(together) = refused(&error, place, None) else {
        return Ok(error.into());
    };
    session.batch_execute("rollback to batch").await?;
    for (row, insert) in batch.each.iter().enumerate() {
        if let Err(error) = session.execute(&print::statement(&Statement::Insert(insert)), &[]).await {
            return Ok(refused(&error, place, Some(row)).unwrap_or(together));
        }
    }
    Ok(together)
}

/// Whether an error is about a row: its values (22), its constraints (23), a law of ours or of somebody's trigger (ZF, P0).
fn refused(error: &tokio_postgres::Error, batch: usize, row: Option<usize>) -> Option<RowsError> {
    let said: &DbError = error.as_db_error()?;
    let code = said.code().code();
    let is_about_a_row = ["22", "23", "ZF", "P0"].iter().any(|it| code.starts_with(it));
    is_about_a_row.then(|| {
        RowsError::Refused(Box::new(Refusal {
            batch,
            row,
            message: said.message().to_owned(),
            code: code.to_owned(),
            detail: said.detail().map(str::to_owned),
        }))
    })
}

impl fmt::Display for RowsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(error) => write!(f, "{error}"),
            Self::Refused(refusal) => write!(f, "{} ({})", refusal.message, refusal.code),
        }
    }
}

impl std::error::Error for RowsError {}

impl From<tokio_postgres::Error> for RowsError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error.into())
    }
}
