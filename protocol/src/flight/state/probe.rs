//! What the tests see of a flight.

use super::{Flight, Stage};
use crate::{Core, ledger::FlightId, moment::EpochMs};

/// A stage's name, for tests that ask where a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    AskingTabs,
    AwaitingClaim,
    Locking,
    CheckingHolder,
    Reading,
    CatchingUp,
    Intending,
    Exchanging,
    Committing,
    BackingOff,
    Offline,
}

impl Flight {
    pub(crate) fn forget_time(&mut self, before: Option<EpochMs>, due: EpochMs) {
        // A deadline that was not set again stays where it was: it may be long past.
        if Some(self.deadline) != before {
            self.deadline = due;
        }
        if let Stage::CatchingUp { look_at, .. } = &mut self.stage {
            *look_at = due;
        }
    }
}

impl Core {
    pub(crate) fn flight_id(&self) -> Option<FlightId> {
        self.flight.as_ref().map(|flight| flight.id)
    }

    pub(crate) fn flight_until(&self) -> Option<EpochMs> {
        self.flight.as_ref().map(|flight| flight.deadline)
    }

    /// The lock was taken from a holder that seemed frozen.
    pub(crate) fn has_stolen(&self) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.hold.is_stolen())
    }

    pub(crate) fn flight_place(&self) -> Option<Place> {
        let flight = self.flight.as_ref()?;
        Some(match flight.stage {
            Stage::AskingTabs => Place::AskingTabs,
            Stage::AwaitingClaim => Place::AwaitingClaim,
            Stage::Locking => Place::Locking,
            Stage::CheckingHolder => Place::CheckingHolder,
            Stage::Reading => Place::Reading,
            Stage::CatchingUp { .. } => Place::CatchingUp,
            Stage::Intending { .. } => Place::Intending,
            Stage::Exchanging => Place::Exchanging,
            Stage::Committing(_) => Place::Committing,
            Stage::BackingOff => Place::BackingOff,
            Stage::Offline => Place::Offline,
        })
    }
}
