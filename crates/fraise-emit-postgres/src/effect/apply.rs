//! `apply: Inventory.reserve`: one call of the move's function for all lines.

use fraise_ir::{
    Entity, EntityId, Expr, FieldId, Type,
    effect::Apply,
    expr::{ExprKind, Root, RowPath},
};
use fraise_lower::{Scope, Sql, types};
use fraise_sql::{Fragment, sql};

use super::{Indent, Rows, call, conditions, lines, scope};
use crate::{database::Context, fill, moves};

pub(super) fn statement(ctx: &Context<'_>, apply: &Apply, rows: &Rows, indent: Indent) -> Option<Fragment> {
    let signature = moves::signature(ctx.ir, apply.r#move)?;
    let scope = scope(ctx, rows);
    let (root, of) = match &apply.each {
        Some(each) => (Root::Line, ctx.ir.relation(each.relation).target),
        None => (Root::This, rows.entity),
    };
    let mut from = rows.from.clone();
    from.extend(apply.each.iter().flat_map(|each| lines(ctx.ir, each, &scope)));
    let mut which = conditions(ctx, rows, &scope, &[apply.when.as_ref(), apply.condition.as_ref()], indent);
    let given = |list: &[(FieldId, Expr)], field: FieldId| {
        list.iter().find(|(it, _)| *it == field).map(|(_, value)| value.clone())
    };
    let mut values = Vec::new();
    for field in &signature.key {
        let Some(key) = given(&apply.key, *field) else { continue };
        let value = scope.value_as(&key, &ctx.ir.field(*field).ty);
        if key.nullable {
            let key = fill::flat(ctx.ir, &scope.operand(&key));
            which.push(sql![key, " is not null"]);
        }
        values.push(value);
    }
    values.push(scope.value(&apply.qty));
    values.extend(signature.source.map(|field| source(ctx, &scope, root, ctx.ir.entity(of), field)));
    // What no line gives may be left out at the end.
    let last = signature.with.iter().rposition(|field| given(&apply.with, *field).is_some());
    for field in signature.with.iter().take(last.map_or(0, |it| it + 1)) {
        let ty = moves::base_type(ctx.ir, *field);
        values.push(match given(&apply.with, *field) {
            Some(value) => scope.value_as(&value, &ctx.ir.field(*field).ty),
            None => Sql::from(sql!["null::", ty]),
        });
    }
    let lists = values.into_iter().map(|value| {
        let value = fill::lines(ctx.ir, &value, indent.spaces() + 2, "array_agg(),".len());
        sql!["array_agg(", value, ")"]
    });
    let function = sql![&signature.name, "(", indent.inner()]
        .frag(&Fragment::join(separator(indent), lists))
        .with(indent.line())
        .kw(")");
    Some(call(function, &from, which, indent))
}

fn separator(indent: Indent) -> &'static str {
    match indent {
        Indent::Two => ",\n    ",
        Indent::Four => ",\n      ",
    }
}

/// The key of a line in the type of the journal's field.
fn source(ctx: &Context<'_>, scope: &Scope<'_>, root: Root, entity: &Entity, field: FieldId) -> Sql {
    let wanted = moves::base_type(ctx.ir, field);
    let keys: Vec<Sql> = entity.key_fields().into_iter().map(|field| scope.field(root, field)).collect();
    if entity.id_field().is_none() {
        return Sql::kw("concat_ws(' ', ").with(Sql::join(", ", keys)).with_kw(")");
    }
    let key = scope.operand(&row(entity.id, root, entity));
    let is_same = types::key_type(ctx.ir, entity.id) == wanted;
    if is_same { key } else { key.with(Sql::from(sql!["::", wanted])) }
}

fn row(id: EntityId, root: Root, entity: &Entity) -> Expr {
    Expr {
        kind: ExprKind::Row(RowPath::root(root, id)),
        ty: Type::Ref(id),
        nullable: false,
        span: entity.span,
    }
}
