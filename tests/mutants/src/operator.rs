//! The mutations: each takes one thing away or turns it round.
//!
//! What is left out, since it changes nothing that a database does: comments, and indexes that are not unique.

mod clause;
mod procedure;
mod sign;
mod statement;

use std::ops::Range;

use crate::script::Piece;

/// A script that differs in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What is done: `comparison turned`.
    pub operator: &'static str,
    /// To what: `create function public.create_order`.
    pub piece: String,
    /// Where in the script.
    pub range: Range<usize>,
    /// What stands there instead.
    pub instead: String,
}

impl Mutant {
    fn new(operator: &'static str, piece: &Piece<'_>, range: Range<usize>, instead: &str) -> Self {
        Self { operator, piece: piece.name.clone(), range, instead: instead.to_owned() }
    }

    /// The whole script with the change in it.
    pub fn script(&self, text: &str) -> String {
        let before = text.get(..self.range.start).unwrap_or_default();
        let behind = text.get(self.range.end..).unwrap_or_default();
        format!("{before}{}{behind}", self.instead)
    }

    /// What stood there, in one line.
    pub fn was(&self, text: &str) -> String {
        let was = text.get(self.range.clone()).unwrap_or_default();
        was.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The line of the script.
    pub fn line(&self, text: &str) -> usize {
        text.get(..self.range.start).unwrap_or_default().matches('\n').count() + 1
    }
}

/// All mutants of a piece.
pub fn mutants(piece: &Piece<'_>) -> Vec<Mutant> {
    let operators: [fn(&Piece<'_>) -> Vec<Mutant>; 4] =
        [statement::mutants, procedure::mutants, clause::mutants, sign::mutants];
    operators.iter().flat_map(|it| it(piece)).collect()
}
