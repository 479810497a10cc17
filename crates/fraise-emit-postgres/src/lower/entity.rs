//! Entities: the tables themselves.

use fraise_ir::Entity;
use fraise_lower::names;
use fraise_sql::{Text, catalog::Table};

use crate::database::Context;

/// The table of an entity, still empty.
pub(crate) fn table(ctx: &Context<'_>, entity: &Entity) -> Table {
    let mut table = Table::new(names::table(ctx.ir, entity.id));
    table.comment = entity.description.as_deref().map(Text::without_nul);
    table
}
