//! Effects of inserts, deletes and events.

use fraise_diagnostics::{Code, Diagnostic, Span, Spanned};
use fraise_ir::{
    Effect, EntityId, Expr, FieldId, MoveId, TransitionId, Type,
    effect::Apply,
    expr::{ExprKind, Hop, Literal, Many, Root, RowPath},
};
use fraise_syntax::{
    ExprText,
    document::{ApplyEffect, EffectDecl, FireEffect, Name, Named, Path, TypeDecl},
};

use super::{entity_named, field_named, journal};
use crate::{
    context::Ctx,
    expr::{Line, Scope},
    message,
};

/// Fills the effects of inserts and deletes.
pub(super) fn of_type(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let Some(effects) = &decl.effects else { return };
    let on_insert = all(cx, entity, &effects.insert);
    let on_delete = all(cx, entity, &effects.delete);
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        owner.on_insert = on_insert;
        owner.on_delete = on_delete;
    }
}

/// Effects carried by rows of an entity.
pub(super) fn all(cx: &mut Ctx<'_>, entity: EntityId, decls: &[EffectDecl]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for decl in decls {
        let effect = match decl {
            EffectDecl::Apply(it) => apply(cx, entity, it).map(Effect::Apply),
            EffectDecl::Fire(it) => fire(cx, entity, it),
        };
        effects.extend(effect);
    }
    effects
}

