//! The driver: browser events become the core's inputs, its outputs become browser calls.
//!
//! Invariant: the core is borrowed only within [`Client::feed`] and `pump`, and the application's functions
//! are called only after it has returned, so that they may call back into the client.

mod callers;
pub mod dispatch;
mod hint;
mod perform;
pub mod session;

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
    sync::Arc,
};

use callers::Callers;

use crate::{
    bindings::hooks::Hooks, browser::channel::Channel, browser::clock, browser::cutoff::Abort,
    browser::global, browser::global::Listening, browser::ledger::Book, browser::ledger::Kind,
    browser::locks::LockNews, browser::locks::Locks, browser::settled::after, browser::settled::settled,
    browser::store::Noticed, browser::store::Store, browser::timer::Timer,
};
use authflight_protocol::{
    Core, Event, Input, Locking, Output, event::Snapshot, input::BroughtTokens, input::Errand,
    ledger::FlightId, ledger::Ledger, policy::Policy, policy::Storage,
};

/// How often a page that is being loaded looks again for what the ledger names, and after how many ms.
const LOOKS: u32 = 20;
const LOOK_AGAIN: i32 = 25;

/// One client: a core and the shells it moves data between.
pub struct Client {
    core: RefCell<Core>,
    /// The configuration, shared with the core.
    pub policy: Arc<Policy>,
    /// The application's side: listeners, errors, callbacks.
    pub hooks: Hooks,
    store: Rc<Store>,
    book: Rc<Book>,
    locks: OnceCell<Option<Locks>>,
    channel: RefCell<Option<Channel>>,
    timer: OnceCell<Timer>,
    listening: RefCell<Option<Listening>>,
    callers: Callers,
    /// The exchanges in the air: one, or two when a flight was given up.
    exchanges: RefCell<Vec<(FlightId, Abort)>>,
    /// What has happened and the core has not heard of yet: a few at most.
    inputs: RefCell<Vec<Input>>,
    pumping: Cell<bool>,
    /// What the application is to be told once the core has returned.
    news: RefCell<Vec<News>>,
    disposed: Cell<bool>,
    /// A request with the token was answered, or its lack was told of.
    answered: Cell<bool>,
    /// The same for refreshes.
    refresh_answered: Cell<bool>,
}

/// Something for the application.
pub enum News {
    /// An event.
    Event(Event),
    /// A warning that the client raises itself, and what it is about.
    Warning(Warned, String),
    /// `auth.session` has changed.
    Session(Snapshot),
}

/// Warnings of the client's own, numbered as `npm/words.ts` has their sentences.
#[derive(Clone, Copy)]
pub enum Warned {
    /// The origin may not see the token.
    TokenWithheld = 5,
    /// A stream's reply says "expired".
    NotReplayable = 6,
    /// A request to another origin got no reply.
    PreflightSuspected = 8,
}

impl Client {
    /// Opens the shells, restores the session, starts listening, and hands the client over.
    pub fn start(policy: Policy, hooks: Hooks, ready: impl FnOnce(Rc<Self>) + 'static) {
        let store = Rc::new(Store::open(&policy, hooks.storage()));
        let (there, key) = (store.is_there(), policy.session_name());
        // The database where tabs share a store, beside the record in a tab's own storage, in
        // memory otherwise.
        let home = match policy.storage {
            Storage::Local if there => Kind::Shared,
            Storage::Session if there => Kind::Beside,
            _ => Kind::Memory,
        };
        Book::open(home, &Rc::clone(&store), &key, move |book| {
            let client = Self::new(policy, hooks, store, book);
            let restored = Rc::clone(&client);
            client.restore(move || ready(restored));
        });
    }

    fn new(policy: Policy, hooks: Hooks, store: Rc<Store>, book: Rc<Book>) -> Rc<Self> {
        let policy = Arc::new(policy);
        let shared = policy.storage == Storage::Local && store.is_there() && policy.cross_tab;
        let name = {
            let mut name = String::from("authflight:");
            name.push_str(&policy.session_name());
            name
        };
        let locking = if shared && !global::has_locks() {
            Locking::Lease
        } else {
            Locking::Platform
        };
        let client = Rc::new(Self {
            core: RefCell::new(Core::new(Arc::clone(&policy), locking)),
            policy,
            hooks,
            store,
            book,
            locks: OnceCell::new(),
            channel: RefCell::default(),
            timer: OnceCell::new(),
            listening: RefCell::default(),
            callers: Callers::default(),
            exchanges: RefCell::default(),
            inputs: RefCell::default(),
            pumping: Cell::new(false),
            news: RefCell::default(),
            disposed: Cell::new(false),
            answered: Cell::new(false),
            refresh_answered: Cell::new(false),
        });
        client.connect(&name, shared);
        client
    }

