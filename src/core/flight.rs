//! The one refresh under way, and how each step of it ends (R10–R19).
//!
//! ```text
//! Settling → Locking → Reading → (CatchingUp) → Intending → Exchanging → Committing → landed
//!               ↑                                               │
//!               └───────── BackingOff / Offline ←── transient ──┘
//! ```
//!
//! Invariant: each stage has a deadline, and each deadline leads on. The lock is held from
//! `Reading` to `Committing` and never while backing off.

use super::{
    Core, Event, Locking, Moment, Output,
    event::{EndReason, SignedInBy, SignedOutBy, Warning},
    exchange,
    input::{BroughtTokens, Errand, Message},
    ledger::{FlightId, Intent, Lease, Ledger},
    moment::EpochMs,
    output::{Expect, StoreWrite},
    policy::Refresh,
    reply::{Grant, Meaning, Reply},
    session::{Session, SessionId},
};

/// A step between the shell and its storage takes milliseconds. One that takes longer than this
/// is given up, and the flight goes on without it (R14).
const STEP_PATIENCE: i64 = 3_000;
/// How long a sibling's write to localStorage may take to become visible here (R18).
const CATCH_UP: i64 = 1_500;
/// How often the store is looked at meanwhile; events usually come first.
const LOOK_AGAIN: i64 = 25;
/// How much longer than its exchange's timeout a holder may take before it counts as frozen.
const HOLDER_MARGIN: i64 = 2_000;
/// How often a lease that somebody else holds is looked at.
const LEASE_POLL: i64 = 100;
/// How long requests fail at once after a flight that failed.
const COOL_DOWN: i64 = 1_000;
/// The longest wish of a server for peace that is granted.
const LONGEST_COOL_DOWN: i64 = 300_000;

/// The refresh under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Flight {
    id: FlightId,
    session: SessionId,
    stage: Stage,
    /// The stage's deadline.
    until: EpochMs,
    /// Exchanges made so far.
    exchanges: u32,
    /// The platform's lock was asked for and not given back.
    asked: bool,
    /// It is held.
    locked: bool,
    /// It was taken from a holder that seemed frozen.
    stolen: bool,
    /// The bounded wait for a lagging store is over.
    caught_up: bool,
    /// The ledger as this flight wrote it before its exchange.
    written: Option<Ledger>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// A login or logout of this tab is still being written down.
    Settling,
    /// Waits for the lock.
    Locking,
    /// Waited too long: is the holder alive?
    Judging,
    /// Reads the store and the ledger.
    Reading,
    /// The ledger is ahead of the store.
    CatchingUp { look_at: EpochMs },
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
    Over { reason: EndReason, status: Option<u16> },
}

impl Flight {
    pub(super) fn next_wake(&self) -> EpochMs {
        match self.stage {
            Stage::CatchingUp { look_at } => look_at.min(self.until),
            _ => self.until,
        }
    }

    /// Whether the refresh token may have been presented and its successor is not stored yet.
    pub(super) fn has_spent(&self) -> bool {
        matches!(self.stage, Stage::Exchanging | Stage::Committing(_))
    }

    /// Whether a sibling's tokens can take the place of this flight's own exchange.
    fn can_adopt(&self) -> bool {
        !matches!(self.stage, Stage::Intending { .. } | Stage::Exchanging | Stage::Committing(_))
    }
}

impl Core {
    /// Whether an expired access token can be renewed at all.
    pub(super) fn can_renew(&self) -> bool {
        let Some(session) = &self.session else { return false };
        match &self.policy.refresh {
            Refresh::None => false,
            refresh => !refresh.needs_token() || session.tokens.refresh.is_some(),
        }
    }

    /// When the background renews, if it is to (R17).
    pub(super) fn background_renewal(&self) -> Option<EpochMs> {
        let idle = self.flight.is_none() && !self.disposed && !self.renewed_early && self.online;
        if !idle || !self.policy.background || !self.can_renew() {
            return None;
        }
        let renew_at = self.session.as_ref()?.tokens.renew_at?;
        Some(renew_at.max(self.background_from))
    }

