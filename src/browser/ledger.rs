//! Where the ledger is kept: IndexedDB, whose transactions see what the last one wrote in any
//! process; beside the record where there is no database; in memory where nothing is shared.
//!
//! Invariant: a swap that is lost is lost to somebody who wrote, never to a database that went
//! away. The core tries a lost one again at once.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::{global, json, store::Store, timer::within};
use crate::core::{ledger::Ledger, output::Expect};

const DATABASE: &str = "authflight";
const TABLE: &str = "ledger";
/// Some engines have a database that never answers after a start. It opens in milliseconds, or
/// it counts as none.
const OPENING_PATIENCE: i64 = 3_000;

/// The ledger.
pub struct Book {
    home: RefCell<Home>,
    store: Rc<Store>,
    /// The storage key: the entry's key in the database.
    key: String,
}

/// Where the ledger is kept.
enum Home {
    /// Shared and transactional.
    Database(IdbDatabase),
    /// Beside the record: as shared and as durable as that is, but without transactions.
    Beside,
    /// This client's own.
    Memory(Ledger),
}

/// What a swap found.
pub struct Swapped {
    /// The new entry is written.
    pub won: bool,
    /// What the ledger holds now.
    pub ledger: Ledger,
}

impl Book {
    /// A ledger in the database, or beside the record where there is no database to be had.
    pub async fn shared(store: &Rc<Store>, key: &str) -> Self {
        let home = open(key).await.map_or(Home::Beside, Home::Database);
        Self {
            home: RefCell::new(home),
            store: Rc::clone(store),
            key: key.to_string(),
        }
    }

    /// A ledger beside the record of one tab.
    pub fn beside(store: &Rc<Store>, key: &str) -> Self {
        Self {
            home: RefCell::new(Home::Beside),
            store: Rc::clone(store),
            key: key.to_string(),
        }
    }

    /// A ledger in memory.
    pub fn in_memory(store: &Rc<Store>) -> Self {
        let home = RefCell::new(Home::Memory(Ledger::default()));
        Self {
            home,
            store: Rc::clone(store),
            key: String::new(),
        }
    }

    /// The ledger; an empty one when it cannot be read.
    pub async fn read(&self) -> Ledger {
        for again in [true, false] {
            let Some(database) = self.database() else { break };
            if let Some(ledger) = read_from(&database, &self.key).await {
                return ledger;
            }
            self.recover(again).await;
        }
        self.read_at_once()
    }

    /// If the ledger meets the expectation, writes the store by `write` and then the ledger; in
    /// one transaction where there are transactions. `write` says no by returning false.
    pub async fn swap(&self, expect: &Expect, next: &Ledger, write: impl Fn() -> bool) -> Swapped {
        for again in [true, false] {
            let Some(database) = self.database() else { break };
            let swapped = swap_in_database(&database, &self.key, expect, next, &write).await;
            if let Some(swapped) = swapped {
                return swapped;
            }
            self.recover(again).await;
        }
        let ledger = self.read_at_once();
        if !expect.is_met_by(&ledger) || !write() {
            return Swapped { won: false, ledger };
        }
        if let Home::Memory(ledger) = &mut *self.home.borrow_mut() {
            *ledger = next.clone();
        } else {
            self.store
                .write_side_entry(&self.side_key(), &json::text(&next.to_value()));
        }
        Swapped {
            won: true,
            ledger: next.clone(),
        }
    }

    fn database(&self) -> Option<IdbDatabase> {
        match &*self.home.borrow() {
            Home::Database(database) => Some(database.clone()),
            _ => None,
        }
    }

    /// The database does not answer: it was closed, as "clear site data" does, and is opened
    /// again. One that fails even so is left.
    async fn recover(&self, again: bool) {
        let fresh = if again { open(&self.key).await } else { None };
        self.home.replace(fresh.map_or(Home::Beside, Home::Database));
    }

    fn read_at_once(&self) -> Ledger {
        if let Home::Memory(ledger) = &*self.home.borrow() {
            return ledger.clone();
        }
        let entry = self
            .store
            .side_entry(&self.side_key())
            .and_then(|text| json::parse(&text));
        entry.as_ref().map(Ledger::from_value).unwrap_or_default()
    }

    fn side_key(&self) -> String {
        let mut key = self.key.clone();
        key.push_str(".ledger");
        key
    }
}

/// Opens the database; `None` where there is none to be had.
async fn open(key: &str) -> Option<IdbDatabase> {
    within(OPENING_PATIENCE, open_patiently(key)).await.flatten()
}

