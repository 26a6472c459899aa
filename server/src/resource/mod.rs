//! Protected resources, the same under every dialect.

mod echo;
mod guard;
mod orders;
mod plain;

use axum::{
    Router,
    routing::{any, get},
};

use crate::state::Mounted;
pub use guard::{check, guard, serve};

/// The routes that need an access token.
pub fn protected_routes() -> Router<Mounted> {
    Router::new()
        .route("/orders", get(orders::list))
        .route("/orders/{id}", get(orders::one))
        .route("/echo", any(echo::echo))
        .route("/raw", any(echo::raw))
        .route("/me", get(plain::me))
        .route("/status/{code}", any(plain::status))
        .route("/slow", any(plain::slow))
        .route("/redirect", any(plain::redirect))
}

/// The routes that need none.
pub fn public_routes() -> Router<Mounted> {
    Router::new().route("/public", get(plain::public))
}
