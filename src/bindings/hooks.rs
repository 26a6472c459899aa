//! What the TypeScript layer lends to the client: its errors, its listeners, and the functions of
//! the user's configuration. Words and sentences are its own; they go by number here, which is the
//! order of the enums in `core` and of the lists in `npm/words.ts`.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{browser::store::TokenStorage, client::News, client::Warned};
use authflight_protocol::{Event, event::Snapshot, event::Warning, policy::Functions, value::decimal};

// None of these throws, and none calls the application before the binary has returned: npm/hooks.ts sees to that.
#[wasm_bindgen]
extern "C" {
    /// See the interface in `npm/hooks.ts`.
    pub type Hooks;
    /// An error for a wrong use.
    #[wasm_bindgen(method)]
    pub fn misuse(this: &Hooks, message: &str) -> JsValue;
    /// An error for a fault, with the reply in hand.
    #[wasm_bindgen(method)]
    pub fn fault(this: &Hooks, fault: u32, response: &JsValue) -> JsValue;
    #[wasm_bindgen(method, js_name = signedIn)]
    fn signed_in(this: &Hooks, by: u32);
    #[wasm_bindgen(method)]
    fn refreshed(this: &Hooks, by: u32);
    #[wasm_bindgen(method, js_name = refreshFailed)]
    fn refresh_failed(this: &Hooks, terminal: bool, attempt: u32, status: Option<u16>, retry_in: Option<f64>);
    #[wasm_bindgen(method, js_name = loginRequired)]
    fn login_required(this: &Hooks, reason: u32);
    #[wasm_bindgen(method, js_name = signedOut)]
    fn signed_out(this: &Hooks, by: u32);
    #[wasm_bindgen(method)]
    fn trace(this: &Hooks, at: f64, request: Option<u32>, step: &str, why: &str);
    #[wasm_bindgen(method)]
    fn warning(this: &Hooks, warning: u32, about: &str);
    #[wasm_bindgen(method)]
    fn snapshot(
        this: &Hooks,
        signed_in: bool,
        refreshing: bool,
        access_expires_at: Option<f64>,
        refresh_expires_at: Option<f64>,
        pending: u32,
    );
    #[wasm_bindgen(method, getter)]
    fn refreshes(this: &Hooks) -> bool;
    #[wasm_bindgen(method, getter)]
    fn tests(this: &Hooks) -> bool;
    /// The user's own storage.
    #[wasm_bindgen(method, getter)]
    pub fn storage(this: &Hooks) -> Option<TokenStorage>;
    /// Calls the user's refresh function, later; resolves with tokens, or the status of what it threw.
    #[wasm_bindgen(method)]
    pub fn refresh(this: &Hooks, refresh_token: Option<&str>, signal: &AbortSignal) -> Promise;
    /// Asks the user's `expired.test`, later; resolves with what it says. One that throws is reported and says no.
    #[wasm_bindgen(method, js_name = expired)]
    pub fn tests_expired(this: &Hooks, response: &JsValue, body: &JsValue) -> Promise;
    /// Whether one of the user's regular expressions exempts a path.
    #[wasm_bindgen(method, js_name = exempt)]
    pub fn is_exempt(this: &Hooks, path: &str) -> bool;
}

impl Hooks {
    /// Which of the options that are no plain data were given.
    pub fn functions(&self) -> Functions {
        Functions {
            refresh: self.refreshes(),
            expired_test: self.tests(),
            storage: self.storage().is_some(),
        }
    }

    /// Tells the application.
    pub fn tell(&self, news: &News) {
        match news {
            News::Session(snapshot) => self.show(snapshot),
            News::Warning(warned, about) => self.warning(*warned as u32, about),
            News::Event(event) => self.tell_event(event),
        }
    }

    fn show(&self, snapshot: &Snapshot) {
        self.snapshot(
            snapshot.signed_in,
            snapshot.refreshing,
            snapshot.access_expires_at.map(number),
            snapshot.refresh_expires_at.map(number),
            snapshot.pending,
        );
    }

    fn tell_event(&self, event: &Event) {
        match event {
            Event::SignedIn { by } => self.signed_in(*by as u32),
            Event::Refreshed { by_other_tab } => self.refreshed(u32::from(*by_other_tab)),
            Event::RefreshFailed {
                terminal,
                attempt,
                status,
                retry_in,
            } => {
                self.refresh_failed(*terminal, *attempt, *status, retry_in.map(number));
            }
            Event::LoginRequired { reason } => self.login_required(*reason as u32),
            Event::SignedOut { by } => self.signed_out(*by as u32),
            Event::Trace {
                at,
                request,
                step,
                why,
            } => self.trace(number(*at), *request, step, why),
            Event::Warning(warning) => self.warn(warning),
        }
    }

    fn warn(&self, warning: &Warning) {
        match warning {
            Warning::HeaderNotExposed { header } => self.warning(0, header),
            Warning::StorageUnavailable => self.warning(1, ""),
            Warning::RefreshWithoutToken => self.warning(2, ""),
            Warning::FreshTokenRejected => self.warning(3, ""),
            Warning::RefreshNotUnderstood { body } => self.warning(7, body),
            Warning::TokenWithheld { origin } => self.warning(Warned::TokenWithheld as u32, origin),
            Warning::RedirectRefused { endpoint } => self.warning(9, endpoint),
            Warning::InsecureTransport { origin } => self.warning(10, origin),
            Warning::StorageKeyShared { origin } => self.warning(11, origin),
            Warning::ClockSkew { seconds } => self.warning(4, &decimal(seconds.saturating_abs())),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "epoch milliseconds are exact in a double"
)]
fn number(number: i64) -> f64 {
    number as f64
}
