//! Guards that can never hold, and events that nobody may fire.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Effect, Entity, Expr, Ir, TransitionId,
    expr::{BinaryOp, ExprKind, Literal, Root, RowPath},
    machine::Transition,
    mutation::StepKind,
};

use super::holds::{
    decide::Decider,
    linear::{Form, Reading, itself, nothing},
    number::Number,
    place::{Frame, Place, Ways},
    world::World,
};
use crate::context::Ctx;

/// F0716: some row could satisfy each guard.
pub(super) fn guards_can_hold(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        let Some(machine) = &entity.machine else { continue };
        for event in &machine.events {
            let Some(guard) = &event.guard else { continue };
            if let Some(never) = never_holds(&cx.ir, entity, event, guard) {
                found.push(never.diagnostic(guard, event));
            }
        }
    }
    cx.diagnostics.extend(found);
}

/// Why a guard never holds.
enum Never {
    /// In the state that the event leads to it is false.
    State,
    /// Two parts of it, or a part of it and a check.
    Both(Span, Span),
}

impl Never {
    fn diagnostic(&self, guard: &Expr, event: &Transition) -> Diagnostic {
        let message = format!("no row ever passes the guard of `{}`", event.name);
        match self {
            Never::State => Diagnostic::error(Code::F0716, guard.span, message)
                .label("false in the state that the event leads to")
                .secondary(event.span, "the event")
                .help("A guard is asked of the row as the event leaves it; `old` is the row as it was."),
            Never::Both(this, other) => Diagnostic::error(Code::F0716, *this, message)
                .label("cannot be true together with the other")
                .secondary(*other, "the other")
                .help("Take one of them away, or say `or` where either suffices."),
        }
    }
}

fn never_holds(ir: &Ir, entity: &Entity, event: &Transition, guard: &Expr) -> Option<Never> {
    let frame = Frame::plain();
    let is_possible = |from: &usize| {
        let states = vec![(Place::root(Root::This), entity.id, event.to)];
        let world = World { states, old: Some(*from) };
        let ways = Ways { ir, lines: None };
        Decider { ways, world: &world, frame: &frame, own: Some(entity.id) }.decide(guard) != Some(false)
    };
    if !event.from.is_empty() && !event.from.iter().any(is_possible) {
        return Some(Never::State);
    }
    let checks = entity.checks.iter().map(|it| &it.expr);
    let checks = checks.chain(entity.fields.iter().filter_map(|it| it.check.as_ref()));
    let parts: Vec<&Expr> = guard.conjuncts();
    let known = checks.flat_map(|it| it.conjuncts());
    let (mut bounds, mut texts) = (Bounds { ir, found: Vec::new() }, Texts { found: Vec::new() });
    // What the checks say first, so that it is the guard that is told.
    for part in known.chain(parts) {
        let against = bounds.add(part).or_else(|| texts.add(part));
        if let Some(other) = against {
            return Some(Never::Both(part.span, other));
        }
    }
    None
}

/// A number that something is at least, or at most.
#[derive(Clone, Copy)]
struct Bound {
    number: Number,
    /// That number itself is not it.
    is_strict: bool,
    at: Span,
}

/// What is known of sums of columns.
struct Bounds<'b> {
    ir: &'b Ir,
    found: Vec<Bounded>,
}

/// A sum of columns and what bounds it.
struct Bounded {
    sum: Form,
    least: Option<Bound>,
    most: Option<Bound>,
}

impl Bounds<'_> {
    /// The place of what a condition contradicts.
    fn add(&mut self, condition: &Expr) -> Option<Span> {
        let at = condition.span;
        match &condition.kind {
            ExprKind::Binary(BinaryOp::Greater, larger, smaller)
            | ExprKind::Binary(BinaryOp::Less, smaller, larger) => self.ordered(larger, smaller, true, at),
            ExprKind::Binary(BinaryOp::GreaterOrEqual, larger, smaller)
            | ExprKind::Binary(BinaryOp::LessOrEqual, smaller, larger) => {
                self.ordered(larger, smaller, false, at)
            }
            ExprKind::Binary(BinaryOp::Equal, left, right) => {
                self.ordered(left, right, false, at).or_else(|| self.ordered(right, left, false, at))
            }
            ExprKind::Between { operand, low, high, negated: false } => {
                self.ordered(operand, low, false, at).or_else(|| self.ordered(high, operand, false, at))
            }
            _ => None,
        }
    }

    fn ordered(&mut self, larger: &Expr, smaller: &Expr, is_strict: bool, at: Span) -> Option<Span> {
        let difference = self.form(larger)?.minus(&self.form(smaller)?)?;
        let number = difference.constant.negated();
        let sum = difference.minus(&Form::number(difference.constant))?;
        let Some((_, first)) = sum.terms.first_key_value() else {
            let fails = difference.constant.is_negative() || is_strict && difference.constant.is_zero();
            return fails.then_some(at);
        };
        // `-x >= -5` is `x <= 5`.
        let is_turned = first.is_negative();
        let (sum, number) = if is_turned { (sum.negated(), number.negated()) } else { (sum, number) };
        if !self.found.iter().any(|it| it.sum == sum) {
            self.found.push(Bounded { sum: sum.clone(), least: None, most: None });
        }
        let known = self.found.iter_mut().find(|it| it.sum == sum)?;
        let new = Bound { number, is_strict, at };
        let side = if is_turned { &mut known.most } else { &mut known.least };
        if side.is_none_or(|it| is_narrower(new, it, is_turned)) {
            *side = Some(new);
        }
        match (known.least, known.most) {
            (Some(least), Some(most)) => {
                let room = most.number.plus(least.number.negated())?;
                let none = room.is_negative() || room.is_zero() && (least.is_strict || most.is_strict);
                none.then_some(if is_turned { least.at } else { most.at })
            }
            _ => None,
        }
    }

    fn form(&self, expr: &Expr) -> Option<Form> {
        let frame = Frame::plain();
        let ways = Ways { ir: self.ir, lines: None };
        let form = Reading { ways, frame: &frame, column: &itself, given: &nothing }.form(expr)?;
        (expr.ty.is_number() && form.is_sum()).then_some(form)
    }
}