    /// Whether the answer to an errand is still wanted. The shell asks once more, inside the
    /// transaction, before it writes: a logout may have come in between.
    #[must_use]
    pub fn wants(&self, errand: Errand) -> bool {
        match errand {
            Errand::Flight(id) => self.flight.as_ref().is_some_and(|flight| flight.id == id),
            Errand::Claim(number) => self.claim.is_some() && self.claims == number,
            Errand::Start | Errand::Removed(_) => !self.disposed,
        }
    }

    /// Starts the flight. Nothing must be under way.
    pub(super) fn fly(&mut self, moment: Moment, why: &'static str) {
        let Some(session) = &self.session else { return };
        self.flight = Some(Flight {
            id: FlightId(moment.entropy),
            session: session.id,
            stage: Stage::Settling,
            until: moment.now.saturating_add(STEP_PATIENCE),
            exchanges: 0,
            asked: false,
            locked: false,
            stolen: false,
            caught_up: false,
            written: None,
        });
        self.trace(moment, None, "refresh", why);
        if self.claim.is_none() {
            self.approach(moment);
        }
    }

    /// A login or logout has been written down: a flight that waited for that may start.
    pub(super) fn claim_settled(&mut self, moment: Moment) {
        if self.flight.as_ref().is_some_and(|flight| flight.stage == Stage::Settling) {
            self.approach(moment);
        }
    }

    /// Begins an attempt: the network, then the lock.
    fn approach(&mut self, moment: Moment) {
        if !self.online {
            self.trace(moment, None, "offline", "noNetwork");
            return self.stage(Stage::Offline, moment, self.policy.refresh_timeout);
        }
        match self.locking {
            Locking::Lease => self.read(moment),
            Locking::Platform => {
                // A little apart, so that two tabs do not find the same holder frozen at once.
                let spread = i64::try_from(moment.entropy % 500).unwrap_or(0);
                let patience = self.policy.refresh_timeout.saturating_add(HOLDER_MARGIN);
                self.stage(Stage::Locking, moment, patience.saturating_add(spread));
                let Some(flight) = &mut self.flight else { return };
                flight.asked = true;
                flight.stolen = false;
                let flight = flight.id;
                self.emit(Output::AcquireLock { flight });
            }
        }
    }

    fn stage(&mut self, stage: Stage, moment: Moment, patience: i64) {
        if let Some(flight) = &mut self.flight {
            flight.stage = stage;
            flight.until = moment.now.saturating_add(patience);
        }
    }

    fn read(&mut self, moment: Moment) {
        self.stage(Stage::Reading, moment, STEP_PATIENCE);
        self.read_again();
    }

    fn read_again(&mut self) {
        if let Some(flight) = &self.flight {
            let errand = Errand::Flight(flight.id);
            self.emit(Output::ReadShared { errand });
        }
    }

    pub(super) fn lock_granted(&mut self, id: FlightId, moment: Moment) {
        match &mut self.flight {
            Some(flight)
                if flight.id == id && matches!(flight.stage, Stage::Locking | Stage::Judging) =>
            {
                flight.locked = true;
                self.trace(moment, None, "locked", "granted");
                self.read(moment);
            }
            _ => self.emit(Output::ReleaseLock { flight: id }),
        }
    }

