//! The conservation check: what is held of a counter comes back, once (LANGUAGE 7.4).
//!
//! `Inventory.quantity_reserved: {each: items, key, amount, in: [states]}` claims, of each row of the counter,
//!
//! ```text
//! counter  =  sum of amount(line) over all lines whose key finds the row and whose holder is in one of `in`
//! ```
//!
//! over all holds of that counter together. Both sides are 0 when nothing is there; so it suffices that every change of the
//! database changes both by the same. A difference is called a *leak* where the counter keeps what nobody holds, and is
//! *returned twice* where it lacks what is held.
//!
//! Words: the *holder* is the row whose machine has the hold; a *line* is a row that holds an amount (without `each` the
//! holder is its own line); a *list* is what runs together: the effects of an event, of an insert, of a delete, or the steps
//! of a mutation; a *world* is one choice of the states that the machines involved may be in.
//!
//! # What can change a side
//!
//! The *counter* changes by moves alone (F0707), and moves are applied in lists alone. *What is held* changes
//! 1. when a line comes or goes: always through the trigger of its insert or delete, whoever writes, cascades and soft
//!    deletes among them; what the trigger applies is a list (`rows`);
//! 2. when a holder changes its state: always as the event of that pair of states, whoever fires it (a person, a timer, an
//!    effect, a mutation, the owner by hand), and with the list of the event (`events`);
//! 3. when a column that the amount reads changes: it is frozen, or changed by moves alone, in lists (`stays`);
//! 4. when a line comes to another holder or another key: the references are frozen (`stays`);
//! 5. when the counted row itself goes: lines refer to it, or nothing deletes it (`counted`).
//!
//! # The lemma
//!
//! A list is executed on symbols in each of its worlds (`list`): every application of a move adds an *entry* for each line it
//! is done for, of the counter or of what is held; the key says whose. Entries are *forms*: sums of columns times numbers
//! (`linear`). Entries of the same lines, key and condition are added up (`ledger`). If every sum is 0 in every world, the
//! list conserves. An event that a list fires is a list of its own, proven by itself; the firing list only sees its state
//! changed from there on. Since all lists conserve, so does every sequence of them.
//!
//! Two ways to a row are one if the schema says so (`place`): a line's reference to the row whose lines they are, and the two
//! sides of `same`. Which worlds there are is what guards, `editable_while`, `when`, `where` and `require` leave (`decide`).
//! A guard `sum(amount) = 0` leaves no amount of any line, if no amount is negative (`empty`).
//!
//! What remains open (a condition that only the data decide, a form that is no sum) is F0711, never silence.
//!
//! # What is assumed
//!
//! That triggers are enabled, that seeds begin with what is held, and that the locks of LANGUAGE 7.5 keep a guard true until
//! its list has run. Different columns are taken to differ.

mod counted;
pub(super) mod decide;
mod empty;
mod events;
mod ledger;
pub(super) mod linear;
mod list;
pub(super) mod number;
pub(super) mod place;
mod proof;
mod rows;
mod stays;
mod steps;
mod told;
mod unheld;
mod verdict;
mod whole;
pub(super) mod world;

use fraise_diagnostics::Diagnostic;
use fraise_ir::FieldId;

use crate::context::Ctx;
use proof::Proof;

/// F0710, F0711: no list leaks what is held, nor returns it twice.
pub(super) fn what_is_held_comes_back(cx: &mut Ctx<'_>) {
    if !whole::everything_was_understood(cx) {
        return;
    }
    let mut found = Vec::new();
    for counter in held_counters(cx) {
        let proof = Proof::of(&cx.ir, counter);
        let all = stays::holds_stay(cx, &proof)
            .into_iter()
            .chain(counted::counters_stay(&proof))
            .chain(rows::lines_come_and_go(&proof))
            .chain(events::events_conserve(&proof))
            .chain(steps::mutations_conserve(&proof));
        for finding in all {
            let is_told =
                |it: &Diagnostic| it.code == finding.code && it.primary.span == finding.primary.span;
            if !found.iter().any(is_told) {
                found.push(finding);
            }
        }
    }
    cx.diagnostics.extend(found);
}

/// F0712: a counter that goes down, and nobody says who holds it.
pub(super) fn counters_that_go_down_are_held(cx: &mut Ctx<'_>) {
    let held = held_counters(cx);
    let found = unheld::unheld_counters(cx, &held);
    cx.diagnostics.extend(found);
}

fn held_counters(cx: &Ctx<'_>) -> Vec<FieldId> {
    let machines = cx.ir.entities.iter().filter_map(|it| it.machine.as_ref());
    let mut counters: Vec<FieldId> = machines.flat_map(|it| &it.holds).map(|it| it.counter).collect();
    counters.sort_unstable();
    counters.dedup();
    counters
}
