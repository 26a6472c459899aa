//! The device's clock against the server's, and how long before its end a token is renewed (R15).

use super::{
    expiry::Expiry,
    moment::{EpochMs, Moment},
};

/// A smaller difference, in ms, comes from the network's delay and the whole seconds of a `Date` header.
const NOISE: i64 = 2_000;
/// A token is used at least this long, in ms, before it is renewed, so that a clock which is off by nearly a lifetime
/// causes no storm.
const SHORTEST_USE: i64 = 500;
/// A larger difference, in ms, is worth a warning.
pub const NOTABLE_SKEW: i64 = 30_000;
/// A `Date` with a larger difference, in ms, is wrong itself: certificates live 398 days at most, so a device that is
/// wrong by more gets no reply over TLS.
const LARGEST_SKEW: i64 = 400 * 24 * 3_600_000;

/// How far the server's clock is ahead of the device's, in milliseconds, by the `Date` header of a reply.
///
/// `iat` does not say that: a server may send a token that it made a while ago.
#[must_use]
pub fn skew(date: Option<EpochMs>, now: EpochMs) -> i64 {
    // The header names whole seconds, so on average the reply was made half a second later.
    let skew = date.map_or(0, |date| date.saturating_add(500).saturating_sub(now));
    if (NOISE + 1..=LARGEST_SKEW).contains(&skew.saturating_abs()) {
        skew
    } else {
        0
    }
}

/// The end of a token on the device's clock. What is left of it is never more than its whole `lifetime` (ms), where
/// that is known.
///
/// A token that was issued just now has not expired. If the skew says that it has, the skew is ignored, so that a wrong
/// `Date` does not use up a token.
#[must_use]
pub fn on_this_device(expiry: Expiry, skew: i64, lifetime: Option<i64>, moment: Moment) -> EpochMs {
    match expiry {
        Expiry::After(delay) => moment.now.saturating_add(delay),
        Expiry::At(time) => {
            let corrected = Some(time.saturating_sub(skew)).filter(|end| lies_ahead(*end, moment));
            let longest = lifetime.map_or(EpochMs::MAX, |lifetime| moment.now.saturating_add(lifetime));
            corrected.unwrap_or(time).min(longest)
        }
    }
}

/// Whether an end that arrives now is a real one: back-ends send 0, -1 and past times for "no end".
#[must_use]
pub fn lies_ahead(end: EpochMs, moment: Moment) -> bool {
    end > moment.now
}

/// When a token that ends at `expires_at` is known to need renewal.
///
/// The leeway is at most a quarter of the lifetime, so that short-lived tokens are used at all.
/// A token that has expired on arrival says that a clock is wrong. Then nothing is known, and the server's 401 decides.
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

    const MOMENT: Moment = Moment {
        now: NOW,
        entropy: 0,
        local_offset: 0,
    };
    const DAY: i64 = 24 * 3_600_000;

    #[test]
    fn noise_is_ignored_and_so_is_a_date_that_no_device_can_be_wrong_by() {
        assert_eq!(skew(None, NOW), 0);
        assert_eq!(skew(Some(NOW - 1_000), NOW), 0);
        assert_eq!(skew(Some(NOW + 60_000), NOW), 60_500);
        assert_eq!(skew(Some(NOW - 365 * DAY), NOW), 500 - 365 * DAY);
        for absurd in [0, NOW + 401 * DAY, NOW - 401 * DAY, i64::MAX, i64::MIN] {
            assert_eq!(skew(Some(absurd), NOW), 0, "{absurd}");
        }
    }

    #[test]
    fn absolute_times_are_corrected_and_relative_ones_need_not_be() {
        let end = |expiry| on_this_device(expiry, 60_000, None, MOMENT);
        assert_eq!(end(Expiry::At(NOW + 90_000)), NOW + 30_000);
        assert_eq!(end(Expiry::After(30_000)), NOW + 30_000);
    }

    #[test]
    fn a_date_by_which_a_new_token_has_ended_is_not_believed() {
        for skew in [90_000, 3_600_000, 399 * DAY] {
            assert_eq!(
                on_this_device(Expiry::At(NOW + 90_000), skew, None, MOMENT),
                NOW + 90_000
            );
        }
    }

    /// The device is ten minutes behind, and CORS hides `Date`.
    #[test]
    fn nothing_is_left_of_a_token_beyond_its_lifetime() {
        let end = |time, lifetime| on_this_device(Expiry::At(time), 0, lifetime, MOMENT);
        assert_eq!(end(NOW + 660_000, Some(60_000)), NOW + 60_000);
        assert_eq!(end(NOW + 30_000, Some(60_000)), NOW + 30_000);
        assert_eq!(end(NOW + 660_000, None), NOW + 660_000);
    }
}
