//! Where the ledger is kept: IndexedDB, whose transactions see what the last one wrote in any
//! process; beside the record where there is no database; in memory where nothing is shared.
//!
//! Invariant: a swap that is lost is lost to somebody who wrote, never to a database that went
//! away. The core tries a lost one again at once.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::{json, store::Store};
use crate::core::{ledger::Ledger, output::Expect};

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
pub struct Book {
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

/// What a swap found.
pub struct Swapped {
    /// The new entry is written.
    pub won: bool,
    /// What the ledger holds now.
    pub ledger: Ledger,
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

impl Book {
    /// A ledger in the database, or beside the record where there is no database to be had.
    pub async fn shared(store: &Rc<Store>, key: &str) -> Self {
        let entry = settled(Entry::new(key).open()).await;
        let mut book = Self::beside(store, key);
        if !entry.is_undefined() {
            book.home = Home::Database(entry.unchecked_into());
        }
        book
    }

    /// A ledger beside the record of one tab.
    pub fn beside(store: &Rc<Store>, key: &str) -> Self {
        Self {
            home: Home::Beside,
            store: Rc::clone(store),
            key: key.to_string(),
        }
    }

    /// A ledger in memory.
    pub fn in_memory(store: &Rc<Store>) -> Self {
        let home = Home::Memory(RefCell::default());
        Self {
            home,
            store: Rc::clone(store),
            key: String::new(),
        }
    }

    /// The ledger; an empty one when it cannot be read.
    pub async fn read(&self) -> Ledger {
        if let Home::Database(entry) = &self.home {
            let found = settled(entry.read()).await;
            if !found.is_undefined() {
                return ledger_of(&found);
            }
        }
        self.read_at_once()
    }

    /// Writes the store and then the ledger, if the ledger meets the expectation.
    pub async fn swap(&self, swap: Swap) -> Swapped {
        let swap = Rc::new(swap);
        if let Home::Database(entry) = &self.home {
            let found = Rc::new(RefCell::new(Ledger::default()));
            let decide: Box<dyn FnMut(JsValue) -> JsValue> = {
                let (found, swap) = (Rc::clone(&found), Rc::clone(&swap));
                Box::new(move |entry| {
                    let mut ledger = ledger_of(&entry);
                    let wins = swap.wins(&ledger);
                    if wins {
                        ledger = swap.next.clone();
                    }
                    let next = if wins {
                        written(&ledger).into()
                    } else {
                        JsValue::UNDEFINED
                    };
                    found.replace(ledger);
                    next
                })
            };
            let won = settled(entry.swap(Closure::wrap(decide).into_js_value())).await;
            if let Some(won) = won.as_bool() {
                return Swapped {
                    won,
                    ledger: found.take(),
                };
            }
        }
        let ledger = self.read_at_once();
        if !swap.wins(&ledger) {
            return Swapped { won: false, ledger };
        }
        if let Home::Memory(ledger) = &self.home {
            ledger.replace(swap.next.clone());
        } else {
            self.store
                .write_side_entry(&self.side_key(), &written(&swap.next));
        }
        Swapped {
            won: true,
            ledger: swap.next.clone(),
        }
    }

    fn read_at_once(&self) -> Ledger {
        match &self.home {
            Home::Memory(ledger) => ledger.borrow().clone(),
            _ => ledger_of(&self.store.side_entry(&self.side_key())),
        }
    }

    fn side_key(&self) -> String {
        let mut key = self.key.clone();
        key.push_str(".ledger");
        key
    }
}

fn written(ledger: &Ledger) -> String {
    json::text(&ledger.to_value())
}

fn ledger_of(entry: &JsValue) -> Ledger {
    let value = entry.as_string().and_then(|text| json::parse(&text));
    value.as_ref().map(Ledger::from_value).unwrap_or_default()
}

/// These promises never reject.
async fn settled(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.unwrap_or(JsValue::UNDEFINED)
}
