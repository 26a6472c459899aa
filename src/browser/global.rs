//! What hangs on `globalThis`, in a window, a worker or Node alike.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{EventTarget, Url};

use crate::core::destination::Target;

#[wasm_bindgen]
extern "C" {
    /// Looked up at each call, so that a wrapper or a mock that came later is used too.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(input: &JsValue, init: &JsValue) -> Result<js_sys::Promise, JsValue>;
}

/// `globalThis[name]`, `None` when it is absent or its getter throws: a blocked `localStorage`
/// does.
pub fn global(name: &str) -> Option<JsValue> {
    member(&js_sys::global(), name)
}

/// `object[name]`, `None` when it is null, undefined or throws.
pub fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A member that can be called.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    member(object, name)?.dyn_into().ok()
}

/// `fetch(input, init)`; a fetch that throws at once is a promise that rejects.
pub fn fetch(input: &JsValue, init: &JsValue) -> js_sys::Promise {
    global_fetch(input, init).unwrap_or_else(|error| js_sys::Promise::reject(&error))
}

/// The global object as something that can be listened to, where it is one.
pub fn events() -> Option<EventTarget> {
    let global = js_sys::global();
    method(&global, "addEventListener").map(|_| global.unchecked_into())
}

/// The page's URL; empty in Node.
pub fn page_url() -> String {
    global("location")
        .and_then(|location| member(&location, "href"))
        .and_then(|href| href.as_string())
        .unwrap_or_default()
}

/// Parses a URL as the browser's own requests do, relative to the page.
pub fn resolve(url: &str) -> Option<Target> {
    let page = page_url();
    let parsed = if page.is_empty() { Url::new(url) } else { Url::new_with_base(url, &page) };
    let parsed = parsed.ok()?;
    Some(Target { href: parsed.href(), origin: parsed.origin(), path: parsed.pathname() })
}

/// Whether the network is there, as far as is known.
pub fn is_online() -> bool {
    global("navigator")
        .and_then(|navigator| member(&navigator, "onLine"))
        .and_then(|online| online.as_bool())
        .unwrap_or(true)
}
