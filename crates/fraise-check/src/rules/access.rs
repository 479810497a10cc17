//! Rules about who may see what.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{FieldId, authz, field::OnDelete};

use crate::context::Ctx;

/// A type that nobody may read is written by the server alone; that is legal, and rarely meant.
///
/// Told as F0601 where the type has no `access` at all: access not given is access denied.
pub(super) fn access_given_to_no_one_is_meant(cx: &mut Ctx<'_>) {
    let silent: Vec<_> = cx
        .document
        .types
        .iter()
        .filter(|it| it.value.access.is_none() && it.value.keys.span("access").is_none())
        .map(|it| (it.name.as_str().to_owned(), it.name.span))
        .collect();
    for (name, span) in silent {
        let found = Diagnostic::error(Code::F0601, span, format!("`{name}` does not say who may read it"))
            .label("`access` is missing")
            .help("Write `access: {read: public}`, a list of roles, or `access: {read: []}` for the server alone.");
        cx.report(found);
    }
}

/// F0605: a reference to rows that some readers may not see is published nullable.
pub(super) fn relation_target_is_as_readable(cx: &mut Ctx<'_>) {
    let mut notes = Vec::new();
    for entity in &cx.ir.entities {
        for id in entity.field_ids() {
            let field = cx.ir.field(id);
            let Some(reference) = field.reference else { continue };
            if field.nullable || field.graphql.is_none() || authz::target_is_as_readable(&cx.ir, id) {
                continue;
            }
            let target = cx.ir.entity(reference.target);
            notes.push(
                Diagnostic::note(
                    Code::F0605,
                    field.span,
                    format!("`{}.{}` is nullable in GraphQL", entity.name, field.name),
                )
                .label(format!("some who read this may not read the `{}`", target.name))
                .secondary(target.span, "declared here"),
            );
        }
    }
    cx.diagnostics.extend(notes);
}

/// F0317: rows of a soft-delete type stay; a cascade would take them away.
pub(super) fn soft_delete_is_not_cascaded_into(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in cx.ir.entities.iter().filter(|it| it.soft_delete) {
        let cascading = entity.field_ids().filter(|id: &FieldId| {
            cx.ir.field(*id).reference.is_some_and(|it| it.on_delete == OnDelete::Cascade)
        });
        for id in cascading {
            found.push(
                Diagnostic::error(
                    Code::F0317,
                    cx.ir.field(id).span,
                    "a cascade would delete rows that are kept",
                )
                .label("this type is deleted softly")
                .help("Write `on_delete: restrict`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}

/// F0604: a field's `write` narrows who may create and update, so somebody may.
pub(super) fn written_fields_have_a_writer(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for (entity, entry) in cx.ir.entities.iter().zip(&cx.document.types) {
        if entity.access.create.is_some() || entity.access.update.is_some() {
            continue;
        }
        for field in &entry.value.fields {
            let Some(span) = field.value.keys.span("write") else { continue };
            let message = format!("nobody creates or updates a `{}`", entity.name);
            found.push(
                Diagnostic::error(Code::F0604, span, message)
                    .label("so there is nothing for `write` to narrow")
                    .secondary(entity.span, "its `access` has no `create` and no `update`")
                    .help("Say in `access` who may create or update, or take `write` away."),
            );
        }
    }
    cx.diagnostics.extend(found);
}
