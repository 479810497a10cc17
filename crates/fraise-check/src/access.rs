//! Items of access: `support`, `customer if owner`, `via order`.

use fraise_diagnostics::{Code, Diagnostic, Fix, Span};
use fraise_ir::{AccessItem, EntityId, OperationAccess, Type, access::Who};
use fraise_syntax::document::{AccessItem as Decl, Name};

use crate::{context::Ctx, expr::Scope, message};

/// Understands items; `entity` is the one whose references `via` may follow.
pub(crate) fn items(
    cx: &mut Ctx<'_>,
    decls: &[Decl],
    scope: &Scope<'_>,
    entity: Option<EntityId>,
) -> Vec<AccessItem> {
    decls.iter().filter_map(|it| item(cx, it, scope, entity)).collect()
}

fn item(cx: &mut Ctx<'_>, decl: &Decl, scope: &Scope<'_>, entity: Option<EntityId>) -> Option<AccessItem> {
    match decl {
        Decl::Role { role, condition } => {
            let who = who(cx, role);
            let when = match condition {
                Some(condition) => Some(cx.condition(condition, scope)?),
                None => None,
            };
            Some(AccessItem::Role { role: who?, when, span: decl.span() })
        }
        Decl::Via { relation, span } => via(cx, relation, *span, entity),
    }
}

fn who(cx: &mut Ctx<'_>, role: &Name) -> Option<Who> {
    if role.as_str() == "public" {
        return Some(Who::Public);
    }
    if let Some(id) = cx.names.role(role.as_str()) {
        return Some(Who::Role(id));
    }
    let mut roles = cx.names.roles.all();
    roles.push("public");
    let found = unknown_role(role, &roles);
    cx.report(found);
    None
}

/// Words for everybody in other systems.
const EVERYBODY: [&str; 6] = ["all", "anonymous", "any", "anyone", "everybody", "everyone"];

fn unknown_role(role: &Name, roles: &[&str]) -> Diagnostic {
    let name = role.as_str();
    let found = Diagnostic::error(Code::F0603, role.span, format!("unknown role `{name}`"));
    if EVERYBODY.contains(&name) {
        let fix = Fix::replace("write `public`", role.span, "public");
        return found.label("everybody is called `public`").fix(fix);
    }
    let found = message::suggest(found, role.span, name, roles);
    if found.fix.is_some() {
        return found;
    }
    found.help(format!("Roles are declared at the top of the schema: `roles: {{{name}: {{}}}}`."))
}

fn via(cx: &mut Ctx<'_>, relation: &Name, span: Span, entity: Option<EntityId>) -> Option<AccessItem> {
    let Some(entity) = entity else {
        let found = Diagnostic::error(Code::F0602, span, "`via` asks about a row, and there is none here")
            .label("an operation is allowed to roles");
        cx.report(found);
        return None;
    };
    let declared = cx.ir.entity(entity);
    let references: Vec<&str> = declared
        .fields
        .iter()
        .filter(|it| matches!(it.ty, Type::Ref(_)))
        .map(|it| it.name.as_str())
        .collect();
    match declared.find_field(relation.as_str()) {
        Some(field) if cx.ir.field(field).reference.is_some() => {
            Some(AccessItem::Via { reference: field, span })
        }
        Some(field) if matches!(cx.ir.field(field).ty, Type::Ref(_)) => None,
        Some(_) | None => {
            let what = format!("reference of `{}`", declared.name);
            let found = message::unknown(Code::F0201, relation.span, relation.as_str(), &what, &references)
                .secondary(declared.span, "declared here");
            cx.report(found);
            None
        }
    }
}

/// The access of an operation, which every operation must have.
pub(crate) fn operation(
    cx: &mut Ctx<'_>,
    name: &Name,
    decls: Option<&[Decl]>,
    written: Option<Span>,
    scope: &Scope<'_>,
) -> OperationAccess {
    if decls.is_none() && written.is_none() {
        let found = Diagnostic::error(
            Code::F0601,
            name.span,
            format!("`{}` does not say who may call it", name.as_str()),
        )
        .label("`access` is missing")
        .help("Write `access: public`, or a list of roles: `access: [admin]`.");
        cx.report(found);
    }
    let items = items(cx, decls.unwrap_or_default(), scope, None);
    OperationAccess { items, span: written.unwrap_or(name.span) }
}
