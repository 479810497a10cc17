//! Rules about who may see what.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{AccessItem, EntityId, FieldId, Ir, authz, field::OnDelete};

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

/// F0602: who may read a row by another row is told by that row's own access, so it may not lead back.
pub(super) fn via_leads_to_other_types(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        for (reference, span) in vias(&entity.access.read) {
            let target = authz::via_target(&cx.ir, reference);
            if target.is_some_and(|it| via_reaches(&cx.ir, it, entity.id, &mut Vec::new())) {
                found.push(
                    Diagnostic::error(Code::F0602, span, format!("who may read a `{0}` is asked of a `{0}` again", entity.name))
                        .label("`via` leads back here")
                        .help("Give the row a rule of its own, or a reference to the row that decides for all of them."),
                );
            }
        }
    }
    cx.diagnostics.extend(found);
}

fn vias(items: &[AccessItem]) -> Vec<(FieldId, Span)> {
    let via = |item: &AccessItem| match item {
        AccessItem::Via { reference, span } => Some((*reference, *span)),
        AccessItem::Role { .. } => None,
    };
    items.iter().filter_map(via).collect()
}

fn via_reaches(ir: &Ir, from: EntityId, wanted: EntityId, seen: &mut Vec<EntityId>) -> bool {
    if from == wanted {
        return true;
    }
    if seen.contains(&from) {
        return false;
    }
    seen.push(from);
    let next = vias(&ir.entity(from).access.read).into_iter().filter_map(|(it, _)| authz::via_target(ir, it));
    next.collect::<Vec<_>>().into_iter().any(|it| via_reaches(ir, it, wanted, seen))
}
