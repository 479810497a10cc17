//! Entities: first their shape (fields, types, keys, relations), then every expression in them.

mod computed;
mod default;
mod effect;
mod fill;
mod index;
pub(crate) mod journal;
mod law;
mod machine;
mod moves;
mod relation;
mod shape;

use fraise_ir::{EntityId, FieldId, Input, Type};
use fraise_syntax::document::{GraphqlName, Name, TypeDecl};

pub(crate) use effect::{assignments, counter_key, journal_fields, move_named, quantity, transition_named};
pub(crate) use fill::fill;
pub(crate) use machine::event_named;
pub(crate) use shape::{shape, too_long};

use crate::{context::Ctx, message, types::Resolved};
use fraise_diagnostics::{Code, Diagnostic};

/// A typed slot of a name and a type.
pub(crate) fn input_of(
    cx: &Ctx<'_>,
    name: &Name,
    resolved: &Resolved,
    graphql: Option<&GraphqlName>,
) -> Input {
    let suffix = if matches!(resolved.ty, Type::Ref(_)) { "_id" } else { "" };
    let sql = format!("{}{suffix}", name.as_str());
    let published = match graphql {
        Some(GraphqlName::Named(it)) => Some(it.as_str().to_owned()),
        Some(GraphqlName::Hidden(_)) | None => None,
    };
    Input {
        name: name.as_str().to_owned(),
        graphql: published.clone().unwrap_or_else(|| cx.ir.naming.argument(&sql)),
        graphql_output: published.unwrap_or_else(|| cx.ir.naming.field(name.as_str())),
        sql,
        span: name.span,
        description: None,
        deprecated: None,
        ty: resolved.ty.clone(),
        scalar: resolved.scalar,
        nullable: resolved.nullable,
        default: None,
        bounds: resolved.bounds,
        renamed_from: None,
        secret: false,
        rule: None,
    }
}

/// F0110: a slot is there because somebody fills it, so it has a name for them.
pub(crate) fn input_is_not_hidden(cx: &mut Ctx<'_>, graphql: Option<&GraphqlName>) {
    match graphql {
        Some(GraphqlName::Hidden(span)) => cx.report(
            Diagnostic::error(Code::F0110, *span, "what callers give cannot be hidden from them")
                .help("`graphql` names it for them; take it out for the name that it has here."),
        ),
        Some(GraphqlName::Named(_)) | None => {}
    }
}

/// A published name: as the policy has it, another one, or none.
pub(crate) fn published(decl: Option<&GraphqlName>, by_policy: String) -> Option<String> {
    match decl {
        Some(GraphqlName::Named(name)) => Some(name.as_str().to_owned()),
        Some(GraphqlName::Hidden(_)) => None,
        None => Some(by_policy),
    }
}

/// The field of a name; an unknown one is reported.
pub(crate) fn field_named(cx: &mut Ctx<'_>, entity: EntityId, name: &Name, code: Code) -> Option<FieldId> {
    if name.as_str().is_empty() {
        return None;
    }
    let declared = cx.ir.entity(entity);
    if let Some(field) = declared.find_field(name.as_str()) {
        return Some(field);
    }
    if cx.names.is_left_out(entity, name.as_str()) {
        return None;
    }
    let fields: Vec<&str> = declared.fields.iter().map(|it| it.name.as_str()).collect();
    let what = format!("field of `{}`", declared.name);
    let found = message::unknown(code, name.span, name.as_str(), &what, &fields)
        .secondary(declared.span, "declared here");
    cx.report(found);
    None
}

/// The entity of a name; an unknown one is reported.
pub(crate) fn entity_named(cx: &mut Ctx<'_>, name: &Name) -> Option<EntityId> {
    if name.as_str().is_empty() {
        return None;
    }
    let found = cx.names.entity(name.as_str()).filter(|it| it.0 < cx.ir.entities.len());
    if found.is_none() {
        let types = cx.names.data_names(|it| matches!(it, crate::names::Data::Entity(_)));
        let found = message::unknown(Code::F0201, name.span, name.as_str(), "type", &types);
        cx.report(found);
    }
    found
}

/// Each entity with its declaration.
pub(crate) fn declarations<'d>(cx: &Ctx<'d>) -> Vec<(EntityId, &'d Name, &'d TypeDecl)> {
    let types = cx.document.types.iter().enumerate();
    types.map(|(index, entry)| (EntityId(index), &entry.name, &entry.value)).collect()
}
