//! How a flight ends: stored and told to everybody, or put off (R11, R12).

use super::{STEP_TIMEOUT, Stage, Verdict};
use crate::{
    Core, Event, Moment, Output,
    event::SignedOutBy,
    input::{Errand, Message},
    ledger::Ledger,
    output::{Expect, StoreWrite},
    rules::Rules,
};

impl Core {
    /// Commits what an exchange brought, if the ledger still holds what it started from.
    pub(super) fn commit_exchange(&mut self, verdict: Verdict, moment: Moment) {
        if !self.rules.fences_commits() {
            return self.store_and_finish(verdict, moment);
        }
        let written = self.flight.as_ref().and_then(|flight| flight.written.as_ref());
        match written {
            Some(written) => {
                let expect = Expect::Tokens {
                    session: written.session,
                    revision: written.revision,
                };
                self.commit(verdict, expect, moment);
            }
            // The ledger did not answer before, so it is not waited for now.
            None => self.finish_without_ledger(verdict, moment),
        }
    }

    pub(super) fn commit(&mut self, verdict: Verdict, expect: Expect, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let errand = Errand::Flight(flight.id);
        let (next, write) = match &verdict {
            Verdict::Renewed { session, .. } => (
                Ledger::of(session, &self.ledger),
                StoreWrite::Put(session.clone()),
            ),
            Verdict::Ended { reason, .. } => (
                Ledger::after(
                    flight.session,
                    *reason,
                    self.next_revision(moment),
                    self.session_action(),
                ),
                StoreWrite::Remove(flight.session),
            ),
        };
        self.enter_stage(Stage::Committing(verdict), moment, STEP_TIMEOUT);
        self.emit(Output::Swap {
            errand,
            expect,
            next,
            write: Some(write),
        });
    }

    /// Without the ledger: the store alone. What a sibling brought meanwhile stays (R19).
    pub(super) fn finish_without_ledger(&mut self, verdict: Verdict, moment: Moment) {
        if self.finish_if_superseded(moment) {
            return;
        }
        self.store_and_finish(verdict, moment);
    }

    fn store_and_finish(&mut self, verdict: Verdict, moment: Moment) {
        let write = match &verdict {
            Verdict::Renewed { session, .. } => Some(StoreWrite::Put(session.clone())),
            Verdict::Ended { .. } => self
                .session
                .as_ref()
                .map(|session| StoreWrite::Remove(session.id)),
        };
        if let Some(write) = write {
            self.emit(Output::Write(write));
        }
        self.finish(verdict, moment);
    }

    /// The outcome is stored: tell everybody.
    pub(super) fn finish(&mut self, verdict: Verdict, moment: Moment) {
        match verdict {
            Verdict::Renewed { session, skew } => {
                // Another tab may have slid on from it before this one heard that it is stored.
                let current = self.session.as_ref();
                if current.is_none_or(|current| current.revision < session.revision) {
                    self.apply_tokens(session.clone(), false);
                    self.emit(Output::Announce(Message::Tokens(session)));
                }
                self.warn_of_skew(skew);
                self.end_flight();
                self.resume_waiting(moment);
            }
            Verdict::Ended { reason, status } => {
                let Some(flight) = &self.flight else { return };
                let (session, attempt) = (flight.session, flight.exchanges);
                if status.is_some() {
                    self.notify(Event::RefreshFailed {
                        terminal: true,
                        attempt,
                        status,
                        retry_in: None,
                    });
                }
                self.emit(Output::Announce(Message::Ended {
                    session: Some(session),
                    reason,
                    at: self.session_action(),
                }));
                self.leave_session(reason, SignedOutBy::Expired, moment);
            }
        }
    }

    /// A transient failure (R12): try again later, or give up for now.
    pub(super) fn retry_or_give_up(&mut self, status: Option<u16>, retry_after: Option<i64>, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let attempt = flight.exchanges;
        let backoff = self.policy.retry.delay(attempt, moment.entropy);
        let delay = retry_after.map_or(backoff, |wish| wish.max(backoff));
        let exhausted = attempt >= self.policy.retry.attempts
            || delay > self.policy.refresh_timeout.max(self.policy.retry.cap)
            || self.disposed;
        self.notify(Event::RefreshFailed {
            terminal: false,
            attempt,
            status,
            retry_in: (!exhausted).then_some(delay),
        });
        if exhausted {
            return self.give_up(retry_after, moment);
        }
        self.trace(moment, None, "backsOff", "transient");
        self.release_lock();
        self.enter_stage(Stage::BackingOff, moment, delay);
    }

    /// Gives up for now; the session is kept, and after a cool-down the next request tries again.
    pub(super) fn give_up(&mut self, retry_after: Option<i64>, moment: Moment) {
        self.cool_down.start(retry_after, moment.now);
        self.early_renewal.allow_again();
        self.trace(moment, None, "unavailable", "transient");
        self.end_flight();
        self.fail_waiting(moment);
    }
}
