//! How sessions begin and end.

use super::{
    Core, Event, Moment, Output,
    claim::SessionEnd,
    clock,
    cool_down::CoolDown,
    early_renewal::EarlyRenewal,
    ended_sessions::fault_after,
    event::{EndReason, LoginReason, SignedInBy, SignedOutBy, Warning},
    expiry,
    flight::Flight,
    input::{CallId, GivenTokens, Message},
    jwt,
    output::{Fault, Outcome, StoreWrite},
    refused_endpoints::RefusedEndpoints,
    reply::{Grant, Reply},
    rules::Rules,
    secret::Secret,
    session::{Session, SessionId, Tokens},
    value::Value,
};

impl Core {
    pub(super) fn login_started(&mut self, call: CallId, until_closed: bool, moment: Moment) {
        if !self.disposed {
            self.user_actions.login_started(call, until_closed, moment.now);
        }
    }

    pub(super) fn login_replied(&mut self, call: CallId, reply: &Reply, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        let started = self.user_actions.login_replied(call, moment.now);
        let action_no = if self.rules.orders_logins_by_start() {
            started.action_no
        } else {
            self.user_actions.next_action_no(moment.now)
        };
        let Some(grant) = reply.login_grant(&self.policy, moment) else {
            self.warn_of_login(reply);
            return self.settle(call, Outcome::Fault(Fault::LoginRejected));
        };
        if action_no < self.user_actions.in_force() {
            // R9: a logout or a newer login came before this reply.
            self.trace(moment, None, "ignored", "lateLogin");
            return self.settle(call, Outcome::Fault(Fault::SessionChanged));
        }
        let until_closed = started.until_closed;
        let by = SignedInBy::Login;
        self.begin_session(grant.tokens, grant.user, by, action_no, until_closed, moment);
        self.warn_of_skew(grant.skew);
        self.settle(call, Outcome::Done);
    }

