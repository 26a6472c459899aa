//! A request that can be sent twice: read once, at the call, so that what is judged is what is sent (R25), whatever the
//! caller changes afterwards (R7).

use std::mem;

use authflight_protocol::destination::Target;
use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{global::JsTarget, task::callback};

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
    #[wasm_bindgen(js_name = statusOf)]
    fn status_of(reply: &JsValue) -> u16;
    /// A reply that is not the answer: its connection is freed.
    pub fn discard(reply: &JsValue);
}

impl Template {
    /// Resolves the URL, which is joined to the base by now. The request goes there from now on. `None`: fetch will refuse
    /// it.
    pub fn resolve(&self, url: &str, credentials: Option<&str>) -> Option<Target> {
        self.resolved(url, credentials).as_ref().map(Target::from)
    }

    /// Reads the stream, up to the limit. Fails with the error that it broke off with.
    pub async fn keep(&self, limit: i32, signal: Option<&AbortSignal>) -> Result<(), JsValue> {
        let (done, is_done) = callback();
        self.kept(limit, signal, done);
        is_done.await.map(drop)
    }

    /// Sends it, with the value in its header if there is one.
    pub async fn send(
        &self,
        signal: Option<&AbortSignal>,
        header: &str,
        value: Option<&str>,
        follow_redirects: bool,
    ) -> Result<Reply, JsValue> {
        let (replied, reply) = callback();
        self.sent(signal, header, value, follow_redirects, replied);
        reply.await.map(Reply)
    }
}

/// A reply in hand. One that is dropped is not the answer: its connection is freed.
#[derive(Debug)]
pub struct Reply(JsValue);

impl Reply {
    /// The reply as the platform made it.
    pub fn as_js(&self) -> &JsValue {
        &self.0
    }

    /// Its status.
    pub fn status(&self) -> u16 {
        status_of(&self.0)
    }

    /// The reply is the answer, or goes with an error.
    pub fn into_js(mut self) -> JsValue {
        mem::take(&mut self.0)
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.0.is_undefined() {
            discard(&self.0);
        }
    }
}
