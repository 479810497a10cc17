//! Requests to the service, answered by its own engine over one connection.
//!
//! The schema's own queries show a part of the rows, so each type gets a list of all its rows that everybody may ask
//! for, in the model, and every field a name in the schema definition. A reference is asked for as the key that it
//! holds.

use std::collections::{BTreeMap, BTreeSet};

use fraise_emit_graphql::sdl::TypeDefinition;
use fraise_emit_rust::service::FieldKind as FieldKindMade;
use fraise_ir::{
    AccessItem, Checked, Expr, Field, FieldId, FieldKind, Ir, OperationAccess, Query, Type,
    access::Who,
    expr::{ExprKind, Root, RowPath},
    published,
    query::{OrderBy, OrderKey, QueryKind},
    service::Page,
};
use fraise_model::{Asker, Oracle, Row, Unknown, Way, World};
use fraise_runtime::{Config, Engine, Identity};
use fraise_sql::Fragment;
use fraise_verify::{
    access::{
        askers::{self, Caller},
        cells, people,
        report::{Asking, Path, Report},
        statements::Answer,
    },
    key_type,
};
use serde_json::json;

use super::ground::Ground;
use super::{leaked, writes};

/// The model with a list of each type, and where its fields are asked for.
pub(super) struct Open {
    pub(super) ir: Checked<Ir>,
    /// The name of each field in the schema definition; none where nobody may ask.
    names: BTreeMap<FieldId, String>,
}

fn open(ir: &Ir) -> Open {
    let mut ir = ir.clone();
    let mut names = BTreeMap::new();
    for entity in &mut ir.entities {
        entity.graphql = Some(entity.name.clone());
        entity.relations.iter_mut().for_each(|it| it.graphql = None);
        for (index, field) in entity.fields.iter_mut().enumerate() {
            // A reference has a name where it is given; in answers it is the key that stands for it.
            field.graphql = Some(format!("f{index}"));
        }
    }
    for position in 0..ir.entities.len() {
        for id in ir.entities[position].field_ids().collect::<Vec<_>>() {
            match ir.field(id).reference {
                None => {
                    names.insert(id, format!("f{}", id.index));
                }
                Some(reference) => {
                    let key = held_key(ir.field(id), id, key_type(&ir, reference.target));
                    names.insert(id, key.graphql.clone().unwrap());
                    ir.entities[position].fields.push(key);
                }
            }
        }
    }
    ir.queries = ir.entities.iter().map(|it| list_of(&ir, it.id)).collect();
    ir.mutations.clear();
    ir.subscriptions.clear();
    let asked = |id: FieldId| {
        let of = ir.field(id).reference.is_some().then(|| names.get(&id)).flatten();
        let entity = ir.entity(id.entity);
        let shown = match of {
            Some(name) => entity.field_ids().find(|it| ir.field(*it).graphql.as_ref() == Some(name)).unwrap(),
            None => id,
        };
        published::field_is_published(&ir, shown)
    };
    let names: BTreeMap<FieldId, String> =
        names.iter().filter(|(id, _)| asked(**id)).map(|(id, name)| (*id, name.clone())).collect();
    Open { ir: Checked::assume(ir), names }
}

/// A field with the key that a reference holds, for whoever may read the reference.
fn held_key(reference: &Field, id: FieldId, ty: Type) -> Field {
    let value = ExprKind::Field { row: RowPath::root(Root::This, id.entity), field: id };
    let value = Expr { kind: value, ty: ty.clone(), nullable: reference.nullable, span: reference.span };
    Field {
        name: format!("{}_key", reference.name),
        graphql: Some(format!("k{}", id.index)),
        column: None,
        ty,
        reference: None,
        kind: FieldKind::Virtual(value),
        server_only: true,
        unique: false,
        check: None,
        ..reference.clone()
    }
}

fn list_of(ir: &Ir, id: fraise_ir::EntityId) -> Query {
    let entity = ir.entity(id);
    let order = entity.key_fields().into_iter().map(|field| {
        let kind = ExprKind::Field { row: RowPath::root(Root::This, id), field };
        let by = Expr { kind, ty: ir.field(field).ty.clone(), nullable: false, span: entity.span };
        OrderKey { by: OrderBy::Expr(by), descending: false }
    });
    let everybody = AccessItem::Role { role: Who::Public, when: None, span: entity.span };
    Query {
        name: format!("all{}", id.0),
        graphql: Some(format!("all{}", id.0)),
        span: entity.span,
        description: None,
        deprecated: None,
        of: id,
        inputs: Vec::new(),
        access: OperationAccess { items: vec![everybody], span: entity.span },
        conditions: Vec::new(),
        kind: QueryKind::List {
            order: order.collect(),
            page: Page { default: 1000, max: 1000 },
            search: None,
            filter: Vec::new(),
            sort: Vec::new(),
            connection: None,
        },
    }
}

