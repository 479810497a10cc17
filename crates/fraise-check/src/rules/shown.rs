//! F0609, F0904: what is guarded is not shown by something else.
//!
//! A guarded field is one with a `read` of its own. It is shown by what is computed from it, by a default that
//! copies it, by the relation that walks a guarded reference backwards, by an order or a search over it.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    AccessItem, Expr, Field, FieldId, FieldKind, Ir, RelationId, authz,
    expr::{AggregateOver, ExprKind, Hop, Root, RowPath},
    field::Default as FieldDefault,
    index::IndexKind,
    query::{OrderBy, QueryKind},
    relation::RelationKind,
};

use crate::context::Ctx;

/// A field that an expression reads, and whether it is of the expression's own row.
struct Read {
    field: FieldId,
    of_this_row: bool,
}

/// F0609: who may read a computed field could read the guarded ones in it; likewise for a default that copies.
pub(super) fn computed_field_shows_no_guarded_one(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        for id in entity.field_ids() {
            let field = cx.ir.field(id);
            let Some(expr) = shown_by(field) else { continue };
            for read in reads(&cx.ir, expr) {
                let inner = cx.ir.field(read.field);
                if read.field != id && is_shown_to_more(&cx.ir, field, inner, read.of_this_row) {
                    found.push(
                        shows(expr.span, inner).secondary(field.span, "this field needs a `read` no wider"),
                    );
                }
            }
        }
    }
    cx.diagnostics.extend(found);
}

/// The expression whose value a field holds.
fn shown_by(field: &Field) -> Option<&Expr> {
    match &field.kind {
        FieldKind::Plain { default: Some(FieldDefault::Path(expr)) } => Some(expr),
        FieldKind::Plain { .. } => None,
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
            field.computed()
        }
    }
}

fn is_shown_to_more(ir: &Ir, field: &Field, inner: &Field, of_this_row: bool) -> bool {
    let Some(guard) = &inner.read else { return false };
    let readers = match &field.read {
        Some(own) => authz::possible(ir, own),
        None => authz::Holders::Everyone,
    };
    let same_question = of_this_row && field.read.as_ref().is_some_and(|own| same_items(own, guard));
    !readers.is_nobody() && !same_question && !authz::unconditional(ir, guard).covers(&readers)
}

/// The items say the same, wherever they are written.
fn same_items(one: &[AccessItem], other: &[AccessItem]) -> bool {
    let same = |pair: (&AccessItem, &AccessItem)| match pair {
        (AccessItem::Role { role, when, .. }, AccessItem::Role { role: other, when: also, .. }) => {
            role == other && when == also
        }
        (AccessItem::Via { reference, .. }, AccessItem::Via { reference: other, .. }) => reference == other,
        (AccessItem::Role { .. }, AccessItem::Via { .. })
        | (AccessItem::Via { .. }, AccessItem::Role { .. }) => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn shows(span: Span, inner: &Field) -> Diagnostic {
    Diagnostic::error(
        Code::F0609,
        span,
        format!("this shows `{}` to more people than may read it", inner.name),
    )
    .label(format!("reads `{}`", inner.name))
    .secondary(inner.span, "guarded here by `read`")
}

/// All fields that an expression reads, those of its paths and relations included, rules written out.
fn reads(ir: &Ir, expr: &Expr) -> Vec<Read> {
    let mut found = Vec::new();
    collect(ir, expr, &mut found);
    found
}

fn collect(ir: &Ir, expr: &Expr, found: &mut Vec<Read>) {
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Field { row, field } => {
            of_path(ir, row, found);
            found.push(Read { field: *field, of_this_row: is_this(row) });
        }
        ExprKind::Row(row) => of_path(ir, row, found),
        ExprKind::Rule { row, rule } => {
            of_path(ir, row, found);
            let mut inner = Vec::new();
            collect(ir, &ir.rule(*rule).expr, &mut inner);
            let of_this_row = is_this(row);
            found.extend(
                inner.into_iter().map(|it| Read { of_this_row: of_this_row && it.of_this_row, ..it }),
            );
        }
        ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } => {
            of_path(ir, &many.from, found);
            of_relation(ir, many.relation, found);
        }
        _ => {}
    });
}

fn is_this(row: &RowPath) -> bool {
    row.root == Root::This && row.hops.is_empty()
}

fn of_path(ir: &Ir, row: &RowPath, found: &mut Vec<Read>) {
    for (index, hop) in row.hops.iter().enumerate() {
        match hop {
            Hop::Reference(field) => {
                found.push(Read { field: *field, of_this_row: index == 0 && row.root == Root::This });
            }
            Hop::Inverse(relation) => of_relation(ir, *relation, found),
        }
    }
}

fn of_relation(ir: &Ir, relation: RelationId, found: &mut Vec<Read>) {
    match ir.relation(relation).kind {
        RelationKind::Inverse(field) => found.push(Read { field, of_this_row: false }),
        RelationKind::Through(first, second) => {
            of_relation(ir, first, found);
            of_relation(ir, second, found);
        }
    }
}

/// F0609: the inverse of a guarded reference tells which rows point here.
pub(super) fn relation_shows_no_guarded_reference(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in &cx.ir.entities {
        for (index, relation) in entity.relations.iter().enumerate().filter(|(_, it)| it.graphql.is_some()) {
            let mut read = Vec::new();
            of_relation(&cx.ir, RelationId { entity: entity.id, index }, &mut read);
            let guarded =
                read.iter().map(|it| cx.ir.field(it.field)).filter(|it| authz::field_is_guarded(it));
            found.extend(guarded.map(|it| {
                shows(relation.span, it)
                    .help("Hide the relation by `graphql: false`, or let everybody read the reference.")
            }));
        }
    }
    cx.diagnostics.extend(found);
}

/// F0904: an order or a search over a guarded field tells its value to who may only sort or look for it.
pub(super) fn lists_order_and_search_open_fields(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for query in &cx.ir.queries {
        let QueryKind::List { order, search, .. } = &query.kind else { continue };
        let mut read = Vec::new();
        for key in order {
            if let OrderBy::Expr(expr) = &key.by {
                read.extend(reads(&cx.ir, expr).into_iter().map(|it| (it.field, expr.span, "sorting by it")));
            }
        }
        if let Some(search) = search {
            let fields = searched(&cx.ir, query.of).into_iter();
            read.extend(fields.map(|it| (it, search.span, "finding rows by it")));
        }
        let callers = authz::possible(&cx.ir, &query.access.items);
        for (field, span, how) in read {
            let declared = cx.ir.field(field);
            let Some(guard) = &declared.read else { continue };
            if !authz::unconditional(&cx.ir, guard).covers(&callers) {
                found.push(
                    Diagnostic::error(
                        Code::F0904,
                        span,
                        format!("not every caller may read `{}`", declared.name),
                    )
                    .label(format!("{how} would tell its value"))
                    .secondary(declared.span, "declared here with `read`")
                    .secondary(query.access.span, "callers"),
                );
            }
        }
    }
    cx.diagnostics.extend(found);
}

fn searched(ir: &Ir, of: fraise_ir::EntityId) -> Vec<FieldId> {
    let searches = ir.entity(of).indexes.iter().filter_map(|it| match &it.kind {
        IndexKind::Search { fields, .. } => Some(fields.iter().map(|(field, _)| *field)),
        IndexKind::Fields { .. } => None,
    });
    searches.flatten().collect()
}
