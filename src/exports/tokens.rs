//! Tokens that the application gives, in the form that `npm/hooks.ts` picks out.

use authflight_protocol::{input::GivenTokens, moment::EpochMs, secret::Secret, token, value::Value};
use wasm_bindgen::JsValue;

use crate::browser::json;

/// Reads a `TokenSet`. `None` if it has no access token that a header can carry.
pub fn brought(given: &JsValue) -> Option<GivenTokens> {
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

/// What comes in place of tokens when the user's refresh function has thrown: an HTTP status, and whether an HTML document
/// came with it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
pub fn failure(result: &JsValue) -> (Option<u16>, bool) {
    let result = json::from_js(result);
    let status = match result.field("status") {
        Some(Value::Number(status)) => Some(*status as u16),
        _ => None,
    };
    (status, result.field("isDocument") == Some(&Value::Bool(true)))
}
