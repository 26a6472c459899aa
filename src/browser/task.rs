//! Futures on the browser's microtasks, and the browser's callbacks as futures.
//!
//! The shells in JavaScript call back and never hand over a promise of the platform's: a page may have replaced its
//! `then`, and an exception must not cross Rust (R34).

use std::{cell::Cell, future::Future};

use futures::{FutureExt, channel::oneshot, future::LocalBoxFuture};
use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(module = "/src/browser/settled.js")]
extern "C" {
    #[wasm_bindgen(js_name = settled)]
    fn on_settled(promise: &Promise, then: JsValue);
}

#[wasm_bindgen(module = "/src/browser/turn.js")]
extern "C" {
    /// A promise that the binary settles. Should the binary fail, `turn.js` rejects it.
    type Deferred;
    #[wasm_bindgen(constructor)]
    fn new() -> Deferred;
    #[wasm_bindgen(method, getter)]
    fn promise(this: &Deferred) -> Promise;
    #[wasm_bindgen(method)]
    fn resolve(this: &Deferred, value: &JsValue);
    #[wasm_bindgen(method)]
    fn reject(this: &Deferred, error: &JsValue);
}

/// Runs a task: up to its first wait at once, so that a request leaves in the turn that asked for it, and from there by
/// microtasks.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    // Boxed: `spawn_local` is compiled once, not once for each kind of task.
    let mut task: LocalBoxFuture<'static, ()> = Box::pin(task);
    if (&mut task).now_or_never().is_none() {
        spawn_local(task);
    }
}

/// Runs a task, and gives the promise of what it comes to.
pub fn promise(task: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let deferred = Deferred::new();
    let promise = deferred.promise();
    spawn(async move {
        match task.await {
            Ok(value) => deferred.resolve(&value),
            Err(error) => deferred.reject(&error),
        }
    });
    promise
}

/// What JavaScript calls back with: a value, or an error.
pub type CalledBack = Result<JsValue, JsValue>;

/// A function for JavaScript to call once, with a value, or with an error and true; and what it is called with. A function
/// that is dropped uncalled has failed with undefined.
pub fn callback() -> (JsValue, impl Future<Output = CalledBack>) {
    let (sender, receiver) = oneshot::channel();
    let sender = Cell::new(Some(sender));
    // Any value is good for `failed`, undefined included: a timer calls without arguments.
    let function: Box<dyn Fn(JsValue, JsValue)> = Box::new(move |value, failed| {
        if let Some(sender) = sender.take() {
            // Where nobody waits any more, the value is dropped.
            let _ = sender.send(if failed.is_truthy() { Err(value) } else { Ok(value) });
        }
    });
    let called = receiver.map(|called| called.unwrap_or(Err(JsValue::UNDEFINED)));
    (Closure::wrap(function).into_js_value(), called)
}

/// Waits for a promise.
pub async fn settled(promise: &Promise) -> CalledBack {
    let (then, is_settled) = callback();
    on_settled(promise, then);
    is_settled.await
}
