//! How a run ends, as the shell sees it.

use std::process::ExitCode;

/// The exit codes of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All went well.
    Good,
    /// There are errors in the schema, a test of it fails, or a check finds something.
    SchemaErrors,
    /// The call cannot be carried out: bad arguments, a file that cannot be read or written.
    Usage,
    /// What is on disk differs from what the schema says.
    Differs,
    /// There is no usable PostgreSQL.
    NoPostgres,
    /// A bug of fraise.
    Bug,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::SchemaErrors => 1,
            Self::Usage => 2,
            Self::Differs => 3,
            Self::NoPostgres => 4,
            Self::Bug => 101,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
