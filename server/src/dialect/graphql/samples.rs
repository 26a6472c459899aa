//! One request of each kind, as clients write them.

use async_graphql::{Request, Variables};
use axum::response::Response;
use serde_json::{Value, json};

use super::{request::answered_to, schema::Answer};

pub(super) const LOGIN: &str = "mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) { accessToken refreshToken }
}";

pub(super) const REFRESH: &str = "mutation ($token: String!) {
  refresh(token: $token) { accessToken refreshToken }
}";

pub(super) const LOGOUT: &str = "mutation { logout }";

pub(super) const RESOURCES: &str = "{ public me { username session } }";

/// The body of the request with this query.
pub(super) fn body(query: &str) -> Value {
    match query {
        LOGIN => json!({ "query": query, "variables": { "username": "demo", "password": "demo" } }),
        REFRESH => json!({ "query": query, "variables": { "token": "…" } }),
        _ => json!({ "query": query }),
    }
}

/// What that request is answered.
pub(super) fn answered(query: &str, answer: Answer) -> Response {
    let variables = body(query)["variables"].take();
    let request = Request::new(query).variables(Variables::from_json(variables));
    answered_to(request, answer).0
}
