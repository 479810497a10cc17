//! The JSON around the data: `{"data": .., "errors": [..]}`.

use crate::error::{Code, Failure, PathItem};
use crate::json::Answer;
use crate::json::text;

/// An answer, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// JSON.
    pub body: Vec<u8>,
    /// What became of the request.
    pub outcome: Outcome,
    /// The codes of the errors it lists.
    pub codes: Vec<Code>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was run; single fields may have failed.
    Answered,
    /// It was not run, and there is no `data`.
    Refused,
    /// It was no GraphQL request in JSON at all.
    Unreadable,
}

/// What comes before the data.
pub(crate) fn start() -> Vec<u8> {
    let mut out = Vec::with_capacity(4096);
    out.extend_from_slice(b"{\"data\":");
    out
}

/// The answer of a request that was run.
pub(crate) fn answered(answer: Answer, request_id: &str) -> Response {
    let mut body = answer.data;
    let mut failures = answer.errors;
    if answer.unlisted > 0
        && let Some(last) = failures.last()
    {
        let sentence = format!("{} more like the last", answer.unlisted);
        failures.push(Failure::new(last.code, sentence));
    }
    if !failures.is_empty() {
        body.push(b',');
        errors(&failures, request_id, &mut body);
    }
    body.push(b'}');
    Response { body, outcome: Outcome::Answered, codes: failures.iter().map(|it| it.code).collect() }
}

/// The answer of a request that was not run.
pub(crate) fn refused(failures: &[Failure], request_id: &str) -> Response {
    let mut body = vec![b'{'];
    errors(failures, request_id, &mut body);
    body.push(b'}');
    Response { body, outcome: Outcome::Refused, codes: failures.iter().map(|it| it.code).collect() }
}

fn errors(failures: &[Failure], request_id: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"errors\":[");
    for (at, failure) in failures.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        error(failure, request_id, out);
    }
    out.push(b']');
}

fn error(failure: &Failure, request_id: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"message\":");
    text::write(failure.message.as_bytes(), out);
    if let Some((line, column)) = failure.location {
        text::display(format_args!(",\"locations\":[{{\"line\":{line},\"column\":{column}}}]"), out);
    }
    if !failure.path.is_empty() {
        out.extend_from_slice(b",\"path\":[");
        for (at, step) in failure.path.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            match step {
                PathItem::Key(key) => text::write(key.as_bytes(), out),
                PathItem::Index(index) => text::display(index, out),
            }
        }
        out.push(b']');
    }
    let (code, class) = (failure.code.name(), failure.code.class());
    text::display(
        format_args!(",\"extensions\":{{\"code\":\"{code}\",\"class\":\"{class}\",\"requestId\":"),
        out,
    );
    text::write(request_id.as_bytes(), out);
    if let Some(params) = &failure.params {
        text::display(format_args!(",\"params\":{params}"), out);
    }
    out.extend_from_slice(b"}}");
}
