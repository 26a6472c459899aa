//! The documentation of the server: an OpenAPI document, and a page that shows it.

mod describe;
mod document;

use axum::{
    Json, Router,
    http::{HeaderName, HeaderValue, header},
    response::Html,
    routing::get,
};

/// The document at `/openapi.json`, the page at `/docs`.
pub fn routes() -> Router {
    Router::new()
        .route("/openapi.json", get(async || Json(document::document().await)))
        .route(
            "/docs",
            get(async || (page_policy(), Html(include_str!("page.html")))),
        )
        .route(
            "/docs/page.js",
            get(async || {
                let script = HeaderValue::from_static("text/javascript");
                ([(header::CONTENT_TYPE, script)], include_str!("page.js"))
            }),
        )
        .route(
            "/docs/page.css",
            get(async || {
                let style = HeaderValue::from_static("text/css");
                ([(header::CONTENT_TYPE, style)], include_str!("page.css"))
            }),
        )
}

fn page_policy() -> [(HeaderName, HeaderValue); 1] {
    let policy = "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";
    [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy))]
}
