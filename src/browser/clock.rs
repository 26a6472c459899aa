//! The time and random numbers.

use authflight_protocol::{Moment, moment::EpochMs};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/clock.js")]
extern "C" {
    #[wasm_bindgen(js_name = now)]
    fn epoch_ms() -> f64;
    fn random() -> f64;
    #[wasm_bindgen(js_name = timeZoneOffset)]
    fn time_zone_offset() -> f64;
}

/// Milliseconds since 1970 by the device's clock.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds, exact until the year 287396"
)]
pub fn now() -> EpochMs {
    epoch_ms() as EpochMs
}

/// The present time and fresh randomness, for an input of the protocol.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "random() lies in 0..1 and the offset within a day"
)]
pub fn moment() -> Moment {
    let half = || (random() * 4_294_967_296.0) as u64;
    Moment {
        now: now(),
        entropy: (half() << 32) | half(),
        local_offset: -(time_zone_offset() as i32),
    }
}
