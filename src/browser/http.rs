//! The requests that authflight makes itself: the refresh and the logout.
//!
//! By web-sys: gloo-net would be 2.6 kB of the download, and its `header` panics on a value that no header can hold.

use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Response, UrlSearchParams};

use super::{clock, global, json};
use crate::core::{
    exchange::{Exchange, ExchangeBody},
    policy::Policy,
    reply::Reply,
    secret::Secret,
    value::Value,
};

/// Sends an exchange. `None`: no reply came, whatever the cause.
pub async fn send(exchange: &Exchange, policy: &Policy, signal: Option<&AbortSignal>) -> Option<Response> {
    let init = Object::new();
    let headers = Headers::new().ok()?;
    json::set(&init, "method", &JsValue::from_str(&exchange.method));
    if let Some(signal) = signal {
        json::set(&init, "signal", signal.as_ref());
    }
    if let Some(credentials) = &policy.credentials {
        json::set(&init, "credentials", &JsValue::from_str(credentials));
    }
    match &exchange.body {
        ExchangeBody::Empty => {}
        ExchangeBody::Json(value) => {
            headers.set("content-type", "application/json").ok()?;
            json::set(&init, "body", &JsValue::from_str(&json::text(value)));
        }
        ExchangeBody::Form(fields) => {
            let form = UrlSearchParams::new().ok()?;
            for (name, value) in fields {
                form.append(name, value.reveal());
            }
            json::set(&init, "body", form.as_ref());
        }
    }
    for (name, value) in &exchange.headers {
        headers.set(name, value.reveal()).ok()?;
    }
    json::set(&init, "headers", headers.as_ref());
    let sent = global::fetch(&JsValue::from_str(exchange.url.reveal()), &init);
    JsFuture::from(sent).await.ok().map(JsCast::unchecked_into)
}

/// Reads a reply to an exchange; `None` when it was cut off.
pub async fn read(response: &Response, policy: &Policy) -> Option<Reply> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(reply(response, json::parse(&text), policy))
}

/// Puts a reply together for the core.
pub fn reply(response: &Response, body: Option<Value>, policy: &Policy) -> Reply {
    let given = response.headers();
    let header = |name: &str| given.get(name).ok().flatten();
    let mut headers = Vec::new();
    for name in policy.reply_headers() {
        if let Some(value) = header(name) {
            headers.push((name.to_string(), Secret::new(&value)));
        }
    }
    let origin = |url: &str| global::resolve(url).map(|target| target.origin);
    let page = origin("");
    Reply {
        status: response.status(),
        body,
        headers,
        date: header("date").and_then(|date| clock::parse_http_date(&date)),
        retry_after: header("retry-after").and_then(|wish| delay(&wish)),
        cross_origin: page.is_some() && page != origin(&response.url()),
    }
}

/// Seconds, or an HTTP date (RFC 9110 §10.2.3), as a delay in ms.
fn delay(wish: &str) -> Option<i64> {
    match wish.trim().parse::<i64>() {
        Ok(seconds) => seconds.checked_mul(1_000),
        Err(_) => Some(clock::parse_http_date(wish)?.saturating_sub(clock::now()).max(0)),
    }
}
