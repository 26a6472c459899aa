//! Express style: tokens in headers of their own in both directions, and refusals as a `code` in a 200 reply.

use axum::{
    http::{HeaderValue, Method, StatusCode},
    response::Response,
};
use serde_json::json;

use super::definition::{Dialect, Endpoints, Place, RefreshRefusal};
use crate::{
    call::Call,
    clock::Millis,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// The dialect.
pub struct Header;

impl Dialect for Header {
    fn name(&self) -> &'static str {
        "header"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            login: "/user/login",
            refresh_method: Method::POST,
            refresh: "/user/refreshToken",
            logout: "/user/logout",
            ..Endpoints::default()
        }
    }

    fn refresh_place(&self) -> Place {
        Place::Header("refresh-token")
    }

    fn access_place(&self) -> Place {
        Place::Header("token")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        refresh_header(call).ok_or(RefreshRefusal::Missing)
    }

    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        refresh_header(call).or_else(|| call.json_text("refreshToken"))
    }

    fn presented_access<'a>(&self, call: &'a Call) -> Option<&'a str> {
        call.header("token").filter(|token| !token.is_empty())
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        let mut response = json_reply(StatusCode::OK, json!({ "code": 0, "msg": "ok" }));
        put(&mut response, "token", &grant.access_token);
        put(&mut response, "refresh-token", grant.refresh_token.text());
        response
    }

    fn login_refused(&self) -> Response {
        json_reply(
            StatusCode::OK,
            json!({ "code": -1, "msg": "wrong user or password" }),
        )
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        let body = json!({ "code": 0, "msg": "ok", "token": grant.access_token });
        let mut response = json_reply(StatusCode::OK, body);
        put(&mut response, "token", &grant.access_token);
        if grant.rotated {
            put(&mut response, "refresh-token", grant.refresh_token.text());
        }
        response
    }

    fn slide(&self, response: &mut Response, access_token: &str, _: Millis) {
        put(response, "token", access_token);
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        json_reply(
            StatusCode::OK,
            json!({ "code": 1, "msg": "refresh token no longer valid" }),
        )
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        json_reply(
            StatusCode::UNAUTHORIZED,
            json!({ "code": 401, "msg": "token no longer valid" }),
        )
    }
}

fn refresh_header(call: &Call) -> Option<String> {
    call.header("refresh-token")
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
}

fn put(response: &mut Response, name: &'static str, token: &str) {
    // Tokens are URL-safe text, so they are valid header values.
    if let Ok(value) = HeaderValue::from_str(token) {
        response.headers_mut().insert(name, value);
    }
}
