//! ASP.NET style: a refresh takes both tokens, the access token also after its end, and they have to belong together.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};

use super::definition::{Dialect, Endpoints, Place, RefreshRefusal};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Pair;

impl Dialect for Pair {
    fn name(&self) -> &'static str {
        "pair"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            refresh: "/token/refresh",
            logout: "/token/revoke",
            ..Endpoints::default()
        }
    }

    fn refresh_place(&self) -> Place {
        Place::JsonPair {
            refresh: "refreshToken",
            access: "accessToken",
        }
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.json_text("refreshToken").ok_or(RefreshRefusal::Missing)
    }

    /// One that is missing belongs to no refresh token.
    fn access_at_refresh(&self, call: &Call) -> Option<String> {
        Some(call.json_text("accessToken").unwrap_or_default())
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, both(grant))
    }

    fn login_refused(&self) -> Response {
        problem(StatusCode::UNAUTHORIZED, "Wrong user name or password")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, both(grant))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        problem(
            StatusCode::BAD_REQUEST,
            match why {
                RefreshRefusal::Missing => "Both tokens are required",
                _ => "Invalid access token or refresh token",
            },
        )
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        let challenge = match why {
            AccessRefusal::Missing => "Bearer",
            _ => "Bearer error=\"invalid_token\"",
        };
        let mut response = problem(
            StatusCode::UNAUTHORIZED,
            "The access token is missing or no longer valid",
        );
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        response
    }
}

fn both(grant: &Grant) -> Value {
    json!({ "accessToken": grant.access_token, "refreshToken": grant.refresh_token.text() })
}

/// Problem details (RFC 9457).
fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({ "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail });
    let mut response = json_reply(status, body);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}
