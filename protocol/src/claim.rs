//! How a login or logout of this tab is written to the ledger, and what wins when others write at
//! the same time (R18, R21, I5).
//!
//! Invariant: the newest wish wins, be it a login or a logout; an end is never undone; and nobody's end takes a later
//! login with it.

use super::{
    Core, Moment, Output,
    event::{EndReason, SignedInBy, SignedOutBy},
    input::{Errand, Message},
    ledger::Ledger,
    output::{Expect, StoreWrite},
    rules::Rules,
    session::{Session, SessionId},
};

/// A login or logout of this tab that is being written to the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// The current session is the newest.
    Begin {
        /// Something older hit its record meanwhile: it is put again once the entry is made.
        hit: bool,
    },
    /// A session is over.
    End(SessionEnd),
}

/// The end of a session that is being written to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SessionEnd {
    /// Which; `None` when nobody was signed in where the logout was asked for.
    pub(super) session: Option<SessionId>,
    /// Its newest revision known here: a ledger that names another session and is older than this
    /// has not heard of it yet.
    pub(super) revision: i64,
    /// The number of the logout, or, where the end is nobody's wish, of the session's own login: a ledger that names
    /// another session is of a later login only when its wish is later than this (R9).
    pub(super) at: i64,
    /// Why.
    pub(super) reason: EndReason,
    /// The others are told once it is written down.
    pub(super) announce: bool,
}

impl SessionEnd {
    /// The session of a login that came after the one that ended, which must not be ended with
    /// it.
    fn successor(self, ledger: &Ledger) -> Option<SessionId> {
        let newer = ledger.session.filter(|newer| Some(*newer) != self.session);
        newer.filter(|_| self.is_older_than(ledger))
    }

    fn message(self) -> Message {
        Message::Ended {
            session: self.session,
            reason: self.reason,
            at: self.at,
        }
    }

    fn is_older_than(self, ledger: &Ledger) -> bool {
        (ledger.wish, ledger.revision) > (self.at, self.revision)
    }
}

impl Core {
    /// Writes a login or logout of this tab down; an older one that is still being written is
    /// overtaken by it.
    pub(super) fn claim(&mut self, claim: Claim, moment: Moment) {
        self.claims = self.claims.wrapping_add(1);
        self.claim = Some(claim);
        self.write_claim(moment);
    }

    /// A login of this tab is still being written down.
    pub(super) fn claims_login(&self) -> bool {
        matches!(self.claim, Some(Claim::Begin { .. }))
    }

    fn write_claim(&mut self, moment: Moment) {
        if let Some(Claim::End(ending)) = self.claim
            && ending.successor(&self.ledger).is_some()
        {
            self.claim = None;
            return self.resume_after_claim(moment);
        }
        let errand = Errand::Claim(self.claims);
        let expect = Expect::Tokens {
            session: self.ledger.session,
            revision: self.ledger.revision,
        };
        let (next, write) = match (&self.claim, &self.session) {
            (Some(Claim::Begin { .. }), Some(session)) => {
                let mut next = Ledger::of(session, &self.ledger);
                if let Some(ended) = self.own_end() {
                    next.ended = Some(ended);
                }
                (next, Some(StoreWrite::Put(session.clone())))
            }
            (Some(Claim::End(ending)), _) => {
                (self.ledger_after(*ending), ending.session.map(StoreWrite::Remove))
            }
            _ => return self.claim = None,
        };
        self.emit(Output::Swap {
            errand,
            expect,
            next,
            write,
        });
    }

    fn ledger_after(&self, ending: SessionEnd) -> Ledger {
        let ledger = &self.ledger;
        if ledger.session.is_none() && ending.is_older_than(ledger) {
            // An entry that is later already tells of this end, or of a later one.
            return ledger.clone();
        }
        // No later than it was: a login that came meanwhile stays later (R21).
        let revision = ledger.revision.max(ending.revision).saturating_add(1);
        let wish = ledger.wish.max(ending.at);
        let ended = ending.session.or(ledger.session);
        Ledger {
            ended: ended.map(|ended| (ended, ending.reason)).or(ledger.ended),
            revision,
            wish,
            ..Ledger::default()
        }
    }

    /// The session that this tab left for the one it claims.
    fn own_end(&self) -> Option<(SessionId, EndReason)> {
        Some((self.ended.last()?, EndReason::Logout))
    }

