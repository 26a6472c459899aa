//! The time and random numbers.

use authflight_protocol::{Moment, moment::EpochMs};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/clock.js")]
extern "C" {
    /// All of a moment in one call, because each input of the protocol asks for one.
    #[wasm_bindgen(js_name = readMoment)]
    fn read_moment(into: &mut [f64]);
}

/// The present time and fresh randomness, for an input of the protocol.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole ms, halves of 32 bits, and minutes within a day"
)]
pub fn moment() -> Moment {
    let mut read = [0.0; 4];
    read_moment(&mut read);
    let [now, high, low, utc_ahead] = read;
    let half = |random: f64| (random * 4_294_967_296.0) as u64;
    Moment {
        now: now as EpochMs,
        entropy: (half(high) << 32) | half(low),
        local_offset: -(utc_ahead as i32),
    }
}
