//! `within`: for every row that a reference leads to, a sum over the rows that have it does not exceed a bound (ZF008, or a
//! declared error).
//!
//! A statement that writes rows locks what they are summed for, in the order of the keys, and then compares the sums. So
//! it is asked only where a row is written; that nothing else breaks it is a rule of the checker (F0804, F0805).

use std::collections::BTreeSet;

use fraise_ir::{
    Entity, Expr, FieldId, Ir,
    expr::{BinaryOp, ExprKind, Literal as Constant, Root},
    field::FieldOrigin,
    law::Within,
    names as made, reads,
};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{
    Fragment, Ident, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{BoundedSum, RefuseBeyond},
};

use super::parents::{self, Parents};
use crate::{database::Context, fill, raise::Raise};

pub(crate) fn triggers(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    if entity.within.is_empty() {
        return Vec::new();
    }
    let after = |name, event, function: &str| {
        let tables = super::transition_tables(&event);
        super::after(name, event, helper(function, entity), tables)
    };
    let mut triggers = vec![after(ident!("fraise_20_within_insert"), Event::Insert, "within_rows")];
    if may_change(ctx, entity) {
        let update = Event::Update(Vec::new());
        triggers.push(after(ident!("fraise_20_within_update"), update, "within_changes"));
    }
    if may_rise_by_deletes(ctx, entity) {
        triggers.push(after(ident!("fraise_20_within_delete"), Event::Delete, "within_rows"));
    }
    triggers
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for entity in ctx.ir.entities.iter().filter(|it| !it.within.is_empty()) {
        let of_row = |row| Scope::new(ctx.ir).bind(Root::This, Row::Named(row));
        let name = helper("within_rows", entity);
        functions.push(function(ctx, entity, name, &of_row(ident!("it")), rows(ctx, entity))?);
        if may_change(ctx, entity) {
            let row = if may_move(ctx, entity) { ident!("it") } else { ident!("come") };
            let name = helper("within_changes", entity);
            functions.push(function(ctx, entity, name, &of_row(row), changes(ctx, entity))?);
        }
    }
    Ok(functions)
}

fn function(
    ctx: &Context<'_>,
    entity: &Entity,
    name: QualifiedName,
    written: &Scope<'_>,
    rows: Fragment,
) -> Result<Function, RenderError> {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    let parents = parents(ctx, entity);
    let body = RefuseBeyond {
        parents: parents.iter().map(|it| it.locked(ctx, written)).collect(),
        rows: SqlSlot::from(rows),
        table: SqlSlot::from(Fragment::new().name(&names::table(ctx.ir, entity.id))),
        laws: entity.within.iter().map(|law| bounded(ctx, entity, law, &parents, &scope)).collect(),
    };
    super::function(ctx, name, &body, "Refuses rows by which a sum exceeds its bound")
}

/// Every row that something is summed for.
fn parents(ctx: &Context<'_>, entity: &Entity) -> Vec<Parents> {
    parents::at_the_end(ctx, pers(entity).into_iter().map(|per| vec![per]).collect())
}

fn bounded(
    ctx: &Context<'_>,
    entity: &Entity,
    law: &Within,
    parents: &[Parents],
    scope: &Scope<'_>,
) -> BoundedSum {
    let per = names::column(ctx.ir, law.per);
    let raise = raise(ctx, law, scope);
    let key = Key::of(&names::key_columns(ctx.ir, entity));
    let keys = parents.iter().find(|it| it.paths.iter().any(|path| path.contains(&law.per)));
    let at_most = scope.operand(&law.at_most);
    BoundedSum {
        key: SqlSlot::from(key.row),
        named: SqlSlot::from(key.named),
        beyond: SqlSlot::from(key.beyond),
        sum: SqlSlot::from(fill::flat(ctx.ir, &scope.field(Root::This, law.sum))),
        per: SqlSlot::from(sql![&per]),
        keys: SqlSlot::from(keys.map_or_else(Fragment::new, |it| sql![it.variable(ctx)])),
        at_most: SqlSlot::from(fill::lines(ctx.ir, &at_most, 10, 0)),
        counting: counting(ctx, entity, law, scope),
        params: SqlSlot::from(fill::lines(ctx.ir, &raise.object(), 4, "select ".len())),
        errcode: SqlSlot::from(sql![raise.errcode]),
        message: SqlSlot::from(raise.message),
        code: SqlSlot::from(sql![raise.code]),
        column: SqlSlot::from(sql![Literal::text(names::column(ctx.ir, law.sum).as_str())]),
    }
}

