//! The session protocol, without any I/O: no clock, no randomness, no browser.
//!
//! There are three nouns, as in str0m and quinn-proto: an [`Input`] says what happened, an [`Output`] what to do, and an
//! [`Event`] what to tell the application.
//!
//! ```text
//! loop {
//!     core.handle(input, moment);
//!     while let Some(output) = core.poll_output() { /* do it */ }
//!     /* arm one timer for core.next_wake(), which becomes Input::Woke */
//! }
//! ```
//!
//! The driver does not call `handle` while it drains outputs. What an output causes at once, such as a listener that
//! calls back, waits in the driver's queue for the next round. Before it writes for an [`Output::Swap`], inside the
//! transaction, the driver asks [`Core::wants`]: the answer may not be needed any more. Before each input it asks
//! [`Core::asks_for_sign`]: the time of the last sign of life may have to be read from the store first (`idle`).
//!
//! **Invariant.** After `handle` and a drained `poll_output`, each open request is exactly one of:
//! sent and waiting for its reply; waiting for the one flight or for its own body; or settled and gone. A login waits for its
//! reply, and a logout for its revocation, at most one `refreshTimeout`. A flight always has a deadline, so it always ends
//! (R14), and no call waits indefinitely (I2).
//!
//! R1 to R34 and I1 to I6 are listed in CONTRIBUTING.md, "The rules of the session".
//!
//! | file | what it decides |
//! |---|---|
//! | [`input`], [`output`], [`event`], [`moment`] | what happened, what is to be done, what the application is told, and when |
//! | [`policy`] | the configuration, parsed |
//! | [`destination`] | which requests carry the token (R6, R25) |
//! | `requests`, `calls` | send, wait, replay or settle (R1–R5, R8, R9) |
//! | `outputs` | what waits to be drained |
//! | [`expired`] | which replies say that the access token has expired |
//! | `rules` | the rules that tests leave out, one at a time |
//! | `refused_endpoints` | the endpoints that refuse fresh tokens (R5) |
//! | `flight` | the one refresh: lock, re-read, intent, exchange, commit (R10–R19) |
//! | `restore` | how a session comes back when the page is loaded (R28) |
//! | `other_tabs` | what follows from the store and from what other tabs say (R18, R21–R23) |
//! | `messages` | what the other tabs are told and asked (R21) |
//! | [`store_kind`] | what the store holds, and whether the other tabs see it (R21) |
//! | `sliding` | tokens in ordinary replies |
//! | `early_renewal`, `cool_down` | when a refresh may start early, and when not again |
//! | `set_back` | a clock that is set back while something is waited for (R14) |
//! | `ended_sessions`, `notices` | which sessions are over, and what the application was told |
//! | `telling` | events, warnings, the trace, and the session's snapshot |
//! | `claim` | how a login or logout is written to the ledger, and which wins when tabs write at once |
//! | `lifecycle` | how sessions begin and end |
//! | `idle` | a session in which nobody is there any more (R33) |
//! | `revocation` | telling the server of a logout (R31) |
//! | `user` | who is signed in (R32) |
//! | `user_actions` | the order of logins and logouts, however late they are answered (R9) |
//! | `warnings` | what makes tokens unsafe (R25) |
//! | [`session`] | whose tokens these are, and which generation of them |
//! | [`ledger`] | the entry, shared by all tabs, that swaps protect |
//! | [`reply`], [`own_request`] | replies of the endpoints, and requests to them |
//! | [`record`] | the form of sessions in the store and in messages |
//! | [`token`], [`origin`], [`header`] | which texts are tokens and origins, and what a header can hold |
//! | [`expiry`], [`clock`], [`jwt`], [`retry`] | dates, skew and leeway, claims, backoff |
//! | [`value`], [`secret`], [`location`], [`sorted_map`] | plain data, texts that are never shown, places in a message, a small map |

#![forbid(unsafe_code)]

