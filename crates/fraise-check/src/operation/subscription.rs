//! Subscriptions.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{EntityId, FieldId, query::Subscription};
use fraise_syntax::document::Name;

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
        let watch = decl.watch.iter().filter_map(|it| watched(cx, of, it)).collect();
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

/// F0908: what a virtual field shows is computed when it is asked for, so that nobody sees it change.
fn watched(cx: &mut Ctx<'_>, of: EntityId, name: &Name) -> Option<FieldId> {
    let field = field_named(cx, of, name, Code::F0201)?;
    let declared = cx.ir.field(field);
    if declared.is_stored() {
        return Some(field);
    }
    let message = format!("`{}` is computed when it is asked for, so nobody sees it change", name.as_str());
    let found = Diagnostic::error(Code::F0908, name.span, message)
        .secondary(declared.span, "declared here")
        .help("Watch the stored fields that it is computed from, or store it by `stored: true`.");
    cx.report(found);
    None
}
