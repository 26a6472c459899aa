//! Nest style: a login is a 201, a wrong user a 200 without tokens, and the refresh a `GET` with the token in the query.

use axum::{
    http::{Method, StatusCode},
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
pub struct Query;

impl Dialect for Query {
    fn name(&self) -> &'static str {
        "query"
    }

    fn endpoints(&self) -> Endpoints {
        Endpoints {
            login: "/user/login",
            refresh_method: Method::GET,
            refresh: "/user/refresh",
            logout: "/user/logout",
            ..Endpoints::default()
        }
    }

    fn refresh_place(&self) -> Place {
        Place::Query("refresh_token")
    }

    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal> {
        call.query_value("refresh_token").ok_or(RefreshRefusal::Missing)
    }

    fn logged_in(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::CREATED, both(grant))
    }

    fn login_refused(&self) -> Response {
        json_reply(StatusCode::OK, json!({ "message": "Wrong user or password" }))
    }

    fn refreshed(&self, grant: &Grant) -> Response {
        json_reply(StatusCode::OK, both(grant))
    }

    fn refresh_refused(&self, _: RefreshRefusal) -> Response {
        unauthorised("The refresh token is no longer valid, please log in again")
    }

    fn access_refused(&self, _: AccessRefusal) -> Response {
        unauthorised("Unauthorized")
    }

    fn not_found(&self) -> Response {
        json_reply(
            StatusCode::NOT_FOUND,
            json!({ "statusCode": 404, "message": "Not Found" }),
        )
    }
}

fn both(grant: &Grant) -> Value {
    json!({ "access_token": grant.access_token, "refresh_token": grant.refresh_token.text() })
}

fn unauthorised(message: &str) -> Response {
    json_reply(
        StatusCode::UNAUTHORIZED,
        json!({ "statusCode": 401, "message": message }),
    )
}
