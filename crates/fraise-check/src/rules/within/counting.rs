//! F0804: rows begin to count by being written, never by themselves.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{
    Expr, FieldId, Ir,
    expr::Hop,
    machine::Machine,
    reads::{self, What},
};

use super::{
    all_within, moving_hops, stays,
    time::begins_with_time,
    truth::{Known, Truth},
};
use crate::context::Ctx;

/// F0804: nothing elsewhere makes rows count that did not.
pub(in crate::rules) fn rows_begin_to_count_when_written(cx: &mut Ctx<'_>) {
    let mut found = Vec::new();
    for counting in all_within(&cx.ir).filter_map(|it| it.counting.as_ref()) {
        let states = states(&cx.ir, counting);
        for (path, machine) in &states {
            found.extend(counted_again(&cx.ir, counting, path, machine));
        }
        let is_state = |hops: &[Hop], field: FieldId| {
            states.iter().any(|(path, machine)| path == hops && machine.field == field)
        };
        found.extend(
            changes_elsewhere(&cx.ir, counting, &is_state).into_iter().map(|it| it.begins(counting.span)),
        );
        if begins_with_time(counting, true) {
            found.push(
                Diagnostic::error(Code::F0804, counting.span, "rows begin to count as time goes by")
                    .label("can become true later, when nobody sums")
                    .help("Rows may stop to count: `expires_at > now()`."),
            );
        }
    }
    cx.diagnostics.extend(found);
}

/// What other rows hold may change while nobody sums.
enum Elsewhere {
    /// A field of another row, or a reference on the way to it.
    Field { name: String, declared: Span },
    /// The rows of a to-many, or a row that may come later.
    Rows,
}

impl Elsewhere {
    fn field(ir: &Ir, field: FieldId) -> Self {
        let declared = ir.field(field);
        Elsewhere::Field { name: declared.name.clone(), declared: declared.span }
    }

    fn begins(self, at: Span) -> Diagnostic {
        let found = Diagnostic::error(Code::F0804, at, "rows could begin to count when nobody sums");
        match self {
            Elsewhere::Field { name, declared } => found
                .label(format!("`{name}` of another row may change"))
                .secondary(declared, "neither frozen, nor the field of a machine")
                .help("Mark the field `frozen: true`, or let a machine say when rows stop to count."),
            Elsewhere::Rows => found.label("reads rows that may come later").help(
                "Read fields of this row, and what is `frozen` or kept by a machine in the rows it leads to.",
            ),
        }
    }
}

/// What an expression reads of other rows and what may change there by itself, states of machines aside.
fn changes_elsewhere(ir: &Ir, expr: &Expr, is_state: &dyn Fn(&[Hop], FieldId) -> bool) -> Vec<Elsewhere> {
    let mut changing: Vec<FieldId> = Vec::new();
    let mut rows = false;
    for read in reads::reads(ir, expr) {
        changing.extend(moving_hops(ir, &read.hops));
        rows |= read.hops.iter().any(|hop| matches!(hop, Hop::Inverse(_))) || read.what == What::Rows;
        if let What::Column(field) = read.what
            && !read.hops.is_empty()
            && !stays(ir, field)
            && !is_state(&read.hops, field)
        {
            changing.push(field);
        }
    }
    let mut found: Vec<Elsewhere> = Vec::new();
    for (position, field) in changing.iter().enumerate() {
        if changing.iter().position(|it| it == field) == Some(position) {
            found.push(Elsewhere::field(ir, *field));
        }
    }
    found.extend(rows.then_some(Elsewhere::Rows));
    found
}

/// The machines of other rows whose states a condition reads, with the ways to the rows.
fn states<'ir>(ir: &'ir Ir, counting: &Expr) -> Vec<(Vec<Hop>, &'ir Machine)> {
    let remote = reads::reads(ir, counting).into_iter().filter(|it| !it.hops.is_empty());
    let states = remote.filter_map(|read| match read.what {
        What::Column(field) => {
            let machine = ir.entity(field.entity).machine.as_ref().filter(|it| it.field == field)?;
            Some((read.hops, machine))
        }
        What::Key | What::Rows | What::Time => None,
    });
    states.collect()
}

/// The events that make a row count which did not.
fn counted_again(ir: &Ir, counting: &Expr, path: &[Hop], machine: &Machine) -> Vec<Diagnostic> {
    let known = |state: usize| {
        let value = member(ir, machine.field, state);
        Known { ir, path, field: machine.field, value: &value }.of(counting, &[])
    };
    let begins = |from: usize, to: usize| match (known(from), known(to)) {
        (Truth::True, _) | (_, Truth::False) => false,
        (Truth::Open(before), Truth::Open(behind)) => before != behind,
        (Truth::False | Truth::Open(_) | Truth::Unclear, _) => true,
    };
    let turning = machine.events.iter().filter(|event| event.from.iter().any(|from| begins(*from, event.to)));
    turning
        .map(|event| {
            let message = format!("the event `{}` makes rows count that did not", event.name);
            Diagnostic::error(Code::F0804, counting.span, message)
                .label("can become true later, when nobody sums")
                .secondary(event.span, "by this event")
                .help("Let rows count from the beginning, and stop to count: `state <> 'cancelled'`.")
        })
        .collect()
}

fn member(ir: &Ir, state: FieldId, at: usize) -> String {
    let fraise_ir::Type::Enum(members) = ir.field(state).ty else { return String::new() };
    ir.enumeration(members).members.get(at).map(|it| it.name.clone()).unwrap_or_default()
}
