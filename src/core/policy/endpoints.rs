//! Where login, refresh and logout go.

use alloc::{string::ToString, vec::Vec};

use super::{
    Endpoint, Functions, Refresh,
    fields::{Field, Parsed},
    places::location,
};
use crate::core::{
    destination::{Target, join},
    location::Location,
    value::Value,
};

/// Resolves URLs against the base and the page.
pub(super) struct Urls<'a> {
    pub(super) base: &'a str,
    pub(super) resolve: &'a dyn Fn(&str) -> Option<Target>,
}

impl Urls<'_> {
    pub(super) fn target(&self, field: &Field<'_>, url: &str) -> Parsed<Target> {
        (self.resolve)(&join(self.base, url)).ok_or_else(|| field.expected("a URL"))
    }
}

pub(super) fn endpoint(field: &Field<'_>, urls: &Urls<'_>, more: &[&str]) -> Parsed<Endpoint> {
    let mut method = "POST".to_string();
    let mut headers = Vec::new();
    let target = if field.is_text() {
        urls.target(field, field.filled_text()?)?
    } else {
        let mut known = alloc::vec!["url", "method", "headers"];
        known.extend(more);
        field.only(&known).map_err(|error| match field.value() {
            Value::Object(_) => error,
            _ => field.expected("a URL or an endpoint"),
        })?;
        let Some(url) = field.get("url") else {
            return Err(field.expected("an endpoint with a url"));
        };
        if let Some(given) = field.get("method") {
            method = given.filled_text()?.to_ascii_uppercase();
        }
        if let Some(given) = field.get("headers") {
            headers = given.text_pairs()?;
        }
        urls.target(&url, url.filled_text()?)?
    };
    Ok(Endpoint {
        target,
        method,
        headers,
    })
}

pub(super) fn refresh(root: &Field<'_>, functions: Functions, urls: &Urls<'_>) -> Parsed<Refresh> {
    if functions.refresh {
        return Ok(Refresh::Callback);
    }
    let Some(field) = root.get("refresh") else {
        return Ok(Refresh::None);
    };
    let endpoint = endpoint(&field, urls, &["send", "body"])?;
    let mut send = Location::Body("refresh_token".to_string());
    if let Some(given) = field.get("send") {
        send = location(&given)?;
        let bodiless = matches!(endpoint.method.as_str(), "GET" | "HEAD");
        if bodiless && matches!(send, Location::Body(_) | Location::Form(_)) {
            return Err(given.expected("\"query:…\", \"header:…\" or \"cookie\" with GET"));
        }
    } else if endpoint.method == "GET" || endpoint.method == "HEAD" {
        return Err(field.expected("a send location, because GET has no body"));
    }
    let body = match field.get("body") {
        None => Vec::new(),
        Some(given) => match given.value() {
            Value::Object(entries) => entries.clone(),
            _ => return Err(given.expected("an object")),
        },
    };
    Ok(Refresh::Endpoint { endpoint, send, body })
}
