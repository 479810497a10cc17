//! Calls into code, and what follows a commit.

use super::Sql;

/// `before: [{hook: quote, as: quote, with: {..}}]`: a hook that is called before the transaction.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    /// The hook.
    pub hook: &'static str,
    /// The argument of the function that takes its output: `p_quote`.
    pub argument: &'static str,
    /// Its input as `jsonb`, over the arguments of the mutation and the rows that the viewer may read.
    pub input: Sql,
    /// Members of the input that are rows which must be there.
    pub rows: &'static [&'static str],
}

/// What the service does by itself: jobs and timers.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// `settings.jobs.wait`: how long an answer waits for the first try of its job, as PostgreSQL reads it.
    pub wait: &'static str,
    /// `settings.jobs.give_up`: when a job stops being retried.
    pub give_up: &'static str,
    /// What follows the commits of mutations.
    pub jobs: &'static [Job],
    /// Whether events fire by themselves after some time.
    pub timers: bool,
    /// Whether keys of calls are kept, which expire.
    pub keys: bool,
}

impl Work {
    /// Nothing.
    pub const NONE: Self =
        Self { wait: "10 seconds", give_up: "3 days", jobs: &[], timers: false, keys: false };
}

/// `after_commit:` of a mutation: each entry is carried out until it has returned without error.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// The mutation, as its jobs name it.
    pub mutation: &'static str,
    /// In order.
    pub entries: &'static [Entry],
    /// Paths in the arguments of a job that are erased when it ends.
    pub secrets: &'static [&'static [&'static str]],
}

/// One entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Only then; a condition over the row `job`.
    pub when: Option<&'static str>,
    /// What it does.
    pub does: Does,
}

/// What an entry does.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Calls a hook.
    Hook {
        /// Its name.
        hook: &'static str,
        /// Its input as `jsonb`, over the row `job`.
        input: &'static str,
    },
    /// Calls a mutation, in a transaction of its own, as `system`.
    Call {
        /// The function with its arguments, over the row `job`.
        call: &'static str,
    },
}
