//! Asking for the lock, waiting for it, and stealing it from a frozen holder (R18, R19).

use super::{stage::Stage, state::Flight};
use crate::{
    Core, Moment, Output,
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    rules::Rules,
};

/// How much longer than its exchange's timeout a holder may take, in ms, before it counts as frozen.
const HOLDER_MARGIN: i64 = 2_000;
/// Waits for the lock differ by up to this, in ms, so that two tabs do not find the same holder frozen at once.
const SPREAD: u64 = 500;

impl Core {
    pub(super) fn ask_for_lock(&mut self, moment: Moment) {
        let spread = i64::try_from(moment.entropy % SPREAD).unwrap_or(0);
        let patience = self.holder_timeout().saturating_add(spread);
        if let Some(flight) = &mut self.flight {
            let ask = flight.ask_for_lock(moment.now, patience);
            self.emit(ask);
        }
    }

    /// How long a holder may take for its exchange, in ms.
    pub(super) fn holder_timeout(&self) -> i64 {
        self.policy.refresh_timeout.saturating_add(HOLDER_MARGIN)
    }

    pub(crate) fn lock_granted(&mut self, id: FlightId, moment: Moment) {
        let flight = self.flight.as_mut().filter(|flight| flight.id() == id);
        if !flight.is_some_and(Flight::lock_granted) {
            if !self.revocation_locked(id, moment) {
                self.emit(Output::ReleaseLock { flight: id });
            }
            return;
        }
        // A flight that went on without the lock keeps it all the same, until it ends.
        if self.flight.as_ref().is_some_and(Flight::awaits_lock) {
            self.trace(moment, None, "locked", "granted");
            if self.rules.rereads_under_lock() {
                self.start_reading(moment);
            } else {
                self.exchange(moment);
            }
        }
    }

    /// Another tab took the lock, and reads the ledger first. If this flight's exchange is under way, its commit is
    /// fenced by what that tab stores.
    pub(crate) fn lock_stolen(&mut self, id: FlightId, moment: Moment) {
        let flight = self.flight.as_mut().filter(|flight| flight.id() == id);
        if flight.is_some_and(Flight::lock_stolen) {
            self.ask_for_lock(moment);
        }
    }

    /// Waits for the lock's holder while it may be alive, and takes the lock from it otherwise (R19).
    pub(super) fn check_holder(&mut self, ledger: &Ledger, moment: Moment) {
        match self
            .holder_alive_until(ledger, moment)
            .filter(|alive| *alive > moment.now)
        {
            Some(alive) => self.enter_stage(Stage::Locking, moment, alive.saturating_sub(moment.now)),
            None => self.steal_lock(moment),
        }
    }

    /// Until when the exchange that the ledger tells of may be answered. One that began in the future says that a clock
    /// was set back, and nothing else.
    pub(super) fn holder_alive_until(&self, ledger: &Ledger, moment: Moment) -> Option<EpochMs> {
        let intent = ledger.intent.filter(|intent| intent.written_at <= moment.now)?;
        Some(intent.written_at.saturating_add(self.holder_timeout()))
    }

    pub(super) fn steal_lock(&mut self, moment: Moment) {
        let Some(flight) = &mut self.flight else { return };
        let steal = flight.steal_lock(moment.now);
        self.trace(moment, None, "steals", "holderFrozen");
        self.emit(steal);
    }

    pub(super) fn release_lock(&mut self) {
        let release = self.flight.as_mut().and_then(Flight::release_lock);
        if let Some(release) = release {
            self.emit(release);
        }
    }
}
