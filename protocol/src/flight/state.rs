//! The state of one refresh, and what each input makes of it.
//!
//! Invariant: each stage has a deadline, so a flight always moves on (R14).

#[cfg(test)]
pub(crate) mod probe;
#[cfg(test)]
mod tests;

use super::{
    hold::Hold,
    next::{AfterRead, AfterSwap, Due},
    stage::{Stage, Verdict},
};
use crate::{
    input::SwapPurpose,
    ledger::{FlightId, Intent, Lease, Ledger},
    moment::EpochMs,
    output::{Expect, Output},
    session::{Session, SessionId, Tokens},
};

/// A step between the shell and its storage takes milliseconds. After this long, in ms, the flight goes on without it
/// (R14).
pub(super) const STEP_TIMEOUT: i64 = 3_000;
/// How long a sibling's write to localStorage may take to become visible here, in ms (R18).
const CATCH_UP: i64 = 1_500;
/// How often the store is read meanwhile, in ms. Events usually come first.
const LOOK_AGAIN: i64 = 25;
/// How often a lease that another tab holds is looked at, in ms.
const LEASE_POLL: i64 = 100;
/// A timer that is this late, in ms, says that the tab slept.
const ASLEEP: i64 = 1_000;
/// How long a tab that slept may take in what happened meanwhile, in ms: the lock, a reply, a sibling's tokens and a
/// timer may be in its queue in any order. Once for each stage, because the timers of a background tab may always be
/// late.
const WAKING_UP: i64 = 500;

/// The refresh under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Flight {
    id: FlightId,
    session: SessionId,
    /// The generation at the start. Another one says that a sibling was faster.
    generation: u32,
    stage: Stage,
    deadline: EpochMs,
    /// The deadline was extended once, because the tab slept past it.
    extended: bool,
    /// The tab slept past the writing of its intent and has read again. It does so once: it may sleep again and again.
    looked_again: bool,
    /// Exchanges made so far.
    exchanges: u32,
    hold: Hold,
    /// What the ledger said when the wait for the store ended. What it says later is waited for again.
    waited_for: Option<WaitKey>,
    /// The ledger as this flight wrote it before its exchange.
    written: Option<Ledger>,
}

/// What tells one wait for the store from another.
type WaitKey = (i64, Option<Intent>);

fn wait_key(ledger: &Ledger) -> WaitKey {
    (ledger.revision, ledger.intent)
}

impl Flight {
    /// A flight of this session, about to enter its first stage. Until then it stands as one that awaits a claim, so that it has
    /// a deadline from the beginning.
    pub(super) fn new(id: FlightId, session: &Session, now: EpochMs) -> Self {
        Self {
            id,
            session: session.id,
            generation: session.generation,
            stage: Stage::AwaitingClaim,
            deadline: now.saturating_add(STEP_TIMEOUT),
            extended: false,
            looked_again: false,
            exchanges: 0,
            hold: Hold::NotAsked,
            waited_for: None,
            written: None,
        }
    }

    pub(super) fn id(&self) -> FlightId {
        self.id
    }

    /// The session that it refreshes.
    pub(super) fn session(&self) -> SessionId {
        self.session
    }

    /// Exchanges made so far.
    pub(super) fn exchanges(&self) -> u32 {
        self.exchanges
    }

    /// Waits for the claim that is being written.
    pub(super) fn await_claim(&mut self, now: EpochMs) {
        self.enter(Stage::AwaitingClaim, now, STEP_TIMEOUT);
    }

    /// When [`Flight::woke`] is due.
    pub(crate) fn next_wake(&self) -> EpochMs {
        match self.stage {
            Stage::CatchingUp { look_at, .. } => look_at.min(self.deadline),
            _ => self.deadline,
        }
    }

    /// Whether the refresh token may have been presented and its successor is not stored yet.
    pub(crate) fn has_spent(&self) -> bool {
        matches!(self.stage, Stage::Exchanging | Stage::Committing(_))
    }

    /// The tokens of its exchange that are not stored yet.
    pub(crate) fn unstored_tokens(&self) -> Option<&Tokens> {
        match &self.stage {
            Stage::Committing(Verdict::Renewed { session, .. }) => Some(&session.tokens),
            _ => None,
        }
    }

    /// Whether a sibling's tokens can take the place of this flight's own exchange.
    pub(super) fn can_adopt(&self) -> bool {
        !self.has_spent() && !matches!(self.stage, Stage::Intending { .. })
    }

