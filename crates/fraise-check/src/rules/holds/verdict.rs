//! What a list comes to in all its worlds.

use super::{
    ledger::{Balance, Off, Open},
    list::{Act, Executor, Run},
    world::World,
};

/// The worst of a list.
pub(super) enum Verdict {
    Even,
    Open(Open),
    /// Uneven in this world, as it is when the list begins.
    Off(Off, World),
}

impl Verdict {
    /// What is certainly wrong is told before what is not known to be right; of two the first.
    pub(super) fn worse(self, other: impl FnOnce() -> Verdict) -> Verdict {
        match self {
            Verdict::Off(..) => self,
            Verdict::Open(_) => match other() {
                worst @ Verdict::Off(..) => worst,
                Verdict::Open(_) | Verdict::Even => self,
            },
            Verdict::Even => other(),
        }
    }

    pub(super) fn is_even(&self) -> bool {
        matches!(self, Verdict::Even)
    }
}

/// Runs a list in each world that is left.
pub(super) fn of_list(
    executor: &Executor<'_>,
    acts: &[Act<'_>],
    worlds: impl IntoIterator<Item = Run>,
) -> Verdict {
    let mut verdict = Verdict::Even;
    for start in worlds {
        let world = start.world.clone();
        for end in executor.run(acts, start) {
            verdict = verdict.worse(|| match end.ledger.balance() {
                Balance::Even => Verdict::Even,
                Balance::Open(open) => Verdict::Open(open),
                Balance::Off(off) => Verdict::Off(off, world.clone()),
            });
        }
    }
    verdict
}