    pub(super) fn tokens_given(&mut self, call: CallId, given: &GivenTokens, moment: Moment) {
        if self.disposed {
            return self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        let Some(tokens) = self.tokens_of(given, moment) else {
            return self.settle(call, Outcome::Fault(Fault::LoginRejected));
        };
        let action_no = self.user_actions.next_action_no(moment.now);
        self.begin_session(tokens, None, SignedInBy::SetTokens, action_no, false, moment);
        self.settle(call, Outcome::Done);
    }

    /// Begins a session with the tokens that an older app has left (R24).
    pub(super) fn adopt_legacy_tokens(&mut self, given: &GivenTokens, moment: Moment) {
        if (self.session.is_none() || self.restoring.is_some())
            && !self.disposed
            && let Some(tokens) = self.tokens_of(given, moment)
        {
            // The user did not ask for this, so a login that is under way is later.
            let action_no = self.user_actions.in_force();
            self.begin_session(tokens, None, SignedInBy::Restored, action_no, false, moment);
        }
    }

    pub(super) fn logout_requested(&mut self, call: CallId, moment: Moment) {
        let Some(session) = &self.session else {
            if self.disposed {
                return self.settle(call, Outcome::Done);
            }
            self.log_out_others(moment);
            return self.settle_once_recorded(call, self.policy.refresh_timeout, moment);
        };
        let newest = self.flight.as_ref().and_then(Flight::unstored_tokens);
        let tokens = newest.unwrap_or(&session.tokens).clone();
        let exchange = self.hand_over_exchange();
        self.end_session(EndReason::Logout, SignedOutBy::Logout, moment);
        self.revoke(call, tokens, exchange, moment);
    }

    /// The tokens that a caller gave. Ends that the caller did not give are those of the JWTs. `None` if there is no
    /// access token that a header can carry.
    pub(super) fn tokens_of(&self, given: &GivenTokens, moment: Moment) -> Option<Tokens> {
        let access = if self.policy.attach.by_cookie {
            None
        } else {
            Some(self.policy.access_token(given.access.reveal())?)
        };
        let refresh = given.refresh.as_ref();
        let refresh = refresh.and_then(|text| self.policy.refresh_token(text.reveal()));
        let end = |given_end: Option<i64>, token: &Secret| {
            let claims = jwt::claims(token.reveal(), self.policy.payload_decoder);
            given_end.or_else(|| {
                let end = expiry::Expiry::At(claims.expires_at?);
                Some(clock::on_this_device(end, 0, claims.lifetime(), moment))
            })
        };
        let access_expires_at = match &access {
            Some(access) => end(given.access_expires_at, access),
            None => given.access_expires_at,
        };
        let refresh_expires_at = refresh
            .as_ref()
            .and_then(|token| end(given.refresh_expires_at, token))
            .filter(|end| clock::lies_ahead(*end, moment));
        Some(Tokens {
            renew_at: access_expires_at.and_then(|end| clock::renew_at(end, self.policy.leeway, moment.now)),
            access,
            refresh,
            access_expires_at,
            refresh_expires_at,
        })
    }

    /// Starts a new session: stores and announces it. `action_no` is the number of the login.
    pub(super) fn begin_session(
        &mut self,
        tokens: Tokens,
        user: Option<Box<Value>>,
        by: SignedInBy,
        action_no: i64,
        until_closed: bool,
        moment: Moment,
    ) {
        let session = Session {
            id: SessionId::of_login(moment.entropy),
            generation: 1,
            revision: self.next_revision(moment),
            action_no,
            until_closed,
            user,
            tokens,
        };
        self.idle_login(moment);
        self.enter_session(session.clone(), by, moment);
        self.emit(Output::Write(StoreWrite::Put(session.clone())));
        self.broadcast_tokens(session);
        self.claim_login(moment);
    }

    /// Makes a session the current one, in whichever tab it began.
    pub(super) fn enter_session(&mut self, session: Session, by: SignedInBy, moment: Moment) {
        self.replace_session(session, moment);
        self.trace(moment, None, "signedIn", signed_in_word(by));
        self.notify(Event::SignedIn { by });
    }

    /// Makes a session of another tab, as the store shows it, the current one.
    pub(super) fn follow_session(&mut self, session: &Session, moment: Moment) {
        if self.lacks_tokens(session) {
            self.consider_mark(session, moment);
        } else {
            self.enter_session(session.clone(), SignedInBy::OtherTab, moment);
        }
    }

    /// Puts a session in the place of the current one. Requests that wait for that one fail (R9).
    pub(super) fn replace_session(&mut self, session: Session, moment: Moment) {
        self.restoring = None;
        self.count_session();
        if let Some(before) = self.session.take() {
            self.ended.leave(before.id, Fault::SessionChanged);
        }
        self.claims.drop_login();
        if !self.claims.is_open() {
            self.resume_revocations(moment);
        }
        self.end_flight();
        self.revision = self.revision.max(session.revision);
        self.user_actions.observe(session.action_no);
        self.idle_session(session.action_no, moment);
        self.session = Some(session);
        self.fresh_generation();
        self.refused_endpoints = RefusedEndpoints::default();
        self.reject_waiting(Fault::SessionChanged, moment);
    }

    /// Takes the next generation of the current session. Its number is raised if the tab that made it had counted fewer,
    /// so that expiry answers to the older tokens are told apart (R2).
    pub(super) fn apply_tokens(&mut self, mut session: Session, by_other_tab: bool) {
        if let Some(before) = &self.session {
            session.generation = session.generation.max(before.generation.saturating_add(1));
            session.action_no = session.action_no.max(before.action_no);
            session.user = session.user.or_else(|| before.user.clone());
        }
        self.revision = self.revision.max(session.revision);
        self.session = Some(session);
        self.fresh_generation();
        let event = match self.finish_restore() {
            Some(by) => Event::SignedIn { by },
            None => Event::Refreshed { by_other_tab },
        };
        self.notify(event);
    }

    fn fresh_generation(&mut self) {
        self.early_renewal = EarlyRenewal::default();
        self.cool_down = CoolDown::default();
    }

    /// Ends the session: stores and announces the end.
    pub(super) fn end_session(&mut self, reason: EndReason, by: SignedOutBy, moment: Moment) {
        let Some(session) = &self.session else { return };
        let (session, revision, action_no) = (session.id, session.revision, session.action_no);
        let action_no = match by {
            // The user did not ask for it, so a login that is under way is later.
            SignedOutBy::Idle => action_no,
            _ => self.user_actions.next_action_no(moment.now),
        };
        self.user_actions.observe(action_no);
        self.leave_session(reason, by, moment);
        self.emit(Output::Write(StoreWrite::Tombstone {
            session,
            reason,
            action_no,
        }));
        let session = Some(session);
        self.emit(Output::Broadcast(Message::Ended {
            session,
            reason,
            action_no,
        }));
        let end = SessionEnd {
            session,
            revision,
            action_no,
            reason,
            announce: true,
        };
        self.claim_end(end, moment);
    }

    /// A logout while nobody is signed in here. It ends what began before it in other tabs, even if this tab has not
    /// heard of it or it is not answered yet (R9).
    fn log_out_others(&mut self, moment: Moment) {
        let action_no = self.user_actions.next_action_no(moment.now);
        self.user_actions.observe(action_no);
        let reason = EndReason::Logout;
        let end = match self.claims.end() {
            Some(end) => SessionEnd { action_no, ..end },
            None => SessionEnd {
                session: None,
                revision: self.ledger.revision,
                action_no,
                reason,
                announce: true,
            },
        };
        let session = end.session;
        self.emit(Output::Broadcast(Message::Ended {
            session,
            reason,
            action_no,
        }));
        self.claim_end(end, moment);
    }

    /// Ends the session in this tab's memory. The user has to log in, unless he has just logged out here.
    pub(super) fn leave_session(&mut self, reason: EndReason, by: SignedOutBy, moment: Moment) {
        let elsewhere = (by == SignedOutBy::OtherTab).then_some(LoginReason::OtherTab);
        self.leave_and_ask(reason, by, reason.login_reason().or(elsewhere), moment);
    }

    pub(super) fn leave_and_ask(
        &mut self,
        reason: EndReason,
        by: SignedOutBy,
        asks: Option<LoginReason>,
        moment: Moment,
    ) {
        let Some(session) = self.session.take() else {
            return;
        };
        self.count_session();
        let was_known = self.restoring.is_none_or(|restoring| restoring.is_known);
        let is_quiet = self.abandon_restore(by);
        let asks = asks.filter(|_| !is_quiet);
        let fault = fault_after(reason);
        self.end_flight();
        if is_quiet && !was_known && reason == EndReason::Refused {
            self.ended.remember(session.id);
            self.resume_signed_out(fault, moment);
        } else {
            self.ended.leave(session.id, fault);
            self.reject_waiting(fault, moment);
        }
        self.trace(moment, None, "signedOut", reason.as_str());
        self.notices.signed_out(asks, moment.now);
        if let Some(reason) = asks {
            self.notify(Event::LoginRequired { reason });
        }
        if !is_quiet {
            self.notify(Event::SignedOut { by });
        }
    }

    /// Leaves a session for what is later in the ledger. Its login may be on its way to the ledger and comes back with
    /// its entry, so this is not remembered as its end, and nobody is asked to log in.
    pub(super) fn leave_superseded(&mut self, moment: Moment) {
        if self.session.is_some() {
            self.leave_and_ask(EndReason::Logout, SignedOutBy::OtherTab, None, moment);
            self.ended.forget_latest();
        }
    }

    pub(super) fn warn_of_skew(&mut self, skew: i64) {
        if skew.abs() >= clock::NOTABLE_SKEW {
            self.warn(Warning::ClockSkew {
                seconds: skew / 1_000,
            });
        }
    }

    /// The session that a grant makes of the present one (R10).
    pub(super) fn renewed_by(&self, grant: &Grant, moment: Moment) -> Option<Session> {
        let session = self.session.as_ref()?;
        let mut tokens = grant.tokens.clone();
        if tokens.refresh.is_none() {
            tokens.refresh = session.tokens.refresh.clone();
            // The old refresh token keeps its end, unless the reply names a new one or has just disproved it.
            let old_end = session.tokens.refresh_expires_at;
            let old_end = old_end.filter(|end| clock::lies_ahead(*end, moment));
            tokens.refresh_expires_at = tokens.refresh_expires_at.or(old_end);
        }
        Some(Session {
            id: session.id,
            generation: session.generation.saturating_add(1),
            revision: self.next_revision(moment),
            action_no: session.action_no,
            until_closed: session.until_closed,
            user: grant.user.clone().or_else(|| session.user.clone()),
            tokens,
        })
    }

    /// The number of the login that began the current session.
    pub(super) fn session_action_no(&self) -> i64 {
        self.session.as_ref().map_or(0, |session| session.action_no)
    }

    /// A revision later than all that were seen and, as the clocks of one device agree, than those that were not.
    pub(super) fn next_revision(&self, moment: Moment) -> i64 {
        let seen = self.revision.max(self.ledger.revision);
        seen.saturating_add(1).max(moment.now)
    }

    pub(super) fn dispose(&mut self) {
        if self.disposed {
            return;
        }
        for call in self.calls.all() {
            self.settle(call, Outcome::Fault(Fault::Disposed));
        }
        self.disposed = true;
        self.user_actions.dispose();
        // An exchange under way may have used up the token already: its answer is waited for, its tokens are stored
        // for the next client, and then the lock is released.
        if self.flight.as_ref().is_some_and(|flight| !flight.has_spent()) {
            self.end_flight();
        }
        self.session = self.session.take().filter(|_| self.flight.is_some());
        self.outputs.drop_notices();
    }
}

fn signed_in_word(by: SignedInBy) -> &'static str {
    match by {
        SignedInBy::Login => "login",
        SignedInBy::SetTokens => "setTokens",
        SignedInBy::OtherTab => "otherTab",
        SignedInBy::Restored => "restored",
    }
}
