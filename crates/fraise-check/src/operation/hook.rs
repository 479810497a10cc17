//! Hooks: calls into code, with typed input and output.

use fraise_ir::mutation::Hook;

use crate::{
    context::Ctx,
    entity::input_of,
    types::{self, Place},
};

/// Declares all hooks.
pub(super) fn declare(cx: &mut Ctx<'_>) {
    for entry in &cx.document.hooks {
        let input = super::inputs(cx, &entry.value.input);
        let mut output = Vec::new();
        for field in &entry.value.output {
            match types::resolve(cx, &field.value, Place::Input) {
                Some(resolved) => output.push(input_of(cx, &field.name, &resolved, None)),
                None => cx.names.leave_out_input(&field.name),
            }
        }
        cx.ir.hooks.push(Hook {
            name: entry.name.as_str().to_owned(),
            span: entry.name.span,
            description: entry.value.description.as_ref().map(|it| it.value.clone()),
            input,
            output,
        });
    }
}
