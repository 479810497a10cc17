//! A transaction that is never committed: what is tried in it leaves nothing behind.

use fraise_sql::statement::Statement;
use fraise_sql::{Fragment, Ident, print};
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::error::DbError;

use crate::rows::{RowBatch, RowsError, insert_within};
use crate::{Error, Session};

/// The values of a row as texts.
pub type Texts = Vec<Option<String>>;

/// A transaction that is never committed. What a refused question has done is undone, and the next one can be asked.
#[derive(Debug)]
pub struct Trial<'s> {
    session: &'s Session,
}

/// What the server said instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The SQLSTATE.
    pub code: String,
    /// What it said.
    pub message: String,
    /// Its detail.
    pub detail: Option<String>,
}

impl<'s> Trial<'s> {
    /// Begins one.
    pub async fn begin(session: &'s Session) -> Result<Self, Error> {
        session.batch_execute("begin").await?;
        Ok(Self { session })
    }

    /// Ends it, and undoes all that was done in it.
    pub async fn end(self) -> Result<(), Error> {
        self.session.batch_execute("rollback").await?;
        Ok(())
    }

    /// Takes a role for what follows.
    pub async fn act_as(&self, role: &Ident) -> Result<(), Error> {
        self.session.batch_execute(&print::statement(&Statement::SetLocalRole(role))).await?;
        Ok(())
    }

    /// Inserts batches of rows as the role that owns the tables.
    pub async fn insert(&self, owner: &Ident, batches: &[RowBatch]) -> Result<(), RowsError> {
        insert_within(self.session, owner, batches).await.map(|_| ())
    }

    /// The rows that answer a question, or what the server said instead of them.
    pub async fn ask(&self, question: &Fragment) -> Result<Result<Vec<Texts>, Said>, Error> {
        self.session.batch_execute("savepoint question").await?;
        let answer = self.session.ask(question).await?;
        if answer.is_err() {
            self.session.batch_execute("rollback to question").await?;
        }
        self.session.batch_execute("release question").await?;
        Ok(answer)
    }
}

pub(crate) fn texts(message: &SimpleQueryMessage) -> Option<Texts> {
    match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
        }
        _ => None,
    }
}

impl Said {
    pub(crate) fn of(said: &DbError) -> Self {
        Self {
            code: said.code().code().to_owned(),
            message: said.message().to_owned(),
            detail: said.detail().map(str::to_owned),
        }
    }
}
