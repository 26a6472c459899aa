//! Where the ledger is kept: IndexedDB, whose transactions see what the last one wrote in any
//! process; beside the record where there is no database; in memory where nothing is shared.
//!
//! Invariant: a swap that is lost is lost to somebody who wrote, never to a database that went
//! away. The core tries a lost one again at once.

use std::{cell::RefCell, rc::Rc};

use authflight_protocol::{ledger::Ledger, output::Expect};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

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
}

/// The ledger.
pub struct LedgerStore {
    home: Home,
    store: Rc<Store>,
    /// The storage key: the entry's key in the database.
    key: String,
}

/// Where the ledger is kept.
enum Home {
    /// Shared and transactional; beside the record once the database fails for good.
    Database(Entry),
    /// Beside the record: as shared and as durable as that is, but without transactions.
    Beside,
    /// This client's own.
    Memory(RefCell<Ledger>),
}

/// Where a ledger is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the database, or beside the record where there is no database to be had.
    Shared,
    /// Beside the record of one tab.
    Beside,
    /// In memory.
    Memory,
}

/// What is to be swapped.
pub struct Swap {
    /// What the ledger must hold.
    pub expect: Expect,
    /// What it holds then.
    pub next: Ledger,
    /// Writes the store, in the same transaction where there are transactions. It says no by
    /// returning false.
    pub write: Box<dyn Fn() -> bool>,
}

impl Swap {
    /// Whether it is to be done over this ledger; then the store is written.
    fn wins(&self, ledger: &Ledger) -> bool {
        self.expect.is_met_by(ledger) && (self.write)()
    }
}

impl LedgerStore {
    /// Opens a ledger.
    pub async fn open(kind: Kind, store: &Rc<Store>, key: &str) -> Self {
        let home = match kind {
            Kind::Memory => Home::Memory(RefCell::default()),
            Kind::Beside => Home::Beside,
            Kind::Shared => match settled(&Entry::new(key).open()).await {
                Ok(entry) if !entry.is_undefined() => Home::Database(entry.unchecked_into()),
                _ => Home::Beside,
            },
        };
        Self {
            home,
            store: Rc::clone(store),
            key: key.to_string(),
        }
    }

    /// Reads the ledger; it counts as empty when it cannot be read.
    pub async fn read(&self) -> Ledger {
        if let Home::Database(entry) = &self.home
            && let Ok(found) = settled(&entry.read()).await
            && !found.is_undefined()
        {
            return ledger_of(&found);
        }
        self.read_at_once()
    }

    /// Writes the store and then the ledger, if the ledger meets the expectation. Gives whether the new entry is written,
    /// and what the ledger holds now.
    pub async fn swap(&self, swap: Swap) -> (bool, Ledger) {
        let Home::Database(entry) = &self.home else {
            return self.swap_at_once(&swap);
        };
        // JavaScript keeps the closure for a while: what it was to write, tokens among it, is taken out when it is done.
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
        if let Home::Memory(ledger) = &self.home {
            ledger.replace(swap.next.clone());
        } else {
            self.store
                .write_side_entry(&self.side_key(), &written(&swap.next));
        }
        (true, swap.next.clone())
    }

    fn read_at_once(&self) -> Ledger {
        match &self.home {
            Home::Memory(ledger) => ledger.borrow().clone(),
            _ => ledger_of(&self.store.side_entry(&self.side_key())),
        }
    }

    fn side_key(&self) -> String {
        format!("{}.ledger", self.key)
    }
}

fn written(ledger: &Ledger) -> String {
    json::text(&ledger.to_value())
}

fn ledger_of(entry: &JsValue) -> Ledger {
    let value = entry.as_string().and_then(|text| json::parse(&text));
    value.as_ref().map(Ledger::from_value).unwrap_or_default()
}
