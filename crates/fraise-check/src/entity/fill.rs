//! Every expression of every entity, typed against the shapes of all.
//!
//! Rules come first, since other expressions ask what they read; then everything else, entity by entity.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{EntityId, FieldKind, RuleId};
use fraise_syntax::document::{FieldDecl, TypeDecl};

use super::{computed, declarations, default, effect, index, law, machine, moves};
use crate::{access, context::Ctx, expr::Scope, names::snake_case};

/// Fills all entities.
pub(crate) fn fill(cx: &mut Ctx<'_>) {
    for (entity, _, decl) in declarations(cx) {
        rules(cx, entity, decl);
    }
    for (entity, _, decl) in declarations(cx) {
        fields(cx, entity, decl);
        entity_access(cx, entity, decl);
        law::laws(cx, entity, decl);
        index::indexes(cx, entity, decl);
    }
    for (entity, _, decl) in declarations(cx) {
        moves::moves(cx, entity, decl);
    }
    for (entity, _, decl) in declarations(cx) {
        machine::states(cx, entity, decl);
    }
    for (entity, _, decl) in declarations(cx) {
        machine::machine(cx, entity, decl);
        effect::of_type(cx, entity, decl);
    }
}

fn rules(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    for entry in &decl.rules {
        snake_case(&entry.name, "a rule", &mut cx.diagnostics);
        let scope = Scope::rule(entity, "a rule");
        let Some(expr) = cx.condition(&entry.value, &scope) else { continue };
        let Some(owner) = cx.ir.entities.get_mut(entity.0) else { continue };
        if let Some(rule) = owner.rules.iter_mut().find(|it| it.name == entry.name.as_str()) {
            rule.expr = expr;
        }
    }
    report_rule_cycles(cx, entity);
}

fn report_rule_cycles(cx: &mut Ctx<'_>, entity: EntityId) {
    for index in 0..cx.ir.entity(entity).rules.len() {
        let rule = RuleId { entity, index };
        if rule_reaches(cx, rule, rule, &mut Vec::new()) {
            let declared = cx.ir.rule(rule);
            let found = Diagnostic::error(
                Code::F0510,
                declared.span,
                format!("the rule `{}` asks itself", declared.name),
            )
            .label("what it asks leads back here");
            cx.report(found);
            let span = declared_span(cx, rule);
            if let Some(it) = cx.ir.entities.get_mut(entity.0).and_then(|it| it.rules.get_mut(index)) {
                it.expr = super::shape::never(span);
            }
        }
    }
}

fn declared_span(cx: &Ctx<'_>, rule: RuleId) -> fraise_diagnostics::Span {
    cx.ir.rule(rule).span
}

fn rule_reaches(cx: &Ctx<'_>, from: RuleId, wanted: RuleId, seen: &mut Vec<RuleId>) -> bool {
    let mut next = Vec::new();
    cx.ir.rule(from).expr.walk(&mut |part| {
        if let fraise_ir::expr::ExprKind::Rule { rule, .. } = part.kind {
            next.push(rule);
        }
    });
    next.into_iter().any(|rule| {
        if rule == wanted {
            return true;
        }
        if seen.contains(&rule) {
            return false;
        }
        seen.push(rule);
        rule_reaches(cx, rule, wanted, seen)
    })
}

fn fields(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    for entry in &decl.fields {
        let Some(id) = cx.ir.entity(entity).find_field(entry.name.as_str()) else { continue };
        let mut field = cx.ir.field(id).clone();
        field.kind = match &entry.value.from {
            Some(from) => computed::kind(cx, id, &entry.value, from).unwrap_or(field.kind),
            None => FieldKind::Plain { default: default::of_field(cx, id, &entry.value) },
        };
        if let Some(check) = &entry.value.check {
            field.check = cx.condition(check, &Scope::own_columns(entity, "a check"));
        }
        if let Some(backfill) = &entry.value.backfill {
            field.backfill = cx.value(backfill, &Scope::row(entity, "a backfill"), &field.ty.clone());
        }
        field.read = guard(cx, entity, entry.value.read.as_deref());
        field.write = guard(cx, entity, entry.value.write.as_deref());
        misplaced(cx, &entry.value);
        if let Some(slot) = cx.ir.entities.get_mut(entity.0).and_then(|it| it.fields.get_mut(id.index)) {
            *slot = field;
        }
    }
}

fn guard(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    items: Option<&[fraise_syntax::document::AccessItem]>,
) -> Option<Vec<fraise_ir::AccessItem>> {
    let items = items?;
    Some(access::items(cx, items, &Scope::rule(entity, "the access of a field"), Some(entity)))
}

/// Keys that say nothing on this kind of field.
fn misplaced(cx: &mut Ctx<'_>, decl: &FieldDecl) {
    if let Some(secret) = decl.secret.filter(|it| it.value) {
        let found = Diagnostic::error(Code::F0110, secret.span, "`secret` belongs to an argument")
            .label("a column is kept from people by `read: []`");
        cx.report(found);
    }
    if let (Some(stored), None) = (decl.stored, &decl.from) {
        let found = Diagnostic::error(Code::F0110, stored.span, "`stored` belongs to a computed field")
            .label("there is no `from` here");
        cx.report(found);
    }
    if let (Some(from), Some(frozen)) = (&decl.from, decl.frozen.filter(|it| it.value)) {
        let found = Diagnostic::error(Code::F0110, frozen.span, "a computed field is never written")
            .label("so it cannot be frozen")
            .secondary(from.span(), "computed here");
        cx.report(found);
    }
}

fn entity_access(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let Some(access) = &decl.access else { return };
    let rule = || Scope::rule(entity, "access");
    let read = access.read.as_deref().unwrap_or_default();
    let read = access::items(cx, read, &rule(), Some(entity));
    let mut write = |items: &Option<Vec<fraise_syntax::document::AccessItem>>, scope: Scope<'_>| {
        items.as_deref().map(|items| access::items(cx, items, &scope, Some(entity)))
    };
    let create = write(&access.create, rule());
    let update = write(&access.update, rule().with_old(entity));
    let delete = write(&access.delete, rule());
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.access = fraise_ir::EntityAccess { read, create, update, delete };
    }
}
