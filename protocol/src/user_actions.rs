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
    /// The numbers of logins that are not answered yet.
    logins: Vec<(CallId, i64)>,
}

impl UserActions {
    /// Numbers an action of the user.
    pub(super) fn next_number(&mut self, now: i64) -> i64 {
        self.newest = self.newest.saturating_add(1).max(now);
        self.newest
    }

    pub(super) fn in_force(&self) -> i64 {
        self.in_force
    }

    /// An action took effect, here or in another tab.
    pub(super) fn observe(&mut self, number: i64) {
        self.in_force = self.in_force.max(number);
        self.newest = self.newest.max(number);
    }

    pub(super) fn login_started(&mut self, call: CallId, now: i64) {
        let number = self.next_number(now);
        self.take_login(call);
        self.logins.push((call, number));
    }

    /// The number of a login that was answered. One that was not started counts as started now.
    pub(super) fn login_ended(&mut self, call: CallId, now: i64) -> i64 {
        match self.take_login(call) {
            Some(number) => number,
            None => self.next_number(now),
        }
    }

    /// A login failed and is forgotten.
    pub(super) fn login_failed(&mut self, call: CallId) {
        self.take_login(call);
    }

    fn take_login(&mut self, call: CallId) -> Option<i64> {
        let at = self.logins.iter().position(|(login, _)| *login == call)?;
        Some(self.logins.remove(at).1)
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
        assert_eq!(user_actions.next_number(100), 100);
        assert_eq!(user_actions.next_number(100), 101);
        assert_eq!(user_actions.next_number(50), 102);
        user_actions.observe(200);
        assert_eq!(user_actions.next_number(150), 201);
    }

    #[test]
    fn a_login_keeps_the_number_of_its_start() {
        let mut user_actions = UserActions::default();
        user_actions.login_started(CallId(1), 100);
        user_actions.login_started(CallId(2), 200);
        assert_eq!(user_actions.login_ended(CallId(2), 300), 200);
        assert_eq!(user_actions.login_ended(CallId(1), 400), 100);
        assert_eq!(user_actions.login_ended(CallId(1), 400), 400, "not started");
    }

    #[test]
    fn a_login_under_way_is_not_in_force() {
        let mut user_actions = UserActions::default();
        user_actions.login_started(CallId(1), 100);
        assert_eq!(user_actions.in_force(), 0);
        user_actions.observe(50);
        assert_eq!(user_actions.in_force(), 50);
    }
}
