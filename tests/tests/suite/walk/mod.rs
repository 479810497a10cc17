//! Random walks: operations that the model proposes, carried out on a real server, and after each of them the rows of all tables
//! held against what the model predicted.
//!
//! - `ground`: a schema on a server, with everybody who acts
//! - `statement`: an operation as SQL

mod ground;
mod statement;

use std::collections::BTreeMap;

use fraise_ir::Ir;
use fraise_model::{Chance, NotKnown, Operation, Stop};

use self::ground::{Answer, Ground};
use crate::server;

/// What the model did not know, how often, and how the rest ended.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    /// What was done, by its kind and how often.
    kinds: BTreeMap<String, usize>,
    refused: usize,
    not_known: Vec<String>,
}

/// Walks until something is otherwise than predicted, which fails the test with the way that led there.
async fn walk(ground: &mut Ground, seed: u64, steps: usize) -> Tally {
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let mut way: Vec<String> = Vec::new();
    for _ in 0..steps {
        ground.tick();
        let Some((operation, actor)) = ground.state.propose(&ground.case.ir, &mut chance, &ground.actors)
        else {
            panic!("nothing can be done any more");
        };
        let predicted = ground.state.apply(&ground.case.ir, &operation, &actor);
        let predicted = match predicted {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Refused(refusals)) => Err(refusals),
            Err(Stop::NotKnown(NotKnown(what))) => {
                tally.not_known.push(what);
                continue;
            }
        };
        let statement = statement::of(&ground.case.ir, &operation);
        way.push(format!("-- {}\n{statement};", actor.asker.name));
        let told = || {
            format!("seed {seed}, step {}\n{}\n", way.len(), way[way.len().saturating_sub(12)..].join("\n"))
        };
        let answer = ground.carry_out(&operation, &actor, &statement).await;
        match (predicted, answer) {
            (Ok(outcome), Answer::Done(answer)) => {
                let agreed = match outcome.state.agree(&ground.case.ir, &ground.printed().await) {
                    Ok(agreed) => agreed,
                    Err(differences) => panic!("{}{differences}", told()),
                };
                if let Some(wanted) = &outcome.answer {
                    let wanted = agreed.value(wanted).text();
                    assert_eq!(answer, wanted, "{}", told());
                }
                ground.state = agreed.state;
                tally.done += 1;
                *tally.kinds.entry(kind(&ground.case.ir, &operation)).or_default() += 1;
            }
            (Err(refusals), Answer::Refused { sqlstate, code, message }) => {
                if !refusals.accept(&sqlstate, code.as_deref()) {
                    panic!("{}refused by {sqlstate} {code:?} ({message}), predicted {refusals}", told());
                }
                if let Err(differences) = ground.state.agree(&ground.case.ir, &ground.printed().await) {
                    panic!("{}refused, and yet\n{differences}", told());
                }
                tally.refused += 1;
            }
            (Ok(_), Answer::Refused { sqlstate, code, message }) => {
                panic!("{}refused by {sqlstate} {code:?} ({message}), predicted to be done", told());
            }
            (Err(refusals), Answer::Done(_)) => panic!("{}done, predicted {refusals}", told()),
        }
    }
    tally
}

/// `create_order`, `Order.cancel`, `insert Order`
fn kind(ir: &Ir, operation: &Operation) -> String {
    match operation {
        Operation::Insert { entity, .. } => format!("insert {}", ir.entity(*entity).name),
        Operation::Update { entity, .. } => format!("update {}", ir.entity(*entity).name),
        Operation::Delete { entity, .. } => format!("delete {}", ir.entity(*entity).name),
        Operation::Fire { entity, event, .. } => format!("{}.{event}", ir.entity(*entity).name),
        Operation::Call { mutation, .. } => ir.mutations[mutation.0].name.clone(),
        Operation::FireDue { .. } => "fire_due".to_owned(),
        Operation::Age { entity, .. } => format!("age {}", ir.entity(*entity).name),
    }
}

/// The value that an operation gives back, for a call and for timers.
fn gives_back(operation: &Operation) -> bool {
    matches!(operation, Operation::Call { .. } | Operation::FireDue { .. })
}

#[tokio::test]
async fn the_storefront() {
    let steps = std::env::var("FRAISE_STEPS")
        .map_or(if server::is_full() { 600 } else { 150 }, |it| it.parse().unwrap());
    for seed in seeds() {
        let server = server::oldest();
        let mut ground = Ground::storefront(&server).await;
        let tally = walk(&mut ground, seed, steps).await;
        println!(
            "seed {seed}: {} done, {} refused, {} not known",
            tally.done,
            tally.refused,
            tally.not_known.len()
        );
        println!("  {:?}", tally.kinds);
        for what in &tally.not_known {
            println!("  not known: {what}");
        }
        assert!(tally.done * 4 > steps, "most of what is tried is refused: {tally:?}");
        assert!(tally.not_known.len() * 20 < steps, "the model knows too little: {tally:?}");
    }
}

fn seeds() -> Vec<u64> {
    match std::env::var("FRAISE_SEED") {
        Ok(seed) => seed.split(',').map(|it| it.parse().unwrap()).collect(),
        Err(_) if server::is_full() => vec![1, 2, 3],
        Err(_) => vec![1],
    }
}
