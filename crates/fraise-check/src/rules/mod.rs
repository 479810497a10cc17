//! What must hold of the whole model, one rule a function.

mod access;
mod computed;
mod names;

use fraise_diagnostics::Code;

use crate::context::Ctx;

/// Asks every rule.
pub(crate) fn check(cx: &mut Ctx<'_>) {
    computed::computed_fields_make_no_circle(cx);
    computed::own_column_places_read_no_path(cx);
    computed::computed_field_shows_no_guarded_one(cx);
    access::access_given_to_no_one_is_meant(cx);
    access::relation_target_is_as_readable(cx);
    access::payload_shows_no_guarded_field(cx);
    access::soft_delete_is_not_cascaded_into(cx);
    let told_already = [Code::F0203, Code::F0206, Code::F0310];
    if !cx.diagnostics.iter().any(|it| told_already.contains(&it.code)) {
        names::sql_names_are_distinct(cx);
        names::graphql_names_are_distinct(cx);
    }
}
