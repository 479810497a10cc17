//! A throw-away PostgreSQL with the tables of the mini storefront.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use fraise_runtime::{Engine, Identity};
use serde_json::{Map, Value, json};
use tokio_postgres::{Client, NoTls};

use crate::model::SERVICE;

pub const SDL: &str = include_str!("schema.graphql");

pub struct Server {
    _keeper: Child,
    folder: PathBuf,
}

/// Started by a shell that stops it when this process is gone.
const KEEPER: &str = r#"
set -e
bin=$1; folder=$2
initdb() { "$bin/initdb" -D "$folder/data" -A trust -U postgres --no-sync --locale=C -E UTF8 >/dev/null; }
initdb
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c shared_buffers=32MB \
  -c shared_preload_libraries=pg_stat_statements -c max_connections=40 >"$folder/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$folder"; do sleep 0.05; done
echo ready
cat >/dev/null || true
kill -INT $server; wait $server || true
rm -rf "$folder"
"#;

impl Server {
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("fraise-runtime-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut command = if root {
            let done = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
            assert!(done.success());
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut keeper = command
            .args(["-c", KEEPER, "keeper", "/usr/lib/postgresql/15/bin"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(keeper.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self { _keeper: keeper, folder }
    }

    pub async fn connect(&self, user: &str, database: &str) -> Client {
        let mut config = tokio_postgres::Config::new();
        config.host_path(&self.folder).user(user).dbname(database);
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub fn url(&self, user: &str) -> String {
        format!("host='{}' user='{user}' dbname='postgres'", self.folder.display())
    }

    pub fn pool(&self, user: &str) -> Pool {
        let mut config = tokio_postgres::Config::new();
        config.host_path(&self.folder).user(user).dbname("postgres");
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        Pool::builder(Manager::from_config(config, NoTls, fast)).max_size(4).build().unwrap()
    }
}

/// The server, the administrator's connection, and the engine under the service's login.
pub struct Shop {
    pub server: Server,
    pub admin: Client,
    pub engine: Engine,
}

impl Shop {
    pub async fn open() -> Self {
        let server = Server::start();
        let admin = server.connect("postgres", "postgres").await;
        admin.batch_execute(include_str!("schema.sql")).await.unwrap();
        let engine = Engine::new(&SERVICE, SDL, server.pool("shop_web"), true).unwrap();
        Self { server, admin, engine }
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
    let claims: Map<String, Value> =
        json!({ "sub": id, "roles": roles }).as_object().cloned().unwrap();
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
