//! What the store and the other tabs say (R18, R21–R24).

use super::{
    Core, Moment, Output,
    claim::SessionEnd,
    ended_sessions::fault_after,
    event::{EndReason, SignedInBy, SignedOutBy},
    flight::ended_elsewhere,
    input::{Message, Purpose},
    ledger::Ledger,
    output::{Expect, Fault, StoreWrite},
    session::{Session, SessionId},
};

/// The longest that a removal takes to reach the other tabs, in ms.
const CROSSING: i64 = 1_000;

impl Core {
    pub(super) fn shared_read(
        &mut self,
        purpose: Purpose,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match purpose {
            Purpose::Start => self.restore(record, ledger, moment),
            Purpose::Flight(flight) => self.flight_read(flight, record, ledger, moment),
            Purpose::ExplainRemoval(session) => self.record_removed(session, record, ledger, moment),
            Purpose::CheckRecord => {
                self.note_ledger(ledger);
                self.look_at_record(record, ledger, moment);
            }
            Purpose::Claim(_) | Purpose::UndoIntent(_) | Purpose::StoreSlidingToken(_) => {
                self.note_ledger(ledger);
            }
        }
        self.reconcile(record, ledger, moment);
    }

    /// Compares the record with this tab's session: takes what is newer, and replaces what is older.
    fn look_at_record(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let current = self.session.as_ref();
        match record {
            Some(record) if ledger.session == Some(record.id) => self.consider_tokens(record, moment),
            Some(record) if current.is_some_and(|current| !current.is_newer_than(record)) => {}
            _ => self.rewrite_record(),
        }
    }

    pub(super) fn swapped(
        &mut self,
        purpose: Purpose,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match purpose {
            Purpose::Flight(flight) => self.flight_swapped(flight, won, record, ledger, moment),
            Purpose::Claim(_) if self.wants(purpose) => {
                self.claim_answered(won, record, ledger, moment);
            }
            Purpose::StoreSlidingToken(session) if won => {
                self.note_ledger(ledger);
                self.sliding_token_stored(session, record, moment);
            }
            Purpose::CheckRecord if !won && record.is_none() => {
                self.note_ledger(ledger);
                self.rewrite_record();
            }
            _ => self.note_ledger(ledger),
        }
        self.reconcile(record, ledger, moment);
    }

    /// Remembers the ledger as it is now, and what it says of other sessions.
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

    /// The page was loaded: restores the session in the store.
    fn restore(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let in_force = self.user_actions.in_force();
        self.note_ledger(ledger);
        self.warn_of_insecure_transport();
        if self.session.is_some() {
            return;
        }
        let Some(record) = record else { return };
        if self.ended.contains(record.id) || !ledger.vouches_for(record) || record.since < in_force {
            // It has ended, or a logout came before it was read, or the copy of the store is out of date. A newer
            // session will be announced.
            return;
        }
        self.enter_session(record.clone(), SignedInBy::Restored, moment);
        let interrupted = ledger.intent.is_some()
            && ledger.session == Some(record.id)
            && ledger.revision <= record.revision;
        if interrupted && self.can_renew() {
            // R16: an exchange of this token began, and its outcome was not stored. A server's grace is short, so the
            // refresh starts at once.
            self.early_renewal.start();
            self.start_refresh(moment, "interrupted");
        }
    }

