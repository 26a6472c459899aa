//! What the store and the other tabs say, and how this tab's own logins and logouts are written
//! down (R18, R21–R24).

use super::{
    Core, Moment, Output,
    event::{EndReason, SignedInBy, SignedOutBy},
    flight::ended_elsewhere,
    input::{Errand, Message},
    ledger::Ledger,
    output::{Expect, Fault, StoreWrite},
    session::{Session, SessionId},
};

/// A login or logout of this tab that is being written to the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// The current session is the newest.
    Begin {
        /// The latest session in the ledger when this one began.
        over: Option<SessionId>,
    },
    /// A session is over.
    End(Ending),
}

/// The end of a session that is being written to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ending {
    /// Which.
    pub(super) session: SessionId,
    /// Its newest revision known here: a ledger that names another session and is older than this
    /// has not heard of it yet.
    pub(super) revision: i64,
    /// Why.
    pub(super) reason: EndReason,
    /// The others are told once it is written down.
    pub(super) told_then: bool,
}

impl Ending {
    /// The session of a login that came after the one that ended, which must not be ended with
    /// it.
    fn successor(self, ledger: &Ledger) -> Option<SessionId> {
        ledger
            .session
            .filter(|newer| *newer != self.session && ledger.revision > self.revision)
    }
}

impl Core {
    pub(super) fn shared_read(
        &mut self,
        errand: Errand,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match errand {
            Errand::Start => self.restore(record, ledger, moment),
            Errand::Flight(flight) => self.flight_read(flight, record, ledger, moment),
            Errand::Removed(session) => self.removed(session, record, ledger, moment),
            Errand::Claim(_) | Errand::Amends(_) | Errand::Look => self.note(ledger),
        }
        self.believe(record, ledger, moment);
    }

    pub(super) fn swapped(
        &mut self,
        errand: Errand,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match errand {
            Errand::Flight(flight) => self.flight_swapped(flight, won, record, ledger, moment),
            Errand::Claim(number) if self.wants(errand) && number == self.claims => {
                self.claimed(won, record, ledger, moment);
            }
            _ => self.note(ledger),
        }
        self.believe(record, ledger, moment);
    }

    /// Keeps the newest ledger that was seen.
    pub(super) fn note(&mut self, ledger: &Ledger) {
        self.revision = self.revision.max(ledger.revision);
        let current = self.session.as_ref().map(|session| session.id);
        if let Some((session, reason)) = ledger.ended
            && !self.has_ended(session)
            && current != Some(session)
        {
            let fault = match reason {
                EndReason::Logout => Fault::SessionChanged,
                EndReason::Refused | EndReason::Expired => Fault::SessionExpired,
            };
            let last = self.last_end;
            self.remember_end(session, fault);
            // An older session's end is no news for the requests of the last one.
            self.last_end = last.or(self.last_end);
        }
        self.ledger = ledger.clone();
    }

    /// The page was loaded: take up what the store holds.
    fn restore(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        self.note(ledger);
        if self.session.is_some() {
            return;
        }
        let Some(record) = record else { return };
        if self.has_ended(record.id) || !ledger.vouches_for(record) {
            // Ended, or a copy that lags behind; what is newer will be heard of.
            return;
        }
        self.enter(record.clone(), SignedInBy::Restored, moment);
        let interrupted = ledger.intent.is_some()
            && ledger.session == Some(record.id)
            && ledger.revision <= record.revision;
        if interrupted && self.can_renew() {
            // R16: an exchange of this very token was begun and its outcome never stored. A
            // server's grace is short, so it is resolved at once.
            self.renewed_early = true;
            self.fly(moment, "interrupted");
        }
    }

