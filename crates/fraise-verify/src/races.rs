//! Races: the same operation by several sessions at once, and two different ones at once. What comes of them is what comes
//! of them one after the other in some order: as many succeed, the others are refused as the schema says, and the rows are
//! the same to the piece. No function of ours waits in a circle.
//!
//! The world goes on by a walk; each mutation, each event and each plain write under policies is raced when the walk comes to
//! it: once for each table of which it changes rows, which are locked until all sessions have come to where they need one
//! of them, and once without.

use std::collections::BTreeSet;

use fraise_ir::{EntityId, Ir};
use fraise_model::{Approach, Chance, Operation, Refusals, State, Stop, Value};
use fraise_pg::{Error, Said};

use crate::walks::{
    arena::{Arena, Entry, all_at_once, script},
    step::{self, Step},
};
use crate::{Check, Finding, Options, Outcome, Progress, ground::Ground, laws::Company, seeded::Seeded};

/// How many sessions do the same.
const SESSIONS: usize = 6;

/// From so many operations the next one is chosen.
const CHOICES: usize = 4;

/// What quantities are multiplied by until not all sessions can have so much.
const FACTORS: &[i64] = &[40, 20, 10, 5, 2];

/// Which races were run: the kind of the operation, and the gate at which all wait; the last is against another operation.
type Raced = BTreeSet<(String, Gate)>;

/// Where the sessions wait for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gate {
    /// Each until it needs a row of this table.
    At(EntityId),
    /// Nowhere.
    Open,
    /// Nowhere, and the other one does something else.
    Other,
}

pub(crate) async fn check(
    ground: &Ground<'_>,
    options: &Options,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::of(Check::Races);
    let seeded = Seeded::of(ground).await?;
    Arena::make_logins(ground).await?;
    let mut arena = Arena::open(ground, &seeded, Company::Callers).await?;
    let mut chance = Chance::new(options.seed.wrapping_mul(1_000).wrapping_add(999));
    let mut raced = Raced::new();
    let mut way: Vec<Entry> = Vec::new();
    let steps = options.steps.div_ceil(2);
    for number in 0..steps {
        heard(Progress::Done(Check::Races, number, steps));
        arena.tick().await?;
        let Some((first, gate)) = chosen(&arena, &mut chance, number, &raced) else { continue };
        let Some(gate) = gate else {
            // The world goes on; walks tell of what is wrong with it.
            if let Step::Failed(_) = step::take(&mut arena, &first).await? {
                arena.state = arena.read().await?;
            }
            way.push(first);
            continue;
        };
        raced.insert((step::named(ground.ir, &first.operation), gate));
        let contenders = match gate {
            Gate::At(_) | Gate::Open => vec![first; SESSIONS],
            Gate::Other => match proposed(&arena, &mut chance, number).filter(is_watched) {
                Some(other) => vec![first, other],
                None => continue,
            },
        };
        outcome.count(1, "races");
        if contenders.len() == SESSIONS && contenders.first().is_some_and(|it| is_scarce(&arena, it)) {
            outcome.count(1, "for what is scarce");
        }
        if let Some(finding) = race(&mut arena, &contenders, gate).await? {
            let before = script(ground.ir, &way);
            let at_once = script(ground.ir, &contenders);
            outcome.findings.push(finding.sql(format!(
                "-- in a new database with this schema, as its administrator\n{}\n{before}\n\
                 -- then at once, each in a session of its own\n{at_once}",
                seeded.script
            )));
            break;
        }
        way.extend(contenders);
    }
    let kinds: BTreeSet<&String> = raced.iter().map(|(kind, _)| kind).collect();
    outcome.count(kinds.len(), "kinds of operations");
    Ok(outcome)
}

/// Of some operations the first of which there is a race to run and of which not all sessions can succeed, since there is
/// no race without scarcity; else the first.
fn chosen(
    arena: &Arena<'_>,
    chance: &mut Chance,
    number: usize,
    raced: &Raced,
) -> Option<(Entry, Option<Gate>)> {
    let mut first = None;
    for _ in 0..CHOICES {
        let Some(entry) = proposed(arena, chance, number) else { continue };
        let gate = next_gate(arena, &entry, raced);
        if gate.is_some()
            && let Some(scarce) = scarce(arena, &entry)
        {
            return Some((scarce, gate));
        }
        first = first.or(Some((entry, gate)));
    }
    first
}

