//! The sessions that are over: none of them comes back (I5).

use super::{event::EndReason, output::Fault, session::SessionId};

/// How many ended sessions are remembered. Messages about older ones arrived long ago.
const REMEMBERED: usize = 16;

/// Sessions that ended, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct EndedSessions {
    ended: Vec<Ended>,
    /// The session that this tab left last, and how its requests fail.
    last: Option<(SessionId, Fault)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Ended {
    session: SessionId,
    /// The server has refused it, or its time is over. One that was only replaced comes back if the ledger names it.
    for_good: bool,
}

impl EndedSessions {
    /// This tab leaves a session.
    pub(super) fn leave(&mut self, session: SessionId, fault: Fault) {
        self.last = Some((session, fault));
        self.insert(session, fault != Fault::SessionChanged);
    }

    /// This session does not come back.
    pub(super) fn remember(&mut self, session: SessionId) {
        self.insert(session, true);
    }

    fn insert(&mut self, session: SessionId, for_good: bool) {
        if let Some(known) = self.ended.iter_mut().find(|ended| ended.session == session) {
            known.for_good |= for_good;
            return;
        }
        if self.ended.len() >= REMEMBERED {
            self.ended.remove(0);
        }
        self.ended.push(Ended { session, for_good });
    }

    /// A session that is not this tab's present one is over. For the requests of the one that was left last this is no
    /// news.
    pub(super) fn observe(&mut self, session: SessionId, fault: Fault) {
        if session.is_unknown() {
            // A tab asked the server, and there was no session: this is no end of anybody's.
            return self.remember(session);
        }
        let last = self.last;
        self.leave(session, fault);
        self.last = last.or(self.last);
    }

    /// The session that was left last may come back.
    pub(super) fn forget_latest(&mut self) {
        self.ended.pop();
    }

    /// This session is not over after all: the ledger names it as the one in force.
    pub(super) fn forget(&mut self, session: SessionId) {
        self.ended.retain(|ended| ended.session != session);
    }

    pub(super) fn contains(&self, session: SessionId) -> bool {
        self.ended.iter().any(|ended| ended.session == session)
    }

    /// Whether it is neither refused nor expired.
    pub(super) fn was_replaced(&self, session: SessionId) -> bool {
        let replaced = |ended: &Ended| ended.session == session && !ended.for_good;
        self.ended.iter().any(replaced)
    }

    /// The session that was left last.
    pub(super) fn last(&self) -> Option<SessionId> {
        self.last.map(|(session, _)| session)
    }

    /// How a request of a session that is no longer the present one fails (R9).
    pub(super) fn fault_of(&self, session: SessionId) -> Fault {
        match self.last {
            Some((last, fault)) if last == session => fault,
            _ => Fault::SessionChanged,
        }
    }
}

/// How requests fail whose session ended for this reason.
pub(super) fn fault_after(reason: EndReason) -> Fault {
    match reason {
        EndReason::Logout => Fault::SessionChanged,
        EndReason::Refused | EndReason::Expired | EndReason::Idle => Fault::SessionExpired,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_how_its_own_session_ended() {
        let mut ended = EndedSessions::default();
        ended.leave(SessionId(1), Fault::SessionExpired);
        assert_eq!(ended.fault_of(SessionId(1)), Fault::SessionExpired);
        assert_eq!(ended.fault_of(SessionId(2)), Fault::SessionChanged);
    }

    #[test]
    fn the_end_of_another_session_does_not_change_that() {
        let mut ended = EndedSessions::default();
        ended.leave(SessionId(1), Fault::SessionExpired);
        ended.observe(SessionId(2), Fault::SessionChanged);
        assert!(ended.contains(SessionId(2)));
        assert_eq!(ended.last(), Some(SessionId(1)));
        assert_eq!(ended.fault_of(SessionId(1)), Fault::SessionExpired);
    }

    #[test]
    fn the_latest_can_be_taken_back() {
        let mut ended = EndedSessions::default();
        ended.leave(SessionId(1), Fault::SessionChanged);
        ended.leave(SessionId(2), Fault::SessionChanged);
        ended.forget_latest();
        assert!(ended.contains(SessionId(1)) && !ended.contains(SessionId(2)));
    }

    #[test]
    fn what_was_refused_or_has_expired_was_not_only_replaced() {
        let mut ended = EndedSessions::default();
        ended.leave(SessionId(1), Fault::SessionExpired);
        ended.leave(SessionId(2), Fault::SessionChanged);
        ended.observe(SessionId(3), Fault::SessionChanged);
        let replaced = |ended: &EndedSessions| {
            (1..=4)
                .map(SessionId)
                .map(|id| ended.was_replaced(id))
                .collect::<Vec<_>>()
        };
        assert_eq!(replaced(&ended), [false, true, true, false]);
        // Its refusal is heard of later.
        ended.observe(SessionId(2), Fault::SessionExpired);
        ended.remember(SessionId(3));
        assert_eq!(replaced(&ended), [false; 4]);
    }

    #[test]
    fn the_oldest_makes_way() {
        let mut ended = EndedSessions::default();
        for number in 0..=16 {
            ended.leave(SessionId(number), Fault::SessionChanged);
        }
        assert!(!ended.contains(SessionId(0)));
        assert!(ended.contains(SessionId(1)) && ended.contains(SessionId(16)));
    }
}
