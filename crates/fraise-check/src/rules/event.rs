//! Rules about the events that the service tells to the outside.

use fraise_diagnostics::{Code, Diagnostic};
use fraise_ir::authz;
use fraise_syntax::document::StepDecl;

use crate::context::Ctx;

/// F1102: an event that is declared is emitted somewhere.
///
/// Asked of the document, in which a step that was not understood still says what it emits.
pub(super) fn declared_events_are_emitted(cx: &mut Ctx<'_>) {
    let machines = cx.document.types.iter().filter_map(|it| it.value.machine.as_ref());
    let by_machines = machines.flat_map(|it| &it.events).filter_map(|it| it.value.emit.as_ref());
    let steps = cx.document.mutations.iter().flat_map(|it| &it.value.steps);
    let by_steps = steps.filter_map(|it| match it {
        StepDecl::Emit(it) => Some(&it.emit),
        StepDecl::Find(_)
        | StepDecl::Create(_)
        | StepDecl::Upsert(_)
        | StepDecl::Update(_)
        | StepDecl::Delete(_)
        | StepDecl::Fire(_)
        | StepDecl::Apply(_)
        | StepDecl::Require(_) => None,
    });
    let emitted: Vec<&str> = by_machines.chain(by_steps).map(|it| it.as_str()).collect();
    let silent = cx.document.events.iter().filter(|it| !emitted.contains(&it.name.as_str()));
    let found: Vec<Diagnostic> = silent
        .map(|it| {
            let message = format!("the event `{}` is never emitted", it.name.as_str());
            Diagnostic::new(Code::F1102, it.name.span, message)
                .label("declared, and told by nobody")
                .help("Name it in `emit:` of a machine's event or of a step, or take it away.")
        })
        .collect();
    cx.diagnostics.extend(found);
}

/// F1103: what leaves the service in an event is read by anybody who listens.
pub(super) fn payload_shows_no_guarded_field(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for (event, entry) in cx.ir.events.iter().zip(&cx.document.events) {
        for field in event.payload.iter().map(|it| cx.ir.field(*it)).filter(|it| authz::field_is_guarded(it))
        {
            let written = entry.value.payload.iter().find(|it| it.as_str() == field.name);
            let span = written.map_or(event.span, |it| it.span);
            let message = format!("the event `{}` tells `{}` to everybody", event.name, field.name);
            found.push(
                Diagnostic::error(Code::F1103, span, message)
                    .label("whoever listens reads it")
                    .secondary(field.span, "guarded here by `read`")
                    .help("Take it out of the payload; who may read it asks for it by the row's id."),
            );
        }
    }
    cx.diagnostics.extend(found);
}
