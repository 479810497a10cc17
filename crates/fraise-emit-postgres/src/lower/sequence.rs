//! Sequences of `numbered(..)` defaults, one per field.

use fraise_ir::{Entity, Field, FieldKind, field::Default};
use fraise_lower::names;
use fraise_sql::{
    QualifiedName,
    catalog::{Grant, OwnedBy, Privilege, Sequence},
};

use crate::database::Context;

/// All sequences, in the order of their fields.
pub(crate) fn all(ctx: &Context<'_>) -> Vec<Sequence> {
    let mut all = Vec::new();
    for entity in &ctx.ir.entities {
        let numbered = entity.fields.iter().filter(|field| is_numbered(field));
        all.extend(numbered.map(|field| sequence(ctx, entity, field)));
    }
    all
}

/// `orders_order_number_seq`
pub(crate) fn name(ctx: &Context<'_>, entity: &Entity, field: &Field) -> QualifiedName {
    let column = names::column_of(field);
    names::in_schema(ctx.ir, &fraise_ir::names::derived(&entity.table, &[column.as_str()], "seq"))
}

fn sequence(ctx: &Context<'_>, entity: &Entity, field: &Field) -> Sequence {
    let mut sequence = Sequence::new(name(ctx, entity, field));
    sequence.owned_by =
        Some(OwnedBy { table: names::table(ctx.ir, entity.id), column: names::column_of(field) });
    // A default is computed with the rights of the one who inserts.
    if entity.access.create.is_some() {
        sequence.grants.push(Grant::whole(Privilege::Usage, ctx.roles.api()));
    }
    sequence
}

fn is_numbered(field: &Field) -> bool {
    matches!(&field.kind, FieldKind::Plain { default: Some(Default::Numbered(_)) })
}