fn apply(cx: &mut Ctx<'_>, entity: EntityId, decl: &ApplyEffect) -> Option<Apply> {
    let applied = move_named(cx, &decl.apply)?;
    let each = match &decl.each {
        Some(each) => Some(many(cx, entity, each)?),
        None => None,
    };
    let line = each.as_ref().map(|it| Line::Row(cx.ir.relation(it.relation).target));
    let scope = Scope::row(entity, "an effect").with_line(line).with_old(entity);
    let condition = match &decl.where_ {
        Some(condition) => Some(cx.condition(condition, &scope)?),
        None => None,
    };
    let when = match &decl.when {
        Some(when) => Some(cx.condition(when, &scope.clone().with_old(entity))?),
        None => None,
    };
    let lines_of = each.as_ref().map_or(entity, |it| cx.ir.relation(it.relation).target);
    let root = if each.is_some() { Root::Line } else { Root::This };
    let key = counter_key(cx, applied, &decl.key, &scope, Some((root, lines_of)), decl.apply.span)?;
    let qty = quantity(cx, decl.qty.as_ref(), &scope, decl.apply.span)?;
    whole_counters_move_by_whole_numbers(cx, applied, &qty)?;
    let with = journal_fields(cx, applied, &decl.with, &scope);
    let given: Vec<&str> = decl.with.names().collect();
    journal::is_filled(cx, applied, &given, journal::Source::Row(lines_of), decl.apply.span);
    Some(Apply { r#move: applied, each, condition, key, qty, when, with, span: decl.apply.span })
}

/// `Inventory.reserve`
pub(crate) fn move_named(cx: &mut Ctx<'_>, path: &Path) -> Option<MoveId> {
    let segments = path.segments();
    let [type_name, name] = segments.as_slice() else {
        if !path.as_str().is_empty() {
            let found = Diagnostic::error(Code::F0201, path.span, format!("`{}` is no move", path.as_str()))
                .help("Write the type and the move: `apply: Inventory.reserve`.");
            cx.report(found);
        }
        return None;
    };
    let entity = entity_named(cx, &Name(Spanned::new(type_name.value.to_owned(), type_name.span)))?;
    let declared = cx.document.types.iter().nth(entity.0)?.value.moves.as_ref();
    let moves: Vec<&str> = declared.map(|it| it.moves.names().collect()).unwrap_or_default();
    if let Some(index) = cx
        .ir
        .entity(entity)
        .moves
        .as_ref()
        .and_then(|it| it.moves.iter().position(|it| it.name == name.value))
    {
        return Some(MoveId { entity, index });
    }
    if !moves.contains(&name.value) {
        let what = format!("move of `{}`", cx.ir.entity(entity).name);
        let found = message::unknown(Code::F0201, name.span, name.value, &what, &moves)
            .secondary(cx.ir.entity(entity).span, "declared here");
        cx.report(found);
    }
    None
}

/// The rows that `each` names.
pub(super) fn many(cx: &mut Ctx<'_>, entity: EntityId, text: &ExprText) -> Option<Many> {
    let syntax = cx.parsed(&text.0)?;
    let fraise_expr::ExprKind::Path(names) = &syntax.kind else {
        cx.report(not_a_relation(text.span()));
        return None;
    };
    let mut row = RowPath::root(Root::This, entity);
    let mut at = entity;
    for (index, name) in names.iter().enumerate() {
        let span = text.span_of(name.range.clone());
        let declared = cx.ir.entity(at);
        if let Some(position) = declared.relations.iter().position(|it| it.name == name.text) {
            let relation = fraise_ir::RelationId { entity: at, index: position };
            let (target, to_one) = (cx.ir.relation(relation).target, cx.ir.relation(relation).to_one);
            if index + 1 == names.len() {
                return Some(Many { from: row, relation });
            }
            if !to_one {
                cx.report(not_a_relation(span));
                return None;
            }
            row.hops.push(Hop::Inverse(relation));
            at = target;
            continue;
        }
        match declared.find_field(&name.text).map(|it| (it, cx.ir.field(it).reference)) {
            Some((field, Some(reference))) => {
                row.hops.push(Hop::Reference(field));
                at = reference.target;
            }
            Some((_, None)) => {
                cx.report(not_a_relation(span));
                return None;
            }
            None => {
                let relations: Vec<&str> = declared.relations.iter().map(|it| it.name.as_str()).collect();
                let what = format!("relation of `{}`", declared.name);
                let found = message::unknown(Code::F0201, span, &name.text, &what, &relations)
                    .secondary(declared.span, "declared here");
                cx.report(found);
                return None;
            }
        }
    }
    cx.report(not_a_relation(text.span()));
    None
}

fn not_a_relation(span: Span) -> Diagnostic {
    Diagnostic::error(Code::F0201, span, "`each` names a relation to many")
        .help("Write it as in `each: items`; the rows are then `line`.")
}

/// What finds the counter: as written, or the field of the line that is named like the move's key.
pub(crate) fn counter_key(
    cx: &mut Ctx<'_>,
    applied: MoveId,
    written: &Named<ExprText>,
    scope: &Scope<'_>,
    line: Option<(Root, EntityId)>,
    span: Span,
) -> Option<Vec<(FieldId, Expr)>> {
    if !written.is_empty() {
        return Some(assignments(cx, applied.entity, written, scope));
    }
    let key = cx.ir.entity(applied.entity).moves.as_ref().map(|it| it.key.clone()).unwrap_or_default();
    let mut found = Vec::new();
    for part in key {
        let name = cx.ir.field(part).name.clone();
        let own = line.and_then(|(root, entity)| {
            cx.ir.entity(entity).find_field(&name).map(|field| (root, entity, field))
        });
        let Some((root, entity, field)) = own else {
            let message =
                format!("what finds the row of `{}` is not said", cx.ir.entity(applied.entity).name);
            let found = Diagnostic::error(Code::F0705, span, message)
                .label(format!("there is no field `{name}` to take"))
                .help(format!("Write `key: {{{name}: ..}}`."));
            cx.report(found);
            return None;
        };
        let declared = cx.ir.field(field);
        let kind = ExprKind::Field { row: RowPath::root(root, entity), field };
        let value = Expr { kind, ty: declared.ty.clone(), nullable: declared.nullable, span };
        found.push((part, value));
    }
    Some(found)
}

/// `qty`, or 1.
pub(crate) fn quantity(
    cx: &mut Ctx<'_>,
    text: Option<&ExprText>,
    scope: &Scope<'_>,
    span: Span,
) -> Option<Expr> {
    let Some(text) = text else {
        let kind = ExprKind::Literal(Literal::Number("1".to_owned()));
        return Some(Expr { kind, ty: Type::Int, nullable: false, span });
    };
    let value = cx.any(text, scope)?;
    if !value.ty.is_number() {
        cx.report(Diagnostic::error(Code::F0501, value.span, "`qty` is a number"));
        return None;
    }
    Some(value)
}

/// A decimal would be rounded without a word where a move adds it to an int.
fn whole_counters_move_by_whole_numbers(cx: &mut Ctx<'_>, applied: MoveId, qty: &Expr) -> Option<()> {
    let moves = cx.ir.entity(applied.entity).moves.as_ref();
    let set =
        moves.and_then(|it| it.moves.get(applied.index)).map(|it| it.set.as_slice()).unwrap_or_default();
    let whole =
        set.iter().map(|(field, _)| cx.ir.field(*field)).find(|it| !matches!(it.ty, Type::Decimal(_)));
    match (whole, &qty.ty) {
        (Some(counter), Type::Decimal(_)) => {
            let found = Diagnostic::error(Code::F0501, qty.span, "`qty` is a decimal, the counter is none")
                .label("would be rounded")
                .secondary(counter.span, "counted here")
                .help("Write which whole number is meant: `qty: cast(floor(x) as int)`.");
            cx.report(found);
            None
        }
        _ => Some(()),
    }
}

/// Further fields of the journal.
pub(crate) fn journal_fields(
    cx: &mut Ctx<'_>,
    applied: MoveId,
    written: &Named<ExprText>,
    scope: &Scope<'_>,
) -> Vec<(FieldId, Expr)> {
    let Some(first) = written.iter().next() else { return Vec::new() };
    let journal =
        cx.ir.entity(applied.entity).moves.as_ref().and_then(|it| it.journal.as_ref()).map(|it| it.into);
    let Some(journal) = journal else {
        let found =
            Diagnostic::error(Code::F0201, first.name.span, "these moves have no journal to write to");
        cx.report(found);
        return Vec::new();
    };
    assignments(cx, journal, written, scope)
}

/// `field: value` pairs, each value of its field's type.
pub(crate) fn assignments(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    written: &Named<ExprText>,
    scope: &Scope<'_>,
) -> Vec<(FieldId, Expr)> {
    let mut all = Vec::new();
    for entry in written {
        let Some(field) = field_named(cx, entity, &entry.name, Code::F0201) else { continue };
        let declared = cx.ir.field(field);
        if declared.computed().is_some() {
            let found =
                Diagnostic::error(Code::F0604, entry.name.span, format!("`{}` is computed", declared.name))
                    .label("nobody writes it")
                    .secondary(declared.span, "declared here");
            cx.report(found);
            continue;
        }
        let ty = declared.ty.clone();
        if let Some(value) = cx.value(&entry.value, scope, &ty) {
            all.push((field, value));
        }
    }
    all
}

fn fire(cx: &mut Ctx<'_>, entity: EntityId, decl: &FireEffect) -> Option<Effect> {
    let segments = decl.fire.segments();
    let Some((event, path)) = segments.split_last().filter(|(_, path)| !path.is_empty()) else {
        if !decl.fire.as_str().is_empty() {
            let found = Diagnostic::error(
                Code::F0201,
                decl.fire.span,
                format!("`{}` is no event of another row", decl.fire.as_str()),
            )
            .help("Write the reference and the event: `fire: order.ship`.");
            cx.report(found);
        }
        return None;
    };
    let (target, target_entity) = to_one_path(cx, entity, path)?;
    let event = transition_named(cx, target_entity, *event)?;
    let scope = Scope::row(entity, "an effect").with_old(entity);
    let when = match &decl.when {
        Some(when) => Some(cx.condition(when, &scope)?),
        None => None,
    };
    let with = crate::operation::event_inputs(cx, event, &decl.with, &scope);
    let declared = cx.ir.entity(event.entity).machine.as_ref().and_then(|it| it.events.get(event.index));
    let inputs = declared.map(|it| it.inputs.clone()).unwrap_or_default();
    crate::operation::all_given(cx, &inputs, &decl.with, decl.fire.span);
    Some(Effect::Fire { target, event, when, with, span: decl.fire.span })
}

fn to_one_path(cx: &mut Ctx<'_>, entity: EntityId, path: &[Spanned<&str>]) -> Option<(RowPath, EntityId)> {
    let mut row = RowPath::root(Root::This, entity);
    let mut at = entity;
    for name in path {
        let declared = cx.ir.entity(at);
        let reference =
            declared.find_field(name.value).and_then(|it| Some((it, cx.ir.field(it).reference?.target)));
        let inverse = declared.relations.iter().position(|it| it.name == name.value && it.to_one);
        match (reference, inverse) {
            (Some((field, target)), _) => {
                row.hops.push(Hop::Reference(field));
                at = target;
            }
            (None, Some(index)) => {
                let relation = fraise_ir::RelationId { entity: at, index };
                row.hops.push(Hop::Inverse(relation));
                at = cx.ir.relation(relation).target;
            }
            (None, None) => {
                let references: Vec<&str> = declared
                    .fields
                    .iter()
                    .filter(|it| it.reference.is_some())
                    .map(|it| it.name.as_str())
                    .collect();
                let what = format!("reference of `{}`", declared.name);
                let found = message::unknown(Code::F0201, name.span, name.value, &what, &references)
                    .secondary(declared.span, "declared here");
                cx.report(found);
                return None;
            }
        }
    }
    Some((row, at))
}

/// The event of a machine, by name.
pub(crate) fn transition_named(
    cx: &mut Ctx<'_>,
    entity: EntityId,
    name: Spanned<&str>,
) -> Option<TransitionId> {
    let declared = cx.document.types.iter().nth(entity.0)?.value.machine.as_ref();
    let Some(machine) = declared else {
        let found = Diagnostic::error(
            Code::F0201,
            name.span,
            format!("`{}` has no machine", cx.ir.entity(entity).name),
        )
        .secondary(cx.ir.entity(entity).span, "declared here");
        cx.report(found);
        return None;
    };
    if let Some(index) = machine.events.names().position(|it| it == name.value) {
        return Some(TransitionId { entity, index });
    }
    let events: Vec<&str> = machine.events.names().collect();
    let what = format!("event of `{}`", cx.ir.entity(entity).name);
    let found = message::unknown(Code::F0201, name.span, name.value, &what, &events)
        .secondary(machine.place, "its machine");
    cx.report(found);
    None
}
