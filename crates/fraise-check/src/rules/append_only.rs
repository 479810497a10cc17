//! Journals: rows that are added and stay.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::field::OnDelete;

use crate::context::Ctx;

/// F0602, F0317: nothing in the schema asks for a change that the journal refuses.
pub(super) fn journals_are_not_changed(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for entity in cx.ir.entities.iter().filter(|it| it.append_only) {
        let given = [("update", &entity.access.update), ("delete", &entity.access.delete)];
        for (verb, _) in given.into_iter().filter(|(_, items)| items.is_some()) {
            found.push(
                Diagnostic::error(
                    Code::F0602,
                    entity.span,
                    format!("nobody can {verb} a row of `{}`", entity.name),
                )
                .label("`append_only` refuses it")
                .help(format!("Take `{verb}` out of its access, or `append_only` away.")),
            );
        }
        if entity.soft_delete {
            found.push(
                Diagnostic::error(
                    Code::F0602,
                    entity.span,
                    format!("no row of `{}` can be marked as deleted", entity.name),
                )
                .label("`append_only` refuses it")
                .help("Choose one of `append_only` and `soft_delete`."),
            );
        }
        for field in &entity.fields {
            if let Some(reference) = field.reference.filter(|it| it.on_delete != OnDelete::Restrict) {
                let target = cx.ir.entity(reference.target);
                found.push(
                    Diagnostic::error(
                        Code::F0317,
                        field.span,
                        "rows that are only ever added do not change with another row",
                    )
                    .label(format!("deleting a `{}` would be refused", target.name))
                    .help("Write `on_delete: restrict`."),
                );
            }
        }
    }
    cx.diagnostics.extend(found);
}
