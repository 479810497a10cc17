//! Mutations: their steps are a list, too. What they insert, delete and fire is proven where it is declared; what they apply by
//! themselves is even within the mutation, or wrong.

use fraise_diagnostics::Diagnostic;
use fraise_ir::{
    Mutation, TransitionId, Type,
    expr::{ExprKind, Root, RowPath},
    mutation::{Each, Step, StepKind, StepNameKind},
};

use super::{
    events::too_many,
    ledger::Domain,
    list::{Act, Executor, Run, Whether},
    place::{self, Frame, Lines, Place},
    proof::Proof,
    told::{self, Case, What},
    verdict::{self, Verdict},
    world::World,
};

/// Every mutation that applies a move.
pub(super) fn mutations_conserve(proof: &Proof<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for mutation in &proof.ir.mutations {
        let last = mutation.steps.iter().rposition(|it| moves_it(proof, it));
        let Some(steps) = last.and_then(|it| mutation.steps.get(..=it)) else { continue };
        let case = Case { what: What::Mutation(mutation), at: mutation.span };
        found.extend(told::finding(proof, &case, verdict(proof, mutation, steps)));
    }
    found
}

/// A step that moves the counter, or what an amount reads.
fn moves_it(proof: &Proof<'_>, step: &Step) -> bool {
    let StepKind::Apply { r#move, .. } = &step.kind else { return false };
    let moves = proof.ir.entity(r#move.entity).moves.as_ref();
    let set = moves.and_then(|it| it.moves.get(r#move.index)).map(|it| it.set.as_slice()).unwrap_or_default();
    set.iter().any(|(field, _)| *field == proof.counter)
        || proof.holds.iter().any(|it| it.line == r#move.entity)
}

fn verdict(proof: &Proof<'_>, mutation: &Mutation, steps: &[Step]) -> Verdict {
    let mut acts: Vec<Act<'_>> = Vec::new();
    for (position, name) in mutation.names.iter().enumerate() {
        let input = mutation.inputs.iter().find(|it| it.name == name.name);
        if let (StepNameKind::Row(_), Some(condition)) = (&name.kind, input.and_then(|it| it.rule.as_ref())) {
            let of = Place::root(Root::Step(fraise_ir::StepId(position)));
            acts.push(Act::Require { condition, of, when: None });
        }
    }
    acts.extend(steps.iter().flat_map(|it| of_step(proof, it)));
    let given = |domain: &Domain, what: &ExprKind| given(proof, mutation, domain, what);
    let executor = Executor { proof, own: None, known: &|_| None, given: &given };
    let Some(worlds) = World::default().with(proof.ir, &executor.places(&acts)) else {
        return too_many(mutation.span);
    };
    verdict::of_list(&executor, &acts, worlds.into_iter().map(Run::new))
}

/// `input.quantity`, `line.quantity`
fn given(proof: &Proof<'_>, mutation: &Mutation, domain: &Domain, what: &ExprKind) -> Option<String> {
    match (what, domain) {
        (ExprKind::Input(position), _) => Some(format!("input.{}", mutation.inputs.get(*position)?.name)),
        (ExprKind::LineInput(position), Domain::Listed(list)) => {
            let object = match &mutation.inputs.get(*list)?.ty {
                Type::Array(element) => match **element {
                    Type::Object(object) => object,
                    _ => return None,
                },
                _ => return None,
            };
            Some(format!("line.{}", proof.ir.object(object).fields.get(*position)?.name))
        }
        _ => None,
    }
}

fn of_step<'s>(proof: &Proof<'_>, step: &'s Step) -> Vec<Act<'s>> {
    let when = step.when.as_ref();
    let named = |it: fraise_ir::StepId| Place::root(Root::Step(it));
    match &step.kind {
        StepKind::Apply { r#move, key, qty, each, .. } => vec![Act::Apply {
            applied: *r#move,
            domain: domain(proof, each.as_ref()),
            key,
            qty,
            conditions: when.into_iter().collect(),
            span: step.span,
        }],
        StepKind::Fire { target, event, .. } => {
            let whether = when.map_or(Whether::Always, Whether::When);
            vec![Act::Fire { target: Frame::plain().place(target), event: *event, whether }]
        }
        StepKind::FireTo { target, .. } => any_event(proof, target),
        StepKind::Require { condition, .. } => {
            vec![Act::Require { condition, of: Place::root(Root::This), when }]
        }
        StepKind::Find { conditions, optional: false, .. } => {
            let Some(name) = step.name else { return Vec::new() };
            let require = |condition| Act::Require { condition, of: named(name), when };
            conditions.iter().map(require).collect()
        }
        StepKind::Create { entity, each: None, .. } => {
            let row = step.name.map(named);
            row.into_iter().map(|row| Act::Create { row, entity: *entity }).collect()
        }
        StepKind::Find { .. }
        | StepKind::Create { .. }
        | StepKind::Upsert { .. }
        | StepKind::Update { .. }
        | StepKind::Delete { .. }
        | StepKind::Emit { .. } => Vec::new(),
    }
}

/// Whichever event leads to the state that is asked for.
fn any_event<'s>(proof: &Proof<'_>, target: &RowPath) -> Vec<Act<'s>> {
    let place = Frame::plain().place(target);
    let machines = proof.ir.entities.iter().filter(|it| Some(it.id) == end_of(proof, target));
    let events = machines.filter_map(|it| Some((it.id, it.machine.as_ref()?.events.len())));
    events
        .flat_map(|(entity, count)| (0..count).map(move |index| TransitionId { entity, index }))
        .map(|event| Act::Fire { target: place.clone(), event, whether: Whether::Perhaps })
        .collect()
}

fn end_of(proof: &Proof<'_>, row: &RowPath) -> Option<fraise_ir::EntityId> {
    match row.hops.last() {
        Some(fraise_ir::expr::Hop::Reference(field)) => Some(proof.ir.field(*field).reference?.target),
        Some(fraise_ir::expr::Hop::Inverse(relation)) => Some(proof.ir.relation(*relation).target),
        None => row.root_entity,
    }
}

fn domain(proof: &Proof<'_>, each: Option<&Each>) -> Domain {
    match each {
        None => Domain::One,
        Some(Each::Input(position)) => Domain::Listed(*position),
        Some(Each::Relation(row, relation)) => {
            let of = Frame::plain().place(row);
            Domain::Lines(Lines { up: place::up(proof.ir, *relation), of })
        }
    }
}
