//! `editable_while`: rows come, change and go only while a condition is true of them and of the rows they hang on (ZF004).
//!
//! Statement triggers of the table ask about the rows as they were and, where a reference may change, about where they hang
//! on now; so an edit may be the last one. What the database keeps by itself may change at any time. A row whose parent is
//! gone was deleted, or let go, with it: a trigger of the parent has asked before.

use std::collections::BTreeSet;

use fraise_ir::{
    Entity, EntityId, Expr, Field, FieldId, FieldKind, authz,
    expr::Root,
    field::{FieldOrigin, OnDelete},
    names as made,
    reads::{self, Read, What},
};
use fraise_lower::{Row, Scope, Sql, names};
use fraise_sql::{
    Fragment, Ident, Literal, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{
    RenderError, SqlSlot,
    postgres::{EditableRows, LockedRows, RefuseUneditable},
};

use super::parents::{self, Parents};
use crate::{database::Context, fill};

/// The law of a type.
struct Law<'ir> {
    entity: &'ir Entity,
    condition: &'ir Expr,
    reads: Vec<Read>,
    /// The rows that it reads, in the order in which they are locked.
    parents: Vec<Parents>,
}

impl<'ir> Law<'ir> {
    fn of(ctx: &Context<'ir>, entity: &'ir Entity) -> Option<Self> {
        let condition = entity.editable_while.as_ref()?;
        let reads = reads::reads(ctx.ir, condition);
        let parents = parents::at_the_end(ctx, parents::references(reads::paths(&reads)));
        Some(Self { entity, condition, reads, parents })
    }

    fn paths(&self) -> impl Iterator<Item = &[FieldId]> {
        self.parents.iter().flat_map(|it| &it.paths).map(Vec::as_slice)
    }

    /// Paths whose rows take the row with them, or let it go, when they are deleted; there somebody asks before.
    fn asked_before(&self, ctx: &Context<'_>) -> Vec<&[FieldId]> {
        let mut paths: Vec<&[FieldId]> = self.paths().filter(|path| takes_along(ctx, path)).collect();
        paths.sort_by_key(|path| path.len());
        paths
    }

    /// Those of them that lead to rows of a type.
    fn taken_along_by(&self, ctx: &Context<'_>, parent: EntityId) -> Vec<&[FieldId]> {
        self.asked_before(ctx).into_iter().filter(|path| end(ctx, path) == Some(parent)).collect()
    }

    /// The columns of the row that are read.
    fn own_columns(&self) -> Vec<FieldId> {
        let mut columns = reads::own_columns(&self.reads);
        if self.reads.iter().any(|it| it.hops.is_empty() && it.what == What::Key) {
            columns.extend(self.entity.key_fields());
        }
        columns
    }

    /// The row may come to hang on another one.
    fn may_move(&self, ctx: &Context<'_>) -> bool {
        self.first_hops().into_iter().any(|hop| !ctx.ir.field(hop).frozen)
    }

    fn first_hops(&self) -> BTreeSet<FieldId> {
        self.paths().filter_map(|path| path.first().copied()).collect()
    }
}

/// The triggers of the type that has the law.
pub(crate) fn triggers(entity: &Entity) -> Vec<Trigger> {
    if entity.editable_while.is_none() {
        return Vec::new();
    }
    let after = |name, event, function: &str| {
        let tables = super::transition_tables(&event);
        super::after(name, event, helper(function, entity), tables)
    };
    let mut triggers = vec![after(ident!("fraise_05_editable_insert"), Event::Insert, "editable_rows")];
    if !entity.append_only {
        if !edited(entity).is_empty() {
            let update = Event::Update(Vec::new());
            triggers.push(after(ident!("fraise_05_editable_update"), update, "editable_changes"));
        }
        triggers.push(after(ident!("fraise_05_editable_delete"), Event::Delete, "editable_rows"));
    }
    triggers
}

