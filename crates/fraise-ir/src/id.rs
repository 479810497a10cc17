//! Typed indexes into the arenas of [`crate::Ir`], and the look-ups they stand for.

use serde::Serialize;

use crate::{Entity, Field, Ir, Relation};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub usize);
    )+};
}

ids! {
    /// Index into `Ir::roles`.
    RoleId,
    /// Index into `Ir::scalars`.
    ScalarId,
    /// Index into `Ir::enums`.
    EnumId,
    /// Index into `Ir::objects`.
    ObjectId,
    /// Index into `Ir::entities`.
    EntityId,
    /// Index into `Ir::errors`.
    ErrorId,
    /// Index into `Ir::queries`.
    QueryId,
    /// Index into `Ir::mutations`.
    MutationId,
    /// Index into `Ir::events`.
    EventId,
    /// Index into `Ir::hooks`.
    HookId,
    /// Index into `Viewer::claims`.
    ClaimId,
    /// Index into `Mutation::names`: a step, an entity input or a hook result by its name.
    StepId,
}

macro_rules! member_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name {
            /// The entity that has it.
            pub entity: EntityId,
            /// Position in that entity's list.
            pub index: usize,
        }
    )+};
}

member_ids! {
    /// A field of an entity.
    FieldId,
    /// A relation of an entity.
    RelationId,
    /// A rule of an entity.
    RuleId,
    /// A move of an entity.
    MoveId,
    /// An event of an entity's machine.
    TransitionId,
}

#[expect(clippy::indexing_slicing, reason = "ids are made from the arena they index, and arenas only grow")]
impl Ir {
    /// The entity of an id.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0]
    }

    /// The field of an id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.entities[id.entity.0].fields[id.index]
    }

    /// The relation of an id.
    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.entities[id.entity.0].relations[id.index]
    }

    /// The rule of an id.
    pub fn rule(&self, id: RuleId) -> &crate::access::Rule {
        &self.entities[id.entity.0].rules[id.index]
    }

    /// The role of an id.
    pub fn role(&self, id: RoleId) -> &crate::Role {
        &self.roles[id.0]
    }

    /// The scalar of an id.
    pub fn scalar(&self, id: ScalarId) -> &crate::value::Scalar {
        &self.scalars[id.0]
    }

    /// The enumeration of an id.
    pub fn enumeration(&self, id: EnumId) -> &crate::value::Enumeration {
        &self.enums[id.0]
    }

    /// The object of an id.
    pub fn object(&self, id: ObjectId) -> &crate::value::Object {
        &self.objects[id.0]
    }

    /// The claim of an id.
    pub fn claim(&self, id: ClaimId) -> &crate::service::Claim {
        &self.viewer.claims[id.0]
    }
}
