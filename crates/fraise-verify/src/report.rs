//! What came of a run, and what is told while it runs.

use crate::{Check, Finding};

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub check: Check,
    /// What was done, in words with numbers: `36 pairs of states`.
    pub counts: Vec<(usize, &'static str)>,
    /// What is not as the schema says.
    pub findings: Vec<Finding>,
    /// What could not be looked at, and why.
    pub left_out: Vec<String>,
}

impl Outcome {
    pub(crate) fn of(check: Check) -> Self {
        Self { check, counts: Vec::new(), findings: Vec::new(), left_out: Vec::new() }
    }

    pub(crate) fn count(&mut self, number: usize, what: &'static str) {
        match self.counts.iter_mut().find(|(_, it)| *it == what) {
            Some((before, _)) => *before += number,
            None => self.counts.push((number, what)),
        }
    }
}

/// Told while a run goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A check begins.
    Begun(Check),
    /// So much of it is done, of so much.
    Done(Check, usize, usize),
    /// It has ended.
    Ended(Outcome),
}
