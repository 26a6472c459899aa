//! The record was overwritten or removed: it is written again, or its session is left (R23).

use super::{
    Core, Moment, Output,
    event::{EndReason, SignedOutBy},
    input::SwapPurpose,
    ledger::Ledger,
    output::{Expect, StoreWrite},
    session::{Session, SessionId},
    store_kind::StoreKind,
};

/// The longest that a removal takes to reach the other tabs, in ms.
const CROSSING: i64 = 1_000;
/// The longest that the number of a login lies ahead of the clock, in ms, if nobody has set the clock back.
const AHEAD: i64 = 3_600_000;

impl Core {
    /// Writes the record again if it is older than what came by message: the tokens of its session, or its user.
    pub(super) fn rewrite_older(&mut self, record: &Session) {
        // A mark names no user.
        let names_user = self.store != StoreKind::Marks;
        let is_older = |current: &Session| {
            let lacks_user = names_user && current.user.is_some() && current.user != record.user;
            current.id == record.id && (current.is_newer_than(record) || lacks_user)
        };
        if self.restoring.is_none() && self.session.as_ref().is_some_and(is_older) {
            self.rewrite_record();
        }
    }

    /// Whether the record of another tab may be written over with this tab's, if the ledger names that. Two logins with one number
    /// can be equally new.
    pub(super) fn may_replace(&self, record: &Session) -> bool {
        self.session.as_ref().is_some_and(|current| {
            let is_as_new = current.id != record.id && current.order() == record.order();
            is_as_new || current.is_newer_than(record)
        })
    }

    /// Writes the record again after an older write, or the tombstone of an older session, overwrote it. It does so only
    /// if this tab's tokens are the newest in the ledger; otherwise that is up to the tab that wrote the newer ones.
    pub(super) fn rewrite_record(&mut self) {
        let Some(current) = &self.session else { return };
        if self.claims.record_overwritten() {
            return;
        }
        if self.ledger.session == Some(current.id) && self.ledger.revision == current.revision {
            self.emit(Output::Swap {
                purpose: SwapPurpose::RewriteRecord,
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
                1 => session.action_no.max(session.revision),
                _ => session.action_no,
            };
            // One that lies far ahead was numbered by a clock that has been set back since.
            let age = moment.now.saturating_sub(began);
            ledger.session == Some(session.id) && (-AHEAD..CROSSING).contains(&age)
        });
        young && ledger.ended.is_some_and(|(ended, _)| self.ended.contains(ended))
    }

    /// The record is gone. If the ledger does not say that a sibling ended the session, the application deleted the
    /// record, which is a logout.
    pub(super) fn record_removed(
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
            return self.leave_ended(reason, ledger, moment);
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
