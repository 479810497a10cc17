//! The rows that moves write into their journal: whatever applies a move fills them.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{EntityId, FieldKind, MoveId, Type};

use crate::context::Ctx;

/// Where a line of a move comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// A row of this type, whose key is written down.
    Row(EntityId),
    /// A step of a mutation, of which nothing is written down.
    Step,
}

/// Every field that a row needs is given, and the source takes the key of the line.
pub(crate) fn is_filled(cx: &mut Ctx<'_>, applied: MoveId, with: &[&str], source: Source, span: Span) {
    let Some(journal) = cx.ir.entity(applied.entity).moves.as_ref().and_then(|it| it.journal.clone()) else {
        return;
    };
    let mut found = Vec::new();
    for field in cx.ir.entity(journal.into).field_ids() {
        let declared = cx.ir.field(field);
        let is_source = journal.source == Some(field);
        let is_written = field == journal.kind
            || field == journal.quantity
            || journal.copied.iter().any(|(it, _)| *it == field)
            || (is_source && matches!(source, Source::Row(_)));
        let needs_a_value = !declared.nullable && matches!(declared.kind, FieldKind::Plain { default: None });
        if needs_a_value && !is_written && !with.contains(&declared.name.as_str()) {
            found.push(
                Diagnostic::error(
                    Code::F1202,
                    span,
                    format!("`{}` of the journal is not given", declared.name),
                )
                .label("writes a row that would lack it")
                .secondary(declared.span, "declared here without default and without `?`"),
            );
        }
    }
    if let (Source::Row(line), Some(field)) = (source, journal.source) {
        let declared = cx.ir.field(field);
        let key = cx.ir.entity(line).id_field().map(|it| &cx.ir.field(it).ty);
        if !declared.ty.is_text() && key != Some(&declared.ty) {
            let line = &cx.ir.entity(line).name;
            found.push(
                Diagnostic::error(
                    Code::F0501,
                    span,
                    format!("the source of the journal cannot hold the key of `{line}`"),
                )
                .secondary(declared.span, "declared here")
                .help("Make it a text: `varchar(50)?`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}

/// A journal counts in numbers.
pub(super) fn quantity_is_a_number(cx: &mut Ctx<'_>, quantity: fraise_ir::FieldId, span: Span) {
    let declared = cx.ir.field(quantity);
    if !matches!(declared.ty, Type::Int | Type::BigInt | Type::Decimal(_)) {
        let found = Diagnostic::error(Code::F0501, span, "the quantity of a journal is a number")
            .secondary(declared.span, "declared here");
        cx.report(found);
    }
}
