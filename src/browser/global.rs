//! Members of `globalThis`, in a window, a worker or Node.

use authflight_protocol::destination::Target;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/browser/global.js")]
extern "C" {
    /// A URL as the platform's own requests resolve it.
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
    /// `globalThis[name]`, or undefined if it is absent or its getter throws.
    pub fn global(name: &str) -> JsValue;
    /// Whether there are Web Locks. Insecure contexts and old engines have none (R20).
    #[wasm_bindgen(js_name = hasLocks)]
    pub fn has_locks() -> bool;
    /// Whether the network is there, as far as is known.
    #[wasm_bindgen(js_name = isOnline)]
    pub fn is_online() -> bool;
    /// Whether there is neither a page nor a worker, as where pages are rendered.
    #[wasm_bindgen(js_name = isServer)]
    pub fn is_server() -> bool;
    /// Whether a URL has another origin than the page.
    #[wasm_bindgen(js_name = isElsewhere)]
    pub fn is_elsewhere(url: &str) -> bool;

    #[wasm_bindgen(js_name = Listening)]
    type JsListening;
    #[wasm_bindgen(constructor, js_class = "Listening")]
    fn new(on_event: &JsValue) -> JsListening;
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

/// A function that JavaScript calls any number of times, with one argument. It may be called while it runs. It is freed when
/// this is dropped: if it were left to the garbage collector, a disposed client would keep its memory until then. A later
/// call does nothing (`scripts/build/glue-plugin.mjs`).
pub type Listener = Closure<dyn Fn(JsValue)>;

/// Makes a function for JavaScript to call.
pub fn listener(listen: impl Fn(JsValue) + 'static) -> Listener {
    let listen: Box<dyn Fn(JsValue)> = Box::new(listen);
    Closure::wrap(listen)
}

/// Listens to events of the page until it is dropped.
pub struct Listening {
    listening: JsListening,
    _on_event: Listener,
}

impl Listening {
    /// Calls `on_event` with the event's name when the page wakes up, another tab has written, or the network comes or goes; with
    /// `returned` when the page is back from the back/forward cache.
    pub fn start(on_event: impl Fn(JsValue) + 'static) -> Self {
        let on_event = listener(on_event);
        Self {
            listening: JsListening::new(on_event.as_ref()),
            _on_event: on_event,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.listening.end();
    }
}
