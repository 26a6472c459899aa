//! What happens to a request: it is sent, waits, is replayed or settled (R1–R5, R8, R9).

use super::{
    Core, Event, Moment, Output,
    calls::{Request, Waiter},
    event::Warning,
    input::CallId,
    output::{Fault, Outcome},
    rules::Rules,
    secret::Secret,
};

/// What a call that needs the access token can do.
enum Readiness {
    /// Go on without a token.
    SignedOut,
    /// Go on with the token in hand.
    Ready,
    /// Wait for the refresh under way (R3).
    Refreshing,
    /// Wait for a refresh that starts now (R4).
    NeedsRefresh,
    /// Fail: the token has expired, and a refresh has just failed.
    Unavailable,
}

impl Core {
    /// A call belongs to the session in which it is made, however long its request takes to make (I3). While nobody is signed in it
    /// belongs to none: the application may be about to log in.
    pub(super) fn announced(&mut self, call: CallId) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        if let Some(session) = &self.session {
            self.calls.announce(call, session.id, self.notices.asked());
        }
    }

    /// A request belongs to the session in which it is made, however long its body takes to read (I3).
    pub(super) fn requested(&mut self, call: CallId, route_hash: u64, ready: bool, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        if !self.calls.request_announced(call, route_hash) {
            let id = self.session.as_ref().map(|session| session.id);
            self.calls.open(call, id, route_hash, self.notices.asked());
        }
        if ready {
            return self.send_or_wait(call, moment);
        }
        self.trace(moment, Some(call), "waits", "bodyIsRead");
    }

    /// The body is complete. If the session changed meanwhile, the request has been rejected already.
    pub(super) fn body_read(&mut self, call: CallId, moment: Moment) {
        if self.calls.request(call).is_some_and(Request::is_preparing) {
            self.send_or_wait(call, moment);
        }
    }

    fn send_or_wait(&mut self, call: CallId, moment: Moment) {
        match self.readiness(moment) {
            Readiness::SignedOut => self.send(call, moment, "signedOut"),
            Readiness::Ready => self.send(call, moment, "signedIn"),
            Readiness::Refreshing => {
                self.trace(moment, Some(call), "waits", "refreshUnderWay");
                self.calls.wait(call);
            }
            Readiness::NeedsRefresh => {
                self.trace(moment, Some(call), "waits", "knownExpired");
                self.calls.wait(call);
                self.renew_early(moment, "knownExpired");
            }
            Readiness::Unavailable => self.reject_unavailable(call, moment),
        }
    }

    pub(super) fn token_requested(&mut self, call: CallId, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        match self.readiness(moment) {
            Readiness::SignedOut | Readiness::Ready => self.settle_token(call),
            Readiness::Refreshing => self.calls.add_waiter(call, Waiter::Token),
            Readiness::NeedsRefresh => {
                self.calls.add_waiter(call, Waiter::Token);
                self.renew_early(moment, "knownExpired");
            }
            Readiness::Unavailable => self.settle(call, Outcome::Fault(Fault::RefreshUnavailable)),
        }
    }

    /// What a call that needs the access token can do.
    fn readiness(&self, moment: Moment) -> Readiness {
        let Some(session) = &self.session else {
            return Readiness::SignedOut;
        };
        let tokens = &session.tokens;
        if self.flight.is_some() {
            Readiness::Refreshing
        } else if self.restoring.is_some() {
            self.readiness_to_restore(moment)
        } else if !self.early_renewal.is_due(tokens, moment.now) || !self.can_renew() {
            Readiness::Ready
        } else if !self.cool_down.is_on(moment.now) {
            Readiness::NeedsRefresh
        } else if tokens.is_known_expired(moment.now) {
            Readiness::Unavailable
        } else {
            Readiness::Ready
        }
    }

    /// The restore has failed, and is tried again.
    fn readiness_to_restore(&self, moment: Moment) -> Readiness {
        if self.cool_down.is_on(moment.now) {
            Readiness::Unavailable
        } else {
            Readiness::NeedsRefresh
        }
    }

    pub(super) fn replied(&mut self, call: CallId, expired: bool, moment: Moment) {
        // Without it, the end of the client has settled the request already.
        let Some(request) = self.calls.request(call) else {
            return;
        };
        if !expired {
            self.refused_endpoints.accepted(request.route_hash());
            return self.deliver(call, "reply", moment);
        }
        let Some(made_in) = request.session() else {
            return self.expired_signed_out(call, request, moment);
        };
        match self.session.as_ref().filter(|session| session.id == made_in) {
            Some(session) => {
                let is_current = request.is_current_in(session);
                self.expired(call, request, is_current, moment);
            }
            None => {
                // R9: a replay would go out as another user, or as none.
                let fault = self.ended.fault_of(made_in);
                self.trace(moment, Some(call), "answered", "sessionChanged");
                self.settle(call, Outcome::Fault(fault));
            }
        }
    }

    /// A request that was made while nobody was signed in met the expiry answer.
    fn expired_signed_out(&mut self, call: CallId, request: Request, moment: Moment) {
        let is_signed_out = self.session.is_none();
        let was_signed_in = self.ended.last().is_some();
        if is_signed_out && was_signed_in {
            // The user was signed in before, and sees that this is over.
            self.trace(moment, Some(call), "answered", "signedOut");
            self.settle(call, Outcome::Fault(Fault::SessionExpired));
        } else {
            self.deliver(call, "signedOut", moment);
        }
        if is_signed_out
            // Where pages are rendered, nobody can log in.
            && (was_signed_in || !self.policy.on_server)
            && let Some(reason) = self.notices.expired_signed_out(request.asked(), moment.now)
        {
            self.notify(Event::LoginRequired { reason });
        }
    }

    /// The server says that the access token has expired. `is_current`: the request was sent with the present one.
    fn expired(&mut self, call: CallId, request: Request, is_current: bool, moment: Moment) {
        let route_hash = request.route_hash();
        if request.was_replayed() {
            // R5: the second refusal is the answer.
            if is_current && self.flight.is_none() && self.refused_endpoints.remember(route_hash, moment.now)
            {
                self.warn(Warning::FreshTokenRejected);
            }
            return self.deliver(call, "refusedAgain", moment);
        }
        if self.flight.is_some() {
            self.trace(moment, Some(call), "waits", "expired");
            return self.calls.wait(call);
        }
        if !is_current && self.rules.replays_late_expiries() {
            // R2: the token was renewed while the request was unanswered.
            return self.send(call, moment, "lateExpiry");
        }
        if self.refused_endpoints.holds(route_hash, moment.now) && !self.is_past_expiry(moment) {
            // R5: this endpoint refused a fresh token a short while ago.
            return self.deliver(call, "refusedAgain", moment);
        }
        if self.cool_down.is_on(moment.now) {
            return self.reject_unavailable(call, moment);
        }
        self.trace(moment, Some(call), "waits", "expired");
        self.calls.wait(call);
        self.start_refresh(moment, "expired");
    }

    /// The reply in hand is the answer.
    fn deliver(&mut self, call: CallId, why: &'static str, moment: Moment) {
        self.trace(moment, Some(call), "answered", why);
        self.settle(call, Outcome::Deliver);
    }

    pub(super) fn refresh_requested(&mut self, call: CallId, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        if self.may_ask_for_session() {
            self.ask_for_session(moment);
        }
        if self.session.is_none() {
            return self.settle(call, Outcome::Fault(Fault::SessionExpired));
        }
        if let Some(restoring) = &mut self.restoring {
            restoring.asks_server = true;
        }
        if self.flight.is_none() && !self.can_renew() {
            // Nobody has said that the session is over (R13).
            self.warn_of_missing_token();
            return self.settle(call, Outcome::Fault(Fault::RefreshUnavailable));
        }
        self.calls.add_waiter(call, Waiter::Refresh);
        if self.flight.is_none() {
            self.start_refresh(moment, "asked");
        }
    }

    pub(super) fn settle_token(&mut self, call: CallId) {
        self.early_renewal.use_token();
        let token = self.access_token();
        self.settle(call, Outcome::Token(token));
    }

    /// The current access token. There is none where the server's own cookie is it (R29), whatever an older configuration has
    /// left in the store.
    fn access_token(&self) -> Option<Secret> {
        let session = self.session.as_ref().filter(|_| !self.policy.attach.by_cookie)?;
        session.tokens.access.clone()
    }

    /// Sends a request with the current access token.
    pub(super) fn send(&mut self, call: CallId, moment: Moment, why: &'static str) {
        let generation = self.session.as_ref().map_or(0, |session| session.generation);
        let token = self.access_token();
        self.early_renewal.use_token();
        self.calls.sent(call, generation);
        let again = self.calls.request(call).is_some_and(Request::was_replayed);
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
            let was_sent = self.calls.request(call).is_some_and(Request::was_sent);
            if usable && !was_sent {
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
        let request = self.calls.request(call);
        if request.is_some_and(|request| !request.is_announced()) {
            self.trace(moment, Some(call), "withdrawn", "noReply");
        }
        self.user_actions.login_ended(call);
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

    /// The server was asked whether there is a session, and there was never one here: what waited for that goes on as a visitor's.
    /// `refresh()`, which wants a session, fails.
    pub(super) fn resume_signed_out(&mut self, refresh_fault: Fault, moment: Moment) {
        for call in self.calls.not_awaiting_reply() {
            self.calls.made_signed_out(call);
        }
        for call in self.calls.waiting() {
            self.send(call, moment, "signedOut");
        }
        for (call, waiter) in self.calls.take_waiters() {
            match waiter {
                Waiter::Token => self.settle_token(call),
                Waiter::Refresh => self.settle(call, Outcome::Fault(refresh_fault)),
            }
        }
    }

    fn is_past_expiry(&self, moment: Moment) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(|session| session.tokens.is_known_expired(moment.now))
    }
}
