//! A schema on a server, with rows in it that the oracle knows too.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use fraise_ir::{Entity, EntityId, FieldId, Ir, Type};
use fraise_model::{Row, Rows, Value};
use fraise_pg::{Database, Server, Session};
use fraise_sql::Ident;

use crate::case::{self, Case};
use crate::server::{load, run};

/// A loaded schema.
pub(super) struct Ground {
    pub(super) case: Case,
    pub(super) database: Database,
    /// What the tables hold.
    pub(super) rows: Rows,
    /// Claims of tokens, beside id and roles: one map for each kind of token.
    pub(super) claims: Vec<BTreeMap<String, serde_json::Value>>,
    /// Tables that no type declares, each with its first column.
    pub(super) other_tables: Vec<(String, String)>,
}

fn folder(name: &str) -> PathBuf {
    case::folder().join("access").join(name)
}

/// The folders of `tests/access` but the storefront.
pub(super) fn small() -> Vec<String> {
    let entries = fs::read_dir(case::folder().join("access")).unwrap();
    let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|it| it != "storefront");
    names.sort();
    assert!(names.len() > 5, "the schemas were found");
    names
}

/// It is not one of `tests/compile`.
pub(super) fn has_own_schema(name: &str) -> bool {
    folder(name).join("schema.yaml").exists()
}

fn schema(name: &str) -> PathBuf {
    if name == "storefront" {
        case::folder().join("../schemas/storefront.yaml")
    } else if has_own_schema(name) {
        folder(name).join("schema.yaml")
    } else {
        case::folder().join("compile").join(name).join("schema.yaml")
    }
}

impl Ground {
    pub(super) async fn open(server: &Server, name: &str) -> Self {
        let case = Case::compile(&format!("matrix_{name}"), &schema(name));
        let database = load(server, &case).await;
        let administrator = database.connect().await.unwrap();
        let rows = folder(name).join("rows.sql");
        run(&administrator, &case, &fs::read_to_string(rows).unwrap()).await;
        let claims = match fs::read_to_string(folder(name).join("claims.json")) {
            Ok(text) => serde_json::from_str(&text).unwrap(),
            Err(_) => vec![BTreeMap::new()],
        };
        let rows = rows_of(&administrator, &case.ir).await;
        let other_tables = other_tables(&administrator, &case.ir).await;
        Self { case, database, rows, claims, other_tables }
    }

    /// The same rows in a copy of the database.
    pub(super) fn in_database(&self, database: Database) -> Self {
        Self {
            case: self.case.clone(),
            database,
            rows: self.rows.clone(),
            claims: self.claims.clone(),
            other_tables: self.other_tables.clone(),
        }
    }

    pub(super) fn ir(&self) -> &Ir {
        &self.case.ir
    }

    /// A role of PostgreSQL by the end of its name.
    pub(super) fn role(&self, end: &str) -> String {
        self.case.role(end)
    }
}

/// `public.orders`
pub(super) fn table(ir: &Ir, entity: &Entity) -> String {
    format!("{}.{}", Ident::new(&ir.service.schema).unwrap(), Ident::new(&entity.table).unwrap())
}

/// The column of a stored field.
pub(super) fn column(ir: &Ir, field: FieldId) -> String {
    Ident::new(ir.field(field).column.clone().unwrap()).unwrap().to_string()
}

async fn other_tables(administrator: &Session, ir: &Ir) -> Vec<(String, String)> {
    let query = "select c.oid::regclass::text, quote_ident(a.attname), c.relname::text from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attnum = 1
        where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ($1, 'fraise') order by 1";
    administrator.batch_execute("set search_path = pg_catalog").await.unwrap();
    let rows = administrator.query(query, &[&ir.service.schema]).await.unwrap();
    let is_of_a_type = |name: &String| ir.entities.iter().any(|it| it.table == *name);
    let others = rows.iter().filter(|row| !is_of_a_type(&row.get(2)));
    others.map(|row| (row.get(0), row.get(1))).collect()
}

async fn rows_of(administrator: &Session, ir: &Ir) -> Rows {
    administrator.batch_execute("set timezone = 'UTC'").await.unwrap();
    let mut rows = Rows::default();
    for entity in &ir.entities {
        let fields: Vec<FieldId> = entity.field_ids().filter(|it| ir.field(*it).is_stored()).collect();
        let values = fields.iter().map(|it| match ir.field(*it).ty {
            Type::Array(_) => format!("array_to_json({})::text", column(ir, *it)),
            _ => format!("{}::text", column(ir, *it)),
        });
        let key: Vec<String> = entity.key_fields().iter().map(|it| column(ir, *it)).collect();
        let query = format!(
            "select {} from {} order by {}",
            values.collect::<Vec<_>>().join(", "),
            table(ir, entity),
            key.join(", ")
        );
        let found = administrator.query(&query, &[]).await.unwrap();
        assert!(!found.is_empty(), "{} has no row", entity.name);
        for it in found {
            let values = fields.iter().enumerate().map(|(at, field)| {
                let text: Option<&str> = it.get(at);
                (*field, Value::read(&type_of(ir, *field), text).unwrap())
            });
            rows.add(Row::new(entity.id, values));
        }
    }
    rows
}

/// The type of a column: that of the key where it is a reference.
pub(super) fn type_of(ir: &Ir, field: FieldId) -> Type {
    match ir.field(field).ty {
        Type::Ref(target) => key_type(ir, target),
        ref ty => ty.clone(),
    }
}

pub(super) fn key_type(ir: &Ir, entity: EntityId) -> Type {
    ir.field(ir.entity(entity).id_field().unwrap()).ty.clone()
}
