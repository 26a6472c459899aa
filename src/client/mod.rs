//! The driver: browser events become the protocol's inputs, its outputs become browser calls.
//!
//! Invariant: the protocol is borrowed mutably only within [`Client::feed`]. The application's functions are called only
//! after the protocol has returned, so that they may call back into the client.

mod calls;
mod hint;
mod perform;
pub mod request;
pub mod session;

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
    sync::Arc,
};

use authflight_protocol::{
    Core, Event, Input, Locking, Moment, Output,
    event::{Snapshot, Warning},
    input::{GivenTokens, ReadPurpose},
    ledger::Ledger,
    output::Fault,
    policy::{Policy, Storage},
};
use calls::WaitingCalls;
use wasm_bindgen::JsValue;

use crate::{
    browser::{
        channel::Channel,
        clock,
        global::{self, Listening},
        ledger::{Kind, LedgerStore},
        locks::{LockEvent, Locks},
        own_storage::OwnStorage,
        store::{Noticed, Store},
        template::SentWith,
        timer::{Timer, after},
    },
    exports::hooks::Hooks,
};

/// How often a page that is being loaded reads the store again until it shows what the ledger names, and after how many
/// ms.
const MAX_REREADS: u32 = 20;
const REREAD_DELAY: i64 = 25;

thread_local! {
    /// The clients of this page, for those that are made after them.
    static CLIENTS: RefCell<Vec<Weak<Client>>> = const { RefCell::new(Vec::new()) };
}

/// One client: the protocol's state, and the shells.
pub struct Client {
    core: RefCell<Core>,
    /// The configuration, shared with the protocol.
    pub policy: Arc<Policy>,
    /// What it says of every request.
    sent_with: SentWith,
    /// The application's side: listeners, errors, callbacks.
    pub hooks: Hooks,
    store: Rc<Store>,
    ledger_store: Rc<LedgerStore>,
    locks: OnceCell<Option<Locks>>,
    channel: RefCell<Option<Channel>>,
    timer: OnceCell<Timer>,
    listening: RefCell<Option<Listening>>,
    calls: WaitingCalls,
    /// The exchanges under way: one, or two after a flight was given up.
    exchanges: RefCell<Vec<perform::Exchange>>,
    last_exchange: Cell<u32>,
    /// What the last exchange of the flight under way, or of the last one, has thrown: the protocol holds no JavaScript
    /// values. Undefined if it has thrown nothing.
    thrown: RefCell<JsValue>,
    /// Whether a flight was under way when the session was shown last.
    was_refreshing: Cell<bool>,
    /// Inputs that the protocol has not handled yet: a few at most.
    inputs: RefCell<VecDeque<Input>>,
    feeding: Cell<bool>,
    /// What the application is told once the protocol has returned.
    notices: RefCell<Vec<Notice>>,
    disposed: Cell<bool>,
    /// A request with the token was answered, or the warning about a missing reply was given.
    answered: Cell<bool>,
    /// The same for refreshes.
    refresh_answered: Cell<bool>,
}

/// Something for the application.
pub enum Notice {
    /// An event.
    Event(Event),
    /// `auth.session` has changed.
    Session(Snapshot),
}

impl Client {
    /// Opens the shells, loads the session and starts listening.
    pub async fn start(policy: Policy, hooks: Hooks) -> Rc<Self> {
        let own = match hooks.storage() {
            Some(storage) => Some(OwnStorage::open(&storage, &Store::keys(&policy)).await),
            None => None,
        };
        let store = Rc::new(Store::open(&policy, own));
        // The ledger is in the database if tabs share the session or its record, beside the record if both are the tab's
        // own, and in memory otherwise.
        let kind = if policy.is_shared() || store.is_shared() {
            Kind::Shared
        } else if policy.storage == Storage::Session && store.is_there() {
            Kind::Beside
        } else {
            Kind::Memory
        };
        let ledger_store = LedgerStore::open(kind, &store, &policy.session_name()).await;
        let client = Self::new(policy, hooks, store, Rc::new(ledger_store));
        client.load_session().await;
        client
    }

