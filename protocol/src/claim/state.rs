//! The login or logout that is being written, and what an answer to it means.
//!
//! Invariant: the latest login or logout wins; an end is never undone; and no end takes a later login with it.

use crate::{
    event::EndReason,
    input::{Message, SwapPurpose},
    ledger::Ledger,
    output::{Expect, Output, StoreWrite},
    session::{Session, SessionId},
};

/// The claim of this tab, if one is being written. A new one takes the place of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Claims {
    /// Counts claims, so that an answer to an older one is told from the present one's.
    number: u32,
    open: Option<Claim>,
}

/// A login or logout of this tab that is being written to the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// The current session is the newest.
    Login {
        /// Something older overwrote its record: that is written again once the entry is made.
        overwritten: bool,
    },
    /// A session is over.
    End(SessionEnd),
}

/// The end of a session that is being written to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionEnd {
    /// The session; `None` when nobody was signed in where the logout was asked for.
    pub(crate) session: Option<SessionId>,
    /// Its newest revision known here. A ledger that is older and names another session has not heard of it yet.
    pub(crate) revision: i64,
    /// The number of the logout, or, where the user did not ask for the end, of the session's own login. A ledger that
    /// names another session is of a later login only if its number is higher (R9).
    pub(crate) action_no: i64,
    pub(crate) reason: EndReason,
    /// Whether the other tabs are told once it is written.
    pub(crate) announce: bool,
}

/// What follows from the answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// It is written, or no longer needed.
    Settled,
    /// The login is written, but its record was overwritten meanwhile.
    RewriteRecord,
    /// The end is written, and the other tabs are told.
    Announce(Message),
    /// A later login or logout wins over this login.
    LoginLost,
    /// This login wins over what came in between: it is made later than that and written again.
    LoginStands,
    /// A later login stays.
    Replaced { by: SessionId },
    /// The end is written again.
    WriteAgain,
}

impl Claims {
    /// Starts a claim.
    pub(super) fn start(&mut self, claim: Claim) {
        self.number = self.number.wrapping_add(1);
        self.open = Some(claim);
    }

    /// The claim is written, or given up.
    pub(crate) fn settle(&mut self) {
        self.open = None;
    }

    /// The login that was being written has been replaced.
    pub(crate) fn drop_login(&mut self) {
        self.open.take_if(|claim| matches!(claim, Claim::Login { .. }));
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a login is being written.
    pub(crate) fn is_login(&self) -> bool {
        matches!(self.open, Some(Claim::Login { .. }))
    }

    /// Whether this is the number of the claim that is being written.
    pub(crate) fn is_current(&self, number: u32) -> bool {
        self.open.is_some() && self.number == number
    }

    /// Something older overwrote the record of a login. Returns whether that login is being written, so that its own
    /// entry brings the record back.
    pub(crate) fn record_overwritten(&mut self) -> bool {
        match &mut self.open {
            Some(Claim::Login { overwritten }) => {
                *overwritten = true;
                true
            }
            _ => false,
        }
    }

    /// The end that is being written.
    pub(crate) fn end(&self) -> Option<SessionEnd> {
        match self.open {
            Some(Claim::End(end)) => Some(end),
            _ => None,
        }
    }

    /// The write to the ledger and the store; `None` if there is nothing to write, or not any more. `left` is the
    /// session that this tab left last.
    pub(super) fn write(
        &self,
        ledger: &Ledger,
        session: Option<&Session>,
        left: Option<SessionId>,
    ) -> Option<Output> {
        let (next, write) = match self.open.as_ref()? {
            Claim::Login { .. } => {
                let session = session?;
                let mut next = Ledger::of(session, ledger);
                next.ended = left.map(|left| (left, EndReason::Logout)).or(next.ended);
                (next, Some(StoreWrite::Put(session.clone())))
            }
            Claim::End(end) if end.successor(ledger).is_some() => return None,
            Claim::End(end) => (end.entry(ledger), end.session.map(StoreWrite::Remove)),
        };
        Some(Output::Swap {
            purpose: SwapPurpose::Claim(self.number),
            expect: Expect::Tokens {
                session: ledger.session,
                revision: ledger.revision,
            },
            next,
            write,
        })
    }

    /// What the answer to the write means, after which the ledger and the record are these. A later login in the ledger
    /// wins only if this one `yields`.
    pub(super) fn answered(
        &self,
        won: bool,
        session: Option<&Session>,
        record: Option<&Session>,
        ledger: &Ledger,
        yields: bool,
    ) -> Answered {
        match &self.open {
            Some(Claim::Login { overwritten: true }) if won => Answered::RewriteRecord,
            Some(Claim::End(end)) if won && end.announce => Answered::Announce(end.message()),
            None => Answered::Settled,
            Some(_) if won => Answered::Settled,
            Some(Claim::Login { .. }) => {
                session.map_or(Answered::Settled, |session| login_lost(session, ledger, yields))
            }
            Some(Claim::End(end)) => end.lost(record, ledger),
        }
    }
}

/// Another tab wrote to the ledger before this login did.
fn login_lost(session: &Session, ledger: &Ledger, yields: bool) -> Answered {
    if ledger.session == Some(session.id) {
        // A sibling has renewed the session already. Its tokens are on their way here.
        return Answered::Settled;
    }
    // What is later may be another login, even one that has ended, or a logout. The refresh or refusal of an older
    // session is not.
    let is_later = ledger.action_no > session.action_no && yields;
    if is_later || ledger.end_of(session.id).is_some() {
        Answered::LoginLost
    } else {
        Answered::LoginStands
    }
}

impl SessionEnd {
    /// The session of a login that came after this end, and must not be ended by it.
    fn successor(self, ledger: &Ledger) -> Option<SessionId> {
        let newer = ledger.session.filter(|newer| Some(*newer) != self.session);
        newer.filter(|_| self.is_older_than(ledger))
    }

