//! Under the lock, with what the store and the ledger hold: leave the session, adopt tokens, wait for the store, or
//! exchange (R18).

use super::{
    next::AfterRead,
    stage::{Stage, Verdict},
};
use crate::{
    Core, Locking, Moment, Output,
    event::{EndReason, SignedInBy},
    ledger::{FlightId, Ledger},
    output::Expect,
    rules::Rules,
    session::Session,
};

impl Core {
    /// The store and the ledger were read for the flight.
    pub(crate) fn flight_read(
        &mut self,
        id: FlightId,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        let Some(flight) = self.flight.as_ref().filter(|flight| flight.id() == id) else {
            return;
        };
        match flight.after_read() {
            AfterRead::Ignore => {}
            AfterRead::Decide => self.decide(record, ledger, moment),
            AfterRead::CheckHolder => {
                self.note_ledger(ledger);
                if !self.leave_if_ended(ledger, moment) && !self.adopt_if_newer(record, ledger, moment) {
                    self.check_holder(ledger, moment);
                }
            }
        }
    }

    pub(super) fn decide(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        self.note_ledger(ledger);
        if self.leave_if_ended(ledger, moment)
            || self.finish_if_superseded(moment)
            || self.adopt_if_newer(record, ledger, moment)
            || self.wait_for_lease(ledger, moment)
        {
            return;
        }
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else {
            return;
        };
        let is_behind = ledger.session.is_some() && ledger.is_newer_than(session);
        let must_wait = self.hears_of_tokens() && self.rules.waits_for_the_store();
        if flight.must_catch_up(is_behind, ledger) && must_wait {
            return self.catch_up(ledger, moment);
        }
        if is_behind {
            if ledger.session != Some(session.id) {
                // A login replaced this session, and its tokens never arrived. An exchange would bring the old user
                // back over the new one.
                return self.leave_superseded(moment);
            }
            if let Some(newer) = self.newer_record(record, ledger) {
                // These are not the newest tokens, but newer than this tab's.
                let newer = newer.clone();
                return self.adopt_tokens(newer, moment);
            }
        }
        if self.locking == Locking::Platform && !flight.hold().covers_exchange() {
            // The lock was stolen, and there is nothing newer here: ask again. If it was this very flight that stole
            // from itself, it still holds the lock, and gives it back first.
            let flight = flight.id();
            self.emit(Output::ReleaseLock { flight });
            return self.start_attempt(moment);
        }
        self.exchange_or_end(Some(ledger), moment);
    }

    /// Leaves a session that is over according to the ledger, or that was replaced by one that is over. Returns whether
    /// there is no session now.
    pub(crate) fn leave_if_ended(&mut self, ledger: &Ledger, moment: Moment) -> bool {
        let Some(session) = &self.session else { return true };
        if let Some(reason) = ledger.end_of(session.id) {
            self.leave_ended(reason, ledger, moment);
            return true;
        }
        if ledger.session.is_none() && ledger.is_newer_than(session) {
            self.leave_superseded(moment);
            return true;
        }
        false
    }

    /// Adopts the newest tokens, if the store has them and this tab does not. Returns whether it did.
    fn adopt_if_newer(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) -> bool {
        let newest = self
            .newer_record(record, ledger)
            .filter(|newer| !ledger.is_newer_than(newer));
        let Some(newest) = newest.cloned() else {
            return false;
        };
        self.adopt_tokens(newest, moment);
        true
    }

    /// The record, if it is newer than this tab's session and the ledger does not speak against it.
    fn newer_record<'a>(&self, record: Option<&'a Session>, ledger: &Ledger) -> Option<&'a Session> {
        let session = self.session.as_ref()?;
        record.filter(|record| {
            let is_news = record.is_newer_than(session) || self.are_awaited(record);
            is_news
                && !self.lacks_tokens(record)
                && !self.ended.contains(record.id)
                && ledger.vouches_for(record)
        })
    }

    fn adopt_tokens(&mut self, newer: Session, moment: Moment) {
        let current = self.session.as_ref();
        if current.is_some_and(|current| current.id == newer.id) {
            self.trace(moment, None, "adopted", "siblingRefreshed");
            self.apply_tokens(newer, true);
            self.end_flight();
            self.resume_waiting(moment);
        } else {
            self.enter_session(newer, SignedInBy::OtherTab, moment);
        }
    }

    /// Waits while another tab holds the lease (R20). Returns whether it does.
    fn wait_for_lease(&mut self, ledger: &Ledger, moment: Moment) -> bool {
        let longest = self.holder_timeout();
        let flight = self.flight.as_mut().filter(|_| self.locking == Locking::Lease);
        let Some(flight) = flight else { return false };
        let Some(wait) = flight.lease_wait(ledger, longest, moment.now) else {
            return false;
        };
        flight.enter(Stage::Locking, moment.now, wait);
        true
    }

    fn catch_up(&mut self, ledger: &Ledger, moment: Moment) {
        let alive = self.holder_alive_until(ledger, moment);
        let Some(flight) = &mut self.flight else { return };
        if flight.catch_up(ledger, alive, moment.now) {
            if self.tells_by_message() {
                self.ask_tabs();
            }
            self.trace(moment, None, "catchesUp", "storeBehindLedger");
        }
    }

    /// Asks the server, if there is a token to ask it with. Whether the refresh token has expired is for the server to
    /// say (R13). Without a ledger, which did not answer, the outcome is not fenced.
    pub(super) fn exchange_or_end(&mut self, ledger: Option<&Ledger>, moment: Moment) {
        let is_asked = self.rules.asks_past_the_end() || !self.refresh_token_has_expired(moment);
        if self.can_renew() && is_asked {
            return match ledger {
                Some(ledger) => self.write_intent(ledger, moment),
                None => self.exchange(moment),
            };
        }
        self.warn_of_missing_token();
        let ended = Verdict::Ended {
            reason: EndReason::Expired,
            status: None,
        };
        match ledger {
            Some(ledger) => self.commit(ended, Expect::Same(ledger.clone()), moment),
            None => self.finish_without_ledger(ended, moment),
        }
    }
}
