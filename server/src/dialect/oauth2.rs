//! RFC 6749: the token endpoint takes forms (§6), errors are those of §5.2, challenges those of RFC 6750 §3. Tokens are
//! revoked as RFC 7009 has it, by a public client.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::{
    bearer::token_body,
    definition::{Credentials, Dialect, Endpoints, Place, RefreshRefusal},
};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Oauth2;

impl Dialect for Oauth2 {
    fn name(&self) -> &'static str {
        "oauth2"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            refresh: "/token",
            revocation: Some("/revoke"),
            ..Endpoints::default()
        }
    }

    /// JSON at `/login`, a form at `/token`.
    fn credentials(&self, call: &Call) -> Option<Credentials> {
        let text = |key| call.json_text(key).or_else(|| call.form_value(key));
        Some(Credentials {
            username: text("username")?,
            password: text("password")?,
        })
    }

    fn logs_in_where_it_refreshes(&self, call: &Call) -> bool {
        call.form_value("grant_type").as_deref() == Some("password")
    }

    fn refresh_place(&self) -> Place {
        Place::Form("refresh_token")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        match call.form_value("grant_type").as_deref() {
            Some("refresh_token") => {}
            Some(_) => return Err(RefreshRefusal::Malformed("unsupported_grant_type")),
            None => return Err(RefreshRefusal::Malformed("invalid_request")),
        }
        // A public client has no secret, but must send its id.
        if call.form_value("client_id").is_none() {
            return Err(RefreshRefusal::Malformed("invalid_client"));
        }
        call.form_value("refresh_token").ok_or(RefreshRefusal::Missing)
    }

    /// A hint at the token's type changes nothing (RFC 7009 §2.1): the token is looked for among all types.
    fn token_to_revoke(&self, call: &Call) -> Result<String, Box<Response>> {
        // A public client has no credentials, and a request authenticates in one way only (RFC 6749 §2.3).
        if call.headers.contains_key(header::AUTHORIZATION) {
            return Err(Box::new(error("invalid_request")));
        }
        if call.form_value("client_id").is_none() {
            return Err(Box::new(error("invalid_client")));
        }
        call.form_value("token")
            .ok_or_else(|| Box::new(error("invalid_request")))
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        call.form_value("refresh_token")
            .or_else(|| call.json_text("refresh_token"))
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        not_stored(json_reply(StatusCode::OK, token_body(grant, true)))
    }

    fn login_refused(&self) -> Response {
        error("invalid_grant")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        not_stored(json_reply(StatusCode::OK, token_body(grant, grant.rotated)))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        error(match why {
            RefreshRefusal::Malformed(code) => code,
            RefreshRefusal::Missing => "invalid_request",
            RefreshRefusal::Unfit(_) | RefreshRefusal::Refused => "invalid_grant",
        })
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        let (body, challenge) = match why {
            // No error code if the request had no token at all (RFC 6750 §3.1).
            AccessRefusal::Missing => (json!({}), "Bearer"),
            _ => (
                json!({ "error": "invalid_token" }),
                "Bearer error=\"invalid_token\"",
            ),
        };
        let mut response = json_reply(StatusCode::UNAUTHORIZED, body);
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        response
    }
}

fn error(code: &str) -> Response {
    not_stored(json_reply(StatusCode::BAD_REQUEST, json!({ "error": code })))
}

fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
