//! What a list does to the counter and to what is held of it, added up.

use fraise_diagnostics::Span;
use fraise_ir::{Expr, FieldId};

use super::{
    linear::Form,
    place::{Lines, Place},
};

/// The rows that something is done for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Domain {
    /// Once.
    One,
    /// For each row of a relation.
    Lines(Lines),
    /// For each line of an input list, by the list's position.
    Listed(usize),
}

/// What one part of a key is: which row a reference leads to, or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyPart {
    Row(Place),
    Value(Form),
}

/// What finds the counter.
pub(super) type Key = Vec<(FieldId, KeyPart)>;

/// The counter, or what is held of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Counter,
    Held,
}

/// One change, for each row of its domain.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) side: Side,
    pub(super) domain: Domain,
    pub(super) key: Key,
    /// What the data decide: it happens only where all of them are true.
    pub(super) conditions: Vec<Expr>,
    pub(super) amount: Form,
    pub(super) span: Span,
}

/// Why a proof stops.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) span: Span,
    pub(super) reason: &'static str,
}

/// The changes of one list in one world.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<Entry>,
    pub(super) open: Option<Open>,
}

/// What a ledger comes to.
pub(super) enum Balance {
    Even,
    Open(Open),
    /// What the counter gets more than what is held of it, for each row of the domain.
    Off(Off),
}

/// A ledger that is not even.
#[derive(Clone)]
pub(super) struct Off {
    pub(super) domain: Domain,
    pub(super) excess: Form,
    pub(super) counter: Form,
    pub(super) held: Form,
    /// Where the counter is moved, if it is.
    pub(super) moved: Option<Span>,
}

struct Sum<'l> {
    first: &'l Entry,
    counter: Form,
    held: Form,
}

impl Ledger {
    pub(super) fn stop(&mut self, span: Span, reason: &'static str) {
        self.open.get_or_insert(Open { span, reason });
    }

    pub(super) fn balance(&self) -> Balance {
        let Some(sums) = self.sums() else {
            let span = self.entries.first().map(|it| it.span);
            return span.map_or(Balance::Even, |span| {
                Balance::Open(Open { span, reason: "the numbers are too large to be added up" })
            });
        };
        let mut off: Vec<Off> = Vec::new();
        let mut conditional = None;
        let (mut moved, mut held) = (false, false);
        for sum in &sums {
            let Some(excess) = sum.counter.minus(&sum.held) else { continue };
            if excess.is_zero() {
                continue;
            }
            moved |= !sum.counter.is_zero();
            held |= !sum.held.is_zero();
            if !sum.first.conditions.is_empty() {
                conditional.get_or_insert(sum.first.span);
            }
            let is_sum = excess.is_sum() || sum.counter.is_zero() || sum.held.is_zero();
            if !is_sum {
                let reason = "two amounts that are no sums of columns, and do not read the same";
                return Balance::Open(Open { span: sum.first.span, reason });
            }
            off.push(Off {
                domain: sum.first.domain.clone(),
                excess,
                counter: sum.counter.clone(),
                held: sum.held.clone(),
                moved: self.moved(&sum.first.domain, &sum.first.key),
            });
        }
        if let Some(open) = &self.open {
            return Balance::Open(open.clone());
        }
        // Where only one side is off it is off for whichever rows.
        if let Some(span) = conditional.filter(|_| moved && held) {
            let reason = "only the data decide for which rows, or whether at all";
            return Balance::Open(Open { span, reason });
        }
        let other_rows = off.iter().any(|it| off.iter().any(|other| other.domain != it.domain));
        if other_rows && let Some(moved) = off.iter().find_map(|it| it.moved) {
            let reason = "done for other rows than those that hold";
            return Balance::Open(Open { span: moved, reason });
        }
        // What is moved under another key is said where it is moved.
        let told = off.iter().position(|it| it.held.is_zero()).filter(|_| off.len() > 1).unwrap_or(0);
        if told < off.len() { Balance::Off(off.swap_remove(told)) } else { Balance::Even }
    }

    fn sums(&self) -> Option<Vec<Sum<'_>>> {
        let mut sums: Vec<Sum<'_>> = Vec::new();
        for entry in &self.entries {
            let is_same = |it: &&mut Sum<'_>| {
                it.first.domain == entry.domain
                    && it.first.key == entry.key
                    && it.first.conditions == entry.conditions
            };
            let at = sums.iter_mut().find(is_same);
            let sum = match at {
                Some(sum) => sum,
                None => {
                    sums.push(Sum { first: entry, counter: Form::ZERO, held: Form::ZERO });
                    sums.last_mut()?
                }
            };
            let side = match entry.side {
                Side::Counter => &mut sum.counter,
                Side::Held => &mut sum.held,
            };
            *side = side.plus(&entry.amount)?;
        }
        Some(sums)
    }

    fn moved(&self, domain: &Domain, key: &Key) -> Option<Span> {
        let is_move = |it: &&Entry| it.side == Side::Counter && it.domain == *domain && it.key == *key;
        self.entries.iter().rfind(is_move).map(|it| it.span)
    }
}
