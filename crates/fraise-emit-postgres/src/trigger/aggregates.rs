//! Stored aggregates: columns of a parent that are computed from its children, right after any statement that changes
//! those.
//!
//! For a parent and a child type there is one function that locks parents in the order of their keys and computes all of
//! their aggregates anew, and a statement trigger of the child for each kind of change, which finds the keys. An aggregate
//! that reads its own row too is also computed before the row is written.

use std::collections::BTreeSet;

use fraise_ir::{
    Entity, EntityId, Expr, Field, FieldId, FieldKind, Ir, RelationId,
    expr::{AggregateOver, ExprKind, Hop, Root, RowPath},
    names as made,
    relation::RelationKind,
};
use fraise_lower::{Row, Scope, names, types};
use fraise_sql::{
    Fragment, Ident, QualifiedName, SqlType,
    catalog::{Argument, Event, Function, Level, Returns, Timing, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{self, FilledDefault},
};

use crate::{database::Context, fill};

/// The aggregates of a parent that count rows of a child.
pub(crate) struct Kept {
    parent: EntityId,
    child: EntityId,
    /// The references of the child that its relations follow.
    references: BTreeSet<FieldId>,
    /// The columns of the child that are read, the references among them.
    reads: BTreeSet<FieldId>,
    /// The fields of the parent.
    fields: Vec<FieldId>,
}

/// The triggers of a table as the child of others.
pub(crate) fn triggers(ctx: &Context<'_>, child: &Entity) -> Vec<Trigger> {
    let of_child = ctx.kept.iter().filter(|it| it.child == child.id);
    of_child.flat_map(|it| of_pair(ctx.ir, it)).collect()
}

/// The triggers of a table whose aggregates read its own row.
pub(crate) fn of_own_row(ctx: &Context<'_>, entity: &Entity) -> Vec<Trigger> {
    let read: BTreeSet<FieldId> =
        reading_their_row(entity).flat_map(|(_, value)| columns_of_row(ctx.ir, value)).collect();
    if read.is_empty() {
        return Vec::new();
    }
    let changed = read.into_iter().map(|field| {
        let column = names::column(ctx.ir, field);
        sql!["old.", &column, " is distinct from new.", &column]
    });
    let insert = super::before(ident!("fraise_10_own_insert"), vec![Event::Insert], own_name(entity));
    let events = vec![Event::Update(Vec::new())];
    let mut update = super::before(ident!("fraise_10_own_update"), events, own_name(entity));
    update.condition = Some(Fragment::join(" or ", changed));
    vec![insert, update]
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for kept in &ctx.kept {
        functions.push(keep(ctx, kept)?);
        functions.push(of_rows(ctx, kept)?);
        functions.push(of_changes(ctx, kept)?);
    }
    for entity in &ctx.ir.entities {
        if reading_their_row(entity).next().is_some() {
            functions.push(own_function(ctx, entity)?);
        }
    }
    Ok(functions)
}

fn of_pair(ir: &Ir, kept: &Kept) -> [Trigger; 3] {
    let parent = made::snake(&ir.entity(kept.parent).name);
    let after = |event: &str, events: Event, tables: [Option<Ident>; 2], function: &str| {
        let [old_table, new_table] = tables;
        Trigger {
            name: names::ident(&format!("fraise_10_{parent}_{event}")),
            timing: Timing::After,
            events: vec![events],
            level: Level::Statement,
            old_table,
            new_table,
            condition: None,
            function: name(ir, kept, function),
            arguments: Vec::new(),
            comment: None,
        }
    };
    let changed = || Some(ident!("changed"));
    let both = [Some(ident!("gone")), Some(ident!("come"))];
    [
        after("insert", Event::Insert, [None, changed()], "aggregate_rows"),
        after("update", Event::Update(Vec::new()), both, "aggregate_changes"),
        after("delete", Event::Delete, [changed(), None], "aggregate_rows"),
    ]
}

/// `fraise.aggregate__order__order_item(p_keys uuid[])`
fn keep(ctx: &Context<'_>, kept: &Kept) -> Result<Function, RenderError> {
    let name = name(ctx.ir, kept, "aggregate");
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Named(ident!("it")));
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for field in &kept.fields {
        let Some((declared, value)) = aggregate(ctx.ir.field(*field)) else { continue };
        let column = names::column_of(declared);
        let value = scope.value_as(value, &declared.ty);
        let value = value.with(fraise_lower::Sql::from(sql![" as ", &column]));
        values.push(SqlSlot::from(fill::lines(ctx.ir, &value, 6, 0)));
        columns.push(column);
    }
    let of = |row: &'static str| {
        let list = Fragment::join(", ", columns.iter().map(|column| sql![row, ".", column]));
        SqlSlot::from(if columns.len() == 1 { list } else { list.parens() })
    };
    let assignments = columns.iter().map(|column| sql![column, " = kept.", column]);
    let body = postgres::KeepAggregates {
        parent: SqlSlot::from(Fragment::new().name(&names::table(ctx.ir, kept.parent))),
        key: SqlSlot::from(parent_key(ctx.ir, kept)),
        keys: SqlSlot::from(sql![&name.name, ".p_keys"]),
        assignments: SqlSlot::from(Fragment::join(",\n    ", assignments)),
        values,
        old: of("parent"),
        new: of("kept"),
    };
    let mut function = super::function(ctx, name, &body, "Computes stored aggregates of these rows anew")?;
    function.arguments = vec![Argument::new(ident!("p_keys"), key_type(ctx.ir, kept).array())];
    function.returns = Returns::Void;
    Ok(function)
}

