//! The running service, and how it is asked.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::build::Built;
use crate::shop::{LOGIN, Shop};

const KEY: &str = "a secret of at least thirty-two bytes";

/// The expiry of the tokens: in the year 2100.
const EXPIRY: u64 = 4_102_444_800;

/// A service that runs until this is dropped.
pub(crate) struct Running {
    address: SocketAddr,
    process: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Running {
    pub(crate) async fn start(built: &Built, shop: &Shop) -> Self {
        Self::start_with(built, shop, &[]).await
    }

    /// The same with further variables in its environment.
    pub(crate) async fn start_with(built: &Built, shop: &Shop, env: &[(&str, &str)]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let process = Command::new(&built.program)
            .env("DATABASE_URL", shop.database.connection_string(LOGIN))
            .env("FRAISE_LISTEN", address.to_string())
            .env("FRAISE_JWT_KEY", KEY)
            .env("FRAISE_LOG", "warn")
            .envs(env.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let service = Self { address, process };
        for _ in 0..100 {
            if TcpStream::connect(address).await.is_ok() {
                return service;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the service does not listen")
    }

    /// Ends it as a broken machine would.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
    }

    /// A token of somebody with these roles.
    pub(crate) fn token(&self, id: Option<&str>, roles: &[&str]) -> String {
        let mut claims = json!({ "roles": roles, "exp": EXPIRY });
        if let Some(id) = id {
            claims["sub"] = id.into();
        }
        encode(&Header::default(), &claims, &EncodingKey::from_secret(KEY.as_bytes())).unwrap()
    }

    /// The answer to a document.
    pub(crate) async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let mut stream = self.send(token, query, variables).await;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
    }

    /// Asks, and leaves the answer on the wire.
    pub(crate) async fn send(&self, token: Option<&str>, query: &str, variables: Value) -> TcpStream {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let bearer = token.map(|it| format!("authorization: Bearer {it}\r\n")).unwrap_or_default();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             {bearer}content-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.as_bytes()).await.unwrap();
        stream
    }
}
