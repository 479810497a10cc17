//! Random walks: operations that a model proposes, legal ones and others, carried out on the server. After each of them the
//! rows of all tables are held against what the model predicted, and all laws are asked. Then the same by several sessions
//! at once, where nobody can predict the rows, and the laws must hold all the same.
//!
//! - `actors`: everybody who acts
//! - `arena`: a database with rows that the model knows too
//! - `statement`: an operation as SQL
//! - `step`: one operation on the server and in the model
//! - `shrink`: the shortest walk that still fails
//! - `together`: several sessions at once

mod actors;
pub(crate) mod arena;
mod shrink;
pub(crate) mod statement;
pub(crate) mod step;
mod together;

use std::collections::BTreeSet;

use fraise_model::Chance;
use fraise_pg::Error;

use crate::{Check, Finding, Options, Outcome, Progress, ground::Ground, laws::Company, seeded::Seeded};
use arena::{Arena, Entry};
use shrink::Failing;
use step::Step;

/// A walk begins anew after so many steps.
const LENGTH: usize = 100;

pub(crate) async fn check(
    ground: &Ground<'_>,
    options: &Options,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Walks);
    let seeded = Seeded::of(ground).await?;
    Arena::make_logins(ground).await?;
    let mut not_known = BTreeSet::new();
    let walks = options.steps.div_ceil(LENGTH);
    for walk in 0..walks {
        let steps = LENGTH.min(options.steps - walk * LENGTH);
        // The walks of two seeds have nothing in common.
        let number = options.seed.wrapping_mul(1_000).wrapping_add(u64::try_from(walk).unwrap_or(0));
        let mut chance = Chance::new(number);
        let mut tally = Tally { outcome: &mut outcome, not_known: &mut not_known };
        let heard =
            &mut |done: usize| heard(Progress::Done(Check::Walks, walk * LENGTH + done, options.steps));
        // In every other walk the owner writes by hand.
        let company = if walk % 2 == 0 { Company::Callers } else { Company::Owner };
        let way = Way { seeded: &seeded, company, steps };
        if let Some(failing) = one(ground, &way, &mut chance, &mut tally, heard).await? {
            let length = failing.entries.len();
            let shortest = shrink::shrink(ground, &seeded, failing).await?;
            outcome.findings.push(finding(ground, &seeded, &shortest, length));
            break;
        }
    }
    if outcome.findings.is_empty() {
        together::check(ground, &seeded, options, &mut outcome, heard).await?;
    }
    outcome.left_out = not_known.into_iter().collect();
    Ok(outcome)
}

/// How a walk goes.
struct Way<'w> {
    seeded: &'w Seeded,
    company: Company,
    steps: usize,
}

struct Tally<'t> {
    outcome: &'t mut Outcome,
    not_known: &'t mut BTreeSet<String>,
}

/// Walks until something is otherwise than predicted.
async fn one(
    ground: &Ground<'_>,
    way: &Way<'_>,
    chance: &mut Chance,
    tally: &mut Tally<'_>,
    heard: &mut (dyn FnMut(usize) + Send),
) -> Result<Option<Failing>, Error> {
    let mut arena = Arena::open(ground, way.seeded, way.company).await?;
    let mut entries = Vec::new();
    for number in 0..way.steps {
        heard(number);
        let proposed = arena.state.propose(ground.ir, chance, &arena.actors);
        let Some((operation, actor)) = proposed else { break };
        let entry = Entry { number, operation, actor };
        let step = step::take(&mut arena, &entry).await?;
        if let Step::NotKnown(what) = step {
            tally.not_known.insert(format!("the model does not know {what}"));
            continue;
        }
        entries.push(entry);
        match step {
            Step::Done => tally.outcome.count(1, "operations done"),
            Step::Refused => tally.outcome.count(1, "refused"),
            Step::Failed(mismatch) => return Ok(Some(Failing { company: way.company, entries, mismatch })),
            Step::NotKnown(_) => {}
        }
    }
    Ok(None)
}

fn finding(ground: &Ground<'_>, seeded: &Seeded, failing: &Failing, length: usize) -> Finding {
    let mismatch = &failing.mismatch;
    let steps = match failing.entries.len() {
        1 => "1 step".to_owned(),
        several => format!("{several} steps"),
    };
    let what = format!("{}, after {steps} (of {length} at first)", mismatch.what);
    let script = format!(
        "-- in a new database with this schema, as its administrator\n{}\n{}",
        seeded.script,
        arena::script(ground.ir, &failing.entries)
    );
    Finding::new(Check::Walks, mismatch.span, what)
        .expected(mismatch.expected.clone())
        .happened(mismatch.happened.clone())
        .sql(script)
}