fn of_rows(ctx: &Context<'_>, kept: &Kept) -> Result<Function, RenderError> {
    let body = postgres::AggregateRows {
        key_type: SqlSlot::from(Fragment::new().ty(&key_type(ctx.ir, kept))),
        keys: keys(ctx.ir, kept),
        keep: SqlSlot::from(Fragment::new().name(&name(ctx.ir, kept, "aggregate"))),
    };
    super::function(
        ctx,
        name(ctx.ir, kept, "aggregate_rows"),
        &body,
        "Keeps what rows that came or went count in",
    )
}

fn of_changes(ctx: &Context<'_>, kept: &Kept) -> Result<Function, RenderError> {
    let of = |row: &'static str| {
        let columns = kept.reads.iter().map(|field| sql![row, ".", names::column(ctx.ir, *field)]);
        SqlSlot::from(Fragment::join(", ", columns))
    };
    let body = postgres::AggregateChanges {
        key_type: SqlSlot::from(Fragment::new().ty(&key_type(ctx.ir, kept))),
        gone: of("gone"),
        come: of("come"),
        keys: keys(ctx.ir, kept),
        keep: SqlSlot::from(Fragment::new().name(&name(ctx.ir, kept, "aggregate"))),
    };
    super::function(ctx, name(ctx.ir, kept, "aggregate_changes"), &body, "Keeps what changed rows count in")
}

fn own_function(ctx: &Context<'_>, entity: &Entity) -> Result<Function, RenderError> {
    let scope = Scope::new(ctx.ir).bind(Root::This, Row::Written(ident!("new")));
    let defaults = reading_their_row(entity).map(|(field, value)| {
        let column = names::column_of(field);
        let lead = format!("new.{column} := ").chars().count();
        let value = fill::lines(ctx.ir, &scope.value_as(value, &field.ty), 2, lead);
        FilledDefault { column: SqlSlot::from(sql![&column]), value: SqlSlot::from(value) }
    });
    let body = postgres::FillDefaults { defaults: defaults.collect() };
    super::function(ctx, own_name(entity), &body, "Keeps stored aggregates that read the row itself")
}

fn name(ir: &Ir, kept: &Kept, what: &str) -> QualifiedName {
    let snake = |entity: EntityId| made::snake(&ir.entity(entity).name);
    names::helper(&format!("{what}__{}__{}", snake(kept.parent), snake(kept.child)))
}

fn own_name(entity: &Entity) -> QualifiedName {
    names::helper(&format!("aggregate_own__{}", made::snake(&entity.name)))
}

/// The references of the row `changed`, each in parentheses.
fn keys(ir: &Ir, kept: &Kept) -> SqlSlot {
    let references = kept.references.iter().map(|field| sql!["(changed.", names::column(ir, *field), ")"]);
    SqlSlot::from(Fragment::join(", ", references))
}

fn key_type(ir: &Ir, kept: &Kept) -> SqlType {
    types::sql_type(ir, &fraise_ir::Type::Ref(kept.parent))
}

fn parent_key(ir: &Ir, kept: &Kept) -> Fragment {
    let columns = names::key_columns(ir, ir.entity(kept.parent));
    Fragment::join(", ", columns.iter().map(|column| sql![column]))
}