/// What one caller got: the keys of the rows, and the fields that were refused.
#[derive(Default)]
struct Seen {
    rows: BTreeSet<(fraise_ir::EntityId, String)>,
    refused: BTreeSet<(fraise_ir::EntityId, String, FieldId)>,
}

/// The service of a schema.
pub(super) struct Service {
    pub(super) open: Open,
    model: &'static fraise_runtime::model::Service,
    pub(super) engine: Engine,
}

impl Service {
    /// That of a model, over the database of the ground.
    pub(super) fn of(ground: &Ground, ir: &Ir) -> Self {
        let open = open(ir);
        let mut schema = fraise_emit_graphql::lower(&open.ir).unwrap();
        let entities: Vec<&str> = open.ir.entities.iter().map(|it| it.name.as_str()).collect();
        for definition in &mut schema.types {
            if let TypeDefinition::Object(it) = definition
                && entities.contains(&it.name.as_str())
            {
                it.fields.retain(|field| !entities.contains(&field.ty.innermost()));
            }
        }
        let sdl = fraise_emit_graphql::print(&schema);
        let options = fraise_emit_rust::Options {
            runtime: fraise_emit_rust::RuntimeSource::Version("1".to_owned()),
            sdl: sdl.clone(),
        };
        let mut made = fraise_emit_rust::lower(&open.ir, &options).unwrap();
        for ty in &mut made.service.types {
            ty.fields.retain(|it| !matches!(it.kind, FieldKindMade::ToOne { .. }));
        }
        let model = leaked::service(&made.service);
        let mut config = Config::new(ground.database.connection_string(&people::service_login(ground)));
        config.connections = 1;
        let engine = Engine::new(model, &sdl, fraise_runtime::pool(&config).unwrap(), false);
        let engine = engine.unwrap_or_else(|it| panic!("{it}\n{sdl}"));
        Self { open, model, engine }
    }

    async fn seen(&self, identity: &Identity) -> Seen {
        let mut seen = Seen::default();
        for entity in &self.open.ir.entities {
            let fields: Vec<(FieldId, &String)> = self
                .open
                .names
                .iter()
                .filter(|(id, _)| id.entity == entity.id)
                .map(|(id, it)| (*id, it))
                .collect();
            let asked: Vec<String> = fields.iter().map(|(id, name)| self.asked(*id, name)).collect();
            let query = format!("{{ rows: all{} {{ {} }} }}", entity.id.0, asked.join(" "));
            let body = json!({ "query": query }).to_string();
            let response = self.engine.execute(body.as_bytes(), identity, "matrix").await;
            let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            let Some(rows) = answer["data"]["rows"].as_array() else { panic!("{query}: {answer}") };
            let names: Vec<String> = rows.iter().map(|row| self.name_of(entity, row)).collect();
            seen.rows.extend(names.iter().map(|it| (entity.id, it.clone())));
            for error in answer["errors"].as_array().into_iter().flatten() {
                assert_eq!(error["extensions"]["code"], "FORBIDDEN", "{query}: {error}");
                let path = error["path"].as_array().unwrap();
                let row = usize::try_from(path[1].as_u64().unwrap()).unwrap();
                let field = path[2].as_str().unwrap();
                let (id, _) = fields.iter().find(|(_, name)| *name == field).unwrap();
                assert_eq!(rows[row][field], serde_json::Value::Null);
                seen.refused.insert((entity.id, names[row].clone(), *id));
            }
        }
        seen
    }

    fn asked(&self, field: FieldId, name: &str) -> String {
        let is_object = match &self.open.ir.field(field).ty {
            Type::Object(_) => true,
            Type::Array(of) => matches!(**of, Type::Object(_)),
            _ => false,
        };
        if is_object { format!("{name} {{ __typename }}") } else { name.to_owned() }
    }

