//! Operations that the model proposes.

use fraise_model::{Chance, State, Stop};
use pretty_assertions::assert_eq;

use crate::{STOREFRONT, after, checked, owner};

/// What is proposed of a seed over the rows that come of it, with how it ends.
fn walk(seed: u64) -> Vec<String> {
    let ir = checked(STOREFRONT);
    let mut state = State::default();
    state.now = Some("2026-01-01T12:00:00Z".parse().unwrap());
    let mut chance = Chance::new(seed);
    let mut all = Vec::new();
    for _ in 0..60 {
        let (operation, actor) = state.propose(&ir, &mut chance, &[owner()]).unwrap();
        let end = match state.apply(&ir, &operation, &actor) {
            Ok(_) => {
                state = after(&ir, &state, &operation, &actor);
                "done".to_owned()
            }
            Err(Stop::Refused(refusals)) => refusals.to_string(),
            Err(Stop::NotKnown(what)) => panic!("{what}"),
        };
        all.push(format!("{operation:?}: {end}"));
    }
    all
}

#[test]
fn a_seed_is_a_way() {
    let one = walk(7);
    assert_eq!(one, walk(7));
    assert_ne!(one, walk(8));
}

#[test]
fn some_are_done_and_some_refused() {
    let done = walk(7).iter().filter(|it| it.ends_with(": done")).count();
    assert!((15..55).contains(&done), "{done} of 60 are done");
}
