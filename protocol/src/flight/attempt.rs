//! The intent, the exchange and the answers to it (R10–R12, R16).

use super::{next::AfterSwap, outcome::Failure, stage::Verdict, state::Flight};
use crate::{
    Core, Locking, Moment, clock,
    event::{EndReason, Warning},
    input::GivenTokens,
    ledger::{FlightId, Ledger},
    output::Expect,
    own_request,
    policy::Refresh,
    reply::{Grant, RefreshOutcome, Reply, is_terminal},
    session::Session,
};

impl Core {
    /// Writes the intent (R16), and with it the lease, where that is the lock (R20).
    pub(super) fn write_intent(&mut self, ledger: &Ledger, moment: Moment) {
        let lease_until = match self.locking {
            Locking::Lease => Some(moment.now.saturating_add(self.holder_timeout())),
            Locking::Platform => None,
        };
        if let (Some(flight), Some(session)) = (&mut self.flight, &self.session) {
            let swap = flight.write_intent(session, ledger, lease_until, moment.now);
            self.emit(swap);
        }
    }

    pub(crate) fn flight_swapped(
        &mut self,
        id: FlightId,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        self.note_ledger(ledger);
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.id() == id) else {
            return;
        };
        match flight.swapped(won, ledger, moment.now) {
            AfterSwap::Ignore => {}
            AfterSwap::Finish(ended @ Verdict::Ended { .. }) => self.finish(ended, moment),
            // An end in the ledger wins over what the swap was for (I5).
            _ if self.leave_if_ended(ledger, moment) => {}
            AfterSwap::IntentWritten { slept } => self.intent_written(slept, moment),
            AfterSwap::Finish(renewed) => self.finish(renewed, moment),
            AfterSwap::CommitAgain(verdict) => {
                self.commit(verdict, Expect::Same(ledger.clone()), moment);
            }
            AfterSwap::Fenced => {
                self.trace(moment, None, "fenced", "storeChanged");
                self.decide(record, ledger, moment);
            }
            AfterSwap::Decide => self.decide(record, ledger, moment),
        }
    }

    fn intent_written(&mut self, slept: bool, moment: Moment) {
        if self.finish_if_superseded(moment) {
            return;
        }
        let has_lock = self
            .flight
            .as_ref()
            .is_some_and(|flight| flight.hold().covers_exchange());
        if slept || (self.locking == Locking::Platform && !has_lock) {
            // Another tab may have made an exchange since the store was read. Nothing was sent yet.
            self.withdraw_intent();
            return self.start_reading(moment);
        }
        self.exchange(moment);
    }

    pub(super) fn exchange(&mut self, moment: Moment) {
        let (Some(flight), Some(session)) = (&mut self.flight, &self.session) else {
            return;
        };
        flight.start_exchange(moment.now, self.policy.refresh_timeout);
        let id = flight.id();
        let exchange = own_request::exchange(&self.policy, &session.tokens, id);
        self.trace(moment, None, "exchange", "sent");
        match exchange {
            Some(exchange) => self.emit(exchange),
            None => self.exchange_failed(id, false, moment),
        }
    }

    /// Whether this flight waits for an answer from the server.
    fn awaits_server(&self, id: FlightId) -> bool {
        self.is_current_flight(id) && self.flight.as_ref().is_some_and(Flight::is_exchanging)
    }

    pub(crate) fn exchange_replied(&mut self, id: FlightId, reply: &Reply, moment: Moment) {
        let outcome = reply.refresh_outcome(&self.policy, moment);
        if !self.awaits_server(id) {
            let tokens = match outcome {
                RefreshOutcome::Granted(grant) => Some(grant.tokens),
                _ => None,
            };
            return self.renewed_for_logout(id, tokens, moment);
        }
        match outcome {
            RefreshOutcome::Granted(grant) => self.granted(&grant, moment),
            RefreshOutcome::Refused => self.refused(reply.status, moment),
            RefreshOutcome::Transient { retry_after } => {
                self.warn_of_refresh(reply);
                self.exchange_declined(reply.status, retry_after, moment);
            }
        }
    }

    /// Says why a reply that is not a refusal brought no tokens, where that is known.
    fn warn_of_refresh(&mut self, reply: &Reply) {
        let is_first = self.flight.as_ref().is_some_and(|flight| flight.exchanges() == 1);
        if reply.refresh_was_redirected(&self.policy) {
            self.warn_once(Warning::RedirectRefused { endpoint: "refresh" });
        } else if let Some(header) = reply.hidden_header(&self.policy, self.policy.refresh_success()) {
            self.warn(Warning::HeaderNotExposed { header });
        } else if reply.is_not_understood() && is_first {
            let body = reply.body_names();
            self.warn(Warning::RefreshNotUnderstood { body });
        }
    }

    /// The exchange got no reply. `sent`: whether it left this page.
    pub(crate) fn exchange_failed(&mut self, id: FlightId, sent: bool, moment: Moment) {
        if !self.awaits_server(id) {
            return self.renewed_for_logout(id, None, moment);
        }
        // It may have reached the server, so the intent stands (R16).
        self.amend_ledger(|written| written.lease = None);
        let is_unreachable = sent && self.policy.refresh != Refresh::Callback;
        let failure = Failure {
            status: None,
            retry_after: None,
            is_unreachable,
        };
        self.retry_or_give_up(failure, moment);
    }

    pub(crate) fn callback_returned(&mut self, id: FlightId, given: &GivenTokens, moment: Moment) {
        let tokens = self.tokens_of(given, moment);
        if !self.awaits_server(id) {
            return self.renewed_for_logout(id, tokens, moment);
        }
        match tokens {
            Some(tokens) => {
                let (skew, user) = (0, None);
                self.granted(&Grant { tokens, skew, user }, moment);
            }
            None => self.exchange_failed(id, true, moment),
        }
    }

    pub(crate) fn callback_threw(
        &mut self,
        id: FlightId,
        status: Option<u16>,
        is_document: bool,
        moment: Moment,
    ) {
        if !self.awaits_server(id) {
            return self.renewed_for_logout(id, None, moment);
        }
        match status {
            Some(status) if is_terminal(status, is_document) => self.refused(status, moment),
            Some(status) => self.exchange_declined(status, None, moment),
            None => self.exchange_failed(id, true, moment),
        }
    }

    fn granted(&mut self, grant: &Grant, moment: Moment) {
        if self.are_of_another_user(&grant.tokens) {
            // I3: what waits was made by the user of before.
            self.trace(moment, None, "refused", "otherUser");
            let (reason, status) = (EndReason::Refused, None);
            return self.commit_exchange(Verdict::Ended { reason, status }, moment);
        }
        self.trace(moment, None, "granted", "reply");
        if let Some(session) = self.renewed_by(grant, moment) {
            let verdict = Verdict::Renewed {
                session,
                skew: grant.skew,
            };
            self.commit_exchange(verdict, moment);
        }
    }

    fn refused(&mut self, status: u16, moment: Moment) {
        self.trace(moment, None, "refused", "reply");
        let reason = if self.refresh_token_has_expired(moment) {
            EndReason::Expired
        } else {
            EndReason::Refused
        };
        let status = Some(status);
        self.commit_exchange(Verdict::Ended { reason, status }, moment);
    }

    /// Whether the refresh token has expired, as far as this device can tell. The server is asked all the same (R13),
    /// and this is the reason that is told for its refusal.
    pub(super) fn refresh_token_has_expired(&self, moment: Moment) -> bool {
        let session = self.session.as_ref();
        let end = session.and_then(|session| session.tokens.refresh_expires_at);
        end.is_some_and(|end| !clock::lies_ahead(end, moment))
    }

    /// The server answered without using up the token: the intent is withdrawn.
    fn exchange_declined(&mut self, status: u16, retry_after: Option<i64>, moment: Moment) {
        self.withdraw_intent();
        let is_unreachable = status >= 500 || matches!(status, 408 | 425 | 429);
        let failure = Failure {
            status: Some(status),
            retry_after,
            is_unreachable,
        };
        self.retry_or_give_up(failure, moment);
    }

    /// The exchange was not answered in time, and is not made again for now.
    pub(super) fn give_up_exchange(&mut self, moment: Moment) {
        // It may have reached the server, so the intent stands (R16).
        self.amend_ledger(|written| written.lease = None);
        self.tell_failure(None, None);
        self.settle_doubt(false);
        self.give_up(None, moment);
    }

    /// The exchange that the ledger tells of will not be made, or has not used up the token.
    pub(super) fn withdraw_intent(&mut self) {
        self.amend_ledger(|written| {
            written.intent = None;
            written.lease = None;
        });
    }

    fn amend_ledger(&mut self, change: impl FnOnce(&mut Ledger)) {
        let flight = self.flight.as_mut();
        if let Some(swap) = flight.and_then(|flight| flight.amend_ledger(change)) {
            self.emit(swap);
        }
    }
}
