//! The order of what users wish: a login, `setTokens` or a logout, each numbered when it was asked for (R9).
//!
//! Invariant: the newest wish wins, however late its answer comes. Numbers rise in one tab; across tabs they follow the
//! device's clock.

use super::{input::CallId, sorted_map::SortedMap};

/// The wishes of this tab, and what it knows of the others'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Wishes {
    /// The newest login that took effect, or the newest logout.
    in_force: i64,
    /// The newest number that was given or seen.
    newest: i64,
    /// Logins that are not answered yet.
    logins: SortedMap<CallId, i64>,
}

impl Wishes {
    /// Numbers a wish that is made now.
    pub(super) fn number(&mut self, now: i64) -> i64 {
        self.newest = self.newest.saturating_add(1).max(now);
        self.newest
    }

    pub(super) fn in_force(&self) -> i64 {
        self.in_force
    }

    /// A wish has taken effect, here or elsewhere.
    pub(super) fn saw(&mut self, number: i64) {
        self.in_force = self.in_force.max(number);
        self.newest = self.newest.max(number);
    }

    pub(super) fn login_started(&mut self, call: CallId, now: i64) {
        let number = self.number(now);
        self.logins.insert(call, number);
    }

    /// The number of a login that is over. One that was not started counts as started now.
    pub(super) fn login_ended(&mut self, call: CallId, now: i64) -> i64 {
        match self.logins.remove(call) {
            Some(number) => number,
            None => self.number(now),
        }
    }

    /// A login that failed is no wish any more.
    pub(super) fn login_failed(&mut self, call: CallId) {
        self.logins.remove(call);
    }

    /// No login is waited for any more.
    pub(super) fn dispose(&mut self) {
        self.logins = SortedMap::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_whatever_the_clock_does() {
        let mut wishes = Wishes::default();
        assert_eq!(wishes.number(100), 100);
        assert_eq!(wishes.number(100), 101);
        assert_eq!(wishes.number(50), 102);
        wishes.saw(200);
        assert_eq!(wishes.number(150), 201);
    }

    #[test]
    fn a_login_keeps_the_number_of_its_start() {
        let mut wishes = Wishes::default();
        wishes.login_started(CallId(1), 100);
        wishes.login_started(CallId(2), 200);
        assert_eq!(wishes.login_ended(CallId(2), 300), 200);
        assert_eq!(wishes.login_ended(CallId(1), 400), 100);
        assert_eq!(wishes.login_ended(CallId(1), 400), 400, "not started");
    }

    #[test]
    fn a_login_under_way_is_not_in_force() {
        let mut wishes = Wishes::default();
        wishes.login_started(CallId(1), 100);
        assert_eq!(wishes.in_force(), 0);
        wishes.saw(50);
        assert_eq!(wishes.in_force(), 50);
    }
}
