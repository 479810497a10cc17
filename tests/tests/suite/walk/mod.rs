//! Random walks: operations that the model proposes, carried out on a real server, and after each of them the rows of all tables
//! held against what the model predicted.
//!
//! - `ground`: a schema on a server, with everybody who acts
//! - `statement`: an operation as SQL

mod ground;
mod statement;

use std::collections::BTreeMap;

use fraise_ir::Ir;
use fraise_model::{Chance, NotKnown, Operation, Stop, Value};

use self::ground::{Answer, Ground};
use crate::{
    case::{self, Case},
    server,
};

/// What the model did not know, how often, and how the rest ended.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    /// What was done, by its kind and how often.
    kinds: BTreeMap<String, usize>,
    refused: usize,
    not_known: Vec<String>,
}

/// Walks until something is otherwise than predicted: then it tells what, and the way that led there.
async fn walk(ground: &mut Ground, seed: u64, steps: usize) -> Result<Tally, String> {
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let mut way: Vec<String> = Vec::new();
    for _ in 0..steps {
        ground.tick();
        let crowd = ground.crowd();
        let Some((operation, actor)) = ground.state.propose(&ground.case.ir, &mut chance, &crowd) else {
            break;
        };
        let predicted = match ground.state.apply(&ground.case.ir, &operation, &actor) {
            Ok(outcome) => Ok(outcome),
            Err(Stop::Refused(refusals)) => Err(refusals),
            Err(Stop::NotKnown(NotKnown(what))) => {
                tally.not_known.push(what);
                continue;
            }
        };
        let statement = statement::of(&ground.case.ir, &operation);
        way.push(format!("-- {}\n{statement};", actor.asker.name));
        let told = |what: String| {
            let way = way[way.len().saturating_sub(12)..].join("\n");
            format!("{}, seed {seed}\n{way}\n{what}", ground.case.name)
        };
        let answer = ground.carry_out(&operation, &actor, &statement).await;
        match (predicted, answer) {
            (Ok(outcome), Answer::Done(answer)) => {
                let agreed = outcome.state.agree(&ground.case.ir, &ground.printed().await);
                let agreed = agreed.map_err(|differences| told(differences.to_string()))?;
                let wanted = outcome.answer.and_then(|it| match agreed.value(&it) {
                    // A key of several columns is a list of JSON.
                    list @ Value::List(_) => list.json(),
                    one => one.text(),
                });
                if answer != wanted {
                    return Err(told(format!("gave back {answer:?}, predicted {wanted:?}")));
                }
                ground.state = agreed.state;
                tally.done += 1;
                *tally.kinds.entry(kind(&ground.case.ir, &operation)).or_default() += 1;
            }
            (Err(refusals), Answer::Refused { sqlstate, code, message }) => {
                if !refusals.accept(&sqlstate, code.as_deref()) {
                    let what = format!("refused by {sqlstate} {code:?} ({message}), predicted {refusals}");
                    return Err(told(what));
                }
                let agreed = ground.state.agree(&ground.case.ir, &ground.printed().await);
                agreed.map_err(|differences| told(format!("refused, and yet\n{differences}")))?;
                tally.refused += 1;
            }
            (Ok(_), Answer::Refused { sqlstate, code, message }) => {
                return Err(told(format!(
                    "refused by {sqlstate} {code:?} ({message}), predicted to be done"
                )));
            }
            (Err(refusals), Answer::Done(_)) => return Err(told(format!("done, predicted {refusals}"))),
        }
    }
    Ok(tally)
}

