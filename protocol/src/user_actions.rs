//! The order of logins, `setTokens` calls and logouts, each numbered when it was asked for (R9).
//!
//! Invariant: the latest action wins, however late it is answered. Numbers rise in one tab; across tabs they follow the
//! device's clock.

use super::input::CallId;

/// The user's actions in this tab, and what it knows of those in other tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct UserActions {
    /// The latest login that took effect, or the latest logout.
    in_force: i64,
    /// The highest number that was given or seen.
    newest: i64,
    /// The logins that are not answered yet.
    logins: Vec<Login>,
}

/// A login that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Login {
    call: CallId,
    /// Its place among logins and logouts.
    pub(super) action_no: i64,
    /// As in [`super::Input::LoginStarted`].
    pub(super) until_closed: bool,
}

impl UserActions {
    /// Numbers an action of the user.
    pub(super) fn next_action_no(&mut self, now: i64) -> i64 {
        self.newest = self.newest.saturating_add(1).max(now);
        self.newest
    }

    pub(super) fn in_force(&self) -> i64 {
        self.in_force
    }

    /// An action took effect, here or in another tab.
    pub(super) fn observe(&mut self, action_no: i64) {
        self.in_force = self.in_force.max(action_no);
        self.newest = self.newest.max(action_no);
    }

    pub(super) fn login_started(&mut self, call: CallId, until_closed: bool, now: i64) {
        let action_no = self.next_action_no(now);
        self.take_login(call);
        self.logins.push(Login {
            call,
            action_no,
            until_closed,
        });
    }

    /// A login that was answered. One that was not started counts as started now.
    pub(super) fn login_replied(&mut self, call: CallId, now: i64) -> Login {
        match self.take_login(call) {
            Some(login) => login,
            None => Login {
                call,
                action_no: self.next_action_no(now),
                until_closed: false,
            },
        }
    }

    /// A login is over, and is forgotten.
    pub(super) fn login_ended(&mut self, call: CallId) {
        self.take_login(call);
    }

    fn take_login(&mut self, call: CallId) -> Option<Login> {
        let at = self.logins.iter().position(|login| login.call == call)?;
        Some(self.logins.remove(at))
    }

    /// The client ends and waits for no login.
    pub(super) fn dispose(&mut self) {
        self.logins.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_whatever_the_clock_does() {
        let mut user_actions = UserActions::default();
        assert_eq!(user_actions.next_action_no(100), 100);
        assert_eq!(user_actions.next_action_no(100), 101);
        assert_eq!(user_actions.next_action_no(50), 102);
        user_actions.observe(200);
        assert_eq!(user_actions.next_action_no(150), 201);
    }

    #[test]
    fn a_login_keeps_the_number_of_its_start() {
        let mut user_actions = UserActions::default();
        user_actions.login_started(CallId(1), true, 100);
        user_actions.login_started(CallId(2), false, 200);
        assert_eq!(user_actions.login_replied(CallId(2), 300).action_no, 200);
        assert_eq!(user_actions.login_replied(CallId(1), 400).action_no, 100);
        assert_eq!(
            user_actions.login_replied(CallId(1), 400).action_no,
            400,
            "not started"
        );
    }

    #[test]
    fn a_login_keeps_what_it_was_asked_for_with() {
        let mut user_actions = UserActions::default();
        user_actions.login_started(CallId(1), true, 100);
        user_actions.login_started(CallId(2), false, 200);
        assert!(user_actions.login_replied(CallId(1), 300).until_closed);
        assert!(!user_actions.login_replied(CallId(2), 300).until_closed);
        assert!(
            !user_actions.login_replied(CallId(1), 300).until_closed,
            "not started"
        );
    }

    #[test]
    fn a_login_under_way_is_not_in_force() {
        let mut user_actions = UserActions::default();
        user_actions.login_started(CallId(1), true, 100);
        assert_eq!(user_actions.in_force(), 0);
        user_actions.observe(50);
        assert_eq!(user_actions.in_force(), 50);
    }
}
