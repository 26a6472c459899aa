//! What the store and the other tabs say (R18, R21–R24).

use super::{
    Core, Moment, Output,
    claim::SessionEnd,
    ended_sessions::fault_after,
    event::{EndReason, SignedInBy},
    flight::ended_elsewhere,
    input::{Message, ReadPurpose, SwapPurpose},
    ledger::Ledger,
    rules::Rules,
    session::{Session, SessionId},
    store_kind::StoreKind,
};

impl Core {
    pub(super) fn shared_read(
        &mut self,
        purpose: ReadPurpose,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match purpose {
            ReadPurpose::Start => self.page_loaded(record, ledger, moment),
            ReadPurpose::Flight(flight) => self.flight_read(flight, record, ledger, moment),
            ReadPurpose::ExplainRemoval(session) => self.record_removed(session, record, ledger, moment),
            ReadPurpose::CheckRecord => {
                self.note_ledger(ledger);
                self.look_at_record(record, ledger, moment);
            }
        }
        self.reconcile(record, ledger, moment);
    }

    /// Compares the record with this tab's session: takes what is newer, and replaces what is older.
    fn look_at_record(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        let current = self.session.as_ref();
        match record {
            // Its session is over, and is left next. No request may go out with its tokens first, however new they are (I5).
            Some(record)
                if current.is_some_and(|current| current.id == record.id)
                    && ledger.end_of(record.id).is_some() => {}
            Some(record) if ledger.session == Some(record.id) => {
                if self.may_stand_after_all(record) && !self.claims.is_open() {
                    self.ended.forget(record.id);
                }
                self.consider_tokens(record, moment);
                self.rewrite_older(record);
            }
            Some(record) if !self.may_replace(record) => {}
            _ => self.rewrite_record(),
        }
    }

    /// Whether a swap is still wanted. The shell asks inside the transaction, before it writes, because a logout may have come
    /// in between.
    #[must_use]
    pub fn wants(&self, purpose: SwapPurpose) -> bool {
        match purpose {
            SwapPurpose::Flight(id) => self.is_current_flight(id),
            SwapPurpose::Claim(number) => self.claims.is_current(number),
            SwapPurpose::StoreSlidingToken(id) => {
                self.session.as_ref().is_some_and(|session| session.id == id)
            }
            SwapPurpose::RewriteRecord => !self.disposed,
            SwapPurpose::UndoIntent(_) => true,
        }
    }

    pub(super) fn swapped(
        &mut self,
        purpose: SwapPurpose,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        match purpose {
            SwapPurpose::Flight(flight) => self.flight_swapped(flight, won, record, ledger, moment),
            SwapPurpose::Claim(_) if self.wants(purpose) => {
                self.claim_answered(won, record, ledger, moment);
            }
            SwapPurpose::StoreSlidingToken(session) => {
                self.note_ledger(ledger);
                self.sliding_token_stored(session, won && ledger.end_of(session).is_none(), moment);
            }
            SwapPurpose::RewriteRecord if !won => {
                self.note_ledger(ledger);
                match record {
                    Some(record) if ledger.session == Some(record.id) => self.rewrite_older(record),
                    Some(record) if !self.may_replace(record) => {}
                    _ => self.rewrite_record(),
                }
            }
            SwapPurpose::Claim(_) | SwapPurpose::RewriteRecord | SwapPurpose::UndoIntent(_) => {
                self.note_ledger(ledger);
            }
        }
        self.reconcile(record, ledger, moment);
    }

    /// Remembers the ledger as it is now, and what it says of other sessions.
    pub(super) fn note_ledger(&mut self, ledger: &Ledger) {
        self.revision = self.revision.max(ledger.revision);
        self.user_actions.observe(ledger.action_no);
        let current = self.session.as_ref().map(|session| session.id);
        if let Some((session, reason)) = ledger.ended
            && !self.ended.contains(session)
            && current != Some(session)
        {
            self.ended.observe(session, fault_after(reason));
        }
        self.ledger = ledger.clone();
    }

    /// A message of another tab.
    pub(super) fn message_received(&mut self, message: &Message, moment: Moment) {
        if self.disposed {
            return;
        }
        match message {
            Message::Tokens(session) => self.tokens_received(session, true, moment),
            Message::Unstored(session) => self.tokens_received(session, false, moment),
            Message::Asked => self.tell_tokens(),
            // It was looked at before.
            Message::Active { .. } => {}
            Message::Ended {
                session,
                reason,
                action_no,
            } => self.end_received(*session, *reason, *action_no, moment),
        }
    }

    /// Tokens came by message. `is_stored`: their sender has stored them where this tab's store shows them, too.
    pub(super) fn tokens_received(&mut self, session: &Session, is_stored: bool, moment: Moment) {
        if self.is_awaited(session) {
            self.adopt_offered(session, moment);
        } else {
            self.consider_tokens(session, moment);
        }
        let is_kept_here = match self.store {
            StoreKind::Own => self.policy.is_shared(),
            StoreKind::Shared | StoreKind::Marks => !is_stored,
            StoreKind::Nothing => false,
        };
        let is_taken = |current: &Session| current.id == session.id && current.revision == session.revision;
        if is_kept_here && self.session.as_ref().is_some_and(is_taken) {
            self.emit(Output::ReadShared {
                purpose: ReadPurpose::CheckRecord,
            });
        }
    }

