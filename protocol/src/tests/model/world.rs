//! Everything the tabs share.

use std::collections::VecDeque;

use super::{
    act::DUE,
    bounds::{Bounds, Budget, Sharing},
    server::{Server, Token},
    tab::{Stored, Tab},
};
use crate::{
    Input, Moment,
    input::Message,
    ledger::{FlightId, Ledger},
    session::{Session, SessionId, Tokens},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) tabs: Vec<Tab>,
    pub(super) ledger: Ledger,
    /// What the store holds when all copies have caught up.
    pub(super) store: Stored,
    pub(super) lock: Lock,
    pub(super) server: Server,
    pub(super) sharing: Sharing,
    /// The refresh token that the browser keeps as a cookie.
    pub(super) cookie: Token,
    pub(super) budget: Budget,
    /// Exchanges that nobody waits for any more and that may still reach the server.
    pub(super) orphans: Vec<Token>,
    /// Sessions whose end is in the ledger, or was.
    pub(super) ended: Vec<SessionId>,
    /// How many logins and logouts there were.
    pub(super) wishes: u8,
    /// How many logins were answered since the last of them, each a millisecond after the one before.
    pub(super) answers: u8,
    /// The last of them was a login.
    pub(super) last_was_login: bool,
    /// The last of them, unless a crash took it.
    pub(super) newest: Option<Wish>,
    /// A frozen holder was passed by.
    pub(super) stole: bool,
    /// A crash or a lost reply happened: a used-up token may be presented again (R16).
    pub(super) disturbed: bool,
    /// A cookie of a login was presented in the name of the session before it.
    pub(super) overtaken: bool,
    /// What went wrong, for the rules that are about a step and not about a state.
    pub(super) faults: Vec<Broken>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Lock {
    pub(super) holder: Option<Holder>,
    pub(super) queue: VecDeque<(usize, FlightId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Holder {
    pub(super) tab: usize,
    pub(super) flight: FlightId,
    /// It knows.
    pub(super) told: bool,
}

/// What a user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wish {
    /// To be signed in with this family.
    Login(u8),
    /// To be signed in with the one or the other. Which of them stands is for the ledger to say.
    Either(u8, u8),
    /// To be signed out.
    Logout,
}

/// A rule that a step has broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Broken {
    TokenSpentTwiceAtOnce,
    UsedUpTokenPresented,
    NeedlessRefresh,
    SentAsSomebodyElse,
    SentThreeTimes,
    EndedSessionStored,
    EndedForNothing,
    EndedUnasked,
    EndToldTwice,
    EndOfUnknownTold,
}

impl World {
    /// All tabs are signed in to the same session.
    pub(super) fn new(bounds: &Bounds) -> Self {
        let mut server = Server {
            families: Vec::new(),
            saw_reuse: false,
        };
        let token = server.login();
        server.family_mut(token).fresh = bounds.fresh;
        let session = Session {
            id: token.session(),
            generation: 1,
            revision: 1,
            action_no: 1,
            until_closed: false,
            user: None,
            tokens: Tokens {
                refresh_expires_at: bounds.refresh_end,
                ..token.tokens()
            },
        };
        let store = match bounds.sharing {
            Sharing::Record => Stored::Record(session.clone()),
            Sharing::Marks | Sharing::Cookies => Stored::Record(Session {
                tokens: Tokens::none(),
                ..session.clone()
            }),
            Sharing::Messages => Stored::Nothing,
        };
        let mut world = Self {
            tabs: Vec::new(),
            ledger: Ledger::of(&session, &Ledger::default()),
            store: store.clone(),
            lock: Lock::default(),
            server,
            sharing: bounds.sharing,
            cookie: token,
            budget: bounds.budget,
            orphans: Vec::new(),
            ended: Vec::new(),
            wishes: 0,
            answers: 0,
            last_was_login: false,
            newest: Some(Wish::Login(token.family)),
            stole: false,
            disturbed: false,
            overtaken: false,
            faults: Vec::new(),
        };
        for index in 0..bounds.tabs {
            world.tabs.push(Tab::loaded(bounds.core(), store.clone()));
            world.operate(index, false);
            if bounds.sharing == Sharing::Messages {
                let tokens = Message::Tokens(session.clone());
                world.feed(index, Input::MessageReceived(tokens), 0);
                world.tabs.iter_mut().for_each(|tab| tab.mail.clear());
            }
        }
        world
    }

    /// Lets something happen to a core and carries out what it wants.
    pub(super) fn feed(&mut self, index: usize, input: Input, now: i64) {
        let entropy = match &input {
            Input::LoginReplied { reply, .. } => Token::in_reply(reply).session().0,
            _ => (index as u64 + 1) * 100 + u64::from(self.tabs[index].flights),
        };
        let tab = &mut self.tabs[index];
        let before = tab.family();
        let began = tab.began();
        let moment = Moment {
            now: began + now,
            entropy,
            local_offset: 0,
        };
        let until = tab.core.flight_until();
        tab.core.handle(input, moment);
        let mut outputs = Vec::new();
        while let Some(output) = tab.core.poll_output() {
            outputs.push(output);
        }
        tab.core.forget_time(until, began + DUE);
        if tab.core.flight_id() == Some(FlightId(entropy)) {
            tab.flights += 1;
        }
        for output in outputs {
            self.perform(index, before, output);
        }
    }

    pub(super) fn broke(&mut self, rule: Broken) {
        if !self.faults.contains(&rule) {
            self.faults.push(rule);
            self.faults.sort_unstable();
        }
    }

    pub(super) fn give_lock_on(&mut self) {
        if self.lock.holder.is_none() {
            let next = self.lock.queue.pop_front();
            self.lock.holder = next.map(|(tab, flight)| Holder {
                tab,
                flight,
                told: false,
            });
        }
    }

    pub(super) fn release(&mut self, flight: FlightId) {
        self.lock.queue.retain(|(_, waiting)| *waiting != flight);
        if self.lock.holder.is_some_and(|holder| holder.flight == flight) {
            self.lock.holder = None;
        }
        self.give_lock_on();
    }

    /// The lock is held by another tab that has stopped.
    pub(super) fn is_held_frozen(&self, by_other_than: usize) -> bool {
        self.lock
            .holder
            .is_some_and(|holder| holder.tab != by_other_than && self.tabs[holder.tab].frozen)
    }
}
