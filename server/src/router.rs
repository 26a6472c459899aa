//! The router over all routes.

use axum::{Router, extract::DefaultBodyLimit};

use crate::{
    control, cors, dialect, docs,
    mount::mount,
    site::{self, Site},
    state::App,
};

/// Bodies above this are refused; uploads below it must arrive whole.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// All routes.
pub fn router(app: &App, site: &Site) -> Router {
    let router = dialect::all().into_iter().fold(Router::new(), |router, dialect| {
        let prefix = format!("/{}", dialect.name());
        router.nest(&prefix, mount(app, dialect))
    });
    let router = router
        .nest("/control", control::routes(app))
        .merge(docs::routes())
        .merge(site::routes(site))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    cors::open_to_all(router, app).merge(site::source_routes(site))
}
