//! Telling the server of a logout (R31). The session is over here by then, and nothing of this is ever stored.
//!
//! ```text
//! (Ending) → (Claiming → Locking → Renewing) → Calling → (Recording) → done
//!                 ↑                                │
//!                 └──────── "expired", once ───────┘
//! ```
//!
//! `Ending` comes first where no user has asked for the end: several tabs may have found it at once, and the one that writes it
//! to the ledger tells the server. `Recording` comes last where the end is not in the ledger yet: a page that is loaded again right
//! after its `logout()` is to find it there.
//!
//! With the platform's lock no other tab's exchange is under way meanwhile (I1). With leases one may be: the end is in the
//! ledger by then, and leaves no room for a lease.
//!
//! Invariant: it is over after one `refreshTimeout`, so a `logout()` never waits longer.

use super::{
    Core, Locking, Moment, Output, clock, event::Warning, input::CallId, ledger::FlightId, moment::EpochMs,
    output::Outcome, own_request, reply::Reply, session::Tokens,
};

/// How long to wait for the ledger, and then for the lock, in ms. The flight that holds the lock hears of the logout and gives it
/// back.
const PATIENCE: i64 = 2_000;

/// How long to wait for the ledger where nobody waits for the logout, in ms. It may be slow on a busy machine, and without it several
/// tabs tell the server.
const PATIENCE_OF_NOBODY: i64 = 5_000;

/// Stands for the `logout()` where nobody has called it. No call of the driver's has this id.
const NOBODY: CallId = CallId(u32::MAX);

/// A logout of which the server is being told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Revocation {
    /// The `logout()` that waits.
    call: CallId,
    /// Those of the session that has ended, or what an exchange has brought since.
    tokens: Tokens,
    stage: Stage,
    /// When its last call is cut off.
    deadline: EpochMs,
    /// The one exchange has been made.
    has_exchanged: bool,
    /// The endpoint has been called.
    has_called: bool,
}

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// The entry of an end that no user has asked for: only the tab that writes it tells the server (R33).
    Ending { until: EpochMs },
    /// The end's entry in the ledger. Before it, another tab that has not heard of the logout could use the token again.
    Claiming { until: EpochMs },
    /// The lock, so that no other tab's exchange is under way (I1).
    Locking { flight: FlightId, until: EpochMs },
    /// The reply to an exchange that is made for the call alone.
    Renewing { flight: FlightId, until: EpochMs },
    /// The endpoint's reply.
    Calling,
    /// The end's entry in the ledger, which has taken longer than the endpoint.
    Recording { until: EpochMs },
}

impl Revocation {
    fn next_wake(&self) -> Option<EpochMs> {
        match self.stage {
            Stage::Ending { until }
            | Stage::Claiming { until }
            | Stage::Locking { until, .. }
            | Stage::Renewing { until, .. }
            | Stage::Recording { until } => Some(until),
            Stage::Calling => None,
        }
    }

    /// The clock was set back by so much, in ms.
    pub(super) fn set_back(&mut self, by: i64) {
        self.deadline = self.deadline.saturating_sub(by);
        if let Stage::Ending { until }
        | Stage::Claiming { until }
        | Stage::Locking { until, .. }
        | Stage::Renewing { until, .. }
        | Stage::Recording { until } = &mut self.stage
        {
            *until = until.saturating_sub(by);
        }
    }

    /// Whether this exchange, or the lock for it, is what it waits for.
    fn awaits(&self, id: FlightId) -> bool {
        match self.stage {
            Stage::Locking { flight, .. } | Stage::Renewing { flight, .. } => flight == id,
            Stage::Ending { .. } | Stage::Claiming { .. } | Stage::Calling | Stage::Recording { .. } => false,
        }
    }

    fn is_ending(&self) -> bool {
        matches!(self.stage, Stage::Ending { .. })
    }

    /// Whether this call of the endpoint or of the function is under way.
    fn is_calling(&self, call: CallId) -> bool {
        self.call == call && self.stage == Stage::Calling
    }

    fn awaits_ledger(&self) -> bool {
        matches!(
            self.stage,
            Stage::Ending { .. } | Stage::Claiming { .. } | Stage::Recording { .. }
        )
    }

    fn waits_for_lock(&self) -> bool {
        matches!(self.stage, Stage::Locking { .. })
    }

    /// Whether the access token is known to have ended.
    fn has_ended(&self, moment: Moment) -> bool {
        let end = self.tokens.access_expires_at;
        end.is_some_and(|end| !clock::lies_ahead(end, moment))
    }
}

impl Core {
    /// Tells the server of a logout, if it is to be told. `exchange` is one of the session's that is under way: its
    /// tokens take the place of the old ones, which it may have used up.
    pub(super) fn revoke(
        &mut self,
        call: CallId,
        tokens: Tokens,
        exchange: Option<FlightId>,
        moment: Moment,
    ) {
        let patience = self.policy.refresh_timeout;
        let revocation = Revocation {
            call,
            tokens,
            stage: Stage::Calling,
            deadline: moment.now.saturating_add(patience),
            has_exchanged: exchange.is_some(),
            has_called: false,
        };
        match exchange {
            Some(flight) => self.await_renewal(revocation, flight, moment),
            None => self.tell_server(revocation, moment),
        }
    }

