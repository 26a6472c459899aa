//! The refresh token is a cookie that the page never sees; only the access token is in the body.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cookie::{Cookie as SetCookie, SameSite, time::Duration};
use serde_json::json;

use super::{
    bearer::token_body,
    definition::{Dialect, Place, RefreshRefusal},
};
use crate::{
    call::Call,
    clock,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

const NAME: &str = "refresh_token";

/// The dialect.
pub struct Cookie;

impl Dialect for Cookie {
    fn name(&self) -> &'static str {
        "cookie"
    }

    fn refresh_place(&self) -> Place {
        Place::Cookie("refresh_token")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.cookie(NAME).ok_or(RefreshRefusal::Missing)
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        call.cookie(NAME)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        tokens(grant)
    }

    fn login_refused(&self) -> Response {
        unauthorised("Wrong user or password")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        tokens(grant)
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        with_cookie(unauthorised("Please log in again"), "", 0)
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        unauthorised("The access token is no longer valid")
    }

    fn logged_out(&self) -> Response {
        with_cookie(StatusCode::NO_CONTENT.into_response(), "", 0)
    }
}

fn tokens(grant: &Grant) -> Response {
    let response = json_reply(StatusCode::OK, token_body(grant, false));
    // Cookies count whole seconds. Rounded up: 0 would delete the cookie, and the store decides about expiry.
    let lifetime = grant.refresh_expires_ms.saturating_sub(clock::now()).max(0) / 1000 + 1;
    with_cookie(response, grant.refresh_token.text(), lifetime)
}

fn unauthorised(message: &str) -> Response {
    json_reply(StatusCode::UNAUTHORIZED, json!({ "message": message }))
}

/// Without `Secure`: the demo is served over plain HTTP, and not every engine treats 127.0.0.1 as secure.
fn with_cookie(mut response: Response, value: &str, seconds: i64) -> Response {
    let cookie = SetCookie::build((NAME, value))
        .path("/cookie")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .build();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
