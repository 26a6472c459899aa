//! Tokens that the application brings.

use wasm_bindgen::JsValue;

use crate::{
    browser::global::member,
    core::{input::BroughtTokens, moment::EpochMs, secret::Secret},
};

/// Reads a `TokenSet`; `None` for anything without an access token.
pub fn brought(given: &JsValue) -> Option<BroughtTokens> {
    let text = |name: &str| {
        member(given, name).and_then(|value| value.as_string()).filter(|text| !text.is_empty())
    };
    Some(BroughtTokens {
        access: Secret::new(&text("access")?),
        refresh: text("refresh").as_deref().map(Secret::new),
        access_expires_at: time(given, "accessExpiresAt"),
        refresh_expires_at: time(given, "refreshExpiresAt"),
    })
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn time(given: &JsValue, name: &str) -> Option<EpochMs> {
    let number = member(given, name)?.as_f64()?;
    number.is_finite().then_some(number as EpochMs)
}

/// The HTTP status that an error of the user's refresh function carries: its own, or that of its
/// `response`, which is where axios and ky put it; a thrown Response has one, too.
pub fn status_of(error: &JsValue) -> Option<u16> {
    let own = member(error, "status").and_then(|status| status.as_f64());
    let status = own.or_else(|| member(&member(error, "response")?, "status")?.as_f64())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked first"
    )]
    (100.0..600.0).contains(&status).then_some(status as u16)
}
