//! FastAPI style: snake case, bearer tokens, and 401 for every refusal.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};

use super::definition::{Dialect, RefreshRefusal};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Bearer;

impl Dialect for Bearer {
    fn name(&self) -> &'static str {
        "bearer"
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.json_text("refresh_token").ok_or(RefreshRefusal::Missing)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, token_body(grant, true))
    }

    fn login_refused(&self) -> Response {
        unauthorised("Incorrect username or password", None)
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, token_body(grant, grant.rotated))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        unauthorised(
            match why {
                RefreshRefusal::Missing | RefreshRefusal::Malformed(_) => "Refresh token missing",
                RefreshRefusal::Unfit(_) | RefreshRefusal::Refused => "Invalid refresh token",
            },
            None,
        )
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        match why {
            AccessRefusal::Missing => unauthorised("Not authenticated", Some("Bearer")),
            _ => unauthorised(
                "Could not validate credentials",
                Some("Bearer error=\"invalid_token\""),
            ),
        }
    }
}

/// The body of a token reply, with the names of RFC 6749.
pub(super) fn token_body(grant: &Grant, with_refresh_token: bool) -> Value {
    let mut body = json!({ "access_token": grant.access_token, "token_type": "bearer" });
    if with_refresh_token {
        body["refresh_token"] = json!(grant.refresh_token.text());
    }
    if grant.send_expires_in {
        body["expires_in"] = json!(grant.expires_in());
    }
    body
}

fn unauthorised(detail: &str, challenge: Option<&'static str>) -> Response {
    let mut response = json_reply(StatusCode::UNAUTHORIZED, json!({ "detail": detail }));
    if let Some(challenge) = challenge {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}