    fn connect(self: &Rc<Self>, name: &str, shared: bool) {
        let weak = Rc::downgrade(self);
        let timer = Timer::new(move || {
            if let Some(client) = weak.upgrade() {
                if let Some(timer) = client.timer.get() {
                    timer.fired();
                }
                client.feed(Input::Woke);
            }
        });
        drop(self.timer.set(timer));

        let weak = Rc::downgrade(self);
        let locks = shared.then(|| {
            Locks::open(name, move |news| {
                if let Some(client) = weak.upgrade() {
                    client.feed(match news {
                        LockNews::Granted(flight) => Input::LockGranted { flight },
                        LockNews::Lost(flight) => Input::LockLost { flight },
                    });
                }
            })
        });
        drop(self.locks.set(locks.flatten()));

        let weak = Rc::downgrade(self);
        let channel = shared.then(|| {
            Channel::open(name, self.policy.destinations.back_end(), move |message| {
                if let Some(client) = weak.upgrade() {
                    client.feed(Input::Heard(message));
                }
            })
        });
        self.channel.replace(channel.flatten());
        self.listen();
    }

    /// Sleep, a page that comes back, and the network's comings and goings (R17).
    fn listen(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let listening = Listening::start(move |online| {
            if let Some(client) = weak.upgrade() {
                client.stirred(online.as_bool());
            }
        });
        self.listening.replace(Some(listening));
    }

    fn stirred(self: &Rc<Self>, online: Option<bool>) {
        if let Some(online) = online {
            self.feed(Input::Online(online));
        }
        self.notice_store();
        self.feed(Input::Woke);
    }

    fn restore(self: &Rc<Self>, restored: impl FnOnce() + 'static) {
        if !global::is_online() {
            self.feed(Input::Online(false));
        }
        self.look(LOOKS, Box::new(restored));
    }

    /// A page that was loaded right after a login in another tab may still be shown the store of
    /// before; it waits for what the ledger names, but not for long (R18).
    fn look(self: &Rc<Self>, left: u32, restored: Box<dyn FnOnce()>) {
        let client = Rc::clone(self);
        self.book.read(move |ledger| {
            if left == 0 || !ledger.is_ahead_of(client.store.peek().as_ref()) {
                client.take_up(ledger);
                return restored();
            }
            settled(&after(LOOK_AGAIN), move |_, _| client.look(left - 1, restored));
        });
    }

    /// Takes up what the store holds, or else what an older app has left (R24).
    fn take_up(self: &Rc<Self>, ledger: Ledger) {
        let record = self.store.read();
        let empty = record.is_none();
        self.feed(Input::SharedRead {
            errand: Errand::Start,
            record,
            ledger,
        });
        if let Some(adopt) = self.policy.adopt.as_ref().filter(|_| empty)
            && let Some((access, refresh)) = self.store.take_over(adopt)
        {
            self.feed(Input::Adopted(BroughtTokens {
                access,
                refresh,
                access_expires_at: None,
                refresh_expires_at: None,
            }));
        }
    }

    /// Tells the core what happened, does what it wants, and then tells the application. What happens meanwhile waits its
    /// turn: the core hears of one thing at a time, and its outputs are drained in between.
    pub fn feed(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push(input);
        if self.pumping.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            self.core.borrow_mut().handle(input, clock::moment());
            while let Some(output) = self.next_output() {
                self.perform(output);
            }
        }
        let (due, busy) = {
            let core = self.core.borrow();
            (core.next_wake(), core.is_refreshing())
        };
        if let Some(timer) = self.timer.get() {
            timer.arm(due, clock::now(), busy);
        }
        if self.disposed.get() && !busy {
            self.channel.take();
        }
        self.pumping.set(false);
        self.tell_application();
    }

    fn next_input(&self) -> Option<Input> {
        let failed = || self.store.has_failed().then_some(Input::StoreFailed);
        let met_other = || {
            Some(Input::KeyShared {
                origin: self.store.met_other()?,
            })
        };
        let mut inputs = self.inputs.borrow_mut();
        if inputs.is_empty() {
            return failed().or_else(met_other);
        }
        Some(inputs.remove(0))
    }

    fn next_output(&self) -> Option<Output> {
        self.core.borrow_mut().poll_output()
    }

    /// The session's snapshot comes first, so that a listener who looks at it sees what he is told.
    fn tell_application(&self) {
        loop {
            let news = self.news.take();
            if news.is_empty() {
                return;
            }
            for sessions in [true, false] {
                for news in &news {
                    if matches!(news, News::Session(_)) == sessions {
                        self.hooks.tell(news);
                    }
                }
            }
        }
    }

    /// Raises a warning of the shells' own.
    pub fn warn(&self, warned: Warned, about: String) {
        self.news.borrow_mut().push(News::Warning(warned, about));
        if !self.pumping.get() {
            self.tell_application();
        }
    }

    /// Whether somebody else has changed the record (R23).
    pub fn notice_store(self: &Rc<Self>) {
        if let Some(noticed) = self.store.notice() {
            self.feed(match noticed {
                Noticed::Changed { before, after } => Input::StoreChanged { before, after },
                Noticed::Ended { session, reason, at } => Input::EndMarked { session, reason, at },
            });
        }
    }

    /// Lets go of everything. An exchange in the air still lands, so that its tokens are stored.
    pub fn dispose(self: &Rc<Self>) {
        if self.disposed.replace(true) {
            return;
        }
        self.listening.take();
        self.feed(Input::Disposed);
        self.news.take();
    }
}
