//! Relations as fields.

use fraise_ir::{RelationId, expr::Root, field::FieldOrigin, relation::RelationKind};
use fraise_lower::{Hole, Sql, join, names};
use fraise_sql::{Fragment, Ident};

use super::{Unsupported, context::Context, fragment, key};
use crate::service::{Field, FieldKind, Page};

/// A published relation.
pub(super) fn field(ctx: &Context<'_>, id: RelationId) -> Result<Field, Unsupported> {
    let declared = ctx.ir.relation(id);
    let target = ctx.entity(declared.target);
    let join = fragment::of_join(ctx, &join(ctx, id, &mut 0))?;
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

/// How the rows are found. A row on the way that the viewer may not read is not there for him, so nothing is found
/// through it.
fn join(ctx: &Context<'_>, id: RelationId, on_the_way: &mut usize) -> Sql {
    match ctx.ir.relation(id).kind {
        RelationKind::Inverse(_) => join::relation(ctx.ir, id),
        RelationKind::Through(first, second) => {
            *on_the_way += 1;
            let middle = Middle::new(ctx, first, *on_the_way);
            let mut conditions = vec![middle.called(Root::Many, join(ctx, first, on_the_way))];
            conditions.extend(middle.living(ctx));
            conditions.push(middle.called(Root::This, join(ctx, second, on_the_way)));
            conditions.push(Sql::from(Hole::Readable(middle.entity, middle.alias.clone())));
            middle.exists(ctx, Sql::join(" and ", conditions))
        }
    }
}

/// The rows between two relations. Expressions call their own tables `x1`, `x2`, .., and the rule of these rows is put
/// where they are, so they have names of another form.
struct Middle {
    entity: fraise_ir::EntityId,
    alias: Ident,
}

impl Middle {
    fn new(ctx: &Context<'_>, first: RelationId, number: usize) -> Self {
        Self { entity: ctx.ir.relation(first).target, alias: names::ident(&format!("via{number}")) }
    }

    /// The same SQL about these rows where it is about a root.
    fn called(&self, root: Root, sql: Sql) -> Sql {
        sql.fill(&mut |hole| (*hole == Hole::Row(root)).then(|| self.name()))
    }

    fn living(&self, ctx: &Context<'_>) -> Option<Sql> {
        let is_deleted_at = |it: &fraise_ir::FieldId| ctx.ir.field(*it).origin == FieldOrigin::DeletedAt;
        let deleted_at = ctx.ir.entity(self.entity).field_ids().find(is_deleted_at)?;
        let is_null = ctx.scope.field(Root::This, deleted_at).with_kw(" is null");
        Some(self.called(Root::This, is_null))
    }

    fn exists(&self, ctx: &Context<'_>, condition: Sql) -> Sql {
        let table = Fragment::new().name(&names::table(ctx.ir, self.entity)).kw(" as ").ident(&self.alias);
        Sql::kw("exists (select from ").with(Sql::from(table)).with_kw(" where ").with(condition).with_kw(")")
    }

    fn name(&self) -> Sql {
        Sql::new().with_ident(&self.alias)
    }
}
