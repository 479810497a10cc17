//! The counted row stays while something is held of it, and counts exactly.

use fraise_diagnostics::{Diagnostic, Span};
use fraise_ir::{
    EntityId, Ir, Type,
    expr::{Hop, Root},
    field::OnDelete,
    mutation::StepKind,
};

use super::{
    ledger::KeyPart,
    linear::{Atom, Form, itself},
    number::Number,
    place::Place,
    proof::{Held, Proof},
    told,
};

/// F0711: where a counted row may go, or may be rounded.
pub(super) fn counters_stay(proof: &Proof<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for held in &proof.holds {
        if let Some(at) = goes(proof.ir, proof.counter.entity)
            && !is_kept_by_lines(proof, held)
        {
            found.push(told::open(proof, at, "a counted row can be deleted while something is held of it"));
        }
        let amount = held.amount(proof.ir, &Place::root(Root::Line), None, &itself);
        if amount.is_some_and(|it| is_rounded(proof, &it)) {
            let reason = "the amount has more digits behind the point than the counter keeps";
            found.push(told::open(proof, held.hold.amount.span, reason));
        }
    }
    found
}

/// Where something may delete rows of a type: people, a mutation, or the row that it hangs on.
fn goes(ir: &Ir, entity: EntityId) -> Option<Span> {
    let declared = ir.entity(entity);
    let deleting =
        ir.mutations.iter().flat_map(|it| &it.steps).find(
            |step| matches!(&step.kind, StepKind::Delete { entity: deleted, .. } if *deleted == entity),
        );
    let cascading = declared.fields.iter().find(|field| {
        field.reference.is_some_and(|it| {
            it.on_delete == OnDelete::Cascade && it.target != entity && goes(ir, it.target).is_some()
        })
    });
    let by_hand = declared.access.delete.as_ref().map(|_| declared.span);
    by_hand.or(deleting.map(|it| it.span)).or(cascading.map(|it| it.span))
}

/// Each line refers to the counted row itself, which cannot go before the line.
fn is_kept_by_lines(proof: &Proof<'_>, held: &Held<'_>) -> bool {
    let line = Place::root(Root::Line);
    let key = held.key(proof.ir, &line, None).unwrap_or_default();
    key.iter().any(|(_, part)| match part {
        KeyPart::Row(place) => {
            match place.hops.as_slice() {
                [Hop::Reference(field)] => proof.ir.field(*field).reference.is_some_and(|it| {
                    it.target == proof.counter.entity && it.on_delete == OnDelete::Restrict
                }),
                _ => false,
            }
        }
        KeyPart::Value(_) => false,
    })
}

/// Some part of the amount has more digits behind the point than the counter.
fn is_rounded(proof: &Proof<'_>, amount: &Form) -> bool {
    let digits = |ty: &Type| match ty {
        Type::Int | Type::BigInt => Some(0),
        Type::Decimal(size) => size.map(|it| it.scale),
        _ => None,
    };
    let kept = digits(&proof.ir.field(proof.counter).ty).unwrap_or_default();
    let of_term = |(atom, number): (&Atom, &Number)| match atom {
        Atom::Column(_, field) => {
            digits(&proof.ir.field(*field).ty).is_none_or(|it| it + number.scale() > kept)
        }
        Atom::Qty | Atom::Given(_) | Atom::Other(..) => false,
    };
    amount.constant.scale() > kept || amount.terms.iter().any(of_term)
}
