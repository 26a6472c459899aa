//! The definition of a dialect.

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::one_url::OneUrl;
use crate::{
    call::Call,
    clock::Millis,
    reply::json_reply,
    sessions::{AccessRefusal, Grant, UnfitToken},
    tokens::RefreshForm,
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
    /// Whether a `DELETE` logs out as well.
    pub logout_by_delete: bool,
    /// `POST`ed to revoke a token (RFC 7009), in the dialect that has it.
    pub revocation: Option<&'static str>,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            login: "/login",
            refresh_method: Method::POST,
            refresh: "/refresh",
            logout: "/logout",
            logout_by_delete: false,
            revocation: None,
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
    /// What came as the refresh token cannot be one.
    Unfit(UnfitToken),
    /// The refresh token is unknown, expired, revoked or used up.
    Refused,
}

/// Where a token is in a request, and its name there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the root of a JSON body.
    Json(&'static str),
    /// At the root of a JSON body, with the access token beside it under a name of its own.
    JsonPair {
        /// The refresh token's name.
        refresh: &'static str,
        /// The access token's name.
        access: &'static str,
    },
    /// In `Authorization: Bearer`.
    Bearer,
    /// In a form.
    Form(&'static str),
    /// In the query.
    Query(&'static str),
    /// In a header.
    Header(&'static str),
    /// In a cookie.
    Cookie(&'static str),
}

/// The cookie that script reads and repeats in a header, to show that a page of ours makes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubleSubmit {
    /// The cookie's name.
    pub cookie: &'static str,
    /// The header's name, in small letters.
    pub header: &'static str,
}

/// What came of a call.
pub enum Outcome<'a> {
    /// The user is logged in.
    LoggedIn(&'a Grant),
    /// The credentials are wrong.
    LoginRefused,
    /// The refresh token was exchanged.
    Refreshed(&'a Grant),
    /// It was not.
    RefreshRefused(RefreshRefusal),
    /// The call needs an access token that is good.
    AccessRefused(AccessRefusal),
    /// The session is over.
    LoggedOut,
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

    /// Where a call carries the access token, for the documentation.
    fn access_place(&self) -> Place {
        Place::Bearer
    }

    /// What every call has to show that may change something, logins aside; in a dialect whose cookies authenticate.
    fn double_submit(&self) -> Option<DoubleSubmit> {
        None
    }

    /// The form in which clients hold its refresh tokens.
    fn refresh_form(&self) -> RefreshForm {
        RefreshForm::Opaque
    }

    /// Whether a refresh can use up its token; if so, the settings decide.
    fn rotates(&self) -> bool {
        true
    }

    /// The refresh token in a refresh call.
    ///
    /// # Errors
    /// When there is none, or the call does not have the form that the dialect wants.
    fn presented_refresh(&self, call: &Call) -> Result<String, RefreshRefusal>;

    /// The access token that has to be of the same session as the refresh token in a refresh call, if the dialect asks for it.
    fn access_at_refresh(&self, _call: &Call) -> Option<String> {
        None
    }

    /// The token in a call that revokes it, or the reply to a call that does not have the right form.
    ///
    /// # Errors
    /// When there is none, or the call does not have the form that the dialect wants.
    fn token_to_revoke(&self, _call: &Call) -> Result<String, Box<Response>> {
        Err(Box::new(self.not_found()))
    }

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

    /// The reply to a call. Only where the caller says what a reply is to hold, the call changes something.
    fn reply(&self, _call: &Call, outcome: &Outcome<'_>) -> Response {
        match *outcome {
            Outcome::LoggedIn(grant) => self.logged_in(grant),
            Outcome::LoginRefused => self.login_refused(),
            Outcome::Refreshed(grant) => self.refreshed(grant),
            Outcome::RefreshRefused(why) => self.refresh_refused(why),
            Outcome::AccessRefused(why) => self.access_refused(why),
            Outcome::LoggedOut => self.logged_out(),
        }
    }

    /// Its only URL, in a dialect that has just one.
    fn one_url(&self) -> Option<&'static dyn OneUrl> {
        None
    }

    /// Adds a new access token, and when it ends, to the reply to an authorised request, if this dialect has a place for it.
    fn slide(&self, _response: &mut Response, _access_token: &str, _ends_ms: Millis) {}

    /// The reply to a refused access token.
    fn access_refused(&self, why: AccessRefusal) -> Response;

    /// The reply to a call that a strange page may have made.
    fn forgery_refused(&self) -> Response {
        json_reply(StatusCode::FORBIDDEN, json!({ "error": "csrf" }))
    }

    /// The reply to a logout.
    fn logged_out(&self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }

    /// The reply to a revocation, whether or not there was something to revoke.
    fn revoked(&self) -> Response {
        StatusCode::OK.into_response()
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
