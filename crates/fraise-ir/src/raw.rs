//! Raw operations: `createX`, `updateX` and `deleteX` of a type whose `access` says who may (LANGUAGE, 10).
//!
//! They stand nowhere in the schema; all targets derive them here. Each is one function of the database, which takes the
//! values as one object of JSON by [`Input::sql`], and gives back the key:
//!
//! ```sql
//! create_product(p_input jsonb), update_product(p_id uuid, p_input jsonb), delete_product(p_id uuid)
//! ```

use serde::Serialize;

use crate::{
    AccessItem, Entity, EntityId, FieldId, FieldKind, Input, Ir, Type,
    authz::{self, Holders},
    names, published,
};

/// What a raw operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Verb {
    /// `createX(input)`
    Create,
    /// `updateX(id, input)`
    Update,
    /// `deleteX(id)`
    Delete,
}

/// One of the operations of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct RawOperation<'ir> {
    /// The type.
    pub entity: EntityId,
    /// What it does to a row.
    pub verb: Verb,
    /// `create_product`: what tests call it.
    pub name: String,
    /// Name of the SQL function: the same, shortened where it is too long.
    pub sql: String,
    /// Name in the SDL, `createProduct`; `None` where clients could not call it.
    pub graphql: Option<String>,
    /// Name of its input object in the SDL, `CreateProductInput`; `None` where clients can give nothing.
    pub graphql_input: Option<String>,
    /// Who may, for which rows; never empty.
    pub access: &'ir [AccessItem],
    /// The key that finds the row, in the order of the arguments; none at create.
    pub key: Vec<Input>,
    /// What a caller may write, in the order of the fields; none at delete.
    pub fields: Vec<Given>,
}

/// A field that a caller gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Which.
    pub field: FieldId,
    /// The key of the object, its names and its type; nullable in the SDL where it may be left out.
    pub input: Input,
    /// It must be given.
    pub required: bool,
    /// Null may be given, and is what is stored then.
    pub takes_null: bool,
    /// It stands in the input object of the SDL.
    pub published: bool,
}

/// What the answer of an operation is in the SDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The row as it is now; null for somebody who may not read it.
    Row {
        /// Everybody who may call may read it.
        certain: bool,
    },
    /// The key of the row that is gone, `ID!`.
    Key,
}

impl Verb {
    /// All of them, in the order of the output.
    pub const ALL: [Verb; 3] = [Verb::Create, Verb::Update, Verb::Delete];

    /// `create`
    pub fn word(self) -> &'static str {
        match self {
            Verb::Create => "create",
            Verb::Update => "update",
            Verb::Delete => "delete",
        }
    }

    /// `create_product`
    pub fn name(self, entity: &Entity) -> String {
        format!("{}_{}", self.word(), names::snake(&entity.name))
    }

    fn access(self, entity: &Entity) -> Option<&[AccessItem]> {
        match self {
            Verb::Create => entity.access.create.as_deref(),
            Verb::Update => entity.access.update.as_deref(),
            Verb::Delete => entity.access.delete.as_deref(),
        }
    }
}

impl RawOperation<'_> {
    /// What is answered when it is done.
    pub fn answer(&self, ir: &Ir) -> Answer {
        let readers = authz::unconditional(ir, &ir.entity(self.entity).access.read);
        match self.verb {
            Verb::Create | Verb::Update => {
                Answer::Row { certain: readers.covers(&authz::possible(ir, self.access)) }
            }
            Verb::Delete => Answer::Key,
        }
    }
}

/// The operations of all types, in the order of the schema.
pub fn operations(ir: &Ir) -> Vec<RawOperation<'_>> {
    ir.entities.iter().flat_map(|it| of_entity(ir, it)).collect()
}

/// The operations of a type.
pub fn of_entity<'ir>(ir: &'ir Ir, entity: &'ir Entity) -> Vec<RawOperation<'ir>> {
    Verb::ALL.into_iter().filter_map(|verb| operation(ir, entity, verb)).collect()
}

