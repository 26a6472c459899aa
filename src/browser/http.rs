//! The requests that authflight makes itself: the refresh and the logout.
//!
//! gloo-net's `QueryParams` holds their forms, over a `Form` of `own-request.js`, which does not throw. `own-request.js` sends
//! them. gloo-net's own `send` is not used, because it calls a
//! `fetch` that the page may have replaced with Rust on the stack, and panics where the page puts something else in a
//! `Response`'s place (R34).

use std::pin::pin;

use authflight_protocol::{
    own_request::{OwnRequest, OwnRequestBody},
    policy::Policy,
    reply::Reply,
    secret::Secret,
    value::Value,
};
use futures::future::{Either, select};
use gloo_net::http::QueryParams;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{cutoff::Abort, json, task::callback, timer::after};

#[wasm_bindgen(module = "/src/browser/own-request.js")]
extern "C" {
    #[wasm_bindgen(js_name = sendOwn)]
    fn send_own(
        url: &str,
        method: &str,
        credentials: Option<&str>,
        headers: web_sys::Headers,
        body: Option<String>,
        signal: &AbortSignal,
        more: Option<Function>,
        answered: JsValue,
    );

    type Form;
    #[wasm_bindgen(constructor)]
    fn new() -> Form;

    type Failure;
    #[wasm_bindgen(method, getter)]
    fn cause(this: &Failure) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn sent(this: &Failure) -> bool;
    #[wasm_bindgen(method, getter)]
    fn unanswered(this: &Failure) -> bool;
}

/// Why a request of our own got no reply.
pub struct NoReply {
    /// What was thrown. Undefined if nothing was.
    pub cause: JsValue,
    /// Whether it was sent.
    pub sent: bool,
    /// Whether it was sent and nothing came back at all.
    pub unanswered: bool,
}

impl From<JsValue> for NoReply {
    /// `Headers` has thrown, so nothing was sent.
    fn from(cause: JsValue) -> Self {
        Self {
            cause,
            sent: false,
            unanswered: false,
        }
    }
}

#[wasm_bindgen(module = "/src/browser/reply.js")]
extern "C" {
    /// What the protocol has to know of a reply.
    pub type Facts;
    #[wasm_bindgen(constructor)]
    fn of(response: &JsValue, body: &JsValue) -> Facts;
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Facts) -> u16;
    /// The parsed JSON; undefined if there is none.
    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Facts) -> JsValue;
    /// The reply itself.
    #[wasm_bindgen(method, getter)]
    pub fn reply(this: &Facts) -> JsValue;
    /// What was not JSON.
    #[wasm_bindgen(method, getter)]
    fn text(this: &Facts) -> String;
    #[wasm_bindgen(method, getter, js_name = isDocument)]
    fn is_document(this: &Facts) -> bool;
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

/// Sends a request of authflight's own. Fails if no reply came, or if it was cut off. `more` makes the application's own
/// headers for it.
pub async fn send(
    request: &OwnRequest,
    policy: &Policy,
    more: Option<Function>,
    signal: &AbortSignal,
) -> Result<Facts, NoReply> {
    let headers = web_sys::Headers::new()?;
    let (body, kind) = match &request.body {
        OwnRequestBody::Empty => (None, None),
        OwnRequestBody::Json(value) => (Some(json::text(value)), Some("application/json")),
        OwnRequestBody::Form(fields) => {
            let form = QueryParams::from_raw(Form::new().unchecked_into());
            for (name, value) in fields {
                form.append(name, value.reveal());
            }
            let text = form.to_string();
            if text.is_empty() {
                return Err(JsValue::UNDEFINED.into());
            }
            (
                Some(text),
                Some("application/x-www-form-urlencoded;charset=UTF-8"),
            )
        }
    };
    // Set by web-sys: gloo-net's `set` panics on a value that no header can hold.
    if let Some(kind) = kind {
        headers.set("content-type", kind)?;
    }
    for (name, value) in &request.headers {
        headers.set(name, value.reveal())?;
    }
    let (answered, facts) = callback();
    send_own(
        request.url.reveal(),
        &request.method,
        request.credentials.as_deref().or(policy.credentials.as_deref()),
        headers,
        body,
        signal,
        more,
        answered,
    );
    match facts.await {
        Ok(facts) => Ok(facts.unchecked_into()),
        // The function was dropped without a call.
        Err(failure) if failure.is_undefined() => Err(failure.into()),
        Err(failure) => {
            let failure: Failure = failure.unchecked_into();
            Err(NoReply {
                cause: failure.cause(),
                sent: failure.sent(),
                unanswered: failure.unanswered(),
            })
        }
    }
}

/// As [`send`], but for at most `limit` milliseconds.
pub async fn send_within(
    limit: i64,
    request: &OwnRequest,
    policy: &Policy,
    more: Option<Function>,
) -> Option<Facts> {
    let abort = Abort::new();
    let signal = abort.signal();
    let sent = send(request, policy, more, &signal);
    within(limit, &abort, sent).await?.ok()
}

/// What comes within `limit` milliseconds. Otherwise it is cut off.
pub async fn within<T>(limit: i64, abort: &Abort, awaited: impl Future<Output = T>) -> Option<T> {
    match select(pin!(awaited), pin!(after(limit))).await {
        Either::Left((came, _)) => Some(came),
        Either::Right(_) => {
            abort.abort();
            None
        }
    }
}

/// Collects the facts of a reply for the protocol. The body was read before.
pub fn reply(response: &JsValue, body: &JsValue, policy: &Policy) -> Reply {
    reply_of(&Facts::of(response, body), policy)
}

/// What the protocol is told of a reply.
pub fn reply_of(facts: &Facts, policy: &Policy) -> Reply {
    let mut headers = Vec::new();
    for name in policy.reply_headers() {
        if let Some(value) = facts.header_of(name) {
            headers.push((name.to_string(), Secret::new(&value)));
        }
    }
    let (body, is_document) = (facts.body(), facts.is_document());
    let takes_text = policy.takes_whole_body() && !is_document;
    Reply {
        status: facts.status(),
        body: if body.is_undefined() {
            takes_text.then(|| Value::Text(facts.text()))
        } else if body.is_string() && !takes_text {
            // A text is not JSON where it is not looked at as a token.
            None
        } else {
            Some(json::from_js(&body))
        },
        is_document,
        headers,
        date: whole_ms(facts.date()),
        retry_after: whole_ms(facts.retry_after()),
        cross_origin: facts.cross_origin(),
        url_origin: facts.url_origin(),
        redirect: facts.redirect(),
    }
}

/// Whole milliseconds, small enough that an addition cannot overflow. `None` for NaN.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn whole_ms(number: f64) -> Option<i64> {
    (number.abs() < 9e15).then_some(number as i64)
}