    fn is_older_than(self, ledger: &Ledger) -> bool {
        (ledger.action_no, ledger.revision) > (self.action_no, self.revision)
    }

    fn message(self) -> Message {
        Message::Ended {
            session: self.session,
            reason: self.reason,
            action_no: self.action_no,
        }
    }

    /// The ledger after this end.
    fn entry(self, ledger: &Ledger) -> Ledger {
        if ledger.session.is_none() && self.is_older_than(ledger) {
            // A later entry tells of this end already, or of a later one.
            return ledger.clone();
        }
        let ended = self.session.or(ledger.session);
        Ledger {
            ended: ended.map(|ended| (ended, self.reason)).or(ledger.ended),
            // Just one higher: a login that came meanwhile stays later (R21).
            revision: ledger.revision.max(self.revision).saturating_add(1),
            action_no: ledger.action_no.max(self.action_no),
            ..Ledger::default()
        }
    }

    /// Another tab wrote to the ledger before this end did.
    fn lost(self, record: Option<&Session>, ledger: &Ledger) -> Answered {
        if let Some(by) = self.successor(ledger) {
            return Answered::Replaced { by };
        }
        let is_written = match self.session {
            Some(session) => ledger.end_of(session).is_some(),
            None => ledger.session.is_none(),
        };
        let is_removed = record.is_none_or(|record| Some(record.id) != self.session);
        if is_written && is_removed && ledger.action_no >= self.action_no {
            Answered::Settled
        } else {
            Answered::WriteAgain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{secret::Secret, session::Tokens};

    fn session(id: u64, action_no: i64) -> Session {
        Session {
            id: SessionId(id),
            generation: 1,
            revision: action_no,
            action_no,
            until_closed: false,
            user: None,
            tokens: Tokens {
                access: Some(Secret::new("token")),
                refresh: None,
                access_expires_at: None,
                refresh_expires_at: None,
                renew_at: None,
            },
        }
    }

    fn ledger(session: &Session) -> Ledger {
        Ledger::of(session, &Ledger::default())
    }

    fn claims(claim: Claim) -> Claims {
        let mut claims = Claims::default();
        claims.start(claim);
        claims
    }

    fn login() -> Claims {
        claims(Claim::Login { overwritten: false })
    }

    /// The end of session 1, which began at 10 and was logged out at 20.
    fn end() -> SessionEnd {
        SessionEnd {
            session: Some(SessionId(1)),
            revision: 10,
            action_no: 20,
            reason: EndReason::Logout,
            announce: true,
        }
    }

    #[test]
    fn a_newer_claim_takes_the_place_of_an_older_one() {
        let mut claims = login();
        assert!(claims.is_current(1) && claims.is_login());
        claims.start(Claim::End(end()));
        assert!(!claims.is_current(1) && claims.is_current(2));
        assert_eq!(claims.end(), Some(end()));
        claims.drop_login();
        assert!(claims.is_open(), "an end is no login");
        claims.settle();
        assert!(!claims.is_open() && !claims.is_current(2));
    }

    #[test]
    fn a_login_writes_its_session_and_the_end_of_the_one_before() {
        let session = session(2, 30);
        let Some(Output::Swap { next, write, .. }) =
            login().write(&Ledger::default(), Some(&session), Some(SessionId(1)))
        else {
            panic!("a swap");
        };
        assert_eq!(next.session, Some(session.id));
        assert_eq!(next.ended, Some((SessionId(1), EndReason::Logout)));
        assert_eq!(write, Some(StoreWrite::Put(session)));
        assert_eq!(login().write(&Ledger::default(), None, None), None);
    }

    #[test]
    fn a_login_whose_record_was_overwritten_writes_it_again() {
        let session = session(2, 30);
        let mut claims = login();
        let answered =
            |claims: &Claims| claims.answered(true, Some(&session), Some(&session), &ledger(&session), true);
        assert_eq!(answered(&claims), Answered::Settled);
        assert!(claims.record_overwritten());
        assert_eq!(answered(&claims), Answered::RewriteRecord);
        assert!(!Claims::default().record_overwritten());
    }

    #[test]
    fn the_later_login_wins() {
        let session = session(2, 30);
        let answered =
            |ledger: &Ledger, yields| login().answered(false, Some(&session), None, ledger, yields);
        let own = ledger(&session);
        assert_eq!(answered(&own, true), Answered::Settled, "a sibling's renewal");
        let earlier = ledger(&self::session(3, 25));
        assert_eq!(answered(&earlier, true), Answered::LoginStands);
        let later = ledger(&self::session(3, 35));
        assert_eq!(answered(&later, true), Answered::LoginLost);
        assert_eq!(answered(&later, false), Answered::LoginStands);
        let ended = Ledger::after(session.id, EndReason::Refused, 31, 30);
        assert_eq!(answered(&ended, true), Answered::LoginLost);
    }

    #[test]
    fn an_end_is_written_and_announced() {
        let before = ledger(&session(1, 10));
        let claims = claims(Claim::End(end()));
        let Some(Output::Swap { next, write, .. }) = claims.write(&before, None, None) else {
            panic!("a swap");
        };
        assert_eq!(next.end_of(SessionId(1)), Some(EndReason::Logout));
        assert_eq!((next.session, next.revision, next.action_no), (None, 11, 20));
        assert_eq!(write, Some(StoreWrite::Remove(SessionId(1))));
        let answered = claims.answered(true, None, None, &next, true);
        assert_eq!(answered, Answered::Announce(end().message()));
    }

    #[test]
    fn an_end_leaves_a_later_login_alone() {
        let later = ledger(&session(2, 30));
        let claims = claims(Claim::End(end()));
        assert_eq!(claims.write(&later, None, None), None);
        let by = SessionId(2);
        assert_eq!(
            claims.answered(false, None, None, &later, true),
            Answered::Replaced { by }
        );
    }

    #[test]
    fn an_end_is_written_until_ledger_and_store_show_it() {
        let claims = claims(Claim::End(end()));
        let answered = |record, ledger| claims.answered(false, None, record, ledger, true);
        let record = session(1, 10);
        let written = Ledger::after(SessionId(1), EndReason::Logout, 11, 20);
        assert_eq!(answered(None, &written), Answered::Settled);
        assert_eq!(answered(Some(&record), &written), Answered::WriteAgain);
        assert_eq!(answered(None, &ledger(&record)), Answered::WriteAgain);
    }
}
