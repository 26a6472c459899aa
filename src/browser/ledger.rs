//! Where the ledger is kept: in IndexedDB, whose transactions see what the last one wrote in any process; beside the
//! record where there is no database; in memory where nothing is shared.
//!
//! Invariant: a swap is lost only because another client wrote, never because a database went away. The protocol tries a
//! lost swap again at once.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use authflight_protocol::{ledger::Ledger, output::Expect};
use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{json, store::Store, task::settled};

#[wasm_bindgen(module = "/src/browser/ledger.js")]
extern "C" {
    /// The entry in the database.
    type Entry;
    #[wasm_bindgen(constructor)]
    fn new(key: &str) -> Entry;
    #[wasm_bindgen(method)]
    fn open(this: &Entry) -> Promise;
    #[wasm_bindgen(method)]
    fn read(this: &Entry) -> Promise;
    #[wasm_bindgen(method)]
    fn swap(this: &Entry, decide: JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn close(this: &Entry);
}

/// The ledger.
pub struct LedgerStore {
    kind: Kind,
    /// Known once it is open.
    home: OnceCell<Home>,
    store: Rc<Store>,
    /// The storage key: the entry's key in the database.
    key: String,
}

/// Where the ledger is kept.
enum Home {
    /// Shared and transactional. If the database fails for good, the ledger goes on beside the record.
    Database(Entry),
    /// Beside the record: as shared and as durable as that is, but without transactions.
    Beside,
    /// In this client only.
    Memory(RefCell<Ledger>),
}

/// Where a ledger is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the database; without one beside the record, or in memory if there is no record either.
    Shared,
    /// Beside the record, in the storage of one tab.
    Beside,
    /// In memory.
    Memory,
}

/// A conditional write.
pub struct Swap {
    /// What the ledger must hold for the write to happen.
    pub expect: Expect,
    /// What the ledger holds afterwards.
    pub next: Ledger,
    /// Writes the store, within the transaction if there are transactions. Returns false if the swap is not wanted any
    /// more.
    pub write: Box<dyn Fn() -> bool>,
}

impl Swap {
    /// Whether this ledger is to be replaced. If so, the store has been written.
    fn wins(&self, ledger: &Ledger) -> bool {
        self.expect.is_met_by(ledger) && (self.write)()
    }
}

impl LedgerStore {
    /// The ledger of this key, which is to be opened before anything else is asked of it.
    pub fn new(kind: Kind, store: &Rc<Store>, key: &str) -> Self {
        Self {
            kind,
            home: OnceCell::new(),
            store: Rc::clone(store),
            key: key.to_string(),
        }
    }

    /// Opens the ledger, and resolves with what it holds. Whether a database can be used only shows when it is read.
    pub async fn open(&self) -> Ledger {
        let mut found = None;
        let home = match self.kind {
            Kind::Memory => Home::Memory(RefCell::default()),
            Kind::Beside => Home::Beside,
            Kind::Shared => {
                let entry = Entry::new(&self.key);
                found = present(&entry.open()).await;
                match found {
                    Some(_) => Home::Database(entry),
                    None if self.store.is_there() => Home::Beside,
                    None => Home::Memory(RefCell::default()),
                }
            }
        };
        drop(self.home.set(home));
        self.with_record(found).await
    }

    /// Whether it may name a record that the store does not show yet. Beside the record it cannot, because the record is
    /// written first.
    pub fn may_be_ahead(&self) -> bool {
        self.database().is_some()
    }

    /// Reads the ledger, and an asynchronous storage again. It counts as empty if it cannot be read.
    pub async fn read(&self) -> Ledger {
        let found = match self.database() {
            Some(entry) => present(&entry.read()).await,
            None => None,
        };
        self.with_record(found).await
    }

    /// The ledger that was found. The record is read after it, so that it is not the older of the two.
    async fn with_record(&self, found: Option<JsValue>) -> Ledger {
        self.store.reload(&self.side_key()).await;
        match found {
            Some(found) => ledger_of(&found),
            None => self.read_at_once(),
        }
    }

    fn database(&self) -> Option<&Entry> {
        match self.home.get() {
            Some(Home::Database(entry)) => Some(entry),
            _ => None,
        }
    }

    /// Writes the store and then the ledger, if the ledger meets the expectation. Returns whether the new entry is written,
    /// and what the ledger holds now.
    pub async fn swap(&self, swap: Swap) -> (bool, Ledger) {
        let Some(entry) = self.database() else {
            return self.swap_at_once(&swap);
        };
        // JavaScript keeps the closure for a while. What it writes may hold tokens, so it is taken out afterwards.
        let swap = Rc::new(RefCell::new(Some(swap)));
        let found = Rc::new(RefCell::new(Ledger::default()));
        let decide: Box<dyn Fn(JsValue) -> JsValue> = {
            let (found, swap) = (Rc::clone(&found), Rc::clone(&swap));
            Box::new(move |entry| {
                let ledger = ledger_of(&entry);
                let swap = swap.borrow();
                let Some(swap) = swap.as_ref().filter(|swap| swap.wins(&ledger)) else {
                    found.replace(ledger);
                    return JsValue::UNDEFINED;
                };
                found.replace(swap.next.clone());
                written(&swap.next).into()
            })
        };
        let won = settled(&entry.swap(Closure::wrap(decide).into_js_value())).await;
        match (won.ok().and_then(|won| won.as_bool()), swap.take()) {
            // The database has failed.
            (None, Some(swap)) => self.swap_at_once(&swap),
            (won, _) => (won == Some(true), found.take()),
        }
    }

    fn swap_at_once(&self, swap: &Swap) -> (bool, Ledger) {
        let ledger = self.read_at_once();
        if !swap.wins(&ledger) {
            return (false, ledger);
        }
        if let Some(Home::Memory(ledger)) = self.home.get() {
            ledger.replace(swap.next.clone());
        } else {
            self.store
                .write_side_entry(&self.side_key(), &written(&swap.next));
        }
        (true, swap.next.clone())
    }

    fn read_at_once(&self) -> Ledger {
        match self.home.get() {
            Some(Home::Memory(ledger)) => ledger.borrow().clone(),
            _ => ledger_of(&self.store.side_entry(&self.side_key())),
        }
    }

    fn side_key(&self) -> String {
        format!("{}.ledger", self.key)
    }
}

impl Drop for LedgerStore {
    fn drop(&mut self) {
        if let Some(entry) = self.database() {
            entry.close();
        }
    }
}

/// What a promise resolves with; none if that is undefined, or it rejects.
async fn present(promise: &Promise) -> Option<JsValue> {
    let found = settled(promise).await.ok();
    found.filter(|found| !found.is_undefined())
}

fn written(ledger: &Ledger) -> String {
    json::text(&ledger.to_value())
}

fn ledger_of(entry: &JsValue) -> Ledger {
    let value = entry.as_string().and_then(|text| json::parse(&text));
    value.as_ref().map(Ledger::from_value).unwrap_or_default()
}