    fn new(policy: Policy, hooks: Hooks, store: Rc<Store>, ledger_store: Rc<LedgerStore>) -> Rc<Self> {
        let policy = Arc::new(policy);
        let shared = policy.is_shared();
        let name = format!("authflight:{}", policy.session_name());
        let locking = if shared && !global::has_locks() {
            Locking::Lease
        } else {
            Locking::Platform
        };
        let core = Core::new(Arc::clone(&policy), locking).with_own_revision(store.own_revision());
        let core = if store.is_there() {
            core
        } else {
            core.without_store()
        };
        let client = Rc::new(Self {
            core: RefCell::new(core),
            sent_with: SentWith::new(&policy),
            policy,
            hooks,
            store,
            ledger_store,
            locks: OnceCell::new(),
            channel: RefCell::default(),
            timer: OnceCell::new(),
            listening: RefCell::default(),
            calls: WaitingCalls::default(),
            exchanges: RefCell::default(),
            last_exchange: Cell::new(0),
            thrown: RefCell::new(JsValue::UNDEFINED),
            was_refreshing: Cell::new(false),
            inputs: RefCell::default(),
            feeding: Cell::new(false),
            notices: RefCell::default(),
            disposed: Cell::new(false),
            answered: Cell::new(false),
            refresh_answered: Cell::new(false),
        });
        client.connect(&name, shared);
        client.compare_with_others();
        client
    }

