//! Keys: what ends an order.

use fraise_ir::{EntityId, expr::Root};

use super::{Unsupported, context::Context, fragment};
use crate::service::{OrderBy, OrderKey};

/// The order by key.
pub(super) fn order(ctx: &Context<'_>, entity: EntityId) -> Result<Vec<OrderKey>, Unsupported> {
    let ascending = |field| {
        let sql = fragment::of_row(ctx, &ctx.scope.field(Root::This, field))?;
        Ok(OrderKey { by: OrderBy::Sql(sql), descending: false })
    };
    ctx.ir.entity(entity).key_fields().into_iter().map(ascending).collect()
}
