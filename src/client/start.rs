//! How a client starts: it opens the shells, listens to the browser, and loads the session.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

use authflight_protocol::{
    Core, Input, Locking,
    event::Warning,
    input::{GivenTokens, ReadPurpose},
    ledger::Ledger,
    policy::{Policy, Storage},
};
use wasm_bindgen::JsValue;

use super::{Client, calls::WaitingCalls};
use crate::{
    browser::{
        channel::Channel,
        clock,
        global::{self, Listening},
        ledger::{Kind, LedgerStore},
        locks::{LockEvent, Locks},
        own_storage::OwnStorage,
        store::Store,
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

impl Client {
    /// Opens the shells, starts listening, and loads the session. The database opens meanwhile.
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
        let ledger_store = LedgerStore::new(kind, &store, &policy.session_name());
        let client = Self::new(policy, hooks, store, Rc::new(ledger_store));
        let ledger = client.ledger_store.open().await;
        client.load_session(ledger).await;
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
            // Until the session is loaded.
            feeding: Cell::new(true),
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
        let listening = Listening::start(move |name| {
            if let Some(client) = weak.upgrade() {
                client.page_event(&name.as_string().unwrap_or_default());
            }
        });
        self.listening.replace(Some(listening));
    }

    fn page_event(self: &Rc<Self>, name: &str) {
        if matches!(name, "online" | "offline") {
            self.feed(Input::Online(name == "online"));
        }
        self.notice_store();
        self.feed(if name == "returned" {
            Input::Returned
        } else {
            Input::Woke
        });
    }

    /// Loads the session. A page that was loaded right after a login in another tab may still see the store as it was
    /// before. It waits for what the ledger names, but not for long (R18).
    async fn load_session(self: &Rc<Self>, mut ledger: Ledger) {
        if !global::is_online() {
            self.feed(Input::Online(false));
        }
        for _ in 0..MAX_REREADS {
            let may_be_ahead = self.store.is_shared() && self.ledger_store.may_be_ahead();
            if !may_be_ahead || !ledger.is_awaited(self.store.peek().as_ref(), clock::moment().now) {
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
        // What has come meanwhile is handled first.
        self.feeding.set(false);
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
}
