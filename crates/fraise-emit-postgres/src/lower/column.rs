//! Fields: the columns of stored ones.

use fraise_ir::expr::Root;
use fraise_ir::{Entity, Field, FieldKind, field::Default};
use fraise_lower::{Row, Scope, names, types};
use fraise_sql::{
    Fragment, Text,
    catalog::{Column, Generated, GeneratedKind, Identity},
};

use super::default;
use crate::{database::Context, fill};

/// The columns of an entity in order.
pub(crate) fn all(ctx: &Context<'_>, entity: &Entity) -> Vec<Column> {
    entity.fields.iter().filter(|field| field.is_stored()).map(|field| column(ctx, entity, field)).collect()
}

fn column(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Column {
    let mut column = Column::new(names::column_of(field), types::sql_type(ctx.ir, &field.ty));
    column.not_null = !field.nullable;
    column.comment = field.description.as_deref().map(Text::without_nul);
    match &field.kind {
        FieldKind::Plain { default: Some(Default::Identity) } => column.identity = Some(Identity::Always),
        FieldKind::Plain { default } => {
            column.default = default.as_ref().and_then(|it| default::of_column(ctx, entity, field, it));
        }
        FieldKind::StoredAggregate { empty, .. } => {
            column.default = empty.as_ref().map(|it| fill::flat(ctx.ir, &Scope::new(ctx.ir).assigned(it)));
        }
        FieldKind::StoredRow(expr) => {
            let expression = generated(ctx, expr);
            column.generated = Some(Generated { expression, kind: GeneratedKind::Stored });
        }
        FieldKind::Virtual(_) => {}
    }
    column
}

/// What a generated column is computed by: other generated columns are written out.
fn generated(ctx: &Context<'_>, expr: &fraise_ir::Expr) -> Fragment {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Bare).inlining_generated();
    fill::in_parens(ctx.ir, &scope.value(expr), 2, 60)
}
