//! The server, over sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fraise_runtime::hook::NoHooks;
use fraise_runtime::{Algorithm, Config, TokenConfig, serve_on};
use jsonwebtoken::{EncodingKey, Header, encode};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::model::SERVICE;
use crate::server::{ANN, BOB, SDL, Shop};

const KEY: &str = "a secret of at least thirty-two bytes";
const JSON: &str = "content-type: application/json\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn over_http() {
    let shop = Shop::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Config {
        timeout: Duration::from_secs(2),
        introspection: false,
        tokens: Some(TokenConfig {
            algorithm: Algorithm::HS256,
            key: KEY.to_owned(),
            issuer: None,
            audience: None,
        }),
        ..Config::new(shop.database.connection_string("shop_web"))
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let until = async {
            let _ = stopped.await;
        };
        serve_on(listener, &SERVICE, SDL, Arc::new(NoHooks), config, until).await
    });

    answers(address).await;
    media_types(address).await;
    other_doors(address).await;
    hostile_bodies(address).await;
    tokens(address).await;
    time_limits(address, &shop).await;
    health(address).await;

    // Told to stop, it answers what it has begun.
    let mut half = TcpStream::connect(address).await.unwrap();
    let body = r#"{"query": "{ __typename }"}"#;
    let head = format!("POST /graphql HTTP/1.1\r\nhost: x\r\n{JSON}content-length: {}\r\n\r\n", body.len());
    half.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    half.write_all(body.as_bytes()).await.unwrap();
    let mut text = String::new();
    half.read_to_string(&mut text).await.unwrap();
    assert!(text.ends_with(r#"{"data":{"__typename":"Query"}}"#), "{text}");
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

async fn send(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has seen enough closes before the end of a body.
    let _ = stream.write_all(request).await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

async fn post(address: SocketAddr, headers: &str, body: &[u8]) -> Answer {
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"
    );
    send(address, &[head.as_bytes(), body].concat()).await
}

fn query(text: &str) -> Vec<u8> {
    json!({ "query": text }).to_string().into_bytes()
}

fn code(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body));
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned()
}

