//! Computed fields: virtual, stored from the own row, stored from the rows of a relation.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    Expr, FieldId, FieldKind, RelationId, RuleId,
    expr::{AggregateOver, ExprKind, Function, Literal, Root, Volatility},
    relation::RelationKind,
};
use fraise_syntax::{ExprText, document::FieldDecl};

use crate::{context::Ctx, expr::Scope};

/// The kind of a field with `from`.
pub(super) fn kind(cx: &mut Ctx<'_>, id: FieldId, decl: &FieldDecl, from: &ExprText) -> Option<FieldKind> {
    let field = cx.ir.field(id);
    let (ty, nullable, declared) = (field.ty.clone(), field.nullable, field.span);
    if let Some(syntax) = fraise_expr::parse_type(decl.ty.as_str()).ok().and_then(|it| it.default) {
        let span = decl.ty.span_of(syntax.range);
        let found = Diagnostic::error(Code::F0305, span, "a computed field has no default")
            .secondary(from.span(), "computed here");
        cx.report(found);
    }
    let stored = decl.stored.is_some_and(|it| it.value);
    let scope = Scope::row(id.entity, "a computed field");
    let expr = cx.value(from, &scope, &ty)?;
    if expr.nullable && !nullable {
        let found = Diagnostic::error(Code::F0501, expr.span, "this may be null, and the field may not")
            .label("may be null")
            .secondary(declared, "declared without `?`")
            .help("Put `?` after the type, or wrap the expression in `coalesce(.., value)`.");
        cx.report(found);
        return None;
    }
    if !stored {
        return Some(FieldKind::Virtual(expr));
    }
    if !has_aggregate(&expr) {
        return stored_row(cx, id, from, expr);
    }
    let kept = Scope { volatility: Volatility::Immutable, ..Scope::row(id.entity, "a stored field") };
    let expr = cx.value(from, &kept, &ty)?;
    stored_aggregate(cx, id, expr)
}

fn has_aggregate(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(part.kind, ExprKind::Aggregate { .. }));
    found
}

/// Reads stored columns of its own row only, and is immutable (PostgreSQL manual, 5.4 Generated Columns).
fn stored_row(cx: &mut Ctx<'_>, id: FieldId, from: &ExprText, expr: Expr) -> Option<FieldKind> {
    let scope =
        Scope { volatility: Volatility::Immutable, ..Scope::own_columns(id.entity, "a stored field") };
    let expr = cx.value(from, &scope, &expr.ty.clone())?;
    let mut problem = None;
    expr.walk(&mut |part| {
        let virtual_ = match &part.kind {
            ExprKind::Field { field, .. } => cx.ir.field(*field).column.is_none(),
            ExprKind::Rule { .. } => false,
            _ => false,
        };
        if virtual_ {
            problem = Some(part.span);
        }
    });
    if let Some(span) = problem {
        let found = Diagnostic::error(Code::F0511, span, "a stored field reads stored columns only")
            .label("this one is computed at each read")
            .help("Mark it `stored: true` too, or take `stored` away here.");
        cx.report(found);
        return None;
    }
    Some(FieldKind::StoredRow(expr))
}

fn stored_aggregate(cx: &mut Ctx<'_>, id: FieldId, value: Expr) -> Option<FieldKind> {
    let mut sources: Vec<RelationId> = Vec::new();
    let mut good = true;
    let mut aggregates = Vec::new();
    value.walk(&mut |part| {
        if let ExprKind::Aggregate { over, .. } = &part.kind {
            aggregates.push((over.clone(), part.clone()));
        }
    });
    for (over, part) in &aggregates {
        let AggregateOver::Relation(many) = over else { continue };
        let direct = many.from.root == Root::This && many.from.hops.is_empty();
        let inverse = matches!(cx.ir.relation(many.relation).kind, RelationKind::Inverse(_));
        if !direct || !inverse || !reads_columns_only(cx, part) {
            let found = Diagnostic::error(Code::F0511, part.span, "a stored aggregate reads the columns of its own children only")
                .label("this reads further")
                .help("Mark what it reads `stored: true`, or take `stored` away here: then it is computed at each read.");
            cx.report(found);
            good = false;
        } else if !sources.contains(&many.relation) {
            sources.push(many.relation);
        }
    }
    good &= own_row_is_not_generated(cx, id, &value);
    good.then(|| FieldKind::StoredAggregate { empty: empty_value(&value), value, sources })
}

