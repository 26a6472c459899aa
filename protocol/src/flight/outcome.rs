//! How a flight ends: the outcome is stored and announced, or put off (R11, R12).

use super::{
    stage::{Stage, Verdict},
    state::{Flight, STEP_TIMEOUT},
};
use crate::{
    Core, Event, Moment, Output,
    event::SignedOutBy,
    input::{Message, SwapPurpose},
    ledger::Ledger,
    output::{Expect, Fault},
    rules::Rules,
    session::Session,
};

/// What came in place of tokens or a refusal (R12).
#[derive(Clone, Copy)]
pub(super) struct Failure {
    /// The HTTP status, if there was a reply.
    pub(super) status: Option<u16>,
    /// How long the server asks to be left alone, in ms.
    pub(super) retry_after: Option<i64>,
    /// Whether the server could not be reached, or was too busy.
    pub(super) is_unreachable: bool,
}

impl Core {
    /// Commits what an exchange brought, if the ledger still holds what the exchange started from.
    pub(super) fn commit_exchange(&mut self, verdict: Verdict, moment: Moment) {
        let is_fenced = self.restoring.is_none() || self.rules.fences_restores();
        if !self.rules.fences_commits() || !is_fenced {
            return self.store_and_finish(verdict, moment);
        }
        match self.flight.as_ref().and_then(Flight::commit_expects) {
            Some(expect) => self.commit(verdict, expect, moment),
            // The ledger did not answer before, so it is not waited for now.
            None => self.finish_without_ledger(verdict, moment),
        }
    }

    pub(super) fn commit(&mut self, verdict: Verdict, expect: Expect, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let (purpose, session) = (SwapPurpose::Flight(flight.id()), flight.session());
        let next = match &verdict {
            Verdict::Renewed { session, .. } => Ledger::of(session, &self.ledger),
            Verdict::Ended { reason, .. } => {
                let revision = self.next_revision(moment);
                Ledger::after(session, *reason, revision, self.session_action_no())
            }
        };
        let write = Some(verdict.store_write(session));
        self.enter_stage(Stage::Committing(verdict), moment, STEP_TIMEOUT);
        self.emit(Output::Swap {
            purpose,
            expect,
            next,
            write,
        });
    }

    /// Writes the store without the ledger. What a sibling stored meanwhile stays (R19).
    pub(super) fn finish_without_ledger(&mut self, verdict: Verdict, moment: Moment) {
        if !self.finish_if_superseded(moment) {
            self.store_and_finish(verdict, moment);
        }
    }

    fn store_and_finish(&mut self, verdict: Verdict, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let write = verdict.store_write(flight.session());
        self.emit(Output::Write(write));
        self.finish(verdict, moment);
    }

    /// The outcome is stored: announce it, and settle what waits for it.
    pub(super) fn finish(&mut self, verdict: Verdict, moment: Moment) {
        match verdict {
            Verdict::Renewed { session, skew } => self.finish_renewed(session, skew, moment),
            Verdict::Ended { reason, status } => {
                let Some(flight) = &self.flight else { return };
                let (session, attempt) = (flight.session(), flight.exchanges());
                if status.is_some() {
                    self.notify(Event::RefreshFailed {
                        terminal: true,
                        attempt,
                        status,
                        retry_in: None,
                    });
                }
                self.emit(Output::Broadcast(Message::Ended {
                    session: Some(session),
                    reason,
                    action_no: self.session_action_no(),
                }));
                self.leave_session(reason, SignedOutBy::Expired, moment);
            }
        }
    }

    fn finish_renewed(&mut self, session: Session, skew: i64, moment: Moment) {
        // Another tab may have stored later tokens before this one heard that these are stored.
        let current = self.session.as_ref();
        if current.is_none_or(|current| current.revision < session.revision) {
            self.apply_tokens(session.clone(), false);
            self.broadcast_tokens(session);
        }
        self.warn_of_skew(skew);
        self.end_flight();
        self.resume_waiting(moment);
    }

    /// A transient failure (R12): try again later, or give up for now.
    pub(super) fn retry_or_give_up(&mut self, failure: Failure, moment: Moment) {
        let Failure {
            status,
            retry_after,
            is_unreachable,
        } = failure;
        let Some(flight) = &self.flight else { return };
        let attempt = flight.exchanges();
        let backoff = self.policy.retry.delay(attempt, moment.entropy);
        let delay = retry_after.map_or(backoff, |asked| asked.max(backoff));
        let is_last = attempt >= self.policy.retry.attempts
            || delay > self.policy.refresh_timeout.max(self.policy.retry.cap)
            || self.disposed;
        self.tell_failure(status, (!is_last).then_some(delay));
        if is_last {
            self.settle_doubt(is_unreachable);
            return self.give_up(retry_after, moment);
        }
        self.trace(moment, None, "backsOff", "transient");
        self.release_lock();
        self.enter_stage(Stage::BackingOff, moment, delay);
    }

    /// Tells of a transient failure.
    pub(super) fn tell_failure(&mut self, status: Option<u16>, retry_in: Option<i64>) {
        let attempt = self.flight.as_ref().map_or(0, Flight::exchanges);
        self.notify(Event::RefreshFailed {
            terminal: false,
            attempt,
            status,
            retry_in,
        });
    }

    /// Gives up for now. The session is kept, and after the cool-down the next request tries again.
    pub(super) fn give_up(&mut self, retry_after: Option<i64>, moment: Moment) {
        self.cool_down.start(retry_after, moment.now);
        self.early_renewal.allow_again();
        self.trace(moment, None, "unavailable", "transient");
        self.end_flight();
        self.leave_unknown(moment);
        if self.session.is_some() {
            self.fail_waiting(moment);
        } else {
            self.resume_signed_out(Fault::RefreshUnavailable, moment);
        }
    }
}
