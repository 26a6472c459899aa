//! The control surface: tests and the page change the server's behaviour and watch what happened. No login needed.

mod events;
mod orders;
mod state;

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{app::App, call::Call, reply::json_reply};

/// The routes, to be nested under `/control`.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/state", get(state::state))
        .route("/settings", put(state::change_settings))
        .route("/wait", get(state::wait))
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

/// Why an order was not carried out.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Rejected(String);

impl Rejected {
    fn because(error: &impl ToString) -> Self {
        Self(error.to_string())
    }
}

impl IntoResponse for Rejected {
    fn into_response(self) -> Response {
        json_reply(StatusCode::BAD_REQUEST, json!({ "error": self.0 }))
    }
}

/// The order in a body, whatever content type it names.
fn order<T: DeserializeOwned>(call: &Call) -> Result<T, Rejected> {
    let mut json = serde_json::Deserializer::from_slice(&call.body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| Rejected::because(&error))
}
