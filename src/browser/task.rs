//! Futures made into promises and tasks, boxed: compiled once, not once for each future.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsValue;

type Settling = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// A promise of what the future resolves with.
pub fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let future: Settling = Box::pin(future);
    wasm_bindgen_futures::future_to_promise(future)
}

/// Runs the future on its own.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
