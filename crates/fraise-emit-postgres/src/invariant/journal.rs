//! `journal`: a counter is its first value and what the moves in the journal made of it.

use fraise_ir::{
    Entity, Expr, FieldId, FieldKind, Ir,
    expr::{ExprKind, Root},
    field::Default,
    moves::{Journal, Moves},
};
use fraise_lower::{Hole, Sql, names};
use fraise_sql::{Fragment, Literal, sql};

use super::{Invariant, InvariantKind, scope};
use crate::fill;

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let mut all = Vec::new();
    for entity in &ir.entities {
        let Some(moves) = &entity.moves else { continue };
        let Some(journal) = &moves.journal else { continue };
        let is_told = |key: &FieldId| journal.copied.iter().any(|(_, counted)| counted == key);
        if moves.key.iter().all(is_told) {
            let counters = entity.field_ids().filter_map(|it| of_counter(ir, entity, moves, journal, it));
            all.extend(counters);
        }
    }
    all
}

/// None for a field that no move sets, or that one sets to what the journal cannot tell.
fn of_counter(
    ir: &Ir,
    entity: &Entity,
    moves: &Moves,
    journal: &Journal,
    counter: FieldId,
) -> Option<Invariant> {
    let first = match &ir.field(counter).kind {
        FieldKind::Plain { default: Some(Default::Column(first)) } => first,
        _ => return None,
    };
    let column = sql!["it.", names::column(ir, counter)];
    let quantity = sql!["journal.", names::column(ir, journal.quantity)];
    let mut branches = Vec::new();
    for each in &moves.moves {
        for (_, value) in each.set.iter().filter(|(field, _)| *field == counter) {
            if !reads_only(value, counter) {
                return None;
            }
            let after = scope(ir).value(value).fill(&mut |hole| match hole {
                Hole::Qty => Some(Sql::from(quantity.clone())),
                _ => None,
            });
            let moved = sql!["(", fill::flat(ir, &after), ") - ", &column];
            branches.push(sql![" when ", Literal::text(&each.name), " then ", moved]);
        }
    }
    if branches.is_empty() {
        return None;
    }
    let kind = sql!["journal.", names::column(ir, journal.kind)];
    let moved = sql!["case ", kind, Fragment::join("", branches), " else 0 end"];
    let same = moves.key.iter().filter_map(|key| {
        let (told, _) = journal.copied.iter().find(|(_, counted)| counted == key)?;
        Some(sql!["journal.", names::column(ir, *told), " = it.", names::column(ir, *key)])
    });
    let table = names::table(ir, journal.into);
    let from = sql![" from ", table, " as journal where ", Fragment::join(" and ", same)];
    let sum = sql!["select sum(", moved, ")", from];
    let first = fill::flat(ir, &scope(ir).operand(first));
    let wanted = sql!["(", first, " + coalesce((", sum, "), 0))"];
    Some(Invariant {
        kind: InvariantKind::Journal,
        name: format!("`{}.{}` is what its journal tells", entity.name, ir.field(counter).name),
        span: ir.field(counter).span,
        question: super::differing(ir, entity, &column, &wanted),
    })
}

/// It reads the counter, the quantity, and nothing else.
fn reads_only(value: &Expr, counter: FieldId) -> bool {
    let mut only = true;
    value.walk(&mut |part| {
        only &= match &part.kind {
            ExprKind::Field { row, field } => {
                row.root == Root::This && row.hops.is_empty() && *field == counter
            }
            ExprKind::Row(_) | ExprKind::Rule { .. } | ExprKind::Aggregate { .. } => false,
            _ => true,
        };
    });
    only
}