/// Inside the aggregate stand columns of the child, nothing beyond them.
fn reads_columns_only(cx: &Ctx<'_>, aggregate: &Expr) -> bool {
    let mut good = true;
    aggregate.walk(&mut |part| match &part.kind {
        ExprKind::Field { row, field } => {
            good &= row.hops.is_empty() && cx.ir.field(*field).column.is_some() && row.root == Root::Many;
        }
        ExprKind::Row(row) => good &= row.hops.is_empty() && row.root == Root::Many,
        ExprKind::Rule { row, rule } => {
            good &= row.hops.is_empty() && row.root == Root::Many && rule_reads_columns_only(cx, *rule);
        }
        _ => {}
    });
    good
}

/// A rule of the child that asks nothing but its columns.
fn rule_reads_columns_only(cx: &Ctx<'_>, rule: RuleId) -> bool {
    let mut good = true;
    cx.ir.rule(rule).expr.walk(&mut |part| match &part.kind {
        ExprKind::Field { row, field } => good &= row.hops.is_empty() && cx.ir.field(*field).column.is_some(),
        ExprKind::Row(row) => good &= row.hops.is_empty(),
        ExprKind::Rule { row, rule } => good &= row.hops.is_empty() && rule_reads_columns_only(cx, *rule),
        ExprKind::Aggregate { .. } => good = false,
        _ => {}
    });
    good
}

/// Outside the aggregates, a stored aggregate may read plain columns of its own row, and no generated one.
fn own_row_is_not_generated(cx: &mut Ctx<'_>, id: FieldId, value: &Expr) -> bool {
    let mut problem = None;
    value.walk(&mut |part| {
        if let ExprKind::Field { row, field } = &part.kind
            && row.root == Root::This
            && (field.entity != id.entity || !row.hops.is_empty() || cx.ir.field(*field).server_only)
        {
            problem = Some(part.span);
        }
    });
    if let Some(span) = problem {
        let found = Diagnostic::error(
            Code::F0511,
            span,
            "a stored aggregate reads no computed field of its own row, and no other row",
        )
        .label("this is not a plain column of the row");
        cx.report(found);
    }
    problem.is_none()
}

/// The value over no rows: aggregates give null or zero, and the rest is as written.
///
/// `sum(..)` over nothing is null, so `coalesce(sum(..), 0)` is `coalesce(null, 0)`, which is 0.
fn empty_value(value: &Expr) -> Option<Expr> {
    let mut empty = value.clone();
    empty_aggregates(&mut empty);
    let reads_row = {
        let mut reads = false;
        empty.walk(&mut |part| reads |= matches!(part.kind, ExprKind::Field { .. } | ExprKind::Row(_)));
        reads
    };
    (!reads_row && !is_null(&empty)).then_some(empty)
}

fn empty_aggregates(expr: &mut Expr) {
    if let ExprKind::Aggregate { function, .. } = &expr.kind {
        let literal = match function {
            fraise_ir::expr::Aggregate::Count => Literal::Number("0".to_owned()),
            _ => Literal::Null,
        };
        expr.kind = ExprKind::Literal(literal);
        return;
    }
    expr.for_each_child_mut(&mut empty_aggregates);
    fold_null(expr);
}

/// Takes away what a constant null decides; the parts of the expression are folded already.
fn fold_null(expr: &mut Expr) {
    let folded = match &mut expr.kind {
        ExprKind::Call(Function::Coalesce, values) => {
            values.retain(|it| !is_null(it));
            match values.as_slice() {
                [] => Some(ExprKind::Literal(Literal::Null)),
                [first, ..] if !first.nullable => Some(first.kind.clone()),
                _ => None,
            }
        }
        ExprKind::Case { operand: None, branches, otherwise } => {
            branches.retain(|(when, _)| !is_null(when));
            match (branches.is_empty(), otherwise) {
                (true, Some(otherwise)) => Some(otherwise.kind.clone()),
                (true, None) => Some(ExprKind::Literal(Literal::Null)),
                (false, _) => None,
            }
        }
        ExprKind::Binary(op, left, right) if op.is_strict() && (is_null(left) || is_null(right)) => {
            Some(ExprKind::Literal(Literal::Null))
        }
        ExprKind::Unary(_, operand) | ExprKind::Cast(operand) if is_null(operand) => {
            Some(ExprKind::Literal(Literal::Null))
        }
        ExprKind::Call(Function::Round | Function::Abs | Function::Floor | Function::Ceil, values)
            if values.iter().any(is_null) =>
        {
            Some(ExprKind::Literal(Literal::Null))
        }
        _ => None,
    };
    if let Some(kind) = folded {
        expr.kind = kind;
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Literal::Null))
}
