//! Cookies only: no token is in a body or a header. Script reads one cookie, `csrf`, which it repeats in `X-CSRF`.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cookie::time::Duration;
use serde_json::json;

use super::{
    definition::{Dialect, DoubleSubmit, Place, RefreshRefusal},
    set_cookie::{lax, lifetime, set},
};
use crate::{
    call::Call,
    clock::Millis,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";
const CSRF: &str = "csrf";

/// Not `/cookie`, so that neither dialect gets the cookies of the other one.
const PATH: &str = "/cookies";

/// A cookie has one path, so there is one for each endpoint that takes the refresh token.
const REFRESH_PATHS: [&str; 2] = ["/cookies/refresh", "/cookies/logout"];

/// The dialect.
pub struct Cookies;

impl Dialect for Cookies {
    fn name(&self) -> &'static str {
        "cookies"
    }

    fn refresh_place(&self) -> Place {
        Place::Cookie(REFRESH)
    }

    fn access_place(&self) -> Place {
        Place::Cookie(ACCESS)
    }

    fn double_submit(&self) -> Option<DoubleSubmit> {
        Some(DoubleSubmit {
            cookie: CSRF,
            header: "x-csrf",
        })
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.cookie(REFRESH)
            .map(str::to_owned)
            .ok_or(RefreshRefusal::Missing)
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        call.cookie(REFRESH).map(str::to_owned)
    }

    fn presented_access<'a>(&self, call: &'a Call) -> Option<&'a str> {
        call.cookie(ACCESS)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        let body = json!({ "user": { "username": grant.user } });
        with_session(json_reply(StatusCode::OK, body), grant)
    }

    fn login_refused(&self) -> Response {
        unauthorised("wrong_credentials")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        with_session(StatusCode::NO_CONTENT.into_response(), grant)
    }

    /// Deletes no cookie: the browser may have those of a newer login by now.
    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        unauthorised("session_over")
    }

    fn slide(&self, response: &mut Response, access_token: &str, ends_ms: Millis) {
        set_access(response, access_token, lifetime(ends_ms));
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        unauthorised("access")
    }

    fn logged_out(&self) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        set_access(&mut response, "", Duration::ZERO);
        set_renewal(&mut response, "", "", Duration::ZERO);
        response
    }
}

fn unauthorised(error: &str) -> Response {
    json_reply(StatusCode::UNAUTHORIZED, json!({ "error": error }))
}

fn with_session(mut response: Response, grant: &Grant) -> Response {
    set_access(
        &mut response,
        &grant.access_token,
        lifetime(grant.access_expires_ms),
    );
    set_renewal(
        &mut response,
        grant.refresh_token.text(),
        &grant.csrf,
        lifetime(grant.refresh_expires_ms),
    );
    response
}

fn set_access(response: &mut Response, token: &str, lifetime: Duration) {
    set(response, lax(ACCESS, token, lifetime).path(PATH).http_only(true));
}

/// The refresh token, and what a page needs to use it.
fn set_renewal(response: &mut Response, token: &str, csrf: &str, lifetime: Duration) {
    for path in REFRESH_PATHS {
        set(response, lax(REFRESH, token, lifetime).path(path).http_only(true));
    }
    // A page reads only cookies whose path covers its own path. Ports make no difference: a page on another port of this
    // host reads the cookie, too. So the path is `/`, and the name is this dialect's own.
    set(response, lax(CSRF, csrf, lifetime).path("/"));
}