/// The key of a row in the three places of a law. Names of the schema could be ours, so the sums stand beside names of
/// ours alone.
struct Key {
    /// `it.id`
    row: Fragment,
    /// `it.id as key`
    named: Fragment,
    /// `beyond.key`
    beyond: Fragment,
}

impl Key {
    fn of(columns: &[Ident]) -> Self {
        let [only] = columns else { return Self::of_several(columns) };
        Self { row: sql!["it.", only], named: sql!["it.", only, " as key"], beyond: sql!["beyond.key"] }
    }

    fn of_several(columns: &[Ident]) -> Self {
        let ours: Vec<Ident> =
            (1..=columns.len()).map(|place| names::ident(&format!("key_{place}"))).collect();
        let each = || columns.iter().zip(&ours);
        Self {
            row: Fragment::join(", ", columns.iter().map(|column| sql!["it.", column])).parens(),
            named: Fragment::join(", ", each().map(|(column, name)| sql!["it.", column, " as ", name])),
            beyond: Fragment::join(", ", ours.iter().map(|name| sql!["beyond.", name])),
        }
    }
}

/// Living rows for which the condition holds.
fn counting(ctx: &Context<'_>, entity: &Entity, law: &Within, scope: &Scope<'_>) -> Vec<SqlSlot> {
    let living = deleted_at(entity).map(|field| scope.field(Root::This, field).with_kw(" is null"));
    let counting = law.counting.iter().map(|condition| scope.conjunct(condition));
    let all = living.into_iter().chain(counting);
    all.map(|it| SqlSlot::from(fill::lines(ctx.ir, &it, 10, "and ".len()))).collect()
}

fn raise(ctx: &Context<'_>, law: &Within, scope: &Scope<'_>) -> Raise {
    match &law.error {
        Some(error) => Raise::named(ctx.ir, error, scope, &sql!["known.params"]),
        None => {
            let (sum, per) = (ctx.ir.field(law.sum), ctx.ir.field(law.per));
            let message = format!("the sum of {} for one {} exceeds its bound", sum.name, per.name);
            let mut raise = Raise::of_law("ZF008", "WITHIN_LAW", &message);
            raise.params.push((Literal::text(&per.name), scope.field(Root::This, law.per)));
            raise
        }
    }
}

/// The rows of the transition table `changed`; of those that went, the ones without which a sum is larger.
fn rows(ctx: &Context<'_>, entity: &Entity) -> Fragment {
    if !may_rise_by_deletes(ctx, entity) {
        return sql!["changed as it"];
    }
    let negative = summed(entity).into_iter().filter(|sum| !is_never_negative(ctx.ir, *sum));
    let negative = negative.map(|sum| sql!["it.", names::column(ctx.ir, sum), " < 0"]);
    sql!["changed as it\n    where tg_op = 'INSERT' or ", Fragment::join(" or ", negative)]
}

