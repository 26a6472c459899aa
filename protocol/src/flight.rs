//! The one refresh under way (R10–R19).
//!
//! ```text
//! (AskingTabs) → (AwaitingClaim) → Locking → Reading → (CatchingUp) → Intending → Exchanging → Committing → done
//!                                    ↑                                                │
//!                                    └────────────── BackingOff ←──────── transient ──┘
//! ```
//!
//! An attempt that begins without a network waits in `Offline` first. A flight that waits long for the lock looks whether its holder
//! is alive, in `CheckingHolder`.
//!
//! Invariant: each stage has a deadline, and each deadline leads on. The lock is held from
//! `Reading` to `Committing` and never while backing off.
//!
//! | file | what it decides |
//! |---|---|
//! | `state` | what a flight remembers, and what follows from it |
//! | `next` | what that can be |
//! | `stage` | what it waits for, and its outcome |
//! | `hold` | how a flight stands to the lock |
//! | `lock` | asking for the lock, and stealing it from a frozen holder |
//! | `decide` | under the lock: adopt, wait for the store, or exchange |
//! | `attempt` | the intent, the exchange and its answers |
//! | `outcome` | commit and announce, or try again later |
//! | `wake` | what each deadline leads to |

mod attempt;
mod decide;
mod hold;
mod lock;
mod next;
mod outcome;
mod stage;
mod state;
mod wake;

pub(super) use state::Flight;
#[cfg(test)]
pub(super) use state::probe;

use super::{
    Core, Locking, Moment, Output,
    event::{EndReason, SignedOutBy},
    input::ReadPurpose,
    ledger::FlightId,
    rules::Rules,
    session::Session,
};
use stage::Stage;
use state::STEP_TIMEOUT;

impl Core {
    /// Whether an expired access token can be renewed at all.
    pub(super) fn can_renew(&self) -> bool {
        let can_renew = |session: &Session| self.policy.can_renew(&session.tokens);
        self.session.as_ref().is_some_and(can_renew)
    }

    /// Whether this flight is under way.
    pub(super) fn is_current_flight(&self, id: FlightId) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.id() == id)
    }

    /// Starts the refresh. None must be under way.
    pub(super) fn start_refresh(&mut self, moment: Moment, why: &'static str) {
        let Some(session) = &self.session else { return };
        self.flight = Some(Flight::new(FlightId(moment.entropy), session, moment.now));
        self.trace(moment, None, "refresh", why);
        self.start_when_claimed(moment);
    }

    /// Starts a refresh ahead of the access token's expiry, for which there is one try in each generation (R15).
    pub(super) fn renew_early(&mut self, moment: Moment, why: &'static str) {
        self.early_renewal.start();
        self.start_refresh(moment, why);
    }

    /// Starts the flight of a restore. The other tabs have `patience` ms to answer first.
    pub(super) fn start_restore(&mut self, patience: i64, moment: Moment) {
        let Some(session) = &self.session else { return };
        self.flight = Some(Flight::new(FlightId(moment.entropy), session, moment.now));
        if patience > 0 {
            return self.enter_stage(Stage::AskingTabs, moment, patience);
        }
        self.go_on_without_tabs(moment);
    }

    /// Starts the first attempt, as soon as the ledger has the login or logout that is being written.
    pub(super) fn start_when_claimed(&mut self, moment: Moment) {
        if !self.claims.is_open() {
            self.start_attempt(moment);
        } else if let Some(flight) = &mut self.flight {
            flight.await_claim(moment.now);
        }
    }

    /// A login or logout has been written to the ledger: what waited for it goes on.
    pub(super) fn resume_after_claim(&mut self, moment: Moment) {
        self.resume_revocations(moment);
        if self.flight.as_ref().is_some_and(Flight::awaits_claim) {
            self.start_attempt(moment);
        }
    }

    /// Starts an attempt: first the network, then the lock.
    fn start_attempt(&mut self, moment: Moment) {
        if self.restoring.is_some() && !self.rules.restores_under_lock() {
            return self.exchange(moment);
        }
        if !self.online {
            self.trace(moment, None, "offline", "noNetwork");
            return self.enter_stage(Stage::Offline, moment, self.policy.refresh_timeout);
        }
        match self.locking {
            Locking::Lease => self.start_reading(moment),
            Locking::Platform => self.ask_for_lock(moment),
        }
    }

    fn enter_stage(&mut self, stage: Stage, moment: Moment, patience: i64) {
        if let Some(flight) = &mut self.flight {
            flight.enter(stage, moment.now, patience);
        }
    }

    fn start_reading(&mut self, moment: Moment) {
        self.enter_stage(Stage::Reading, moment, STEP_TIMEOUT);
        self.read_shared();
    }

    fn read_shared(&mut self) {
        if let Some(flight) = &self.flight {
            let purpose = ReadPurpose::Flight(flight.id());
            self.emit(Output::ReadShared { purpose });
        }
    }

    /// A sibling's tokens have been adopted: the flight is over, unless its own exchange is under way. That one's
    /// commit then finds them.
    pub(super) fn finish_after_adoption(&mut self, moment: Moment) {
        if self.flight.as_ref().is_some_and(Flight::can_adopt) {
            self.end_flight();
            self.resume_waiting(moment);
        }
    }

    /// Ends the flight if a sibling's tokens came while it could not stop for them. Returns whether they did.
    fn finish_if_superseded(&mut self, moment: Moment) -> bool {
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else {
            return false;
        };
        if !flight.is_superseded_by(session) {
            return false;
        }
        self.trace(moment, None, "adopted", "siblingRefreshed");
        self.withdraw_intent();
        self.end_flight();
        self.resume_waiting(moment);
        true
    }

    /// Ends the flight, whatever it was doing. The calls that wait for it are settled by the caller.
    pub(super) fn end_flight(&mut self) {
        self.release_lock();
        if let Some(flight) = self.flight.take()
            && flight.is_exchanging()
        {
            self.emit(Output::CancelExchange {
                flight: flight.id(),
                timed_out: false,
            });
        }
    }

    /// Ends the flight before a logout, and leaves its exchange under way for the logout endpoint's sake, if there is one:
    /// the exchange may have used up the refresh token. The lock is kept until it is answered.
    pub(super) fn hand_over_exchange(&mut self) -> Option<FlightId> {
        self.policy.logout.as_ref()?;
        let exchanging = self.flight.take_if(|flight| flight.is_exchanging())?;
        Some(exchanging.id())
    }
}

/// How this tab tells its user of an end that another tab wrote.
pub(super) fn ended_elsewhere(reason: EndReason) -> SignedOutBy {
    match reason {
        EndReason::Logout => SignedOutBy::OtherTab,
        EndReason::Refused | EndReason::Expired => SignedOutBy::Expired,
        EndReason::Idle => SignedOutBy::Idle,
    }
}
