//! Asking for the lock, waiting for it, and passing a frozen holder by (R18, R19).

use super::{HOLDER_MARGIN, STEP_TIMEOUT, Stage};
use crate::{
    Core, Moment, Output,
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    rules::Rules,
};

impl Core {
    pub(super) fn ask_for_lock(&mut self, moment: Moment) {
        // A little apart, so that two tabs do not find the same holder frozen at once.
        let spread = i64::try_from(moment.entropy % 500).unwrap_or(0);
        let patience = self.holder_timeout().saturating_add(spread);
        self.enter_stage(Stage::Locking, moment, patience);
        let Some(flight) = &mut self.flight else { return };
        flight.asked = true;
        flight.locked = false;
        flight.stolen = false;
        let flight = flight.id;
        self.emit(Output::AcquireLock { flight });
    }

    /// How long a holder may take for its exchange.
    pub(super) fn holder_timeout(&self) -> i64 {
        self.policy.refresh_timeout.saturating_add(HOLDER_MARGIN)
    }

    pub(crate) fn lock_granted(&mut self, id: FlightId, moment: Moment) {
        match self
            .flight
            .as_mut()
            .filter(|flight| flight.id == id && flight.asked)
        {
            Some(flight) => {
                flight.locked = true;
                // A flight that went on without it keeps it all the same, until it lands.
                if matches!(flight.stage, Stage::Locking | Stage::CheckingHolder) {
                    self.trace(moment, None, "locked", "granted");
                    if !self.rules.rereads_under_lock() {
                        return self.exchange(moment);
                    }
                    self.start_reading(moment);
                }
            }
            None => self.emit(Output::ReleaseLock { flight: id }),
        }
    }

    pub(crate) fn lock_stolen(&mut self, id: FlightId, moment: Moment) {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.id == id) else {
            return;
        };
        // Whoever took it reads the ledger first; if an exchange is in the air, its commit is
        // fenced by what that one stores.
        flight.locked = false;
        flight.stolen = false;
        let asked = std::mem::take(&mut flight.asked);
        if asked && matches!(flight.stage, Stage::Locking | Stage::CheckingHolder) {
            // Taken away before it was used: stand in line again.
            self.ask_for_lock(moment);
        }
    }

    /// Whether the holder is slow or frozen (R19).
    pub(super) fn check_holder(&mut self, ledger: &Ledger, moment: Moment) {
        match self
            .holder_alive_until(ledger, moment)
            .filter(|alive| *alive > moment.now)
        {
            Some(alive) => self.enter_stage(Stage::Locking, moment, alive.saturating_sub(moment.now)),
            None => self.steal_lock(moment),
        }
    }

    /// Until when the exchange that the ledger tells of may still be answered. One that was
    /// begun in the future tells of a clock that was set back, and of nothing else.
    pub(super) fn holder_alive_until(&self, ledger: &Ledger, moment: Moment) -> Option<EpochMs> {
        let intent = ledger.intent.filter(|intent| intent.since <= moment.now)?;
        Some(intent.since.saturating_add(self.holder_timeout()))
    }

    pub(super) fn steal_lock(&mut self, moment: Moment) {
        self.enter_stage(Stage::Locking, moment, STEP_TIMEOUT);
        let Some(flight) = &mut self.flight else { return };
        flight.asked = true;
        flight.stolen = true;
        let flight = flight.id;
        self.trace(moment, None, "steals", "holderFrozen");
        self.emit(Output::StealLock { flight });
    }

    pub(super) fn release_lock(&mut self) {
        if let Some(flight) = &mut self.flight {
            flight.locked = false;
            if std::mem::take(&mut flight.asked) {
                let flight = flight.id;
                self.emit(Output::ReleaseLock { flight });
            }
        }
    }
}
