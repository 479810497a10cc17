//! A throw-away PostgreSQL with the tables of the mini storefront.

use fraise_pg::{Database, Durability, Server, Session};
use fraise_runtime::{Config, Engine, Identity};
use serde_json::{Map, Value, json};

use crate::model::SERVICE;

pub const SDL: &str = include_str!("schema.graphql");

/// The server, the administrator's connection, and the engine under the service's login.
pub struct Shop {
    // Before the server: connections go first.
    pub engine: Engine,
    pub admin: Session,
    pub database: Database,
    _server: Server,
}

impl Shop {
    pub async fn open() -> Self {
        let binaries = fraise_pg::find(None).unwrap_or_else(|missing| panic!("{missing}"));
        let settings = [("shared_preload_libraries", "pg_stat_statements")];
        let server = Server::start_with(&binaries, Durability::None, &settings).unwrap();
        let database = server.create_database("shop").await.unwrap();
        let admin = database.connect().await.unwrap();
        admin.run_script(include_str!("schema.sql")).await.unwrap();
        let pool = fraise_runtime::pool(&Config::new(database.connection_string("shop_web"))).unwrap();
        let engine = Engine::new(&SERVICE, SDL, pool, true).unwrap();
        Self { engine, admin, database, _server: server }
    }

    /// The whole answer, with the request ids taken out.
    pub async fn ask(&self, viewer: &Identity, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send(viewer, &body).await
    }

    pub async fn send(&self, viewer: &Identity, body: &str) -> Value {
        let response = self.engine.execute(body.as_bytes(), viewer, "r-1").await;
        let text = String::from_utf8(response.body).unwrap();
        let mut answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        for error in answer.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            assert_eq!(error["extensions"]["requestId"], "r-1");
            error["extensions"].as_object_mut().unwrap().remove("requestId");
        }
        answer
    }

    /// The data of an answer without errors.
    pub async fn data(&self, viewer: &Identity, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(viewer, query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].take()
    }

    /// The codes of the errors of an answer.
    pub async fn codes(&self, viewer: &Identity, query: &str, variables: Value) -> Vec<String> {
        let answer = self.ask(viewer, query, variables).await;
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|it| it["extensions"]["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The statements that the service's login has run since the last call, with how often.
    pub async fn statements(&self) -> Vec<(String, i64)> {
        let rows = self
            .admin
            .query(
                "select query, calls from pg_stat_statements where userid = 'shop_web'::regrole order by query",
                &[],
            )
            .await
            .unwrap();
        self.admin.batch_execute("select pg_stat_statements_reset()").await.unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

pub fn nobody() -> Identity {
    Identity::anonymous(&SERVICE)
}

pub fn viewer(id: &str, roles: &[&str]) -> Identity {
    let claims: Map<String, Value> = json!({ "sub": id, "roles": roles }).as_object().cloned().unwrap();
    Identity::from_claims(&SERVICE, &claims).unwrap()
}

pub const ANN: &str = "d0000000-0000-4000-8000-000000000001";
pub const BOB: &str = "d0000000-0000-4000-8000-000000000002";

pub fn ann() -> Identity {
    viewer(ANN, &["customer"])
}

pub fn bob() -> Identity {
    viewer(BOB, &["customer"])
}

pub fn boss() -> Identity {
    viewer("d0000000-0000-4000-8000-000000000009", &["admin"])
}