    /// Likewise, of an end that several tabs may have found at once: nobody waits for it, and one of them tells the server.
    pub(super) fn revoke_idle(&mut self, tokens: Tokens, exchange: Option<FlightId>, moment: Moment) {
        self.revoke(NOBODY, tokens, exchange, moment);
    }

    /// Another tab has found the end. Its entry in the ledger may come after this tab's, and then this tab tells the server.
    pub(super) fn stand_by_for_idle_end(&mut self, tokens: Tokens, moment: Moment) {
        if self.claims.is_open() {
            self.revoke_idle(tokens, None, moment);
        }
    }

    fn tell_server(&mut self, mut revocation: Revocation, moment: Moment) {
        if revocation.is_ending() {
            // Its own time begins only now.
            revocation.deadline = moment.now.saturating_add(self.policy.refresh_timeout);
        } else if revocation.call == NOBODY && self.claims.is_open() {
            let until = moment.now.saturating_add(PATIENCE_OF_NOBODY);
            revocation.stage = Stage::Ending { until };
            return self.revocations.push(revocation);
        }
        if revocation.has_ended(moment) && self.can_renew_for(&revocation) {
            self.renew_for(revocation, moment);
        } else {
            self.call_logout(revocation, moment);
        }
    }

    /// Another tab has written the end, and tells the server.
    pub(super) fn leave_revocation_to_other_tab(&mut self) {
        self.take_revocation(Revocation::is_ending);
    }

    /// When [`Core::revocations_due`] is due.
    pub(super) fn revocation_wake(&self) -> Option<EpochMs> {
        self.revocations.iter().filter_map(Revocation::next_wake).min()
    }

    /// Goes on without what has not come in time.
    pub(super) fn revocations_due(&mut self, moment: Moment) {
        let is_due = |revocation: &Revocation| revocation.next_wake().is_some_and(|wake| wake <= moment.now);
        while let Some(revocation) = self.take_revocation(is_due) {
            match revocation.stage {
                Stage::Locking { flight, .. } => self.exchange_for(revocation, flight, moment),
                Stage::Renewing { flight, .. } => {
                    self.emit(Output::CancelExchange {
                        flight,
                        timed_out: false,
                    });
                    self.revocations.push(revocation);
                    self.renewed_for_logout(flight, None, moment);
                }
                Stage::Ending { .. } | Stage::Claiming { .. } | Stage::Recording { .. } => {
                    self.resume_revocation(revocation, moment);
                }
                Stage::Calling => {}
            }
        }
    }

    /// The lock is granted. Returns whether a revocation wants it.
    pub(super) fn revocation_locked(&mut self, id: FlightId, moment: Moment) -> bool {
        let locking = |revocation: &Revocation| revocation.awaits(id) && revocation.waits_for_lock();
        if let Some(revocation) = self.take_revocation(locking) {
            self.exchange_for(revocation, id, moment);
        }
        // One that went on without the lock keeps it all the same, until its exchange is over.
        self.revocations.iter().any(|revocation| revocation.awaits(id))
    }

    /// The exchange for a logout is over. `brought` is what it has brought, if anything.
    pub(super) fn renewed_for_logout(&mut self, id: FlightId, brought: Option<Tokens>, moment: Moment) {
        let Some(mut revocation) = self.take_revocation(|revocation| revocation.awaits(id)) else {
            return;
        };
        self.emit(Output::ReleaseLock { flight: id });
        match brought {
            Some(tokens) => {
                let refresh = tokens.refresh.or(revocation.tokens.refresh);
                revocation.tokens = Tokens { refresh, ..tokens };
                self.call_logout(revocation, moment);
            }
            // The endpoint may take the old token all the same.
            None if !revocation.has_called => self.call_logout(revocation, moment),
            None => self.finish_unconfirmed(&revocation, None, moment),
        }
    }

    /// The logout endpoint has replied, or nothing came in time.
    pub(super) fn logout_replied(
        &mut self,
        call: CallId,
        reply: Option<&Reply>,
        expired: bool,
        moment: Moment,
    ) {
        let Some(revocation) = self.take_revocation(|revocation| revocation.is_calling(call)) else {
            return;
        };
        match reply {
            Some(_) if expired && self.can_renew_for(&revocation) => self.renew_for(revocation, moment),
            Some(reply) if reply.redirect => {
                self.warn_once(Warning::RedirectRefused { endpoint: "logout" });
                self.finish_revocation(&revocation, moment);
            }
            Some(reply) if !expired && reply.confirms(&self.policy) => {
                self.finish_revocation(&revocation, moment);
            }
            reply => self.finish_unconfirmed(&revocation, reply.map(|reply| reply.status), moment),
        }
    }

