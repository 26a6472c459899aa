//! What the client calls in the TypeScript layer: errors, listeners, and the functions of the user's configuration.
//! Events, warnings and faults cross by name, as serde writes them. Their sentences are in `npm/words.ts`.

use authflight_protocol::{Event, output::Fault, policy::Functions};
use js_sys::{Function, Promise};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{browser::store::TokenStorage, client::Notice};

// None of these throws, and none calls the application before the binary has returned: `npm/hooks.ts` and `npm/callbacks.ts` ensure that.
#[wasm_bindgen]
extern "C" {
    /// See the interface in `npm/hooks.ts`.
    pub type Hooks;
    /// An error for wrong use of the API.
    #[wasm_bindgen(method)]
    pub fn misuse(this: &Hooks, message: &str) -> JsValue;
    #[wasm_bindgen(method)]
    fn fault(this: &Hooks, code: &JsValue, response: &JsValue, thrown: &JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    fn event(this: &Hooks, name: &str, detail: &JsValue, thrown: &JsValue);
    #[wasm_bindgen(method)]
    fn snapshot(this: &Hooks, snapshot: &JsValue);
    #[wasm_bindgen(method, getter, js_name = hasRefresh)]
    fn has_refresh(this: &Hooks) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasLogout)]
    fn has_logout(this: &Hooks) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasExpiredTest)]
    fn has_expired_test(this: &Hooks) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasExempt)]
    fn has_exempt(this: &Hooks) -> bool;
    /// An error for a refresh that was not answered within `refreshTimeout`.
    #[wasm_bindgen(method, js_name = timedOut)]
    pub fn timed_out(this: &Hooks) -> JsValue;
    /// The user's own storage.
    #[wasm_bindgen(method, getter)]
    pub fn storage(this: &Hooks) -> Option<TokenStorage>;
    /// Calls the user's refresh function after the turn. Resolves with its tokens, or rejects with a [`CallbackFailure`].
    #[wasm_bindgen(method)]
    pub fn refresh(
        this: &Hooks,
        access_token: Option<&str>,
        refresh_token: Option<&str>,
        signal: &AbortSignal,
    ) -> Promise;
    /// Calls the user's logout function after the turn. Resolves when it is over, or rejects with a [`CallbackFailure`].
    #[wasm_bindgen(method)]
    pub fn logout(
        this: &Hooks,
        access_token: Option<&str>,
        refresh_token: Option<&str>,
        signal: &AbortSignal,
    ) -> Promise;
    /// What makes the application's own headers for an endpoint, if there are any. To be called after the turn.
    #[wasm_bindgen(method, js_name = headersFor)]
    pub fn headers_for(this: &Hooks, endpoint: &str) -> Option<Function>;
    /// Calls the user's `expired.test` after the turn. Resolves with its answer. If it throws, the error is reported and
    /// the answer is no.
    #[wasm_bindgen(method, js_name = expired)]
    pub fn tests_expired(this: &Hooks, response: &JsValue, body: &JsValue) -> Promise;
    /// Whether one of the user's regular expressions exempts a path.
    #[wasm_bindgen(method, js_name = exempt)]
    pub fn is_exempt(this: &Hooks, path: &str) -> bool;
}

#[wasm_bindgen]
extern "C" {
    /// See the interface in `npm/hooks.ts`.
    pub type CallbackFailure;
    /// What the user's function threw.
    #[wasm_bindgen(method, getter)]
    pub fn cause(this: &CallbackFailure) -> JsValue;
    /// The HTTP status that it carries.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &CallbackFailure) -> Option<u16>;
    /// Whether an HTML document came with it.
    #[wasm_bindgen(method, getter, js_name = isDocument)]
    pub fn is_document(this: &CallbackFailure) -> bool;
}

impl Hooks {
    /// Which of the options that are functions or objects were given.
    pub fn functions(&self) -> Functions {
        Functions {
            refresh: self.has_refresh(),
            logout: self.has_logout(),
            expired_test: self.has_expired_test(),
            exempt: self.has_exempt(),
            storage: self.storage().is_some(),
        }
    }

    /// An error for a fault. It holds the reply, if there is one, and what the refresh has thrown, if that is why.
    pub fn fault_error(&self, fault: Fault, response: &JsValue, thrown: &JsValue) -> JsValue {
        self.fault(&plain(&fault), response, thrown)
    }

    /// Tells the application of an event or of a new snapshot. `thrown` is what the refresh has thrown.
    pub fn tell(&self, notice: &Notice, thrown: &JsValue) {
        match notice {
            Notice::Session(snapshot) => self.snapshot(&plain(snapshot)),
            Notice::Event(event) => self.event(event.name(), &plain::<Event>(event), thrown),
        }
    }
}

/// Plain data for JavaScript. `None` becomes `null`.
fn plain<T: Serialize>(told: &T) -> JsValue {
    let serializer = Serializer::new().serialize_missing_as_null(true);
    told.serialize(&serializer).unwrap_or_default()
}
