//! Koa style: camel case, rotation, and 403 for every expired token, the refresh token included.

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::definition::{Dialect, Place, RefreshRefusal};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Forbidden;

impl Dialect for Forbidden {
    fn name(&self) -> &'static str {
        "forbidden"
    }

    fn refresh_place(&self) -> Place {
        Place::Json("refreshToken")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.json_text("refreshToken").ok_or(RefreshRefusal::Missing)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, both(grant))
    }

    fn login_refused(&self) -> Response {
        message(StatusCode::UNAUTHORIZED, "Bad credentials")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, both(grant))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        match why {
            RefreshRefusal::Missing | RefreshRefusal::Malformed(_) => {
                message(StatusCode::BAD_REQUEST, "refreshToken is required")
            }
            // The same status as expiry: a client that takes every 403 for expiry loops here.
            RefreshRefusal::Unfit(_) | RefreshRefusal::Refused => {
                message(StatusCode::FORBIDDEN, "Invalid refresh token")
            }
        }
    }

    fn access_refused(&self, why: AccessRefusal) -> Response {
        match why {
            AccessRefusal::Missing => message(StatusCode::UNAUTHORIZED, "No token"),
            _ => message(StatusCode::FORBIDDEN, "Token expired"),
        }
    }
}

fn both(grant: &Grant) -> Value {
    json!({ "accessToken": grant.access_token, "refreshToken": grant.refresh_token.text() })
}

fn message(status: StatusCode, text: &str) -> Response {
    json_reply(status, json!({ "message": text }))
}
