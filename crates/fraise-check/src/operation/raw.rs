//! Raw operations, which types have by their `access`: what they take is published as inputs.

use fraise_ir::{Type, raw};

use super::inputs;
use crate::context::Ctx;

/// Objects in fields that callers write are published as inputs.
pub(super) fn objects_are_arguments(cx: &mut Ctx<'_>) {
    let operations = raw::operations(&cx.ir);
    let published = operations.iter().filter(|it| it.graphql.is_some());
    let fields = published.flat_map(|it| &it.fields).filter(|it| it.published);
    let types: Vec<Type> = fields.map(|it| it.input.ty.clone()).collect();
    types.iter().for_each(|it| inputs::mark_argument(cx, it));
}
