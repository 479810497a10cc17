//! The checks, by name and in the order in which they run: what says most in the least time comes first.

use std::fmt;

/// One way to look for what breaks a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// What the database holds is what was meant, and it keeps to what is known of PostgreSQL.
    Catalog,
    /// Laws that are true of every row, asked of the rows of the seeds.
    Invariants,
    /// The tests of the schema.
    Stories,
    /// Every pair of states of every machine.
    States,
    /// Who reads and writes which row and column.
    Access,
    /// Random operations, held against a model.
    Walks,
    /// The same operations by several sessions at once.
    Races,
    /// The server is killed.
    Crash,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Check; 8] = [
        Check::Catalog,
        Check::Invariants,
        Check::Stories,
        Check::States,
        Check::Walks,
        Check::Access,
        Check::Races,
        Check::Crash,
    ];

    /// Its name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Check::Catalog => "catalog",
            Check::Invariants => "invariants",
            Check::Stories => "stories",
            Check::States => "states",
            Check::Access => "access",
            Check::Walks => "walks",
            Check::Races => "races",
            Check::Crash => "crash",
        }
    }

    /// The check of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
