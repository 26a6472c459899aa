//! The small resources.

use std::time::Duration;

use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    call::Call,
    reply::{bodiless, json_reply},
    sessions::Identity,
    state::Mounted,
};

/// The longest that `slow` waits.
const LONGEST_WAIT: u64 = 120_000;

/// The user that the access token belongs to.
pub async fn me(State(mounted): State<Mounted>, Extension(identity): Extension<Identity>) -> Response {
    let roles = roles_of(&identity.user);
    let me = json!({ "username": identity.user, "session": identity.session, "roles": roles });
    json_reply(StatusCode::OK, mounted.dialect.present(me))
}

/// What a user may do, for clients that show more to some than to others.
fn roles_of(user: &str) -> &'static [&'static str] {
    if user == "alice" {
        &["staff", "admin"]
    } else {
        &["staff"]
    }
}

/// Replies with the status in the path.
pub async fn status(Path(code): Path<String>) -> Response {
    match code
        .parse()
        .ok()
        .filter(|code| (200..600).contains(code))
        .map(StatusCode::from_u16)
    {
        Some(Ok(status)) if bodiless(status) => status.into_response(),
        Some(Ok(status)) => json_reply(status, json!({ "status": status.as_u16() })),
        _ => bad_request("code: expected a number from 200 to 599"),
    }
}

/// How long `slow` waits.
#[derive(Deserialize)]
pub struct Slow {
    #[serde(default)]
    ms: u64,
}

/// Replies after the given time.
pub async fn slow(State(mounted): State<Mounted>, Query(slow): Query<Slow>) -> Response {
    let waited = slow.ms.min(LONGEST_WAIT);
    tokio::time::sleep(Duration::from_millis(waited)).await;
    json_reply(
        StatusCode::OK,
        mounted.dialect.present(json!({ "waited": waited })),
    )
}

/// Where `redirect` leads.
#[derive(Deserialize)]
pub struct Redirect {
    to: String,
}

/// Redirects to any URL, also to other origins: tests check whether the token is sent along.
pub async fn redirect(Query(redirect): Query<Redirect>) -> Response {
    match HeaderValue::from_str(&redirect.to) {
        Ok(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Err(_) => bad_request("to: not a URL"),
    }
}

/// Needs no token.
pub async fn public(State(mounted): State<Mounted>, call: Call) -> Response {
    let mut entry = mounted.entry(&call, "public");
    entry.status = StatusCode::OK.as_u16();
    mounted.app.journal.write(entry);
    // Tests of exempt paths check that no token was sent.
    let carried = mounted.dialect.presented_access(&call).is_some();
    json_reply(
        StatusCode::OK,
        mounted
            .dialect
            .present(json!({ "public": true, "carried_token": carried })),
    )
}

fn bad_request(message: &str) -> Response {
    json_reply(StatusCode::BAD_REQUEST, json!({ "error": message }))
}
