//! `holds`: a counter is the sum of what all rows hold of it that are in one of the states, of all machines that hold it.

use fraise_ir::{Entity, FieldId, Ir, expr::Root, machine::Hold};
use fraise_lower::{Row, Scope, names};
use fraise_sql::{Fragment, Ident, Literal, ident, sql};

use super::{Invariant, InvariantKind};
use crate::{effect, fill};

pub(super) fn invariants(ir: &Ir) -> Vec<Invariant> {
    let mut counters: Vec<(FieldId, Vec<(&Entity, &Hold)>)> = Vec::new();
    for entity in &ir.entities {
        for hold in entity.machine.iter().flat_map(|it| &it.holds) {
            match counters.iter_mut().find(|(counter, _)| *counter == hold.counter) {
                Some((_, held)) => held.push((entity, hold)),
                None => counters.push((hold.counter, vec![(entity, hold)])),
            }
        }
    }
    counters.iter().filter_map(|(counter, held)| of_counter(ir, *counter, held)).collect()
}

fn of_counter(ir: &Ir, counter: FieldId, held: &[(&Entity, &Hold)]) -> Option<Invariant> {
    let (_, first) = held.first()?;
    let counted = ir.entity(counter.entity);
    let fields: Vec<FieldId> = first.key.iter().map(|(field, _)| *field).collect();
    let parts = held.iter().map(|(entity, hold)| of_hold(ir, entity, hold, &fields));
    let all = Fragment::join(" union all ", parts);
    let same = fields
        .iter()
        .enumerate()
        .map(|(position, field)| sql!["held.", key_name(position), " = it.", names::column(ir, *field)]);
    let sum = sql!["select sum(held.amount) from (", all, ") as held where ", Fragment::join(" and ", same)];
    let wanted = sql!["coalesce((", sum, "), 0)"];
    let found = sql!["it.", names::column(ir, counter)];
    Some(Invariant {
        kind: InvariantKind::Hold,
        name: format!("`{}.{}` is what the rows hold of it", counted.name, ir.field(counter).name),
        span: first.span,
        question: super::differing(ir, counted, &found, &wanted),
    })
}

/// `select .. as amount, .. as key_1 from orders as it join order_items as line on .. where it.status in (..)`
fn of_hold(ir: &Ir, entity: &Entity, hold: &Hold, fields: &[FieldId]) -> Fragment {
    let line = if hold.each.is_some() { ident!("line") } else { ident!("it") };
    let scope = Scope::new(ir)
        .bind(Root::This, Row::Named(ident!("it")))
        .bind(Root::Line, Row::Named(line))
        .bind(Root::Old, Row::Named(ident!("it")));
    let amount = fill::flat(ir, &scope.value(&hold.amount));
    let mut columns = vec![sql![amount, " as amount"]];
    for (position, field) in fields.iter().enumerate() {
        let value = hold.key.iter().find(|(it, _)| it == field);
        let value = value.map_or_else(|| sql!["null"], |(_, value)| fill::flat(ir, &scope.value(value)));
        columns.push(sql![value, " as ", key_name(position)]);
    }
    let mut from = sql![names::table(ir, entity.id), " as it"];
    for join in hold.each.iter().flat_map(|each| effect::lines(ir, each, &scope)) {
        from = sql![from, " ", join];
    }
    let state = entity.machine.as_ref().map(|it| sql!["it.", names::column(ir, it.field)]);
    let states = hold.states.iter().map(|it| sql![Literal::text(&state_name(ir, entity, *it))]);
    let among = match state {
        Some(state) => sql![state, " in (", Fragment::join(", ", states), ")"],
        None => sql!["true"],
    };
    sql!["select ", Fragment::join(", ", columns), " from ", from, " where ", among]
}

/// `key_1`
fn key_name(position: usize) -> Ident {
    names::ident(&format!("key_{}", position + 1))
}

/// The name of a state of a machine.
pub(super) fn state_name(ir: &Ir, entity: &Entity, state: usize) -> String {
    let machine = entity.machine.as_ref();
    let members = machine.and_then(|it| match ir.field(it.field).ty {
        fraise_ir::Type::Enum(members) => ir.enumeration(members).members.get(state),
        _ => None,
    });
    members.map(|it| it.name.clone()).unwrap_or_default()
}
