//! Users and refresh-token families, in SQLite, MySQL or PostgreSQL.
//!
//! Invariant: every decision over a refresh token is made in one transaction whose first statement takes the row. So at
//! most one of two refreshes with the same token wins, on any of the databases. A call during an outage of the database
//! is made again, and nothing is decided twice.

mod database;
mod error;
mod families;
mod open;
mod outage;
mod passwords;
mod patience;
mod rotation;
mod schema;
#[cfg(test)]
mod tests;
mod users;

pub use database::Store;
pub use error::StoreError;
pub use open::OpenError;
pub use rotation::{Refusal, Rotated, RotationRules};