async fn answers(address: SocketAddr) {
    let answer = post(address, JSON, &query("{ categories(limit: 1) { name } }")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, r#"{"data":{"categories":[{"name":"Fruit"}]}}"#);
    assert!(answer.head.contains("content-type: application/json; charset=utf-8"));
    assert!(answer.head.contains("x-request-id: "));
    // Introspection is off.
    let answer = post(address, JSON, &query("{ __schema { types { name } } }")).await;
    assert_eq!(code(&answer), "BAD_REQUEST");
}

async fn media_types(address: SocketAddr) {
    let modern = format!("{JSON}accept: application/json;q=0.5, application/graphql-response+json\r\n");
    let answer = post(address, &modern, &query("{ categories(limit: 1) { name } }")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: application/graphql-response+json; charset=utf-8"));
    // A document that is not valid: 400 in the new media type, 200 in the old one.
    assert_eq!(post(address, &modern, &query("{ nothing }")).await.status, 400);
    assert_eq!(post(address, JSON, &query("{ nothing }")).await.status, 200);
    let charset = "content-type: application/json; charset=UTF-8\r\n";
    assert_eq!(post(address, charset, &query("{ __typename }")).await.status, 200);
}

async fn other_doors(address: SocketAddr) {
    let body = query("{ __typename }");
    for kind in [
        "",
        "content-type: text/plain\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "content-type: multipart/form-data; boundary=x\r\n",
        "content-type: application/json; charset=utf-16\r\n",
    ] {
        assert_eq!(post(address, kind, &body).await.status, 415, "{kind}");
    }
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert_eq!(send(address, get("/graphql?query=%7B__typename%7D").as_bytes()).await.status, 405);
    assert_eq!(send(address, get("/").as_bytes()).await.status, 404);
}

async fn hostile_bodies(address: SocketAddr) {
    let deep = "[".repeat(100_000);
    let variables = format!(r#"{{"query": "{{ __typename }}", "variables": {{"x": {deep}}}}}"#);
    for body in [
        b"".as_slice(),
        b"{",
        b"null",
        b"\xff\xfe",
        b"{\"query\": \"{ \xff }\"}",
        br#"{"query": 7}"#,
        br#"{"query": "{ __typename }", "variables": "x"}"#,
        br#"{"query": "{ __typename }", "operationName": 7}"#,
        br#"{"query": "{ __typename }", "extensions": "x"}"#,
        deep.as_bytes(),
        variables.as_bytes(),
    ] {
        let answer = post(address, JSON, body).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(code(&answer), "BAD_REQUEST");
    }
    let large = vec![b' '; 2 * 1024 * 1024 + 1];
    assert_eq!(post(address, JSON, &large).await.status, 413);
    assert_eq!(post(address, JSON, &query("{ __typename }")).await.status, 200);
}

fn token(claims: &Value) -> String {
    let token =
        encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(KEY.as_bytes())).unwrap();
    format!("{JSON}authorization: Bearer {token}\r\n")
}

async fn tokens(address: SocketAddr) {
    let soon = jsonwebtoken::get_current_timestamp() + 60;
    let orders = query("{ myOrders { number } }");
    for (id, expected) in [
        (ANN, r#"{"data":{"myOrders":[{"number":"N-2"},{"number":"N-1"}]}}"#),
        (BOB, r#"{"data":{"myOrders":[{"number":"N-3"}]}}"#),
    ] {
        let headers = token(&json!({ "sub": id, "roles": ["customer"], "exp": soon }));
        assert_eq!(post(address, &headers, &orders).await.body, expected);
    }
    let without_role = token(&json!({ "sub": ANN, "exp": soon }));
    assert_eq!(code(&post(address, &without_role, &orders).await), "FORBIDDEN");
    // Headers that are not a token say nothing of who asks.
    let claimed = format!("{JSON}x-user-id: {ANN}\r\nx-roles: customer\r\ncookie: token=x\r\n");
    assert_eq!(code(&post(address, &claimed, &orders).await), "UNAUTHENTICATED");
    let good = token(&json!({ "sub": ANN, "roles": ["customer"], "exp": soon }));
    for headers in [
        token(&json!({ "sub": ANN, "roles": ["customer"], "exp": soon - 600 })),
        token(&json!({ "sub": ANN, "roles": ["customer"] })),
        token(&json!({ "sub": "ann", "roles": ["customer"], "exp": soon })),
        good.replace("Bearer ", "Bearer x"),
        good.replace("Bearer ", "Basic "),
        format!("{good}{}", good.replace(JSON, "")),
    ] {
        let answer = post(address, &headers, &query("{ categories { name } }")).await;
        assert_eq!((answer.status, code(&answer).as_str()), (401, "UNAUTHENTICATED"));
        assert!(answer.head.contains("www-authenticate: bearer"));
    }
}

async fn time_limits(address: SocketAddr, shop: &Shop) {
    // A statement that waits for a lock.
    shop.admin.batch_execute("begin; lock table public.categories in access exclusive mode").await.unwrap();
    let began = Instant::now();
    let answer = post(address, JSON, &query("{ categories { name } }")).await;
    assert_eq!((answer.status, code(&answer).as_str()), (503, "TRY_AGAIN"));
    assert!(began.elapsed() < Duration::from_secs(10));
    shop.admin.batch_execute("rollback").await.unwrap();
    assert_eq!(post(address, JSON, &query("{ categories { name } }")).await.status, 200);
    // A client that does not finish his body, and one that does not finish his headers.
    let began = Instant::now();
    let head = format!("POST /graphql HTTP/1.1\r\nhost: x\r\n{JSON}content-length: 100\r\n\r\n{{");
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    let _ = slow.read_to_end(&mut text).await;
    assert!(text.starts_with(b"HTTP/1.1 503"));
    let mut slower = TcpStream::connect(address).await.unwrap();
    slower.write_all(b"POST /graphql HT").await.unwrap();
    let _ = slower.read_to_end(&mut text).await;
    assert!(began.elapsed() < Duration::from_secs(10));
}

async fn health(address: SocketAddr) {
    let answer = send(address, b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#));
}
