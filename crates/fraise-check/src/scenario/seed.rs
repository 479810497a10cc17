//! Rows to begin with.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    EntityId, FieldId, FieldKind, Type,
    seed::{RowValue, SeedRow, SeedSet, batches},
};
use fraise_syntax::document::{Literal, LiteralKind, Name, Named, NamedEntry, SeedSet as SeedDecl};

use super::{label::Labels, value};
use crate::context::Ctx;

/// Understands a set.
pub(super) fn set(cx: &mut Ctx<'_>, set: &NamedEntry<SeedDecl>, labels: &Labels) -> SeedSet {
    let mut rows = Vec::new();
    for of_type in &set.value {
        // An unknown type has been reported with its labels.
        let Some(entity) = cx.names.entity(of_type.name.as_str()).filter(|it| it.0 < cx.ir.entities.len())
        else {
            continue;
        };
        for row in &of_type.value {
            let written: Vec<&str> = row.value.names().collect();
            let values = value::fields(cx, entity, &row.value, labels);
            nothing_is_missing(cx, entity, &row.name, &written);
            initial_state(cx, entity, &row.value);
            number_is_drawn(cx, entity, &row.value);
            rows.push(SeedRow { label: row.name.as_str().to_owned(), span: row.name.span, entity, values });
        }
    }
    SeedSet { name: set.name.as_str().to_owned(), span: set.name.span, rows }
}

fn nothing_is_missing(cx: &mut Ctx<'_>, entity: EntityId, label: &Name, written: &[&str]) {
    let declared = cx.ir.entity(entity);
    let missing: Vec<(String, Span)> = declared
        .fields
        .iter()
        .filter(|it| !it.nullable && matches!(it.kind, FieldKind::Plain { default: None }))
        .filter(|it| !written.contains(&it.name.as_str()))
        .map(|it| (it.name.clone(), it.span))
        .collect();
    for (name, span) in missing {
        let found =
            Diagnostic::error(Code::F1202, label.span, format!("`{}` lacks `{name}`", label.as_str()))
                .label("this row lacks it")
                .secondary(span, "declared here without default and without `?`");
        cx.report(found);
    }
}

pub(super) fn initial_state(cx: &mut Ctx<'_>, entity: EntityId, written: &Named<Literal>) {
    let Some(machine) = &cx.ir.entity(entity).machine else { return };
    let (field, initial): (FieldId, usize) = (machine.field, machine.initial);
    let declared = cx.ir.field(field);
    let Type::Enum(members) = declared.ty else { return };
    let wanted =
        cx.ir.enumeration(members).members.get(initial).map(|it| it.name.clone()).unwrap_or_default();
    let Some(value) = written.get(&declared.name) else { return };
    let state = match &value.kind {
        LiteralKind::Word(text) | LiteralKind::Text(text) => text.as_str(),
        _ => return,
    };
    if state != wanted {
        let found =
            Diagnostic::error(Code::F0701, value.span, format!("rows are born in the state `{wanted}`"))
                .label("a seed cannot skip the machine")
                .help("Take this line away, and fire the events in a test.");
        cx.report(found);
    }
}

/// F0206: the sequence of a key that counts does not know of numbers that were given, and would draw them again.
fn number_is_drawn(cx: &mut Ctx<'_>, entity: EntityId, written: &Named<Literal>) {
    let declared = cx.ir.entity(entity);
    let Some(id) = declared.id_field() else { return };
    let Some(value) = written.get(&cx.ir.field(id).name) else { return };
    if cx.ir.field(id).ty == Type::BigInt {
        let found = Diagnostic::error(
            Code::F0206,
            value.span,
            format!("the database counts the rows of `{}`", declared.name),
        )
        .label("this number would be drawn again")
        .help("Take this line away: other rows name this one by its label.");
        cx.report(found);
    }
}

/// F1204: foreign keys are asked at the end of each statement, and a statement inserts rows of one type.
pub(super) fn rows_can_be_inserted(cx: &mut Ctx<'_>) {
    let rows: Vec<&SeedRow> = cx.ir.seeds.iter().flat_map(|it| &it.rows).collect();
    let known = |row: &&SeedRow| row.references().all(|it| cx.ir.seed_row(it).is_some());
    // A reference to a row that was left out has been reported.
    let rows: Vec<&SeedRow> = rows.into_iter().filter(known).collect();
    let found = in_a_circle(&rows);
    cx.diagnostics.extend(found);
}

/// The finding about rows that never can be inserted.
pub(super) fn in_a_circle(rows: &[&SeedRow]) -> Option<Diagnostic> {
    let stuck = batches(rows).err()?;
    let (first, others) = stuck.split_first()?;
    let message = format!("`{}` and the rows it references need one another", first.label);
    let mut found =
        Diagnostic::error(Code::F1204, first.span, message).label("none of them can be the first");
    for other in others {
        found = found.secondary(other.span, "this one too");
    }
    Some(found.help("Leave one of the references null, and let a test or an operation set it."))
}

/// F0203: the second row of a key would be taken for the first, and not be loaded.
pub(super) fn keys_are_different(cx: &mut Ctx<'_>) {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen: Vec<(EntityId, Vec<&RowValue>, &SeedRow)> = Vec::new();
    for row in cx.ir.seeds.iter().flat_map(|it| &it.rows) {
        let fields = cx.ir.entity(row.entity).key_fields();
        let key: Option<Vec<&RowValue>> = fields.into_iter().map(|it| row.value(it)).collect();
        let Some(key) = key else { continue };
        match seen.iter().find(|(entity, other, _)| *entity == row.entity && *other == key) {
            Some((_, _, first)) => found.push(
                Diagnostic::error(
                    Code::F0203,
                    row.span,
                    format!("`{}` and `{}` have the same key", first.label, row.label),
                )
                .label("the second")
                .secondary(first.span, "the first"),
            ),
            None => seen.push((row.entity, key, row)),
        }
    }
    cx.diagnostics.extend(found);
}
