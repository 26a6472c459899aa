//! A list of orders, the same for all users.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Serialize;
use serde_json::json;

use crate::{reply::json_reply, state::Mounted};

#[derive(Serialize)]
struct Order {
    id: u32,
    customer: &'static str,
    total: f64,
    date: String,
}

const CUSTOMERS: [&str; 7] = [
    "Northwind Tools",
    "李明贸易",
    "Hôtel du Lac",
    "Acme Paper",
    "星河科技",
    "Kvist & Søn",
    "Blue Bottle Books",
];

fn orders() -> impl Iterator<Item = Order> {
    (0..20_u32)
        .zip(CUSTOMERS.into_iter().cycle())
        .map(|(n, customer)| Order {
            id: 1001 + n,
            customer,
            total: f64::from(1990 + n * 3717 % 90_000) / 100.0,
            date: format!("2026-{:02}-{:02}", 1 + n / 4, 1 + n * 7 % 28),
        })
}

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
