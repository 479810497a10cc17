//! Who asks.

use fraise_ir::Type;

use super::{context::Context, value};
use crate::service::{Claim, Viewer};

pub(super) fn viewer(ctx: &Context<'_>) -> Viewer {
    let viewer = &ctx.ir.viewer;
    Viewer {
        id: claim(ctx, &viewer.id_claim, &viewer.id_type),
        roles: viewer.roles_claim.clone(),
        claims: viewer.claims.iter().map(|it| claim(ctx, &it.name, &it.ty)).collect(),
    }
}

fn claim(ctx: &Context<'_>, name: &str, ty: &Type) -> Claim {
    Claim { name: name.to_owned(), ty: value::value_type(ctx, ty), sql_type: value::bound_as(ctx, ty) }
}