/// The new bound leaves less.
fn is_narrower(new: Bound, old: Bound, is_upper: bool) -> bool {
    let Some(more) = new.number.plus(old.number.negated()) else { return false };
    more.is_zero() && new.is_strict || !more.is_zero() && more.is_negative() == is_upper
}

/// What is known of texts and members of enumerations.
struct Texts {
    /// A field of a row, the texts that it may be, and who says so.
    found: Vec<(RowPath, fraise_ir::FieldId, Vec<String>, Span)>,
}

impl Texts {
    fn add(&mut self, condition: &Expr) -> Option<Span> {
        let (operand, may_be) = match &condition.kind {
            ExprKind::Binary(BinaryOp::Equal | BinaryOp::IsNotDistinctFrom, left, right) => {
                match (text(left), text(right)) {
                    (None, Some(one)) => (&**left, vec![one]),
                    (Some(one), None) => (&**right, vec![one]),
                    _ => return None,
                }
            }
            ExprKind::In { operand, list, negated: false } => {
                (&**operand, list.iter().map(text).collect::<Option<Vec<String>>>()?)
            }
            _ => return None,
        };
        let ExprKind::Field { row, field } = &operand.kind else { return None };
        match self.found.iter_mut().find(|(it, of, ..)| it == row && of == field) {
            Some((_, _, known, at)) => {
                known.retain(|it| may_be.contains(it));
                known.is_empty().then_some(*at)
            }
            None => {
                self.found.push((row.clone(), *field, may_be, condition.span));
                None
            }
        }
    }
}

fn text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Literal(Literal::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// F0715: somebody, a timer, an effect or a mutation fires each event.
pub(super) fn events_are_fired(cx: &mut Ctx<'_>) {
    let fired = fired(&cx.ir);
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        let Some(machine) = &entity.machine else { continue };
        for (index, event) in machine.events.iter().enumerate() {
            let id = TransitionId { entity: entity.id, index };
            if event.by.is_empty() && event.after.is_empty() && !fired.contains(&id) {
                found.push(
                    Diagnostic::warning(Code::F0715, event.span, format!("nobody may fire `{}`", event.name))
                        .label("`by` names nobody, no timer and no effect fires it")
                        .help(
                            "Name roles in `by`, fire it by an effect, or by a step that is `unrestricted`.",
                        ),
                );
            }
        }
    }
    cx.diagnostics.extend(found);
}

/// The events that effects fire, or steps that do not ask who calls.
fn fired(ir: &Ir) -> Vec<TransitionId> {
    let mut fired = Vec::new();
    for entity in &ir.entities {
        let of_events = entity.machine.iter().flat_map(|it| &it.events).flat_map(|it| &it.effects);
        for effect in entity.on_insert.iter().chain(&entity.on_delete).chain(of_events) {
            if let Effect::Fire { event, .. } = effect {
                fired.push(*event);
            }
        }
    }
    for step in ir.mutations.iter().flat_map(|it| &it.steps) {
        match &step.kind {
            StepKind::Fire { event, unrestricted: true, .. } => fired.push(*event),
            StepKind::FireTo { target, unrestricted: true, .. } => {
                let entity = match target.hops.last() {
                    Some(fraise_ir::expr::Hop::Reference(field)) => {
                        ir.field(*field).reference.map(|it| it.target)
                    }
                    Some(fraise_ir::expr::Hop::Inverse(relation)) => Some(ir.relation(*relation).target),
                    None => target.root_entity,
                };
                let count = |it| ir.entity(it).machine.as_ref().map_or(0, |it| it.events.len());
                fired.extend(
                    entity.into_iter().flat_map(|entity| {
                        (0..count(entity)).map(move |index| TransitionId { entity, index })
                    }),
                );
            }
            _ => {}
        }
    }
    fired
}
