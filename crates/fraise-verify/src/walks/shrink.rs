//! The shortest walk that still fails: parts of it are left out, larger ones first, as long as something is otherwise than
//! predicted at its end (delta debugging).

use fraise_pg::Error;

use super::arena::{Arena, Entry};
use super::step::{Mismatch, Step, take};
use crate::{ground::Ground, laws::Company, seeded::Seeded};

/// So many steps are taken to find a shorter one.
const PATIENCE: usize = 1500;

/// A walk whose last step fails.
pub(super) struct Failing {
    pub(super) company: Company,
    pub(super) entries: Vec<Entry>,
    pub(super) mismatch: Mismatch,
}

/// Leaves out what need not be there.
pub(super) async fn shrink(ground: &Ground<'_>, seeded: &Seeded, failing: Failing) -> Result<Failing, Error> {
    let mut best = failing;
    let mut steps = 0;
    let mut size = best.entries.len() / 2;
    while size > 0 {
        let mut at = 0;
        // The last one is what fails.
        while at + 1 < best.entries.len() && steps < PATIENCE {
            let end = (at + size).min(best.entries.len() - 1);
            let (before, rest) = best.entries.split_at(at);
            let shorter = [before, rest.get(end - at..).unwrap_or_default()].concat();
            steps += shorter.len();
            match replay(ground, seeded, best.company, shorter).await? {
                Some(shorter) => best = shorter,
                None => at = end,
            }
        }
        size /= 2;
    }
    Ok(best)
}

/// The walk up to the step that fails; none if no step does.
async fn replay(
    ground: &Ground<'_>,
    seeded: &Seeded,
    company: Company,
    entries: Vec<Entry>,
) -> Result<Option<Failing>, Error> {
    let mut arena = Arena::open(ground, seeded, company).await?;
    let mut failed = None;
    for (at, entry) in entries.iter().enumerate() {
        if let Step::Failed(mismatch) = take(&mut arena, entry).await? {
            failed = Some((at, mismatch));
            break;
        }
    }
    let database = arena.database.clone();
    drop(arena);
    database.remove().await?;
    let mut entries = entries;
    Ok(failed.map(|(at, mismatch)| {
        entries.truncate(at + 1);
        Failing { company, entries, mismatch }
    }))
}
