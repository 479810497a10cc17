//! Guards that leave nothing to hold: `sum(items.quantity - items.quantity_shipped) = 0`.

use fraise_ir::{
    Entity, Expr, FieldId, Ir,
    expr::{Aggregate, AggregateOver, BinaryOp, ExprKind, Function, Literal, Root},
};

use super::{
    linear::{Atom, Form, Reading, itself, nothing},
    number::Number,
    place::{Frame, Place, Ways},
    proof::Held,
};

/// A conjunct of the guard says that the amounts of all lines are 0, or that their sum is.
pub(super) fn is_left_empty(ir: &Ir, held: &Held<'_>, guard: &Expr) -> bool {
    guard.conjuncts().into_iter().any(|it| says_so(ir, held, it))
}

fn says_so(ir: &Ir, held: &Held<'_>, conjunct: &Expr) -> bool {
    let ExprKind::Binary(BinaryOp::Equal, left, right) = &conjunct.kind else { return false };
    if held.hold.each.is_none() {
        let this = Place::root(Root::This);
        let amount = held.amount(ir, &this, None, &itself);
        let difference = form(ir, left).zip(form(ir, right)).and_then(|(left, right)| left.minus(&right));
        return amount.zip(difference).is_some_and(|(amount, it)| it == amount || it == amount.negated());
    }
    is_zero(left) && is_sum(ir, held, right) || is_zero(right) && is_sum(ir, held, left)
}

fn is_zero(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(Literal::Number(text)) => Number::parse(text).is_some_and(Number::is_zero),
        _ => false,
    }
}

/// `sum(amount)`, or that and 0 where there are no lines.
fn is_sum(ir: &Ir, held: &Held<'_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(Function::Coalesce, arguments) => match arguments.as_slice() {
            [sum, zero] => is_zero(zero) && is_sum(ir, held, sum),
            _ => false,
        },
        ExprKind::Aggregate {
            function: Aggregate::Sum,
            over: AggregateOver::Relation(many),
            argument: Some(argument),
            distinct: false,
            filter: None,
            ..
        } => {
            held.hold.each.as_ref() == Some(many)
                && held.plain_amount(ir).is_some_and(|amount| Some(amount) == form(ir, argument))
        }
        _ => false,
    }
}

fn form(ir: &Ir, expr: &Expr) -> Option<Form> {
    let frame = Frame::plain();
    Reading { ways: Ways { ir, lines: None }, frame: &frame, column: &itself, given: &nothing }.form(expr)
}

/// The checks of the line say that its amount is 0 or more.
pub(super) fn is_never_negative(ir: &Ir, held: &Held<'_>) -> bool {
    let Some(amount) = held.amount(ir, &Place::root(Root::This), None, &itself) else { return false };
    let known = known_to_be_positive(ir, ir.entity(held.line));
    follows(&amount, &known, 3)
}

/// A form is a sum of what is known not to be negative.
fn follows(form: &Form, known: &[Form], depth: usize) -> bool {
    if form.terms.is_empty() {
        return !form.constant.is_negative();
    }
    depth > 0 && known.iter().any(|it| form.minus(it).is_some_and(|rest| follows(&rest, known, depth - 1)))
}

/// What the checks of a type say is 0 or more.
fn known_to_be_positive(ir: &Ir, entity: &Entity) -> Vec<Form> {
    let mut known = Vec::new();
    let checks = entity
        .checks
        .iter()
        .map(|it| &it.expr)
        .chain(entity.fields.iter().filter_map(|it| it.check.as_ref()));
    for conjunct in checks.flat_map(|it| it.conjuncts()) {
        known.extend(positive(ir, conjunct));
    }
    for id in entity.field_ids() {
        let scalar = ir.field(id).scalar.and_then(|it| ir.scalar(it).check.as_ref());
        for conjunct in scalar.iter().flat_map(|it| it.conjuncts()) {
            known.extend(positive(ir, conjunct).into_iter().filter_map(|it| of_column(&it, id)));
        }
    }
    known
}

/// `value > 0`, said of a column.
fn of_column(form: &Form, column: FieldId) -> Option<Form> {
    let factor = form.factor(&Atom::Qty);
    let value = Form::atom(Atom::Column(Place::root(Root::This), column));
    form.minus(&Form::atom(Atom::Qty).times(factor)?)?.plus(&value.times(factor)?)
}

fn positive(ir: &Ir, condition: &Expr) -> Vec<Form> {
    let difference = |larger: &Expr, smaller: &Expr| form(ir, larger)?.minus(&form(ir, smaller)?);
    match &condition.kind {
        ExprKind::Between { operand, low, high, negated: false } => {
            difference(operand, low).into_iter().chain(difference(high, operand)).collect()
        }
        ExprKind::Binary(BinaryOp::Greater | BinaryOp::GreaterOrEqual, larger, smaller)
        | ExprKind::Binary(BinaryOp::Less | BinaryOp::LessOrEqual, smaller, larger) => {
            difference(larger, smaller).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
