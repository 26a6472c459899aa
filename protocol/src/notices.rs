//! What the application was told already, so that it is told once.
//!
//! Invariant: `loginRequired` is told once for each session's end (I6), and then once for a request that was made after
//! that, at most once a second: no button is dead, and no storm of answers is a storm of events.

use super::{
    event::{LoginReason, Snapshot, Warning},
    moment::EpochMs,
};

/// The least time between two `loginRequired` of requests that were made while signed out.
const PAUSE: i64 = 1_000;

/// How often a login had been asked for when a request was made.
pub(super) type Asked = u32;

/// The notices given so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Notices {
    /// How often a login was asked for.
    asked: Asked,
    /// When it was asked for last, unless the user has logged out since.
    asked_at: Option<EpochMs>,
    /// Warnings of the kinds that are told once.
    warnings: Vec<Warning>,
    snapshot: Snapshot,
}

impl Notices {
    /// How often a login was asked for so far.
    pub(super) fn asked(&self) -> Asked {
        self.asked
    }

    /// A session ended, and the user is asked for a login if there is a reason. A logout in this tab is none, and the
    /// next expiry answer is.
    pub(super) fn signed_out(&mut self, reason: Option<LoginReason>, now: EpochMs) {
        self.asked_at = None;
        if reason.is_some() {
            self.ask(now);
        }
    }

    /// A request met the expiry answer while nobody was signed in. Returns the reason for `loginRequired`, if the user is
    /// to be asked again. `asked`: as it was when the request was made.
    pub(super) fn expired_signed_out(&mut self, asked: Asked, now: EpochMs) -> Option<LoginReason> {
        // A clock that was set back is no reason to wait.
        let is_soon = |at: EpochMs| (0..PAUSE).contains(&now.saturating_sub(at));
        if asked != self.asked || self.asked_at.is_some_and(is_soon) {
            return None;
        }
        self.ask(now);
        Some(LoginReason::NoSession)
    }

    fn ask(&mut self, now: EpochMs) {
        self.asked = self.asked.wrapping_add(1);
        self.asked_at = Some(now);
    }

    /// Whether this warning is the first of its kind.
    pub(super) fn is_first(&mut self, warning: &Warning) -> bool {
        let is_first = !self.warnings.contains(warning);
        if is_first {
            self.warnings.push(warning.clone());
        }
        is_first
    }

    /// Leaves out what only tells one session from the next: the model need not.
    #[cfg(test)]
    pub(super) fn forget_counts(&mut self) {
        (self.snapshot.sessions, self.snapshot.users) = (0, 0);
    }

    /// Whether the snapshot differs from the one that was shown last.
    pub(super) fn is_changed(&mut self, snapshot: Snapshot) -> bool {
        std::mem::replace(&mut self.snapshot, snapshot) != snapshot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_SESSION: Option<LoginReason> = Some(LoginReason::NoSession);

    #[test]
    fn one_end_is_told_once() {
        let mut notices = Notices::default();
        let before = notices.asked();
        notices.signed_out(Some(LoginReason::RefreshRejected), 0);
        assert_eq!(notices.expired_signed_out(before, 5_000), None, "made before");
        assert_eq!(notices.expired_signed_out(notices.asked(), 1), None, "too soon");
    }

    #[test]
    fn a_request_made_after_that_asks_again_after_a_second() {
        let mut notices = Notices::default();
        notices.signed_out(Some(LoginReason::RefreshRejected), 0);
        assert_eq!(notices.expired_signed_out(notices.asked(), 999), None);
        assert_eq!(notices.expired_signed_out(notices.asked(), 1_000), NO_SESSION);
        assert_eq!(notices.expired_signed_out(notices.asked(), 1_999), None);
        assert_eq!(
            notices.expired_signed_out(notices.asked(), 0),
            NO_SESSION,
            "the clock"
        );
    }

    #[test]
    fn after_a_logout_the_first_expiry_answer_asks_for_a_login() {
        let mut notices = Notices::default();
        notices.signed_out(None, 0);
        assert_eq!(notices.expired_signed_out(notices.asked(), 0), NO_SESSION);
        assert_eq!(notices.expired_signed_out(notices.asked(), 0), None);
    }

    #[test]
    fn a_warning_is_told_again_only_when_it_says_something_else() {
        let mut notices = Notices::default();
        let withheld = |origin: &str| Warning::TokenWithheld {
            origin: origin.to_string(),
        };
        assert!(notices.is_first(&withheld("https://a.example")));
        assert!(!notices.is_first(&withheld("https://a.example")));
        assert!(notices.is_first(&withheld("https://b.example")));
    }

    #[test]
    fn a_snapshot_is_shown_when_it_changes() {
        let mut notices = Notices::default();
        let signed_in = Snapshot {
            signed_in: true,
            ..Snapshot::default()
        };
        assert!(!notices.is_changed(Snapshot::default()));
        assert!(notices.is_changed(signed_in));
        assert!(!notices.is_changed(signed_in));
    }
}
