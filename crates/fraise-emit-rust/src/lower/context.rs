//! What every lowering needs: the model, how expressions print, and how statics are called.

use std::collections::BTreeMap;

use fraise_ir::{EntityId, EnumId, Ir, ObjectId, RoleId, published, raw::Verb};
use fraise_lower::Scope;

use crate::service::{StaticName, StaticNames};

/// The model with a name for each static.
pub(super) struct Context<'ir> {
    pub(super) ir: &'ir Ir,
    pub(super) scope: Scope<'ir>,
    roles: Vec<StaticName>,
    entities: Vec<StaticName>,
    enums: Vec<StaticName>,
    objects: Vec<StaticName>,
    inputs: Vec<StaticName>,
    raw_inputs: BTreeMap<(EntityId, Verb), StaticName>,
}

impl<'ir> Context<'ir> {
    pub(super) fn new(ir: &'ir Ir) -> Self {
        let (mut roles, mut types, mut values) = (taken(), taken(), StaticNames::default());
        Self {
            ir,
            scope: Scope::new(ir),
            roles: ir.roles.iter().map(|it| roles.take(&it.name)).collect(),
            entities: ir.entities.iter().map(|it| types.take(&it.name)).collect(),
            enums: ir.enums.iter().map(|it| values.take(&it.name)).collect(),
            objects: ir.objects.iter().map(|it| values.take(&it.name)).collect(),
            inputs: ir.objects.iter().map(|it| values.take(&it.graphql_input)).collect(),
            raw_inputs: published::raw_operations(ir)
                .iter()
                .filter_map(|it| Some(((it.entity, it.verb), values.take(it.graphql_input.as_ref()?))))
                .collect(),
        }
    }

    pub(super) fn role(&self, id: RoleId) -> StaticName {
        name(&self.roles, id.0)
    }

    pub(super) fn entity(&self, id: EntityId) -> StaticName {
        name(&self.entities, id.0)
    }

    pub(super) fn enumeration(&self, id: EnumId) -> StaticName {
        name(&self.enums, id.0)
    }

    /// An object as an argument.
    pub(super) fn input(&self, id: ObjectId) -> StaticName {
        name(&self.inputs, id.0)
    }

    /// The object of a raw operation.
    pub(super) fn raw_input(&self, entity: EntityId, verb: Verb) -> StaticName {
        self.raw_inputs.get(&(entity, verb)).cloned().unwrap_or_else(|| StaticNames::default().take("input"))
    }

    pub(super) fn object(&self, id: ObjectId) -> StaticName {
        name(&self.objects, id.0)
    }
}

/// Names of a module that has a constant `ALL` of its own.
fn taken() -> StaticNames {
    let mut names = StaticNames::default();
    names.take("all");
    names
}

#[expect(
    clippy::indexing_slicing,
    reason = "there is a name for each member of the arena that the id indexes"
)]
fn name(names: &[StaticName], index: usize) -> StaticName {
    names[index].clone()
}
