//! `updated_at`: the time of the last change that somebody made. What the database computes by itself is none.

use fraise_ir::{Entity, Field, FieldKind, field::FieldOrigin};
use fraise_lower::names;
use fraise_sql::{
    Fragment, Ident, QualifiedName,
    catalog::{Event, Function, Trigger},
    ident, sql,
};
use fraise_templates::{RenderError, postgres};

use crate::database::Context;

/// A statement that sets none of the columns does not even ask whether they differ; one that sets the time itself, to the one
/// that the trigger would set, does not call it.
pub(crate) fn trigger(entity: &Entity) -> Option<Trigger> {
    let touched = column(entity)?;
    let written = super::columns(entity, is_written);
    let row = |name: &'static str| {
        let columns = written.iter().map(|column| sql![name, ".", column]);
        let lines: Vec<Fragment> = columns.collect();
        sql!["(", super::wrapped(&lines), ")"]
    };
    let condition = sql![
        "\n    ",
        row("old"),
        "\n    is distinct from\n    ",
        row("new"),
        "\n    and new.",
        touched,
        " <> now()\n  "
    ];
    let mut trigger = super::before(ident!("fraise_00_touch"), vec![Event::Update(written.clone())], name());
    trigger.condition = Some(condition);
    Some(trigger)
}

/// The column that is kept.
pub(crate) fn column(entity: &Entity) -> Option<Ident> {
    let kept = entity.fields.iter().find(|field| field.origin == FieldOrigin::UpdatedAt)?;
    (!entity.append_only).then(|| names::column_of(kept))
}

pub(crate) fn function(ctx: &Context<'_>) -> Result<Option<Function>, RenderError> {
    if !ctx.ir.entities.iter().any(|entity| trigger(entity).is_some()) {
        return Ok(None);
    }
    super::function(ctx, name(), &postgres::Touch {}, "Keeps the time of the last change").map(Some)
}

fn name() -> QualifiedName {
    names::helper("touch")
}

/// It is written by somebody: not generated, not kept by triggers, not the time itself.
fn is_written(field: &Field) -> bool {
    let by_somebody = match &field.kind {
        FieldKind::Plain { .. } => true,
        FieldKind::Virtual(_) | FieldKind::StoredRow(_) | FieldKind::StoredAggregate { .. } => false,
    };
    by_somebody && field.origin != FieldOrigin::UpdatedAt
}
