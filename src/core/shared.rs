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
    Begin,
    /// This session is over.
    End {
        /// Which.
        session: SessionId,
        /// Why.
        reason: EndReason,
    },
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
            Errand::Claim(_) | Errand::Amends(_) => self.note(ledger),
        }
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
        if let Some(reason) = ledger.end_of(record.id) {
            // A logout whose removal was overtaken by somebody's late write (I5).
            return self.claim(
                Claim::End {
                    session: record.id,
                    reason,
                },
                moment,
            );
        }
        if !ledger.vouches_for(record) {
            // The copy lags behind; what is newer will be heard of.
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
                if self
                    .session
                    .as_ref()
                    .is_some_and(|current| current.id == *session)
                {
                    self.leave(*reason, ended_elsewhere(*reason), moment);
                    // A commit of this tab may have come between that tab's logout and its entry
                    // in the ledger, and that tab may be gone: see to the entry from here (I5).
                    self.claim(
                        Claim::End {
                            session: *session,
                            reason: *reason,
                        },
                        moment,
                    );
                } else {
                    let last = self.last_end;
                    self.remember_end(*session, Fault::SessionChanged);
                    self.last_end = last.or(self.last_end);
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
                // Written by a commit that had not heard of the logout yet (I5). It is removed
                // through the ledger, lest the removal hits somebody's new login.
                Some(after) if self.has_ended(after.id) && self.claim.is_none() => {
                    let reason = self.ledger.end_of(after.id).unwrap_or(EndReason::Logout);
                    self.claim(
                        Claim::End {
                            session: after.id,
                            reason,
                        },
                        moment,
                    );
                }
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
        if let (Some(Claim::End { session, .. }), Some(newer)) = (&self.claim, self.ledger.session)
            && newer != *session
        {
            // Replaced by a later login already, which must not be ended with it.
            self.claim = None;
            return self.claim_settled(moment);
        }
        let errand = Errand::Claim(self.claims);
        let expect = Expect::Tokens {
            session: self.ledger.session,
            revision: self.ledger.revision,
        };
        let (next, write) = match (&self.claim, &self.session) {
            (Some(Claim::Begin), Some(session)) => {
                let mut next = Ledger::of(session, &self.ledger);
                if let Some(ended) = self.own_end() {
                    next.ended = Some(ended);
                }
                (next, StoreWrite::Put(session.clone()))
            }
            (Some(Claim::End { session, reason }), _) => (
                Ledger::after(*session, *reason, self.next_revision(moment)),
                StoreWrite::Remove(*session),
            ),
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
        if won {
            self.claim = None;
            return self.claim_settled(moment);
        }
        match &self.claim {
            Some(Claim::Begin) if self.session.as_ref().map(|session| session.id) == ledger.session => {
                // A sibling has taken the session further already; its tokens are on the way.
                self.claim = None;
                self.claim_settled(moment);
            }
            Some(Claim::Begin) => {
                // The last login wins: make it later than what came in between.
                let revision = self.next_revision(moment);
                if let Some(session) = &mut self.session
                    && session.revision <= ledger.revision
                {
                    session.revision = revision;
                    let session = session.clone();
                    self.revision = revision;
                    self.emit(Output::Announce(Message::Tokens(session)));
                }
                self.press_claim(moment);
            }
            Some(Claim::End { session, .. }) if ledger.end_of(*session).is_some() => {
                self.claim = None;
                self.claim_settled(moment);
            }
            Some(Claim::End { session, .. }) if ledger.session.is_some_and(|newer| newer != *session) => {
                // Somebody has logged in again meanwhile: that one stays.
                self.claim = None;
                let newer = record.filter(|record| Some(record.id) == ledger.session);
                if let Some(newer) = newer.filter(|_| self.session.is_none()) {
                    self.offered_by_ledger(newer, moment);
                }
                self.claim_settled(moment);
            }
            Some(Claim::End { .. }) => self.press_claim(moment),
            None => {}
        }
    }

    /// The ledger vouches for this record, so its revision need not be compared.
    fn offered_by_ledger(&mut self, record: &Session, moment: Moment) {
        if !self.has_ended(record.id) {
            self.enter(record.clone(), SignedInBy::OtherTab, moment);
        }
    }
}
