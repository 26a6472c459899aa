//! Replies that several modules share.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{sessions::SessionError, store::StoreError};

/// Marks a response: the connection is closed instead of sending it.
#[derive(Clone, Copy, Debug)]
pub struct Dropped;

/// A JSON reply.
pub fn json_reply(status: StatusCode, body: Value) -> Response {
    (status, Json(body)).into_response()
}

/// No reply; the connection is closed.
pub fn dropped() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Dropped);
    response
}

/// An HTML page instead of JSON, as captive portals send it.
pub fn page() -> Response {
    Html("<!doctype html><title>Welcome</title><p>Please accept the terms of this network.").into_response()
}

/// The reply with an ordered status.
pub fn status(status: u16, retry_after: Option<u64>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if bodiless(status) {
        status.into_response()
    } else {
        json_reply(
            status,
            json!({ "error": "ordered_failure", "status": status.as_u16() }),
        )
    };
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Whether replies with this status have no body.
pub fn bodiless(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    )
}

/// The status that the client receives; 0 if it receives no reply.
pub fn sent_status(response: Option<&Response>) -> u16 {
    match response {
        Some(response) if response.extensions().get::<Dropped>().is_none() => response.status().as_u16(),
        _ => 0,
    }
}

/// The reply to an internal error. The error's text is only logged: it may name tables, but never tokens.
pub fn broken(error: &SessionError) -> Response {
    eprintln!("authflight-server: {error}");
    if let SessionError::Store(StoreError::Away) = error {
        let body = json!({ "error": "temporarily_unavailable" });
        let retry = [(header::RETRY_AFTER, HeaderValue::from(1))];
        return (StatusCode::SERVICE_UNAVAILABLE, retry, Json(body)).into_response();
    }
    json_reply(
        StatusCode::INTERNAL_SERVER_ERROR,
        json!({ "error": "server_error" }),
    )
}