    pub(super) fn awaits_claim(&self) -> bool {
        matches!(self.stage, Stage::AwaitingClaim)
    }

    pub(super) fn awaits_lock(&self) -> bool {
        matches!(self.stage, Stage::Locking | Stage::CheckingHolder)
    }

    pub(super) fn awaits_network(&self) -> bool {
        matches!(self.stage, Stage::Offline)
    }

    pub(super) fn is_exchanging(&self) -> bool {
        matches!(self.stage, Stage::Exchanging)
    }

    /// Whether these tokens are a sibling's, which came after this flight had started.
    pub(super) fn is_superseded_by(&self, session: &Session) -> bool {
        self.generation != session.generation
    }

    /// Enters a stage that may take `patience` ms.
    pub(super) fn enter(&mut self, stage: Stage, now: EpochMs, patience: i64) {
        self.stage = stage;
        self.deadline = now.saturating_add(patience);
        self.extended = false;
    }

    /// Its hold on the lock.
    pub(super) fn hold(&self) -> Hold {
        self.hold
    }

    /// Asks for the lock.
    pub(super) fn ask_for_lock(&mut self, now: EpochMs, patience: i64) -> Output {
        self.enter(Stage::Locking, now, patience);
        self.hold.ask();
        Output::AcquireLock { flight: self.id }
    }

    /// Takes the lock from its holder.
    pub(super) fn steal_lock(&mut self, now: EpochMs) -> Output {
        self.enter(Stage::Locking, now, STEP_TIMEOUT);
        self.hold.steal();
        Output::StealLock { flight: self.id }
    }

    /// The lock is granted. Returns whether it is still wanted.
    pub(super) fn lock_granted(&mut self) -> bool {
        self.hold.grant()
    }

    /// The lock was stolen. Returns whether the flight has to ask again, because it had not used the lock yet.
    pub(super) fn lock_stolen(&mut self) -> bool {
        self.hold.lose() && self.awaits_lock()
    }

    /// Gives the lock back, if it was asked for.
    pub(super) fn release_lock(&mut self) -> Option<Output> {
        let flight = self.id;
        self.hold.release().then_some(Output::ReleaseLock { flight })
    }

    /// What a reading of the store and the ledger is for.
    pub(super) fn after_read(&self) -> AfterRead {
        match self.stage {
            Stage::Reading | Stage::CatchingUp { .. } => AfterRead::Decide,
            Stage::CheckingHolder => AfterRead::CheckHolder,
            _ => AfterRead::Ignore,
        }
    }

    /// Whether the store may yet show what this ledger knows: it is behind, or another exchange is under way.
    pub(super) fn must_catch_up(&self, is_behind: bool, ledger: &Ledger) -> bool {
        let is_others = |intent: Intent| intent.flight != self.id;
        (is_behind || ledger.intent.is_some_and(is_others)) && self.waited_for != Some(wait_key(ledger))
    }

    /// Waits for the store to catch up with this ledger. A holder whose lock was stolen may be alive until
    /// `holder_alive` and about to store what it got. Returns whether the wait is a new one.
    pub(super) fn catch_up(&mut self, ledger: &Ledger, holder_alive: Option<EpochMs>, now: EpochMs) -> bool {
        let is_new = !matches!(
            &self.stage,
            Stage::CatchingUp { ledger: before, .. } if wait_key(before) == wait_key(ledger)
        );
        if is_new {
            let bound = now.saturating_add(CATCH_UP);
            let alive = holder_alive.filter(|_| self.hold.is_stolen());
            self.deadline = alive.map_or(bound, |alive| alive.max(bound));
            self.extended = false;
        }
        self.stage = Stage::CatchingUp {
            look_at: now.saturating_add(LOOK_AGAIN),
            ledger: ledger.clone(),
        };
        is_new
    }

    /// How long to wait, in ms, before another tab's lease is looked at again (R20). One that ends later than `longest`
    /// from now says that a clock was set back, and does not count.
    pub(super) fn lease_wait(&self, ledger: &Ledger, longest: i64, now: EpochMs) -> Option<i64> {
        let lease = ledger.lease.filter(|lease| lease.holder != self.id)?;
        let left = lease.until.saturating_sub(now);
        (left > 0 && left <= longest).then(|| left.min(LEASE_POLL))
    }

