//! Static files: the demo page, the built package, and the folders that tests mount.

use std::path::PathBuf;

use axum::{
    Router,
    http::{HeaderValue, header},
    response::Redirect,
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::source;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self' http://127.0.0.1:* http://localhost:*; img-src 'self' data:; frame-ancestors 'none'; \
    base-uri 'none'; form-action 'self'";

/// The folders to serve.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// At `/`.
    pub root: PathBuf,
    /// At `/package`.
    pub package: PathBuf,
    /// Each at its own name.
    pub mounts: Vec<Mount>,
    /// The checkout, to be read at `/source`.
    pub checkout: PathBuf,
}

/// A folder at a name.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The name.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
}

/// The routes of the folders.
pub fn routes(site: &Site) -> Router {
    with_headers(folders(site))
}

/// The checkout's texts. A route of its own, because no other origin may read them.
pub fn source_routes(site: &Site) -> Router {
    with_headers(source::routes(&site.checkout))
}

fn folders(site: &Site) -> Router {
    let package = Mount {
        name: "package".to_owned(),
        folder: site.package.clone(),
    };
    let mut router = Router::new();
    for Mount { name, folder } in site.mounts.iter().chain([&package]) {
        let inside = format!("/{name}/");
        // Without the trailing slash, relative links of the page would point to the wrong place.
        let redirect = Redirect::temporary(&inside);
        router = router
            .route(&format!("/{name}"), get(async move || redirect))
            .nest_service(&inside, ServeDir::new(folder));
    }
    router.fallback_service(ServeDir::new(&site.root))
}

fn with_headers(router: Router) -> Router {
    let headers = ServiceBuilder::new()
        // The same name serves a different file after each build.
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ));
    router.layer(headers)
}