/// The operation, if there is one: somebody may, and there is something to do.
pub fn operation<'ir>(ir: &'ir Ir, entity: &'ir Entity, verb: Verb) -> Option<RawOperation<'ir>> {
    let access = verb.access(entity).filter(|it| !it.is_empty())?;
    let fields = given(ir, entity, verb);
    if fields.is_empty() && verb == Verb::Update {
        return None;
    }
    let name = verb.name(entity);
    let key = match verb {
        Verb::Create => Vec::new(),
        Verb::Update | Verb::Delete => entity.key_fields().iter().map(|it| input(ir, *it, true)).collect(),
    };
    let is_published = is_published(ir, entity, verb, access, &fields);
    let takes_something = is_published && fields.iter().any(|it| it.published);
    let input_name = || names::pascal(&format!("{}_{}_input", verb.word(), names::snake(&entity.name)));
    Some(RawOperation {
        entity: entity.id,
        verb,
        sql: names::shortened(&name),
        graphql: is_published.then(|| ir.naming.operation(&name)),
        graphql_input: takes_something.then(input_name),
        name,
        access,
        key,
        fields,
    })
}

/// Clients see the type and can give what must be given, and a token may hold one of the roles.
fn is_published(ir: &Ir, entity: &Entity, verb: Verb, access: &[AccessItem], fields: &[Given]) -> bool {
    let can_be_given = fields.iter().all(|it| it.published || !it.required);
    let changes_something = verb != Verb::Update || fields.iter().any(|it| it.published);
    published::entity_is_published(ir, entity.id)
        && can_be_given
        && changes_something
        && !only_internal(ir, access)
}

fn given(ir: &Ir, entity: &Entity, verb: Verb) -> Vec<Given> {
    let may_be_given = |id: &FieldId| {
        let field = ir.field(*id);
        let is_plain = matches!(field.kind, FieldKind::Plain { .. });
        let has_writers = field.write.as_deref().is_none_or(|it| !authz::possible(ir, it).is_nobody());
        let is_there = match verb {
            Verb::Create => true,
            Verb::Update => !field.frozen && !authz::is_key(ir, *id),
            Verb::Delete => false,
        };
        is_there && field.is_stored() && is_plain && !field.server_only && has_writers
    };
    entity.field_ids().filter(may_be_given).map(|id| given_field(ir, id, verb)).collect()
}

fn given_field(ir: &Ir, id: FieldId, verb: Verb) -> Given {
    let field = ir.field(id);
    let has_default = matches!(field.kind, FieldKind::Plain { default: Some(_) });
    let required = verb == Verb::Create && !field.nullable && !has_default;
    let leads_somewhere = field.reference.is_none_or(|it| published::entity_is_published(ir, it.target));
    let has_clients = field.write.as_deref().is_none_or(|it| !only_internal(ir, it));
    Given {
        field: id,
        input: input(ir, id, required),
        required,
        takes_null: field.nullable,
        published: field.graphql.is_some() && leads_somewhere && has_clients,
    }
}

/// The slot that a field is given by.
fn input(ir: &Ir, id: FieldId, required: bool) -> Input {
    let field = ir.field(id);
    let sql = match field.ty {
        Type::Ref(_) => format!("{}_id", field.name),
        _ => field.name.clone(),
    };
    Input {
        name: field.name.clone(),
        graphql: ir.naming.argument(&sql),
        graphql_output: ir.naming.field(&field.name),
        sql,
        span: field.span,
        description: field.description.clone(),
        deprecated: field.deprecated.clone().filter(|_| !required),
        ty: field.ty.clone(),
        scalar: field.scalar,
        nullable: !required,
        default: None,
        bounds: field.bounds,
        renamed_from: None,
        secret: false,
        rule: None,
    }
}

/// No token holds a role of these items.
fn only_internal(ir: &Ir, items: &[AccessItem]) -> bool {
    match authz::possible(ir, items) {
        Holders::Everyone => false,
        Holders::Roles(roles) => roles.iter().all(|it| ir.role(*it).internal),
    }
}
