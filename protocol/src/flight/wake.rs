//! What each deadline leads to, and what wakes the protocol without one (R14, R17).

use super::{
    next::Due,
    stage::Stage,
    state::{Flight, STEP_TIMEOUT},
};
use crate::{Core, Locking, Moment, Output, moment::EpochMs, policy::Refresh};

impl Core {
    /// When the background renews, if it is to (R17).
    pub(crate) fn background_renewal(&self) -> Option<EpochMs> {
        let is_idle = self.flight.is_none() && !self.disposed && self.online;
        if !is_idle || !self.can_renew() {
            return None;
        }
        let session = self.session.as_ref()?;
        let time = if self.restoring.is_some() {
            // The restore has failed, and is tried again.
            EpochMs::MIN
        } else if self.policy.background {
            self.early_renewal.background_time(session)?
        } else {
            return None;
        };
        Some(time.max(self.cool_down.background_until()))
    }

    pub(crate) fn network(&mut self, online: bool, moment: Moment) {
        self.online = online;
        if online && self.flight.as_ref().is_some_and(Flight::awaits_network) {
            self.start_attempt(moment);
        }
    }

    pub(crate) fn woke(&mut self, moment: Moment) {
        self.revocations_due(moment);
        match &mut self.flight {
            Some(flight) => {
                if let Some(due) = flight.woke(moment.now) {
                    self.deadline_passed(due, moment);
                }
            }
            None => {
                if self.background_renewal().is_some_and(|time| moment.now >= time) {
                    self.renew_early(moment, "background");
                }
            }
        }
    }

    fn deadline_passed(&mut self, due: Due, moment: Moment) {
        match due {
            Due::NobodyAnswered => self.go_on_without_tabs(moment),
            Due::GiveUpClaim => {
                self.claims.settle();
                self.start_attempt(moment);
            }
            Due::LockTimeout { stolen } if stolen || self.locking == Locking::Lease => {
                // A lease is read again, and what the platform does not grant even by force is done without.
                self.start_reading(moment);
            }
            Due::LockTimeout { .. } => {
                self.enter_stage(Stage::CheckingHolder, moment, STEP_TIMEOUT);
                self.read_shared();
            }
            Due::HolderUnknown => self.steal_lock(moment),
            Due::StorageTimeout => {
                if !self.finish_if_superseded(moment) {
                    self.exchange_or_end(None, moment);
                }
            }
            Due::StopCatchingUp => self.start_reading(moment),
            Due::LookAgain => self.read_shared(),
            Due::ExchangeTimeout => self.exchange_timed_out(moment),
            Due::CommitTimeout(verdict) => self.finish_without_ledger(verdict, moment),
            Due::Retry => self.start_attempt(moment),
            Due::StillOffline => self.give_up(None, moment),
        }
    }

    fn exchange_timed_out(&mut self, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let id = flight.id();
        self.emit(Output::CancelExchange {
            flight: id,
            timed_out: true,
        });
        if self.policy.refresh == Refresh::Callback {
            // The function may wait for a call of this client, which waits for this flight: it would do so again.
            return self.give_up_exchange(moment);
        }
        self.exchange_failed(id, true, moment);
    }
}
