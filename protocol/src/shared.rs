//! What the store and the other tabs say (R18, R21–R24).

use super::{
    Core, Moment, Output,
    claim::SessionEnd,
    ended_sessions::fault_after,
    event::{EndReason, SignedInBy, SignedOutBy},
    flight::ended_elsewhere,
    input::{Errand, Message},
    ledger::Ledger,
    output::{Expect, Fault, StoreWrite},
    session::{Session, SessionId},
};

/// How long a removal takes to reach the other tabs, at the very most.
const CROSSING: i64 = 1_000;

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
            Errand::Removed(session) => self.record_removed(session, record, ledger, moment),
            Errand::Claim(_) | Errand::Amends(_) | Errand::Slide(_) | Errand::Look => {
                self.note_ledger(ledger)
            }
        }
        if errand == Errand::Look {
            let current = self.session.as_ref();
            match record {
                Some(record) if ledger.session == Some(record.id) => self.consider_tokens(record, moment),
                Some(record) if current.is_some_and(|current| !current.is_newer_than(record)) => {}
                _ => self.rewrite_record(),
            }
        }
        self.reconcile(record, ledger, moment);
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
            Errand::Claim(_) if self.wants(errand) => {
                self.claim_answered(won, record, ledger, moment);
            }
            Errand::Slide(session) if won => {
                self.note_ledger(ledger);
                self.sliding_token_stored(session, record, moment);
            }
            Errand::Look if !won && record.is_none() => {
                self.note_ledger(ledger);
                self.rewrite_record();
            }
            _ => self.note_ledger(ledger),
        }
        self.reconcile(record, ledger, moment);
    }

    /// Keeps the newest ledger that was seen.
    pub(super) fn note_ledger(&mut self, ledger: &Ledger) {
        self.revision = self.revision.max(ledger.revision);
        self.user_actions.observe(ledger.wish);
        let current = self.session.as_ref().map(|session| session.id);
        if let Some((session, reason)) = ledger.ended
            && !self.ended.contains(session)
            && current != Some(session)
        {
            self.ended.observe(session, fault_after(reason));
        }
        self.ledger = ledger.clone();
    }

    /// The page was loaded: take up what the store holds.
    fn restore(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let wished = self.user_actions.in_force();
        self.note_ledger(ledger);
        self.warn_of_insecure_transport();
        if self.session.is_some() {
            return;
        }
        let Some(record) = record else { return };
        if self.ended.contains(record.id) || !ledger.vouches_for(record) || record.since < wished {
            // Ended, a copy that lags behind, or logged out before it was read; what is newer will be heard of.
            return;
        }
        self.enter_session(record.clone(), SignedInBy::Restored, moment);
        let interrupted = ledger.intent.is_some()
            && ledger.session == Some(record.id)
            && ledger.revision <= record.revision;
        if interrupted && self.can_renew() {
            // R16: an exchange of this very token was begun and its outcome never stored. A
            // server's grace is short, so it is resolved at once.
            self.early_renewal.start();
            self.start_refresh(moment, "interrupted");
        }
    }

    /// Another tab says something.
    pub(super) fn message_received(&mut self, message: &Message, moment: Moment) {
        if self.disposed {
            return;
        }
        match message {
            Message::Tokens(session) => self.consider_tokens(session, moment),
            Message::Ended { session, reason, at } => self.end_received(*session, *reason, *at, moment),
        }
    }

    fn end_received(&mut self, session: Option<SessionId>, reason: EndReason, at: i64, moment: Moment) {
        self.user_actions.observe(at);
        let ours = self.session.as_ref().map(|current| (current.id, current.order()));
        if let Some((id, (since, revision))) = ours
            && (session == Some(id) || since < at)
        {
            // One that is merely older than what has ended is neither refused nor expired.
            let reason = if session == Some(id) {
                reason
            } else {
                EndReason::Logout
            };
            self.leave_session(reason, ended_elsewhere(reason), moment);
            // A commit of this tab may have come between that tab's logout and its entry
            // in the ledger, and that tab may be gone: see to the entry from here (I5).
            let ending = SessionEnd {
                session: Some(id),
                revision,
                at: at.max(since),
                reason,
                announce: true,
            };
            self.claim_end(ending, moment);
        } else if let Some(session) = session {
            self.ended.observe(session, Fault::SessionChanged);
            if self.session.is_some() {
                // It may have replaced ours, unheard, before it ended.
                self.emit(Output::ReadShared { errand: Errand::Look });
            }
        }
    }

    /// Another tab has marked the end of a session in the store.
    pub(super) fn end_marked(&mut self, session: SessionId, reason: EndReason, at: i64, moment: Moment) {
        let session = Some(session);
        self.message_received(&Message::Ended { session, reason, at }, moment);
        if !self.disposed {
            // Crossing a login, the mark has hit the new record.
            self.rewrite_record();
        }
    }

    /// Tokens from elsewhere: taken if they are newer and their session is not over.
    fn consider_tokens(&mut self, offered: &Session, moment: Moment) {
        if self.ended.contains(offered.id) {
            return;
        }
        match &self.session {
            Some(current) if !offered.is_newer_than(current) => {}
            Some(current) if current.id == offered.id => {
                self.apply_tokens(offered.clone(), true);
                self.finish_after_adoption(moment);
            }
            None if !self.is_newest(offered) => {}
            _ => self.enter_session(offered.clone(), SignedInBy::OtherTab, moment),
        }
    }

    /// Whether tokens can be taken up while nobody is signed in here: those of a later login than all that was heard of,
    /// or the latest of the one in force, as far as the ledger or this tab knows.
    fn is_newest(&self, offered: &Session) -> bool {
        let in_force = self.user_actions.in_force();
        let is_latest = match self.ledger.session == Some(offered.id) {
            true => offered.revision >= self.ledger.revision,
            false => offered.revision > self.revision,
        };
        offered.since > in_force || (offered.since == in_force && is_latest)
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
                Some(after) if self.ended.contains(after.id) => self.remove_leftover(Some(after), moment),
                Some(after) => {
                    self.consider_tokens(after, moment);
                    if self.session.is_none() {
                        // Older than what was heard of last, unless the ledger names it by now.
                        self.emit(Output::ReadShared { errand: Errand::Look });
                    }
                }
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
                let wish = self.user_actions.next_number(moment.now);
                self.begin_session(tokens, SignedInBy::OtherTab, wish, moment);
            }
            Some(after) if current.is_newer_than(after) => self.rewrite_record(),
            Some(after) => self.consider_tokens(after, moment),
        }
    }

    /// An older write to the store, or the mark of an older session's end, arrived after this tab's
    /// own: that is written again, if the ledger still calls it the newest. Else whoever wrote
    /// something newer will see to it.
    pub(super) fn rewrite_record(&mut self) {
        let Some(current) = &self.session else { return };
        if self.claims.record_overwritten() {
            return;
        }
        if self.ledger.session == Some(current.id) && self.ledger.revision == current.revision {
            self.emit(Output::Swap {
                errand: Errand::Look,
                expect: Expect::Same(self.ledger.clone()),
                next: self.ledger.clone(),
                write: Some(StoreWrite::Put(current.clone())),
            });
        }
    }

    /// Whether the record of a login that has only just been written down may have been removed by the
    /// tab that logged the session before it out: that tab's copy of the store did not show it yet.
    fn was_removed_by_crossing_logout(&self, ledger: &Ledger, moment: Moment) -> bool {
        let young = self.session.as_ref().is_some_and(|session| {
            // A login that made way for another entry is a later generation here, and as young.
            let began = match session.generation {
                1 => session.since.max(session.revision),
                _ => session.since,
            };
            ledger.session == Some(session.id) && moment.now.saturating_sub(began) < CROSSING
        });
        young && ledger.ended.is_some_and(|(ended, _)| self.ended.contains(ended))
    }

    /// The record is gone. The ledger knows whether a sibling ended the session; if it does not,
    /// the application deleted the record, which is a logout.
    fn record_removed(
        &mut self,
        session: SessionId,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        self.note_ledger(ledger);
        if self.session.as_ref().is_none_or(|current| current.id != session) {
            return;
        }
        if let Some(reason) = ledger.end_of(session) {
            return self.leave_session(reason, ended_elsewhere(reason), moment);
        }
        if record.is_some_and(|record| record.id == session) {
            return;
        }
        if self.was_removed_by_crossing_logout(ledger, moment) {
            return self.rewrite_record();
        }
        if ledger.latest().is_none_or(|latest| latest == session) {
            return self.end_session(EndReason::Logout, SignedOutBy::OtherTab, moment);
        }
        // The ledger does not name this session yet, so the logout of one before it, crossing the login
        // in another tab, has hit the new record. The login's own entry brings that back.
        if !self.claims.is_login() {
            self.leave_superseded(moment);
        }
    }
}
