//! What ends a request early: the caller's signal and the timeout (R8).

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{global::hearer, timer::clamped};

#[wasm_bindgen(module = "/src/browser/cutoff.js")]
extern "C" {
    #[wasm_bindgen(js_name = Cutoff)]
    type JsCutoff;
    #[wasm_bindgen(constructor, js_class = "Cutoff")]
    fn start(caller: Option<AbortSignal>, timeout: i32, reached: JsValue) -> JsCutoff;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &JsCutoff) -> Option<AbortSignal>;
    #[wasm_bindgen(method)]
    fn end(this: &JsCutoff);

    /// Cuts off what listens to its signal.
    pub type Abort;
    /// A new one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Abort;
    /// What is to be cut off listens to it.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Abort) -> AbortSignal;
    /// Cuts off.
    #[wasm_bindgen(method)]
    pub fn abort(this: &Abort);
}

/// The caller's signal, and the timeout if there is one. It ends when it is dropped: the reply has
/// come in time.
pub struct Cutoff {
    cutoff: JsCutoff,
    /// What the request is sent with.
    pub signal: Option<AbortSignal>,
}

impl Cutoff {
    /// Without a timeout the caller's signal is passed on as it is.
    pub fn new(caller: Option<AbortSignal>, timeout: i64, reached: impl Fn(JsValue) + 'static) -> Self {
        let cutoff = JsCutoff::start(caller, clamped(timeout), hearer(reached));
        let signal = cutoff.signal();
        Self { cutoff, signal }
    }

    /// The reason, if it is over already.
    pub fn reached(&self) -> Option<JsValue> {
        let signal = self.signal.as_ref()?;
        signal.aborted().then(|| signal.reason())
    }
}

impl Drop for Cutoff {
    fn drop(&mut self) {
        self.cutoff.end();
    }
}
