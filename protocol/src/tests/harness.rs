//! One tab under a settable clock: a core, and a store, a ledger and a lock that answer when the
//! test says so.

mod fixtures;
mod seen;

pub(super) use fixtures::*;

use std::{collections::VecDeque, sync::Arc};

use crate::{
    Core, Event, Input, Locking, Moment, Output,
    destination::Target,
    input::{CallId, GivenTokens, Message, ReadPurpose},
    ledger::{FlightId, Ledger},
    moment::EpochMs,
    output::{Fault, Outcome, StoreWrite},
    own_request::OwnRequest,
    policy::{ConfigError, Functions, Platform, Policy, parse},
    reply::Reply,
    secret::Secret,
    session::{Session, SessionId, Tokens},
    tests::payload::DECODER,
    value::Value,
};

/// When tests begin.
pub(super) const NOW: EpochMs = 1_700_000_000_000;

pub(super) struct Tab {
    pub(super) core: Core,
    pub(super) now: EpochMs,
    pub(super) entropy: u64,
    pub(super) store: Option<Session>,
    pub(super) ledger: Ledger,
    /// The newest sign of life, as it is kept beside the record.
    pub(super) kept: Option<EpochMs>,
    /// The cookies of sessions that the browser forgets when it is closed; `None` where no cookie can be kept.
    pub(super) cookies: Option<Vec<SessionId>>,
    /// Reads, swaps and lock requests that are not answered yet.
    pub(super) open: VecDeque<Output>,
    /// Exchanges under way.
    pub(super) exchanges: Vec<(FlightId, OwnRequest)>,
    /// All exchanges ever made.
    pub(super) exchanged: u32,
    pub(super) sent: Vec<(u32, Option<String>)>,
    pub(super) settled: Vec<(u32, Outcome)>,
    pub(super) events: Vec<Event>,
    pub(super) announced: Vec<Message>,
    /// Everything that came out, in order.
    pub(super) outputs: Vec<Output>,
}

impl Tab {
    pub(super) fn new(config: &str) -> Self {
        Self::with(policy(config), Locking::Platform)
    }