/// The triggers of a type whose rows take rows with a law along when they are deleted.
pub(crate) fn of_parent(ctx: &Context<'_>, parent: &Entity) -> Vec<Trigger> {
    let asking = laws(ctx).filter(|law| !law.taken_along_by(ctx, parent.id).is_empty());
    asking
        .map(|law| {
            let name = format!("fraise_05_editable_with_{}", made::snake(&law.entity.name));
            let function = parent_helper(parent, law.entity);
            super::before(names::ident(&name), vec![Event::Delete], function)
        })
        .collect()
}

pub(crate) fn functions(ctx: &Context<'_>) -> Result<Vec<Function>, RenderError> {
    let mut functions = Vec::new();
    for law in laws(ctx) {
        let name = helper("editable_rows", law.entity);
        let all: Vec<&Parents> = law.parents.iter().collect();
        functions.push(function(ctx, &law, name, &all, vec![rows(ctx, &law)], "null")?);
        if !law.entity.append_only && !edited(law.entity).is_empty() {
            let name = helper("editable_changes", law.entity);
            functions.push(function(ctx, &law, name, &all, vec![changes(ctx, &law)], "null")?);
        }
        let ends: BTreeSet<EntityId> =
            law.asked_before(ctx).into_iter().filter_map(|it| end(ctx, it)).collect();
        for parent in ends {
            let taken = law.taken_along_by(ctx, parent);
            // Whoever deletes a row holds it already.
            let others: Vec<&Parents> =
                law.parents.iter().filter(|it| it.entity != parent || it.paths != taken).collect();
            let rows = taken.iter().map(|path| rows_of(ctx, &law, &others, path)).collect();
            let name = parent_helper(ctx.ir.entity(parent), law.entity);
            functions.push(function(ctx, &law, name, &others, rows, "old")?);
        }
    }
    Ok(functions)
}

fn laws<'ir>(ctx: &'ir Context<'ir>) -> impl Iterator<Item = Law<'ir>> {
    ctx.editable.iter().filter_map(|it| Law::of(ctx, ctx.ir.entity(*it)))
}

fn function(
    ctx: &Context<'_>,
    law: &Law<'_>,
    name: QualifiedName,
    locked: &[&Parents],
    questions: Vec<EditableRows>,
    result: &'static str,
) -> Result<Function, RenderError> {
    let table = &law.entity.table;
    let text = |text: &str| SqlSlot::from(sql![Literal::text(text)]);
    let body = RefuseUneditable {
        keys: locked.iter().map(|it| it.declared(ctx)).collect(),
        questions,
        message: text(&format!("rows of {table} cannot be changed now")),
        moved_message: text(&format!("what rows of {table} hang on has changed meanwhile")),
        schema: text(&ctx.ir.service.schema),
        table: text(table),
        result: SqlSlot::from(sql![result]),
    };
    super::function(ctx, name, &body, "Refuses changes of rows that may not be changed now")
}

/// The rows of the transition table `changed`.
fn rows(ctx: &Context<'_>, law: &Law<'_>) -> EditableRows {
    let scope = of_row(ctx, ident!("it"));
    let all: Vec<&Parents> = law.parents.iter().collect();
    let mut question = Question::of(ctx, &all, &scope);
    question.refused = parents_are_there(ctx, &law.asked_before(ctx), &scope);
    question.refused.push(scope.fails(law.condition));
    question.view(ctx, |_| sql!["changed as it"], None)
}

/// The rows of the transition tables `gone` and `come` that somebody has edited: what they were, and where they hang on now.
fn changes(ctx: &Context<'_>, law: &Law<'_>) -> EditableRows {
    let before = of_row(ctx, ident!("gone"));
    let asked = if law.may_move(ctx) { of_row(ctx, ident!("it")) } else { before.clone() };
    let all: Vec<&Parents> = law.parents.iter().collect();
    let mut question = Question::of(ctx, &all, &asked);
    question.refused = parents_are_there(ctx, &law.asked_before(ctx), &before);
    question.refused.push(asked.fails(law.condition));
    let edited = edited(law.entity);
    let rows = |line: &'static str| {
        let same = parents::same_row(ctx, law.entity);
        let both = if law.may_move(ctx) { sql![line, before_and_after(ctx, law)] } else { Fragment::new() };
        sql!["gone", line, "join come on ", same, both]
    };
    question.view(ctx, rows, Some(&|line| super::differ(ctx.ir, &edited, line)))
}

