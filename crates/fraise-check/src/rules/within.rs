//! A sum within a bound is asked for when a row that is summed is written; so nothing else may break it.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, FieldId, Ir,
    expr::{BinaryOp, ExprKind, Function, Literal, Root, UnaryOp},
    law::Within,
};

use super::counter;
use crate::context::Ctx;

/// F0804: no event elsewhere makes rows count that did not.
pub(super) fn rows_begin_to_count_by_no_event(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for counting in all_within(&cx.ir).filter_map(|it| it.counting.as_ref()) {
        for state in remote_fields(counting) {
            found.extend(counted_again(&cx.ir, counting, state));
        }
    }
    cx.diagnostics.extend(found);
}

fn all_within(ir: &Ir) -> impl Iterator<Item = &Within> {
    ir.entities.iter().flat_map(|it| &it.within)
}

/// Fields of other rows that an expression reads.
fn remote_fields(expr: &Expr) -> Vec<FieldId> {
    let mut fields = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Field { row, field } = &part.kind
            && row.root == Root::This
            && !row.hops.is_empty()
            && !fields.contains(field)
        {
            fields.push(*field);
        }
    });
    fields
}

/// The events by which a machine's state turns the condition from surely false to something else.
fn counted_again(ir: &Ir, counting: &Expr, state: FieldId) -> Vec<Diagnostic> {
    let Some(machine) = ir.entity(state.entity).machine.as_ref().filter(|it| it.field == state) else {
        return Vec::new();
    };
    let holds = |at: usize| truth(counting, state, &member(ir, state, at));
    let turning = machine.events.iter().filter(|event| {
        let counted_not = |from: &usize| holds(*from) == Truth::False;
        event.from.iter().any(counted_not) && holds(event.to) != Truth::False
    });
    turning
        .map(|event| {
            let message = format!("the event `{}` makes rows count that did not", event.name);
            Diagnostic::error(Code::F0804, counting.span, message)
                .label("can become true later, when nobody sums")
                .secondary(event.span, "by this event")
                .help("Let rows count from the beginning, and stop to count: `state <> 'cancelled'`.")
        })
        .collect()
}

fn member(ir: &Ir, state: FieldId, at: usize) -> String {
    let fraise_ir::Type::Enum(members) = ir.field(state).ty else { return String::new() };
    ir.enumeration(members).members.get(at).map(|it| it.name.clone()).unwrap_or_default()
}

/// What is known of a condition when one field in it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    fn of(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }

    fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
        }
    }
}

fn truth(condition: &Expr, state: FieldId, value: &str) -> Truth {
    let is_state = |it: &Expr| matches!(&it.kind, ExprKind::Field { field, .. } if *field == state);
    let equal = |one: &Expr, other: &Expr| match (&one.kind, &other.kind) {
        (_, ExprKind::Literal(Literal::Text(text))) if is_state(one) => Truth::of(text == value),
        (ExprKind::Literal(Literal::Text(text)), _) if is_state(other) => Truth::of(text == value),
        _ => Truth::Unknown,
    };
    let inner = |it: &Expr| truth(it, state, value);
    match &condition.kind {
        ExprKind::Literal(Literal::Bool(known)) => Truth::of(*known),
        ExprKind::Unary(UnaryOp::Not, operand) => inner(operand).not(),
        ExprKind::Binary(BinaryOp::And, left, right) => inner(left).and(inner(right)),
        ExprKind::Binary(BinaryOp::Or, left, right) => inner(left).not().and(inner(right).not()).not(),
        ExprKind::Binary(BinaryOp::Equal | BinaryOp::IsNotDistinctFrom, left, right) => equal(left, right),
        ExprKind::Binary(BinaryOp::NotEqual | BinaryOp::IsDistinctFrom, left, right) => {
            equal(left, right).not()
        }
        ExprKind::In { operand, list, negated } => {
            let none = list.iter().map(|it| equal(operand, it).not()).fold(Truth::True, Truth::and);
            if *negated { none } else { none.not() }
        }
        _ => Truth::Unknown,
    }
}

/// F0805: what bounds the sum stays, or is only raised by moves.
pub(super) fn bounds_do_not_shrink(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for within in all_within(&cx.ir) {
        let mut shrinking = Vec::new();
        fields_that_shrink(cx, &within.at_most, Direction::Up, &mut shrinking);
        found.extend(shrinking.into_iter().map(|field| {
            let declared = cx.ir.field(field);
            Diagnostic::error(Code::F0805, within.at_most.span, "this bound can shrink below the sum")
                .label(format!("`{}` may change", declared.name))
                .secondary(declared.span, "neither frozen, nor only raised by moves")
                .help("Mark the field `frozen: true`, or let moves alone raise it.")
        }));
    }
    cx.diagnostics.extend(found);
}

/// Whether a larger value makes the bound larger or smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
    Either,
}

impl Direction {
    fn turned(self) -> Self {
        match self {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
            Direction::Either => Direction::Either,
        }
    }
}

/// Fields of other rows; those of the row itself are asked again when it is written.
fn fields_that_shrink(cx: &Ctx<'_>, bound: &Expr, direction: Direction, found: &mut Vec<FieldId>) {
    match &bound.kind {
        ExprKind::Field { row, field } => {
            let declared = cx.ir.field(*field);
            let is_remote = !row.hops.is_empty();
            let is_raised = direction == Direction::Up && is_only_raised(cx, *field);
            if is_remote && (declared.computed().is_some() || !declared.frozen && !is_raised) {
                found.push(*field);
            }
        }
        ExprKind::Unary(UnaryOp::Minus, operand) => {
            fields_that_shrink(cx, operand, direction.turned(), found)
        }
        ExprKind::Binary(BinaryOp::Minus, left, right) => {
            fields_that_shrink(cx, left, direction, found);
            fields_that_shrink(cx, right, direction.turned(), found);
        }
        ExprKind::Binary(BinaryOp::Plus, ..)
        | ExprKind::Cast(_)
        | ExprKind::Call(Function::Greatest | Function::Least, _) => {
            bound.for_each_child(&mut |it| fields_that_shrink(cx, it, direction, found));
        }
        _ => bound.for_each_child(&mut |it| fields_that_shrink(cx, it, Direction::Either, found)),
    }
}

/// Each move that sets the field adds to it, and none takes a negative quantity.
fn is_only_raised(cx: &Ctx<'_>, field: FieldId) -> bool {
    let Some(moves) = cx.ir.entity(field.entity).moves.as_ref() else { return false };
    counter::is_counter(cx, field)
        && moves.moves.iter().all(|it| {
            it.set.iter().filter(|(set, _)| *set == field).all(|(_, value)| !it.signed && adds(value, field))
        })
}

/// `field + qty`, in either order.
fn adds(value: &Expr, field: FieldId) -> bool {
    let is_field = |it: &Expr| matches!(&it.kind, ExprKind::Field { field: read, .. } if *read == field);
    let is_qty = |it: &Expr| matches!(it.kind, ExprKind::Qty);
    match &value.kind {
        ExprKind::Binary(BinaryOp::Plus, left, right) => {
            is_field(left) && is_qty(right) || is_qty(left) && is_field(right)
        }
        _ => false,
    }
}
