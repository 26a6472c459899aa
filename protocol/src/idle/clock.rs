//! How long there has been no sign of life.
//!
//! Invariant: the newest sign of life never lies ahead of the clock, so a clock that is set back neither ends a session at once
//! nor keeps it alive: the time that had passed is kept.

use crate::{moment::EpochMs, policy::Idle};

/// The other tabs hear of signs of life at most this often, in ms, and at most twenty times within `after`.
const LONGEST_PAUSE: i64 = 5_000;
/// A clock that is set back by less, in ms, is being adjusted.
const ADJUSTMENT: i64 = 1_000;

/// The time since the newest sign of life, in whichever tab it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct IdleClock {
    limits: Idle,
    /// The newest sign of life. `None` if none is known.
    last: Option<EpochMs>,
    /// The newest one that the other tabs know of.
    shared: EpochMs,
    /// The application was told that the end is near.
    has_warned: bool,
    /// What is kept beside the record was read.
    has_read: bool,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The time is over.
    End,
    /// The application is told that it is over soon.
    Warn {
        /// When.
        ends_at: EpochMs,
    },
    /// The other tabs are told of the newest sign of life.
    Share {
        /// When it was.
        at: EpochMs,
    },
}

impl IdleClock {
    pub(crate) fn new(limits: Idle) -> Self {
        Self {
            limits,
            last: None,
            shared: EpochMs::MIN,
            has_warned: false,
            has_read: false,
        }
    }

    /// The device's clock was set back by so much, in ms. The time since the last sign of life is kept, and what is to be stored in
    /// its place is returned.
    pub(crate) fn set_back(&mut self, by: i64) -> Option<EpochMs> {
        self.shared = self.shared.saturating_sub(by);
        let last = self.last.as_mut()?;
        *last = last.saturating_sub(by);
        (by >= ADJUSTMENT).then_some(*last)
    }

    /// A sign of life, here and now. Returns whether the application had been warned.
    pub(crate) fn sign(&mut self, now: EpochMs) -> bool {
        self.last = Some(now);
        let came_back = std::mem::take(&mut self.has_warned);
        if came_back {
            // The other tabs may show their warning.
            self.shared = EpochMs::MIN;
        }
        came_back
    }

    /// Another tab has told of a sign of life. Returns as [`Self::sign`] does.
    pub(crate) fn heard(&mut self, at: EpochMs, now: EpochMs) -> bool {
        let at = at.min(now);
        if self.last.is_some_and(|last| at <= last) {
            return false;
        }
        self.last = Some(at);
        self.shared = self.shared.max(at);
        // If the end is near all the same, the application is warned again, as it comes later.
        let is_near = now >= at.saturating_add(self.limits.after - self.limits.warn);
        std::mem::take(&mut self.has_warned) && !is_near
    }

    /// This is kept beside the record. One that lies ahead was written before the clock was set back, and says nothing.
    pub(crate) fn read(&mut self, kept: Option<EpochMs>, now: EpochMs) -> bool {
        self.has_read = true;
        kept.filter(|at| *at <= now).is_some_and(|at| self.heard(at, now))
    }

    /// Whether what is kept beside the record has to be read before anything else is done: other tabs may have told of a sign of
    /// life while this one was frozen.
    pub(crate) fn asks(&self, is_signed_in: bool, now: EpochMs) -> bool {
        let is_near = || self.has_warned || matches!(self.due(now), Some(Due::End | Due::Warn { .. }));
        !self.has_read || (is_signed_in && is_near())
    }

    /// The newest sign of life in a session whose login has this number: the login was one, unless its number lies ahead, because
    /// the clock was set back. If none is known, time starts now.
    fn last_in(&self, since: i64, now: EpochMs) -> EpochMs {
        let login = Some(since).filter(|since| *since <= now);
        self.last
            .map_or(now, |last| login.map_or(last, |login| last.max(login)))
    }

    /// Whether a session that is found at the start is over.
    pub(crate) fn is_over_at_start(&self, since: i64, now: EpochMs) -> bool {
        now >= self.last_in(since, now).saturating_add(self.limits.after)
    }

    /// A session begins here. Returns what is to be stored, if nothing was known.
    pub(crate) fn begin(&mut self, since: i64, now: EpochMs) -> Option<EpochMs> {
        let was_known = self.last.is_some();
        let last = self.last_in(since, now);
        self.last = Some(last);
        // Nothing of this is a sign of life in this tab.
        self.shared = self.shared.max(last);
        self.has_warned = false;
        (!was_known).then_some(last)
    }

    pub(crate) fn due(&self, now: EpochMs) -> Option<Due> {
        let at = self.last?;
        let ends_at = at.saturating_add(self.limits.after);
        if now >= ends_at {
            Some(Due::End)
        } else if self.warns() && now >= ends_at.saturating_sub(self.limits.warn) {
            Some(Due::Warn { ends_at })
        } else if at > self.shared && now >= self.shared.saturating_add(self.pause()) {
            Some(Due::Share { at })
        } else {
            None
        }
    }

    /// Notes that this was done.
    pub(crate) fn done(&mut self, due: Due) {
        match due {
            Due::End => {}
            Due::Warn { .. } => self.has_warned = true,
            Due::Share { at } => self.shared = at,
        }
    }

    /// When something is due. May lie in the past.
    pub(crate) fn next_wake(&self) -> Option<EpochMs> {
        let last = self.last?;
        let ends_at = last.saturating_add(self.limits.after);
        let warning = if self.warns() { self.limits.warn } else { 0 };
        let sharing = (last > self.shared).then(|| self.shared.saturating_add(self.pause()));
        Some(
            ends_at
                .saturating_sub(warning)
                .min(sharing.unwrap_or(EpochMs::MAX)),
        )
    }

