//! Rules about defaults.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    FieldId, FieldKind, Ir,
    expr::{ExprKind, Root},
    field::Default as FieldDefault,
};

use crate::context::Ctx;

/// F0305: a default that reads something is filled when the row is inserted, all of them at once; one that reads
/// another would read what is not there yet.
pub(super) fn defaults_do_not_wait_for_one_another(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for id in cx.ir.entities.iter().flat_map(|it| it.field_ids()) {
        let FieldKind::Plain { default: Some(FieldDefault::Path(expr)) } = &cx.ir.field(id).kind else {
            continue;
        };
        expr.walk(&mut |part| {
            let ExprKind::Field { row, field } = &part.kind else { return };
            let is_own = row.root == Root::This && row.hops.is_empty();
            if is_own && is_filled_late(&cx.ir, *field) {
                let other = cx.ir.field(*field);
                found.push(
                    Diagnostic::error(
                        Code::F0305,
                        part.span,
                        format!("the default of `{}` is not known yet", other.name),
                    )
                    .label("this is filled at the same moment")
                    .secondary(other.span, "declared here, with a default that reads something")
                    .help("Write out here what that default reads."),
                );
            }
        });
    }
    cx.diagnostics.extend(found);
}

fn is_filled_late(ir: &Ir, field: FieldId) -> bool {
    match &ir.field(field).kind {
        FieldKind::Plain { default: Some(FieldDefault::Path(_)) } => true,
        // A generated column is computed after the triggers that fill defaults (PostgreSQL manual, 5.4).
        FieldKind::StoredRow(_) => true,
        FieldKind::Plain { .. } | FieldKind::Virtual(_) | FieldKind::StoredAggregate { .. } => false,
    }
}