    /// The application's logout function is over.
    pub(super) fn logout_returned(&mut self, call: CallId, outcome: Result<(), Option<u16>>, moment: Moment) {
        let Some(revocation) = self.take_revocation(|revocation| revocation.is_calling(call)) else {
            return;
        };
        match outcome {
            Ok(()) => self.finish_revocation(&revocation, moment),
            Err(Some(status))
                if self.policy.expired.status.contains(&status) && self.can_renew_for(&revocation) =>
            {
                self.renew_for(revocation, moment);
            }
            Err(status) => self.finish_unconfirmed(&revocation, status, moment),
        }
    }

    /// Whether new tokens would make the call a better one, and can be had.
    fn can_renew_for(&self, revocation: &Revocation) -> bool {
        let carries_access =
            own_request::logout(&self.policy, &revocation.tokens).is_some_and(|logout| logout.carries_access);
        !revocation.has_exchanged && carries_access && self.policy.can_renew(&revocation.tokens)
    }

    fn renew_for(&mut self, mut revocation: Revocation, moment: Moment) {
        if !self.claims.is_open() {
            return self.lock_for(revocation, moment);
        }
        let until = moment.now.saturating_add(PATIENCE);
        revocation.stage = Stage::Claiming { until };
        self.revocations.push(revocation);
    }

    /// Nothing is being written to the ledger any more: what waited for it goes on.
    pub(super) fn resume_revocations(&mut self, moment: Moment) {
        while let Some(revocation) = self.take_revocation(Revocation::awaits_ledger) {
            self.resume_revocation(revocation, moment);
        }
    }

    /// The ledger has what this one waited for, or has not answered in time.
    fn resume_revocation(&mut self, revocation: Revocation, moment: Moment) {
        match revocation.stage {
            Stage::Ending { .. } => self.tell_server(revocation, moment),
            Stage::Recording { .. } => self.settle(revocation.call, Outcome::Done),
            _ => self.lock_for(revocation, moment),
        }
    }

    fn lock_for(&mut self, mut revocation: Revocation, moment: Moment) {
        let flight = FlightId(moment.entropy);
        match self.locking {
            Locking::Lease => self.exchange_for(revocation, flight, moment),
            Locking::Platform => {
                let until = moment.now.saturating_add(PATIENCE);
                revocation.stage = Stage::Locking { flight, until };
                self.revocations.push(revocation);
                self.emit(Output::AcquireLock { flight });
            }
        }
    }

    fn exchange_for(&mut self, mut revocation: Revocation, flight: FlightId, moment: Moment) {
        revocation.has_exchanged = true;
        let exchange = own_request::exchange(&self.policy, &revocation.tokens, flight);
        self.await_renewal(revocation, flight, moment);
        match exchange {
            Some(exchange) => self.emit(exchange),
            None => self.renewed_for_logout(flight, None, moment),
        }
    }

    fn await_renewal(&mut self, mut revocation: Revocation, flight: FlightId, moment: Moment) {
        // Half of what is left, so that the call itself has its time.
        let left = revocation.deadline.saturating_sub(moment.now);
        let until = moment.now.saturating_add(left / 2);
        revocation.stage = Stage::Renewing { flight, until };
        self.revocations.push(revocation);
    }

    fn call_logout(&mut self, mut revocation: Revocation, moment: Moment) {
        let call = revocation.call;
        let Some(logout) = own_request::logout(&self.policy, &revocation.tokens) else {
            return self.finish_revocation(&revocation, moment);
        };
        if let Some(origin) = logout.withheld_from {
            self.warn_once(Warning::TokenWithheld { origin });
        }
        let limit = revocation.deadline.saturating_sub(moment.now).max(0);
        revocation.stage = Stage::Calling;
        revocation.has_called = true;
        self.emit(match logout.request {
            Some(request) => Output::CallLogout { call, request, limit },
            None => Output::LogoutCallback {
                call,
                access_token: revocation.tokens.access.clone(),
                refresh_token: revocation.tokens.refresh.clone(),
                limit,
            },
        });
        self.revocations.push(revocation);
    }

    /// The server may still hold the session.
    fn finish_unconfirmed(&mut self, revocation: &Revocation, status: Option<u16>, moment: Moment) {
        self.warn(Warning::LogoutNotConfirmed { status });
        self.finish_revocation(revocation, moment);
    }

    /// Nothing more is to be told to the server.
    fn finish_revocation(&mut self, revocation: &Revocation, moment: Moment) {
        let left = revocation.deadline.saturating_sub(moment.now);
        self.settle_once_recorded(revocation.call, left, moment);
    }

    /// A `logout()` is over once the ledger has the end, which takes no longer than `limit` ms.
    pub(super) fn settle_once_recorded(&mut self, call: CallId, limit: i64, moment: Moment) {
        if call == NOBODY || !self.claims.is_open() {
            return self.settle(call, Outcome::Done);
        }
        let until = moment.now.saturating_add(PATIENCE.min(limit));
        self.revocations.push(Revocation {
            call,
            tokens: Tokens::none(),
            stage: Stage::Recording { until },
            deadline: until,
            has_exchanged: true,
            has_called: true,
        });
    }

    fn take_revocation(&mut self, is_it: impl Fn(&Revocation) -> bool) -> Option<Revocation> {
        let at = self.revocations.iter().position(is_it)?;
        Some(self.revocations.swap_remove(at))
    }
}
