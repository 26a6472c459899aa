//! Flask-JWT-Extended style: both tokens are JWTs that name their kind, and each goes in `Authorization: Bearer`. The
//! refresh token stays the same. 401 says that there is no token or that it is over, 422 that it cannot be right.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::definition::{Dialect, Endpoints, Place, RefreshRefusal};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant, UnfitToken},
    tokens::RefreshForm,
};

const BAD_HEADER: &str = "Bad Authorization header. Expected 'Authorization: Bearer <JWT>'";
const UNREADABLE: &str = "Signature verification failed";

/// The dialect.
pub struct BearerRefresh;

impl Dialect for BearerRefresh {
    fn name(&self) -> &'static str {
        "bearer-refresh"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            logout_by_delete: true,
            ..Endpoints::default()
        }
    }

    fn refresh_place(&self) -> Place {
        Place::Bearer
    }

    fn refresh_form(&self) -> RefreshForm {
        RefreshForm::Jwt
    }

    fn rotates(&self) -> bool {
        false
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        let rest = after_the_scheme(call).ok_or(RefreshRefusal::Missing)?;
        let mut parts = rest.split_whitespace();
        match (parts.next(), parts.next()) {
            (Some(token), None) => Ok(token.to_owned()),
            _ => Err(RefreshRefusal::Malformed(BAD_HEADER)),
        }
    }

    /// Either token ends the session.
    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        self.presented_access(call).map(str::to_owned)
    }

    fn presented_access<'a>(&self, call: &'a Call) -> Option<&'a str> {
        after_the_scheme(call)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        let body = json!({ "access_token": grant.access_token, "refresh_token": grant.refresh_token.text() });
        json_reply(StatusCode::OK, body)
    }

    fn login_refused(&self) -> Response {
        message(StatusCode::UNAUTHORIZED, "Bad username or password")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, json!({ "access_token": grant.access_token }))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        match why {
            RefreshRefusal::Missing => no_token(),
            RefreshRefusal::Malformed(what) => message(StatusCode::UNPROCESSABLE_ENTITY, what),
            RefreshRefusal::Unfit(UnfitToken::Unreadable) => {
                message(StatusCode::UNPROCESSABLE_ENTITY, UNREADABLE)
            }
            RefreshRefusal::Unfit(UnfitToken::AccessToken) => message(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Only refresh tokens are allowed",
            ),
            RefreshRefusal::Refused => message(StatusCode::UNAUTHORIZED, "Token has been revoked"),
        }
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        match why {
            AccessRefusal::Missing => no_token(),
            AccessRefusal::Unreadable => message(StatusCode::UNPROCESSABLE_ENTITY, UNREADABLE),
            AccessRefusal::RefreshToken => message(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Only non-refresh tokens are allowed",
            ),
            AccessRefusal::Invalid => message(StatusCode::UNAUTHORIZED, "Token has expired"),
        }
    }

    fn logged_out(&self) -> Response {
        message(StatusCode::OK, "Token has been revoked")
    }
}

/// What comes after the scheme, which is compared letter by letter; `None` also for a bare token.
fn after_the_scheme(call: &Call) -> Option<&str> {
    let header = call.header(header::AUTHORIZATION.as_str())?.trim();
    match header.split_once(char::is_whitespace) {
        Some(("Bearer", rest)) => Some(rest.trim()),
        Some(_) => None,
        None => (header == "Bearer").then_some(""),
    }
}

fn no_token() -> Response {
    message(StatusCode::UNAUTHORIZED, "Missing Authorization Header")
}

fn message(status: StatusCode, text: &str) -> Response {
    json_reply(status, json!({ "msg": text }))
}