    fn warns(&self) -> bool {
        self.limits.warn > 0 && !self.has_warned
    }

    fn pause(&self) -> i64 {
        (self.limits.after / 20).min(LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Idle = Idle {
        after: 900_000,
        warn: 60_000,
    };
    const START: EpochMs = 1_700_000_000_000;

    fn begun() -> IdleClock {
        let mut clock = IdleClock::new(LIMITS);
        clock.read(None, START);
        assert_eq!(clock.begin(0, START), Some(START));
        clock
    }

    #[test]
    fn the_warning_comes_before_the_end() {
        let mut clock = begun();
        assert_eq!(clock.due(START + 839_999), None);
        assert_eq!(clock.next_wake(), Some(START + 840_000));
        let warning = Due::Warn {
            ends_at: START + 900_000,
        };
        assert_eq!(clock.due(START + 840_000), Some(warning));
        clock.done(warning);
        assert_eq!(clock.due(START + 840_000), None);
        assert_eq!(clock.next_wake(), Some(START + 900_000));
        assert_eq!(clock.due(START + 900_000), Some(Due::End));
    }

    #[test]
    fn signs_of_life_are_shared_at_a_measured_pace_and_the_newest_always() {
        let mut clock = begun();
        clock.sign(START + 6_000);
        let first = clock.due(START + 6_000);
        assert_eq!(first, Some(Due::Share { at: START + 6_000 }));
        first.into_iter().for_each(|due| clock.done(due));
        clock.sign(START + 7_000);
        clock.sign(START + 8_000);
        assert_eq!(clock.due(START + 10_999), None);
        assert_eq!(clock.next_wake(), Some(START + 11_000));
        assert_eq!(clock.due(START + 11_000), Some(Due::Share { at: START + 8_000 }));
    }

    #[test]
    fn a_sign_of_life_after_the_warning_is_shared_at_once() {
        let mut clock = begun();
        assert!(!clock.sign(START + 839_000));
        clock.done(Due::Share { at: START + 839_000 });
        clock.done(Due::Warn { ends_at: 0 });
        assert!(clock.sign(START + 839_500));
        assert_eq!(
            clock.due(START + 839_500),
            Some(Due::Share { at: START + 839_500 })
        );
    }

    #[test]
    fn an_end_that_comes_later_is_told_again_if_it_is_near_all_the_same() {
        let mut clock = begun();
        clock.done(Due::Warn { ends_at: 0 });
        let ends_at = START + 930_000;
        assert!(!clock.heard(START + 30_000, START + 890_000), "nobody came back");
        assert_eq!(clock.due(START + 890_000), Some(Due::Warn { ends_at }));
    }

    #[test]
    fn what_is_kept_is_read_at_the_start_and_before_an_end() {
        let mut clock = IdleClock::new(LIMITS);
        assert!(clock.asks(false, START));
        clock.read(Some(START - 10), START);
        assert!(!clock.asks(false, START));
        assert_eq!(clock.begin(0, START), None, "it is known");
        assert!(!clock.asks(true, START + 1));
        assert!(clock.asks(true, START + 840_000));
        assert!(!clock.asks(false, START + 900_000));
    }

    #[test]
    fn a_session_found_at_the_start_is_over_if_its_login_and_all_signs_of_life_are_too_old() {
        let mut clock = IdleClock::new(LIMITS);
        assert!(!clock.is_over_at_start(0, START), "nothing is known");
        clock.read(Some(START - 900_000), START);
        assert!(clock.is_over_at_start(0, START));
        assert!(!clock.is_over_at_start(START - 899_999, START), "a later login");
        assert!(
            clock.is_over_at_start(START + 5_000, START),
            "the clock was set back"
        );
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_the_time_that_has_passed() {
        let mut clock = begun();
        let back = START - 3_600_000;
        assert_eq!(clock.set_back(3_900_000), Some(back - 300_000));
        assert_eq!(clock.due(back + 539_999), None);
        assert!(matches!(clock.due(back + 540_000), Some(Due::Warn { .. })));
        assert_eq!(clock.due(back + 600_000), Some(Due::End));
        assert!(!clock.read(Some(START), back + 600_000), "written before");
        assert_eq!(clock.due(back + 600_000), Some(Due::End));
    }

    proptest! {
        /// Whatever the clock does: without a sign of life the session ends within `after` of real time in which the clock runs, and
        /// not before, as long as it is looked at as its wakes say.
        #[test]
        fn no_clock_ends_a_session_early_or_keeps_it(
            steps in prop::collection::vec((1_i64..400_000, -10_000_000_i64..=0), 1..40)
        ) {
            let mut clock = begun();
            let (mut now, mut elapsed) = (START, 0);
            for (pass, set) in steps {
                now += pass;
                elapsed += pass;
                prop_assert_eq!(clock.due(now) == Some(Due::End), elapsed >= LIMITS.after);
                now += set;
                clock.set_back(-set);
                prop_assert_eq!(clock.due(now) == Some(Due::End), elapsed >= LIMITS.after);
            }
        }

        #[test]
        fn no_numbers_panic(
            at in any::<i64>(), now in any::<i64>(), later in any::<i64>(), since in any::<i64>(), by in 1..=i64::MAX
        ) {
            let mut clock = IdleClock::new(Idle { after: i64::MAX, warn: 1 });
            clock.read(Some(at), now);
            clock.begin(since, now);
            clock.set_back(by);
            clock.heard(at, later);
            clock.sign(later);
            let _ = (clock.due(later), clock.next_wake(), clock.asks(true, later));
        }
    }
}
