//! The control surface: tests and the page change the server's behaviour and watch what happened. No login needed.

mod events;
mod order;
mod orders;
mod settings;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post, put},
};
use serde_json::json;

use crate::{reply::json_reply, state::App};

/// The routes, to be nested under `/control`.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/state", get(settings::state))
        .route("/settings", put(settings::change_settings))
        .route("/wait", get(settings::wait))
        .route("/fail", post(orders::fail))
        .route("/hold", post(orders::hold))
        .route("/release", post(orders::release))
        .route("/expire-access", post(orders::expire_access))
        .route("/revoke", post(orders::revoke))
        .route("/reset", post(orders::reset))
        .route("/log", get(events::log))
        .route("/events", get(events::events))
        .fallback(nothing_here)
        .with_state(app.clone())
}

async fn nothing_here() -> Response {
    json_reply(StatusCode::NOT_FOUND, json!({ "error": "no such control" }))
}