    /// A message of another tab.
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
        let current = self.session.as_ref().map(|current| (current.id, current.order()));
        if let Some((id, (since, revision))) = current
            && (session == Some(id) || since < at)
        {
            // A session that is only older than the one that ended was neither refused nor has it expired.
            let reason = if session == Some(id) {
                reason
            } else {
                EndReason::Logout
            };
            self.leave_session(reason, ended_elsewhere(reason), moment);
            // A commit of this tab may have come between the other tab's logout and its entry in the ledger, and that
            // tab may be gone, so this tab makes the entry (I5).
            let end = SessionEnd {
                session: Some(id),
                revision,
                at: at.max(since),
                reason,
                announce: true,
            };
            self.claim_end(end, moment);
        } else if let Some(session) = session {
            self.ended.observe(session, Fault::SessionChanged);
            if self.session.is_some() {
                // It may have replaced this session before it ended, without this tab hearing of it.
                self.emit(Output::ReadShared {
                    purpose: Purpose::CheckRecord,
                });
            }
        }
    }

    /// Another tab put the mark of a session's end into the store.
    pub(super) fn end_marked(&mut self, session: SessionId, reason: EndReason, at: i64, moment: Moment) {
        let session = Some(session);
        self.message_received(&Message::Ended { session, reason, at }, moment);
        if !self.disposed {
            // A mark that crosses a login overwrites the new record.
            self.rewrite_record();
        }
    }

    /// Takes tokens from another tab or the store, if they are newer and their session is not over.
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

    /// Whether tokens can be taken while nobody is signed in here: they are of a later login than any known one, or, as
    /// far as the ledger and this tab know, the latest of the login in force.
    fn is_newest(&self, offered: &Session) -> bool {
        let in_force = self.user_actions.in_force();
        let is_latest = if self.ledger.session == Some(offered.id) {
            offered.revision >= self.ledger.revision
        } else {
            offered.revision > self.revision
        };
        offered.since > in_force || (offered.since == in_force && is_latest)
    }

    /// Another tab, or the application itself, changed the record (R23).
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
                        // It is older than the latest that is known, unless the ledger names it by now.
                        self.emit(Output::ReadShared {
                            purpose: Purpose::CheckRecord,
                        });
                    }
                }
                None => {}
            }
            return;
        };
        match after {
            None if before.is_some_and(|before| before.id == current.id) => {
                let purpose = Purpose::ExplainRemoval(current.id);
                self.emit(Output::ReadShared { purpose });
            }
            None => {}
            Some(after)
                if after.id == current.id
                    && after.revision == current.revision
                    && !after.holds_tokens_of(current) =>
            {
                // The record was edited in place, which counts as a login with other tokens.
                let tokens = after.tokens.clone();
                let action = self.user_actions.next_number(moment.now);
                self.begin_session(tokens, SignedInBy::OtherTab, action, moment);
            }
            Some(after) if current.is_newer_than(after) => self.rewrite_record(),
            Some(after) => self.consider_tokens(after, moment),
        }
    }

    /// Writes the record again after an older write, or the mark of an older session's end, overwrote it. It does so only
    /// if this tab's tokens are the newest in the ledger; otherwise that is up to the tab that wrote the newer ones.
    pub(super) fn rewrite_record(&mut self) {
        let Some(current) = &self.session else { return };
        if self.claims.record_overwritten() {
            return;
        }
        if self.ledger.session == Some(current.id) && self.ledger.revision == current.revision {
            self.emit(Output::Swap {
                purpose: Purpose::CheckRecord,
                expect: Expect::Same(self.ledger.clone()),
                next: self.ledger.clone(),
                write: Some(StoreWrite::Put(current.clone())),
            });
        }
    }

    /// Whether the record of a login that was written just now may have been removed by the tab that logged out the
    /// session before it, because that tab's copy of the store did not show the new record yet.
    fn was_removed_by_crossing_logout(&self, ledger: &Ledger, moment: Moment) -> bool {
        let young = self.session.as_ref().is_some_and(|session| {
            // A login that made way for another entry has a later revision, and is as young.
            let began = match session.generation {
                1 => session.since.max(session.revision),
                _ => session.since,
            };
            ledger.session == Some(session.id) && moment.now.saturating_sub(began) < CROSSING
        });
        young && ledger.ended.is_some_and(|(ended, _)| self.ended.contains(ended))
    }

    /// The record is gone. If the ledger does not say that a sibling ended the session, the application deleted the
    /// record, which is a logout.
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
        // The ledger does not name this session yet, so the logout of an earlier one crossed the login and removed the
        // new record. The login's own entry brings it back.
        if !self.claims.is_login() {
            self.leave_superseded(moment);
        }
    }
}