    /// Another tab says something.
    pub(super) fn heard(&mut self, message: &Message, moment: Moment) {
        if self.disposed {
            return;
        }
        match message {
            Message::Tokens(session) => self.offered(session, moment),
            Message::Ended { session, reason } => {
                let current = self.session.as_ref().filter(|current| current.id == *session);
                if let Some(revision) = current.map(|current| current.revision) {
                    self.leave(*reason, ended_elsewhere(*reason), moment);
                    // A commit of this tab may have come between that tab's logout and its entry
                    // in the ledger, and that tab may be gone: see to the entry from here (I5).
                    let (session, reason) = (*session, *reason);
                    let ending = Ending {
                        session,
                        revision,
                        reason,
                        told_then: true,
                    };
                    self.claim(Claim::End(ending), moment);
                } else {
                    let last = self.last_end;
                    self.remember_end(*session, Fault::SessionChanged);
                    self.last_end = last.or(self.last_end);
                    if self.session.is_some() {
                        // It may have replaced ours, unheard, before it ended.
                        self.emit(Output::ReadShared { errand: Errand::Look });
                    }
                }
            }
        }
    }

    /// Tokens from elsewhere: taken if they are newer and their session is not over.
    fn offered(&mut self, offered: &Session, moment: Moment) {
        if self.has_ended(offered.id) {
            return;
        }
        match &self.session {
            Some(current) if current.id == offered.id => {
                if offered.revision > current.revision {
                    self.renew(offered.clone(), true);
                    self.landed_by_sibling(moment);
                }
            }
            Some(current) if offered.revision <= current.revision => {}
            None if offered.revision <= self.revision && self.ledger.session != Some(offered.id) => {}
            _ => self.enter(offered.clone(), SignedInBy::OtherTab, moment),
        }
    }

    /// The record was changed by somebody else: a sibling, or the application itself (R23).
    pub(super) fn store_changed(
        &mut self,
        before: Option<&Session>,
        after: Option<&Session>,
        moment: Moment,
    ) {
        if self.disposed {
            return;
        }
        let Some(current) = &self.session else {
            match after {
                Some(after) if self.has_ended(after.id) => self.sweep(Some(after), moment),
                Some(after) => self.offered(after, moment),
                None => {}
            }
            return;
        };
        match after {
            None if before.is_some_and(|before| before.id == current.id) => {
                let errand = Errand::Removed(current.id);
                self.emit(Output::ReadShared { errand });
            }
            None => {}
            Some(after)
                if after.id == current.id
                    && after.revision == current.revision
                    && !after.holds_tokens_of(current) =>
            {
                // Edited in place: to us that is a login with other tokens.
                let tokens = after.tokens.clone();
                self.begin(tokens, SignedInBy::OtherTab, moment);
            }
            Some(after) => self.offered(after, moment),
        }
    }

    /// The record is gone. The ledger knows whether a sibling ended the session; if it does not,
    /// the application deleted the record, which is a logout.
    fn removed(&mut self, session: SessionId, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        self.note(ledger);
        if self.session.as_ref().is_none_or(|current| current.id != session) {
            return;
        }
        if let Some(reason) = ledger.end_of(session) {
            self.leave(reason, ended_elsewhere(reason), moment);
        } else if record.is_none_or(|record| record.id != session) {
            self.end(EndReason::Logout, SignedOutBy::OtherTab, moment);
        }
    }

    /// Writes a login or logout of this tab down; an older one that is still being written is
    /// overtaken by it.
    pub(super) fn claim(&mut self, claim: Claim, moment: Moment) {
        self.claims = self.claims.wrapping_add(1);
        self.claim = Some(claim);
        self.press_claim(moment);
    }

