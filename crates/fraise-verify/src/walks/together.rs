//! Several sessions at once: operations that fit the same rows, all begun together. Which of them comes first nobody knows;
//! afterwards the laws hold, no function of ours has waited in a circle, and no error is one that nobody meant.

use fraise_ir::failure;
use fraise_model::{Chance, Operation};
use fraise_pg::{Error, Said};

use super::arena::{Arena, Entry, all_at_once, script};
use super::step;
use crate::{Check, Finding, Options, Outcome, Progress, ground::Ground, laws::Company, seeded::Seeded};

/// How many sessions act at once.
const SESSIONS: usize = 6;

/// For so many operations of a walk there is one round.
const STEPS_OF_A_ROUND: usize = 20;

/// Rounds have numbers of their own, behind those of walks.
const FIRST_NUMBER: usize = 1_000_000;

pub(super) async fn check(
    ground: &Ground<'_>,
    seeded: &Seeded,
    options: &Options,
    outcome: &mut Outcome,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<(), Error> {
    let mut arena = Arena::open(ground, seeded, Company::Callers).await?;
    let mut chance = Chance::new(options.seed);
    let rounds = options.steps.div_ceil(STEPS_OF_A_ROUND);
    for round in 0..rounds {
        heard(Progress::Done(Check::Walks, round, rounds));
        arena.state = arena.read().await?;
        arena.tick().await?;
        let entries = proposed(&arena, &mut chance, round);
        let answers = all_at_once(&arena, &entries, None).await?;
        outcome.count(entries.len(), "at once");
        for (entry, answer) in entries.iter().zip(&answers) {
            outcome.findings.extend(answer.as_ref().and_then(|it| strange(ground, entry, it)));
        }
        let broken = arena.laws.broken(&arena.owner, Check::Walks).await?;
        let statements = script(ground.ir, &entries);
        outcome.findings.extend(broken.into_iter().map(|mut it| {
            it.what.push_str(", after operations at once");
            it.sql(format!("-- each in a session of its own, at once\n{statements}"))
        }));
        if !outcome.findings.is_empty() {
            break;
        }
    }
    Ok(())
}

fn proposed(arena: &Arena<'_>, chance: &mut Chance, round: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    // Time passes for nobody while others act.
    while entries.len() < SESSIONS {
        let Some((operation, actor)) = arena.state.propose(arena.ir, chance, &arena.actors) else { break };
        if !matches!(operation, Operation::Age { .. }) {
            entries.push(Entry { number: FIRST_NUMBER + round, operation, actor });
        }
    }
    entries
}

/// An error that nobody meant: one of the server itself, or a circle of functions that wait for each other.
fn strange(ground: &Ground<'_>, entry: &Entry, said: &Said) -> Option<Finding> {
    let is_of_a_function = matches!(
        entry.operation,
        Operation::Call { .. } | Operation::Fire { .. } | Operation::FireDue { .. }
    );
    let is_circle = said.code == "40P01" && is_of_a_function;
    let is_internal = failure::code_of(&said.code) == "internal" && step::told_code(said).is_none();
    if !is_circle && !is_internal {
        return None;
    }
    let what = format!("{} beside others", step::named(ground.ir, &entry.operation));
    let finding = Finding::new(Check::Walks, step::place(ground.ir, &entry.operation), what);
    let finding = finding.expected("an answer or an error of the schema").happened(step::error(said));
    Some(finding.sql(script(ground.ir, std::slice::from_ref(entry))))
}
