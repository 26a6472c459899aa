//! The intent, the exchange and what is answered to it (R10–R12, R16).

use super::{STEP_TIMEOUT, Stage, Verdict};
use crate::{
    Core, Locking, Moment, Output, clock,
    event::{EndReason, Warning},
    exchange,
    input::{BroughtTokens, Errand},
    ledger::{FlightId, Intent, Lease, Ledger},
    output::Expect,
    reply::{Grant, Meaning, Reply, is_terminal},
    session::Session,
};

impl Core {
    /// Writes the intent (R16), and the lease with it where that is the lock (R20).
    pub(super) fn write_intent(&mut self, ledger: &Ledger, moment: Moment) {
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else {
            return;
        };
        let id = flight.id;
        let mut next = Ledger::of(session, ledger);
        next.revision = next.revision.max(ledger.revision);
        next.intent = Some(Intent {
            flight: id,
            since: moment.now,
        });
        if self.locking == Locking::Lease {
            let until = moment.now.saturating_add(self.holder_timeout());
            next.lease = Some(Lease { holder: id, until });
        }
        self.enter_stage(Stage::Intending { ledger: next.clone() }, moment, STEP_TIMEOUT);
        self.emit(Output::Swap {
            errand: Errand::Flight(id),
            expect: Expect::Same(ledger.clone()),
            next,
            write: None,
        });
    }

