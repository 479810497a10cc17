//! How strongly the outermost operator of a text binds, so that parentheses stand only where they must.

use crate::Sql;

/// From weak to strong (PostgreSQL manual, 4.1.6 "Operator Precedence").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `is null`, `is distinct from`
    Is,
    /// `=`, `<`
    Compare,
    /// `between`, `in`, `like`
    Between,
    /// `||`, `~`
    Operator,
    /// `+`, `-`
    Add,
    /// `*`, `/`, `%`
    Multiply,
    /// `at time zone`
    Zone,
    /// `-x`
    Sign,
    /// `x::date`
    Cast,
    /// Names, constants, calls, everything in parentheses
    Atom,
}

/// A text and its level.
#[derive(Debug, Clone)]
pub(crate) struct Lowered {
    pub(crate) sql: Sql,
    pub(crate) level: Level,
}

impl Lowered {
    pub(crate) fn new(level: Level, sql: Sql) -> Self {
        Self { sql, level }
    }

    pub(crate) fn atom(sql: Sql) -> Self {
        Self::new(Level::Atom, sql)
    }

    pub(crate) fn kw(words: &'static str) -> Self {
        Self::atom(Sql::kw(words))
    }

    /// It is one whole `(select ..)`.
    pub(crate) fn is_subselect(&self) -> bool {
        self.level == Level::Atom && self.sql.begins_with("(")
    }

    /// It is one whole `exists (select ..)`, which is never null.
    pub(crate) fn is_exists(&self) -> bool {
        self.level == Level::Atom && self.sql.begins_with("exists (")
    }

    /// As an operand that must bind at least as strongly as this.
    pub(crate) fn at_least(self, level: Level) -> Sql {
        if self.level >= level { self.sql } else { self.sql.parens() }
    }

    /// As an operand of `or`: an `and` stands in parentheses, since not everybody knows which of the two binds more.
    pub(crate) fn beside_or(self) -> Sql {
        if self.level == Level::Or { self.sql } else { self.above(Level::And) }
    }

    /// As an operand that must bind more strongly than this.
    pub(crate) fn above(self, level: Level) -> Sql {
        if self.level > level { self.sql } else { self.sql.parens() }
    }
}
