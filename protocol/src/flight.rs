//! The one refresh under way (R10–R19).
//!
//! ```text
//! AwaitingClaim → Locking → Reading → (CatchingUp) → Intending → Exchanging → Committing → landed
//!               ↑                                               │
//!               └───────── BackingOff / Offline ←── transient ──┘
//! ```
//!
//! Invariant: each stage has a deadline, and each deadline leads on. The lock is held from
//! `Reading` to `Committing` and never while backing off.
//!
//! | file | what it decides |
//! |---|---|
//! | `lock` | asking, waiting, passing a frozen holder by |
//! | `decide` | under the lock: adopt, wait for the store, or exchange |
//! | `attempt` | the intent, the exchange and its answers |
//! | `outcome` | commit, tell everybody, or try again later |
//! | `wake` | what each deadline leads to |

mod attempt;
mod decide;
mod lock;
mod outcome;
#[cfg(test)]
pub(super) mod probe;
mod wake;

use super::{
    Core, Locking, Moment, Output,
    event::{EndReason, SignedOutBy},
    input::Errand,
    ledger::{FlightId, Intent, Ledger},
    moment::EpochMs,
    policy::Refresh,
    session::{Session, SessionId},
};

/// A step between the shell and its storage takes milliseconds. One that takes longer than this
/// is given up, and the flight goes on without it (R14).
const STEP_TIMEOUT: i64 = 3_000;
/// How much longer than its exchange's timeout a holder may take before it counts as frozen.
const HOLDER_MARGIN: i64 = 2_000;

/// The refresh under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Flight {
    id: FlightId,
    session: SessionId,
    /// What this tab had when the flight began. Anything else says that a sibling was faster.
    generation: u32,
    stage: Stage,
    /// The stage's deadline.
    until: EpochMs,
    /// The deadline was put off once, because the tab had slept over it.
    put_off: bool,
    /// The tab slept over its intent and has looked again. Once: it may sleep again and again.
    looked_again: bool,
    /// Exchanges made so far.
    exchanges: u32,
    /// The platform's lock was asked for and not given back.
    asked: bool,
    /// It is held.
    locked: bool,
    /// It was taken from a holder that seemed frozen.
    stolen: bool,
    /// What the ledger said when the bounded wait for the store was over. What it says later
    /// has to be waited for anew.
    waited_for: Option<(i64, Option<Intent>)>,
    /// The ledger as this flight wrote it before its exchange.
    written: Option<Ledger>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// A login or logout of this tab is still being written down.
    AwaitingClaim,
    /// Waits for the lock.
    Locking,
    /// Waited too long: is the holder alive?
    CheckingHolder,
    /// Reads the store and the ledger.
    Reading,
    /// The ledger is ahead of the store.
    CatchingUp { look_at: EpochMs, ledger: Ledger },
    /// Writes the intent.
    Intending { ledger: Ledger },
    /// Waits for the server.
    Exchanging,
    /// Writes the outcome.
    Committing(Verdict),
    /// Waits before the next exchange.
    BackingOff,
    /// Waits for the network.
    Offline,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Verdict {
    Renewed { session: Session, skew: i64 },
    Ended { reason: EndReason, status: Option<u16> },
}

impl Flight {
    pub(super) fn next_wake(&self) -> EpochMs {
        match self.stage {
            Stage::CatchingUp { look_at, .. } => look_at.min(self.until),
            _ => self.until,
        }
    }

    /// Whether the refresh token may have been presented and its successor is not stored yet.
    pub(super) fn has_spent(&self) -> bool {
        matches!(self.stage, Stage::Exchanging | Stage::Committing(_))
    }

    /// Whether a sibling's tokens can take the place of this flight's own exchange.
    fn can_adopt(&self) -> bool {
        !matches!(
            self.stage,
            Stage::Intending { .. } | Stage::Exchanging | Stage::Committing(_)
        )
    }
}