    pub(crate) fn flight_swapped(
        &mut self,
        id: FlightId,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.id == id) else {
            return self.note_ledger(ledger);
        };
        match flight.stage.clone() {
            Stage::Intending { ledger: written } if won => {
                flight.written = Some(written);
                let slept = flight.put_off || moment.now >= flight.until;
                let looks_again = slept && !std::mem::replace(&mut flight.looked_again, slept);
                let robbed = self.locking == Locking::Platform && !flight.locked && !flight.stolen;
                self.note_ledger(ledger);
                if self.finish_if_superseded(moment) {
                    return;
                }
                if looks_again || robbed {
                    // This tab may have been passed by since it looked. Nothing was sent yet.
                    self.withdraw_intent();
                    return self.start_reading(moment);
                }
                self.exchange(moment);
            }
            Stage::Committing(verdict) if won => {
                self.note_ledger(ledger);
                self.finish(verdict, moment);
            }
            Stage::Intending { .. } => self.decide(record, ledger, moment),
            Stage::Committing(verdict) => {
                let started_from = flight.written.as_ref().map_or(0, |written| written.revision);
                if ledger.revision < started_from {
                    // Nothing newer: the ledger itself was lost. What was granted must not be.
                    self.note_ledger(ledger);
                    return self.commit(verdict, Expect::Same(ledger.clone()), moment);
                }
                // Fenced: somebody stored something newer than what this exchange started from.
                self.trace(moment, None, "fenced", "storeChanged");
                self.decide(record, ledger, moment);
            }
            _ => self.note_ledger(ledger),
        }
    }

    pub(super) fn exchange(&mut self, moment: Moment) {
        let (Some(flight), Some(session)) = (&mut self.flight, &self.session) else {
            return;
        };
        flight.exchanges = flight.exchanges.saturating_add(1);
        let id = flight.id;
        let output = match exchange::refresh(&self.policy, &session.tokens) {
            Some(exchange) => Output::Exchange { flight: id, exchange },
            None => Output::Callback {
                flight: id,
                refresh_token: session.tokens.refresh.clone(),
            },
        };
        self.enter_stage(Stage::Exchanging, moment, self.policy.refresh_timeout);
        self.trace(moment, None, "exchange", "sent");
        self.emit(output);
    }

    fn is_exchanging(&self, id: FlightId) -> bool {
        self.flight
            .as_ref()
            .is_some_and(|flight| flight.id == id && matches!(flight.stage, Stage::Exchanging))
    }

    pub(crate) fn exchange_replied(&mut self, id: FlightId, reply: &Reply, moment: Moment) {
        if !self.is_exchanging(id) {
            return;
        }
        match reply.meaning(&self.policy, moment) {
            Meaning::Granted(grant) => self.granted(&grant, moment),
            Meaning::Refused => self.refused(Some(reply.status), moment),
            Meaning::Transient { retry_after } => {
                if reply.refresh_was_redirected(&self.policy) {
                    self.warn_once(Warning::RedirectRefused { endpoint: "refresh" });
                } else if let Some(header) = reply.hidden_header(&self.policy) {
                    self.warn(Warning::HeaderNotExposed { header });
                } else if reply.is_good() && self.flight.as_ref().is_some_and(|flight| flight.exchanges == 1)
                {
                    let body = reply.body_names();
                    self.warn(Warning::RefreshNotUnderstood { body });
                }
                self.exchange_declined(Some(reply.status), retry_after, moment);
            }
        }
    }

    pub(crate) fn exchange_failed(&mut self, id: FlightId, moment: Moment) {
        if self.is_exchanging(id) {
            // It may have reached the server: the intent stands (R16).
            self.amend(|written| Ledger {
                lease: None,
                ..written
            });
            self.retry_or_give_up(None, None, moment);
        }
    }

    pub(crate) fn callback_returned(&mut self, id: FlightId, brought: &BroughtTokens, moment: Moment) {
        if self.is_exchanging(id) {
            match self.tokens_of(brought, moment) {
                Some(tokens) => self.granted(&Grant { tokens, skew: 0 }, moment),
                None => self.exchange_failed(id, moment),
            }
        }
    }

    pub(crate) fn callback_threw(&mut self, id: FlightId, status: Option<u16>, moment: Moment) {
        if !self.is_exchanging(id) {
            return;
        }
        match status.map(is_terminal) {
            Some(true) => self.refused(status, moment),
            Some(false) => self.exchange_declined(status, None, moment),
            None => self.exchange_failed(id, moment),
        }
    }

    fn granted(&mut self, grant: &Grant, moment: Moment) {
        self.trace(moment, None, "granted", "reply");
        if let Some(session) = self.renewed_by(grant, moment) {
            let verdict = Verdict::Renewed {
                session,
                skew: grant.skew,
            };
            self.commit_exchange(verdict, moment);
        }
    }

    fn refused(&mut self, status: Option<u16>, moment: Moment) {
        self.trace(moment, None, "refused", "reply");
        let reason = match self.refresh_token_has_ended(moment) {
            true => EndReason::Expired,
            false => EndReason::Refused,
        };
        self.commit_exchange(Verdict::Ended { reason, status }, moment);
    }

    /// Whether the end of the refresh token has passed, as far as this device can tell. The server is asked all the same
    /// (R13); its refusal is then no surprise.
    fn refresh_token_has_ended(&self, moment: Moment) -> bool {
        let end = self
            .session
            .as_ref()
            .and_then(|session| session.tokens.refresh_expires_at);
        end.is_some_and(|end| !clock::lies_ahead(end, moment))
    }

    /// The server did answer, so the token has not been spent: the intent is taken back.
    fn exchange_declined(&mut self, status: Option<u16>, retry_after: Option<i64>, moment: Moment) {
        self.withdraw_intent();
        self.retry_or_give_up(status, retry_after, moment);
    }

    /// The exchange that the ledger tells of will not be made, or has not spent the token.
    pub(super) fn withdraw_intent(&mut self) {
        self.amend(|written| Ledger {
            intent: None,
            lease: None,
            ..written
        });
    }

    /// Changes what this flight has written to the ledger, unless somebody else did so first.
    /// That is wanted even when the flight is over.
    fn amend(&mut self, change: impl FnOnce(Ledger) -> Ledger) {
        let Some(flight) = &mut self.flight else { return };
        let Some(written) = flight.written.take() else {
            return;
        };
        let errand = Errand::Amends(flight.id);
        let next = change(written.clone());
        if next != written {
            let expect = Expect::Same(written);
            self.emit(Output::Swap {
                errand,
                expect,
                next,
                write: None,
            });
        }
    }
}
