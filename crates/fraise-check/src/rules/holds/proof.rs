//! What is to be proven of one counter.

use fraise_ir::{
    EntityId, Expr, FieldId, Ir,
    expr::{ExprKind, Hop, Root},
    machine::{Hold, Machine},
};

use super::{
    ledger::{Key, KeyPart},
    linear::{Form, Reading, itself, nothing},
    place::{self, Frame, Lines, Place, Ways},
};

/// A counter and all that is held of it.
pub(super) struct Proof<'p> {
    pub(super) ir: &'p Ir,
    pub(super) counter: FieldId,
    pub(super) holds: Vec<Held<'p>>,
}

/// One hold.
pub(super) struct Held<'p> {
    /// The type of the holders.
    pub(super) holder: EntityId,
    pub(super) machine: &'p Machine,
    pub(super) hold: &'p Hold,
    /// The type of the lines; that of the holders where each is its own line.
    pub(super) line: EntityId,
    /// The hops from a line to its holder.
    pub(super) up: Vec<Hop>,
}

impl<'p> Proof<'p> {
    pub(super) fn of(ir: &'p Ir, counter: FieldId) -> Self {
        let mut holds = Vec::new();
        for entity in &ir.entities {
            let Some(machine) = &entity.machine else { continue };
            for hold in machine.holds.iter().filter(|it| it.counter == counter) {
                let relation = hold.each.as_ref().map(|it| it.relation);
                let line = relation.map_or(entity.id, |it| ir.relation(it).target);
                let up = relation.map(|it| place::up(ir, it)).unwrap_or_default();
                holds.push(Held { holder: entity.id, machine, hold, line, up });
            }
        }
        Self { ir, counter, holds }
    }

    /// `Inventory.quantity_reserved`
    pub(super) fn counter_name(&self) -> String {
        format!("{}.{}", self.ir.entity(self.counter.entity).name, self.ir.field(self.counter).name)
    }
}

impl Held<'_> {
    /// How the hold's expressions are read for a line at a place.
    fn frame(&self, line: &Place) -> Frame {
        Frame { this: line.then(&self.up), line: line.clone() }
    }

    /// What a line at a place holds.
    pub(super) fn amount(
        &self,
        ir: &Ir,
        line: &Place,
        lines: Option<&Lines>,
        column: &dyn Fn(&Place, FieldId) -> Option<Form>,
    ) -> Option<Form> {
        let frame = self.frame(line);
        Reading { ways: Ways { ir, lines }, frame: &frame, column, given: &nothing }.form(&self.hold.amount)
    }

    /// What finds the counter of a line at a place.
    pub(super) fn key(&self, ir: &Ir, line: &Place, lines: Option<&Lines>) -> Option<Key> {
        key(ir, &self.hold.key, &self.frame(line), lines)
    }

    /// The amount of a line as the hold says it.
    pub(super) fn plain_amount(&self, ir: &Ir) -> Option<Form> {
        self.amount(ir, &Place::root(Root::Line), None, &itself)
    }

    pub(super) fn is_held_in(&self, state: usize) -> bool {
        self.hold.states.contains(&state)
    }
}

/// A key, read in a frame.
pub(super) fn key(ir: &Ir, written: &[(FieldId, Expr)], frame: &Frame, lines: Option<&Lines>) -> Option<Key> {
    let mut parts = Vec::new();
    for (field, value) in written {
        let part = match row(ir, value, frame) {
            Some(place) => KeyPart::Row(Ways { ir, lines }.shortest(place)),
            None => {
                let reading = Reading { ways: Ways { ir, lines }, frame, column: &itself, given: &nothing };
                KeyPart::Value(reading.form(value)?)
            }
        };
        parts.push((*field, part));
    }
    parts.sort_by_key(|(field, _)| *field);
    Some(parts)
}

/// The row that a reference, or the key of a row, leads to.
pub(super) fn row(ir: &Ir, value: &Expr, frame: &Frame) -> Option<Place> {
    match &value.kind {
        ExprKind::Row(path) => Some(frame.place(path)),
        ExprKind::Field { row, field } if ir.field(*field).reference.is_some() => {
            Some(frame.place(row).then(&[Hop::Reference(*field)]))
        }
        ExprKind::Field { row, field } if ir.entity(field.entity).id_field() == Some(*field) => {
            Some(frame.place(row))
        }
        _ => None,
    }
}
