//! F0205: a hint for the next migration names what was there before, and is there no more.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_syntax::document::Name;

use crate::context::Ctx;

/// Types, fields (of objects too), indexes and members of enums that say `renamed_from` a name which somebody still has.
pub(super) fn renamed_things_are_gone(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    let types = &cx.document.types;
    for (entry, entity) in types.iter().zip(&cx.ir.entities) {
        let still = |old: &str| types.entry(old).map(|it| it.name.span);
        found.extend(still_there(entry.value.renamed_from.as_ref(), "type", still));
        let fields = &entry.value.fields;
        for field in fields {
            let still = |old: &str| fields.entry(old).map(|it| it.name.span);
            found.extend(still_there(field.value.renamed_from.as_ref(), "field", still));
        }
        for index in &entry.value.indexes {
            let still = |old: &str| entity.indexes.iter().find(|it| it.name == old).map(|it| it.span);
            found.extend(still_there(index.renamed_from.as_ref(), "index", still));
        }
    }
    for entry in &cx.document.enums {
        let members = &entry.value.members;
        for member in members {
            let still = |old: &str| members.entry(old).map(|it| it.name.span);
            found.extend(still_there(member.value.renamed_from.as_ref(), "member", still));
        }
    }
    for entry in &cx.document.objects {
        let fields = &entry.value.fields;
        for field in fields {
            let still = |old: &str| fields.entry(old).map(|it| it.name.span);
            found.extend(still_there(field.value.renamed_from.as_ref(), "field", still));
        }
    }
    cx.diagnostics.extend(found);
}

fn still_there(old: Option<&Name>, what: &str, still: impl Fn(&str) -> Option<Span>) -> Option<Diagnostic> {
    let old = old?;
    let place = still(old.as_str())?;
    Some(
        Diagnostic::error(Code::F0205, old.span, format!("the {what} `{}` still exists", old.as_str()))
            .label("nothing was renamed from it")
            .secondary(place, "declared here")
            .help("Take the hint away, or the declaration of the old name."),
    )
}