    /// The key, as [`Row::name`] has it.
    fn name_of(&self, entity: &fraise_ir::Entity, row: &serde_json::Value) -> String {
        let values = entity.key_fields().into_iter().map(|it| match &row[&self.open.names[&it]] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        values.collect::<Vec<_>>().join(", ")
    }
}

/// Asks for everything as everybody whom a token describes, and as the service itself.
///
/// Gives back what was written, beside the rest.
pub(super) async fn ask_as_all(ground: &Ground, service: &Service, report: &mut Report) -> Report {
    let mut written = Report::default();
    let mut callers = askers::callers(ground);
    callers.reverse();
    writes::take_back(ground).await;
    for caller in &callers {
        let seen = match identity(service, caller) {
            Some(identity) => service.seen(&identity).await,
            // A token that says nonsense is no token: its bearer sees nothing at all.
            None => Seen::default(),
        };
        compare(ground, service, &caller.asker, caller.is_garbage(), &seen, report);
        if let Some(identity) = identity(service, caller).filter(|_| !caller.is_garbage()) {
            let (cells, given) = writes::try_all(ground, service, &caller.asker, &identity).await;
            let asking = Asking { name: &caller.asker.name, path: Path::Service, session: &Fragment::new() };
            written.add(ground.ir(), &asking, &cells, given.clone());
            report.add(ground.ir(), &asking, &cells, given);
        }
    }
    for role in askers::role_ids(ground.ir()).filter(|it| ground.ir().role(*it).internal) {
        let asker = Asker::person(format!("the service as {}", ground.ir().role(role).name), [role]);
        let bit = service.model.roles.iter().find(|it| it.name == ground.ir().role(role).name).unwrap().bit;
        let seen = service.seen(&Identity::internal(service.model, bit)).await;
        compare(ground, service, &asker, false, &seen, report);
    }
    written
}

/// None: the token is refused.
fn identity(service: &Service, caller: &Caller) -> Option<Identity> {
    let mut token = serde_json::Map::new();
    token.extend(caller.claims.clone());
    if let Some(roles) = service.model.viewer.roles {
        // An internal role counts for nothing in a token.
        let internal = service.model.roles.iter().filter(|it| it.internal).map(|it| it.name.to_owned());
        token.insert(roles.to_owned(), caller.roles.iter().cloned().chain(internal).collect());
    }
    if let Some(id) = &caller.id {
        token.insert(service.model.viewer.id.unwrap().name.to_owned(), id.clone().into());
    }
    if token.values().all(|it| it.as_array().is_some_and(Vec::is_empty)) {
        return Some(Identity::anonymous(service.model));
    }
    Identity::from_claims(service.model, &token).ok()
}

fn compare(
    ground: &Ground,
    service: &Service,
    asker: &Asker,
    is_garbage: bool,
    seen: &Seen,
    report: &mut Report,
) {
    let world = World { ir: ground.ir(), rows: &ground.rows, asker, now: Unknown::Any };
    let (mut all, not_known) = cells(&Oracle { world, way: Way::Service });
    assert!(not_known.is_empty(), "{not_known:?}");
    // Nobody can ask for what only the server reads; the server itself has other ways.
    all.retain(|it| {
        !asker.is_internal(ground.ir()) || service.open.names.contains_key(&it.attempt.field().unwrap())
    });
    let given = all.iter().map(|cell| {
        let (entity, field) = (cell.row.entity, cell.attempt.field().unwrap());
        let name = cell.row.name(ground.ir());
        let is_refused = seen.refused.contains(&(entity, name.clone(), field));
        let is_there = seen.rows.contains(&(entity, name)) && service.open.names.contains_key(&field);
        Ok(if is_there && !is_refused { Answer::Allowed } else { Answer::Denied })
    });
    let given = given.collect();
    let path = if is_garbage { Path::ServiceGarbage } else { Path::Service };
    let asking = Asking { name: &asker.name, path, session: &Fragment::new() };
    report.add(ground.ir(), &asking, &all, given);
    only_what_is_known(ground, seen);
}

/// No row is shown that is not in the database.
fn only_what_is_known(ground: &Ground, seen: &Seen) {
    for (entity, name) in &seen.rows {
        let is_it = |row: &Row| row.name(ground.ir()) == *name;
        assert!(ground.rows.of(*entity).iter().any(is_it), "{name}");
    }
}
