//! What hangs on `globalThis`, in a window, a worker or Node alike.

use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{AbortSignal, Url};

use crate::core::destination::Target;

#[wasm_bindgen(module = "/src/browser/global.js")]
extern "C" {
    #[wasm_bindgen(js_name = resolve)]
    fn resolved(url: &str) -> Option<Url>;
    /// `globalThis[name]`, undefined when it is absent or its getter throws.
    pub fn global(name: &str) -> JsValue;
    /// Whether there are Web Locks: not in insecure contexts and old engines (R20).
    #[wasm_bindgen(js_name = hasLocks)]
    pub fn has_locks() -> bool;
    /// Whether the network is there, as far as is known.
    #[wasm_bindgen(js_name = isOnline)]
    pub fn is_online() -> bool;
    /// Whether a URL lies in another origin than the page.
    #[wasm_bindgen(js_name = isElsewhere)]
    pub fn is_elsewhere(url: &str) -> bool;
    fn listen(stirred: JsValue) -> Abort;
}

#[wasm_bindgen]
extern "C" {
    /// An `AbortController`; every engine has it, so its constructor cannot throw.
    #[wasm_bindgen(js_name = AbortController)]
    pub type Abort;
    /// A new one.
    #[wasm_bindgen(constructor, js_class = "AbortController")]
    pub fn new() -> Abort;
    /// What is to be cut off listens to it.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Abort) -> AbortSignal;
    /// Cuts off.
    #[wasm_bindgen(method)]
    pub fn abort(this: &Abort);
}

/// Parses a URL as the browser's own requests do, relative to the page.
pub fn resolve(url: &str) -> Option<Target> {
    let url = resolved(url)?;
    Some(Target {
        href: url.href(),
        origin: url.origin(),
        path: url.pathname(),
    })
}

/// A function for JavaScript to call with what it has to say; freed when JavaScript drops it.
pub fn hearer(hear: impl FnMut(JsValue) + 'static) -> JsValue {
    let hear: Box<dyn FnMut(JsValue)> = Box::new(hear);
    Closure::wrap(hear).into_js_value()
}

/// Listens to the page for as long as it lives.
pub struct Listening(Abort);

impl Listening {
    /// `stirred` hears of the page waking up, of other tabs' writes (undefined), and of the network
    /// coming and going (true, false).
    pub fn start(stirred: impl FnMut(JsValue) + 'static) -> Self {
        Self(listen(hearer(stirred)))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}
