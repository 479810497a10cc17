//! A row that the database refuses: F1205, at its label.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_emit_postgres::SeedBatch;
use fraise_pg::Refusal;

/// F1205, at the label of the row.
pub fn finding(batches: &[SeedBatch], refusal: &Refusal) -> Option<Diagnostic> {
    let batch = batches.get(refusal.batch)?;
    let row = refusal.row.and_then(|it| batch.rows.get(it));
    let place = row.or_else(|| batch.rows.first())?;
    let message = match row {
        Some(row) => format!("the database refuses `{}`: {}", row.label, refusal.message),
        None => format!("the database refuses these rows of `{}`: {}", batch.of, refusal.message),
    };
    let found =
        Diagnostic::error(Code::F1205, place.span, message).label(format!("SQLSTATE {}", refusal.code));
    Some(match &refusal.detail {
        Some(detail) => found.help(format!("It says: {detail}")),
        None => found,
    })
}
