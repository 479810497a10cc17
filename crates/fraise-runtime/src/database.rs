//! The one statement of a request, run on a pooled connection.
//!
//! A read is one prepared statement in autocommit: no `begin`, no settings. Values travel in text form, which the
//! server reads as the type that the statement names; the answer comes in the binary format.

use std::error::Error;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Object, Pool, PoolError};
use tokio_postgres::Row;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::error::Code;

/// Statements that a connection keeps prepared; with one more it drops them all and begins again.
const PREPARED: usize = 500;
/// How often a statement is tried that the database gave up for the sake of another.
const TRIES: u32 = 3;

/// What another transaction, or a restart of the server, does to a statement.
const PASSING: [SqlState; 4] = [
    SqlState::T_R_SERIALIZATION_FAILURE,
    SqlState::T_R_DEADLOCK_DETECTED,
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::ADMIN_SHUTDOWN,
];

/// Runs a statement of one row.
pub(crate) async fn query(pool: &Pool, sql: &str, values: &[Option<String>]) -> Result<Row, Trouble> {
    let values = texts(values);
    let mut tries = Tries::default();
    loop {
        match once(pool, sql, &values).await {
            Err(trouble) if tries.again(&trouble).await => {}
            ended => return ended,
        }
    }
}

/// A connection that does not keep too many statements.
pub(crate) async fn client(pool: &Pool) -> Result<Object, Trouble> {
    let client = pool.get().await?;
    if client.statement_cache.size() > PREPARED {
        client.statement_cache.clear();
    }
    Ok(client)
}

pub(crate) fn texts(values: &[Option<String>]) -> Vec<Option<Text<'_>>> {
    values.iter().map(|it| it.as_deref().map(Text)).collect()
}

/// Counts how often a thing was tried that may be tried again as a whole.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// Whether to try again, after a pause.
    pub(crate) async fn again(&mut self, trouble: &Trouble) -> bool {
        self.0 += 1;
        let may_pass = trouble.may_pass() && self.0 < TRIES;
        if may_pass {
            tokio::time::sleep(jitter(self.0)).await;
        }
        may_pass
    }
}

async fn once(pool: &Pool, sql: &str, values: &[Option<Text<'_>>]) -> Result<Row, Trouble> {
    let client = client(pool).await?;
    let statement = client.prepare_cached(sql).await?;
    let parameters: Vec<_> = values.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
    Ok(client.query_one(&statement, &parameters).await?)
}

/// Some milliseconds, more each time, not the same for all.
fn jitter(tries: u32) -> Duration {
    let random = uuid::Uuid::new_v4().as_u128() % 20;
    Duration::from_millis(10 * u64::from(tries) + u64::try_from(random).unwrap_or(0))
}

/// What the database answered instead of a row.
#[derive(Debug)]
pub(crate) enum Trouble {
    Pool(PoolError),
    Database(tokio_postgres::Error),
    /// The connection broke while a transaction was committed: nobody knows whether it was.
    Unknown(tokio_postgres::Error),
}

impl From<PoolError> for Trouble {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl Trouble {
    /// Whether the same statement may succeed next time: reads may always be repeated.
    fn may_pass(&self) -> bool {
        match self {
            Self::Pool(_) | Self::Unknown(_) => false,
            Self::Database(error) => error.is_closed() || error.code().is_some_and(|it| PASSING.contains(it)),
        }
    }

    /// What the client is told.
    pub(crate) fn code(&self) -> Code {
        let error = match self {
            Self::Pool(_) => return Code::TryAgain,
            Self::Unknown(_) => return Code::Internal,
            Self::Database(error) => error,
        };
        let Some(state) = error.code() else {
            return if error.is_closed() { Code::TryAgain } else { Code::Internal };
        };
        if PASSING.contains(state) || *state == SqlState::QUERY_CANCELED {
            return Code::TryAgain;
        }
        // 22: a value that its type refuses.
        if state.code().starts_with("22") { Code::BadInput } else { Code::Internal }
    }

    /// What the server said.
    pub(crate) fn said(&self) -> Option<&DbError> {
        match self {
            Self::Pool(_) | Self::Unknown(_) => None,
            Self::Database(error) => error.as_db_error(),
        }
    }

    /// For the log.
    pub(crate) fn details(&self) -> String {
        match self {
            Self::Pool(error) => error.to_string(),
            Self::Database(error) | Self::Unknown(error) => match error.as_db_error() {
                Some(error) => format!("{}: {}", error.code().code(), error.message()),
                None => error.to_string(),
            },
        }
    }
}

/// A value in text form.
#[derive(Debug)]
pub(crate) struct Text<'a>(&'a str);

impl ToSql for Text<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A column as it came.
#[derive(Debug)]
pub(crate) struct Raw<'a>(pub(crate) &'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
