//! The requests that authflight makes itself: the refresh and the logout.
//!
//! By fetch: gloo-net would be 2.6 kB of the download, and its `header` panics on a value that no header can hold.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{json, timer::clamped};
use crate::core::{
    exchange::{Exchange, ExchangeBody},
    policy::Policy,
    reply::Reply,
    secret::Secret,
};

#[wasm_bindgen(module = "/src/browser/exchange.js")]
extern "C" {
    /// A request of ours.
    type Call;
    #[wasm_bindgen(constructor)]
    fn new(url: &str, method: &str, credentials: Option<&str>) -> Call;
    #[wasm_bindgen(method)]
    fn header(this: &Call, name: &str, value: &str);
    #[wasm_bindgen(method)]
    fn json(this: &Call, text: &str);
    #[wasm_bindgen(method)]
    fn form(this: &Call);
    #[wasm_bindgen(method)]
    fn field(this: &Call, name: &str, value: &str);
    #[wasm_bindgen(method)]
    fn send(this: &Call, signal: &AbortSignal) -> Promise;
    #[wasm_bindgen(method, js_name = sendWithin)]
    fn send_within(this: &Call, limit: i32) -> Promise;

    /// What is to be known of a reply.
    type Facts;
    #[wasm_bindgen(constructor)]
    fn of(response: &JsValue, body: &JsValue) -> Facts;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Facts) -> u16;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Facts) -> JsValue;
    #[wasm_bindgen(method, js_name = header)]
    fn header_of(this: &Facts, name: &str) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn date(this: &Facts) -> f64;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    fn retry_after(this: &Facts) -> f64;
    #[wasm_bindgen(method, getter, js_name = crossOrigin)]
    fn cross_origin(this: &Facts) -> bool;
    #[wasm_bindgen(method, getter, js_name = urlOrigin)]
    fn url_origin(this: &Facts) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn redirect(this: &Facts) -> bool;
}

/// Sends an exchange; the promise is for [`exchanged`].
pub fn send(exchange: &Exchange, policy: &Policy, signal: &AbortSignal) -> Promise {
    call(exchange, policy).send(signal)
}

/// The reply to an exchange. `None`: none came or it was cut off, whatever the cause.
pub fn exchanged(facts: &JsValue, policy: &Policy) -> Option<Reply> {
    (!facts.is_undefined()).then(|| gathered(facts.unchecked_ref(), policy))
}

/// Whether what [`send_within`] has brought is a redirect that was not followed.
pub fn is_redirect(facts: &JsValue) -> bool {
    !facts.is_undefined() && facts.unchecked_ref::<Facts>().redirect()
}

/// Sends an exchange of whose reply little is wanted; done after `limit` ms at the latest.
pub fn send_within(exchange: &Exchange, policy: &Policy, limit: i64) -> Promise {
    call(exchange, policy).send_within(clamped(limit))
}

fn call(exchange: &Exchange, policy: &Policy) -> Call {
    let call = Call::new(
        exchange.url.reveal(),
        &exchange.method,
        policy.credentials.as_deref(),
    );
    for (name, value) in &exchange.headers {
        call.header(name, value.reveal());
    }
    match &exchange.body {
        ExchangeBody::Empty => {}
        ExchangeBody::Json(value) => call.json(&json::text(value)),
        ExchangeBody::Form(fields) => {
            call.form();
            for (name, value) in fields {
                call.field(name, value.reveal());
            }
        }
    }
    call
}

/// Puts a reply together for the core; its body was read before.
pub fn reply(response: &JsValue, body: &JsValue, policy: &Policy) -> Reply {
    gathered(&Facts::of(response, body), policy)
}

fn gathered(facts: &Facts, policy: &Policy) -> Reply {
    let mut headers = Vec::new();
    for name in policy.reply_headers() {
        if let Some(value) = facts.header_of(name) {
            headers.push((name.to_string(), Secret::new(&value)));
        }
    }
    let body = facts.body();
    Reply {
        status: facts.status(),
        body: (!body.is_undefined()).then(|| json::from_js(&body)),
        headers,
        date: whole(facts.date()),
        retry_after: whole(facts.retry_after()),
        cross_origin: facts.cross_origin(),
        url_origin: facts.url_origin(),
        redirect: facts.redirect(),
    }
}

/// Milliseconds that leave room to be added to; NaN is none.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn whole(number: f64) -> Option<i64> {
    (number.abs() < 9e15).then_some(number as i64)
}
