//! Requests over HTTP: what they ask for, and the replies.

use std::sync::{Arc, LazyLock};

use async_graphql::{ErrorExtensionValues, Request, ServerError};
use axum::{http::StatusCode, response::Response};
use futures_util::FutureExt;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::schema::{Answer, Asked, Everything, Found, Stage, everything};
use crate::{call::Call, reply::json_reply};

static SCHEMA: LazyLock<Everything> = LazyLock::new(everything);

/// Reads a request, and decides and changes nothing. A request that is not valid is a 400.
pub(super) fn read(call: &Call) -> Result<Asked, Box<Response>> {
    let found = Arc::new(Mutex::new(Found::default()));
    let stage = Stage::Read(Arc::clone(&found));
    let errors = execute(request(call)?, stage).errors;
    if !errors.is_empty() {
        return Err(invalid(errors));
    }
    let mut found = found.lock();
    let first = found.exchanges.pop();
    match first {
        None => Ok(Asked::Resources),
        Some(only) if found.exchanges.is_empty() && !found.resources => Ok(only),
        // What comes of the one would depend on what came of the other.
        Some(_) => Err(bad_request("login, refresh and logout each come alone")),
    }
}

/// The reply to a request, and whether a part of it was refused.
pub(super) fn answered(call: &Call, answer: Answer) -> (Response, bool) {
    match request(call) {
        Ok(request) => answered_to(request, answer),
        Err(reply) => (*reply, false),
    }
}

/// The same, of a request that was not sent over HTTP.
pub(super) fn answered_to(request: Request, answer: Answer) -> (Response, bool) {
    let result = execute(request, Stage::Answer(answer));
    let refused = result.errors.iter().any(|error| {
        let code = error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"));
        code.is_some_and(|code| *code == async_graphql::Value::from("UNAUTHENTICATED"))
    });
    (json_reply(StatusCode::OK, json!(result)), refused)
}

fn execute(request: Request, stage: Stage) -> async_graphql::Response {
    // No resolver waits for anything, so it is done at once.
    SCHEMA
        .execute(request.data(stage))
        .now_or_never()
        .unwrap_or_else(|| {
            let waiting = ServerError::new("a resolver waits", None);
            async_graphql::Response::from_errors(vec![waiting])
        })
}

fn request(call: &Call) -> Result<Request, Box<Response>> {
    match call.json() {
        Some(body @ Value::Object(_)) => serde_json::from_value(body)
            .map_err(|_| bad_request("expected query, variables and operationName")),
        Some(_) => Err(bad_request("expected one request, an object")),
        None => Err(bad_request("expected application/json")),
    }
}

fn bad_request(message: &str) -> Box<Response> {
    let error = json!({ "message": message, "extensions": { "code": "BAD_REQUEST" } });
    Box::new(json_reply(StatusCode::BAD_REQUEST, json!({ "errors": [error] })))
}

/// Without `data`: nothing was executed.
fn invalid(mut errors: Vec<ServerError>) -> Box<Response> {
    for error in &mut errors {
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        if extensions.get("code").is_none() {
            extensions.set("code", "GRAPHQL_VALIDATION_FAILED");
        }
    }
    Box::new(json_reply(StatusCode::BAD_REQUEST, json!({ "errors": errors })))
}
