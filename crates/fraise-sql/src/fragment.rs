//! Pieces of SQL. A [`Fragment`] is put together from words known to this program, names,
//! constants, types and other fragments; there is no way in for a text of the schema.
//!
//! ```
//! use fraise_sql::{Literal, ident, sql};
//!
//! let status = ident!("status");
//! let check = sql![&status, " in (", Literal::text("new"), ", ", Literal::text("sent"), ")"];
//! assert_eq!(check.to_string(), "status in ('new', 'sent')");
//! ```

use std::fmt::{self, Write as _};

use serde::Serialize;

use crate::{Ident, Literal, QualifiedName, SqlType, Text};

/// A piece of SQL, usually an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Fragment(String);

/// What a fragment can be made of. Only `&'static str` brings bare SQL.
pub trait Piece {
    /// Puts the piece behind what is there.
    fn append_to(&self, fragment: &mut Fragment);
}

/// A word of somebody else's SQL: a key word or a name without quotes, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    /// Takes a letter or `_`, and letters, digits, `_` and `$` behind it.
    pub fn new(word: &str) -> Option<Self> {
        let is_first = |it: char| it.is_alphabetic() || it == '_';
        let is_further = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
        let mut letters = word.chars();
        let is_word = letters.next().is_some_and(is_first) && letters.all(is_further);
        is_word.then(|| Self(word.to_owned()))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Puts pieces one behind the other: `sql!["coalesce(", &name, ", ", Literal::Integer(0), ")"]`.
#[macro_export]
macro_rules! sql {
    ($($piece:expr),* $(,)?) => {
        $crate::Fragment::new()$(.with($piece))*
    };
}

impl Fragment {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// This fragment with a piece behind it.
    pub fn with(mut self, piece: impl Piece) -> Self {
        piece.append_to(&mut self);
        self
    }

    /// This fragment with SQL of this program behind it: key words, operators, commas.
    pub fn kw(self, words: &'static str) -> Self {
        self.with(words)
    }

    /// This fragment with a name behind it.
    pub fn ident(self, ident: &Ident) -> Self {
        self.with(ident)
    }

    /// This fragment with a qualified name behind it.
    pub fn name(self, name: &QualifiedName) -> Self {
        self.with(name)
    }

    /// This fragment with a constant behind it.
    pub fn lit(self, literal: &Literal) -> Self {
        self.with(literal)
    }

    /// This fragment with a type behind it.
    pub fn ty(self, ty: &SqlType) -> Self {
        self.with(ty)
    }

    /// This fragment with another behind it.
    pub fn frag(self, fragment: &Fragment) -> Self {
        self.with(fragment)
    }

    /// This fragment with a list behind it: the pieces with `separator` between them.
    pub fn list<P: Piece>(mut self, separator: &'static str, pieces: impl IntoIterator<Item = P>) -> Self {
        for (position, piece) in pieces.into_iter().enumerate() {
            if position > 0 {
                separator.append_to(&mut self);
            }
            piece.append_to(&mut self);
        }
        self
    }

    /// The pieces with `separator` between them.
    pub fn join<P: Piece>(separator: &'static str, pieces: impl IntoIterator<Item = P>) -> Self {
        Self::new().list(separator, pieces)
    }

    /// This fragment in parentheses.
    pub fn parens(&self) -> Self {
        Self(format!("({})", self.0))
    }

    /// SQL that a PostgreSQL server has printed: what `pg_get_expr` and its like return. Never for
    /// a text that came from a schema file.
    pub fn deparsed(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The SQL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends SQL, keeping it apart from what is there where the two would grow together: words
    /// and quoted parts, and the signs that begin a comment (`--`, `/*`).
    fn push(&mut self, sql: &str) {
        if let (Some(last), Some(first)) = (self.0.chars().next_back(), sql.chars().next())
            && grow_together(last, first)
        {
            self.0.push(' ');
        }
        self.0.push_str(sql);
    }

    fn push_display(&mut self, piece: &impl fmt::Display) {
        let mut sql = String::new();
        // Writing to a String does not fail.
        let _ = write!(sql, "{piece}");
        self.push(&sql);
    }
}

fn grow_together(last: char, first: char) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '\'');
    (is_word(last) && is_word(first)) || matches!((last, first), ('-', '-') | ('/', '*'))
}

impl fmt::Display for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Piece for &'static str {
    fn append_to(&self, fragment: &mut Fragment) {
        fragment.push(self);
    }
}

impl<P: Piece> Piece for &P {
    fn append_to(&self, fragment: &mut Fragment) {
        P::append_to(self, fragment);
    }
}

macro_rules! piece_by_display {
    ($($ty:ty),*) => {
        $(impl Piece for $ty {
            fn append_to(&self, fragment: &mut Fragment) {
                fragment.push_display(self);
            }
        })*
    };
}

piece_by_display!(Ident, QualifiedName, Literal, Text, SqlType, Fragment, Word);

impl From<Literal> for Fragment {
    fn from(literal: Literal) -> Self {
        Self::new().lit(&literal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ident;

    #[test]
    fn pieces_stand_one_behind_the_other() {
        let built =
            Fragment::new().kw("select ").ident(&ident!("order")).kw(", ").lit(&Literal::text("it's"));
        assert_eq!(built.as_str(), "select \"order\", 'it''s'");
        assert_eq!(sql!["f(", built.parens(), ")"].as_str(), "f((select \"order\", 'it''s'))");
    }

    #[test]
    fn neighbours_never_grow_together() {
        assert_eq!(sql!["x -", Literal::Integer(-5)].as_str(), "x - -5");
        assert_eq!(sql![Literal::text("a"), Literal::text("b")].as_str(), "'a' 'b'");
        assert_eq!(sql!["select", ident!("order")].as_str(), "select \"order\"");
        assert_eq!(sql![ident!("a"), ident!("b")].as_str(), "a b");
        assert_eq!(sql!["e", Literal::text("a")].as_str(), "e 'a'");
    }

    #[test]
    fn a_word_is_one_word() {
        for good in ["select", "Größe", "_a", "a$1"] {
            assert!(Word::new(good).is_some(), "{good}");
        }
        for bad in ["", "1a", "$a$", "a b", "a;b", "a\"b", "a'b", "a--b", "a\\b", "a\nb"] {
            assert!(Word::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn lists_are_joined() {
        let names = [ident!("a"), ident!("b")];
        assert_eq!(Fragment::join(", ", &names).as_str(), "a, b");
        assert_eq!(sql!["row("].list(", ", &names).kw(")").as_str(), "row(a, b)");
    }
}
