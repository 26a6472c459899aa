//! Cookies in replies.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};

use crate::clock::{self, Millis};

/// A cookie of this server, or with no lifetime its deletion. Its path and who reads it are for the caller to add.
///
/// Without `Secure`: the demo is served over plain HTTP, and not every engine treats 127.0.0.1 as secure.
pub fn lax<'a>(name: &'static str, value: &'a str, lifetime: Duration) -> CookieBuilder<'a> {
    Cookie::build((name, value))
        .same_site(SameSite::Lax)
        .max_age(lifetime)
}

/// How long a cookie lasts whose token ends at this time.
///
/// Cookies count whole seconds. Rounded up: 0 would delete the cookie, and the server decides about expiry.
pub fn lifetime(ends_ms: Millis) -> Duration {
    let left_ms = ends_ms.saturating_sub(clock::now()).max(1);
    Duration::seconds(left_ms.saturating_add(999) / 1000)
}

/// Adds a cookie to a reply.
pub fn set(response: &mut Response, cookie: CookieBuilder<'_>) {
    // Tokens are URL-safe text, so they are valid in a header.
    if let Ok(cookie) = HeaderValue::from_str(&cookie.build().to_string()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
