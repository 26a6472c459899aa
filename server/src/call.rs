//! A request, with its whole body.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, FromRequest, Request},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::clock::{self, Millis};

/// A request to a dialect. Its body is read before any decision, so that a refusal never interrupts an upload.
pub struct Call {
    /// When it arrived.
    pub at: Millis,
    /// The address of the client.
    pub peer: IpAddr,
    /// Its method.
    pub method: Method,
    /// Its whole path.
    pub path: String,
    /// Its query, undecoded; empty when there is none.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Call {
    /// A header, if it is present and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The token of `Authorization: Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(header::AUTHORIZATION.as_str())?.split_once(' ')?;
        let token = token.trim();
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
    }

    /// The body as JSON, if it is sent as such.
    pub fn json(&self) -> Option<Value> {
        self.has_type("application/json")
            .then(|| serde_json::from_slice(&self.body).ok())?
    }

    /// A non-empty string at the root of a JSON body.
    pub fn json_text(&self, key: &str) -> Option<String> {
        match self.json()?.get_mut(key)?.take() {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A value in a form body.
    pub fn form_value(&self, key: &str) -> Option<String> {
        self.has_type("application/x-www-form-urlencoded")
            .then(|| value_of(&self.body, key))?
    }

    /// A value in the query.
    pub fn query_value(&self, key: &str) -> Option<String> {
        value_of(self.query.as_bytes(), key)
    }

    /// A cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(cookie::Cookie::split_parse)
            .filter_map(Result::ok)
            .filter(|cookie| cookie.name() == name)
            .filter_map(|cookie| cookie.value_raw())
            .find(|value| !value.is_empty())
    }

    fn has_type(&self, media: &str) -> bool {
        self.header(header::CONTENT_TYPE.as_str())
            .and_then(|value| value.split(';').next())
            .is_some_and(|value| value.trim().eq_ignore_ascii_case(media))
    }
}

fn value_of(pairs: &[u8], key: &str) -> Option<String> {
    form_urlencoded::parse(pairs)
        .find(|(name, value)| name == key && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Response> {
        let at = clock::now();
        let method = request.method().clone();
        // A nested router removes the prefix from the request's own URI.
        let uri = request
            .extensions()
            .get::<axum::extract::OriginalUri>()
            .map_or_else(|| request.uri().clone(), |original| original.0.clone());
        let headers = request.headers().clone();
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(Ipv4Addr::LOCALHOST.into(), |peer| peer.0.ip());
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.status();
            if status.is_client_error() {
                rejection.into_response()
            } else {
                StatusCode::BAD_REQUEST.into_response()
            }
        })?;
        Ok(Self {
            at,
            peer,
            method,
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers,
            body,
        })
    }
}
