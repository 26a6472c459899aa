//! The device's clock against the server's, and how long before its end a token is renewed (R15).

use super::{
    expiry::Expiry,
    moment::{EpochMs, Moment},
};

/// A difference this small is the network's delay and the whole seconds of a `Date` header.
const NOISE: i64 = 2_000;
/// A token is used at least this long before it is renewed, so that a clock which is off by
/// nearly a lifetime makes no storm.
const SHORTEST_USE: i64 = 500;
/// A difference worth telling the developer of.
pub const NOTABLE_SKEW: i64 = 30_000;

/// How far the server's clock is ahead of the device's, in milliseconds.
///
/// `date` is the reply's `Date` header, `issued_at` the `iat` of a token issued just now. The
/// header is preferred: a server may hand out a token it made a while ago.
#[must_use]
pub fn skew(date: Option<EpochMs>, issued_at: Option<EpochMs>, now: EpochMs) -> i64 {
    // Both name whole seconds: on average the moment lies half a second later.
    let server = date.or(issued_at).map(|second| second.saturating_add(500));
    let skew = server.map_or(0, |server| server.saturating_sub(now));
    if skew.abs() <= NOISE { 0 } else { skew }
}

/// The end of a token on the device's clock.
#[must_use]
pub fn on_this_device(expiry: Expiry, skew: i64, moment: Moment) -> EpochMs {
    match expiry {
        Expiry::After(delay) => moment.now.saturating_add(delay),
        Expiry::At(time) => time.saturating_sub(skew),
    }
}

/// When a token that ends at `expires_at` is known to need renewal.
///
/// The leeway is at most a quarter of the lifetime, so that short-lived tokens are used at all.
/// A token that arrives already expired says that a clock is wrong: nothing is known then, and
/// the server's 401 decides.
#[must_use]
pub fn renew_at(expires_at: EpochMs, leeway: i64, now: EpochMs) -> Option<EpochMs> {
    let lifetime = expires_at.saturating_sub(now);
    (lifetime > 0).then(|| {
        let ahead = expires_at.saturating_sub(leeway.clamp(0, lifetime / 4));
        ahead.max(now.saturating_add(SHORTEST_USE))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn the_leeway_is_at_most_a_quarter_of_the_lifetime() {
        assert_eq!(renew_at(NOW + 60_000, 10_000, NOW), Some(NOW + 50_000));
        assert_eq!(renew_at(NOW + 10_000, 10_000, NOW), Some(NOW + 7_500));
        assert_eq!(renew_at(NOW + 2_000, 10_000, NOW), Some(NOW + 1_500));
        assert_eq!(renew_at(NOW + 60_000, -1, NOW), Some(NOW + 60_000));
    }

    #[test]
    fn a_token_that_arrives_expired_is_not_believed() {
        assert_eq!(renew_at(NOW, 10_000, NOW), None);
        assert_eq!(renew_at(NOW - 3_600_000, 10_000, NOW), None);
        assert_eq!(renew_at(i64::MIN, 10_000, NOW), None);
    }

    #[test]
    fn the_date_header_is_preferred_and_noise_ignored() {
        assert_eq!(skew(None, None, NOW), 0);
        assert_eq!(skew(Some(NOW - 1_000), None, NOW), 0);
        assert_eq!(skew(Some(NOW + 60_000), Some(NOW - 60_000), NOW), 60_500);
        assert_eq!(skew(None, Some(NOW - 60_000), NOW), -59_500);
    }

    #[test]
    fn absolute_times_are_corrected_and_relative_ones_need_not_be() {
        let moment = Moment {
            now: NOW,
            entropy: 0,
            local_offset: 0,
        };
        assert_eq!(
            on_this_device(Expiry::At(NOW + 90_000), 60_000, moment),
            NOW + 30_000
        );
        assert_eq!(
            on_this_device(Expiry::After(30_000), 60_000, moment),
            NOW + 30_000
        );
    }
}
