//! Laravel style: one JWT and nothing else. It is exchanged for its successor, also after its own end, and is no good for
//! anything afterwards.

use axum::{http::StatusCode, response::Response};
use serde_json::json;

use super::{
    bearer::token_body,
    definition::{Dialect, Place, RefreshRefusal},
};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
    tokens::RefreshForm,
};

/// The dialect.
pub struct SelfRenewing;

impl Dialect for SelfRenewing {
    fn name(&self) -> &'static str {
        "self"
    }

    fn refresh_place(&self) -> Place {
        Place::Bearer
    }

    fn refresh_form(&self) -> RefreshForm {
        RefreshForm::AccessToken
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.bearer().map(str::to_owned).ok_or(RefreshRefusal::Missing)
    }

    /// The only token is the one that [`Dialect::presented_access`] finds.
    fn refresh_at_logout(&self, _: &Call) -> Option<String> {
        None
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, token_body(grant, false))
    }

    fn login_refused(&self) -> Response {
        unauthorised("Unauthorized")
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, token_body(grant, false))
    }

    fn refresh_refused(&self, why: RefreshRefusal) -> Response {
        unauthorised(match why {
            RefreshRefusal::Missing | RefreshRefusal::Malformed(_) => "Token not provided",
            RefreshRefusal::Unfit(_) => "Token Signature could not be verified.",
            RefreshRefusal::Refused => "Token has expired and can no longer be refreshed",
        })
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        unauthorised("Unauthenticated.")
    }
}

fn unauthorised(message: &str) -> Response {
    json_reply(StatusCode::UNAUTHORIZED, json!({ "message": message }))
}
