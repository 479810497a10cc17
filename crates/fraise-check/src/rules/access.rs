//! Rules about who may see what.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    AccessItem, Entity, EntityId, FieldId, Ir, access::Who, authz, field::OnDelete, mutation::StepNameKind,
};
use fraise_syntax::document::TypeDecl;

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

/// F1007: who may call a mutation may read what it answers.
///
/// Told of callers that read no row of the type at all; whether those who read some read this one is not proven.
pub(super) fn results_have_a_reader(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for (mutation, entry) in cx.ir.mutations.iter().zip(&cx.document.mutations) {
        let answer = mutation.names.get(mutation.returns.0);
        let Some(answer) = answer.filter(|it| it.name == entry.value.returns.as_str()) else { continue };
        let StepNameKind::Row(of) = answer.kind else { continue };
        let entity = cx.ir.entity(of);
        let known = cx.document.types.iter().nth(of.0).is_some_and(|it| readers_are_known(entity, &it.value));
        let readers = authz::possible(&cx.ir, &entity.access.read);
        for item in mutation.access.items.iter().filter(|_| known) {
            let AccessItem::Role { role: who, span, .. } = item else { continue };
            if is_internal(&cx.ir, *who) || readers.covers(&authz::holders(&cx.ir, *who)) {
                continue;
            }
            let message = format!("`{}` answers with a `{}`", mutation.name, entity.name);
            found.push(
                Diagnostic::error(Code::F1007, entry.value.returns.span, message)
                    .label("not everybody who may call reads it")
                    .secondary(*span, "may call")
                    .secondary(entity.span, "its `access.read` names no such reader")
                    .help("Answer with a row that every caller reads, or let them read this one."),
            );
        }
    }
    cx.diagnostics.extend(found);
}

/// Every item of the type's `read` was understood.
pub(super) fn readers_are_known(entity: &Entity, decl: &TypeDecl) -> bool {
    let Some(access) = &decl.access else { return false };
    access.read.as_ref().map_or(0, Vec::len) == entity.access.read.len()
}

/// A role that no token carries, and that reads everything.
pub(super) fn is_internal(ir: &Ir, who: Who) -> bool {
    match who {
        Who::Public => false,
        Who::Role(role) => ir.role(role).internal,
    }
}
