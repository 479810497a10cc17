//! GraphQL over HTTP: `POST /graphql` with `application/json`, and `GET /health`.
//!
//! Nothing else reaches a query: no GET, no forms, no text, so that a browser cannot be made to send one for somebody
//! without asking first. Identity comes from the token in `Authorization` only.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post};

use crate::engine::Engine;
use crate::error::{Code, Failure};
use crate::identity::Identity;
use crate::response::{self, Outcome, Response};
use crate::token::Verifier;

/// Bytes of a body.
const BODY: usize = 2 * 1024 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const NO_SNIFF: HeaderName = HeaderName::from_static("x-content-type-options");
const PLAIN: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const GRAPHQL: HeaderValue = HeaderValue::from_static("application/graphql-response+json; charset=utf-8");

/// What the handlers share.
pub(crate) struct Service {
    pub(crate) engine: Engine,
    pub(crate) verifier: Option<Verifier>,
    pub(crate) timeout: Duration,
}

/// The routes.
pub(crate) fn router(service: Service) -> Router {
    Router::new().route("/graphql", post(graphql)).route("/health", get(health)).with_state(Arc::new(service))
}

async fn graphql(State(service): State<Arc<Service>>, request: Request) -> HttpResponse {
    let began = Instant::now();
    let request_id = uuid::Uuid::new_v4().to_string();
    let media = media(request.headers());
    let answered = tokio::time::timeout(service.timeout, answer(&service, request, &request_id)).await;
    let (status, response) = answered.unwrap_or_else(|_| {
        (
            Some(StatusCode::SERVICE_UNAVAILABLE),
            refused(Code::TryAgain, "the request took too long", &request_id),
        )
    });
    let status = status.unwrap_or_else(|| status_of(&response, &media));
    let codes: Vec<_> = response.codes.iter().map(|it| it.name()).collect();
    tracing::info!(
        request_id,
        status = status.as_u16(),
        micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        bytes = response.body.len(),
        errors = codes.join(" "),
        "graphql"
    );
    let id = HeaderValue::from_str(&request_id).unwrap_or(HeaderValue::from_static(""));
    let mut http = (status, Body::from(response.body)).into_response();
    let headers = http.headers_mut();
    headers.insert(CONTENT_TYPE, media);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(NO_SNIFF, HeaderValue::from_static("nosniff"));
    headers.insert(REQUEST_ID, id);
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    http
}

/// The answer, and its status where that is not the one of the answer's kind.
async fn answer(service: &Service, request: Request, request_id: &str) -> (Option<StatusCode>, Response) {
    if !is_json(request.headers()) {
        let sentence = "the body must be application/json";
        return (Some(StatusCode::UNSUPPORTED_MEDIA_TYPE), refused(Code::BadRequest, sentence, request_id));
    }
    let Some(identity) = identity(service, request.headers()) else {
        let response = refused(Code::Unauthenticated, Code::Unauthenticated.sentence(), request_id);
        return (Some(StatusCode::UNAUTHORIZED), response);
    };
    let Ok(body) = axum::body::to_bytes(request.into_body(), BODY).await else {
        let sentence = "the body is broken off, or over 2 MB";
        return (Some(StatusCode::PAYLOAD_TOO_LARGE), refused(Code::BadRequest, sentence, request_id));
    };
    (None, service.engine.execute(&body, &identity, request_id).await)
}

fn refused(code: Code, sentence: &'static str, request_id: &str) -> Response {
    response::refused(&[Failure::new(code, sentence)], request_id)
}

/// The statuses of GraphQL over HTTP: with its own media type a request that is not run is 400; with plain JSON only
/// one that is no GraphQL request at all.
fn status_of(response: &Response, media: &HeaderValue) -> StatusCode {
    match response.outcome {
        Outcome::Answered => StatusCode::OK,
        Outcome::Refused if response.codes.contains(&Code::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        Outcome::Refused if response.codes.contains(&Code::TryAgain) => StatusCode::SERVICE_UNAVAILABLE,
        Outcome::Refused if *media == PLAIN => StatusCode::OK,
        Outcome::Refused | Outcome::Unreadable => StatusCode::BAD_REQUEST,
    }
}

fn media(headers: &HeaderMap) -> HeaderValue {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|it| it.to_str().ok());
    let mut kinds = accepted.flat_map(|it| it.split(',')).map(|it| it.split(';').next().unwrap_or("").trim());
    if kinds.any(|it| it.eq_ignore_ascii_case("application/graphql-response+json")) { GRAPHQL } else { PLAIN }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()) else { return false };
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    json && parts.all(|it| {
        let charset = it.to_ascii_lowercase();
        !charset.starts_with("charset=") || matches!(charset.as_str(), "charset=utf-8" | "charset=\"utf-8\"")
    })
}

/// Who asks; none when a token is shown that does not hold.
fn identity(service: &Service, headers: &HeaderMap) -> Option<Identity> {
    let model = service.engine.service();
    let mut shown = headers.get_all(AUTHORIZATION).iter();
    let Some(header) = shown.next() else { return Some(Identity::anonymous(model)) };
    if shown.next().is_some() {
        return None;
    }
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let claims = service.verifier.as_ref()?.claims(token.trim()).ok()?;
    Identity::from_claims(model, &claims).ok()
}

/// Whether the database answers.
async fn health(State(service): State<Arc<Service>>) -> HttpResponse {
    let asked = async {
        let client = service.engine.pool().get().await.ok()?;
        client.simple_query("").await.ok()
    };
    let well = tokio::time::timeout(Duration::from_secs(2), asked).await.is_ok_and(|it| it.is_some());
    let (status, body) = if well {
        (StatusCode::OK, "{\"status\":\"ok\"}")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"no database\"}")
    };
    (status, [(CONTENT_TYPE, PLAIN)], body).into_response()
}