    /// Warns if another client of this page has the same session, and is configured otherwise (R22).
    fn compare_with_others(self: &Rc<Self>) {
        let differs = CLIENTS.with_borrow_mut(|clients| {
            clients.retain(|client| client.upgrade().is_some_and(|client| !client.disposed.get()));
            let found = clients
                .iter()
                .filter_map(Weak::upgrade)
                .find_map(|other| self.policy.differs_from(&other.policy));
            clients.push(Rc::downgrade(self));
            found
        });
        if let Some(option) = differs {
            self.warn(Warning::ConfigDiffers { option });
        }
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
            Locks::open(name, move |event| {
                if let Some(client) = weak.upgrade() {
                    client.feed(match event {
                        LockEvent::Granted(flight) => Input::LockGranted { flight },
                        LockEvent::Stolen(flight) => Input::LockStolen { flight },
                    });
                }
            })
        });
        drop(self.locks.set(locks.flatten()));

        let weak = Rc::downgrade(self);
        let channel = shared.then(|| {
            Channel::open(name, self.policy.destinations.back_end(), move |message| {
                if let Some(client) = weak.upgrade() {
                    client.feed(Input::MessageReceived(message));
                }
            })
        });
        let channel = channel.flatten();
        if channel.is_none() {
            self.core.borrow_mut().lose_channel();
        }
        self.channel.replace(channel);

        let weak = Rc::downgrade(self);
        self.store.on_failure(move || {
            if let Some(client) = weak.upgrade() {
                client.feed(Input::StoreFailed);
            }
        });
        self.listen();
    }

    /// Listens for the end of sleep, for a page that is shown again, and for changes of the network (R17).
    fn listen(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let listening = Listening::start(move |online| {
            if let Some(client) = weak.upgrade() {
                client.page_event(online.as_bool());
            }
        });
        self.listening.replace(Some(listening));
    }

    fn page_event(self: &Rc<Self>, online: Option<bool>) {
        if let Some(online) = online {
            self.feed(Input::Online(online));
        }
        self.notice_store();
        self.feed(Input::Woke);
    }

    /// Loads the session. A page that was loaded right after a login in another tab may still see the store as it was
    /// before. It waits for what the ledger names, but not for long (R18).
    async fn load_session(self: &Rc<Self>) {
        if !global::is_online() {
            self.feed(Input::Online(false));
        }
        let mut ledger = self.ledger_store.read().await;
        for _ in 0..MAX_REREADS {
            let may_be_ahead = self.store.is_shared() && self.ledger_store.may_be_ahead();
            if !may_be_ahead || !ledger.is_ahead_of(self.store.peek().as_ref()) {
                break;
            }
            after(REREAD_DELAY).await;
            ledger = self.ledger_store.read().await;
        }
        self.load_stored_session(ledger);
    }

    /// Loads the session in the store, or else adopts the tokens that an older app has left (R24).
    fn load_stored_session(self: &Rc<Self>, ledger: Ledger) {
        let record = self.store.read();
        let empty = record.is_none();
        self.feed(Input::SharedRead {
            purpose: ReadPurpose::Start,
            record,
            ledger,
        });
        if let Some(adopt) = self.policy.adopt.as_ref().filter(|_| empty)
            && let Some((access, refresh)) = self.store.take_over(adopt)
        {
            self.feed(Input::LegacyTokensFound(GivenTokens {
                access,
                refresh,
                access_expires_at: None,
                refresh_expires_at: None,
            }));
        }
    }

    /// Gives an input to the protocol, carries out its outputs, and then tells the application. Inputs that arise meanwhile
    /// are queued: the protocol handles one at a time, and its outputs are drained in between.
    pub fn feed(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.feeding.replace(true) {
            return;
        }
        let mut now = 0;
        while let Some(input) = self.next_input() {
            let moment = clock::moment();
            now = moment.now;
            if self.core.borrow().asks_for_sign(moment.now) {
                let at = self.store.kept_sign();
                self.handle(Input::SignKept { at }, moment);
            }
            if let Some((session, keeps_cookies)) = self.store.missing_cookie() {
                let missing = Input::CookieMissing {
                    session,
                    keeps_cookies,
                };
                self.handle(missing, moment);
            }
            self.handle(input, moment);
        }
        let (due, busy) = {
            let core = self.core.borrow();
            (core.next_wake(), core.is_refreshing())
        };
        // From here on an input is handled at once: a page's own timers may call back while they are set.
        self.feeding.set(false);
        if let Some(timer) = self.timer.get() {
            timer.arm(due, now, busy);
        }
        if self.disposed.get() && !busy {
            self.channel.take();
        }
        self.tell_application();
    }

    fn handle(self: &Rc<Self>, input: Input, moment: Moment) {
        self.core.borrow_mut().handle(input, moment);
        while let Some(output) = self.next_output() {
            self.perform(output);
        }
    }

    fn next_input(&self) -> Option<Input> {
        let failed = || self.store.take_failure().then_some(Input::StoreFailed);
        let met_other = || {
            Some(Input::StorageKeyShared {
                origin: self.store.take_other_origin()?,
            })
        };
        let next = self.inputs.borrow_mut().pop_front();
        next.or_else(failed).or_else(met_other)
    }

    fn next_output(&self) -> Option<Output> {
        self.core.borrow_mut().poll_output()
    }

    /// The session's snapshot goes first, so that a listener that reads `auth.session` finds what its event says.
    fn tell_application(&self) {
        loop {
            let notices = self.notices.take();
            if notices.is_empty() {
                return;
            }
            for sessions in [true, false] {
                for notice in &notices {
                    if matches!(notice, Notice::Session(_)) == sessions {
                        self.hooks.tell(notice, &self.thrown.borrow());
                    }
                }
            }
        }
    }

    /// The error for a fault. It holds the reply, if there is one.
    fn error(&self, fault: Fault, response: &JsValue) -> JsValue {
        self.hooks.fault_error(fault, response, &self.thrown.borrow())
    }

    /// Gives a warning that the driver itself has found.
    pub fn warn(&self, warning: Warning) {
        self.notices
            .borrow_mut()
            .push(Notice::Event(Event::Warning(warning)));
        if !self.feeding.get() {
            self.tell_application();
        }
    }

    /// Feeds the change if another tab or the application has changed the record (R23).
    pub fn notice_store(self: &Rc<Self>) {
        if let Some(noticed) = self.store.notice() {
            self.feed(match noticed {
                Noticed::Changed { before, after } => Input::StoreChanged { before, after },
                Noticed::Tombstone {
                    session,
                    reason,
                    action_no,
                } => Input::TombstoneFound {
                    session,
                    reason,
                    action_no,
                },
            });
        }
    }

    /// Disposes of everything. An exchange that is under way is still finished, so that its tokens are stored.
    pub fn dispose(self: &Rc<Self>) {
        if self.disposed.replace(true) {
            return;
        }
        self.listening.take();
        self.feed(Input::Disposed);
    }
}
