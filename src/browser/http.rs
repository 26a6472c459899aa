//! The requests that authflight makes itself, by gloo-net: the refresh and the logout.

use gloo_net::http::{Headers, Method, Request, RequestBuilder, Response};
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, UrlSearchParams};

use super::{clock, global, json};
use crate::core::{
    exchange::{Exchange, ExchangeBody},
    policy::Policy,
    reply::Reply,
    secret::Secret,
};

/// Sends an exchange. `None`: no reply came, whatever the cause.
pub async fn send(exchange: &Exchange, policy: &Policy, signal: Option<&AbortSignal>) -> Option<Response> {
    request(exchange, policy, signal)?.send().await.ok()
}

fn request(exchange: &Exchange, policy: &Policy, signal: Option<&AbortSignal>) -> Option<Request> {
    let method = Method::from_bytes(exchange.method.as_bytes()).ok()?;
    let mut builder = RequestBuilder::new(exchange.url.reveal()).method(method).abort_signal(signal);
    builder = match policy.credentials.as_deref() {
        Some("include") => builder.credentials(RequestCredentials::Include),
        Some("omit") => builder.credentials(RequestCredentials::Omit),
        _ => builder.credentials(RequestCredentials::SameOrigin),
    };
    // gloo's own `header` panics on a value that no header can hold; a server may send such a token.
    let headers = web_sys::Headers::new().ok()?;
    if matches!(exchange.body, ExchangeBody::Json(_)) {
        headers.set("content-type", "application/json").ok()?;
    }
    for (name, value) in &exchange.headers {
        headers.set(name, value.reveal()).ok()?;
    }
    builder = builder.headers(Headers::from_raw(headers));
    match &exchange.body {
        ExchangeBody::Empty => builder.build().ok(),
        ExchangeBody::Json(value) => builder.body(json::text(value)).ok(),
        ExchangeBody::Form(fields) => {
            let form = UrlSearchParams::new().ok()?;
            for (name, value) in fields {
                form.append(name, value.reveal());
            }
            builder.body(JsValue::from(form)).ok()
        }
    }
}

/// Reads a reply to an exchange; `None` when it was cut off.
pub async fn read(response: &Response, policy: &Policy) -> Option<Reply> {
    let text = response.text().await.ok()?;
    Some(reply(
        response.status(),
        &|name| response.headers().get(name),
        &response.url(),
        json::parse(&text),
        policy,
    ))
}

/// Puts a reply together for the core.
pub fn reply(
    status: u16,
    header: &dyn Fn(&str) -> Option<String>,
    url: &str,
    body: Option<crate::core::value::Value>,
    policy: &Policy,
) -> Reply {
    let headers = policy
        .reply_headers()
        .filter_map(|name| Some((name.to_string(), Secret::new(&header(name)?))))
        .collect();
    let page = global::resolve("").map(|page| page.origin);
    Reply {
        status,
        body,
        headers,
        date: header("date").and_then(|date| clock::parse_http_date(&date)),
        retry_after: header("retry-after").and_then(|wish| delay(&wish)),
        cross_origin: page.is_some() && page != global::resolve(url).map(|target| target.origin),
    }
}

/// Seconds, or an HTTP date (RFC 9110 §10.2.3), as a delay in ms.
fn delay(wish: &str) -> Option<i64> {
    match wish.trim().parse::<i64>() {
        Ok(seconds) => seconds.checked_mul(1_000),
        Err(_) => Some(clock::parse_http_date(wish)?.saturating_sub(clock::now()).max(0)),
    }
}
