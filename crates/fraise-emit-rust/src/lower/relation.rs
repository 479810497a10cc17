//! Relations as fields.

use fraise_ir::RelationId;
use fraise_lower::join;

use super::{Unsupported, context::Context, fragment, key};
use crate::service::{Field, FieldKind, Page};

/// A published relation.
pub(super) fn field(ctx: &Context<'_>, id: RelationId) -> Result<Field, Unsupported> {
    let declared = ctx.ir.relation(id);
    let target = ctx.entity(declared.target);
    let join = fragment::of_join(ctx, &join::relation(ctx.ir, id))?;
    let kind = if declared.to_one {
        FieldKind::Inverse { target, join }
    } else {
        let order = key::order(ctx, declared.target)?;
        FieldKind::ToMany { target, join, order, page: page(&ctx.ir.service.page) }
    };
    Ok(Field {
        name: declared.graphql.clone().unwrap_or_else(|| declared.name.clone()),
        nullable: declared.to_one,
        read: None,
        kind,
    })
}

pub(super) fn page(page: &fraise_ir::service::Page) -> Page {
    Page { default: page.default, max: page.max }
}
