//! The definition of a dialect.

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    call::Call,
    reply::json_reply,
    sessions::{AccessRefusal, Grant},
};

/// Where a dialect's endpoints are, under its prefix.
pub struct Endpoints {
    /// `POST`ed to log in.
    pub login: &'static str,
    /// How the refresh is called.
    pub refresh_method: Method,
    /// Called to refresh.
    pub refresh: &'static str,
    /// `POST`ed to log out.
    pub logout: &'static str,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            login: "/login",
            refresh_method: Method::POST,
            refresh: "/refresh",
            logout: "/logout",
        }
    }
}

/// The credentials in a login call.
pub struct Credentials {
    /// The user's name.
    pub username: String,
    /// The user's password.
    pub password: String,
}

/// Why a refresh is refused, in as much detail as clients may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshRefusal {
    /// The request is not in the form that the dialect wants; holds the error code.
    Malformed(&'static str),
    /// The request carried no refresh token.
    Missing,
    /// The refresh token is unknown, expired, revoked or used up.
    Refused,
}

/// Where a token is in a request, and its name there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the root of a JSON body.
    Json(&'static str),
    /// In a form.
    Form(&'static str),
    /// In the query.
    Query(&'static str),
    /// In a header.
    Header(&'static str),
    /// In a cookie.
    Cookie(&'static str),
}

/// One kind of back-end.
pub trait Dialect: Send + Sync {
    /// Its name, which is also its prefix.
    fn name(&self) -> &'static str;

    /// Where its endpoints are.
    fn endpoints(&self) -> Endpoints {
        Endpoints::default()
    }

    /// The credentials in a login call.
    fn credentials(&self, call: &Call) -> Option<Credentials> {
        Some(Credentials {
            username: call.json_text("username")?,
            password: call.json_text("password")?,
        })
    }

    /// Whether this call to the refresh endpoint is really a login.
    fn logs_in_where_it_refreshes(&self, _call: &Call) -> bool {
        false
    }

    /// Where a refresh call carries the refresh token, for the documentation.
    fn refresh_place(&self) -> Place {
        Place::Json("refresh_token")
    }

    /// The header with the bare access token, if it is not `Authorization: Bearer`; for the documentation.
    fn access_header(&self) -> Option<&'static str> {
        None
    }

    /// The refresh token in a refresh call.
    ///
    /// # Errors
    /// When there is none, or the call does not have the form that the dialect wants.
    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal>;

    /// The refresh token in a logout call.
    fn refresh_at_logout(&self, call: &Call) -> Option<String> {
        call.json_text("refresh_token")
            .or_else(|| call.json_text("refreshToken"))
    }

    /// The access token in a call.
    fn presented_access<'a>(&self, call: &'a Call) -> Option<&'a str> {
        call.bearer()
    }

    /// The reply to a successful login.
    fn logged_in(&self, grant: &Grant) -> Response;

    /// The reply to wrong credentials.
    fn login_refused(&self) -> Response;

    /// The reply to a successful refresh.
    fn refreshed(&self, grant: &Grant) -> Response;

    /// The reply to a refused refresh.
    fn refresh_refused(&self, why: RefreshRefusal) -> Response;

    /// Adds a new access token to the reply to an authorised request, if this dialect has a place for it.
    fn slide(&self, _response: &mut Response, _access_token: &str) {}

    /// The reply to a refused access token.
    fn access_refused(&self, why: AccessRefusal) -> Response;

    /// The reply to a logout.
    fn logged_out(&self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }

    /// How JSON of a protected resource is wrapped.
    fn present(&self, resource: Value) -> Value {
        resource
    }

    /// The reply to a path that does not exist.
    fn not_found(&self) -> Response {
        json_reply(StatusCode::NOT_FOUND, json!({ "error": "not_found" }))
    }
}
