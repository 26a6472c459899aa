//! Time, in epoch milliseconds: the server's own, and the one it shows to clients.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Epoch milliseconds.
pub type Millis = i64;

/// The time that the server's decisions are based on.
pub fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| {
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    })
}

/// A duration from a setting, for adding to a time.
pub fn span(milliseconds: u64) -> Millis {
    Millis::try_from(milliseconds).unwrap_or(Millis::MAX)
}

/// Formats a time for the `Date` header.
pub fn http_date(time: Millis) -> String {
    // httpdate supports the years 1970 to 9999 only.
    let latest = 253_402_300_799_000;
    let milliseconds = u64::try_from(time).unwrap_or(0).min(latest);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(milliseconds))
}