impl Core {
    /// Whether an expired access token can be renewed at all.
    pub(super) fn can_renew(&self) -> bool {
        let Some(session) = &self.session else {
            return false;
        };
        match &self.policy.refresh {
            Refresh::None => false,
            refresh => !refresh.needs_token() || self.policy.refresh_token_of(&session.tokens).is_some(),
        }
    }

    /// Whether the answer to an errand is still wanted. The shell asks once more, inside the
    /// transaction, before it writes: a logout may have come in between.
    #[must_use]
    pub fn wants(&self, errand: Errand) -> bool {
        match errand {
            Errand::Flight(id) => self.flight.as_ref().is_some_and(|flight| flight.id == id),
            Errand::Claim(number) => self.claim.is_some() && self.claims == number,
            Errand::Slide(id) => self.session.as_ref().is_some_and(|session| session.id == id),
            Errand::Start | Errand::Look | Errand::Removed(_) => !self.disposed,
            Errand::Amends(_) => true,
        }
    }

    /// Starts the flight. Nothing must be under way.
    pub(super) fn start_refresh(&mut self, moment: Moment, why: &'static str) {
        let Some(session) = &self.session else { return };
        self.flight = Some(Flight {
            id: FlightId(moment.entropy),
            session: session.id,
            generation: session.generation,
            stage: Stage::AwaitingClaim,
            until: moment.now.saturating_add(STEP_TIMEOUT),
            put_off: false,
            looked_again: false,
            exchanges: 0,
            asked: false,
            locked: false,
            stolen: false,
            waited_for: None,
            written: None,
        });
        self.trace(moment, None, "refresh", why);
        if self.claim.is_none() {
            self.start_attempt(moment);
        }
    }

    /// A login or logout has been written down: a flight that waited for that may start.
    pub(super) fn resume_after_claim(&mut self, moment: Moment) {
        if self
            .flight
            .as_ref()
            .is_some_and(|flight| matches!(flight.stage, Stage::AwaitingClaim))
        {
            self.start_attempt(moment);
        }
    }

    /// Begins an attempt: the network, then the lock.
    fn start_attempt(&mut self, moment: Moment) {
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
            flight.stage = stage;
            flight.until = moment.now.saturating_add(patience);
            flight.put_off = false;
        }
    }

    fn start_reading(&mut self, moment: Moment) {
        self.enter_stage(Stage::Reading, moment, STEP_TIMEOUT);
        self.read_shared();
    }

    fn read_shared(&mut self) {
        if let Some(flight) = &self.flight {
            let errand = Errand::Flight(flight.id);
            self.emit(Output::ReadShared { errand });
        }
    }

    /// A sibling's tokens have been adopted: the flight is over, unless its own exchange is in
    /// the air, whose commit then finds them.
    pub(super) fn finish_after_adoption(&mut self, moment: Moment) {
        if self.flight.as_ref().is_some_and(Flight::can_adopt) {
            self.end_flight();
            self.resume_waiting(moment);
        }
    }

    /// Whether a sibling's tokens came while this flight could not stop for them. Then it stops
    /// now.
    fn finish_if_superseded(&mut self, moment: Moment) -> bool {
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else {
            return false;
        };
        if session.generation == flight.generation {
            return false;
        }
        self.trace(moment, None, "adopted", "siblingRefreshed");
        self.withdraw_intent();
        self.end_flight();
        self.resume_waiting(moment);
        true
    }

    /// Ends the flight, whatever it was doing. Who waited is not told here.
    pub(super) fn end_flight(&mut self) {
        self.release_lock();
        if let Some(flight) = self.flight.take()
            && matches!(flight.stage, Stage::Exchanging)
        {
            self.emit(Output::CancelExchange { flight: flight.id });
        }
    }
}

/// Who ended it, as this tab tells its user.
pub(super) fn ended_elsewhere(reason: EndReason) -> SignedOutBy {
    match reason {
        EndReason::Logout => SignedOutBy::OtherTab,
        EndReason::Refused | EndReason::Expired => SignedOutBy::Expired,
    }
}