/// The rows of the transition tables `gone` and `come` that count in another way.
fn changes(ctx: &Context<'_>, entity: &Entity) -> Fragment {
    let list = |row: &'static str| {
        let columns = pers(entity).into_iter().map(|per| sql![row, names::column(ctx.ir, per)]);
        Fragment::join(", ", columns).parens()
    };
    let both = if may_move(ctx, entity) {
        let rows = sql![list("gone."), ", ", list("come.")];
        sql!["\n    cross join lateral (values ", rows, ") as it ", list("")]
    } else {
        Fragment::new()
    };
    let differ = super::differ(ctx.ir, &counted_by(ctx, entity), "\n    ");
    sql!["gone\n    join come on ", parents::same_row(ctx, entity), both, "\n    where ", differ]
}

fn pers(entity: &Entity) -> BTreeSet<FieldId> {
    entity.within.iter().map(|it| it.per).collect()
}

/// A row may come to be summed for another one.
fn may_move(ctx: &Context<'_>, entity: &Entity) -> bool {
    pers(entity).into_iter().any(|per| !ctx.ir.field(per).frozen)
}

/// The columns that decide what a row counts for, and which may change.
fn counted_by(ctx: &Context<'_>, entity: &Entity) -> Vec<FieldId> {
    let mut read: BTreeSet<FieldId> = deleted_at(entity).into_iter().collect();
    for law in &entity.within {
        read.extend([law.sum, law.per]);
        for expr in law.counting.iter().chain([&law.at_most]) {
            read.extend(reads::own_columns(&reads::reads(ctx.ir, expr)));
        }
    }
    let key = entity.key_fields();
    read.into_iter().filter(|field| !ctx.ir.field(*field).frozen && !key.contains(field)).collect()
}

fn may_change(ctx: &Context<'_>, entity: &Entity) -> bool {
    !entity.append_only && !counted_by(ctx, entity).is_empty()
}

/// A sum is larger without a negative row.
fn may_rise_by_deletes(ctx: &Context<'_>, entity: &Entity) -> bool {
    !entity.append_only && summed(entity).into_iter().any(|sum| !is_never_negative(ctx.ir, sum))
}

fn summed(entity: &Entity) -> BTreeSet<FieldId> {
    entity.within.iter().map(|it| it.sum).collect()
}

/// A check of the field, of its scalar or of the row says `quantity > 0`, or the like.
fn is_never_negative(ir: &Ir, field: FieldId) -> bool {
    let declared = ir.field(field);
    let scalar = declared.scalar.and_then(|it| ir.scalars.get(it.0));
    let of_row = ir.entity(field.entity).checks.iter().map(|it| &it.expr);
    let checks = declared.check.iter().chain(scalar.and_then(|it| it.check.as_ref())).chain(of_row);
    let is_field = |expr: &Expr| match &expr.kind {
        ExprKind::Field { field: read, .. } => *read == field,
        ExprKind::Value => true,
        _ => false,
    };
    checks.into_iter().any(|check| is_lower_bound(check, &is_field))
}

fn is_lower_bound(check: &Expr, is_field: &dyn Fn(&Expr) -> bool) -> bool {
    let is_number = |expr: &Expr| match &expr.kind {
        ExprKind::Literal(Constant::Number(digits)) => !digits.starts_with('-'),
        _ => false,
    };
    match &check.kind {
        ExprKind::Binary(BinaryOp::And, left, right) => {
            is_lower_bound(left, is_field) || is_lower_bound(right, is_field)
        }
        ExprKind::Binary(BinaryOp::Greater | BinaryOp::GreaterOrEqual, left, right) => {
            is_field(left) && is_number(right)
        }
        ExprKind::Between { operand, low, negated: false, .. } => is_field(operand) && is_number(low),
        _ => false,
    }
}

fn deleted_at(entity: &Entity) -> Option<FieldId> {
    let is_deleted_at = |id: &FieldId| {
        entity.fields.get(id.index).is_some_and(|field| field.origin == FieldOrigin::DeletedAt)
    };
    entity.field_ids().find(is_deleted_at)
}

fn helper(function: &str, entity: &Entity) -> QualifiedName {
    names::helper(&format!("{function}__{}", made::snake(&entity.name)))
}
