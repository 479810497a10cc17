//! What must hold of the whole model, one rule a function.

mod access;
mod append_only;
mod computed;
mod counter;
mod default;
mod editable_while;
mod effect;
mod event;
mod guard;
mod hint;
mod holds;
mod job;
mod lock_order;
mod machine;
mod names;
mod shown;
mod within;

use fraise_diagnostics::Code;

use crate::context::Ctx;

/// Asks every rule.
pub(crate) fn check(cx: &mut Ctx<'_>) {
    computed::computed_fields_make_no_circle(cx);
    computed::own_column_places_read_no_path(cx);
    computed::computed_fields_stay_small(cx);
    default::defaults_do_not_wait_for_one_another(cx);
    shown::computed_field_shows_no_guarded_one(cx);
    shown::relation_shows_no_guarded_reference(cx);
    shown::lists_order_and_search_open_fields(cx);
    append_only::journals_are_not_changed(cx);
    access::via_leads_to_other_types(cx);
    access::access_given_to_no_one_is_meant(cx);
    access::relation_target_is_as_readable(cx);
    access::soft_delete_is_not_cascaded_into(cx);
    access::written_fields_have_a_writer(cx);
    access::results_have_a_reader(cx);
    effect::effects_of_rows_read_what_stays(cx);
    machine::machines_fire_in_no_circle(cx);
    machine::whoever_fires_can_read(cx);
    counter::counters_are_set_by_moves_alone(cx);
    guard::guards_can_hold(cx);
    guard::events_are_fired(cx);
    holds::what_is_held_comes_back(cx);
    holds::counters_that_go_down_are_held(cx);
    editable_while::edits_depend_on_rows_that_are_locked(cx);
    within::rows_begin_to_count_when_written(cx);
    within::bounds_do_not_shrink(cx);
    event::payload_shows_no_guarded_field(cx);
    job::called_mutations_are_repeatable(cx);
    hint::renamed_things_are_gone(cx);
    names::mutations_leave_our_functions_alone(cx);
    if !cx.diagnostics.iter().any(|it| it.code == Code::F1101) {
        event::declared_events_are_emitted(cx);
    }
    // What errors leave out or in a circle has no order.
    if !cx.diagnostics.has_errors() {
        lock_order::rows_are_locked_in_order(cx);
    }
    let told_already = [Code::F0203, Code::F0206, Code::F0310];
    if !cx.diagnostics.iter().any(|it| told_already.contains(&it.code)) {
        names::sql_names_are_distinct(cx);
        names::graphql_names_are_distinct(cx);
        names::graphql_names_are_ours(cx);
    }
}
