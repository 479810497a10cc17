//! `fire: order.ship`: one call of the function that fires the event, for all rows that are reached.

use fraise_ir::{
    Expr, TransitionId, Type,
    expr::{ExprKind, RowPath},
};
use fraise_lower::Scope;
use fraise_sql::{Fragment, Literal, sql};

use super::{Indent, Rows, call, conditions, scope};
use crate::{database::Context, fill, machine};

/// The parts of an effect that fires.
pub(super) struct Fire<'e> {
    /// The row whose machine fires.
    pub(super) target: &'e RowPath,
    /// The event.
    pub(super) event: TransitionId,
    /// Only then.
    pub(super) when: Option<&'e Expr>,
    /// Values of the event's inputs.
    pub(super) with: &'e [(String, Expr)],
}

pub(super) fn statement(ctx: &Context<'_>, fire: &Fire<'_>, rows: &Rows, indent: Indent) -> Fragment {
    let scope = scope(ctx, rows);
    let entity = ctx.ir.entity(fire.event.entity);
    let row = Expr {
        kind: ExprKind::Row(fire.target.clone()),
        ty: Type::Ref(entity.id),
        nullable: true,
        span: entity.span,
    };
    let key = fill::flat(ctx.ir, &scope.operand(&row));
    let which = conditions(ctx, rows, &scope, &[fire.when], indent);
    let name = machine::signature::name(ctx.ir, fire.event);
    let keys = sql!["array_agg(distinct ", &key, ") filter (where ", &key, " is not null)"];
    let function = if !machine::signature::inputs(ctx.ir, fire.event).is_empty() {
        let input = input(ctx, &scope, fire);
        let keys = sql!["array_agg(", &key, ") filter (where ", &key, " is not null)"];
        let inputs = sql!["array_agg(", input, ") filter (where ", &key, " is not null)"];
        sql![name, "(", indent.inner(), keys, ",", indent.inner(), inputs, indent.line(), ")"]
    } else {
        sql![name, "(", keys, ")"]
    };
    call(function, &rows.from, which, indent)
}

/// `jsonb_build_object('transaction_id', ..)`
fn input(ctx: &Context<'_>, scope: &Scope<'_>, fire: &Fire<'_>) -> Fragment {
    let declared = machine::signature::inputs(ctx.ir, fire.event);
    let pairs = fire.with.iter().filter_map(|(name, value)| {
        let input = declared.iter().find(|it| it.name == *name)?;
        let value = fill::flat(ctx.ir, &scope.value_as(value, &input.ty));
        Some(sql![Literal::text(&input.sql), ", ", value])
    });
    sql!["jsonb_build_object("].list(", ", pairs).kw(")")
}
