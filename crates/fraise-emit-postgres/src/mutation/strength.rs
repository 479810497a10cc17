//! How strongly a mutation locks the rows that it knows by key (LANGUAGE, 7.5).

use fraise_ir::{
    Effect, Entity, Expr, FieldId, FieldKind, StepId,
    expr::{ExprKind, Hop, Root},
    mutation::StepKind,
    reads,
    relation::RelationKind,
};

use super::names::Names;
use crate::database::Context;

/// How a row is locked; the stronger comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Held {
    /// It is referenced.
    KeyShare,
    /// It is asked, and stays as it was.
    Share,
    /// It is changed.
    NoKeyUpdate,
}

impl Held {
    pub(super) fn clause(self) -> &'static str {
        match self {
            Held::KeyShare => "for key share of it",
            Held::Share => "for share of it",
            Held::NoKeyUpdate => "for no key update of it",
        }
    }
}

/// The strongest lock that a step asks for on the row of a name.
pub(super) fn of(names: &Names<'_>, row: StepId) -> Held {
    let is_changed = names.mutation.steps.iter().any(|step| changes(names, &step.kind, row));
    let is_asked = names.mutation.steps.iter().any(|step| {
        let mut asked = false;
        step.when.iter().for_each(|it| asked |= it.asks(Root::Step(row)));
        for_each_expr(&step.kind, &mut |it| asked |= it.asks(Root::Step(row)));
        asked
    });
    match (is_changed, is_asked) {
        (true, _) => Held::NoKeyUpdate,
        (false, true) => Held::Share,
        (false, false) => Held::KeyShare,
    }
}

fn changes(names: &Names<'_>, step: &StepKind, row: StepId) -> bool {
    let fired = |root: Root, hops: &[Hop]| root == Root::Step(row) && hops.is_empty();
    match step {
        StepKind::Fire { target, .. } | StepKind::FireTo { target, .. } => fired(target.root, &target.hops),
        StepKind::Create { set, .. } => hangs_on(names, set, row),
        StepKind::Upsert { matches, set, .. } => hangs_on(names, matches, row) || hangs_on(names, set, row),
        StepKind::Update { entity, conditions, .. } | StepKind::Delete { entity, conditions } => {
            let is_of_it = names.mutation.entity_of(row) == Some(*entity);
            is_of_it && conditions.iter().any(|it| it.reads(Root::Step(row)))
        }
        StepKind::Apply { r#move, key, .. } => {
            let is_counted = names.mutation.entity_of(row) == Some(r#move.entity);
            is_counted && key.iter().any(|(_, it)| it.reads(Root::Step(row)))
        }
        StepKind::Find { .. } | StepKind::Require { .. } | StepKind::Emit { .. } => false,
    }
}

/// A new row points to it which counts in it, or whose laws lock it. A row of the viewer's type may be the viewer's.
fn hangs_on(names: &Names<'_>, set: &[(FieldId, Expr)], row: StepId) -> bool {
    let viewers = names.ctx.ir.viewer.entity;
    let may_be_viewer = viewers.is_some() && names.mutation.entity_of(row) == viewers;
    let points = |value: &Expr| match &value.kind {
        ExprKind::Row(path) => path.root == Root::Step(row),
        ExprKind::ViewerId => may_be_viewer,
        _ => false,
    };
    set.iter().any(|(field, value)| points(value) && is_locked_through(names.ctx, *field, |it| &it.on_insert))
}

/// Something is written in the row that a reference points to, or a law locks it, when a row comes or goes.
pub(crate) fn is_locked_through(
    ctx: &Context<'_>,
    field: FieldId,
    effects: impl Fn(&Entity) -> &[Effect],
) -> bool {
    let ir = ctx.ir;
    let entity = ir.entity(field.entity);
    let is_counted = ir.entities.iter().flat_map(|it| &it.fields).any(|it| match &it.kind {
        FieldKind::StoredAggregate { sources, .. } => {
            sources.iter().any(|source| ir.relation(*source).kind == RelationKind::Inverse(field))
        }
        FieldKind::Plain { .. } | FieldKind::Virtual(_) | FieldKind::StoredRow(_) => false,
    });
    let read = entity.editable_while.as_ref().map(|it| reads::reads(ir, it)).unwrap_or_default();
    let is_asked = read.iter().any(|it| it.hops.first() == Some(&Hop::Reference(field)));
    let target = ir.field(field).reference.map(|it| it.target);
    let is_moved = effects(entity).iter().any(|it| match it {
        Effect::Apply(apply) => Some(apply.r#move.entity) == target,
        Effect::Fire { target, .. } => target.hops.first() == Some(&Hop::Reference(field)),
    });
    is_counted || is_asked || is_moved || entity.within.iter().any(|it| it.per == field)
}

fn for_each_expr(step: &StepKind, visit: &mut dyn FnMut(&Expr)) {
    match step {
        StepKind::Find { conditions, .. } | StepKind::Delete { conditions, .. } => {
            conditions.iter().for_each(visit);
        }
        StepKind::Create { set, .. } => set.iter().for_each(|(_, it)| visit(it)),
        StepKind::Upsert { matches, set, .. } => matches.iter().chain(set).for_each(|(_, it)| visit(it)),
        StepKind::Update { conditions, set, .. } => {
            conditions.iter().chain(set.iter().map(|(_, it)| it)).for_each(visit);
        }
        StepKind::Fire { with, note, .. } => with.iter().map(|(_, it)| it).chain(note).for_each(visit),
        StepKind::FireTo { to, with, note, .. } => {
            with.iter().map(|(_, it)| it).chain(note).chain([to]).for_each(visit);
        }
        StepKind::Apply { key, qty, with, .. } => {
            key.iter().chain(with).map(|(_, it)| it).chain([qty]).for_each(visit);
        }
        StepKind::Require { condition, .. } => visit(condition),
        StepKind::Emit { .. } => {}
    }
}