    pub(super) fn claim_answered(
        &mut self,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        self.note_ledger(ledger);
        let settled = match self.claim.clone() {
            None => true,
            Some(Claim::End(ending)) if won => {
                if ending.announce {
                    self.emit(Output::Announce(ending.message()));
                }
                true
            }
            Some(Claim::Begin { hit }) if won => {
                self.claim = None;
                if hit {
                    self.rewrite_record();
                }
                true
            }
            Some(Claim::Begin { .. }) => self.begin_lost(record, ledger, moment),
            Some(Claim::End(ending)) => self.end_lost(ending, record, ledger, moment),
        };
        if settled {
            self.claim = None;
            self.resume_after_claim(moment);
        } else {
            self.write_claim(moment);
        }
    }

    /// Somebody else wrote to the ledger before this tab's login got there. Whether that is the
    /// end of the matter.
    fn begin_lost(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) -> bool {
        let Some(session) = &self.session else { return true };
        let id = session.id;
        if ledger.session == Some(id) {
            // A sibling has taken the session further already; its tokens are on the way.
            return true;
        }
        // Another login that was asked for later, even if it has ended already, or a logout; the old session's refresh
        // or refusal is none.
        let is_later = ledger.wish > session.since && self.rules.yields_to_later_logins();
        if is_later || ledger.end_of(id).is_some() {
            let ended = Message::Ended {
                session: Some(id),
                reason: EndReason::Logout,
                at: session.since,
            };
            self.emit(Output::Announce(ended));
            match record.filter(|record| Some(record.id) == ledger.session) {
                Some(newer) => self.enter_session(newer.clone(), SignedInBy::OtherTab, moment),
                None => self.leave_session(EndReason::Logout, SignedOutBy::OtherTab, moment),
            }
            return true;
        }
        // This login wins: make it later than what came in between, but no later than the next login.
        if let Some(session) = self
            .session
            .as_mut()
            .filter(|session| session.revision <= ledger.revision)
        {
            session.revision = ledger.revision.saturating_add(1);
            let session = session.clone();
            self.revision = self.revision.max(session.revision);
            self.emit(Output::Announce(Message::Tokens(session)));
        }
        false
    }

    /// The same for the end of a session.
    fn end_lost(
        &mut self,
        ending: SessionEnd,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) -> bool {
        if let Some(newer) = ending.successor(ledger) {
            // Somebody has logged in again meanwhile: that one stays.
            let newer = record.filter(|record| record.id == newer && !self.ended.contains(record.id));
            if let Some(newer) = newer.filter(|_| self.session.is_none()) {
                self.enter_session(newer.clone(), SignedInBy::OtherTab, moment);
            }
            return true;
        }
        // Written down by a sibling; but the record may still be here.
        let written = match ending.session {
            Some(session) => ledger.end_of(session).is_some(),
            None => ledger.session.is_none(),
        };
        written && ledger.wish >= ending.at && record.is_none_or(|record| Some(record.id) != ending.session)
    }

    /// The ledger is right: leaves what it knows to be over, and clears away what is left of it. A
    /// login that is being written down is none of its business yet.
    pub(super) fn reconcile(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        if !self.claims_login() {
            self.leave_if_ended(ledger, moment);
        }
        self.remove_leftover(record, moment);
    }

    /// Looks whether the record is what is left of an ended session, or of a login that another one, ended since, has
    /// replaced.
    pub(super) fn remove_leftover(&mut self, record: Option<&Session>, moment: Moment) {
        if let Some(record) = record
            && self.session.is_none()
            && (self.ended.contains(record.id) || !self.ledger.vouches_for(record))
        {
            let reason = self.ledger.end_of(record.id).unwrap_or(EndReason::Logout);
            self.remove_record(record, reason, moment);
        }
    }

    /// Removes the record of an ended session: a commit that had not heard of the end has written
    /// it (I5). Through the ledger, lest the removal hits somebody's new login.
    fn remove_record(&mut self, record: &Session, reason: EndReason, moment: Moment) {
        if self.claim.is_some() {
            // Once that is written down, this is looked at again.
            return self.emit(Output::ReadShared { errand: Errand::Look });
        }
        let ending = SessionEnd {
            session: Some(record.id),
            revision: record.revision,
            at: record.since,
            reason,
            announce: false,
        };
        self.claim(Claim::End(ending), moment);
    }
}
