//! Tokens that the application gives, in the form that `npm/callbacks.ts` picks out.

use authflight_protocol::{input::GivenTokens, moment::EpochMs, secret::Secret, token, value::Value};
use wasm_bindgen::JsValue;

use crate::browser::json;

/// Reads a `TokenSet`. `None` if it has no access token that a header can carry.
pub fn read_set(given: &JsValue) -> Option<GivenTokens> {
    let given = json::from_js(given);
    let text = |name: &str| {
        given
            .field(name)
            .and_then(Value::as_text)
            .filter(|text| !text.is_empty())
    };
    Some(GivenTokens {
        access: token::for_header(text("access")?)?,
        refresh: text("refresh").map(Secret::new),
        access_expires_at: time(given.field("accessExpiresAt")),
        refresh_expires_at: time(given.field("refreshExpiresAt")),
    })
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn time(given: Option<&Value>) -> Option<EpochMs> {
    match given {
        Some(Value::Number(number)) if number.is_finite() => Some(*number as EpochMs),
        _ => None,
    }
}