/// `create_order`, `Order.cancel`, `insert Order`
fn kind(ir: &Ir, operation: &Operation) -> String {
    match operation {
        Operation::Insert { entity, .. } => format!("insert {}", ir.entity(*entity).name),
        Operation::Update { entity, .. } => format!("update {}", ir.entity(*entity).name),
        Operation::Delete { entity, .. } => format!("delete {}", ir.entity(*entity).name),
        Operation::Fire { entity, event, .. } => format!("{}.{event}", ir.entity(*entity).name),
        Operation::Call { mutation, .. } => ir.mutations[mutation.0].name.clone(),
        Operation::Raw { entity, verb, .. } => verb.name(ir.entity(*entity)),
        Operation::FireDue { .. } => "fire_due".to_owned(),
        Operation::Age { entity, .. } => format!("age {}", ir.entity(*entity).name),
    }
}

/// The value that an operation gives back, for a call and for timers.
fn gives_back(operation: &Operation) -> bool {
    matches!(operation, Operation::Call { .. } | Operation::Raw { .. } | Operation::FireDue { .. })
}

fn steps(few: usize, many: usize) -> usize {
    match std::env::var("FRAISE_STEPS") {
        Ok(steps) => steps.parse().unwrap(),
        Err(_) => {
            if server::is_full() {
                many
            } else {
                few
            }
        }
    }
}

fn seeds() -> Vec<u64> {
    match std::env::var("FRAISE_SEED") {
        Ok(seeds) => seeds.split(',').map(|it| it.parse().unwrap()).collect(),
        Err(_) if server::is_full() => vec![1, 2, 3],
        Err(_) => vec![1],
    }
}

#[tokio::test]
async fn the_storefront() {
    let steps = steps(150, 600);
    for seed in seeds() {
        for server in server::each() {
            let mut ground = Ground::storefront(&server).await;
            let tally = walk(&mut ground, seed, steps).await.unwrap_or_else(|what| panic!("{what}"));
            println!("seed {seed}: {tally:?}");
            assert!(tally.done * 4 > steps, "most of what is tried is refused: {tally:?}");
            assert!(tally.not_known.len() * 20 < steps, "the model knows too little: {tally:?}");
        }
    }
}

/// The schemas of `tests/compile`, with the rows that the access matrix asks about, if it has some.
#[tokio::test]
async fn each_construct() {
    walk_all(case::small(), steps(40, 300)).await;
}

/// Whole services, which begin without rows.
#[tokio::test]
async fn services_of_other_fields() {
    let cases = case::OF_OTHER_FIELDS.map(|it| Case::compile(it, &case::service(it)));
    walk_all(cases.into(), steps(120, 600)).await;
}

#[expect(clippy::print_stdout, reason = "with --no-capture a test tells how far it came")]
async fn walk_all(cases: Vec<Case>, steps: usize) {
    let server = server::oldest();
    let wanted = std::env::var("FRAISE_CASE").ok();
    let mut wrong = Vec::new();
    for case in cases {
        if wanted.as_ref().is_some_and(|it| *it != case.name) {
            continue;
        }
        let rows = ground::rows_of(&case.name);
        let mut ground = Ground::open(&server, case, &rows).await;
        for seed in seeds() {
            match walk(&mut ground, seed, steps).await {
                Ok(tally) => println!("{}, seed {seed}: {tally:?}", ground.case.name),
                Err(what) => {
                    wrong.push(what);
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The walk sees what is taken away from a database.
#[tokio::test]
async fn a_damaged_storefront_is_seen() {
    let damages = [
        "alter table order_items disable trigger fraise_30_effects_insert",
        "drop trigger fraise_00_touch on carts",
        "alter table orders drop constraint orders_billing_address_id_customer_id_fkey, \
         drop constraint orders_shipping_address_id_customer_id_fkey",
        "alter table discounts drop constraint discounts_code_key",
    ];
    let few = if server::is_full() { damages.len() } else { 2 };
    for damage in damages.iter().take(few) {
        let server = server::oldest();
        let mut ground = Ground::storefront(&server).await;
        ground.damage(damage).await;
        let seen = walk(&mut ground, 1, 1000).await;
        assert!(seen.is_err(), "nobody saw: {damage}");
    }
}
