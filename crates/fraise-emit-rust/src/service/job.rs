//! Hooks before a transaction, and what follows a commit.

use fraise_sql::{Fragment, Ident};
use serde::Serialize;

use super::Sql;

/// A hook that is called before the transaction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Before {
    /// The hook.
    pub hook: String,
    /// The argument that takes its output.
    pub argument: Ident,
    /// Its input as `jsonb`.
    pub input: Sql,
    /// Members of the input that are rows which must be there.
    pub rows: Vec<String>,
}

/// What the service does by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Work {
    /// How long an answer waits for its job.
    pub wait: String,
    /// When a job stops being retried.
    pub give_up: String,
    /// What follows commits.
    pub jobs: Vec<Job>,
    /// Some event has a timer.
    pub timers: bool,
    /// Some mutation keeps keys.
    pub keys: bool,
}

/// What follows the commit of a mutation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// Name in the schema.
    pub mutation: String,
    /// In order.
    pub entries: Vec<Entry>,
    /// Paths in the arguments that are erased in the end.
    pub secrets: Vec<Vec<String>>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Only then.
    pub when: Option<Fragment>,
    /// What it does.
    pub does: Does,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Does {
    /// Calls a hook.
    Hook {
        /// Its name.
        hook: String,
        /// Its input as `jsonb`.
        input: Fragment,
    },
    /// Calls a mutation.
    Call {
        /// The function with its arguments.
        call: Fragment,
    },
}
