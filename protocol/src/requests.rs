//! What happens to a request: it is sent, waits, is replayed or settled (R1–R5, R8, R9).

use super::{
    Core, Event, Moment, Output,
    calls::{Phase, Waiter},
    event::Warning,
    input::CallId,
    output::{Fault, Outcome},
    rules::Rules,
};

impl Core {
    /// A request belongs to the session in which it is made, however long its body takes to read (I3).
    pub(super) fn requested(&mut self, call: CallId, endpoint: u64, ready: bool, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        let id = self.session.as_ref().map(|session| session.id);
        self.calls.open(call, id, endpoint);
        if ready {
            return self.send_or_wait(call, moment);
        }
        self.trace(moment, Some(call), "waits", "bodyIsRead");
    }

    /// The body is complete. If the session changed meanwhile, the request has been rejected already.
    pub(super) fn body_read(&mut self, call: CallId, moment: Moment) {
        let request = self.calls.request(call);
        if request.is_some_and(|request| request.phase == Phase::Preparing) {
            self.send_or_wait(call, moment);
        }
    }

    fn send_or_wait(&mut self, call: CallId, moment: Moment) {
        if self.session.is_none() {
            return self.send(call, moment, "signedOut");
        }
        if self.flight.is_some() {
            // R3: the answer would be a 401.
            self.trace(moment, Some(call), "waits", "refreshUnderWay");
            return self.calls.wait(call);
        }
        if self.needs_renewal(moment) {
            if self.cool_down.is_on(moment.now) {
                if self.is_past_expiry(moment) {
                    return self.reject_unavailable(call, moment);
                }
            } else {
                self.trace(moment, Some(call), "waits", "knownExpired");
                self.calls.wait(call);
                self.early_renewal.start();
                return self.start_refresh(moment, "knownExpired");
            }
        }
        self.send(call, moment, "signedIn");
    }

    pub(super) fn replied(&mut self, call: CallId, expired: bool, moment: Moment) {
        let Some(request) = self.calls.request(call) else {
            // The end of the client has settled the request already. The caller gets the reply.
            return self.emit(Output::Settle {
                call,
                outcome: Outcome::Deliver,
            });
        };
        if !expired {
            self.refused_endpoints.forget(request.endpoint);
            self.trace(moment, Some(call), "answered", "reply");
            return self.settle(call, Outcome::Deliver);
        }
        let (made_under, generation, sends) = (request.session, request.generation, request.sends);
        let endpoint = request.endpoint;
        let Some(made_under) = made_under else {
            self.trace(moment, Some(call), "answered", "signedOut");
            self.settle(call, Outcome::Deliver);
            if self.session.is_none()
                && let Some(reason) = self.notices.expired_signed_out()
            {
                self.notify(Event::LoginRequired { reason });
            }
            return;
        };
        let current = self
            .session
            .as_ref()
            .filter(|session| session.id == made_under)
            .map(|session| session.generation);
        let Some(current) = current else {
            // R9: a replay would go out as another user, or as none.
            let fault = self.ended.fault_of(made_under);
            self.trace(moment, Some(call), "answered", "sessionChanged");
            return self.settle(call, Outcome::Fault(fault));
        };
        if sends >= 2 {
            // R5: the second refusal is the answer.
            if generation == current
                && self.flight.is_none()
                && self.refused_endpoints.remember(endpoint, moment.now)
            {
                self.warn(Warning::FreshTokenRejected);
            }
            self.trace(moment, Some(call), "answered", "refusedAgain");
            return self.settle(call, Outcome::Deliver);
        }
        if self.flight.is_some() {
            self.trace(moment, Some(call), "waits", "expired");
            return self.calls.wait(call);
        }
        if generation != current && self.rules.replays_late_expiries() {
            // R2: the token was renewed while the request was in the air.
            return self.send(call, moment, "lateExpiry");
        }
        if self.refused_endpoints.holds(endpoint, moment.now) && !self.is_past_expiry(moment) {
            // R5: this endpoint refused a fresh token a short while ago.
            self.trace(moment, Some(call), "answered", "refusedAgain");
            return self.settle(call, Outcome::Deliver);
        }
        if self.cool_down.is_on(moment.now) {
            return self.reject_unavailable(call, moment);
        }
        self.trace(moment, Some(call), "waits", "expired");
        self.calls.wait(call);
        self.start_refresh(moment, "expired");
    }

