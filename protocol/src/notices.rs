//! What the application was told already, so that it is told once.
//!
//! Invariant: `loginRequired` is told once for each time the user is found signed out (I6).

use super::event::{EndReason, LoginReason, Snapshot, Warning};

/// The notices given so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Notices {
    login_required: bool,
    /// Warnings of the kinds that are told once.
    warnings: Vec<Warning>,
    snapshot: Snapshot,
}

impl Notices {
    /// A session began.
    pub(super) fn signed_in(&mut self) {
        self.login_required = false;
    }

    /// A session ended. Returns the reason for `loginRequired`; a logout needs none, and the next expiry answer does.
    pub(super) fn signed_out(&mut self, reason: EndReason) -> Option<LoginReason> {
        let reason = reason.login_reason();
        self.login_required = reason.is_some();
        reason
    }

    /// A request met the expiry answer while nobody was signed in. Returns the reason for `loginRequired`, if that was
    /// not told yet.
    pub(super) fn expired_signed_out(&mut self) -> Option<LoginReason> {
        let is_new = !std::mem::replace(&mut self.login_required, true);
        is_new.then_some(LoginReason::NoSession)
    }

    /// Whether this warning is the first of its kind.
    pub(super) fn is_first(&mut self, warning: &Warning) -> bool {
        let is_first = !self.warnings.contains(warning);
        if is_first {
            self.warnings.push(warning.clone());
        }
        is_first
    }

    /// Whether the snapshot differs from the one that was shown last.
    pub(super) fn is_changed(&mut self, snapshot: Snapshot) -> bool {
        std::mem::replace(&mut self.snapshot, snapshot) != snapshot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_end_is_told_once() {
        let mut notices = Notices::default();
        let refused = notices.signed_out(EndReason::Refused);
        assert_eq!(refused, Some(LoginReason::RefreshRejected));
        assert_eq!(notices.expired_signed_out(), None);
        notices.signed_in();
        let expired = notices.signed_out(EndReason::Expired);
        assert_eq!(expired, Some(LoginReason::RefreshExpired));
    }

    #[test]
    fn after_a_logout_the_first_expiry_answer_asks_for_a_login() {
        let mut notices = Notices::default();
        assert_eq!(notices.signed_out(EndReason::Logout), None);
        assert_eq!(notices.expired_signed_out(), Some(LoginReason::NoSession));
        assert_eq!(notices.expired_signed_out(), None);
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
