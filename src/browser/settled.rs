//! Promises, in and out, as events that the driver hears of: no futures and no executor of our own,
//! which would be 8 kB of the binary. The browser's is there already.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/browser/settled.js")]
extern "C" {
    #[wasm_bindgen(js_name = settled)]
    fn hear(promise: &Promise, then: JsValue);

    /// Settles after so many ms.
    pub fn after(ms: i32) -> Promise;
}

#[wasm_bindgen(module = "/src/browser/turn.js")]
extern "C" {
    /// A promise that is settled from outside.
    pub type Deferred;
    /// One that is not settled yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Deferred;
    /// The promise itself.
    #[wasm_bindgen(method, getter)]
    pub fn promise(this: &Deferred) -> Promise;
    /// Settles it well.
    #[wasm_bindgen(method)]
    pub fn resolve(this: &Deferred, value: &JsValue);
    /// Settles it with an error.
    #[wasm_bindgen(method)]
    pub fn reject(this: &Deferred, error: &JsValue);
}

/// Calls back when a promise is settled: with its value and true, or with its error and false.
pub fn settled(promise: &Promise, then: impl FnOnce(JsValue, bool) + 'static) {
    // Boxed: compiled once, not once for each closure.
    let then: Box<dyn FnOnce(JsValue, bool)> = Box::new(then);
    let then = Cell::new(Some(then));
    let once: Box<dyn Fn(JsValue, bool)> = Box::new(move |value, well| {
        if let Some(then) = then.take() {
            then(value, well);
        }
    });
    hear(promise, Closure::wrap(once).into_js_value());
}

/// A function for JavaScript to call once.
pub fn once(then: impl FnOnce(JsValue) + 'static) -> JsValue {
    let then: Box<dyn FnOnce(JsValue)> = Box::new(then);
    let then = Cell::new(Some(then));
    super::global::hearer(move |value| {
        if let Some(then) = then.take() {
            then(value);
        }
    })
}