/// `cross join lateral (values (gone.order_id), (come.order_id)) as it (order_id)`
fn before_and_after(ctx: &Context<'_>, law: &Law<'_>) -> Fragment {
    let columns = law.own_columns();
    let hops = law.first_hops();
    let list = |row: &dyn Fn(&FieldId) -> &'static str| {
        let of_row = |field: &FieldId| sql![row(field), names::column(ctx.ir, *field)];
        Fragment::join(", ", columns.iter().map(of_row)).parens()
    };
    let before = list(&|_| "gone.");
    let after = list(&|field| if hops.contains(field) { "come." } else { "gone." });
    sql!["cross join lateral (values ", before, ", ", after, ") as it ", list(&|_| "")]
}

/// The rows that a path leads from to the row `old`.
fn rows_of(ctx: &Context<'_>, law: &Law<'_>, locked: &[&Parents], path: &[FieldId]) -> EditableRows {
    let scope = of_row(ctx, ident!("it"));
    let mut question = Question::of(ctx, locked, &scope);
    let mut before = law.asked_before(ctx);
    before.retain(|it| *it != path);
    question.refused = parents_are_there(ctx, &before, &scope);
    question.refused.push(scope.fails(law.condition));
    let mut joins: Vec<Fragment> = Vec::new();
    let mut row = ident!("it");
    let equal = |left: &Ident, row: &Ident, hop: FieldId| {
        let target = end(ctx, &[hop]).map(|it| names::key_columns(ctx.ir, ctx.ir.entity(it)));
        let key = target.unwrap_or_default();
        let equal = key.iter().map(|key| sql![row, ".", names::column(ctx.ir, hop), " = ", left, ".", key]);
        Fragment::join(" and ", equal)
    };
    let (last, before) = path.split_last().map_or((None, path), |(last, before)| (Some(*last), before));
    for (position, hop) in before.iter().enumerate() {
        let Some(next) = end(ctx, &[*hop]) else { continue };
        let via = names::ident(&format!("via{}", position + 1));
        let on = equal(&via, &row, *hop);
        joins.push(sql!["join ", names::table(ctx.ir, next), " as ", &via, " on ", on]);
        row = via;
    }
    let found = last.map_or_else(Fragment::new, |hop| equal(&ident!("old"), &row, hop));
    let rows = |line: &'static str| {
        let table = sql![names::table(ctx.ir, law.entity.id), " as it"];
        joins.iter().fold(table, |rows, join| sql![rows, line, join])
    };
    question.view(ctx, rows, Some(&|_| found.clone()))
}

/// What is asked of rows.
struct Question {
    /// What is locked before.
    locked: Vec<LockedRows>,
    /// The conditions that a row leads to others than those that are locked; one suffices.
    moved: Vec<Sql>,
    /// The conditions that a row is refused; all have to hold.
    refused: Vec<Sql>,
}

impl Question {
    fn of(ctx: &Context<'_>, locked: &[&Parents], scope: &Scope<'_>) -> Self {
        Self {
            locked: locked.iter().map(|it| it.locked(ctx, scope)).collect(),
            moved: locked.iter().flat_map(|it| it.moved(ctx, scope)).collect(),
            refused: Vec::new(),
        }
    }

