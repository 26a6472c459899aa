//! Business codes: tokens as in the bearer dialect, but an invalid access token is answered 200 with `code: 401`.

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    bearer::token_body,
    definition::{Dialect, RefreshRefusal},
};
use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Code;

impl Dialect for Code {
    fn name(&self) -> &'static str {
        "code"
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.json_text("refresh_token").ok_or(RefreshRefusal::Missing)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        tokens(grant, true)
    }

    fn login_refused(&self) -> Response {
        json_reply(
            StatusCode::UNAUTHORIZED,
            json!({ "code": 1001, "msg": "wrong user or password" }),
        )
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        tokens(grant, grant.rotated)
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        json_reply(
            StatusCode::UNAUTHORIZED,
            json!({ "code": 1002, "msg": "please log in again" }),
        )
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        json_reply(
            StatusCode::OK,
            json!({ "code": 401, "msg": "token no longer valid" }),
        )
    }

    fn present(&self, resource: Value) -> Value {
        json!({ "code": 0, "msg": "ok", "data": resource })
    }
}

fn tokens(grant: &Grant, with_refresh_token: bool) -> Response {
    let mut body = token_body(grant, with_refresh_token);
    body["code"] = json!(0);
    json_reply(StatusCode::OK, body)
}
