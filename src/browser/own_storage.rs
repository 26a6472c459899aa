//! The application's own storage object. Its methods may return promises, while the store reads and writes at once: the
//! adaptor in JavaScript stands between them (R23).

use std::cell::OnceCell;

use js_sys::{Array, Promise};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    global::{Listener, listener},
    task::settled,
};

#[wasm_bindgen(module = "/src/browser/own-storage.js")]
extern "C" {
    #[wasm_bindgen(js_name = OwnStorage)]
    type Adaptor;
    #[wasm_bindgen(constructor, js_class = "OwnStorage")]
    fn new(storage: &JsValue) -> Adaptor;
    #[wasm_bindgen(method, js_class = "OwnStorage")]
    fn open(this: &Adaptor, keys: Array) -> Promise;
    #[wasm_bindgen(method, js_class = "OwnStorage")]
    fn reload(this: &Adaptor, first: &str, second: &str) -> Promise;
    #[wasm_bindgen(method, js_class = "OwnStorage")]
    fn listen(this: &Adaptor, told: &JsValue);
}

/// The application's object, as one that answers at once.
pub struct OwnStorage {
    adaptor: Adaptor,
    told: OnceCell<Listener>,
}

impl OwnStorage {
    /// An object that answers at once by itself, unless it is opened and found to be another.
    pub fn new(storage: &JsValue) -> Self {
        Self {
            adaptor: Adaptor::new(storage),
            told: OnceCell::new(),
        }
    }

    /// Finds out whether the object answers with promises, and if so, reads the keys. An object that does not answer holds
    /// this up for three seconds.
    pub async fn open(storage: &JsValue, keys: &[String]) -> Self {
        let own = Self::new(storage);
        let keys = keys.iter().map(|key| JsValue::from_str(key)).collect();
        drop(settled(&own.adaptor.open(keys)).await);
        own
    }

    /// Reads two keys of an asynchronous object again, one after the other, each for three seconds at most. A write that is still under way is not
    /// overwritten.
    pub async fn reload(&self, first: &str, second: &str) {
        drop(settled(&self.adaptor.reload(first, second)).await);
    }

    /// Calls back when a reading or a writing has failed that had no caller any more.
    pub fn on_failure(&self, told: impl Fn() + 'static) {
        let told = self.told.get_or_init(|| listener(move |_| told()));
        self.adaptor.listen(told.as_ref());
    }
}

impl AsRef<JsValue> for OwnStorage {
    /// An object with the three methods of `Storage`.
    fn as_ref(&self) -> &JsValue {
        &self.adaptor
    }
}
