//! Errors for the application: a stable code, a fixed sentence, never a token (R26).

use js_sys::Object;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Response;

use super::hooks::Hooks;
use crate::{
    browser::json::set,
    core::output::Fault,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn string_of(value: &JsValue) -> String;
}

/// `String(value)`.
pub fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| string_of(value))
}

/// Code and sentence of a fault.
pub fn words(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::SessionExpired => ("SESSION_EXPIRED", "The session is over: log in again."),
        Fault::RefreshUnavailable => (
            "REFRESH_UNAVAILABLE",
            "The access token could not be refreshed now. The session is kept: try again later.",
        ),
        Fault::SessionChanged => (
            "SESSION_CHANGED",
            "A logout or another login came in between, so the request was not sent as somebody else.",
        ),
        Fault::LoginRejected => {
            ("LOGIN_REJECTED", "The login was answered, but no access token was found.")
        }
        Fault::Disposed => ("DISPOSED", "This auth was disposed of."),
    }
}

/// The error for a fault.
pub fn fault(hooks: &Hooks, fault: Fault, response: Option<&Response>) -> JsValue {
    let (code, message) = words(fault);
    let details = Object::new();
    if let Some(response) = response {
        set(&details, "response", response.as_ref());
        set(&details, "status", &JsValue::from(response.status()));
    }
    hooks.error(code, message, &details)
}

/// The error for a wrong use.
pub fn misuse(hooks: &Hooks, message: &str) -> JsValue {
    hooks.error("CONFIG", message, &Object::new())
}
