//! Conditions that become true as time goes by.

use fraise_ir::{
    Expr,
    expr::{BinaryOp, ExprKind, Function, UnaryOp},
};

/// The condition can become true by the time alone. `positive`: where it is true rows count.
pub(super) fn begins_with_time(condition: &Expr, positive: bool) -> bool {
    match &condition.kind {
        ExprKind::Unary(UnaryOp::Not, operand) => begins_with_time(operand, !positive),
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, left, right) => {
            begins_with_time(left, positive) || begins_with_time(right, positive)
        }
        ExprKind::Binary(BinaryOp::Less | BinaryOp::LessOrEqual, early, late)
        | ExprKind::Binary(BinaryOp::Greater | BinaryOp::GreaterOrEqual, late, early) => {
            // With the time on the earlier side it becomes false.
            let (stops, begins) = if positive { (early, late) } else { (late, early) };
            asks_the_time(begins) || asks_the_time(stops) && !is_the_time(stops)
        }
        _ => asks_the_time(condition),
    }
}

/// `now()`, or so long before or after it.
fn is_the_time(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(Function::Now | Function::Today, _) => true,
        ExprKind::Binary(BinaryOp::Plus | BinaryOp::Minus, left, right) => {
            is_the_time(left) && !asks_the_time(right)
        }
        _ => false,
    }
}

fn asks_the_time(expr: &Expr) -> bool {
    let mut asks = false;
    expr.walk(&mut |part| asks |= matches!(part.kind, ExprKind::Call(Function::Now | Function::Today, _)));
    asks
}