mod calls;
mod claim;
pub mod clock;
mod cool_down;
pub mod destination;
mod early_renewal;
mod ended_sessions;
pub mod event;
pub mod expired;
pub mod expiry;
mod flight;
pub mod header;
mod idle;
pub mod input;
pub mod jwt;
pub mod ledger;
mod lifecycle;
pub mod location;
mod messages;
pub mod moment;
mod notices;
pub mod origin;
mod other_tabs;
pub mod output;
mod outputs;
mod overwritten;
pub mod own_request;
pub mod policy;
pub mod record;
mod refused_endpoints;
pub mod reply;
mod requests;
mod restore;
pub mod retry;
mod revocation;
mod rules;
pub mod secret;
pub mod session;
mod set_back;
mod sliding;
pub mod sorted_map;
pub mod store_kind;
mod telling;
pub mod token;
mod user;
mod user_actions;
pub mod value;
mod warnings;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use calls::Calls;
use claim::Claims;
use cool_down::CoolDown;
use early_renewal::EarlyRenewal;
use ended_sessions::EndedSessions;
pub use event::Event;
use event::Warning;
use flight::Flight;
use idle::IdleClock;
pub use input::Input;
use ledger::Ledger;
use moment::EpochMs;
pub use moment::Moment;
use notices::Notices;
pub use output::Output;
use outputs::Outputs;
use policy::Policy;
use refused_endpoints::RefusedEndpoints;
use restore::Restoring;
use revocation::Revocation;
use rules::ActiveRules;
use session::{Session, SessionId};
use store_kind::StoreKind;
use user_actions::UserActions;

/// How a flight excludes the other tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locking {
    /// By the platform's lock. A shell that shares nothing grants it at once.
    Platform,
    /// By a lease in the ledger (R20).
    Lease,
}

/// The state of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    policy: Arc<Policy>,
    locking: Locking,
    store: StoreKind,
    has_channel: bool,
    calls: Calls,
    session: Option<Session>,
    /// The session lacks its tokens, and waits for them.
    restoring: Option<Restoring>,
    /// The store had the record of this session, and not its cookie: other tabs or the server may know of it, the record does
    /// not count.
    without_cookie: Option<SessionId>,
    /// The revision of the tokens that this page had before it was reloaded.
    own_revision: Option<i64>,
    /// Tokens of an ordinary reply that are being stored.
    sliding: Option<Session>,
    /// Counts the sessions that were present here.
    sessions: u32,
    /// Counts what was said of the users.
    users: u32,
    early_renewal: EarlyRenewal,
    cool_down: CoolDown,
    flight: Option<Flight>,
    claims: Claims,
    /// The ledger as last seen.
    ledger: Ledger,
    /// The newest revision seen anywhere.
    revision: i64,
    user_actions: UserActions,
    ended: EndedSessions,
    notices: Notices,
    refused_endpoints: RefusedEndpoints,
    revocations: Vec<Revocation>,
    /// What the device's clock showed last.
    last_seen: EpochMs,
    /// If the configuration ends idle sessions.
    idle: Option<IdleClock>,
    online: bool,
    disposed: bool,
    tracing: bool,
    outputs: Outputs,
    rules: ActiveRules,
}

impl Core {
    /// A client that has not read the store yet. The shell's first input is [`Input::SharedRead`] with
    /// [`input::ReadPurpose::Start`].
    #[must_use]
    pub fn new(policy: Arc<Policy>, locking: Locking) -> Self {
        Self {
            store: StoreKind::of(&policy),
            idle: policy.idle.filter(|_| !policy.on_server).map(IdleClock::new),
            has_channel: true,
            policy,
            locking,
            calls: Calls::default(),
            session: None,
            restoring: None,
            without_cookie: None,
            own_revision: None,
            sliding: None,
            sessions: 0,
            users: 0,
            early_renewal: EarlyRenewal::default(),
            cool_down: CoolDown::default(),
            flight: None,
            claims: Claims::default(),
            ledger: Ledger::default(),
            revision: 0,
            user_actions: UserActions::default(),
            ended: EndedSessions::default(),
            notices: Notices::default(),
            refused_endpoints: RefusedEndpoints::default(),
            revocations: Vec::new(),
            last_seen: EpochMs::MIN,
            online: true,
            disposed: false,
            tracing: false,
            outputs: Outputs::default(),
            rules: ActiveRules::default(),
        }
    }