    fn press_claim(&mut self, moment: Moment) {
        if let Some(Claim::End(ending)) = self.claim
            && ending.successor(&self.ledger).is_some()
        {
            self.claim = None;
            return self.claim_settled(moment);
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
                (next, StoreWrite::Put(session.clone()))
            }
            (Some(Claim::End(ending)), _) => {
                // An entry that is later already tells of this end, or of a later one.
                let told = self.ledger.session.is_none() && self.ledger.revision > ending.revision;
                let next = match told {
                    true => self.ledger.clone(),
                    false => Ledger::after(ending.session, ending.reason, self.next_revision(moment)),
                };
                (next, StoreWrite::Remove(ending.session))
            }
            _ => return self.claim = None,
        };
        self.emit(Output::Swap {
            errand,
            expect,
            next,
            write: Some(write),
        });
    }

    /// The session that this tab left for the one it claims.
    fn own_end(&self) -> Option<(SessionId, EndReason)> {
        let (session, _) = self.last_end?;
        Some((session, EndReason::Logout))
    }

    fn claimed(&mut self, won: bool, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        self.note(ledger);
        let settled = match self.claim.clone() {
            None => true,
            Some(Claim::End(ending)) if won => {
                if ending.told_then {
                    let (session, reason) = (ending.session, ending.reason);
                    self.emit(Output::Announce(Message::Ended { session, reason }));
                }
                true
            }
            Some(Claim::Begin { .. }) if won => true,
            Some(Claim::Begin { over }) => self.begin_lost(over, record, ledger, moment),
            Some(Claim::End(ending)) => self.end_lost(ending, record, ledger, moment),
        };
        if settled {
            self.claim = None;
            self.claim_settled(moment);
        } else {
            self.press_claim(moment);
        }
    }

    /// Somebody else wrote to the ledger before this tab's login got there. Whether that is the
    /// end of the matter.
    fn begin_lost(
        &mut self,
        over: Option<SessionId>,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) -> bool {
        let Some(session) = &self.session else { return true };
        let id = session.id;
        if ledger.session == Some(id) {
            // A sibling has taken the session further already; its tokens are on the way.
            return true;
        }
        // Another login that came later, even if it has ended already; the old session's refresh or
        // end is none.
        let is_later = ledger.latest() != over && ledger.revision > session.revision;
        if is_later || ledger.end_of(id).is_some() {
            let ended = Message::Ended {
                session: id,
                reason: EndReason::Logout,
            };
            self.emit(Output::Announce(ended));
            match record.filter(|record| Some(record.id) == ledger.session) {
                Some(newer) => self.enter(newer.clone(), SignedInBy::OtherTab, moment),
                None => self.leave(EndReason::Logout, SignedOutBy::OtherTab, moment),
            }
            return true;
        }
        // This login wins: make it later than what came in between.
        let revision = self.next_revision(moment);
        if let Some(session) = self
            .session
            .as_mut()
            .filter(|session| session.revision <= ledger.revision)
        {
            session.revision = revision;
            let session = session.clone();
            self.revision = revision;
            self.emit(Output::Announce(Message::Tokens(session)));
        }
        false
    }

    /// The same for the end of a session.
    fn end_lost(
        &mut self,
        ending: Ending,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) -> bool {
        if let Some(newer) = ending.successor(ledger) {
            // Somebody has logged in again meanwhile: that one stays.
            let newer = record.filter(|record| record.id == newer && !self.has_ended(record.id));
            if let Some(newer) = newer.filter(|_| self.session.is_none()) {
                self.enter(newer.clone(), SignedInBy::OtherTab, moment);
            }
            return true;
        }
        // Written down by a sibling; but the record may still be here.
        ledger.end_of(ending.session).is_some() && record.is_none_or(|record| record.id != ending.session)
    }

    /// The ledger is right: leaves what it knows to be over, and clears away what is left of it. A
    /// login that is being written down is none of its business yet.
    fn believe(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        if !matches!(self.claim, Some(Claim::Begin { .. })) {
            self.leaves_ended(ledger, moment);
        }
        self.sweep(record, moment);
    }

    /// Looks whether the record is an ended session's.
    fn sweep(&mut self, record: Option<&Session>, moment: Moment) {
        if let Some(record) = record
            && self.session.is_none()
            && self.has_ended(record.id)
        {
            let reason = self.ledger.end_of(record.id).unwrap_or(EndReason::Logout);
            self.clear_away(record, reason, moment);
        }
    }

    /// Removes the record of an ended session: a commit that had not heard of the end has written
    /// it (I5). Through the ledger, lest the removal hits somebody's new login.
    fn clear_away(&mut self, record: &Session, reason: EndReason, moment: Moment) {
        let session = record.id;
        let busy = match self.claim {
            None => false,
            Some(Claim::Begin { .. }) => true,
            Some(Claim::End(ending)) => ending.session != session,
        };
        if !busy {
            let ending = Ending {
                session,
                revision: record.revision,
                reason,
                told_then: false,
            };
            self.claim(Claim::End(ending), moment);
        }
    }
}
