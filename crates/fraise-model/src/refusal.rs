//! What stops an operation: an error that must come, or a part of the language that the model does not know.

use std::collections::BTreeSet;
use std::fmt;

use fraise_ir::{
    Ir,
    event::{BuiltInError, RaisedError},
    failure, names,
};

/// A part of the language that the model does not know; it fails a test and is never taken for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKnown(
    /// What it is.
    pub String,
);

/// One error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// SQLSTATE.
    pub sqlstate: String,
    /// What callers are told, in capitals: `INSUFFICIENT_STOCK`.
    pub code: String,
}

/// Errors of which one must come; almost always there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals(pub BTreeSet<Refusal>);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The server refuses too.
    Refused(Refusals),
    /// The model cannot say what the server does.
    NotKnown(NotKnown),
}

impl Refusal {
    /// An error of PostgreSQL or of the language, by its SQLSTATE.
    pub fn of_state(sqlstate: &str) -> Self {
        Self { sqlstate: sqlstate.to_owned(), code: names::screaming(failure::code_of(sqlstate)) }
    }

    /// Somebody who may not, as a login would or would not help.
    pub fn unauthenticated() -> Self {
        Self { sqlstate: "ZF005".to_owned(), code: "UNAUTHENTICATED".to_owned() }
    }

    /// An error that a place of the schema raises.
    pub fn raised(ir: &Ir, error: &RaisedError) -> Self {
        match error {
            RaisedError::BuiltIn(built_in) => match built_in {
                BuiltInError::BadInput => Self::of_state("ZF010"),
                BuiltInError::Unauthenticated => Self::unauthenticated(),
                BuiltInError::Forbidden => Self::of_state("ZF005"),
                BuiltInError::NotFound => Self::of_state("ZF006"),
                BuiltInError::Conflict => Self { sqlstate: "ZF100".to_owned(), code: "CONFLICT".to_owned() },
                BuiltInError::TryAgain => Self::of_state("40001"),
            },
            RaisedError::Declared { error, .. } => match ir.errors.get(error.0) {
                Some(declared) => {
                    Self { sqlstate: declared.sqlstate.clone(), code: names::screaming(&declared.name) }
                }
                None => Self::of_state("XX000"),
            },
        }
    }
}

impl Refusals {
    /// An error came, with the code of its DETAIL if it has one; without, its SQLSTATE tells the code.
    pub fn accept(&self, sqlstate: &str, code: Option<&str>) -> bool {
        let told = code.map_or_else(|| Refusal::of_state(sqlstate).code, str::to_owned);
        self.0.iter().any(|it| it.sqlstate == sqlstate && it.code == told)
    }
}

impl Stop {
    /// What is not known, with where that was.
    pub(crate) fn at(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Stop::NotKnown(NotKnown(what)) => Stop::NotKnown(NotKnown(format!("{}: {what}", place()))),
            Stop::Refused(_) => self,
        }
    }

    /// One of these errors.
    pub fn any_of(refusals: impl IntoIterator<Item = Refusal>) -> Self {
        Stop::Refused(Refusals(refusals.into_iter().collect()))
    }
}

/// An error of PostgreSQL or of the language.
pub(crate) fn refused<T>(sqlstate: &str) -> Result<T, Stop> {
    Err(Stop::any_of([Refusal::of_state(sqlstate)]))
}

pub(crate) fn not_known<T>(what: impl fmt::Debug) -> Result<T, Stop> {
    Err(NotKnown(format!("{what:?}")).into())
}

impl From<NotKnown> for Stop {
    fn from(it: NotKnown) -> Self {
        Stop::NotKnown(it)
    }
}

impl fmt::Display for NotKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model does not know {}", self.0)
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(|it| format!("{} {}", it.sqlstate, it.code)).collect();
        f.write_str(&all.join(" or "))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Refused(refusals) => refusals.fmt(f),
            Stop::NotKnown(what) => what.fmt(f),
        }
    }
}

impl std::error::Error for NotKnown {}
impl std::error::Error for Stop {}
