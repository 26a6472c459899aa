//! The pause after a refresh that failed (R12).
//!
//! Invariant: the pause of the background is never shorter than that of requests, and both end by themselves.

use super::moment::EpochMs;

/// How long requests fail at once after a failed refresh, in ms.
const SHORTEST: i64 = 1_000;
/// The longest `Retry-After` that is honoured, in ms.
const LONGEST: i64 = 300_000;
/// The first pause of the background, in ms. It doubles with each further failure, [`DOUBLINGS`] times at most.
const BACKGROUND: i64 = 5_000;
const DOUBLINGS: u32 = 4;

/// When a refresh may be tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CoolDown {
    until: EpochMs,
    background_until: EpochMs,
    /// Refreshes that failed in a row.
    failures: u32,
}

impl CoolDown {
    /// Starts the pause. `retry_after` is what the server asked for, in ms.
    pub(super) fn start(&mut self, retry_after: Option<i64>, now: EpochMs) {
        let pause = retry_after.unwrap_or(0).clamp(SHORTEST, LONGEST);
        let background = BACKGROUND << self.failures.min(DOUBLINGS);
        self.until = now.saturating_add(pause);
        self.background_until = now.saturating_add(background.max(pause));
        self.failures = self.failures.saturating_add(1);
    }

    /// The clock was set back by so much, in ms.
    pub(super) fn set_back(&mut self, by: i64) {
        self.until = self.until.saturating_sub(by);
        self.background_until = self.background_until.saturating_sub(by);
    }

    /// Whether a request that needs a refresh fails at once.
    pub(super) fn is_on(&self, now: EpochMs) -> bool {
        now < self.until
    }

    /// From when on the background may refresh.
    pub(super) fn background_until(&self) -> EpochMs {
        self.background_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_followed_by_a_short_pause() {
        let mut pause = CoolDown::default();
        assert!(!pause.is_on(0));
        pause.start(None, 0);
        assert!(pause.is_on(999));
        assert!(!pause.is_on(1_000));
        assert_eq!(pause.background_until(), 5_000);
    }

    #[test]
    fn retry_after_is_honoured_within_bounds() {
        for (asked, granted) in [(i64::MIN, 1_000), (60_000, 60_000), (i64::MAX, 300_000)] {
            let mut pause = CoolDown::default();
            pause.start(Some(asked), 0);
            assert!(pause.is_on(granted - 1) && !pause.is_on(granted), "{asked}");
            assert!(pause.background_until() >= granted);
        }
    }

    #[test]
    fn the_backgrounds_pause_doubles_up_to_a_bound() {
        let mut pause = CoolDown::default();
        for background in [5_000, 10_000, 20_000, 40_000, 80_000, 80_000] {
            pause.start(None, 0);
            assert_eq!(pause.background_until(), background);
        }
    }
}
