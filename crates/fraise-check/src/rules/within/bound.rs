//! F0805: bounds stay, or are only raised.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, FieldId, FieldKind,
    expr::{BinaryOp, ExprKind, Function, Hop, UnaryOp},
};

use super::{all_within, behind, moving_hops, stays};
use crate::{context::Ctx, rules::counter};

/// F0805: what bounds the sum stays, or is only raised by moves.
pub(in crate::rules) fn bounds_do_not_shrink(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for within in all_within(&cx.ir) {
        let mut bound = Bound { cx, shrinking: Vec::new(), moves: false, inside: Vec::new() };
        bound.read(&within.at_most, Direction::Up, &[]);
        let shrinks =
            || Diagnostic::error(Code::F0805, within.at_most.span, "this bound can shrink below the sum");
        found.extend(bound.shrinking.iter().map(|field| {
            let declared = cx.ir.field(*field);
            shrinks()
                .label(format!("`{}` may change", declared.name))
                .secondary(declared.span, "neither frozen, nor only raised by moves")
                .help("Mark the field `frozen: true`, or let moves alone raise it.")
        }));
        if bound.moves {
            found.push(
                shrinks()
                    .label("reads the time, or rows that come and go")
                    .help("Read what is `frozen`, or a field that only moves raise."),
            );
        }
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

/// What a bound reads that may make it smaller.
struct Bound<'b, 'a> {
    cx: &'b Ctx<'a>,
    shrinking: Vec<FieldId>,
    /// Something without a name: the time, or rows of a to-many.
    moves: bool,
    /// Computed fields that are being read; a circle is an error elsewhere.
    inside: Vec<FieldId>,
}

impl Bound<'_, '_> {
    /// Reads an expression over the row at the end of `at`. What the row itself holds is asked again when it is written.
    fn read(&mut self, bound: &Expr, direction: Direction, at: &[Hop]) {
        match &bound.kind {
            ExprKind::Field { row, field } => self.field(*field, direction, &behind(at, row)),
            ExprKind::Row(row) => self.hops(&behind(at, row)),
            ExprKind::Rule { row, rule } => {
                let condition = &self.cx.ir.rule(*rule).expr;
                self.read(condition, Direction::Either, &behind(at, row));
            }
            ExprKind::Aggregate { .. } | ExprKind::Call(Function::Now | Function::Today, _) => {
                self.moves = true;
            }
            ExprKind::Unary(UnaryOp::Minus, operand) => self.read(operand, direction.turned(), at),
            ExprKind::Binary(BinaryOp::Minus, left, right) => {
                self.read(left, direction, at);
                self.read(right, direction.turned(), at);
            }
            ExprKind::Binary(BinaryOp::Plus, ..)
            | ExprKind::Cast(_)
            | ExprKind::Call(Function::Greatest | Function::Least, _) => {
                bound.for_each_child(&mut |it| self.read(it, direction, at));
            }
            _ => bound.for_each_child(&mut |it| self.read(it, Direction::Either, at)),
        }
    }

    fn field(&mut self, field: FieldId, direction: Direction, hops: &[Hop]) {
        self.hops(hops);
        let is_own = hops.is_empty();
        match &self.cx.ir.field(field).kind {
            FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. }
                if is_own => {}
            FieldKind::Virtual(computed) | FieldKind::StoredRow(computed) => {
                if !self.inside.contains(&field) {
                    self.inside.push(field);
                    self.read(computed, direction, hops);
                    self.inside.pop();
                }
            }
            FieldKind::StoredAggregate { .. } => self.add(field),
            FieldKind::Plain { .. } => {
                let is_raised = direction == Direction::Up && is_only_raised(self.cx, field);
                if !stays(&self.cx.ir, field) && !is_raised {
                    self.add(field);
                }
            }
        }
    }

    fn hops(&mut self, hops: &[Hop]) {
        moving_hops(&self.cx.ir, hops).into_iter().for_each(|it| self.add(it));
        self.moves |= hops.iter().any(|hop| matches!(hop, Hop::Inverse(_)));
    }

    fn add(&mut self, field: FieldId) {
        if !self.shrinking.contains(&field) {
            self.shrinking.push(field);
        }
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