    /// `rows` and `found` say which rows are asked: what follows on `from` and on `where`, if each line begins so.
    fn view(
        self,
        ctx: &Context<'_>,
        rows: impl Fn(&'static str) -> Fragment,
        found: Option<&dyn Fn(&'static str) -> Fragment>,
    ) -> EditableRows {
        let (rows, leads) = match found {
            Some(found) => (sql![rows("\n    "), "\n    where ", found("\n    ")], sql!["  and"]),
            None => (rows("\n    "), sql!["where"]),
        };
        let laid_out = |position: usize, condition: &Sql| {
            let indent = if position == 0 && found.is_none() { 4 } else { 6 };
            fill::lines(ctx.ir, condition, indent, "and ".len())
        };
        let refused = self.refused.iter().enumerate().map(|(position, it)| laid_out(position, it));
        let moved = match self.moved.len() {
            0 | 1 => self.moved.into_iter().next(),
            _ => Some(Sql::junction("or ", self.moved).parens()),
        };
        EditableRows {
            parents: self.locked,
            rows: SqlSlot::from(rows),
            leads: SqlSlot::from(leads),
            moved: moved.map(|it| SqlSlot::from(laid_out(0, &it))),
            refused: SqlSlot::from(Fragment::join("\n      and ", refused)),
        }
    }
}

/// The conditions that no parent of a row is gone which has asked for it before.
fn parents_are_there(ctx: &Context<'_>, asked: &[&[FieldId]], scope: &Scope<'_>) -> Vec<Sql> {
    // Where the way to a row is never null, there is no such row without those on the way.
    let is_certain = |path: &[FieldId]| path.iter().all(|hop| !ctx.ir.field(*hop).nullable);
    let is_on_the_way = |path: &[FieldId]| {
        asked.iter().any(|it| it.len() > path.len() && it.starts_with(path) && is_certain(it))
    };
    let there = asked.iter().filter(|path| !is_on_the_way(path)).filter_map(|path| {
        let parent = end(ctx, path)?;
        let key = parents::key_at_the_end(scope, path);
        let row = names::key_columns(ctx.ir, ctx.ir.entity(parent));
        let row = Fragment::join(", ", row.iter().map(|column| sql!["parent.", column]));
        let rows = Sql::from(sql!["select from ", names::table(ctx.ir, parent), " as parent"]);
        let rows = rows.with_line().with(Sql::from(sql!["where ", row, " = "])).with(key.clone());
        let exists = Sql::kw("exists ").with(rows.parens());
        Some(if is_certain(path) {
            exists
        } else {
            Sql::junction("or ", [key.with_kw(" is null"), exists]).parens()
        })
    });
    there.collect()
}

fn of_row<'ir>(ctx: &Context<'ir>, row: Ident) -> Scope<'ir> {
    Scope::new(ctx.ir).bind(Root::This, Row::Named(row))
}

/// The rows at the end of a path take the row with them, or let it go, when they are deleted.
fn takes_along(ctx: &Context<'_>, path: &[FieldId]) -> bool {
    let reference = path.last().and_then(|hop| ctx.ir.field(*hop).reference);
    match reference.map(|it| it.on_delete) {
        Some(OnDelete::Cascade) => true,
        Some(OnDelete::SetNull) => path.len() == 1,
        Some(OnDelete::Restrict) | None => false,
    }
}

fn end(ctx: &Context<'_>, path: &[FieldId]) -> Option<EntityId> {
    path.last().and_then(|hop| authz::via_target(ctx.ir, *hop))
}

/// The columns that somebody edits: not what is set once, nor what the database, moves and machines keep.
fn edited(entity: &Entity) -> Vec<FieldId> {
    let is_key = entity.key_fields();
    let is_edited = |id: &FieldId| {
        entity
            .fields
            .get(id.index)
            .is_some_and(|field| !is_key.contains(id) && !field.frozen && is_written(field))
    };
    entity.field_ids().filter(is_edited).collect()
}

/// Whoever marks a row as deleted edits it.
fn is_written(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Plain { .. } => !field.server_only || field.origin == FieldOrigin::DeletedAt,
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
    }
}

fn helper(function: &str, entity: &Entity) -> QualifiedName {
    names::helper(&format!("{function}__{}", made::snake(&entity.name)))
}

fn parent_helper(parent: &Entity, child: &Entity) -> QualifiedName {
    let snake = |entity: &Entity| made::snake(&entity.name);
    names::helper(&format!("editable_with__{}__{}", snake(parent), snake(child)))
}
