//! Under the lock, with what the store and the ledger hold: leave, adopt, wait for the store, or
//! exchange (R18).

use super::{Stage, Verdict, ended_elsewhere};
use crate::{
    Core, Locking, Moment, Output,
    event::{EndReason, SignedInBy, Warning},
    ledger::{FlightId, Ledger},
    output::Expect,
    rules::Rules,
    session::Session,
};

/// How long a sibling's write to localStorage may take to become visible here (R18).
const CATCH_UP: i64 = 1_500;
/// How often the store is looked at meanwhile; events usually come first.
pub(super) const LOOK_AGAIN: i64 = 25;
/// How often a lease that somebody else holds is looked at.
const LEASE_POLL: i64 = 100;

impl Core {
    /// The flight's reading of the store and the ledger has come.
    pub(crate) fn flight_read(
        &mut self,
        id: FlightId,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        let Some(flight) = self.flight.as_ref().filter(|flight| flight.id == id) else {
            return;
        };
        match flight.stage {
            Stage::Reading | Stage::CatchingUp { .. } => self.decide(record, ledger, moment),
            Stage::CheckingHolder => {
                self.note_ledger(ledger);
                if !self.leave_if_ended(ledger, moment) && !self.adopt_if_newer(record, ledger, moment) {
                    self.check_holder(ledger, moment);
                }
            }
            _ => {}
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
        let behind = ledger.session.is_some() && ledger.is_newer_than(session);
        let others_intent = ledger.intent.is_some_and(|intent| intent.flight != flight.id);
        let waited = flight.waited_for == Some((ledger.revision, ledger.intent));
        if (behind || others_intent) && !waited && self.rules.waits_for_the_store() {
            return self.catch_up(ledger, moment);
        }
        if behind {
            if ledger.session != Some(session.id) {
                // Replaced by a login whose tokens never showed up. Going on would bring the old
                // user back over the new one.
                return self.leave_superseded(moment);
            }
            if let Some(newer) = self.newer_record(record, ledger) {
                // Not the newest, but no successor of ours has to be asked for.
                let newer = newer.clone();
                return self.adopt_sibling(newer, moment);
            }
        }
        if self.locking == Locking::Platform && !flight.locked && !flight.stolen {
            // Robbed, and nothing newer is here: stand in line again. If it was this very flight
            // that robbed itself, the lock is still its own.
            let flight = flight.id;
            self.emit(Output::ReleaseLock { flight });
            return self.start_attempt(moment);
        }
        self.exchange_or_end(Some(ledger), moment);
    }

    /// Leaves a session that the ledger knows to be over, or to have been replaced by one that
    /// is.
    pub(crate) fn leave_if_ended(&mut self, ledger: &Ledger, moment: Moment) -> bool {
        let Some(session) = &self.session else { return true };
        if let Some(reason) = ledger.end_of(session.id) {
            self.leave_session(reason, ended_elsewhere(reason), moment);
            return true;
        }
        if ledger.session.is_none() && ledger.is_newer_than(session) {
            self.leave_superseded(moment);
            return true;
        }
        false
    }

    /// Takes the newest tokens, if the store has newer ones than this tab.
    fn adopt_if_newer(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) -> bool {
        let newest = self
            .newer_record(record, ledger)
            .filter(|newer| !ledger.is_newer_than(newer));
        let Some(newest) = newest.cloned() else {
            return false;
        };
        self.adopt_sibling(newest, moment);
        true
    }

    /// The record, if it is newer than what this tab has and the ledger has nothing against it.
    fn newer_record<'a>(&self, record: Option<&'a Session>, ledger: &Ledger) -> Option<&'a Session> {
        let session = self.session.as_ref()?;
        record.filter(|record| {
            record.is_newer_than(session) && !self.ended.contains(record.id) && ledger.vouches_for(record)
        })
    }

    fn adopt_sibling(&mut self, newer: Session, moment: Moment) {
        if self
            .session
            .as_ref()
            .is_some_and(|session| session.id == newer.id)
        {
            self.trace(moment, None, "adopted", "siblingRefreshed");
            self.apply_tokens(newer, true);
            self.end_flight();
            self.resume_waiting(moment);
        } else {
            self.enter_session(newer, SignedInBy::OtherTab, moment);
        }
    }

    /// Waits while somebody else holds the lease (R20). One that ends later than any holder
    /// could have set it tells of a clock that was set back.
    fn wait_for_lease(&mut self, ledger: &Ledger, moment: Moment) -> bool {
        let Some(flight) = &self.flight else { return false };
        let left = |until: i64| until.saturating_sub(moment.now);
        let held = ledger.lease.filter(|lease| {
            lease.holder != flight.id && left(lease.until) > 0 && left(lease.until) <= self.holder_timeout()
        });
        match held {
            Some(lease) if self.locking == Locking::Lease => {
                let wait = left(lease.until).min(LEASE_POLL);
                self.enter_stage(Stage::Locking, moment, wait);
                true
            }
            _ => false,
        }
    }

    fn catch_up(&mut self, ledger: &Ledger, moment: Moment) {
        let look_at = moment.now.saturating_add(LOOK_AGAIN);
        let bound = moment.now.saturating_add(CATCH_UP);
        let alive = self.holder_alive_until(ledger, moment).unwrap_or(bound);
        let Some(flight) = &mut self.flight else { return };
        let waits_already = matches!(
            &flight.stage,
            Stage::CatchingUp { ledger: before, .. }
                if (before.revision, before.intent) == (ledger.revision, ledger.intent)
        );
        if !waits_already {
            // A holder that was robbed may still be alive and about to store what it got.
            flight.until = if flight.stolen { alive.max(bound) } else { bound };
            flight.put_off = false;
        }
        flight.stage = Stage::CatchingUp {
            look_at,
            ledger: ledger.clone(),
        };
        if !waits_already {
            self.trace(moment, None, "catchesUp", "storeBehindLedger");
        }
    }

    /// Asks the server, if there is anything to ask it with. Whether the refresh token has ended is for the server to
    /// say (R13). Without a ledger when that does not answer.
    pub(super) fn exchange_or_end(&mut self, ledger: Option<&Ledger>, moment: Moment) {
        if !self.can_renew() {
            if self.policy.refresh.needs_token() {
                self.warn(Warning::RefreshWithoutToken);
            }
            let over = Verdict::Ended {
                reason: EndReason::Expired,
                status: None,
            };
            return match ledger {
                Some(ledger) => self.commit(over, Expect::Same(ledger.clone()), moment),
                None => self.finish_without_ledger(over, moment),
            };
        }
        match ledger {
            Some(ledger) => self.write_intent(ledger, moment),
            None => self.exchange(moment),
        }
    }
}
