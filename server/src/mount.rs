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
    call::Call,
    dialect::{Dialect, OneUrl, Wanted},
    exchange, resource,
    state::{App, Mounted},
};

/// The routes of a dialect, to be nested under its name.
pub fn mount(app: &App, dialect: &'static dyn Dialect) -> Router {
    let mounted = Mounted {
        app: app.clone(),
        dialect,
    };
    if let Some(place) = dialect.one_url() {
        return Router::new()
            .route(
                place.path(),
                post(async move |State(mounted): State<Mounted>, call: Call| {
                    to_the_only_url(mounted, call, place).await
                }),
            )
            .fallback(nothing_here)
            .with_state(mounted);
    }
    let endpoints = dialect.endpoints();
    let refresh_method = if endpoints.refresh_method == Method::GET {
        MethodFilter::GET
    } else {
        MethodFilter::POST
    };
    let logout_methods = if endpoints.logout_by_delete {
        MethodFilter::POST.or(MethodFilter::DELETE)
    } else {
        MethodFilter::POST
    };
    let mut exchanges = Router::new()
        .route(endpoints.login, post(exchange::login))
        .route(endpoints.refresh, on(refresh_method, exchange::refresh))
        .route(endpoints.logout, on(logout_methods, exchange::logout));
    if let Some(path) = endpoints.revocation {
        exchanges = exchanges.route(path, post(exchange::revoke));
    }
    let protected = resource::protected_routes()
        .route_layer(middleware::from_fn_with_state(mounted.clone(), resource::guard));
    exchanges
        .merge(protected)
        .merge(resource::public_routes())
        .fallback(nothing_here)
        .with_state(mounted)
}

async fn to_the_only_url(mounted: Mounted, call: Call, place: &'static dyn OneUrl) -> Response {
    match place.wanted(&call) {
        Ok(Wanted::Login) => exchange::login(State(mounted), call).await,
        Ok(Wanted::Refresh) => exchange::refresh(State(mounted), call).await,
        Ok(Wanted::Logout) => exchange::logout(State(mounted), call).await,
        Ok(Wanted::Resources) => resource::serve(&mounted, &call, place).await,
        Err(reply) => *reply,
    }
}

async fn nothing_here(State(mounted): State<Mounted>) -> Response {
    mounted.dialect.not_found()
}
