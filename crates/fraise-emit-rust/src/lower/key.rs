//! Keys: what ends an order, and the opaque `ID` of a composite one.

use fraise_ir::{EntityId, expr::Root, published};
use fraise_lower::Sql;
use fraise_sql::{Fragment, Literal};

use super::{Unsupported, context::Context, fragment};
use crate::service::{Field, FieldKind, OrderBy, OrderKey, ValueType};

/// The order by key.
pub(super) fn order(ctx: &Context<'_>, entity: EntityId) -> Result<Vec<OrderKey>, Unsupported> {
    let ascending = |sql: &Sql| {
        let by = OrderBy::Sql(fragment::of_row(ctx, sql)?);
        Ok(OrderKey { by, descending: false })
    };
    columns(ctx, entity).iter().map(ascending).collect()
}

/// The key's values as a JSON array in base64: the same for the same row, and nothing to read for people.
pub(super) fn opaque(ctx: &Context<'_>, entity: EntityId) -> Result<Field, Unsupported> {
    let line_feed = Sql::from(Fragment::new().lit(&Literal::text("\n")));
    let sql = Sql::kw("translate(encode(convert_to(jsonb_build_array(")
        .with(Sql::join(", ", columns(ctx, entity)))
        .with_kw(")::text, 'UTF8'), 'base64'), ")
        .with(line_feed)
        .with_kw(", '')");
    Ok(Field {
        name: published::composite_key_name(ctx.ir),
        nullable: false,
        read: None,
        kind: FieldKind::Value { sql: fragment::of_row(ctx, &sql)?, ty: ValueType::Text },
    })
}

fn columns(ctx: &Context<'_>, entity: EntityId) -> Vec<Sql> {
    let fields = ctx.ir.entity(entity).key_fields().into_iter();
    fields.map(|it| ctx.scope.field(Root::This, it)).collect()
}
