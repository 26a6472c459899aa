//! Cross-origin access for any page, with credentials; and the other headers that every reply carries.

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::Response,
};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

use crate::{clock, state::App};

/// Opens `router` to all origins.
pub fn open_to_all(router: Router, app: &App) -> Router {
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_credentials(true)
        .allow_private_network(true)
        .max_age(Duration::from_secs(600));
    router
        .layer(cors)
        .layer(middleware::from_fn_with_state(app.clone(), header_settings))
}

/// Headers that depend on the settings. The `Date` is that of the clock that clients see.
async fn header_settings(State(app): State<App>, request: Request, next: Next) -> Response {
    let cross_origin = request.headers().contains_key(header::ORIGIN);
    let mut response = next.run(request).await;
    let (skew, exposed, allowed) = {
        let settings = app.settings.borrow();
        (
            settings.clock_skew_ms,
            settings.expose_headers.join(", "),
            settings.allow_headers.join(", "),
        )
    };
    let headers = response.headers_mut();
    if let Ok(date) = HeaderValue::from_str(&clock::http_date(clock::now().saturating_add(skew))) {
        headers.insert(header::DATE, date);
    }
    if cross_origin
        && !exposed.is_empty()
        && let Ok(exposed) = HeaderValue::from_str(&exposed)
    {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    if !allowed.is_empty()
        && headers.contains_key(header::ACCESS_CONTROL_ALLOW_HEADERS)
        && let Ok(allowed) = HeaderValue::from_str(&allowed)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    if app.failures.will_break_a_connection() {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