/// The next race that is to be run of an operation.
fn next_gate(arena: &Arena<'_>, entry: &Entry, raced: &Raced) -> Option<Gate> {
    if !is_watched(entry) {
        return None;
    }
    let kind = step::named(arena.ir, &entry.operation);
    let mut gates: Vec<Gate> = changed(arena, entry).into_iter().map(Gate::At).collect();
    gates.extend([Gate::Open, Gate::Other]);
    gates.into_iter().find(|it| !raced.contains(&(kind.clone(), *it)))
}

/// The tables of which it changes rows that are there.
fn changed(arena: &Arena<'_>, entry: &Entry) -> Vec<EntityId> {
    let after = arena.state.apply(arena.ir, &entry.operation, &entry.actor);
    let Ok(after) = after.map(|it| it.state) else { return Vec::new() };
    let is_changed = |entity: &EntityId| {
        let before = arena.state.rows.of(*entity);
        before.iter().any(|row| !after.rows.of(*entity).contains(row))
    };
    arena.ir.entities.iter().map(|it| it.id).filter(is_changed).collect()
}

/// The same of as much as one can have, so that not all can; none if there is enough for all whatever they ask for.
fn scarce(arena: &Arena<'_>, entry: &Entry) -> Option<Entry> {
    let more = FACTORS.iter().filter_map(|factor| {
        let operation = multiplied(&entry.operation, *factor)?;
        Some(Entry { operation, ..entry.clone() })
    });
    [entry.clone()].into_iter().chain(more).find(|it| is_scarce(arena, it))
}

/// An operation with all whole numbers that it is given so many times as large; none if it is given none.
fn multiplied(operation: &Operation, factor: i64) -> Option<Operation> {
    let mut operation = operation.clone();
    let mut is_changed = false;
    match &mut operation {
        Operation::Call { inputs, .. } => {
            inputs.values_mut().for_each(|it| multiply(it, factor, &mut is_changed));
        }
        Operation::Fire { input, .. } | Operation::Raw { input, .. } => {
            input.values_mut().for_each(|it| multiply(it, factor, &mut is_changed));
        }
        Operation::Insert { values, .. } | Operation::Update { values, .. } => {
            values.iter_mut().for_each(|(_, it)| multiply(it, factor, &mut is_changed));
        }
        Operation::Delete { .. } | Operation::FireDue { .. } | Operation::Age { .. } => {}
    }
    is_changed.then_some(operation)
}