    /// Writes the intent (R16), and with it the lease, where that is the lock (R20).
    pub(super) fn write_intent(
        &mut self,
        session: &Session,
        ledger: &Ledger,
        lease_until: Option<EpochMs>,
        now: EpochMs,
    ) -> Output {
        let flight = self.id;
        let next = Ledger {
            revision: session.revision.max(ledger.revision),
            intent: Some(Intent {
                flight,
                written_at: now,
            }),
            lease: lease_until.map(|until| Lease {
                holder: flight,
                until,
            }),
            ..Ledger::of(session, ledger)
        };
        self.enter(Stage::Intending { ledger: next.clone() }, now, STEP_TIMEOUT);
        Output::Swap {
            purpose: SwapPurpose::Flight(flight),
            expect: Expect::Same(ledger.clone()),
            next,
            write: None,
        }
    }

    /// What follows from an answered swap, after which the ledger is this one.
    pub(super) fn swapped(&mut self, won: bool, ledger: &Ledger, now: EpochMs) -> AfterSwap {
        match self.stage.clone() {
            Stage::Intending { ledger: written } if won => {
                self.written = Some(written);
                let late = self.extended || now >= self.deadline;
                let slept = late && !self.looked_again;
                self.looked_again |= late;
                AfterSwap::IntentWritten { slept }
            }
            Stage::Intending { .. } => AfterSwap::Decide,
            Stage::Committing(verdict) if won => AfterSwap::Finish(verdict),
            Stage::Committing(verdict) => {
                let started_from = self.written.as_ref().map_or(0, |written| written.revision);
                if ledger.revision < started_from {
                    AfterSwap::CommitAgain(verdict)
                } else {
                    AfterSwap::Fenced
                }
            }
            _ => AfterSwap::Ignore,
        }
    }

    /// Makes an exchange that may take `timeout` ms.
    pub(super) fn start_exchange(&mut self, now: EpochMs, timeout: i64) {
        self.exchanges = self.exchanges.saturating_add(1);
        self.enter(Stage::Exchanging, now, timeout);
    }

    /// What the commit demands of the ledger: what this exchange started from. `None` if the ledger did not answer
    /// before; then the commit does without it.
    pub(super) fn commit_expects(&self) -> Option<Expect> {
        self.written.as_ref().map(|written| Expect::Tokens {
            session: written.session,
            revision: written.revision,
        })
    }

    /// Changes what this flight has written to the ledger, unless another tab has changed the ledger since. This is
    /// wanted even when the flight is over.
    pub(super) fn amend_ledger(&mut self, change: impl FnOnce(&mut Ledger)) -> Option<Output> {
        let written = self.written.take()?;
        let mut next = written.clone();
        change(&mut next);
        (next != written).then_some(Output::Swap {
            purpose: SwapPurpose::UndoIntent(self.id),
            expect: Expect::Same(written),
            next,
            write: None,
        })
    }

    /// The clock was set back by so much, in ms.
    pub(crate) fn set_back(&mut self, by: i64) {
        self.deadline = self.deadline.saturating_sub(by);
        if let Stage::CatchingUp { look_at, .. } = &mut self.stage {
            *look_at = look_at.saturating_sub(by);
        }
    }

    /// What is due, if anything. A tab that slept past a deadline is given a little time first.
    pub(super) fn woke(&mut self, now: EpochMs) -> Option<Due> {
        if now < self.next_wake() {
            return None;
        }
        let is_over = now >= self.deadline;
        let slept = is_over && now.saturating_sub(self.deadline) >= ASLEEP;
        let awaits_answer = !matches!(self.stage, Stage::BackingOff | Stage::Offline);
        if slept && awaits_answer && !self.extended {
            self.extended = true;
            self.deadline = now.saturating_add(WAKING_UP);
            return None;
        }
        Some(match &mut self.stage {
            Stage::AskingTabs => Due::NobodyAnswered,
            Stage::AwaitingClaim => Due::GiveUpClaim,
            Stage::Locking => Due::LockTimeout {
                stolen: self.hold.is_stolen(),
            },
            Stage::CheckingHolder => Due::HolderUnknown,
            Stage::Reading | Stage::Intending { .. } => Due::StorageTimeout,
            Stage::CatchingUp { ledger, .. } if is_over => {
                self.waited_for = Some(wait_key(ledger));
                Due::StopCatchingUp
            }
            Stage::CatchingUp { look_at, .. } => {
                *look_at = now.saturating_add(LOOK_AGAIN);
                Due::LookAgain
            }
            Stage::Exchanging => Due::ExchangeTimeout,
            Stage::Committing(verdict) => Due::CommitTimeout(verdict.clone()),
            Stage::BackingOff => Due::Retry,
            Stage::Offline => Due::StillOffline,
        })
    }
}