    pub(super) fn lock_lost(&mut self, id: FlightId) {
        // Whoever took it reads the ledger first; if an exchange is in the air, its commit is
        // fenced by what that one stores.
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.id == id) {
            flight.locked = false;
        }
    }

    /// A sibling's tokens have been adopted: the flight is over, unless its own exchange is in
    /// the air, whose commit then finds them.
    pub(super) fn landed_by_sibling(&mut self, moment: Moment) {
        if self.flight.as_ref().is_some_and(Flight::can_adopt) {
            self.abandon_flight();
            self.release_waiting(moment);
        }
    }

    /// The flight's reading of the store and the ledger has come.
    pub(super) fn flight_read(
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
            Stage::Judging => {
                if !self.yield_to_newer(record, ledger, moment) {
                    self.judge(ledger, moment);
                }
            }
            _ => {}
        }
    }

    /// Whether the holder is slow or frozen (R19).
    fn judge(&mut self, ledger: &Ledger, moment: Moment) {
        match self.alive_until(ledger).filter(|alive| *alive > moment.now) {
            Some(alive) => self.stage(Stage::Locking, moment, alive.saturating_sub(moment.now)),
            None => self.steal(moment),
        }
    }

    /// Until when the exchange that the ledger tells of may still be answered.
    fn alive_until(&self, ledger: &Ledger) -> Option<EpochMs> {
        let intent = ledger.intent?;
        let patience = self.policy.refresh_timeout.saturating_add(HOLDER_MARGIN);
        Some(intent.since.saturating_add(patience))
    }

    fn steal(&mut self, moment: Moment) {
        self.stage(Stage::Locking, moment, STEP_PATIENCE);
        let Some(flight) = &mut self.flight else { return };
        flight.stolen = true;
        let flight = flight.id;
        self.trace(moment, None, "steals", "holderFrozen");
        self.emit(Output::StealLock { flight });
    }

    /// Takes what is newer than this tab's tokens, if anything is.
    fn yield_to_newer(
        &mut self,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) -> bool {
        self.note(ledger);
        let Some(session) = &self.session else { return true };
        let (id, revision) = (session.id, session.revision);
        if let Some(reason) = ledger.end_of(id) {
            self.leave(reason, ended_elsewhere(reason), moment);
            return true;
        }
        let newer = record.filter(|record| {
            record.revision > revision
                && !self.has_ended(record.id)
                && ledger.end_of(record.id).is_none()
        });
        if let Some(newer) = newer {
            if newer.id == id {
                self.trace(moment, None, "adopted", "siblingRefreshed");
                self.renew(newer.clone(), true);
                self.abandon_flight();
                self.release_waiting(moment);
            } else {
                self.enter(newer.clone(), SignedInBy::OtherTab, moment);
            }
            return true;
        }
        if ledger.session.is_none() && ledger.ended.is_some() && ledger.revision > revision {
            // Another session came and went since; ours was replaced by it.
            self.leave(EndReason::Logout, SignedOutBy::OtherTab, moment);
            return true;
        }
        false
    }

    /// Under the lock, with what the store and the ledger hold: adopt, wait for the store, end
    /// the session, or announce the exchange (R18).
    fn decide(&mut self, record: Option<&Session>, ledger: &Ledger, moment: Moment) {
        if self.yield_to_newer(record, ledger, moment) {
            return;
        }
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else { return };
        let stolen = flight.stolen;
        let others_intent = ledger.intent.filter(|intent| intent.flight != flight.id);
        if !flight.caught_up {
            let store_lags = ledger.session.is_some() && ledger.revision > session.revision;
            if store_lags || others_intent.is_some() {
                return self.catch_up(ledger, stolen, moment);
            }
        }
        if self.locking == Locking::Lease {
            let held = ledger
                .lease
                .filter(|lease| lease.holder != flight.id && lease.until > moment.now);
            if let Some(lease) = held {
                let wait = lease.until.saturating_sub(moment.now).min(LEASE_POLL);
                return self.stage(Stage::Locking, moment, wait);
            }
        } else if !flight.locked && !flight.stolen {
            // Fenced, and nothing newer is here: stand in line again.
            return self.approach(moment);
        }
        let spent = session.tokens.refresh_expires_at.is_some_and(|end| moment.now >= end);
        if spent || !self.can_renew() {
            if !spent && self.policy.refresh.needs_token() {
                self.warn(Warning::RefreshWithoutToken);
            }
            let over = Verdict::Over { reason: EndReason::Expired, status: None };
            return self.commit(over, Expect::Same(ledger.clone()), moment);
        }
        self.announce_exchange(ledger, moment);
    }

    fn catch_up(&mut self, ledger: &Ledger, stolen: bool, moment: Moment) {
        let look_at = moment.now.saturating_add(LOOK_AGAIN);
        // A holder that was robbed may still be alive and about to store what it got.
        let alive = if stolen { self.alive_until(ledger) } else { None };
        let Some(flight) = &mut self.flight else { return };
        if !matches!(flight.stage, Stage::CatchingUp { .. }) {
            let bound = moment.now.saturating_add(CATCH_UP);
            flight.until = alive.map_or(bound, |alive| alive.max(bound));
        }
        flight.stage = Stage::CatchingUp { look_at };
        self.trace(moment, None, "catchesUp", "storeBehindLedger");
    }

    /// Writes the intent (R16), and the lease with it where that is the lock (R20).
    fn announce_exchange(&mut self, ledger: &Ledger, moment: Moment) {
        let (Some(flight), Some(session)) = (&self.flight, &self.session) else { return };
        let id = flight.id;
        let mut next = Ledger::of(session, ledger);
        next.revision = next.revision.max(ledger.revision);
        next.intent = Some(Intent { flight: id, since: moment.now });
        if self.locking == Locking::Lease {
            let patience = self.policy.refresh_timeout.saturating_add(HOLDER_MARGIN);
            next.lease = Some(Lease { holder: id, until: moment.now.saturating_add(patience) });
        }
        self.stage(Stage::Intending { ledger: next.clone() }, moment, STEP_PATIENCE);
        self.emit(Output::Swap {
            errand: Errand::Flight(id),
            expect: Expect::Same(ledger.clone()),
            next,
            write: None,
        });
    }

    pub(super) fn flight_swapped(
        &mut self,
        id: FlightId,
        won: bool,
        record: Option<&Session>,
        ledger: &Ledger,
        moment: Moment,
    ) {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.id == id) else {
            return self.note(ledger);
        };
        match flight.stage.clone() {
            Stage::Intending { ledger: written } if won => {
                flight.written = Some(written);
                self.note(ledger);
                self.exchange(moment);
            }
            Stage::Committing(verdict) if won => {
                self.note(ledger);
                self.conclude(verdict, moment);
            }
            Stage::Intending { .. } => self.decide(record, ledger, moment),
            Stage::Committing(_) => {
                // Fenced: somebody stored something newer than what this exchange started from.
                flight.caught_up = false;
                self.trace(moment, None, "fenced", "storeChanged");
                self.decide(record, ledger, moment);
            }
            _ => self.note(ledger),
        }
    }

    fn exchange(&mut self, moment: Moment) {
        let (Some(flight), Some(session)) = (&mut self.flight, &self.session) else { return };
        flight.exchanges = flight.exchanges.saturating_add(1);
        let id = flight.id;
        let output = match exchange::refresh(&self.policy, &session.tokens) {
            Some(exchange) => Output::Exchange { flight: id, exchange },
            None => Output::Callback {
                flight: id,
                refresh_token: session.tokens.refresh.clone(),
            },
        };
        self.stage(Stage::Exchanging, moment, self.policy.refresh_timeout);
        self.trace(moment, None, "exchange", "sent");
        self.emit(output);
    }

    fn is_exchanging(&self, id: FlightId) -> bool {
        self.flight
            .as_ref()
            .is_some_and(|flight| flight.id == id && flight.stage == Stage::Exchanging)
    }

    pub(super) fn exchange_replied(&mut self, id: FlightId, reply: &Reply, moment: Moment) {
        if !self.is_exchanging(id) {
            return;
        }
        match reply.meaning(&self.policy, moment) {
            Meaning::Granted(grant) => self.granted(&grant, moment),
            Meaning::Refused => self.refused(Some(reply.status), moment),
            Meaning::Transient { retry_after } => {
                if let Some(header) = reply.hidden_header(&self.policy) {
                    self.warn(Warning::HeaderNotExposed { header });
                }
                self.answered_not_now(Some(reply.status), retry_after, moment);
            }
        }
    }

    pub(super) fn exchange_failed(&mut self, id: FlightId, moment: Moment) {
        if self.is_exchanging(id) {
            // It may have reached the server: the intent stands (R16).
            self.amend(|written| Ledger { lease: None, ..written });
            self.postpone(None, None, moment);
        }
    }

    pub(super) fn callback_returned(
        &mut self,
        id: FlightId,
        brought: &BroughtTokens,
        moment: Moment,
    ) {
        if self.is_exchanging(id) {
            let tokens = self.tokens_of(brought, moment);
            self.granted(&Grant { tokens, skew: 0 }, moment);
        }
    }

    pub(super) fn callback_threw(&mut self, id: FlightId, status: Option<u16>, moment: Moment) {
        if !self.is_exchanging(id) {
            return;
        }
        match status {
            Some(400..=407 | 409..=424 | 426..=428 | 430..=499) => self.refused(status, moment),
            Some(_) => self.answered_not_now(status, None, moment),
            None => self.exchange_failed(id, moment),
        }
    }

    fn granted(&mut self, grant: &Grant, moment: Moment) {
        self.trace(moment, None, "granted", "reply");
        if let Some(session) = self.renewed_by(grant, moment) {
            let verdict = Verdict::Renewed { session, skew: grant.skew };
            self.commit_exchange(verdict, moment);
        }
    }

    fn refused(&mut self, status: Option<u16>, moment: Moment) {
        self.trace(moment, None, "refused", "reply");
        self.commit_exchange(Verdict::Over { reason: EndReason::Refused, status }, moment);
    }

    /// Commits what an exchange brought, if the ledger still holds what it started from.
    fn commit_exchange(&mut self, verdict: Verdict, moment: Moment) {
        let written = self.flight.as_ref().and_then(|flight| flight.written.as_ref());
        match written {
            Some(written) => {
                let expect =
                    Expect::Tokens { session: written.session, revision: written.revision };
                self.commit(verdict, expect, moment);
            }
            // The ledger did not answer before, so it is not waited for now.
            None => self.conclude_alone(verdict, moment),
        }
    }

    fn commit(&mut self, verdict: Verdict, expect: Expect, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let errand = Errand::Flight(flight.id);
        let (next, write) = match &verdict {
            Verdict::Renewed { session, .. } => {
                (Ledger::of(session, &self.ledger), StoreWrite::Put(session.clone()))
            }
            Verdict::Over { reason, .. } => (
                Ledger::after(flight.session, *reason, self.next_revision(moment)),
                StoreWrite::Remove(flight.session),
            ),
        };
        self.stage(Stage::Committing(verdict), moment, STEP_PATIENCE);
        self.emit(Output::Swap { errand, expect, next, write: Some(write) });
    }

    /// Without the ledger: the store alone.
    fn conclude_alone(&mut self, verdict: Verdict, moment: Moment) {
        let write = match &verdict {
            Verdict::Renewed { session, .. } => Some(StoreWrite::Put(session.clone())),
            Verdict::Over { .. } => {
                self.session.as_ref().map(|session| StoreWrite::Remove(session.id))
            }
        };
        if let Some(write) = write {
            self.emit(Output::Write(write));
        }
        self.conclude(verdict, moment);
    }

    /// The outcome is stored: tell everybody.
    fn conclude(&mut self, verdict: Verdict, moment: Moment) {
        match verdict {
            Verdict::Renewed { session, skew } => {
                self.renew(session.clone(), false);
                self.emit(Output::Announce(Message::Tokens(session)));
                self.warn_of_skew(skew);
                self.abandon_flight();
                self.release_waiting(moment);
            }
            Verdict::Over { reason, status } => {
                let Some(flight) = &self.flight else { return };
                let (session, attempt) = (flight.session, flight.exchanges);
                if reason == EndReason::Refused {
                    self.tell(Event::RefreshFailed {
                        terminal: true,
                        attempt,
                        status,
                        retry_in: None,
                    });
                }
                self.emit(Output::Announce(Message::Ended { session, reason }));
                self.leave(reason, SignedOutBy::Expired, moment);
            }
        }
    }

    /// The server did answer, so the token has not been spent: the intent is taken back.
    fn answered_not_now(
        &mut self,
        status: Option<u16>,
        retry_after: Option<i64>,
        moment: Moment,
    ) {
        self.amend(|written| Ledger { intent: None, lease: None, ..written });
        self.postpone(status, retry_after, moment);
    }

    /// Changes what this flight has written to the ledger, unless somebody else did so first.
    fn amend(&mut self, change: impl FnOnce(Ledger) -> Ledger) {
        let Some(flight) = &mut self.flight else { return };
        let Some(written) = flight.written.take() else { return };
        let errand = Errand::Flight(flight.id);
        let next = change(written.clone());
        if next != written {
            let expect = Expect::Same(written);
            self.emit(Output::Swap { errand, expect, next, write: None });
        }
    }

    /// A transient failure (R12): try again later, or give up for now.
    fn postpone(&mut self, status: Option<u16>, retry_after: Option<i64>, moment: Moment) {
        let Some(flight) = &self.flight else { return };
        let attempt = flight.exchanges;
        let backoff = self.policy.retry.delay(attempt, moment.entropy);
        let delay = retry_after.map_or(backoff, |wish| wish.max(backoff));
        let exhausted = attempt >= self.policy.retry.attempts
            || delay > self.policy.refresh_timeout.max(self.policy.retry.cap)
            || self.disposed;
        self.tell(Event::RefreshFailed {
            terminal: false,
            attempt,
            status,
            retry_in: (!exhausted).then_some(delay),
        });
        if exhausted {
            return self.unavailable(retry_after.unwrap_or(0), moment);
        }
        self.trace(moment, None, "backsOff", "transient");
        self.release_lock();
        self.stage(Stage::BackingOff, moment, delay);
    }

    /// Gives up for now; the session is kept, and after a cool-down the next request tries again.
    fn unavailable(&mut self, wish: i64, moment: Moment) {
        let cool = wish.clamp(COOL_DOWN, LONGEST_COOL_DOWN);
        self.cool_down = moment.now.saturating_add(cool);
        let patience = 5_000_i64 << self.failures.min(4);
        self.background_from = moment.now.saturating_add(patience.max(cool));
        self.failures = self.failures.saturating_add(1);
        self.renewed_early = false;
        self.trace(moment, None, "unavailable", "transient");
        self.abandon_flight();
        self.disappoint_waiting(moment);
    }

    fn release_lock(&mut self) {
        if let Some(flight) = &mut self.flight {
            flight.locked = false;
            if core::mem::take(&mut flight.asked) {
                let flight = flight.id;
                self.emit(Output::ReleaseLock { flight });
            }
        }
    }

    /// Ends the flight, whatever it was doing. Who waited is not told here.
    pub(super) fn abandon_flight(&mut self) {
        self.release_lock();
        if let Some(flight) = self.flight.take() {
            if flight.stage == Stage::Exchanging {
                self.emit(Output::CancelExchange { flight: flight.id });
            }
        }
    }

    pub(super) fn network(&mut self, online: bool, moment: Moment) {
        self.online = online;
        if online && self.flight.as_ref().is_some_and(|flight| flight.stage == Stage::Offline) {
            self.approach(moment);
        }
    }

    pub(super) fn woke(&mut self, moment: Moment) {
        let Some(flight) = &self.flight else {
            if self.background_renewal().is_some_and(|time| moment.now >= time) {
                self.renewed_early = true;
                self.fly(moment, "background");
            }
            return;
        };
        if moment.now >= flight.next_wake() {
            let over = moment.now >= flight.until;
            self.deadline(over, moment);
        }
    }

    /// The stage has taken its time.
    fn deadline(&mut self, over: bool, moment: Moment) {
        let Some(flight) = &mut self.flight else { return };
        match flight.stage.clone() {
            Stage::Settling => {
                self.claim = None;
                self.approach(moment);
            }
            Stage::Locking if self.locking == Locking::Lease => self.read(moment),
            // The platform gives no lock, even by force: go on without one.
            Stage::Locking if flight.stolen => self.read(moment),
            Stage::Locking => {
                self.stage(Stage::Judging, moment, STEP_PATIENCE);
                self.read_again();
            }
            Stage::Judging => self.steal(moment),
            Stage::Reading | Stage::Intending { .. } => self.exchange(moment),
            Stage::CatchingUp { .. } if over => {
                flight.caught_up = true;
                self.read(moment);
            }
            Stage::CatchingUp { .. } => {
                let look_at = moment.now.saturating_add(LOOK_AGAIN);
                flight.stage = Stage::CatchingUp { look_at };
                self.read_again();
            }
            Stage::Exchanging => {
                let id = flight.id;
                self.emit(Output::CancelExchange { flight: id });
                self.exchange_failed(id, moment);
            }
            Stage::Committing(verdict) => self.conclude_alone(verdict, moment),
            Stage::BackingOff => self.approach(moment),
            Stage::Offline => self.unavailable(0, moment),
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
