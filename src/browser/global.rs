//! What hangs on `globalThis`, in a window, a worker or Node alike.

use authflight_protocol::destination::Target;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/browser/global.js")]
extern "C" {
    /// A URL as the platform's own requests read it.
    #[wasm_bindgen(js_name = Target)]
    pub type JsTarget;
    #[wasm_bindgen(method, getter)]
    fn href(this: &JsTarget) -> String;
    #[wasm_bindgen(method, getter)]
    fn origin(this: &JsTarget) -> String;
    #[wasm_bindgen(method, getter)]
    fn path(this: &JsTarget) -> String;
    #[wasm_bindgen(js_name = resolve)]
    fn resolved(url: &str) -> Option<JsTarget>;
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

    #[wasm_bindgen(js_name = Listening)]
    type JsListening;
    #[wasm_bindgen(constructor, js_class = "Listening")]
    fn new(on_event: JsValue) -> JsListening;
    #[wasm_bindgen(method)]
    fn end(this: &JsListening);
}

/// Parses a URL as the platform's own requests do, relative to the document's base.
pub fn resolve(url: &str) -> Option<Target> {
    resolved(url).as_ref().map(Target::from)
}

impl From<&JsTarget> for Target {
    fn from(target: &JsTarget) -> Self {
        Self {
            href: target.href(),
            origin: target.origin(),
            path: target.path(),
        }
    }
}

/// A function for JavaScript to call with what it has to say; freed when JavaScript drops it. It may be called while it
/// runs.
pub fn listener(listen: impl Fn(JsValue) + 'static) -> JsValue {
    let listen: Box<dyn Fn(JsValue)> = Box::new(listen);
    Closure::wrap(listen).into_js_value()
}

/// Listens to the page for as long as it lives.
pub struct Listening(JsListening);

impl Listening {
    /// `on_event` hears of the page waking up, of other tabs' writes (undefined), and of the network
    /// coming and going (true, false).
    pub fn start(on_event: impl Fn(JsValue) + 'static) -> Self {
        Self(JsListening::new(listener(on_event)))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.end();
    }
}