    pub(super) fn token_requested(&mut self, call: CallId, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        if self.session.is_some() {
            if self.flight.is_some() {
                return self.calls.add_waiter(call, Waiter::Token);
            }
            if self.needs_renewal(moment) {
                if !self.cool_down.is_on(moment.now) {
                    self.calls.add_waiter(call, Waiter::Token);
                    self.early_renewal.start();
                    return self.start_refresh(moment, "knownExpired");
                }
                if self.is_past_expiry(moment) {
                    return self.settle(call, Outcome::Fault(Fault::RefreshUnavailable));
                }
            }
        }
        self.settle_token(call);
    }

    pub(super) fn refresh_requested(&mut self, call: CallId, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        if self.session.is_none() {
            return self.settle(call, Outcome::Fault(Fault::SessionExpired));
        }
        self.calls.add_waiter(call, Waiter::Refresh);
        if self.flight.is_none() {
            self.start_refresh(moment, "asked");
        }
    }

    pub(super) fn settle_token(&mut self, call: CallId) {
        self.early_renewal.use_token();
        let token = self.session.as_ref().map(|session| session.tokens.access.clone());
        self.settle(call, Outcome::Token(token));
    }

    /// Sends a request with the current access token.
    pub(super) fn send(&mut self, call: CallId, moment: Moment, why: &'static str) {
        let (generation, token) = match &self.session {
            Some(session) => (session.generation, Some(session.tokens.access.clone())),
            None => (0, None),
        };
        self.early_renewal.use_token();
        self.calls.sent(call, generation);
        let again = self.calls.request(call).is_some_and(|request| request.sends > 1);
        self.trace(moment, Some(call), if again { "replayed" } else { "sent" }, why);
        self.emit(Output::Send { call, token });
    }

    pub(super) fn settle(&mut self, call: CallId, outcome: Outcome) {
        self.calls.close(call);
        self.emit(Output::Settle { call, outcome });
    }

    /// The refresh succeeded: the calls that wait for it go on with the new token.
    pub(super) fn resume_waiting(&mut self, moment: Moment) {
        for call in self.calls.waiting() {
            self.send(call, moment, "refreshed");
        }
        for (call, waiter) in self.calls.take_waiters() {
            match waiter {
                Waiter::Token => self.settle_token(call),
                Waiter::Refresh => self.settle(call, Outcome::Done),
            }
        }
    }

    /// The refresh failed for now. A request that was not sent yet is sent if the old token is known to be good.
    pub(super) fn fail_waiting(&mut self, moment: Moment) {
        if !self.rules.settles_waiting() {
            return;
        }
        let session = self.session.as_ref();
        let usable = session.is_some_and(|session| session.tokens.is_known_good(moment.now));
        for call in self.calls.waiting() {
            let unsent = self.calls.request(call).is_some_and(|request| request.sends == 0);
            if usable && unsent {
                self.send(call, moment, "stillGood");
            } else {
                self.reject_unavailable(call, moment);
            }
        }
        for (call, waiter) in self.calls.take_waiters() {
            match waiter {
                Waiter::Token if usable => self.settle_token(call),
                _ => self.settle(call, Outcome::Fault(Fault::RefreshUnavailable)),
            }
        }
    }

    fn reject_unavailable(&mut self, call: CallId, moment: Moment) {
        self.trace(moment, Some(call), "rejected", "refreshUnavailable");
        self.settle(call, Outcome::Fault(Fault::RefreshUnavailable));
    }

    /// No reply will come, or it is no longer wanted (R8).
    pub(super) fn withdrawn(&mut self, call: CallId, moment: Moment) {
        if self.calls.request(call).is_some() {
            self.trace(moment, Some(call), "withdrawn", "noReply");
        }
        self.user_actions.login_failed(call);
        self.calls.close(call);
    }

    /// The session is over: the calls that wait fail.
    pub(super) fn reject_waiting(&mut self, fault: Fault, moment: Moment) {
        let waiting = if self.rules.binds_unread_bodies() {
            self.calls.not_awaiting_reply()
        } else {
            self.calls.waiting()
        };
        for call in waiting {
            self.trace(moment, Some(call), "rejected", "sessionEnded");
            self.settle(call, Outcome::Fault(fault));
        }
        for (call, waiter) in self.calls.take_waiters() {
            match waiter {
                Waiter::Token if self.session.is_none() => self.settle_token(call),
                _ => self.settle(call, Outcome::Fault(fault)),
            }
        }
    }

    /// Whether the access token is known to need renewal (R4). It is renewed once in a generation (R15).
    pub(super) fn needs_renewal(&self, moment: Moment) -> bool {
        let tokens = self.session.as_ref().map(|session| &session.tokens);
        tokens.is_some_and(|tokens| self.early_renewal.is_due(tokens, moment.now)) && self.can_renew()
    }

    fn is_past_expiry(&self, moment: Moment) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| session.tokens.is_known_expired(moment.now))
    }
}