    fn end_received(
        &mut self,
        session: Option<SessionId>,
        reason: EndReason,
        action_no: i64,
        moment: Moment,
    ) {
        self.user_actions.observe(action_no);
        let current = self.session.as_ref().map(|current| (current.id, current.order()));
        if let Some((id, (current_no, revision))) = current
            && (session == Some(id) || current_no < action_no)
        {
            // A session that is only older than the one that ended was neither refused nor has it expired.
            let reason = if session == Some(id) {
                reason
            } else {
                EndReason::Logout
            };
            let tokens = self.session.as_ref().map(|current| current.tokens.clone());
            self.leave_session(reason, ended_elsewhere(reason), moment);
            // A commit of this tab may have come between the other tab's logout and its entry in the ledger, and that
            // tab may be gone, so this tab makes the entry (I5).
            let end = SessionEnd {
                session: Some(id),
                revision,
                action_no: action_no.max(current_no),
                reason,
                announce: true,
            };
            self.claim_end(end, moment);
            if let Some(tokens) = tokens.filter(|_| reason == EndReason::Idle) {
                self.stand_by_for_idle_end(tokens, moment);
            }
        } else if let Some(session) = session {
            self.ended.observe(session, fault_after(reason));
            if self.session.is_some() {
                // It may have replaced this session before it ended, without this tab hearing of it.
                self.emit(Output::ReadShared {
                    purpose: ReadPurpose::CheckRecord,
                });
            }
        }
    }

    /// Another tab put a session's tombstone into the store.
    pub(super) fn tombstone_found(
        &mut self,
        session: SessionId,
        reason: EndReason,
        action_no: i64,
        moment: Moment,
    ) {
        let session = Some(session);
        self.message_received(
            &Message::Ended {
                session,
                reason,
                action_no,
            },
            moment,
        );
        if !self.disposed {
            // A tombstone that crosses a login overwrites the new record.
            self.rewrite_record();
        }
    }

    /// Takes tokens from another tab or the store, if they are newer and their session is not over.
    pub(super) fn consider_tokens(&mut self, offered: &Session, moment: Moment) {
        if self.ended.contains(offered.id) {
            if self.rules.takes_back_replaced_logins() && self.may_stand_after_all(offered) {
                // Only the ledger knows whether it does.
                self.emit(Output::ReadShared {
                    purpose: ReadPurpose::CheckRecord,
                });
            }
            return;
        }
        if self.lacks_tokens(offered) {
            return self.consider_mark(offered, moment);
        }
        match &self.session {
            Some(_) if self.are_awaited(offered) => self.adopt_offered(offered, moment),
            Some(current) if !offered.is_newer_than(current) => self.take_user(offered),
            Some(current) if current.id == offered.id => self.adopt_offered(offered, moment),
            None if !self.is_newest(offered) => {}
            _ => self.enter_session(offered.clone(), SignedInBy::OtherTab, moment),
        }
    }

    /// Whether a session that was replaced here may be in force all the same: it is later than the present one or, if nobody is
    /// signed in, than all that is known. Two logins with one number replace each other until the ledger has both. The one that
    /// comes second there stands: its tab makes it later.
    pub(super) fn may_stand_after_all(&self, offered: &Session) -> bool {
        self.ended.was_replaced(offered.id)
            && match &self.session {
                Some(current) => offered.is_newer_than(current),
                None => self.is_newest(offered),
            }
    }

    /// Takes tokens of the present session from another tab or the store.
    fn adopt_offered(&mut self, offered: &Session, moment: Moment) {
        self.apply_tokens(offered.clone(), true);
        self.finish_after_adoption(moment);
    }

    /// Whether tokens can be taken while nobody is signed in here: they are of a later login than any known one, or, as
    /// far as the ledger and this tab know, the latest of the login in force.
    pub(super) fn is_newest(&self, offered: &Session) -> bool {
        let in_force = self.user_actions.in_force();
        let is_latest = if self.ledger.session == Some(offered.id) {
            offered.revision >= self.ledger.revision
        } else {
            offered.revision > self.revision
        };
        offered.action_no > in_force || (offered.action_no == in_force && is_latest)
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
                Some(after) if self.ended.contains(after.id) && !self.may_stand_after_all(after) => {
                    self.remove_leftover(Some(after), moment);
                }
                Some(after) => {
                    self.consider_tokens(after, moment);
                    if self.session.is_none() {
                        // It is older than the latest that is known, unless the ledger names it by now.
                        self.emit(Output::ReadShared {
                            purpose: ReadPurpose::CheckRecord,
                        });
                    }
                }
                None => {}
            }
            return;
        };
        match after {
            None if before.is_some_and(|before| before.id == current.id) => {
                let purpose = ReadPurpose::ExplainRemoval(current.id);
                self.emit(Output::ReadShared { purpose });
            }
            None => {}
            Some(after)
                if after.id == current.id
                    && after.revision == current.revision
                    && !self.lacks_tokens(after)
                    && self.restoring.is_none()
                    && !after.holds_tokens_of(current) =>
            {
                // The record was edited in place, which counts as a login with other tokens.
                let tokens = after.tokens.clone();
                let action_no = self.user_actions.next_action_no(moment.now);
                let by = SignedInBy::OtherTab;
                self.begin_session(tokens, None, by, action_no, after.until_closed, moment);
            }
            Some(after) if self.may_replace(after) => self.rewrite_record(),
            Some(after) => self.consider_tokens(after, moment),
        }
    }
}
