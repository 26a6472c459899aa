//! The requests that authflight makes itself: the refresh and the logout.
//!
//! By fetch: gloo-net would be 2.6 kB of the download, and its `header` panics on a value that no header can hold.

use std::sync::Arc;

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{json, settled::once, timer::clamped};
use authflight_protocol::{
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
    fn send(this: &Call, signal: &AbortSignal, answered: JsValue);
    #[wasm_bindgen(method, js_name = sendWithin)]
    fn send_within(this: &Call, limit: i32, answered: JsValue);
}

#[wasm_bindgen(module = "/src/browser/reply.js")]
extern "C" {
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

/// Sends an exchange. `answered` hears of the reply, or of `None` when none came or it was cut off.
pub fn send(
    exchange: &Exchange,
    policy: &Arc<Policy>,
    signal: &AbortSignal,
    answered: impl FnOnce(Option<Reply>) + 'static,
) {
    call(exchange, policy).send(signal, gathering(policy, Box::new(answered)));
}

/// The same, answered after `limit` ms at the latest.
pub fn send_within(
    exchange: &Exchange,
    policy: &Arc<Policy>,
    limit: i64,
    answered: impl FnOnce(Option<Reply>) + 'static,
) {
    call(exchange, policy).send_within(clamped(limit), gathering(policy, Box::new(answered)));
}

fn gathering(policy: &Arc<Policy>, answered: Box<dyn FnOnce(Option<Reply>)>) -> JsValue {
    let policy = Arc::clone(policy);
    once(move |facts| {
        answered((!facts.is_undefined()).then(|| gathered(facts.unchecked_ref(), &policy)));
    })
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
