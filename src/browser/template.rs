//! A request that can be sent twice: read once, at the call, so that what is judged is what is sent (R25), whatever the
//! caller changes afterwards (R7).

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{global::JsTarget, settled::once};
use crate::core::destination::Target;

#[wasm_bindgen(module = "/src/browser/template.js")]
extern "C" {
    /// What the caller passed to fetch.
    pub type Template;
    /// Reads it; throws what fetch would reject with. The guard in npm/client.ts does, outside of the binary.
    #[wasm_bindgen(constructor, catch)]
    pub fn read(input: &JsValue, init: &JsValue) -> Result<Template, JsValue>;
    /// The URL: as the caller gave it, then as it is sent.
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &Template) -> String;
    /// The URL is text, to be joined to the base.
    #[wasm_bindgen(method, getter)]
    pub fn joins(this: &Template) -> bool;
    /// In capital letters.
    #[wasm_bindgen(method, getter)]
    pub fn method(this: &Template) -> String;
    /// Whether the caller brings the header himself.
    #[wasm_bindgen(method)]
    pub fn brings(this: &Template, header: &str) -> bool;
    #[wasm_bindgen(method, js_name = resolve)]
    fn resolved(this: &Template, url: &str, credentials: Option<&str>) -> Option<JsTarget>;
    /// Prepares for a second sending. Whether a stream is to be kept first; with a limit of 0 it is sent as it is, once.
    #[wasm_bindgen(method)]
    pub fn streams(this: &Template, limit: i32) -> bool;
    #[wasm_bindgen(method, js_name = keep)]
    fn kept(this: &Template, limit: i32, signal: Option<&AbortSignal>, done: JsValue);
    /// Whether it can be sent once more.
    #[wasm_bindgen(method, getter)]
    pub fn repeatable(this: &Template) -> bool;
    /// The caller's signal: that of the init, or else that of the Request.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Template) -> Option<AbortSignal>;
    #[wasm_bindgen(method, js_name = send)]
    fn sent(
        this: &Template,
        signal: Option<&AbortSignal>,
        header: &str,
        value: Option<&str>,
        follow_redirects: bool,
        replied: JsValue,
    );
}

#[wasm_bindgen(module = "/src/browser/reply.js")]
extern "C" {
    /// Resolves with the parsed JSON body of a copy; the caller's own stays unread.
    #[wasm_bindgen(js_name = jsonOfCopy)]
    pub fn json_of_copy(response: &JsValue) -> Promise;
    /// The origin that answered, behind all redirects, where the platform says.
    #[wasm_bindgen(js_name = originOf)]
    pub fn origin_of(reply: &JsValue) -> Option<String>;
    /// A reply that is not the answer: its connection is freed.
    pub fn discard(reply: &JsValue);
}

/// A reply and its status, or what fetch rejected with.
pub type Sent = Result<(JsValue, u16), JsValue>;

impl Template {
    /// Resolves the URL, joined to the base by now, and goes there from now on. `None`: fetch will refuse it.
    pub fn resolve(&self, url: &str, credentials: Option<&str>) -> Option<Target> {
        self.resolved(url, credentials).as_ref().map(Target::from)
    }

    /// Reads the stream, up to the limit. `done` hears of the error that it broke off with, or of undefined.
    pub fn keep(&self, limit: i32, signal: Option<&AbortSignal>, done: impl FnOnce(JsValue) + 'static) {
        self.kept(limit, signal, once(done));
    }

    /// Sends it, with the value in its header if there is one. `came` hears of the reply and its status, or of what fetch
    /// rejected with.
    pub fn send(
        &self,
        signal: Option<&AbortSignal>,
        header: &str,
        value: Option<&str>,
        follow_redirects: bool,
        came: impl FnOnce(Sent) + 'static,
    ) {
        let came: Box<dyn FnOnce(Sent)> = Box::new(came);
        let came = Cell::new(Some(came));
        let replied: Box<dyn Fn(JsValue, i32)> = Box::new(move |reply, status| {
            // The engine keeps the closure for a while; what it holds goes at once.
            if let Some(came) = came.take() {
                came(match u16::try_from(status) {
                    Ok(status) => Ok((reply, status)),
                    Err(_) => Err(reply),
                });
            }
        });
        let replied = Closure::wrap(replied).into_js_value();
        self.sent(signal, header, value, follow_redirects, replied);
    }
}