async fn open_patiently(key: &str) -> Option<IdbDatabase> {
    let factory: IdbFactory = global::global("indexedDB")?.unchecked_into();
    let request = factory.open_with_u32(DATABASE, 1).ok()?;
    let upgrade = {
        let request = request.clone();
        // Handed over for good: an upgrade may come after this tab has given up waiting, and
        // the other tabs need its table.
        Closure::once_into_js(move || {
            if let Some(database) = database_of(&request) {
                drop(database.create_object_store(TABLE));
            }
        })
    };
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    settled(request.as_ref()).await?;
    let database = database_of(&request)?;
    // Whoever deletes all databases is not to wait for us.
    let closing = database.clone();
    let close = Closure::once_into_js(move || closing.close());
    database.set_onversionchange(Some(close.unchecked_ref()));
    // A database that opens but cannot be read is none.
    read_from(&database, key).await.map(|_| database)
}

async fn read_from(database: &IdbDatabase, key: &str) -> Option<Ledger> {
    let transaction = begin(database, IdbTransactionMode::Readonly)?;
    read_entry(&table(&transaction)?, key).await
}

async fn swap_in_database(
    database: &IdbDatabase,
    key: &str,
    expect: &Expect,
    next: &Ledger,
    write: impl Fn() -> bool,
) -> Option<Swapped> {
    let transaction = begin(database, IdbTransactionMode::Readwrite)?;
    let table = table(&transaction)?;
    let ledger = read_entry(&table, key).await?;
    if !expect.is_met_by(&ledger) || !write() {
        return Some(Swapped { won: false, ledger });
    }
    let entry = JsValue::from_str(&json::text(&next.to_value()));
    let request = table.put_with_key(&entry, &JsValue::from_str(key)).ok()?;
    // Listened for before the last request is done, so that it cannot be missed.
    let complete = completed(&transaction);
    settled(&request).await?;
    complete.await?;
    Some(Swapped {
        won: true,
        ledger: next.clone(),
    })
}

fn begin(database: &IdbDatabase, mode: IdbTransactionMode) -> Option<IdbTransaction> {
    database.transaction_with_str_and_mode(TABLE, mode).ok()
}

fn table(transaction: &IdbTransaction) -> Option<IdbObjectStore> {
    transaction.object_store(TABLE).ok()
}

async fn read_entry(table: &IdbObjectStore, key: &str) -> Option<Ledger> {
    let request = table.get(&JsValue::from_str(key)).ok()?;
    let entry = settled(&request).await?;
    let value = entry.as_string().and_then(|text| json::parse(&text));
    Some(value.as_ref().map(Ledger::from_value).unwrap_or_default())
}

fn database_of(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.result().ok()?.dyn_into().ok()
}

/// Waits for a request. Its continuation runs within the request's own event, while the
/// transaction is still active.
async fn settled(request: &IdbRequest) -> Option<JsValue> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let answer = |good: bool| {
        let (sender, request) = (Rc::clone(&sender), request.clone());
        Closure::<dyn FnMut()>::new(move || {
            if let Some(sender) = sender.borrow_mut().take() {
                let result = if good { request.result().ok() } else { None };
                drop(sender.send(result));
            }
        })
    };
    let (success, error) = (answer(true), answer(false));
    request.set_onsuccess(Some(success.as_ref().unchecked_ref()));
    request.set_onerror(Some(error.as_ref().unchecked_ref()));
    // Whoever gives up waiting takes the closures with him: the request must not call them then.
    let _deaf = Deafened(request);
    receiver.await.ok().flatten()
}

/// A request that calls nobody any more once this is dropped.
struct Deafened<'r>(&'r IdbRequest);

impl Drop for Deafened<'_> {
    fn drop(&mut self) {
        self.0.set_onsuccess(None);
        self.0.set_onerror(None);
    }
}

/// Resolves when the transaction is durable; `None` when it was aborted.
fn completed(transaction: &IdbTransaction) -> impl Future<Output = Option<()>> + use<> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let answer = |good: bool| {
        let sender = Rc::clone(&sender);
        Closure::<dyn FnMut()>::new(move || {
            if let Some(sender) = sender.borrow_mut().take() {
                // Nobody waits any more: the flight has gone on without this transaction.
                let _ = sender.send(good);
            }
        })
    };
    let (complete, abort) = (answer(true), answer(false));
    transaction.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    transaction.set_onabort(Some(abort.as_ref().unchecked_ref()));
    let transaction = transaction.clone();
    async move {
        let good = receiver.await.unwrap_or(false);
        transaction.set_oncomplete(None);
        transaction.set_onabort(None);
        drop((complete, abort));
        good.then_some(())
    }
}