    pub(super) fn with(policy: Policy, locking: Locking) -> Self {
        Self {
            core: Core::new(Arc::new(policy), locking),
            now: NOW,
            entropy: 100,
            store: None,
            ledger: Ledger::default(),
            kept: None,
            cookies: Some(Vec::new()),
            open: VecDeque::new(),
            exchanges: Vec::new(),
            exchanged: 0,
            sent: Vec::new(),
            settled: Vec::new(),
            events: Vec::new(),
            announced: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// A page that was loaded while somebody was signed in.
    pub(super) fn signed_in() -> Self {
        Self::restored(PLAIN, session("old", 1))
    }

    pub(super) fn restored(config: &str, session: Session) -> Self {
        let mut tab = Self::new(config);
        tab.ledger = Ledger::of(&session, &Ledger::default());
        tab.store = Some(session);
        tab.start();
        tab.events.clear();
        tab
    }

    /// The page is loaded again, while the clock shows this.
    pub(super) fn reload(&self, now: EpochMs) -> Self {
        self.loaded_with(self.cookies.clone(), now)
    }

    /// The browser is closed, and opened again while the clock shows this. It starts, and nothing else has happened yet.
    pub(super) fn reopen(&self, now: EpochMs) -> Self {
        self.loaded_with(self.cookies.as_ref().map(|_| Vec::new()), now)
    }

    fn loaded_with(&self, cookies: Option<Vec<SessionId>>, now: EpochMs) -> Self {
        let mut next = Self::with(self.core.policy().as_ref().clone(), Locking::Platform);
        next.now = now;
        next.entropy = self.entropy + 1_000;
        next.core.rules = self.core.rules;
        next.ledger = self.ledger.clone();
        next.kept = self.kept;
        next.cookies = cookies;
        next.store.clone_from(&self.store);
        next.start();
        next.settle();
        next
    }

    pub(super) fn start(&mut self) {
        let (record, ledger) = (self.store.clone(), self.ledger.clone());
        self.feed(Input::SharedRead {
            purpose: ReadPurpose::Start,
            record,
            ledger,
        });
    }

    pub(super) fn feed(&mut self, input: Input) {
        if self.core.asks_for_sign(self.now) {
            self.handle(Input::SignKept { at: self.kept });
        }
        if let Some(missing) = self.missing_cookie(&input) {
            self.handle(missing);
        }
        self.handle(input);
    }

    /// What the shell says of the record before it gives it.
    fn missing_cookie(&self, input: &Input) -> Option<Input> {
        let (Input::SharedRead { record, .. }
        | Input::Swapped { record, .. }
        | Input::StoreChanged { after: record, .. }) = input
        else {
            return None;
        };
        let session = record.as_ref().filter(|record| record.until_closed)?.id;
        let cookies = self.cookies.as_ref();
        cookies
            .is_none_or(|cookies| !cookies.contains(&session))
            .then_some(Input::CookieMissing {
                session,
                keeps_cookies: cookies.is_some(),
            })
    }

    fn handle(&mut self, input: Input) {
        self.entropy += 1;
        let moment = Moment {
            now: self.now,
            entropy: self.entropy,
            local_offset: 0,
        };
        self.core.handle(input, moment);
        while let Some(output) = self.core.poll_output() {
            self.outputs.push(output.clone());
            self.perform(output);
        }
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Send { call, token } => {
                self.sent
                    .push((call.0, token.map(|token| token.reveal().to_string())));
            }
            Output::Settle { call, outcome } => self.settled.push((call.0, outcome)),
            Output::Exchange { flight, request } => {
                self.exchanged += 1;
                self.exchanges.push((flight, request));
            }
            Output::CancelExchange { flight, .. } => self.exchanges.retain(|(id, _)| *id != flight),
            Output::Write(write) => self.write(write),
            Output::KeepSign { at } => self.kept = Some(at),
            Output::Broadcast(message) => self.announced.push(message),
            Output::Event(event) => self.events.push(event),
            Output::AcquireLock { .. }
            | Output::StealLock { .. }
            | Output::ReadShared { .. }
            | Output::Swap { .. } => self.open.push_back(output),
            Output::ReleaseLock { flight } => {
                self.open.retain(|open| *open != Output::AcquireLock { flight });
            }
            Output::Callback { .. }
            | Output::CallLogout { .. }
            | Output::LogoutCallback { .. }
            | Output::Session(_) => {}
        }
    }

    fn write(&mut self, write: StoreWrite) {
        let mut cookies = self.cookies.take();
        if let Some(cookies) = &mut cookies {
            let written = match &write {
                StoreWrite::Put(session) => session.id,
                StoreWrite::Remove(id) | StoreWrite::Tombstone { session: id, .. } => *id,
            };
            cookies.retain(|cookie| *cookie != written);
            cookies.extend(match &write {
                StoreWrite::Put(session) if session.until_closed => Some(session.id),
                _ => None,
            });
        }
        self.cookies = cookies;
        match write {
            StoreWrite::Put(session) => self.store = Some(session),
            StoreWrite::Remove(id) | StoreWrite::Tombstone { session: id, .. } => {
                self.store = self.store.take().filter(|held| held.id != id);
            }
        }
    }

    /// Answers one thing that waits for the lock, the store or the ledger.
    pub(super) fn answer_one(&mut self) -> bool {
        match self.open.pop_front() {
            Some(Output::AcquireLock { flight } | Output::StealLock { flight }) => {
                self.feed(Input::LockGranted { flight });
            }
            Some(Output::ReadShared { purpose }) => {
                let (record, ledger) = (self.store.clone(), self.ledger.clone());
                self.feed(Input::SharedRead {
                    purpose,
                    record,
                    ledger,
                });
            }
            Some(Output::Swap {
                purpose,
                expect,
                next,
                write,
            }) => {
                if self.core.wants(purpose) {
                    let won = expect.is_met_by(&self.ledger);
                    if won {
                        self.ledger = next;
                        write.into_iter().for_each(|write| self.write(write));
                    }
                    let (record, ledger) = (self.store.clone(), self.ledger.clone());
                    self.feed(Input::Swapped {
                        purpose,
                        won,
                        record,
                        ledger,
                    });
                }
            }
            _ => return false,
        }
        true
    }

    /// Answers everything that waits, but not the server.
    pub(super) fn settle(&mut self) {
        for _ in 0..100 {
            if !self.answer_one() {
                return;
            }
        }
        panic!("the storage is asked for ever");
    }

    pub(super) fn request(&mut self, call: u32) {
        self.request_to(0, call);
    }

    /// The same, to an endpoint that is known.
    pub(super) fn request_to(&mut self, endpoint: u64, call: u32) {
        let call = CallId(call);
        self.feed(Input::Requested {
            call,
            route_hash: endpoint,
            ready: true,
        });
    }

    /// A request whose body is still being read.
    pub(super) fn prepare(&mut self, call: u32) {
        let call = CallId(call);
        self.feed(Input::Requested {
            call,
            route_hash: 0,
            ready: false,
        });
    }

    /// A call whose request the application still makes.
    pub(super) fn announce(&mut self, call: u32) {
        self.feed(Input::Announced { call: CallId(call) });
    }

    pub(super) fn body_read(&mut self, call: u32) {
        self.feed(Input::BodyRead { call: CallId(call) });
    }

    /// The server's reply to a request.
    pub(super) fn reply(&mut self, call: u32, expired: bool) {
        self.feed(Input::Replied {
            call: CallId(call),
            expired,
            sliding: None,
        });
    }

    /// An ordinary reply whose headers may carry a token.
    pub(super) fn slide(&mut self, call: u32, reply: Reply) {
        self.feed(Input::Replied {
            call: CallId(call),
            expired: false,
            sliding: Some(reply),
        });
    }

    /// Requests one thing, which meets the expiry answer, up to the exchange.
    pub(super) fn expire(&mut self, call: u32) {
        self.request(call);
        self.reply(call, true);
        self.settle();
    }

    /// Answers the exchange under way.
    pub(super) fn answer(&mut self, reply: Reply) {
        let (flight, _) = self.exchanges.pop().expect("an exchange under way");
        self.feed(Input::ExchangeReplied { flight, reply });
        self.settle();
    }

    pub(super) fn fail(&mut self) {
        let (flight, _) = self.exchanges.pop().expect("an exchange under way");
        self.feed(Input::ExchangeFailed { flight, sent: true });
        self.settle();
    }

    pub(super) fn grant(&mut self, access: &str) {
        let body = format!(r#"{{"access_token":"{access}","refresh_token":"{access}-refresh"}}"#);
        self.answer(reply(200, &body));
    }

    pub(super) fn log_in(&mut self, access: &str) {
        self.answer_login(900, access);
    }

    /// A login is asked for, and answered later by [`Tab::answer_login`].
    pub(super) fn start_login(&mut self, call: u32) {
        self.ask_login(call, false);
    }

    /// The same, with `remember: false` or not.
    pub(super) fn ask_login(&mut self, call: u32, until_closed: bool) {
        let call = CallId(call);
        self.feed(Input::LoginStarted { call, until_closed });
    }

    pub(super) fn answer_login(&mut self, call: u32, access: &str) {
        let body = format!(r#"{{"access_token":"{access}","refresh_token":"{access}-refresh"}}"#);
        self.feed(Input::LoginReplied {
            call: CallId(call),
            reply: reply(200, &body),
        });
    }

    pub(super) fn log_out(&mut self) {
        self.feed(Input::LogoutRequested { call: CallId(901) });
    }

    /// Lets time pass, waking the core as its timer would.
    pub(super) fn pass(&mut self, ms: i64) {
        let end = self.now + ms;
        while let Some(wake) = self.core.next_wake().filter(|wake| *wake <= end) {
            self.now = self.now.max(wake);
            let before = self.core.clone();
            self.feed(Input::Woke);
            self.settle();
            if self.core == before {
                break;
            }
        }
        self.now = end;
    }
}