    /// Takes an input. Drain [`Core::poll_output`] before the next one. The driver queues inputs that arise while it
    /// carries out outputs, [`Input::Disposed`] included.
    pub fn handle(&mut self, input: Input, moment: Moment) {
        self.notice_set_back(moment.now);
        self.look_at_idle_time(&input, moment);
        match input {
            Input::Announced { call } => self.announced(call),
            Input::Requested {
                call,
                route_hash,
                ready,
            } => self.requested(call, route_hash, ready, moment),
            Input::BodyRead { call } => self.body_read(call, moment),
            Input::Replied {
                call,
                expired,
                sliding,
            } => {
                if let Some(reply) = sliding {
                    self.sliding_token_received(call, &reply, moment);
                }
                self.replied(call, expired, moment);
            }
            Input::Withdrawn { call } => self.withdrawn(call, moment),
            Input::TokenRequested { call } => self.token_requested(call, moment),
            Input::RefreshRequested { call } => self.refresh_requested(call, moment),
            Input::LoginStarted { call, until_closed } => self.login_started(call, until_closed, moment),
            Input::LoginReplied { call, reply } => self.login_replied(call, &reply, moment),
            Input::TokensGiven { call, tokens } => self.tokens_given(call, &tokens, moment),
            Input::LogoutRequested { call } => self.logout_requested(call, moment),
            Input::LockGranted { flight } => self.lock_granted(flight, moment),
            Input::LockStolen { flight } => self.lock_stolen(flight, moment),
            Input::SharedRead {
                purpose,
                record,
                ledger,
            } => {
                self.shared_read(purpose, record.as_ref(), &ledger, moment);
            }
            Input::LegacyTokensFound(tokens) => self.adopt_legacy_tokens(&tokens, moment),
            Input::Swapped {
                purpose,
                won,
                record,
                ledger,
            } => {
                self.swapped(purpose, won, record.as_ref(), &ledger, moment);
            }
            Input::ExchangeReplied { flight, reply } => {
                self.exchange_replied(flight, &reply, moment);
            }
            Input::ExchangeFailed { flight, sent } => self.exchange_failed(flight, sent, moment),
            Input::CallbackReturned { flight, tokens } => {
                self.callback_returned(flight, &tokens, moment);
            }
            Input::CallbackThrew {
                flight,
                status,
                is_document,
            } => {
                self.callback_threw(flight, status, is_document, moment);
            }
            Input::StoreChanged { before, after } => {
                self.store_changed(before.as_ref(), after.as_ref(), moment);
            }
            Input::TombstoneFound {
                session,
                reason,
                action_no,
            } => self.tombstone_found(session, reason, action_no, moment),
            Input::MessageReceived(message) => self.message_received(&message, moment),
            Input::StoreFailed => self.warn_once(Warning::StorageUnavailable),
            Input::CookieMissing {
                session,
                keeps_cookies,
            } => self.cookie_missing(session, keeps_cookies),
            Input::StorageKeyShared { origin } => self.warn_once(Warning::StorageKeyShared { origin }),
            Input::LogoutReplied { call, reply, expired } => {
                self.logout_replied(call, reply.as_ref(), expired, moment);
            }
            Input::LogoutReturned { call, outcome } => self.logout_returned(call, outcome, moment),
            Input::UserLoaded { sessions, user } => self.user_loaded(sessions, user),
            Input::Online(online) => self.network(online, moment),
            Input::SignOfLife => self.sign_of_life(moment),
            // It was looked at before.
            Input::SignKept { .. } => {}
            Input::Woke => self.woke(moment),
            Input::Returned => self.returned(moment),
            Input::Tracing(tracing) => self.tracing = tracing,
            Input::Disposed => self.dispose(),
        }
        self.publish_snapshot();
    }

    /// The next thing to do, if any.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop()
    }

    /// When [`Input::Woke`] is due at the latest. May lie in the past.
    #[must_use]
    pub fn next_wake(&self) -> Option<EpochMs> {
        let flight = self.flight.as_ref().map(Flight::next_wake);
        let refresh = flight.or_else(|| self.background_renewal());
        let others = self.revocation_wake().into_iter().chain(self.idle_wake());
        refresh.into_iter().chain(others).min()
    }

    /// Whether a refresh is under way.
    #[must_use]
    pub fn is_refreshing(&self) -> bool {
        self.flight.is_some()
    }

    /// The configuration.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The session in memory.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    fn emit(&mut self, output: Output) {
        let output = self.without_secrets(output);
        self.outputs.push(output);
    }
}
