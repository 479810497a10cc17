//! What can go wrong with a server.

use std::fmt;
use std::path::PathBuf;

/// Why a server could not be started, reached or asked.
#[derive(Debug)]
pub enum Error {
    /// No usable PostgreSQL is installed.
    NotFound(crate::NotFound),
    /// A file or folder could not be made, read or removed.
    File {
        /// What was tried.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program could not be run, or it failed.
    Program {
        /// Which program.
        program: String,
        /// What it or the system said.
        said: String,
    },
    /// The server did not come up.
    NotStarted {
        /// The end of its log.
        log: String,
    },
    /// The server refused a connection or a query.
    Refused(tokio_postgres::Error),
    /// The server answered with something that this program has no word for.
    Unknown {
        /// What it was asked for.
        what: &'static str,
        /// What it answered.
        value: String,
    },
    /// A script failed.
    Script(Box<ScriptError>),
}

/// A statement of a script that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// The line in the script, from 1: where the server points, else where the statement begins.
    pub line: usize,
    /// The statement.
    pub statement: String,
    /// The SQLSTATE, if the server answered at all.
    pub code: String,
    /// What the server said.
    pub message: String,
    /// Its detail.
    pub detail: Option<String>,
    /// Its hint.
    pub hint: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(error) => write!(f, "{error}"),
            Self::File { doing, path, source } => write!(f, "cannot {doing} {}: {source}", path.display()),
            Self::Program { program, said } => write!(f, "{program} failed: {}", said.trim()),
            Self::NotStarted { log } => write!(f, "PostgreSQL did not start: {}", log.trim()),
            Self::Refused(error) => match error.as_db_error() {
                Some(said) => write!(f, "{} ({})", said.message(), said.code().code()),
                None => match std::error::Error::source(error) {
                    Some(cause) => write!(f, "{error}: {cause}"),
                    None => write!(f, "{error}"),
                },
            },
            Self::Unknown { what, value } => write!(f, "unknown {what}: {value}"),
            Self::Script(error) => write!(f, "{error}"),
        }
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} ({})", self.line, self.message, self.code)?;
        if let Some(detail) = &self.detail {
            write!(f, "\ndetail: {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        write!(f, "\nin: {}", self.statement)
    }
}

impl std::error::Error for Error {}
impl std::error::Error for ScriptError {}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Refused(error)
    }
}

impl From<crate::NotFound> for Error {
    fn from(error: crate::NotFound) -> Self {
        Self::NotFound(error)
    }
}

impl Error {
    /// For `map_err` on the result of a file operation.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}
