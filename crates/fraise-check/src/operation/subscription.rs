//! Subscriptions.

use fraise_diagnostics::Code;
use fraise_ir::query::Subscription;

use crate::{
    access,
    context::Ctx,
    entity::{entity_named, field_named, published},
    expr::Scope,
};

/// Fills all subscriptions.
pub(super) fn fill(cx: &mut Ctx<'_>) {
    for entry in &cx.document.subscriptions {
        let decl = &entry.value;
        let scope = Scope::call(&[], "access");
        let access =
            access::operation(cx, &entry.name, decl.access.as_deref(), decl.keys.span("access"), &scope);
        let Some(of) = entity_named(cx, &decl.of) else { continue };
        let watch = decl.watch.iter().filter_map(|it| field_named(cx, of, it, Code::F0201)).collect();
        let scope = Scope::rule(of, "`where`");
        let conditions = decl.where_.iter().filter_map(|it| cx.condition(it, &scope)).collect();
        let subscription = Subscription {
            name: entry.name.as_str().to_owned(),
            graphql: published(decl.graphql.as_ref(), cx.ir.naming.operation(entry.name.as_str())),
            span: entry.name.span,
            description: decl.description.as_ref().map(|it| it.value.clone()),
            deprecated: decl.deprecated.as_ref().map(|it| it.value.clone()),
            of,
            watch,
            conditions,
            access,
        };
        cx.ir.subscriptions.push(subscription);
    }
}
