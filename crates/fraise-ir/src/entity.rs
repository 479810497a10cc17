//! Entities: types with a table.

use fraise_diagnostics::Span;
use serde::Serialize;

use crate::{
    Effect, EntityAccess, EntityId, Expr, Field, FieldId, Relation, access::Rule, index, law,
    machine::Machine, moves::Moves,
};

/// One type of the schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// Its own id.
    pub id: EntityId,
    /// Name as declared, pascal case.
    pub name: String,
    /// Table name.
    pub table: String,
    /// Name in the SDL; `None` hides it.
    pub graphql: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Prose.
    pub description: Option<String>,
    /// Reason, if deprecated.
    pub deprecated: Option<String>,
    /// What finds a row.
    pub key: Key,
    /// In column order: key, declared fields, fields of the language.
    pub fields: Vec<Field>,
    /// Inverses.
    pub relations: Vec<Relation>,
    /// Named booleans over row and viewer.
    pub rules: Vec<Rule>,
    /// Who may do what.
    pub access: EntityAccess,
    /// Checks of the row.
    pub checks: Vec<law::Check>,
    /// Declared uniques, those of single fields included.
    pub uniques: Vec<index::Unique>,
    /// Declared indexes; those of foreign keys are added where no other covers them.
    pub indexes: Vec<index::Index>,
    /// Paths that lead to the same row.
    pub same: Vec<law::Same>,
    /// Bounded sums.
    pub within: Vec<law::Within>,
    /// Rows change only while this is true.
    pub editable_while: Option<Expr>,
    /// What an insert does.
    pub on_insert: Vec<Effect>,
    /// What a delete does.
    pub on_delete: Vec<Effect>,
    /// Counters and their journal.
    pub moves: Option<Moves>,
    /// The state machine.
    pub machine: Option<Machine>,
    /// No update, no delete.
    pub append_only: bool,
    /// Rows are marked deleted and stay.
    pub soft_delete: bool,
    /// Few rows: migrations may use plain forms.
    pub small: bool,
    /// The type's name in the previous snapshot.
    pub renamed_from: Option<String>,
    /// Fields taken away on purpose.
    pub dropped: Vec<String>,
}

/// What finds a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Key {
    /// The field `id`.
    Id(FieldId),
    /// Several fields; published as one opaque `ID`.
    Composite(Vec<FieldId>),
}

impl Entity {
    /// The fields that make the key.
    pub fn key_fields(&self) -> Vec<FieldId> {
        match &self.key {
            Key::Id(field) => vec![*field],
            Key::Composite(fields) => fields.clone(),
        }
    }

    /// The field `id`, when the key is not composite.
    pub fn id_field(&self) -> Option<FieldId> {
        match &self.key {
            Key::Id(field) => Some(*field),
            Key::Composite(_) => None,
        }
    }

    /// Ids of all fields in order.
    pub fn field_ids(&self) -> impl Iterator<Item = FieldId> + use<> {
        let entity = self.id;
        (0..self.fields.len()).map(move |index| FieldId { entity, index })
    }

    /// The field of a name.
    pub fn find_field(&self, name: &str) -> Option<FieldId> {
        let index = self.fields.iter().position(|field| field.name == name)?;
        Some(FieldId { entity: self.id, index })
    }
}