fn multiply(value: &mut Value, factor: i64, is_changed: &mut bool) {
    match value {
        Value::Number(_) => {
            let whole = value.text().and_then(|it| it.parse::<i64>().ok());
            if let Some(more) = whole.and_then(|it| it.checked_mul(factor)) {
                *value = Value::int(more);
                *is_changed = true;
            }
        }
        Value::List(all) => all.iter_mut().for_each(|it| multiply(it, factor, is_changed)),
        Value::Object(all) => all.values_mut().for_each(|it| multiply(it, factor, is_changed)),
        Value::Null
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Day(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Interval(_)
        | Value::Unknown(_) => {}
    }
}

/// Some of the sessions that try it succeed, and others do not.
fn is_scarce(arena: &Arena<'_>, entry: &Entry) -> bool {
    let order = in_order(arena.ir, &arena.state, &[entry; SESSIONS]);
    let succeed = order.iter().flat_map(|it| &it.answers).filter(|it| it.is_ok()).count();
    succeed > 0 && succeed < SESSIONS
}

/// An operation that would be done if nobody else acted.
fn proposed(arena: &Arena<'_>, chance: &mut Chance, number: usize) -> Option<Entry> {
    let (operation, actor) = arena.state.propose(arena.ir, chance, &arena.actors)?;
    let is_done = arena.state.apply(arena.ir, &operation, &actor).is_ok();
    is_done.then_some(Entry { number, operation, actor })
}

/// It may be raced: a function of ours, or what somebody writes whom policies watch.
fn is_watched(entry: &Entry) -> bool {
    match entry.operation {
        Operation::Call { .. }
        | Operation::Fire { .. }
        | Operation::Raw { .. }
        | Operation::FireDue { .. } => true,
        Operation::Insert { .. } | Operation::Update { .. } | Operation::Delete { .. } => {
            entry.actor.approach != Approach::Owner
        }
        Operation::Age { .. } => false,
    }
}

/// What must come of operations one after the other.
struct Order {
    state: State,
    answers: Vec<Result<(), Refusals>>,
}

/// None where the model cannot say.
fn in_order(ir: &Ir, state: &State, entries: &[&Entry]) -> Option<Order> {
    let mut order = Order { state: state.clone(), answers: Vec::new() };
    for entry in entries {
        match order.state.apply(ir, &entry.operation, &entry.actor) {
            Ok(outcome) => {
                order.state = outcome.state;
                order.answers.push(Ok(()));
            }
            Err(Stop::Refused(refusals)) => order.answers.push(Err(refusals)),
            Err(Stop::NotKnown(_)) => return None,
        }
    }
    Some(order)
}

async fn race(arena: &mut Arena<'_>, entries: &[Entry], gate: Gate) -> Result<Option<Finding>, Error> {
    let forwards: Vec<&Entry> = entries.iter().collect();
    let backwards: Vec<&Entry> = entries.iter().rev().collect();
    let are_same = entries.windows(2).all(|it| matches!(it, [a, b] if a.operation == b.operation));
    let mut orders = vec![in_order(arena.ir, &arena.state, &forwards)];
    if !are_same {
        let reversed = in_order(arena.ir, &arena.state, &backwards);
        orders.push(reversed.map(|mut it| {
            it.answers.reverse();
            it
        }));
    }
    let orders: Option<Vec<Order>> = orders.into_iter().collect();
    let table = match gate {
        Gate::At(table) => Some(table),
        Gate::Open | Gate::Other => None,
    };
    let answers = all_at_once(arena, entries, table).await?;
    let Some(first) = entries.first() else { return Ok(None) };
    let names: Vec<String> = forwards.iter().map(|it| step::named(arena.ir, &it.operation)).collect();
    let what = if are_same {
        format!("{} by {} sessions at once", step::named(arena.ir, &first.operation), entries.len())
    } else {
        format!("{} at once", names.join(" and "))
    };
    let span = step::place(arena.ir, &first.operation);
    let told = |expected: &str, happened: String| {
        Some(Finding::new(Check::Races, span, what.clone()).expected(expected).happened(happened))
    };
    if let Some(said) = answers.iter().flatten().find(|it| it.code == "40P01") {
        return Ok(told("no circle of functions that wait for each other", step::error(said)));
    }
    let is_again = answers.iter().flatten().any(|it| it.code == "40001");
    let printed = arena.printed().await?;
    let (Some(orders), false) = (orders, is_again) else {
        // Who was told to try again has done nothing.
        arena.state = arena.read().await?;
        return Ok(None);
    };
    let mut wrong = String::new();
    for order in &orders {
        let misfit = if are_same { misfit_of_same(order, &answers) } else { misfit(order, &answers) };
        match (misfit, order.state.agree(arena.ir, &printed)) {
            (None, Ok(agreed)) => {
                arena.state = agreed.state;
                let broken = arena.laws.broken(&arena.owner, Check::Races).await?;
                return Ok(broken.into_iter().next().map(|mut it| {
                    it.what = format!("{what}: {}", it.what);
                    it
                }));
            }
            (Some(misfit), _) => wrong = misfit,
            (None, Err(differences)) => wrong = differences.to_string(),
        }
    }
    Ok(told("what comes of them one after the other", wrong))
}

/// What of the answers does not fit, each by itself.
fn misfit(order: &Order, answers: &[Option<Said>]) -> Option<String> {
    order.answers.iter().zip(answers).find_map(|(wanted, given)| match (wanted, given) {
        (Ok(()), None) => None,
        (Ok(()), Some(said)) => Some(step::error(said)),
        (Err(refusals), Some(said)) if accepts(refusals, said) => None,
        (Err(_), Some(said)) => Some(step::error(said)),
        (Err(refusals), None) => Some(format!("no error instead of {refusals}")),
    })
}

/// The same of sessions that did the same: as many succeed, and the others are refused as some of them must be.
fn misfit_of_same(order: &Order, answers: &[Option<Said>]) -> Option<String> {
    let wanted = order.answers.iter().filter(|it| it.is_ok()).count();
    let given = answers.iter().filter(|it| it.is_none()).count();
    let is_meant = |said: &&Said| {
        let refusals = order.answers.iter().filter_map(|it| it.as_ref().err());
        !refusals.into_iter().any(|it| accepts(it, said))
    };
    if let Some(strange) = answers.iter().flatten().find(is_meant) {
        return Some(format!("{given} of {} succeed, one with {}", answers.len(), step::error(strange)));
    }
    (wanted != given).then(|| format!("{given} of {} succeed instead of {wanted}", answers.len()))
}

fn accepts(refusals: &Refusals, said: &Said) -> bool {
    refusals.accept(&said.code, step::told_code(said).as_deref())
}
