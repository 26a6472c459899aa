//! What each deadline leads to, and the wake-ups without one (R14, R17).

use super::{Stage, decide::LOOK_AGAIN};
use crate::{Core, Locking, Moment, Output, moment::EpochMs};

/// A timer that is this late says that the tab slept.
const ASLEEP: i64 = 1_000;
/// How long a tab that slept is given to take in what has happened meanwhile: the lock, a reply,
/// a sibling's tokens and a timer may all be in its queue, in any order. Once for each stage, for
/// a background tab's timers may always be late.
const WAKING_UP: i64 = 500;

impl Core {
    /// When the background renews, if it is to (R17).
    pub(crate) fn background_renewal(&self) -> Option<EpochMs> {
        let idle = self.flight.is_none() && !self.disposed && self.online;
        if !idle || !self.policy.background || !self.can_renew() {
            return None;
        }
        let time = self.early_renewal.background_time(self.session.as_ref()?)?;
        Some(time.max(self.cool_down.background_until()))
    }

    pub(crate) fn network(&mut self, online: bool, moment: Moment) {
        self.online = online;
        if online
            && self
                .flight
                .as_ref()
                .is_some_and(|flight| matches!(flight.stage, Stage::Offline))
        {
            self.start_attempt(moment);
        }
    }

    pub(crate) fn woke(&mut self, moment: Moment) {
        let Some(flight) = &mut self.flight else {
            if self.background_renewal().is_some_and(|time| moment.now >= time) {
                self.early_renewal.start();
                self.start_refresh(moment, "background");
            }
            return;
        };
        if moment.now < flight.next_wake() {
            return;
        }
        let over = moment.now >= flight.until;
        let waits_for_answer = !matches!(flight.stage, Stage::BackingOff | Stage::Offline);
        let slept = moment.now.saturating_sub(flight.until) >= ASLEEP;
        if over && slept && waits_for_answer && !flight.put_off {
            flight.put_off = true;
            flight.until = moment.now.saturating_add(WAKING_UP);
            return;
        }
        self.deadline(over, moment);
    }

    /// The stage has taken its time.
    fn deadline(&mut self, over: bool, moment: Moment) {
        let Some(flight) = &mut self.flight else { return };
        match flight.stage.clone() {
            Stage::AwaitingClaim => {
                self.claim = None;
                self.start_attempt(moment);
            }
            Stage::Locking if self.locking == Locking::Lease => self.start_reading(moment),
            // The platform gives no lock, even by force: go on without one.
            Stage::Locking if flight.stolen => self.start_reading(moment),
            Stage::Locking => {
                self.enter_stage(Stage::CheckingHolder, moment, super::STEP_TIMEOUT);
                self.read_shared();
            }
            Stage::CheckingHolder => self.steal_lock(moment),
            Stage::Reading | Stage::Intending { .. } => {
                if !self.finish_if_superseded(moment) {
                    self.exchange_or_end(None, moment);
                }
            }
            Stage::CatchingUp { ledger, .. } if over => {
                flight.waited_for = Some((ledger.revision, ledger.intent));
                self.start_reading(moment);
            }
            Stage::CatchingUp { ledger, .. } => {
                let look_at = moment.now.saturating_add(LOOK_AGAIN);
                flight.stage = Stage::CatchingUp { look_at, ledger };
                self.read_shared();
            }
            Stage::Exchanging => {
                let id = flight.id;
                self.emit(Output::CancelExchange { flight: id });
                self.exchange_failed(id, moment);
            }
            Stage::Committing(verdict) => self.finish_without_ledger(verdict, moment),
            Stage::BackingOff => self.start_attempt(moment),
            Stage::Offline => self.give_up(None, moment),
        }
    }
}
