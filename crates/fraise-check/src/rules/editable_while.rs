//! Whether a row may be edited is asked of it and of the rows it hangs on, which are locked so long.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::{
    expr::Hop,
    reads::{self, What},
};

use crate::context::Ctx;

/// F0602: no row that the condition does not lock could change the answer.
pub(super) fn edits_depend_on_rows_that_are_locked(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for condition in cx.ir.entities.iter().filter_map(|it| it.editable_while.as_ref()) {
        let reads = reads::reads(&cx.ir, condition);
        let is_other = |hop: &Hop| matches!(hop, Hop::Inverse(_));
        if reads.iter().any(|it| it.what == What::Rows || it.hops.iter().any(is_other)) {
            found.push(
                Diagnostic::error(Code::F0602, condition.span, "this cannot be kept true while others write")
                    .label("reads rows that could come, change or go meanwhile")
                    .help("Read this row and the rows its references lead to; an aggregate of theirs may be `stored: true`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}
