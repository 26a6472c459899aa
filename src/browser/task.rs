//! Tasks, and the browser's callbacks as futures.
//!
//! The shells in JavaScript call back, and a promise is awaited by `settled.js`, never by Rust itself: a page may have
//! replaced `then`, and an exception must not cross Rust (R34).

use std::{cell::Cell, future::Future};

use futures::{FutureExt, channel::oneshot, future::LocalBoxFuture};
use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(module = "/src/browser/settled.js")]
extern "C" {
    #[wasm_bindgen(js_name = onSettled)]
    fn on_settled(promise: &Promise, then: JsValue);
}

#[wasm_bindgen(module = "/src/browser/turn.js")]
extern "C" {
    /// A promise that the binary settles. If the binary fails, `turn.js` rejects it.
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

/// Runs a task. It runs at once up to its first wait, so that a request leaves when the turn that asked for it is over.
/// After that it runs at the end of each turn that wakes it.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    // Boxed, so that `spawn_local` is compiled once and not for each kind of task.
    let mut task: LocalBoxFuture<'static, ()> = Box::pin(task);
    if (&mut task).now_or_never().is_none() {
        spawn_local(task);
    }
}

/// Runs a task. Returns a promise of its result.
pub fn promise(task: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let deferred = Deferred::new();
    let promise = deferred.promise();
    // An async block would have room for the task twice: as what it was made with, and as what it waits for.
    spawn(task.map(move |result| match result {
        Ok(value) => deferred.resolve(&value),
        Err(error) => deferred.reject(&error),
    }));
    promise
}

/// What JavaScript calls back with: a value, or an error.
pub type CalledBack = Result<JsValue, JsValue>;

/// A function that JavaScript calls once, with a value, or with an error and true, and a future of what it is called with.
/// If the function is dropped without a call, the future fails with undefined.
pub fn callback() -> (JsValue, impl Future<Output = CalledBack>) {
    callback_or(drop)
}

/// As [`callback`], for values that need more than to be dropped: `unclaimed` gets one for which nobody waits any more.
pub fn callback_or(unclaimed: fn(JsValue)) -> (JsValue, impl Future<Output = CalledBack>) {
    let (sender, receiver) = oneshot::channel();
    let sender = Cell::new(Some(sender));
    // `failed` may be any value, undefined included, because a timer calls without arguments.
    let function: Box<dyn Fn(JsValue, JsValue)> = Box::new(move |value, failed| {
        if let Some(sender) = sender.take() {
            let called = if failed.is_truthy() { Err(value) } else { Ok(value) };
            if let Err(Ok(value)) = sender.send(called) {
                unclaimed(value);
            }
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
