//! The orders as a resource.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::json;

use crate::{orders::orders, reply::json_reply, state::Mounted};

/// All orders.
pub async fn list(State(mounted): State<Mounted>) -> Response {
    json_reply(
        StatusCode::OK,
        mounted.dialect.present(json!(orders().collect::<Vec<_>>())),
    )
}

/// One order.
pub async fn one(State(mounted): State<Mounted>, Path(id): Path<String>) -> Response {
    match orders().find(|order| order.id.to_string() == id) {
        Some(order) => json_reply(StatusCode::OK, mounted.dialect.present(json!(order))),
        None => mounted.dialect.not_found(),
    }
}
