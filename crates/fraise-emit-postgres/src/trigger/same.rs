//! `same` laws with both sides on other rows, `return.order = order_item.order` (ZF007). Both fields are frozen, so who
//! changes the row itself is the only one to ask. Laws with one side on the own row are foreign keys.

use fraise_ir::{Entity, FieldId, Ir, law::SamePath, names as made};
use fraise_lower::names;
use fraise_sql::{
    Fragment, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{DifferentRows, RefuseDifferent},
};

use crate::database::Context;

/// One side of a law: the own reference, the table and key that it points to, and the field there.
struct Side {
    hop: FieldId,
    field: FieldId,
}

pub(crate) fn triggers(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let laws = laws(entity);
    let may_change = laws.iter().flatten().any(|side| !ctx.ir.field(side.hop).frozen);
    let after = |name, event| super::after(name, event, function_name(entity), [None, Some(ident!("come"))]);
    let mut triggers = Vec::new();
    if !laws.is_empty() {
        triggers.push(after(ident!("fraise_20_same_insert"), Event::Insert));
    }
    if may_change {
        triggers.push(after(ident!("fraise_20_same_update"), Event::Update(Vec::new())));
    }
    triggers
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let with_laws = ctx.ir.entities.iter().filter(|entity| !laws(entity).is_empty());
    with_laws.map(|entity| function(ctx, entity)).collect()
}

fn function(ctx: &Context<'_>, entity: &Entity) -> Result<Function, RenderError> {
    let laws = laws(entity).into_iter().map(|[left, right]| DifferentRows {
        left_table: table(ctx.ir, &left),
        left_key: key(ctx.ir, &left),
        left_hop: column(ctx.ir, left.hop),
        left: column(ctx.ir, left.field),
        right_table: table(ctx.ir, &right),
        right_key: key(ctx.ir, &right),
        right_hop: column(ctx.ir, right.hop),
        right: column(ctx.ir, right.field),
        message: SqlSlot::from(sql![Literal::text(&message(ctx.ir, &left, &right))]),
    });
    let body = RefuseDifferent { laws: laws.collect() };
    super::function(ctx, function_name(entity), &body, "Refuses rows whose references lead to different rows")
}

fn function_name(entity: &Entity) -> QualifiedName {
    names::helper(&format!("same__{}", made::snake(&entity.name)))
}

fn message(ir: &Ir, left: &Side, right: &Side) -> String {
    let path = |side: &Side| format!("{}.{}", ir.field(side.hop).name, ir.field(side.field).name);
    format!("{} and {} differ", path(left), path(right))
}

fn table(ir: &Ir, side: &Side) -> SqlSlot {
    SqlSlot::from(Fragment::new().name(&names::table(ir, side.field.entity)))
}

fn key(ir: &Ir, side: &Side) -> SqlSlot {
    let columns = names::key_columns(ir, ir.entity(side.field.entity));
    SqlSlot::from(Fragment::join(", ", columns.iter().map(|column| sql![column])))
}

fn column(ir: &Ir, field: FieldId) -> SqlSlot {
    SqlSlot::from(sql![names::column(ir, field)])
}

/// The laws with both sides on other rows.
fn laws(entity: &Entity) -> Vec<[Side; 2]> {
    let side = |path: SamePath| path.hop.map(|hop| Side { hop, field: path.field });
    entity.same.iter().filter_map(|same| Some([side(same.left)?, side(same.right)?])).collect()
}
