//! Which types, enums and objects the service needs: what is published, and what a rule asks about.

use std::collections::BTreeSet;

use fraise_ir::{
    AccessItem, EntityId, EnumId, Ir, ObjectId, RelationId, Type, authz, published, published::Member,
    relation::RelationKind,
};

/// Everything that has a static.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) entities: BTreeSet<EntityId>,
    pub(super) enums: BTreeSet<EnumId>,
    pub(super) objects: BTreeSet<ObjectId>,
    /// Objects as arguments.
    pub(super) inputs: BTreeSet<ObjectId>,
}

impl Reached {
    pub(super) fn from(ir: &Ir) -> Self {
        let mut reached = Self::default();
        for entity in ir.entities.iter().filter(|it| published::entity_is_published(ir, it.id)) {
            reached.entity(ir, entity.id);
        }
        for query in ir.queries.iter().filter(|it| published::query_is_published(ir, it)) {
            query.inputs.iter().for_each(|it| reached.input(ir, &it.ty));
            reached.access(ir, &query.access.items);
        }
        for mutation in ir.mutations.iter().filter(|it| published::mutation_is_published(ir, it)) {
            mutation.inputs.iter().for_each(|it| reached.given(ir, &it.ty));
        }
        for operation in published::raw_operations(ir) {
            let given = operation.fields.iter().filter(|it| it.published).map(|it| &it.input);
            operation.key.iter().chain(given).for_each(|it| reached.given(ir, &it.ty));
        }
        reached.value(ir, &ir.viewer.id_type);
        ir.viewer.claims.iter().for_each(|it| reached.value(ir, &it.ty));
        reached
    }

    /// The entity, the values of its fields, and the entities that its rules ask about.
    fn entity(&mut self, ir: &Ir, id: EntityId) {
        if !self.entities.insert(id) {
            return;
        }
        self.access(ir, &ir.entity(id).access.read);
        if !published::entity_is_published(ir, id) {
            return;
        }
        for member in published::members(ir, id) {
            match member {
                Member::CompositeKey(_) => {}
                Member::Field(field) => {
                    let field = ir.field(field);
                    self.value(ir, &field.ty);
                    self.access(ir, field.read.as_deref().unwrap_or_default());
                }
                Member::Relation(relation) => self.on_the_way(ir, relation),
            }
        }
    }

    /// A relation through another asks whether the rows between them are readable.
    fn on_the_way(&mut self, ir: &Ir, relation: RelationId) {
        match ir.relation(relation).kind {
            RelationKind::Inverse(_) => {}
            RelationKind::Through(first, second) => {
                self.entity(ir, ir.relation(first).target);
                self.on_the_way(ir, first);
                self.on_the_way(ir, second);
            }
        }
    }

    fn access(&mut self, ir: &Ir, items: &[AccessItem]) {
        for item in items {
            match item {
                AccessItem::Via { reference, .. } => {
                    if let Some(target) = authz::via_target(ir, *reference) {
                        self.entity(ir, target);
                    }
                }
                AccessItem::Role { .. } => {}
            }
        }
    }

    /// An argument of an entity's type asks whether the row is readable.
    fn input(&mut self, ir: &Ir, ty: &Type) {
        match ty {
            Type::Ref(entity) => self.entity(ir, *entity),
            Type::Object(_) => {}
            other => self.value(ir, other),
        }
    }

    /// An argument of a function.
    fn given(&mut self, ir: &Ir, ty: &Type) {
        match ty {
            Type::Object(id) => {
                if self.inputs.insert(*id) {
                    ir.object(*id).fields.iter().for_each(|it| self.given(ir, &it.ty));
                }
            }
            Type::Array(item) => self.given(ir, item),
            other => self.value(ir, other),
        }
    }

    fn value(&mut self, ir: &Ir, ty: &Type) {
        match ty {
            Type::Enum(id) => {
                self.enums.insert(*id);
            }
            Type::Object(id) => {
                if self.objects.insert(*id) {
                    ir.object(*id).fields.iter().for_each(|it| self.value(ir, &it.ty));
                }
            }
            Type::Array(item) => self.value(ir, item),
            Type::Bool
            | Type::Int
            | Type::BigInt
            | Type::Decimal(_)
            | Type::Text(_)
            | Type::Varchar(_)
            | Type::Uuid
            | Type::Date
            | Type::Time
            | Type::Timestamptz
            | Type::Interval
            | Type::Json
            | Type::Bytes
            | Type::Ref(_)
            | Type::Null => {}
        }
    }
}
