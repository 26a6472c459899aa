//! The refresh token is a cookie that the page never sees; only the access token is in the body.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cookie::time::Duration;
use serde_json::json;

use super::{
    bearer::token_body,
    definition::{Dialect, Place, RefreshRefusal},
    set_cookie::{lax, lifetime, set},
};
use crate::{
    call::Call,
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
        call.cookie(NAME)
            .map(str::to_owned)
            .ok_or(RefreshRefusal::Missing)
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        call.cookie(NAME).map(str::to_owned)
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
        with_cookie(unauthorised("Please log in again"), "", Duration::ZERO)
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        unauthorised("The access token is no longer valid")
    }

    fn logged_out(&self) -> Response {
        with_cookie(StatusCode::NO_CONTENT.into_response(), "", Duration::ZERO)
    }
}

fn tokens(grant: &Grant) -> Response {
    let response = json_reply(StatusCode::OK, token_body(grant, false));
    with_cookie(
        response,
        grant.refresh_token.text(),
        lifetime(grant.refresh_expires_ms),
    )
}

fn unauthorised(message: &str) -> Response {
    json_reply(StatusCode::UNAUTHORIZED, json!({ "message": message }))
}

fn with_cookie(mut response: Response, value: &str, lifetime: Duration) -> Response {
    let cookie = lax(NAME, value, lifetime).path("/cookie").http_only(true);
    set(&mut response, cookie);
    response
}