/// Every pair of a parent and a child, in the order of the types.
pub(crate) fn all_kept(ir: &Ir) -> Vec<Kept> {
    let mut all: Vec<Kept> = Vec::new();
    for parent in &ir.entities {
        for field in parent.field_ids() {
            let FieldKind::StoredAggregate { value, sources, .. } = &ir.field(field).kind else { continue };
            for (child, reference) in sources.iter().filter_map(|it| child_of(ir, *it)) {
                let known = all.iter().position(|it| it.parent == parent.id && it.child == child);
                let mut kept = match known {
                    Some(at) => all.remove(at),
                    None => Kept {
                        parent: parent.id,
                        child,
                        references: BTreeSet::new(),
                        reads: BTreeSet::new(),
                        fields: Vec::new(),
                    },
                };
                kept.references.insert(reference);
                kept.reads.insert(reference);
                kept.reads.extend(columns_of_child(ir, value, child));
                if !kept.fields.contains(&field) {
                    kept.fields.push(field);
                }
                all.push(kept);
            }
        }
    }
    all
}

fn child_of(ir: &Ir, relation: RelationId) -> Option<(EntityId, FieldId)> {
    match ir.relation(relation).kind {
        RelationKind::Inverse(reference) => Some((reference.entity, reference)),
        RelationKind::Through(..) => None,
    }
}

/// The columns of a child that decide what it counts for in the aggregates of an expression.
fn columns_of_child(ir: &Ir, value: &Expr, child: EntityId) -> BTreeSet<FieldId> {
    let mut columns = BTreeSet::new();
    value.walk(&mut |part| {
        let ExprKind::Aggregate { over: AggregateOver::Relation(many), .. } = &part.kind else { return };
        if ir.relation(many.relation).target == child {
            part.for_each_child(&mut |inside| read_of_row(ir, inside, Root::Many, &mut columns));
        }
    });
    // Only living rows count.
    let of_deletion = |id: &FieldId| ir.field(*id).origin == fraise_ir::field::FieldOrigin::DeletedAt;
    columns.extend(ir.entity(child).field_ids().filter(of_deletion));
    columns
}

/// The columns of its own row that the value of an aggregate reads, outside of aggregates.
fn columns_of_row(ir: &Ir, value: &Expr) -> BTreeSet<FieldId> {
    let mut columns = BTreeSet::new();
    read_of_row(ir, value, Root::This, &mut columns);
    columns
}

/// Adds the columns of the row of a root that an expression reads.
pub(crate) fn read_of_row(ir: &Ir, expr: &Expr, root: Root, columns: &mut BTreeSet<FieldId>) {
    match &expr.kind {
        ExprKind::Field { row, field } if row.root == root => match &ir.field(*field).kind {
            _ if !row.hops.is_empty() => columns.extend(first_hop(row)),
            FieldKind::Virtual(computed) => read_of_row(ir, computed, Root::This, columns),
            FieldKind::Plain { .. } | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => {
                columns.insert(*field);
            }
        },
        ExprKind::Rule { row, rule } if row.root == root => match row.hops.is_empty() {
            true => read_of_row(ir, &ir.rule(*rule).expr, Root::This, columns),
            false => columns.extend(first_hop(row)),
        },
        ExprKind::Row(row) if row.root == root => match (row.hops.is_empty(), row.root_entity) {
            (true, Some(entity)) => columns.extend(ir.entity(entity).key_fields()),
            (true, None) | (false, _) => columns.extend(first_hop(row)),
        },
        _ => expr.for_each_child(&mut |inside| read_of_row(ir, inside, root, columns)),
    }
}

fn first_hop(row: &RowPath) -> Option<FieldId> {
    match row.hops.first() {
        Some(Hop::Reference(field)) => Some(*field),
        Some(Hop::Inverse(_)) | None => None,
    }
}

fn aggregate(field: &Field) -> Option<(&Field, &Expr)> {
    match &field.kind {
        FieldKind::StoredAggregate { value, .. } => Some((field, value)),
        FieldKind::Plain { .. } | FieldKind::Virtual(_) | FieldKind::StoredRow(_) => None,
    }
}

/// Stored aggregates that read their own row outside of aggregates.
fn reading_their_row(entity: &Entity) -> impl Iterator<Item = (&Field, &Expr)> {
    entity.fields.iter().filter_map(aggregate).filter(|(_, value)| reads_its_row(value))
}

fn reads_its_row(value: &Expr) -> bool {
    let mut reads = false;
    value.walk(&mut |part| {
        reads |= match &part.kind {
            ExprKind::Field { row, .. } | ExprKind::Row(row) | ExprKind::Rule { row, .. } => {
                row.root == Root::This
            }
            _ => false,
        };
    });
    reads
}
