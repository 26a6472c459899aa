//! A request that can be sent twice: taken as it is at the call, so that a caller who changes his
//! buffer or form afterwards changes neither the request nor its replay (R7).

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/browser/request.js")]
extern "C" {
    /// What the caller passed to fetch.
    pub type Template;
    /// Takes a snapshot; throws what fetch would throw for the same body. So many bytes of a stream are kept;
    /// with 0 it is sent as it is.
    #[wasm_bindgen(constructor, catch)]
    pub fn take(
        input: &JsValue,
        init: &JsValue,
        credentials: Option<&str>,
        limit: i32,
    ) -> Result<Template, JsValue>;
    /// Whether it can be sent once more.
    #[wasm_bindgen(method, getter)]
    pub fn repeatable(this: &Template) -> bool;
    /// The caller's signal: that of the init, or else that of the Request.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Template) -> Option<AbortSignal>;
    /// Sends it, with the value in its header if there is one.
    #[wasm_bindgen(method)]
    pub fn send(
        this: &Template,
        signal: Option<&AbortSignal>,
        header: &str,
        value: Option<&str>,
        follow_redirects: bool,
    ) -> Promise;

    /// Passes a call on to fetch that is none of ours.
    #[wasm_bindgen(js_name = passOn)]
    pub fn pass_on(input: &JsValue, init: &JsValue, credentials: Option<&str>) -> Promise;
    /// The URL of a Request or URL object; `None` for what is to be joined to the base.
    #[wasm_bindgen(js_name = urlOf)]
    pub fn url_of(input: &JsValue) -> Option<String>;
    /// Whether the caller brings the header himself.
    pub fn brings(header: &str, input: &JsValue, init: &JsValue) -> bool;
    /// Resolves with the parsed JSON body of a copy; the caller's own stays unread.
    #[wasm_bindgen(js_name = jsonOfCopy)]
    pub fn json_of_copy(response: &JsValue) -> Promise;
    /// A reply that is not the answer: its connection is freed.
    pub fn discard(reply: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// `String(value)`.
    #[wasm_bindgen(js_name = String)]
    pub fn text_of(value: &JsValue) -> String;
}
