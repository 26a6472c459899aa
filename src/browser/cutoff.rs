//! What ends a request early: the caller's signal and the timeout (R8).

use futures::{
    FutureExt,
    future::{self, LocalBoxFuture},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use super::{task::callback, timer::clamped};

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

    /// Cuts off a request that listens to its signal.
    pub type Abort;
    /// Makes one that has not cut off anything yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Abort;
    /// The signal for the request.
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Abort) -> AbortSignal;
    /// Cuts the request off.
    #[wasm_bindgen(method)]
    pub fn abort(this: &Abort);
}

/// The caller's signal, and the timeout if there is one. The timeout ends when this is dropped. The caller's signal still
/// cuts the reply's body.
pub struct Cutoff {
    /// `None` if nothing can cut the request off.
    cutoff: Option<JsCutoff>,
    reached: LocalBoxFuture<'static, JsValue>,
    /// The signal that the request is sent with.
    pub signal: Option<AbortSignal>,
}

impl Cutoff {
    /// Starts the timeout. If that is 0, there is none, and the caller's signal is passed on as it is.
    pub fn new(caller: Option<AbortSignal>, timeout: i64) -> Self {
        if caller.is_none() && timeout == 0 {
            return Self {
                cutoff: None,
                reached: future::pending().boxed_local(),
                signal: None,
            };
        }
        let (function, reached) = callback();
        let cutoff = JsCutoff::start(caller, clamped(timeout), function);
        let signal = cutoff.signal();
        let reached = match signal.as_ref().filter(|signal| signal.aborted()) {
            Some(signal) => future::ready(signal.reason()).boxed_local(),
            None => reached.map(Result::unwrap_or_default).boxed_local(),
        };
        Self {
            cutoff: Some(cutoff),
            reached,
            signal,
        }
    }

    /// Waits for the cutoff. Returns its reason.
    pub async fn reached(&mut self) -> JsValue {
        (&mut self.reached).await
    }

    /// The reason, if the cutoff is reached already.
    pub fn reason_so_far(&mut self) -> Option<JsValue> {
        (&mut self.reached).now_or_never()
    }
}

impl Drop for Cutoff {
    fn drop(&mut self) {
        if let Some(cutoff) = &self.cutoff {
            cutoff.end();
        }
    }
}
