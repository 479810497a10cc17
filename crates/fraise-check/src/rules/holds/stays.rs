//! What a hold reads stays as it is, or is changed by moves, which the lists tell.

use fraise_diagnostics::{Code, Diagnostic, Span};
use fraise_ir::{FieldId, FieldKind, FieldOrigin, Ir, expr::Root, field::Default as FieldDefault};

use super::{
    ledger::KeyPart,
    linear::{Atom, Form, Reading, itself, nothing},
    number::Number,
    place::{Frame, Place, Ways, references},
    proof::{Held, Proof},
    told,
};
use crate::{context::Ctx, rules::counter};

/// The counter begins at 0, and neither lines nor counters change hands.
pub(super) fn holds_stay(cx: &Ctx<'_>, proof: &Proof<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = counter_begins_at_zero(proof).into_iter().collect();
    for held in &proof.holds {
        let stay = Stay { cx, proof, held, told: Vec::new() };
        found.extend(stay.findings());
    }
    found
}

fn counter_begins_at_zero(proof: &Proof<'_>) -> Option<Diagnostic> {
    let ir = proof.ir;
    let declared = ir.field(proof.counter);
    let default = match &declared.kind {
        FieldKind::Plain { default: Some(FieldDefault::Column(value)) } => {
            let frame = Frame::plain();
            Reading { ways: Ways { ir, lines: None }, frame: &frame, column: &itself, given: &nothing }
                .form(value)
        }
        FieldKind::Plain { .. }
        | FieldKind::Virtual(_)
        | FieldKind::StoredRow(_)
        | FieldKind::StoredAggregate { .. } => None,
    };
    let hold = proof.holds.first()?.hold;
    (default != Some(Form::number(Number::ZERO))).then(|| {
        Diagnostic::error(
            Code::F0710,
            declared.span,
            format!("`{}` does not begin at 0, where nothing is held yet", proof.counter_name()),
        )
        .label("write `= 0` after its type")
        .secondary(hold.span, "what is held of it")
    })
}

struct Stay<'s> {
    cx: &'s Ctx<'s>,
    proof: &'s Proof<'s>,
    held: &'s Held<'s>,
    told: Vec<FieldId>,
}

impl Stay<'_> {
    fn findings(mut self) -> Vec<Diagnostic> {
        let ir = self.proof.ir;
        let line = Place::root(Root::Line);
        let mut found = Vec::new();
        let owners: Vec<FieldId> = references(&self.held.up).collect();
        for reference in owners {
            found.extend(self.fixed(reference, self.held.hold.span, "and with it the line its holder"));
            if ir.field(reference).nullable {
                let reason = "a line may be without a holder";
                found.push(told::open(self.proof, ir.field(reference).span, reason));
            }
        }
        match self.held.amount(ir, &line, None, &itself) {
            Some(amount) => {
                for atom in amount.terms.keys() {
                    found.extend(self.atom(atom));
                }
            }
            None => {
                let reason = "the amount is no sum of columns";
                found.push(told::open(self.proof, self.held.hold.amount.span, reason));
            }
        }
        for (counted, part) in self.held.key(ir, &line, None).unwrap_or_default() {
            found.extend(self.fixed(counted, self.held.hold.span, "and with it which lines find the row"));
            let fields: Vec<FieldId> = match &part {
                KeyPart::Row(place) => references(&place.hops).collect(),
                KeyPart::Value(form) => {
                    let columns = form.terms.keys().flat_map(Atom::columns);
                    columns.flat_map(|(place, field)| references(&place.hops).chain([field])).collect()
                }
            };
            for field in fields {
                found.extend(self.fixed(
                    field,
                    self.held.hold.span,
                    "and with it the counter that is given back to",
                ));
            }
        }
        found
    }

    /// A part of the amount.
    fn atom(&mut self, atom: &Atom) -> Vec<Diagnostic> {
        let span = self.held.hold.amount.span;
        let is_sum = !matches!(atom, Atom::Other(..));
        let mut found = Vec::new();
        for (place, field) in atom.columns() {
            for reference in references(&place.hops) {
                found.extend(self.fixed(reference, span, "and with it the amount"));
            }
            if counter::is_counter(self.cx, field) {
                if *place != Place::root(Root::Line) || !is_sum {
                    found.push(told::open(
                        self.proof,
                        span,
                        "a column that moves change is no part of the sum",
                    ));
                }
            } else if matches!(self.proof.ir.field(field).kind, FieldKind::StoredAggregate { .. }) {
                found.push(told::open(self.proof, span, "the amount reads an aggregate of other rows"));
            } else {
                found.extend(self.fixed(field, span, "and with it the amount"));
            }
        }
        found
    }

    /// A field that has to stay.
    fn fixed(&mut self, field: FieldId, span: Span, what: &str) -> Option<Diagnostic> {
        if stays(self.proof.ir, field) || self.told.contains(&field) {
            return None;
        }
        self.told.push(field);
        let declared = self.proof.ir.field(field);
        let is_told = |it: &Diagnostic| {
            it.code == Code::F0607 && it.secondary.iter().any(|label| label.span == declared.span)
        };
        if self.cx.diagnostics.iter().any(is_told) {
            return None;
        }
        let name = &declared.name;
        Some(
            Diagnostic::error(
                Code::F0710,
                span,
                format!("`{name}` may change while `{}` is held, {what}", self.proof.counter_name()),
            )
            .label(format!("this reads `{name}`"))
            .secondary(declared.span, "mark this `frozen: true`")
            .help("No effect follows an update, so what a hold reads is frozen, or changed by moves only."),
        )
    }
}

fn stays(ir: &Ir, field: FieldId) -> bool {
    let declared = ir.field(field);
    let given = matches!(declared.origin, FieldOrigin::Id | FieldOrigin::CreatedAt);
    declared.frozen || given || ir.entity(field.entity).key_fields().contains(&field)
}
