//! Moves: guarded changes of counters, with a journal.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    EntityId, Expr, FieldId, Type,
    expr::{BinaryOp, ExprKind, UnaryOp},
    moves::{Journal, Move, Moves},
};
use fraise_syntax::document::{JournalDecl, MoveDecl, MovesDecl, Name, NamedEntry, TypeDecl};

use super::{entity_named, field_named};
use crate::{context::Ctx, event, expr::Scope, message, names::snake_case};

/// Fills the moves of an entity.
pub(super) fn moves(cx: &mut Ctx<'_>, entity: EntityId, decl: &TypeDecl) {
    let Some(moves) = &decl.moves else { return };
    let key = key(cx, entity, moves);
    let journal = moves.journal.as_ref().and_then(|it| journal(cx, entity, it));
    let mut all = Vec::new();
    for entry in &moves.moves {
        snake_case(&entry.name, "a move", &mut cx.diagnostics);
        if let Some(journal) = &journal {
            move_is_a_kind(cx, journal, &entry.name);
        }
        if let Some(it) = one_move(cx, entity, entry) {
            all.push(it);
        }
    }
    let written: Vec<FieldId> = all.iter().flat_map(|it| it.set.iter().map(|(field, _)| *field)).collect();
    if let Some(owner) = cx.ir.entities.get_mut(entity.0) {
        for field in written {
            if let Some(field) = owner.fields.get_mut(field.index) {
                field.server_only = true;
            }
        }
        owner.moves = Some(Moves { key, journal, moves: all, span: moves.place });
    }
}

fn key(cx: &mut Ctx<'_>, entity: EntityId, moves: &MovesDecl) -> Vec<FieldId> {
    let fields: Vec<FieldId> =
        moves.key.iter().filter_map(|it| field_named(cx, entity, it, Code::F0705)).collect();
    let declared = cx.ir.entity(entity);
    let unique = declared.key_fields() == fields
        || declared.uniques.iter().any(|it| it.fields == fields && it.condition.is_none());
    if fields.len() == moves.key.len() && !unique {
        let span = moves.key.first().map_or(moves.place, |it| it.span);
        let found = Diagnostic::error(Code::F0705, span, "the key of moves finds one row")
            .label("these fields are not unique")
            .help("Use `key: [id]`, or declare the fields unique.");
        cx.report(found);
    }
    fields
}

fn journal(cx: &mut Ctx<'_>, entity: EntityId, decl: &JournalDecl) -> Option<Journal> {
    let into = entity_named(cx, &decl.into)?;
    let kind = field_named(cx, into, &decl.kind, Code::F0201);
    let quantity = field_named(cx, into, &decl.quantity, Code::F0201);
    let source = field_named(cx, into, &decl.source, Code::F0201);
    let (kind, quantity) = (kind?, quantity?);
    if !matches!(cx.ir.field(kind).ty, Type::Enum(_)) {
        let found = Diagnostic::error(Code::F0706, decl.kind.span, "the kind of a journal is an enum")
            .label("its members are the names of the moves")
            .secondary(cx.ir.field(kind).span, "declared here");
        cx.report(found);
    }
    super::journal::quantity_is_a_number(cx, quantity, decl.quantity.span);
    let fixed = [Some(kind), Some(quantity), source];
    let copied = cx
        .ir
        .entity(into)
        .field_ids()
        .filter(|it| !fixed.contains(&Some(*it)) && !cx.ir.field(*it).server_only)
        .filter_map(|it| {
            if let Some(key) = the_row_itself(cx, entity, it) {
                return Some((it, key));
            }
            let mine = cx.ir.entity(entity).find_field(&cx.ir.field(it).name)?;
            (cx.ir.field(mine).ty == cx.ir.field(it).ty && cx.ir.field(mine).column.is_some())
                .then_some((it, mine))
        })
        .collect();
    Some(Journal { into, kind, quantity, source, copied })
}

/// The one field of the journal that refers to the counted type says which row was moved: its key.
fn the_row_itself(cx: &Ctx<'_>, counted: EntityId, of_journal: FieldId) -> Option<FieldId> {
    let refers = |it: &FieldId| cx.ir.field(*it).ty == Type::Ref(counted);
    let mut all = cx.ir.entity(of_journal.entity).field_ids().filter(refers);
    let is_it = all.next() == Some(of_journal) && all.next().is_none();
    is_it.then(|| cx.ir.entity(counted).id_field()).flatten()
}

fn move_is_a_kind(cx: &mut Ctx<'_>, journal: &Journal, name: &Name) {
    let Type::Enum(kinds) = cx.ir.field(journal.kind).ty else { return };
    let declared = cx.ir.enumeration(kinds);
    if declared.members.iter().any(|it| it.name == name.as_str()) {
        return;
    }
    let members: Vec<&str> = declared.members.iter().map(|it| it.name.as_str()).collect();
    let found = Diagnostic::error(
        Code::F0706,
        name.span,
        format!("the move `{}` is not a member of `{}`", name.as_str(), declared.name),
    );
    let found =
        message::suggest(found, name.span, name.as_str(), &members).secondary(declared.span, "declared here");
    cx.report(found);
}

fn one_move(cx: &mut Ctx<'_>, entity: EntityId, entry: &NamedEntry<MoveDecl>) -> Option<Move> {
    let decl = &entry.value;
    let scope = Scope::counted(entity, "a move");
    let mut set = Vec::new();
    for assignment in &decl.set {
        let Some(field) = field_named(cx, entity, &assignment.name, Code::F0201) else { continue };
        let ty = cx.ir.field(field).ty.clone();
        if !ty.is_number() || cx.ir.field(field).column.is_none() || cx.ir.field(field).computed().is_some() {
            let found =
                Diagnostic::error(Code::F0501, assignment.name.span, "a move changes a number in a column")
                    .secondary(cx.ir.field(field).span, "declared here");
            cx.report(found);
            continue;
        }
        let Some(value) = cx.value(&assignment.value, &scope, &ty) else { continue };
        if !is_linear(&value) {
            let found = Diagnostic::error(
                Code::F0501,
                value.span,
                "a move adds to its counter, in proportion to `qty`",
            )
            .help("Write it as in `quantity_reserved: quantity_reserved + qty`.");
            cx.report(found);
            continue;
        }
        set.push((field, value));
    }
    let require = match &decl.require {
        Some(require) => Some(cx.condition(require, &scope)?),
        None => None,
    };
    let error = decl.error.as_ref().and_then(|it| event::raised(cx, it, &scope));
    Some(Move {
        name: entry.name.as_str().to_owned(),
        span: entry.name.span,
        description: decl.description.as_ref().map(|it| it.value.clone()),
        signed: decl.signed.is_some_and(|it| it.value),
        set,
        require,
        error,
    })
}

/// Sums and differences of columns, constants and multiples of `qty`.
fn is_linear(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Field { .. } | ExprKind::Qty | ExprKind::Literal(_) => true,
        ExprKind::Unary(UnaryOp::Minus, operand) => is_linear(operand),
        ExprKind::Binary(BinaryOp::Plus | BinaryOp::Minus, left, right) => {
            is_linear(left) && is_linear(right)
        }
        ExprKind::Binary(BinaryOp::Times, left, right) => {
            let constant = |it: &Expr| matches!(it.kind, ExprKind::Literal(_));
            constant(left) && is_linear(right) || is_linear(left) && constant(right)
        }
        _ => false,
    }
}
