//! A schema on a server, with rows in it that the model knows too.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use fraise_ir::Ir;
use fraise_pg::{Database, Server};
use fraise_verify::access;

use crate::case::{self, Case};
use crate::server::{load, run};

/// A loaded schema.
pub(super) struct Ground(access::Ground);

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
    if case::service(name).exists() {
        case::service(name)
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
        let ground = access::Ground::of(&case.ir, database, claims).await.unwrap();
        for entity in &case.ir.entities {
            assert!(!ground.rows.of(entity.id).is_empty(), "{} has no row", entity.name);
        }
        Self(ground)
    }

    /// The same rows in a copy of the database.
    pub(super) fn in_database(&self, database: Database) -> Self {
        Self(self.0.in_database(database))
    }

    pub(super) fn ir(&self) -> &Ir {
        &self.0.ir
    }
}

impl Deref for Ground {
    type Target = access::Ground;

    fn deref(&self) -> &access::Ground {
        &self.0
    }
}
