//! Worlds: the states that the machines of the rows involved may be in.

use fraise_ir::{EntityId, Ir, Type, machine::Machine};

use super::place::Place;

/// A choice of states.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct World {
    /// The state of the machine of a row.
    pub(in crate::rules) states: Vec<(Place, EntityId, usize)>,
    /// The state that the row itself had before its event.
    pub(in crate::rules) old: Option<usize>,
}

/// Worlds of more machines are not looked at one by one.
const MOST: usize = 4096;

impl World {
    pub(in crate::rules) fn state(&self, place: &Place) -> Option<usize> {
        self.states.iter().find(|(it, ..)| it == place).map(|(.., state)| *state)
    }

    pub(in crate::rules) fn set(&mut self, place: &Place, new: usize) {
        if let Some((.., state)) = self.states.iter_mut().find(|(it, ..)| it == place) {
            *state = new;
        }
    }

    /// The worlds in which further rows are in any of their states; none if they are too many.
    pub(in crate::rules) fn with(self, ir: &Ir, places: &[(Place, EntityId)]) -> Option<Vec<World>> {
        let mut worlds = vec![self];
        for (place, entity) in places {
            if worlds.first().is_some_and(|it| it.state(place).is_some()) {
                continue;
            }
            let count = ir.entity(*entity).machine.as_ref().map_or(0, |it| states(ir, it).len());
            let mut more = Vec::new();
            for world in &worlds {
                for state in 0..count {
                    let mut world = world.clone();
                    world.states.push((place.clone(), *entity, state));
                    more.push(world);
                }
            }
            if more.len() > MOST {
                return None;
            }
            worlds = more;
        }
        Some(worlds)
    }
}

/// The names of a machine's states.
pub(in crate::rules) fn states<'ir>(ir: &'ir Ir, machine: &Machine) -> Vec<&'ir str> {
    match ir.field(machine.field).ty {
        Type::Enum(members) => ir.enumeration(members).members.iter().map(|it| it.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// The shortest way to a state: `pending -confirm-> confirmed`. Of events that lead on equally well the first declared does.
pub(in crate::rules) fn way_to(ir: &Ir, machine: &Machine, state: usize) -> String {
    let names = states(ir, machine);
    let name = |state: usize| names.get(state).copied().unwrap_or_default();
    let mut ways = vec![(machine.initial, name(machine.initial).to_owned())];
    let mut at = 0;
    while let Some((from, way)) = ways.get(at).cloned() {
        if from == state {
            return way;
        }
        for event in machine.events.iter().filter(|it| it.from.contains(&from)) {
            if !ways.iter().any(|(it, _)| *it == event.to) {
                ways.push((event.to, format!("{way} -{}-> {}", event.name, name(event.to))));
            }
        }
        at += 1;
    }
    name(state).to_owned()
}

/// How many events lead to a state at least.
pub(in crate::rules) fn steps_to(ir: &Ir, machine: &Machine, state: usize) -> usize {
    way_to(ir, machine, state).matches("-> ").count()
}
