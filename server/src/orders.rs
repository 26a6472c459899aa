//! The orders that resources show: the same for all users.

use async_graphql::SimpleObject;
use serde::Serialize;

/// One order.
#[derive(Serialize, SimpleObject)]
pub struct Order {
    /// Its number.
    pub id: u32,
    /// Who ordered.
    pub customer: &'static str,
    /// What it comes to.
    pub total: f64,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
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

/// All orders.
pub fn orders() -> impl Iterator<Item = Order> {
    (0..20_u32)
        .zip(CUSTOMERS.into_iter().cycle())
        .map(|(n, customer)| Order {
            id: 1001 + n,
            customer,
            total: f64::from(1990 + n * 3717 % 90_000) / 100.0,
            date: format!("2026-{:02}-{:02}", 1 + n / 4, 1 + n * 7 % 28),
        })
}
