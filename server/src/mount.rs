//! Mounting a dialect: its exchanges and its protected resources.

use axum::{
    Router,
    extract::State,
    http::Method,
    middleware,
    response::Response,
    routing::{MethodFilter, on, post},
};

use crate::{
    dialect::Dialect,
    exchange, resource,
    state::{App, Mounted},
};

/// The routes of a dialect, to be nested under its name.
pub fn mount(app: &App, dialect: &'static dyn Dialect) -> Router {
    let mounted = Mounted {
        app: app.clone(),
        dialect,
    };
    let endpoints = dialect.endpoints();
    let refresh_method = if endpoints.refresh_method == Method::GET {
        MethodFilter::GET
    } else {
        MethodFilter::POST
    };
    let exchanges = Router::new()
        .route(endpoints.login, post(exchange::login))
        .route(endpoints.refresh, on(refresh_method, exchange::refresh))
        .route(endpoints.logout, post(exchange::logout));
    let protected = resource::protected_routes()
        .route_layer(middleware::from_fn_with_state(mounted.clone(), resource::guard));
    exchanges
        .merge(protected)
        .merge(resource::public_routes())
        .fallback(nothing_here)
        .with_state(mounted)
}

async fn nothing_here(State(mounted): State<Mounted>) -> Response {
    mounted.dialect.not_found()
}
