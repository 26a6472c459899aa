//! The time, and numbers to draw from.

use crate::core::{Moment, moment::EpochMs};

/// Milliseconds since 1970, by the device.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds, exact until the year 287396"
)]
pub fn now() -> EpochMs {
    js_sys::Date::now() as EpochMs
}

/// The moment of an input.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "random() lies in 0..1 and the offset within a day"
)]
pub fn moment() -> Moment {
    let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
    Moment {
        now: now(),
        entropy: (half() << 32) | half(),
        local_offset: -js_sys::Date::new_0().get_timezone_offset() as i32,
    }
}
